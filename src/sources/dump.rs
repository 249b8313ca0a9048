//! `dump:DIR`: what the vendors' own tools print, `<provider>/<scope parts>/<call>.json`.
//!
//! This room only finds the scopes and their files; the provider's own room understands them. A folder that is in the
//! wrong place is told with the place where it belongs, since a scope that is overlooked would look clean.

use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::percent_decode_str;

use super::error::SourceError;
use super::files::{self, Entry, Sort};
use crate::model::{Coverage, Kind, Provider, Reading, Scope, ScopeReading, Snapshot, Status};
use crate::providers::{self, Answer, Seal};

/// Reads a dump. `at` is where it is, `given` how the user called it.
pub(super) fn read(
    at: &Utf8Path,
    given: &Utf8Path,
    seal: Option<&Seal>,
) -> Result<Snapshot, SourceError> {
    files::demand_folder(at, given)?;
    let mut snapshot = Snapshot::default();
    for entry in list(at, given)? {
        match (entry.name.parse::<Provider>(), entry.sort, entry.path) {
            (Ok(provider), Sort::Folder, Some(path)) => {
                let folder = Folder { at: path, shown: provider.word().into() };
                Scopes { provider, seal, snapshot: &mut snapshot }.below(&folder, &mut Vec::new());
            }
            (_, Sort::File, _) if is_prose(&entry.name) => {}
            _ => {
                let providers: Vec<&str> =
                    Provider::ALL.iter().map(|provider| provider.word()).collect();
                let reason =
                    format!("a dump holds one folder a provider: {}", providers.join(", "));
                snapshot.unrecognised.insert(entry.name, reason);
            }
        }
    }
    providers::settle(&mut snapshot);
    Ok(snapshot)
}

/// A folder, and its path within the dump.
struct Folder {
    at: Utf8PathBuf,
    shown: Utf8PathBuf,
}

/// A note for people beside the data.
fn is_prose(name: &str) -> bool {
    [".md", ".txt"].iter().any(|ending| name.ends_with(ending))
}

fn list(at: &Utf8Path, shown: &Utf8Path) -> Result<Vec<Entry>, SourceError> {
    files::entries(at).map_err(|source| SourceError::Io { path: shown.to_owned(), source })
}

/// How many folders deep the scopes of a provider are, below one that starts with these parts.
fn depth(provider: Provider, parts: &[String]) -> usize {
    match (provider, parts.first().map(String::as_str)) {
        (Provider::Aws, _) | (Provider::Gcp, Some("folders" | "organizations")) => 2,
        _ => 1,
    }
}

/// The scopes of a provider.
struct Scopes<'a> {
    provider: Provider,
    seal: Option<&'a Seal>,
    snapshot: &'a mut Snapshot,
}

impl Scopes<'_> {
    /// Goes down to the folders that are scopes.
    fn below(&mut self, folder: &Folder, parts: &mut Vec<String>) {
        if !parts.is_empty() && parts.len() == depth(self.provider, parts) {
            self.scope(folder, parts);
            return;
        }
        let entries = match files::entries(&folder.at) {
            Ok(entries) => entries,
            Err(error) => {
                let reason = format!("can't be read: {error}");
                self.snapshot.unrecognised.insert(folder.shown.to_string(), reason);
                return;
            }
        };
        for entry in entries {
            let shown = folder.shown.join(&entry.name);
            match (entry.sort, entry.path) {
                (Sort::Folder, Some(at)) => {
                    parts.push(percent_decode_str(&entry.name).decode_utf8_lossy().into_owned());
                    self.below(&Folder { at, shown }, parts);
                    parts.pop();
                }
                (Sort::File, _) if is_prose(&entry.name) => {}
                _ => {
                    let reason = format!(
                        "answers of {} lie in {}, one folder a scope",
                        self.provider,
                        layout(self.provider)
                    );
                    self.snapshot.unrecognised.insert(shown.to_string(), reason);
                }
            }
        }
    }

    /// Reads one scope's folder.
    fn scope(&mut self, folder: &Folder, parts: &[String]) {
        let provider = self.provider;
        let scope = match Scope::new(provider, &parts.join("/")) {
            Ok(scope) => scope,
            Err(error) => {
                self.snapshot.unrecognised.insert(folder.shown.to_string(), error.to_string());
                return;
            }
        };
        let mut reading = ScopeReading::default();
        let mut answers = Vec::new();
        match files::entries(&folder.at) {
            Ok(entries) => gather(entries, &folder.shown, &mut answers, &mut reading),
            Err(error) => {
                let reason = format!("can't read {}: {error}", folder.shown);
                reading = unread(provider, Status::Failed, &reason);
            }
        }
        let reading = match providers::entry(provider) {
            Some(entry) if reading.kinds.is_empty() => {
                let mut understood = (entry.read_dump)(&scope, answers, self.seal);
                understood.unrecognised.append(&mut reading.unrecognised);
                understood
            }
            Some(_) => reading,
            None => unread(
                provider,
                Status::Failed,
                &format!("this version of driftwall does not read dumps of {provider}"),
            ),
        };
        self.snapshot.scopes.insert(scope, reading);
    }
}

fn layout(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => "aws/<account>/<region>/",
        Provider::Azure => "azure/<subscription>/",
        Provider::Gcp => "gcp/<project>/",
        Provider::Kubernetes => "kubernetes/<cluster>/",
        Provider::Docker => "docker/<host>/",
    }
}

/// The files of a scope; whatever else lies there is told.
fn gather(
    entries: Vec<Entry>,
    shown: &Utf8Path,
    answers: &mut Vec<Answer>,
    reading: &mut ScopeReading,
) {
    for entry in entries {
        match (entry.sort, entry.path) {
            (Sort::File, _) if is_prose(&entry.name) => {}
            (Sort::File, Some(at)) => {
                answers.push(files::answer(&entry.name, at, shown.join(&entry.name)));
            }
            (Sort::Link, _) => answers.push(files::link(&entry.name, shown.join(&entry.name))),
            (_, Some(_)) if entry.name.ends_with(".json") => {
                answers.push(files::no_file(&entry.name, shown.join(&entry.name)));
            }
            (sort, path) => {
                let reason = match (sort, path) {
                    (_, None) => "its name is not UTF-8",
                    (Sort::Folder, _) => "a scope's folder holds files only",
                    _ => "it is not a file",
                };
                reading.unrecognised.insert(entry.name, reason.to_owned());
            }
        }
    }
}

/// Every kind of a provider, unread for one reason. A provider that this build does not know has at least the kind
/// `everything`, so that the scope is seen to be unknown.
fn unread(provider: Provider, status: Status, reason: &str) -> ScopeReading {
    let mut reading = ScopeReading::default();
    let nothing = || Reading::unread(Coverage::unread(status, reason));
    match providers::entry(provider) {
        Some(entry) => {
            reading.kinds.extend(entry.kinds.iter().map(|spec| (spec.kind.clone(), nothing())));
        }
        None => {
            reading.kinds.insert(Kind::new(provider, "everything"), nothing());
        }
    }
    reading
}
