//! One result, many formats: the same bytes whenever, wherever and in whichever way it is printed.

use serde_json::Value;

use crate::estates::{CLUSTER, drifted, group, list, policy};
use crate::harness::{Place, Run};

const FORMATS: [&str; 9] =
    ["text", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab", "sh"];
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Drift, a gap, a new scope and a file that nobody knows, at once.
fn eventful() -> Place {
    let place = drifted();
    place.write(
        "live/aws/111122223333/us-east-1/describe-security-groups.json",
        "{\"SecurityGroups\": []}",
    );
    place.write_json(
        &format!("live/{CLUSTER}/networkpolicies.json"),
        &list(&[policy("shop", "web", "lb")]),
    );
    place.write("live/aws/111122223333/eu-west-1/describe-subnet.json", "{}");
    place.write("live/aws/111122223333/eu-west-1/describe-vpcs.json", "{");
    place
}

#[test]
fn every_format() {
    let place = eventful();
    let mut all = String::new();
    for format in FORMATS {
        all.push_str(&place.shown(&[&format!("scan --output {format}")]));
        all.push('\n');
    }
    assert_text!(all);
}

#[test]
fn a_saved_report_prints_as_the_run_did() {
    for place in [eventful(), crate::estates::recorded()] {
        let code = place.run("scan --output json=saved.json").code.unwrap();
        for format in FORMATS {
            for flags in ["", " --verbose", " --quiet", " --color always"] {
                let direct = place.ends(&format!("scan --output {format}{flags}"), code);
                let saved = place.ends(&format!("report saved.json --output {format}{flags}"), 0);
                assert!(
                    direct.stdout == saved.stdout,
                    "{format}{flags}:\n{}\n---\n{}",
                    direct.stdout,
                    saved.stdout
                );
                place.run(&format!("scan --output {format}=direct{flags}"));
                place.run(&format!("report saved.json --output {format}=again{flags}"));
                assert!(place.read("direct") == place.read("again"), "{format}{flags} to a file");
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, other) = (eventful(), eventful());
    for format in FORMATS {
        let line = format!("scan --output {format} --verbose");
        assert!(one.run(&line).stdout == other.run(&line).stdout, "{format}");
    }
    one.ends("snapshot --out s.json", 4);
    other.ends("snapshot --out s.json", 4);
    assert!(one.read("s.json") == other.read("s.json"));
    let files = |place: &Place| crate::harness::tree(&place.at("baselines"));
    assert!(files(&one) == files(&other), "the baseline depends on where it was recorded");
}

#[test]
fn time_is_in_the_run_block_only() {
    let place = eventful();
    let at = |time: &str, format: &str| {
        let mut command = place.command(&format!("scan --output {format}"));
        Run::of(command.env("DRIFTWALL_NOW", time).output().unwrap()).stdout
    };
    let (early, late) = ("2026-11-20T06:00:00Z", "2031-02-03T04:05:06Z");
    let document = |time| {
        let mut report: Value = serde_json::from_str(&at(time, "json")).unwrap();
        let run = report.as_object_mut().unwrap().remove("run").unwrap();
        assert_eq!(run["started"], time);
        report
    };
    assert_eq!(document(early), document(late));
    assert_eq!(at(early, "text"), at(late, "text"));
}

#[test]
fn several_outputs_at_once() {
    let place = eventful();
    let alone = place.ends("scan", 1).stdout;
    let run = place.ends("scan --output json=out/a.json --output sarif=b.sarif --output text", 2);
    assert!(run.stderr.contains("out/a.json"), "{}", run.stderr);
    let run = place.ends("scan --output json=a.json --output sarif=b.sarif --output text", 1);
    assert_eq!(run.stdout, alone);
    assert_eq!(place.read("a.json"), place.ends("scan --output json", 1).stdout);
    assert_eq!(place.read("b.sarif"), place.ends("scan --output sarif", 1).stdout);
    // When nothing is sent to stdout, people still get the text.
    assert_eq!(place.ends("scan --output json=a.json", 1).stdout, alone);
    let left: Vec<String> = crate::harness::tree(&place.at(""))
        .into_keys()
        .filter(|file| file.contains(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn outputs_of_the_configuration_and_who_wins() {
    let place = eventful();
    place.write(
        "driftwall.toml",
        "[scan]\nlive = \"dump:live\"\n[[output]]\nformat = \"json\"\npath = \"kept.json\"\n",
    );
    place.ends("scan", 1);
    assert_eq!(place.json("kept.json")["exit_code"], 1);
    std::fs::remove_file(place.at("kept.json")).unwrap();
    place.ends("scan --output jsonl", 1);
    assert!(!place.at("kept.json").exists(), "the command line replaces them all");
}

#[test]
fn reports_are_as_their_schemas_say() {
    let validator = |path: &str| {
        let text = std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap();
        // The standard's pattern for a language holds a stray `]`, which is no regular expression here.
        let text = text.replace("{2}]?$", "{2}$");
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    };
    let ours = validator("docs/schema/report.v1.json");
    let sarif = validator("tests/schemas/sarif-2.1.0.json");
    let valid = |validator: &jsonschema::Validator, text: &str| {
        let document: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    };
    for place in [eventful(), drifted(), crate::estates::recorded()] {
        valid(&ours, &place.run("scan --output json").stdout);
        valid(&ours, &place.run("diff dump:approved dump:live --output json").stdout);
        valid(&sarif, &place.run("scan --output sarif").stdout);
    }
    // The schema is closed enough to notice.
    let mut wrong: Value =
        serde_json::from_str(&drifted().run("scan --output json").stdout).unwrap();
    wrong["findings"][0]["severity"] = Value::from(7);
    assert!(!ours.is_valid(&wrong));
}

#[test]
fn every_expected_report_of_the_cases_is_valid() {
    let text = std::fs::read_to_string(format!("{ROOT}/docs/schema/report.v1.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let mut reports = 0;
    for case in std::fs::read_dir(format!("{ROOT}/tests/cases")).unwrap() {
        let path = case.unwrap().path().join("expected/report.json");
        if path.is_file() {
            let report: Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            assert!(schema.is_valid(&report), "{}", path.display());
            reports += 1;
        }
    }
    assert!(reports >= 20, "{reports}");
}

#[test]
fn sarif_points_at_files_that_are_there() {
    let place = eventful();
    let sarif: Value = serde_json::from_str(&place.ends("scan --output sarif", 1).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() >= 2);
    for result in results {
        let place_of = &result["locations"][0]["physicalLocation"];
        let uri = place_of["artifactLocation"]["uri"].as_str().unwrap();
        let line = place_of["region"]["startLine"].as_u64().unwrap();
        let lines = place.read(uri).lines().count() as u64;
        assert!(line >= 1 && line <= lines, "{uri}:{line}");
    }
}

#[test]
fn the_baseline_line_is_where_the_rule_is() {
    let place = drifted();
    let report: Value = serde_json::from_str(&place.ends("scan --output json", 1).stdout).unwrap();
    let finding = &report["findings"][0];
    let file = place.read(finding["baseline"]["file"].as_str().unwrap());
    let line = usize::try_from(finding["baseline"]["line"].as_u64().unwrap()).unwrap();
    let near: Vec<&str> = file.lines().skip(line - 1).take(8).collect();
    assert!(near.iter().any(|line| line.contains("10.0.0.0/16")), "{line}: {file}");
}

#[test]
fn ids_hold_still() {
    // The id names the change, not the run: neither time, nor place, nor other findings move it.
    let ids = |place: &Place| -> Vec<String> {
        let report: Value = serde_json::from_str(&place.run("scan --output json").stdout).unwrap();
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let alone = ids(&drifted());
    let among = ids(&eventful());
    assert!(
        alone.len() == 1 && among.len() > 1 && among.contains(&alone[0]),
        "{alone:?} {among:?}"
    );
    let other = crate::estates::recorded();
    crate::estates::dump(
        &other,
        "live",
        &[group("sg-1", "web", 443, "0.0.0.0/0"), group("sg-2", "db", 5432, "0.0.0.0/1")],
    );
    assert_ne!(ids(&other), alone, "another range is another change");
}

#[test]
fn diff_and_explain() {
    let place = drifted();
    assert_shown!(
        place,
        "diff dump:approved dump:live",
        "diff dump:live dump:approved",
        "diff dump:live dump:live",
        "diff baseline dump:live --quiet",
        "explain traffic-opened",
        "explain",
    );
}
