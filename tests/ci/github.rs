//! The composite action and the workflow that uses it.

use std::path::Path;

use serde_json::Value;

use crate::{ends, example, fits, json, read, repository, shell, shellcheck, tool, yaml};

const ACTION: &str = "ci/github/driftwall/action.yml";
const WORKFLOW: &str = "ci/github/workflow.yml";
const CONFIG: &str = "examples/estate/driftwall.toml";

/// The composite action as the runner runs it: its steps in order, expressions replaced by what they stand for.
struct Action {
    steps: Vec<Value>,
    defaults: Vec<(String, String)>,
}

/// What came out of a run of it.
struct Ran {
    code: i32,
    stdout: String,
    outputs: Vec<(String, String)>,
    summary: String,
}

impl Action {
    fn load() -> Self {
        let action = yaml(ACTION);
        let default = |(name, input): (&String, &Value)| {
            (name.clone(), input["default"].as_str().unwrap().to_owned())
        };
        Self {
            steps: action["runs"]["steps"].as_array().unwrap().clone(),
            defaults: action["inputs"].as_object().unwrap().iter().map(default).collect(),
        }
    }

    fn run(&self, folder: &Path, inputs: &[(&str, &str)]) -> Ran {
        let temp = tempfile::tempdir_in(folder).unwrap().keep();
        let file = |name: &str| temp.join(name);
        let mut outputs: Vec<(String, String)> = Vec::new();
        let mut all = String::new();
        for step in &self.steps {
            let value = |expression: &str| {
                let inner =
                    expression.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}"));
                let inner = inner.unwrap_or_else(|| panic!("{expression} is no single expression"));
                if let Some(name) = inner.strip_prefix("inputs.") {
                    let given = inputs.iter().find(|(key, _)| *key == name);
                    let default = self.defaults.iter().find(|(key, _)| key == name).unwrap();
                    return given.map_or(default.1.clone(), |(_, value)| (*value).to_owned());
                }
                let name = inner.strip_prefix("steps.scan.outputs.").unwrap();
                outputs.iter().find(|(key, _)| key == name).unwrap().1.clone()
            };
            let mut command = shell("bash", folder, step["run"].as_str().unwrap());
            for (name, text) in step["env"].as_object().unwrap() {
                command.env(name, value(text.as_str().unwrap()));
            }
            command
                .env("RUNNER_TEMP", &temp)
                .env("GITHUB_OUTPUT", file("output"))
                .env("GITHUB_STEP_SUMMARY", file("summary"));
            let output = command.output().unwrap();
            all.push_str(&String::from_utf8(output.stdout).unwrap());
            let written = std::fs::read_to_string(file("output")).unwrap_or_default();
            outputs = written
                .lines()
                .map(|line| line.split_once('=').unwrap())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let code = output.status.code().unwrap();
            if code != 0 {
                let summary = std::fs::read_to_string(file("summary")).unwrap_or_default();
                return Ran { code, stdout: all, outputs, summary };
            }
        }
        let summary = read(file("summary"));
        Ran { code: 0, stdout: all, outputs, summary }
    }
}

impl Ran {
    fn output(&self, name: &str) -> &str {
        &self.outputs.iter().find(|(key, _)| key == name).unwrap().1
    }
}

#[test]
fn they_are_what_github_takes() {
    fits("github-actions", ACTION);
    fits("github-workflows", WORKFLOW);
}

#[test]
fn a_security_linter_finds_nothing() {
    // It wants commits, and an example that names them is out of date the day after; and it wants `$/` before an action of the
    // same repository, which is too new to ask of every runner.
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("zizmor.yml");
    let majors = "rules:\n  unpinned-uses:\n    config:\n      policies:\n        \"*\": ref-pin\n  \
                  self-repository:\n    disable: true\n";
    std::fs::write(&config, majors).unwrap();
    let mut zizmor = tool("zizmor");
    zizmor.args(["--offline", "--no-progress", "--config"]).arg(&config);
    ends(zizmor.arg(example(ACTION)).arg(example(WORKFLOW)), 0);
}

#[test]
fn no_expression_is_text_of_a_script() {
    let workflow = yaml(WORKFLOW);
    let workflow = workflow["jobs"]["scan"]["steps"].as_array().unwrap();
    let mut scripts = 0;
    for step in Action::load().steps.iter().chain(workflow) {
        if let Some(script) = step["run"].as_str() {
            assert!(!script.contains("${{"), "{script}");
            shellcheck("bash", script);
            scripts += 1;
        }
    }
    assert_eq!(scripts, 3);
}

#[test]
fn the_estate_drifts() {
    let folder = repository();
    let ran = Action::load().run(folder.path(), &[("config", CONFIG)]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert_eq!(ran.output("exit-code"), "1");
    let errors = ran.stdout.lines().filter(|line| line.starts_with("::error file=")).count();
    assert_eq!(errors, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("::error file=baselines/aws/111122223333/"), "{}", ran.stdout);
    assert!(ran.stdout.contains("more findings have no annotation"), "{}", ran.stdout);
    assert!(ran.summary.starts_with("### driftwall: 24 unauthorized"), "{}", ran.summary);
    let results = &json(ran.output("sarif"))["runs"][0]["results"];
    let findings = json(ran.output("json"))["findings"].clone();
    assert_eq!(results.as_array().unwrap().len(), findings.as_array().unwrap().len());
    // A saved result is annotated as the run itself was.
    let mut report = shell("bash", folder.path(), "driftwall report \"$RESULT\" --output github");
    let (again, _) = ends(report.env("RESULT", ran.output("json")), 0);
    assert_eq!(again, ran.stdout);
}

#[test]
fn what_is_as_approved_passes() {
    let folder = repository();
    let inputs = [("config", CONFIG), ("live", "dump:examples/estate/approved")];
    let inputs = [inputs[0], inputs[1], ("version", env!("CARGO_PKG_VERSION"))];
    let ran = Action::load().run(folder.path(), &inputs);
    assert_eq!((ran.code, ran.output("exit-code")), (0, "0"), "{}", ran.stdout);
    let ran = Action::load().run(folder.path(), &[("live", "baseline:baselines")]);
    assert_eq!((ran.code, ran.output("exit-code")), (0, "0"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("::"), "{}", ran.stdout);
}

#[test]
fn inputs_reach_driftwall() {
    let folder = repository();
    let inputs =
        [("config", CONFIG), ("fail-on", "loudest"), ("live", "dump:examples/estate/today")];
    let ran = Action::load().run(folder.path(), &inputs);
    assert_eq!((ran.code, ran.output("exit-code")), (2, "2"), "there is no such severity");
    let ran = Action::load().run(folder.path(), &[("config", CONFIG), ("version", "99.0.0")]);
    assert_eq!((ran.code, ran.outputs.len()), (2, 0), "{}", ran.stdout);
    let ran = Action::load().run(folder.path(), &[("config", "nowhere.toml")]);
    assert_eq!((ran.code, ran.output("exit-code")), (3, "3"), "{}", ran.stdout);
    assert!(ran.outputs.len() == 1, "nothing was written: {:?}", ran.outputs);
}

#[test]
fn an_input_is_never_a_command() {
    let folder = repository();
    let attack = "x\"; touch owned; $(touch owned) `touch owned` #";
    for name in ["config", "live", "fail-on", "binary", "version"] {
        for attack in [attack, "--exit-zero", "a b"] {
            let ran = Action::load().run(folder.path(), &[("config", CONFIG), (name, attack)]);
            assert_ne!(ran.code, 0, "{name}={attack}: {}", ran.stdout);
            assert!(!folder.path().join("owned").exists(), "{name}={attack}");
        }
    }
}
