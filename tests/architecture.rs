//! The walls of the house: imports go down the floors only, files stay readable, modules explain
//! themselves, and rooms have names of their own.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms, ground floor first. A room imports only from earlier lines, and never from its own line's
/// neighbours.
const FLOORS: &[&[&str]] = &[
    &["traffic"],
    &["model"],
    &["written"],
    &["providers"],
    &["trust"],
    &["baseline"],
    &["sources"],
    &["compare"],
    &["effects"],
    &["activity"],
    &["findings"],
    &["authority"],
    &["incidents"],
    &["remedy"],
    &["scan"],
    &["report", "notify", "history"],
    &["cli"],
];

/// The rooms of a provider.
const PROVIDER_ROOMS: &[&str] = &["kinds", "native", "parse", "remedy"];

/// What only a provider's `client` may name: the SDKs, and the runtime that waits for them.
const NETWORK: &[&str] = &[
    "tokio::",
    "tokio_rustls::",
    "hyper::",
    "hyper_util::",
    "http_body_util::",
    "aws_config::",
    "aws_credential_types::",
    "aws_sdk_",
    "aws_smithy_",
    "async_trait::",
    "azure_core::",
    "azure_core_of_mgmt::",
    "azure_identity::",
    "azure_mgmt_network::",
    "futures_util::",
    "http::",
    "k8s_openapi::",
    "object_store::",
    "kube::",
    "google_cloud_",
    "reqwest::",
    "rustls::",
];

/// Where the runtime of all clients is made.
const RUNTIME: &str = "src/sources/live.rs";

/// What lies beside the providers and is no provider: the parts that all of them use.
const SHARED_BY_PROVIDERS: &[&str] = &["agents", "dumps", "live", "normalised", "tests"];

/// Files that may be longer than 400 lines, with the reason. None may be longer than 800.
const LONG: &[(&str, &str)] = &[];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root).unwrap().to_path_buf(), text)
        })
        .collect()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|line| line.contains(&room))
}

/// The room that a file of `src/` belongs to; nothing for `lib.rs` and `main.rs`.
fn room(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    let name = first.as_os_str().to_str()?.trim_end_matches(".rs");
    (name != "lib" && name != "main").then(|| name.to_owned())
}

/// The rooms that a text names after `crate::`, grouped imports included.
fn named_rooms(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (index, _) in text.match_indices("crate::") {
        let rest = &text[index + "crate::".len()..];
        let mut names = vec![rest];
        if let Some(group) = rest.strip_prefix('{') {
            names = group[..group.find("};").unwrap_or(group.len())].split(',').collect();
        }
        for name in names {
            let name: String = name
                .trim_start()
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                rooms.insert(name);
            }
        }
    }
    rooms
}

#[test]
fn imports_go_down_the_floors_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let Some(from) = room(&path) else { continue };
        let own = floor(&from).unwrap_or_else(|| {
            panic!("{} is in no room of the plan: add it to FLOORS", path.display())
        });
        for to in named_rooms(&text) {
            let allowed = to == from || floor(&to).is_some_and(|other| other < own);
            if !allowed {
                wrong.push(format!("{}: {from} may not import {to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_provider_has_the_same_rooms() {
    let providers = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/providers");
    for entry in std::fs::read_dir(providers).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path.is_dir() || SHARED_BY_PROVIDERS.contains(&name.as_str()) {
            continue;
        }
        for room in PROVIDER_ROOMS {
            let there = path.join(room).is_dir() || path.join(format!("{room}.rs")).is_file();
            assert!(there, "{} lacks the room `{room}`", path.display());
        }
    }
}

#[test]
fn the_library_reads_no_environment_clock_or_terminal() {
    let forbidden = [
        "std::env::var",
        "env::vars",
        "env::current_dir",
        "env::home_dir",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "std::io::stdout",
        "std::io::stderr",
        "std::io::stdin",
        "is_terminal",
        "terminal_size",
    ];
    for (path, text) in sources("src") {
        // `main` is where they come from; tests may look up where public test data is.
        let test = path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().trim_end_matches(".rs") == "tests");
        if test || path == Path::new("src/main.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        // A client waits for a network, and something has to end that. Tokio's clock does; it says how long that took, and tells
        // nobody the time. The environment is read by the vendor's SDK, which finds credentials in it, and by nobody in here.
        let code =
            if is_client(&path) { code.replace("Instant::now", "") } else { code.to_owned() };
        for word in forbidden {
            assert!(!code.contains(word), "{} uses {word}: pass it in", path.display());
        }
    }
}

/// Whether a file is in the room of a provider that knows a network, or in what all of these are made of.
fn is_client(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    matches!(parts.as_slice(), [src, providers, provider, room, ..]
        if src == "src" && providers == "providers"
            && (room.trim_end_matches(".rs") == "client" || provider == "live"))
}

#[test]
fn only_clients_know_a_network() {
    for (path, text) in sources("src") {
        let is_runtime = path == Path::new(RUNTIME);
        for word in NETWORK {
            let allowed = is_client(&path) || (is_runtime && *word == "tokio::");
            assert!(allowed || !text.contains(word), "{} uses {word}", path.display());
        }
        if is_client(&path) {
            for word in ["SystemTime", "std::time::Instant", "std::env"] {
                assert!(
                    !text.contains(word),
                    "{} uses {word}: the SDK finds credentials, tokio waits",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn files_are_read_in_one_sitting() {
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            let name = path.to_string_lossy().replace('\\', "/");
            let excused = LONG.iter().any(|(file, _)| *file == name);
            assert!(lines <= 800, "{name} has {lines} lines");
            assert!(
                lines <= 400 || excused,
                "{name} has {lines} lines; split it, or give the reason in LONG"
            );
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources("src") {
        assert!(text.starts_with("//!"), "{} opens without a `//!` paragraph", path.display());
    }
}

#[test]
fn rooms_have_names_of_their_own() {
    for (path, _) in sources("src") {
        for part in path.components() {
            let name = part.as_os_str().to_string_lossy();
            let stem = name.trim_end_matches(".rs");
            assert!(
                !["util", "utils", "helper", "helpers", "common", "misc"].contains(&stem),
                "{} has no name of its own",
                path.display()
            );
        }
    }
}
