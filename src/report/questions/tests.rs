//! Answers and connections as they are written, hostile names included.

use std::sync::Arc;

use super::*;
use crate::model;
use crate::report::{Format, Style, answers_schema, connections_schema};
use crate::traffic::{Decision, Packet, Portion};

fn answers() -> Answers {
    let lines = r#"
        {"from":"internet","to":"web-1","protocol":"tcp","port":22,"expect":false}

        {"from":"web-1\u001b[31m","to":"::error::x","protocol":50,"expect":"some"}
        {"from":"internet","to":"db","protocol":"icmp","icmp_type":8}"#;
    let questions = read_questions(lines).unwrap();
    let ruling = |rule: Option<&str>, decision| model::Ruling {
        boundary: "aws.security-group:sg-1".to_owned(),
        rule: rule.map(str::to_owned),
        decision,
    };
    let sample = |from: &str, number: u8| model::Sample {
        from: from.to_owned(),
        to: "10.0.0.10".to_owned(),
        packet: Packet::between("8.8.8.8".parse().unwrap(), "10.0.0.10".parse().unwrap(), number)
            .unwrap()
            .with_ports(22, 40000)
            .with_icmp(8, 0),
    };
    let none = model::Answer {
        allowed: Portion::None,
        replies: None,
        depends_on: ["aws.security-group:sg-9".into()].into(),
        passes: None,
        refused: Some(sample("8.8.8.8", 6)),
        decided_by: vec![ruling(None, Decision::Deny)],
        refused_by: Vec::new(),
    };
    let some = model::Answer {
        allowed: Portion::Some,
        replies: Some(Portion::Some),
        depends_on: std::collections::BTreeSet::new(),
        passes: Some(sample("shop/web\u{202e}", 50)),
        refused: Some(sample("1.1.1.1", 50)),
        decided_by: vec![
            ruling(Some("vpcbpa"), Decision::Pass),
            ruling(Some("r"), Decision::Allow),
        ],
        refused_by: vec![ruling(Some("vpcbpa"), Decision::Pass), ruling(None, Decision::Deny)],
    };
    let all = model::Answer {
        allowed: Portion::All,
        passes: Some(sample("8.8.8.8", 1)),
        refused: None,
        replies: None,
        refused_by: Vec::new(),
        ..some.clone()
    };
    let answers = questions.into_iter().zip([none, some, all]);
    Answers { answers: answers.map(|((_, asked, _), one)| Answer::new(asked, &one)).collect() }
}

fn found() -> Connections {
    let talk = |protocol: &str, ports: Option<&str>| model::Talk {
        protocol: protocol.to_owned(),
        ports: ports.map(str::to_owned),
        icmp: None,
    };
    let web: Arc<[model::Talk]> = [talk("tcp", Some("80,443")), talk("50", None)].into();
    let all: Arc<[model::Talk]> = [talk("all", None)].into();
    let row = |from: &str, to: &str, traffic: &Arc<[model::Talk]>| model::Connection {
        from: from.into(),
        to: to.into(),
        traffic: traffic.clone(),
    };
    let names = [("eni-1", "web (i-1)"), ("eni-2", "web (i-2)"), ("eni-3", "db\u{1b}[2J (i-3)")];
    Connections::from(&model::Connections {
        rows: vec![
            row("0.0.0.0/0", "eni-1", &web),
            row("0.0.0.0/0", "eni-2", &web),
            row("eni-1", "eni-3", &all),
            row("eni-2", "eni-3", &all),
        ],
        unknown: ["aws.security-group:sg-9".into()].into(),
        called: names.map(|(label, name)| (label.into(), name.to_owned())).into(),
    })
}

#[test]
fn text_is_a_line_and_who_decides() {
    let text = render_answers(Format::Text, &answers(), &Style::default());
    assert_eq!(
        text,
        "\
none  internet → web-1  tcp 22  NOT FOR SURE AS EXPECTED: none
      depends  on what is not known: aws.security-group:sg-9
      refused  8.8.8.8 → 10.0.0.10 tcp 22
               deny   aws.security-group:sg-1  no rule
some  web-1\\u{1b}[31m → \\u{3a}:error::x  50  as expected: some
      replies  some of them pass
      allowed  shop/web\\u{202e} → 10.0.0.10 esp
               pass   aws.security-group:sg-1  vpcbpa
               allow  aws.security-group:sg-1  r
      refused  1.1.1.1 → 10.0.0.10 esp
               deny   aws.security-group:sg-1  no rule
all   internet → db  icmp type 8
      allowed  8.8.8.8 → 10.0.0.10 icmp 8/0
               pass   aws.security-group:sg-1  vpcbpa
               allow  aws.security-group:sg-1  r
3 answers: 1 all, 1 some, 1 none; 1 of 2 expectations not met
"
    );
    let quiet = Style { quiet: true, ..Style::default() };
    assert_eq!(render_answers(Format::Text, &answers(), &quiet).lines().count(), 1);
}

#[test]
fn connections_are_a_line_a_pair_or_a_group() {
    let text = render_connections(Format::Text, &found(), &Style::default());
    assert_eq!(
        text,
        "\
0.0.0.0/0 → web (i-1), web (i-2)  tcp 80,443, protocol 50
web (i-1) → db\\u{1b}[2J           all
web (i-2) → db\\u{1b}[2J           all
4 connections
"
    );
    let verbose = Style { verbose: true, ..Style::default() };
    let text = render_connections(Format::Text, &found(), &verbose);
    assert_eq!(text.lines().count(), 5);
}

#[test]
fn documents_fit_their_schemas() {
    let documents = [
        (answers_schema(), render_answers(Format::Json, &answers(), &Style::default())),
        (connections_schema(), render_connections(Format::Json, &found(), &Style::default())),
    ];
    for (schema, document) in documents {
        let schema = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let value: serde_json::Value = serde_json::from_str(&document).unwrap();
        if let Err(error) = validator.validate(&value) {
            panic!("{}: {error}", error.instance_path());
        }
        let mut wrong = value.clone();
        wrong.as_object_mut().unwrap().insert("other".to_owned(), 1.into());
        assert!(!validator.is_valid(&wrong));
        assert!(!document.contains('\u{1b}'), "nothing in it moves a cursor");
    }
    let lines = render_answers(Format::Jsonl, &answers(), &Style::default());
    assert_eq!(lines.lines().count(), 3);
    assert_eq!(render_connections(Format::Jsonl, &found(), &Style::default()).lines().count(), 4);
}

#[test]
fn an_answer_repeats_its_question_as_it_was_asked() {
    let lines = render_answers(Format::Jsonl, &answers(), &Style::default());
    let second: serde_json::Value = serde_json::from_str(lines.lines().nth(1).unwrap()).unwrap();
    assert_eq!(second["protocol"], 50, "a number stays one");
    assert_eq!(second["expect"], "some");
    assert_eq!(second["met"], true);
    assert!(second.get("port").is_none());
    assert_eq!(second["witness"]["allowed"]["protocol"], "esp");
    assert_eq!(second["refused_by"][1]["rule"], serde_json::Value::Null);
}

#[test]
fn lines_that_are_no_question() {
    let wrong = |line: &str| read_questions(line).unwrap_err().remove(0);
    let error = wrong("\n{\"from\":\"a\",\"to\":\"b\",\"protocoll\":\"tcp\"}");
    assert_eq!((error.line, error.unknown_field.as_deref()), (2, Some("protocoll")));
    assert!(error.message.starts_with("unknown field `protocoll`, expected one of"), "{error:?}");
    for (fields, message) in [
        (r#""protocol":"tcp","port":"443""#, "invalid type: string \"443\", expected u16"),
        (r#""protocol":"tcp","port":70000"#, "invalid value: integer `70000`, expected u16"),
        (r#""protocol":"tpc""#, "unknown protocol `tpc`; known are icmp, tcp, udp, gre, esp,"),
        (r#""protocol":256"#, "unknown protocol `256`"),
        (r#""protocol":"tcp","expect":"maybe""#, "`expect` is true, false, \"all\", \"some\""),
        (r#""protocol":"icmp","port":1"#, "icmp has no ports; tcp, udp and sctp have"),
        (r#""protocol":"tcp","icmp_type":8"#, "tcp has no types and codes"),
        (r#""protocol":"tcp","port":1,"port":2"#, "duplicate field `port`"),
        (r#""port":1"#, "missing field `protocol`"),
    ] {
        let error = wrong(&format!("{{\"from\":\"a\",\"to\":\"b\",{fields}}}"));
        assert!(error.message.starts_with(message), "{error:?}");
    }
    for line in ["[]", r#"["a","b","tcp"]"#, "a → b", "\"a\""] {
        assert_eq!(wrong(line).message, "a question is a JSON object, on a line of its own");
    }
    assert!(wrong("{").message.contains("EOF"));
    assert_eq!(read_questions("\u{feff}\n \n").unwrap(), []);
}

#[test]
fn the_documented_schemas_are_the_generated_ones() {
    for (name, schema) in [("answers", answers_schema()), ("connections", connections_schema())] {
        let path = format!("{}/docs/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("DRIFTWALL_BLESS").is_some() {
            fs_err::write(&path, &schema).unwrap();
        }
        let documented = fs_err::read_to_string(&path).unwrap_or_default();
        assert_eq!(documented, schema, "DRIFTWALL_BLESS=1 cargo test --lib report rewrites it");
    }
}
