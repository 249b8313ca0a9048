//! Names, tags and descriptions are whoever's who can create a resource: none of it reaches a reader as anything
//! but text.

use serde_json::{Value, json};

use crate::estates::{dump, group, groups, list, policy};
use crate::harness::{Place, Run};

const FORMATS: [&str; 8] =
    ["text", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab"];

/// What a terminal, a page or a log might act on.
const HOSTILE: &str = "x\u{1b}[2J\u{1b}]0;owned\u{7}\r\nerror: forged\t\u{9b}31m\u{202e}lru\u{2066}\u{200b}\u{feff}\u{85}\u{2028}\u{7f}\u{8}\u{0}<script>alert(1)</script>](http://evil.example)\"'`|%0A ::error::x##[error]=cmd()\u{e0041}]]>&amp;--> @team #1";

/// Whether a character must not be in a report as itself.
fn acts(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn assert_harmless(what: &str, text: &str) {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| acts(*c)) {
        let from = text[..at].char_indices().rev().nth(80).map_or(0, |(index, _)| index);
        panic!("{what}: {c:?} after {:?}", &text[from..at]);
    }
    let forged = text.lines().any(|line| line.trim_start().starts_with("error: forged"));
    assert!(!forged, "{what}: a line was forged:\n{text}");
    // What GitHub's runner obeys: the one anywhere, the other at the beginning of a line. `github` has commands of its own.
    let ours = ["::error file=", "::warning file=", "::notice file="];
    let obeyed = text.lines().map(str::trim_start).find(|line| {
        line.contains("##[")
            || line.starts_with("::") && !ours.iter().any(|own| line.starts_with(own))
    });
    assert_eq!(obeyed, None, "{what}");
}

/// A group in which everything that somebody can choose is hostile.
fn hostile_group(id: &str, range: &str) -> Value {
    let mut group = group(id, HOSTILE, 443, range);
    group["Description"] = json!(HOSTILE);
    group["Tags"] = json!([{"Key": HOSTILE, "Value": HOSTILE}, {"Key": "Name", "Value": HOSTILE}]);
    group["IpPermissions"][0]["IpRanges"][0]["Description"] = json!(HOSTILE);
    group
}

/// A group with a rule that can't be understood.
fn odd_group(id: &str) -> Value {
    let mut group = hostile_group(id, "10.0.0.0/8");
    group["IpPermissions"][0]["IpProtocol"] = json!(HOSTILE);
    group
}

/// A place in which everything that can be told is hostile: changes, additions, removals, gaps and file names.
fn place() -> Place {
    let place = Place::new();
    dump(
        &place,
        "approved",
        &[
            hostile_group("sg-1", "10.0.0.0/8"),
            hostile_group(&format!("gone{HOSTILE}"), "10.0.0.0/8"),
        ],
    );
    let mut edited = hostile_group("sg-1", "0.0.0.0/0");
    edited["Tags"][0]["Value"] = json!(format!("{HOSTILE}2"));
    edited["VpcId"] = json!(HOSTILE);
    dump(&place, "live", &[edited, hostile_group(&format!("came{HOSTILE}"), "10.0.0.0/8")]);
    place.write_json(
        "live/aws/111122223333/us-east-1/describe-security-groups.json",
        &groups(&[odd_group("sg-1")]),
    );
    let mut labels = policy("shop", "web", "lb");
    labels["metadata"]["labels"] = json!({"app": HOSTILE});
    labels["spec"]["ingress"][0]["from"][0]["podSelector"]["matchLabels"] = json!({"app": HOSTILE});
    place.write_json(
        "approved/kubernetes/prod/networkpolicies.json",
        &list(&[policy("shop", "web", "lb"), policy("shop", HOSTILE, "lb")]),
    );
    place.write_json("live/kubernetes/prod/networkpolicies.json", &list(&[labels]));
    place.write("live/kubernetes/prod/pods.json", json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403, "reason": HOSTILE, "message": HOSTILE, "details": {"kind": HOSTILE}}).to_string());
    let name = HOSTILE.replace(['/', '\0'], "");
    place.write(&format!("live/aws/111122223333/eu-west-1/{name}.json"), "{}");
    place.write(&format!("live/kubernetes/prod/{name}.json"), "{}");
    place.write(&format!("live/{name}/x"), "");
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    let mut record = place.command("baseline record --live dump:approved --allow-incomplete");
    let by = HOSTILE.replace('\0', "");
    let run = Run::of(record.args(["--by", &by, "--reason", &by]).output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_harmless("record", &run.stdout);
    assert_harmless("record", &run.stderr);
    place
}

#[test]
fn no_format_passes_on_what_acts() {
    let place = place();
    for format in FORMATS {
        for flags in ["", " --verbose", " --quiet"] {
            let line = format!("scan --output {format} --output {format}=report{flags}");
            let run = place.ends(&line, 1);
            assert_harmless(&line, &run.stdout);
            assert_harmless(&line, &run.stderr);
            assert_harmless(&line, &place.read("report"));
        }
    }
}

#[test]
fn what_was_written_is_still_there_for_machines() {
    let place = place();
    let report: Value = serde_json::from_str(&place.ends("scan --output json", 1).stdout).unwrap();
    let text = report.to_string();
    let ids: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["resource"]["id"].as_str())
        .collect();
    assert!(ids.contains(&format!("came{HOSTILE}").as_str()), "{text}");
    let _: Value = serde_json::from_str(&place.ends("scan --output sarif", 1).stdout).unwrap();
    for line in place.ends("scan --output jsonl", 1).stdout.lines() {
        let _: Value = serde_json::from_str(line).unwrap();
    }
}

/// A page without what is in backticks, where nothing is markup.
fn outside_code(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) = rest.find('`') {
        out.push_str(&rest[..at]);
        let ticks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let after = &rest[at + ticks..];
        let fence = "`".repeat(ticks);
        // The code ends where as many backticks stand, no more.
        let mut ends = after.match_indices(&fence).map(|(end, _)| end);
        let end = ends
            .find(|end| !after[..*end].ends_with('`') && !after[end + ticks..].starts_with('`'));
        rest = end.map_or(after, |end| &after[end + ticks..]);
    }
    out + rest
}

#[test]
fn markup_is_text_where_markup_is_read() {
    assert_eq!(outside_code("a `b` c ``d ` e`` f"), "a  c  f");
    let place = place();
    let page = outside_code(&place.ends("scan --output markdown", 1).stdout);
    for markup in ["<script", "](http", " @team", " #1", "]]>", "--> @"] {
        assert!(!page.contains(markup), "{markup}: {page}");
    }
    let junit = place.ends("scan --output junit", 1).stdout;
    assert!(!junit.contains("<script"), "{junit}");
}

#[test]
fn other_commands_neither() {
    let place = place();
    for line in [
        "baseline list",
        "baseline list --output json",
        "baseline show",
        "baseline show --output json",
        "baseline show aws.security-group/sg-1",
        "baseline verify",
        "baseline verify --output json",
        "baseline accept sg-1 --reason x",
        "baseline accept sg-1 --reason x --yes",
        "snapshot --out s.json",
    ] {
        let run = place.run(line);
        assert_harmless(line, &run.stdout);
        assert_harmless(line, &run.stderr);
    }
}

#[test]
fn error_messages_neither() {
    let place = place();
    let hostile = HOSTILE.replace('\0', "");
    for words in [
        &["scan", "--live"][..],
        &["scan", "--config"],
        &["scan", "--scope"],
        &["scan", "--fail-on"],
        &["scan", "--output"],
        &["scan", "--map"],
        &["report"],
        &["explain"],
        &["diff", "dump:live"],
        &["baseline", "show"],
        &["baseline", "accept", "--reason", "x", "--yes"],
        &["baseline", "prune", "--older-than"],
        &["baseline", "list", "--baseline"],
        &["completions"],
        &["snapshot", "--out"],
        &[],
    ] {
        for text in [hostile.clone(), format!("dump:{hostile}"), format!("json=nowhere/{hostile}")]
        {
            let run = Run::of(place.command("").args(words).arg(text).output().unwrap());
            assert_harmless(&format!("{words:?}"), &run.stdout);
            assert_harmless(&format!("{words:?}"), &run.stderr);
        }
    }
    place.write(
        "driftwall.toml",
        format!(
            "[scan]\n'{}' = 1\n",
            HOSTILE.replace(['\0', '\r', '\n', '\'', '\u{1b}', '\u{7}', '\u{8}', '\u{7f}'], "")
        ),
    );
    for line in ["scan", "config validate"] {
        let run = place.ends(line, 3);
        assert_harmless(line, &run.stderr);
    }
    place.write("driftwall.toml", format!("[scan]\nlive = {}\n", json!(HOSTILE)));
    for line in ["scan", "config validate", "config show"] {
        let run = place.run(line);
        assert_harmless(line, &run.stderr);
        assert_harmless(line, &run.stdout);
    }
}
