//! What is asserted of every parser of bytes from outside. One function a target; each takes whatever bytes
//! there are and panics when something is not as it should be.
//!
//! `tests/fuzz_seeds.rs` replays the seeds through the same functions.

use std::fmt::Display;
use std::str::FromStr;

use camino::Utf8PathBuf;
use driftwall::baseline;
use driftwall::cli::config;
use driftwall::findings::RULES;
use driftwall::model::{
    Document, Identity, Kind, Provider, Question, Resource, Scope, ScopeReading, Severity, Snapshot,
};
use driftwall::providers::{self, Answer};
use driftwall::report::questions::{Asked, read_questions};
use driftwall::report::{self, Format, Style, neutral};
use driftwall::sources::{Source, snapshot_file};
use serde_json::value::RawValue;

/// A target: its name, which is also that of the folder of its seeds, and what it asserts.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("aws_dump", aws_dump),
    ("azure_dump", azure_dump),
    ("baseline_manifest", baseline_manifest),
    ("baseline_resource", baseline_resource),
    ("configuration", configuration),
    ("docker_dump", docker_dump),
    ("gcp_dump", gcp_dump),
    ("kubernetes_documents", kubernetes_documents),
    ("names", names),
    ("questions", questions),
    ("report", report),
    ("snapshot_file", snapshot),
    ("visible", visible),
];

/// Answers of `aws`; see [`dump`].
pub fn aws_dump(data: &[u8]) {
    dump("aws:111122223333/eu-west-1", "describe-security-groups", data);
}

/// Answers of `az` and Azure Resource Manager; see [`dump`].
pub fn azure_dump(data: &[u8]) {
    dump("azure:00000000-0000-4000-8000-000000000000", "nsg-list", data);
}

/// Answers of `gcloud`, once as a project's and once as an organisation's; see [`dump`].
pub fn gcp_dump(data: &[u8]) {
    dump("gcp:shop", "firewall-rules-list", data);
    dump("gcp:organizations/7", "firewall-policies-describe.1", data);
}

/// Answers of a vendor's tool, one a line: the name of the call, a space, and what it printed. What a line has no name for is
/// an answer to `usual`.
fn dump(scope: &str, usual: &str, data: &[u8]) {
    let scope: Scope = scope.parse().unwrap();
    let entry = providers::entry(scope.provider()).unwrap();
    let calls: Vec<&str> =
        entry.kinds.iter().flat_map(|spec| spec.calls).map(|call| call.name).collect();
    let read = || {
        let answers = data.split(|byte| *byte == b'\n').map(|line| {
            let space = line.iter().position(|byte| *byte == b' ').unwrap_or(0);
            let (word, text) = line.split_at(space);
            let word = String::from_utf8_lossy(word).into_owned();
            let call = word.split('.').next().unwrap_or_default();
            if calls.contains(&call) { answer(&word, text) } else { answer(usual, line) }
        });
        let reading = (entry.read_dump)(&scope, answers.collect(), None);
        let mut snapshot = Snapshot::default();
        snapshot.scopes.insert(scope.clone(), reading);
        providers::settle(&mut snapshot);
        snapshot.scopes.remove(&scope).unwrap()
    };
    let reading = read();
    assert_eq!(reading, read(), "the same bytes are read the same");
    canonical(&reading);
    comes_back(scope, reading);
}

/// Answers of `docker`, each behind a line that is only the name of its file: `inspect`, `network-inspect` or `info`. What
/// comes before the first such line is an answer to `inspect`.
pub fn docker_dump(data: &[u8]) {
    let scope = Scope::new(Provider::Docker, "shop-1").unwrap();
    let entry = providers::entry(Provider::Docker).unwrap();
    let read = || {
        let mut answers: Vec<(String, Vec<u8>)> = Vec::new();
        for line in data.split_inclusive(|byte| *byte == b'\n') {
            let name = String::from_utf8_lossy(line).trim().to_owned();
            if ["inspect", "network-inspect", "info"].contains(&name.as_str()) {
                answers.push((name, Vec::new()));
            } else {
                if answers.is_empty() {
                    answers.push(("inspect".to_owned(), Vec::new()));
                }
                answers.last_mut().unwrap().1.extend_from_slice(line);
            }
        }
        let answers = answers.iter().map(|(name, text)| answer(name, text));
        (entry.read_dump)(&scope, answers.collect(), None)
    };
    let reading = read();
    assert_eq!(reading, read(), "the same bytes are read the same");
    canonical(&reading);
    comes_back(scope, reading);
}

/// Documents of Kubernetes, as a dump and as manifests.
pub fn kubernetes_documents(data: &[u8]) {
    let scope = Scope::new(Provider::Kubernetes, "prod").unwrap();
    let entry = providers::entry(Provider::Kubernetes).unwrap();
    let dump = || (entry.read_dump)(&scope, vec![answer("all.yaml", data)], None);
    let manifests =
        || providers::kubernetes::read_manifests(&scope, vec![answer("all.yaml", data)], None);
    let (one, other) = (dump(), manifests());
    assert_eq!(one, dump(), "the same bytes are read the same");
    assert_eq!(other, manifests(), "the same bytes are read the same");
    canonical(&one);
    canonical(&other);
    comes_back(scope.clone(), one);
    comes_back(scope, other);
}

/// A file of `driftwall snapshot`.
pub fn snapshot(data: &[u8]) {
    if let Ok(snapshot) = snapshot_file::parse(data, "file.json".into()) {
        for reading in snapshot.scopes.values() {
            canonical(reading);
        }
        rendered(&snapshot);
    }
}

/// A resource's file in a baseline.
pub fn baseline_resource(data: &[u8]) {
    let Ok((kind, identity, resource)) = baseline::read_resource_file(data) else { return };
    let text = baseline::resource_file_text(&kind, &identity, &resource);
    let back = baseline::read_resource_file(text.as_bytes()).unwrap();
    assert_eq!(back, (kind, identity, resource));
    document(&back.2);
}

/// A scope's manifest in a baseline. A manifest has one layout, so what is read is what is written.
pub fn baseline_manifest(data: &[u8]) {
    let one = baseline::check_manifest(data).map_err(|trouble| trouble.to_string());
    let other = baseline::check_manifest(data).map_err(|trouble| trouble.to_string());
    assert_eq!(one, other);
    if one.is_ok() {
        let text = std::str::from_utf8(data).unwrap();
        let raw: &RawValue = serde_json::from_str(text).unwrap();
        assert_eq!(Document::read(raw).unwrap().pretty(0) + "\n", text);
    }
}

/// A saved report: what it prints in its own format is the same report, and every other format prints.
pub fn report(data: &[u8]) {
    let Ok(read) =
        std::str::from_utf8(data).map_err(drop).and_then(|t| report::read(t).map_err(drop))
    else {
        return;
    };
    for style in [
        Style { color: false, width: 100, verbose: false, quiet: false },
        Style { color: true, width: 20, verbose: true, quiet: false },
    ] {
        for format in Format::ALL {
            let text = report::render(format, &read, &style);
            assert_eq!(text, report::render(format, &read, &style));
            if format == Format::Json {
                let back = report::read(&text).unwrap();
                assert_eq!(report::render(Format::Json, &back, &style), text);
            }
            if !style.color {
                let hidden = |c: &char| *c != '\n' && neutral::is_hidden(*c);
                assert_eq!(text.chars().find(hidden), None, "in {format}");
            }
        }
    }
}

/// A configuration file.
pub fn configuration(data: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let cwd = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
    std::fs::write(cwd.join("driftwall.toml"), data).unwrap();
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    let kinds: Vec<Kind> = providers::REGISTRY
        .iter()
        .flat_map(|entry| entry.kinds)
        .map(|spec| spec.kind.clone())
        .collect();
    let sources = ["dump", "manifests", "snapshot"].map(|word| config::SourceForm {
        word,
        argument: config::Argument::Path,
        shape: "dump:DIR",
    });
    let words =
        config::Vocabulary { formats: &formats, sources: &sources, codes: &codes, kinds: &kinds };
    let flags =
        config::Flags { config: Some(cwd.join("driftwall.toml")), ..config::Flags::default() };
    let around = config::Surroundings { cwd, ..config::Surroundings::default() };
    let load = || match config::validate(&flags, &around, &words) {
        Ok(settings) => Ok((config::text(&settings), config::json(&settings))),
        Err(errors) => Err(errors.iter().map(ToString::to_string).collect::<Vec<_>>()),
    };
    let one = load();
    assert_eq!(one, load(), "the same file means the same");
    assert!(one != Err(Vec::new()), "a file that is refused is refused for something");
}

/// Names: whatever parses prints as a text that parses to the same.
pub fn names(data: &[u8]) {
    fn back<T: FromStr + Display>(text: &str) {
        let Ok(parsed) = text.parse::<T>() else { return };
        let printed = parsed.to_string();
        let again = printed.parse::<T>().ok().map(|again| again.to_string());
        assert_eq!(again.as_ref(), Some(&printed), "from {text:?}");
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    back::<Identity>(text);
    back::<Kind>(text);
    back::<Provider>(text);
    back::<Scope>(text);
    back::<Severity>(text);
    back::<Source>(text);
}

/// Questions, one a line: what is read is repeated as it was asked.
pub fn questions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(questions) = read_questions(text) else { return };
    let asked = |questions: &[(usize, Asked, Question)]| -> Vec<Asked> {
        questions.iter().map(|(_, asked, _)| asked.clone()).collect()
    };
    let lines: Vec<String> =
        asked(&questions).iter().map(|one| serde_json::to_string(one).unwrap()).collect();
    let again = read_questions(&lines.join("\n")).unwrap();
    assert_eq!(asked(&again), asked(&questions));
}

/// What makes text harmless: no hidden character is left, and doing it twice is doing it once.
pub fn visible(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let shown = neutral::visible(&text);
    assert_eq!(shown.chars().find(|c| neutral::is_hidden(*c) || c.is_control()), None);
    assert_eq!(neutral::visible(&shown), shown);
    assert!(neutral::short(&text, 20).chars().all(|c| !neutral::is_hidden(c)));
}

fn answer(name: &str, bytes: &[u8]) -> Answer {
    let bytes = bytes.to_vec();
    Answer { name: name.to_owned(), path: name.into(), read: Box::new(move || Ok(bytes)) }
}

/// Every document is in the one spelling that it has.
fn canonical(reading: &ScopeReading) {
    reading.kinds.values().flat_map(|kind| kind.resources.values()).for_each(document);
}

fn document(resource: &Resource) {
    for document in [&resource.durable, &resource.context] {
        let text = document.as_str();
        let value = document.value().unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text, "sorted and dense");
        let raw = RawValue::from_string(document.pretty(2)).unwrap();
        assert_eq!(Document::read(&raw).unwrap().as_str(), text, "any layout reads the same");
    }
}

/// A reading comes back out of a snapshot file as it was.
fn comes_back(scope: Scope, reading: ScopeReading) {
    rendered(&Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() });
}

fn rendered(snapshot: &Snapshot) {
    let text = snapshot_file::render(snapshot);
    let back = snapshot_file::parse(text.as_bytes(), "file.json".into()).unwrap();
    assert_eq!(&back, snapshot);
    assert_eq!(snapshot_file::render(&back), text);
}
