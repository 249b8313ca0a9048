//! The template for GitLab.

use serde_json::Value;

use crate::{ROOT, ends, example, fits, json, read, repository, shell, shellcheck, yaml};

const TEMPLATE: &str = "ci/gitlab/driftwall.gitlab-ci.yml";

#[test]
fn it_is_what_gitlab_takes() {
    fits("gitlab-ci", TEMPLATE);
}

#[test]
fn the_job_leaves_the_reports_that_it_promises() {
    let job = yaml(TEMPLATE)["driftwall"].clone();
    let lines: Vec<&str> =
        job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let script = lines.join("\n");
    shellcheck("bash", &script);
    let folder = repository();
    let mut run = shell("bash", folder.path(), &script);
    for (name, value) in job["variables"].as_object().unwrap() {
        run.env(name, value.as_str().unwrap());
    }
    // A project says where its configuration is.
    run.env("DRIFTWALL_CONFIG", "examples/estate/driftwall.toml");
    let (text, _) = ends(&mut run, 1);
    assert!(text.contains("24 unauthorized"), "{text}");

    let artifacts = &job["artifacts"];
    assert_eq!(artifacts["when"], "always");
    let file = |name: &Value| folder.path().join(name.as_str().unwrap());
    let quality = json(file(&artifacts["reports"]["codequality"]));
    let schema = json(format!("{ROOT}/tests/schemas/gitlab-code-quality.json"));
    if let Err(error) = jsonschema::validator_for(&schema).unwrap().validate(&quality) {
        panic!("{}: {error}", error.instance_path());
    }
    for entry in quality.as_array().unwrap() {
        let path = entry["location"]["path"].as_str().unwrap();
        let there = folder.path().join(path).is_file() || path == "driftwall.toml";
        assert!(there, "{path} is no file of the repository");
    }
    assert!(read(file(&artifacts["reports"]["junit"])).contains("<testsuites"));
    let result = json(file(&artifacts["paths"][0]));
    let gaps = quality.as_array().unwrap().iter().filter(|one| one["check_name"] == "coverage-gap");
    let findings = result["findings"].as_array().unwrap().len();
    assert_eq!(quality.as_array().unwrap().len(), findings + gaps.count());
}

#[test]
fn a_variable_of_the_template_is_one_that_driftwall_reads() {
    // Any other one that begins so would end every job with 2.
    let mut run = shell("bash", &example(""), "driftwall config show");
    for (name, value) in yaml(TEMPLATE)["driftwall"]["variables"].as_object().unwrap() {
        assert!(name.starts_with("DRIFTWALL_"), "{name}");
        let value = if name == "DRIFTWALL_CONFIG" {
            "estate/driftwall.toml"
        } else {
            value.as_str().unwrap()
        };
        run.env(name, value);
    }
    ends(&mut run, 0);
}
