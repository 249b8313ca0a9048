//! The configuration: what is wrong in it is told with its line, and nothing falls back in silence.

use crate::estates::{drifted, recorded};
use crate::harness::Place;

/// What a configuration with this text says.
fn validated(texts: &[(&str, &str)]) -> String {
    let mut all = String::new();
    for (what, text) in texts {
        let place = Place::new();
        place.write("driftwall.toml", text);
        all.push_str(&format!("## {what}\n{}\n", place.shown(&["config validate"])));
    }
    all
}

#[test]
fn what_is_wrong_in_a_file() {
    assert_text!(validated(&[
        ("an unknown key", "[scan]\nlive = \"dump:x\"\nfail_onn = \"high\"\n"),
        ("an unknown table", "[scam]\nlive = \"dump:x\"\n"),
        ("no severity", "[scan]\nfail_on = \"grave\"\n"),
        ("a severity that is a number", "[scan]\nfail_on = 3\n"),
        ("a source that is none", "[scan]\nlive = \"dmp:x\"\n"),
        ("a glob that is none", "[[scope]]\nname = \"aws:[\"\n"),
        ("a glob of no provider", "[[scope]]\nname = \"asw:*\"\n"),
        ("a glob of no kind", "[[scope]]\nkinds = [\"aws.securty-group\"]\n"),
        ("an unknown code", "[findings.boundary-chnged]\nenabled = false\n"),
        ("an unknown format", "[[output]]\nformat = \"html\"\n"),
        ("two outputs to stdout", "[[output]]\nformat = \"json\"\n[[output]]\nformat = \"text\"\n"),
        ("the same key twice", "[scan]\nlive = \"dump:x\"\nlive = \"dump:y\"\n"),
        ("no TOML", "[scan\nlive = dump\n"),
        ("several things at once", "[scan]\nlve = 1\nfail_on = \"grave\"\n[[scope]]\nkind = []\n"),
    ]));
}

#[test]
fn a_wrong_file_stops_every_command_that_uses_it() {
    let place = drifted();
    place.write("driftwall.toml", "[scan]\nfail_onn = \"high\"\n");
    for line in [
        "scan",
        "snapshot",
        "baseline list",
        "baseline verify",
        "config show",
        "diff dump:live dump:live",
    ] {
        let run = place.ends(line, 3);
        assert!(
            run.stderr.contains("driftwall.toml:2") && run.stderr.contains("fail_on"),
            "{}",
            run.stderr
        );
        assert_eq!(run.stdout, "");
    }
    // What needs no configuration works without one.
    place.ends("config schema", 0);
    place.ends("completions bash", 0);
}

#[test]
fn a_file_that_is_no_text() {
    let place = Place::new();
    place.write("driftwall.toml", b"[scan]\nlive = \"dump:caf\xe9\"\n");
    place.write("large.toml", "#".repeat(2 << 20));
    assert_shown!(
        place,
        "config validate",
        "config validate --config large.toml",
        "config validate --config ."
    );
}

#[test]
fn a_file_that_was_named_and_is_missing() {
    let place = recorded();
    assert_shown!(place, "scan --config nowhere.toml", "config validate --config nowhere.toml");
    let mut command = place.command("scan");
    let run =
        crate::harness::Run::of(command.env("DRIFTWALL_CONFIG", "nowhere.toml").output().unwrap());
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("DRIFTWALL_CONFIG"), "{}", run.stderr);
}

#[test]
fn flags_that_say_nothing_known() {
    let place = recorded();
    assert_shown!(
        place,
        "scan --fail-on grave",
        "scan --scope 'asw:*'",
        "scan --scope 'aws:['",
        "scan --map x",
        "scan --map aws:1/eu-west-1=aws:2/eu-west-1",
        "scan --color sometimes",
        "explain boundary-chnged",
    );
}

#[test]
fn variables() {
    let place = drifted();
    let with = |name: &str, value: &str| {
        let run = crate::harness::Run::of(
            place.command("scan --quiet").env(name, value).output().unwrap(),
        );
        format!("## {name}={value}\n{}\n", place.text("scan --quiet", &run))
    };
    assert_text!(
        [
            with("DRIFTWALL_FAIL_ON", "critical"),
            with("DRIFTWALL_FAIL_ON", "grave"),
            with("DRIFTWALL_FAIL_ONN", "high"),
            with("DRIFTWALL_ALLOW_INCOMPLETE", "perhaps"),
            with("DRIFTWALL_LIVE", "dump:approved"),
            with("DRIFTWALL_OUTPUT", "html"),
            with("DRIFTWALL_NOW", "yesterday"),
            with("DRIFTWALL_NOW", ""),
            with("COLUMNS", "wide"),
        ]
        .concat()
    );
}

#[test]
fn the_clock_and_the_width_are_taken_from_variables() {
    let place = drifted();
    let run = |name: &str, value: &str, line: &str| {
        crate::harness::Run::of(place.command(line).env(name, value).output().unwrap()).stdout
    };
    let report: serde_json::Value =
        serde_json::from_str(&run("DRIFTWALL_NOW", "2030-01-02T03:04:05Z", "scan --output json"))
            .unwrap();
    assert_eq!(report["run"]["started"], "2030-01-02T03:04:05Z");
    for width in [60, 100] {
        let text = run("COLUMNS", &width.to_string(), "scan");
        // A name or a command is never broken, so a line may be longer; the first line of a finding is not.
        let line = text.lines().find(|line| line.starts_with("HIGH")).unwrap();
        assert_eq!(line.chars().count(), width, "{text}");
    }
}

#[test]
fn the_file_is_found_above_up_to_the_repository() {
    let place = recorded();
    std::fs::create_dir_all(place.at("below/deep")).unwrap();
    let below = |dir: &str| {
        let mut command = place.command("config show");
        crate::harness::Run::of(command.current_dir(place.at(dir)).output().unwrap()).stdout
    };
    assert!(
        !below("below/deep").contains("dump:"),
        "outside a repository only the working folder counts"
    );
    std::fs::create_dir(place.at(".git")).unwrap();
    assert!(below("below/deep").contains("dump:../../live"), "{}", below("below/deep"));
}

#[test]
fn init_writes_a_file_that_is_valid_and_never_over_one() {
    let place = Place::new();
    crate::estates::dump(&place, "estate/live", &crate::estates::approved());
    place.write("deploy/policy.yaml", crate::estates::policy("shop", "web", "lb").to_string());
    assert_shown!(place, "init", "config validate", "config show", "init");
    let text = place.read("driftwall.toml");
    assert_text!("init_wrote", text);
    // Each commented key is right too.
    let all: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.is_empty() => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    place.write("driftwall.toml", all);
    place.ends("config validate", 0);
}

#[test]
fn config_show_and_schema() {
    let place = recorded();
    assert_shown!(place, "config show", "config show --output json");
    let schema: serde_json::Value =
        serde_json::from_str(&place.ends("config schema", 0).stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap();
}
