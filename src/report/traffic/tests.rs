//! Effects as lines for people.

use super::super::sample;
use super::*;

fn own(list: &[&str]) -> Vec<String> {
    list.iter().map(|&one| one.to_owned()).collect()
}

fn one(direction: &str, far: &[&str], except: &[&str], protocol: &str, ports: &str) -> TrafficBox {
    let everyone = own(&["0.0.0.0/0"]);
    let (from, to, from_except, to_except) = match direction {
        "ingress" => (own(far), everyone, own(except), Vec::new()),
        _ => (everyone, own(far), Vec::new(), own(except)),
    };
    TrafficBox {
        direction: direction.to_owned(),
        from,
        from_except,
        from_within: Vec::new(),
        to,
        to_except,
        to_within: Vec::new(),
        protocol: protocol.to_owned(),
        ports: (!ports.is_empty()).then(|| ports.to_owned()),
        source_ports: None,
        icmp: None,
        rule: Some("sgr-1".to_owned()),
    }
}

fn finding(opened: Vec<TrafficBox>, closed: Vec<TrafficBox>) -> Finding {
    let rule = |rule: Option<&str>, action: &str| RuleName {
        boundary: "aws.example-group:sg-0a12".to_owned(),
        rule: rule.map(str::to_owned),
        action: action.to_owned(),
    };
    let witness = Packet {
        direction: "ingress".to_owned(),
        from: "10.0.0.20".to_owned(),
        from_in: own(&["aws.example-group:sg-2"]),
        to: "10.0.0.10".to_owned(),
        to_in: Vec::new(),
        protocol: "tcp".to_owned(),
        port: Some(22),
        source_port: Some(40000),
        icmp_type: None,
        icmp_code: None,
    };
    let by = DecidedBy {
        before: rule(None, "deny"),
        after: rule(Some("allow tcp 22 from aws.example-group:sg-2"), "allow"),
    };
    let effect = Effect {
        opened,
        closed,
        equivalent: false,
        cause: None,
        witness: Some(witness),
        decided_by: Some(by),
        boundaries: own(&["a.b:1", "a.b:2", "a.b:3"]),
    };
    Finding { effect: Some(effect), ..sample::report().findings.remove(0) }
}

fn said(finding: &Finding, limits: Limits) -> String {
    let line = |line: Line| {
        format!(
            "{} {}{}\n",
            line.sign,
            line.text,
            line.id.map(|id| format!(" ({id})")).unwrap_or_default()
        )
    };
    lines(finding, limits).into_iter().map(line).collect()
}

#[test]
fn a_line_for_each_box() {
    let opened = vec![
        one("ingress", &["0.0.0.0/0"], &["aws.example-group:sg-2"], "tcp", "22"),
        one("ingress", &["aws.example-group:sg-3"], &["10.0.0.0/8"], "0-5,7-255", ""),
    ];
    let closed = vec![one("egress", &["192.0.2.0/24", "2001:db8::/32"], &[], "all", "")];
    insta::assert_snapshot!(said(&finding(opened.clone(), closed.clone()), Limits::SOME), @r"
    + tcp 22 from 0.0.0.0/0 (sgr-1)
    + protocol 0-5,7-255 from aws.example-group:sg-3 except 10.0.0.0/8 (sgr-1)
    - all to 192.0.2.0/24, 2001:db8::/32 (sgr-1)
    ");
    let all = said(&finding(opened, closed), Limits::ALL);
    assert!(
        all.starts_with("+ tcp 22 from 0.0.0.0/0 except aws.example-group:sg-2 (sgr-1)"),
        "{all}"
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let many = (1..=20).map(|port| one("ingress", &["0.0.0.0/0"], &[], "tcp", &port.to_string()));
    let text = said(&finding(many.collect(), Vec::new()), Limits::SOME);
    assert_eq!(text.lines().count(), 13);
    assert!(text.ends_with("… and 8 more\n"), "{text}");
}

#[test]
fn a_rule_without_an_id_is_not_named_twice() {
    let remarks = remarks(&finding(Vec::new(), Vec::new()), Limits::SOME);
    assert_eq!(
        remarks,
        [
            ("at", "a.b:1, a.b:2 and 1 more".to_owned()),
            (
                "witness",
                "10.0.0.20 in aws.example-group:sg-2 → 10.0.0.10 tcp 22  was: refused (no rule)  now: allowed"
                    .to_owned()
            ),
        ]
    );
}
