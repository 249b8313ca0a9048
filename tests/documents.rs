//! Documents that are written from the code: when the code says something else, this says so, and `make bless` writes
//! them again.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fmt::Write as _;
use std::path::Path;

use driftwall::findings::protections::{self, Words};
use driftwall::findings::{RULES, Rule};
use driftwall::model::{Class, Duty, Field, Inventory, KindSpec, Less, Liberty};
use driftwall::providers::REGISTRY;
use driftwall::providers::agents::{KNOWN, Known};

fn holds(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("DRIFTWALL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{file} is not what the code says; `make bless` writes it again");
}

#[test]
fn the_command_line_is_described() {
    holds("docs/cli.md", &driftwall::cli::reference());
}

#[test]
fn findings_are_described() {
    let mut out = "# Findings\n\nWritten by `make bless` from the table of rules. `driftwall explain CODE` says the \
                   same.\n"
        .to_owned();
    for rule in RULES {
        let Rule { code, title, what, why, how, approve, severity, attack, tell: _ } = rule;
        let attack = attack.words();
        writeln!(
            out,
            "\n## {code}\n\n**{title}.** Severity {severity} unless the change says otherwise. ATT&CK: {attack}.\n\n\
             - **What:** {what}\n- **Why it matters:** {why}\n- **What to do:** {how}\n- **When it was meant:** \
             {approve}"
        )
        .unwrap();
    }
    holds("docs/findings.md", &out);
}

#[test]
fn protections_are_described() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md");
    let page = std::fs::read_to_string(page).unwrap();
    for &liberty in Liberty::ALL {
        let Words { name, lost, .. } = protections::words(liberty);
        let detail = if lost.contains("{}") { ":…" } else { "" };
        let row = format!("| `{name}{detail}` | {} |", lost.replace("{}", "…"));
        assert!(page.lines().any(|line| line == row), "docs/outputs.md has no row {row}");
    }
}

#[test]
fn agents_are_described() {
    let mut out = "# Agents\n\nWritten by `make bless` from the table of agents. A workload is an agent when a container of it \
                   that runs as long as it does has an image or runs a program of this table, and can see what such an agent \
                   needs. What it is called itself is no matter. Of an image counts the end of its repository: \
                   `fluent-bit` is `registry.example/platform/fluent-bit:4.1` as well as `fluent/fluent-bit`. Only a workload that the \
                   baseline holds can be an agent: one that is added is told as `workload-added`, whatever it runs. An agent that \
                   goes, or does less, is `monitoring-removed` or `monitoring-reduced` ([findings](findings.md)). The same table \
                   holds for clusters and for Docker hosts; to add one, put a line into `src/providers/agents/known.rs`.\n"
        .to_owned();
    for duty in Duty::ALL {
        let (word, does, needs) = (duty.word(), duty.does(), duty.needs());
        writeln!(
            out,
            "\n## {word}\n\nIt {does}. It needs {needs}.\n\n| agent | images | programs |\n| --- | --- | --- |"
        )
        .unwrap();
        let list = |words: &[&str]| {
            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        };
        for Known { name, duty: _, images, programs } in KNOWN.iter().filter(|one| one.duty == duty)
        {
            writeln!(out, "| {name} | {} | {} |", list(images), list(programs)).unwrap();
        }
    }
    holds("docs/agents.md", &out);
}

#[test]
fn kinds_are_described() {
    let mut out = "# Kinds\n\nWritten by `make bless` from the providers' tables. A difference in a **durable** field \
                   is a change. **Context** is recorded for what it explains; a difference in it is told when it can \
                   affect what an endpoint lets in. **Left out** is neither recorded nor compared; its names are the \
                   provider's own.\n"
        .to_owned();
    for entry in REGISTRY {
        for spec in entry.kinds {
            kind(&mut out, spec);
        }
    }
    holds("docs/kinds.md", &out);
}

fn kind(out: &mut String, spec: &KindSpec) {
    let KindSpec {
        kind,
        title,
        role,
        calls,
        identity,
        named_by: _,
        comes_and_goes,
        fields,
        phrase: _,
    } = spec;
    let article = |word: &str| if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let (title_article, role_article) = (article(title), article(role.word()));
    writeln!(
        out,
        "\n## {kind}\n\nWhat people call {title_article} {title}; {role_article} {}.",
        role.word()
    )
    .unwrap();
    writeln!(out, "Its identity is {identity}.").unwrap();
    if let Some(Inventory { reason, shape }) = comes_and_goes {
        let told = match shape {
            [] => "is never told".to_owned(),
            shape => format!("is told when no approved one has the same `{}`", shape.join("`, `")),
        };
        writeln!(out, "It comes and goes by itself ({reason}); a new one {told}.").unwrap();
    }
    let calls: Vec<String> =
        calls.iter().map(|call| format!("`{}` (`{}`)", call.name, call.permission)).collect();
    writeln!(out, "Read by {}.", calls.join(", ")).unwrap();
    writeln!(out, "\n| field | class | can affect | why |\n| --- | --- | --- | --- |").unwrap();
    for field in *fields {
        let Field { path, class, bears, matching: _, reason, less: (less, _) } = field;
        let (class, bears) = match class {
            Class::Volatile => ("left out", ""),
            Class::Durable | Class::Context => (class.word(), bears.word()),
        };
        let less = match less {
            Less::Untold => String::new(),
            Less::Switch => "; off is nothing recorded".to_owned(),
            Less::Becomes(nothing) => format!("; `{nothing}` is nothing recorded"),
            Less::Off => "; off is less recorded".to_owned(),
            Less::More => "; more of it is less recorded".to_owned(),
            Less::Fewer(_) => "; fewer are less recorded".to_owned(),
            Less::Lower => "; lower is less recorded".to_owned(),
            Less::Higher => "; higher is less recorded".to_owned(),
            Less::Not(whole) => format!("; all but `{whole}` is less recorded"),
            Less::Elsewhere => "; another one is records delivered elsewhere".to_owned(),
        };
        writeln!(out, "| `{path}` | {class} | {bears} | {reason}{less} |").unwrap();
    }
}

#[test]
fn the_example_estate_is_told_as_its_readme_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scan = std::process::Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .args(["scan", "--config", "examples/estate/driftwall.toml", "--output", "json"])
        .current_dir(root)
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(scan.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&scan.stdout).unwrap();
    let readme = std::fs::read_to_string(root.join("examples/estate/README.md")).unwrap();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with('|')).collect();
    let told = report["findings"].as_array().unwrap();
    for finding in told.iter().filter(|finding| finding["code"] != "coverage-lost") {
        let code = finding["code"].as_str().unwrap();
        let id = finding["resource"]["id"].as_str().unwrap();
        let told = |row: &&&str| row.contains(&format!("`{id}`")) && row.contains(code);
        assert_eq!(rows.iter().filter(told).count(), 1, "{id} {code} is in one row");
    }
    let rows_of = |title: &str| {
        let section = readme.split("\n## ").find(|section| section.starts_with(title)).unwrap();
        section.lines().filter(|line| line.starts_with('|')).count() - 2
    };
    let first_screen = std::fs::read_to_string(root.join("README.md")).unwrap();
    let count = |severity: &str| {
        let found = &report["summary"]["findings"][severity];
        format!("{found} {severity}")
    };
    let counts = ["critical", "high", "medium", "low", "info"].map(count).join(", ");
    assert!(first_screen.contains(&format!("({counts})")), "the first screen counts {counts}");
    let rows = rows_of("What drifted") + rows_of("What is told, but harmless");
    assert_eq!(told.len() - 1, rows, "every row is told, and one thing was not read");
}

/// What the first screens ask about the example estate has an answer.
#[test]
fn the_question_of_the_readme_can_be_asked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let line = readme.lines().find(|line| line.starts_with("driftwall allows dump:")).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .args(line.split(' ').skip(1))
        .current_dir(root)
        .env_clear()
        .output()
        .unwrap();
    assert!(matches!(run.status.code(), Some(0 | 1)), "{run:?}");
}

#[test]
fn the_answer_that_is_described_is_the_one_that_is_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/questions.md")).unwrap();
    let shown = page.split("```console\n$ driftwall ").nth(1).unwrap();
    let (line, shown) = shown.split_once('\n').unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_driftwall"))
        .args(line.split(' '))
        .current_dir(root)
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0));
    assert_eq!(String::from_utf8(run.stdout).unwrap(), shown.split("```").next().unwrap());
}
