//! `manifests:DIR`: any tree of Kubernetes YAML or JSON, as one scope.
//!
//! The tree is the whole statement of what should be: a kind that no file holds is a kind of which there is
//! nothing.

use camino::{Utf8Path, Utf8PathBuf};

use super::error::SourceError;
use super::files::{self, Sort};
use crate::model::{Provider, Scope, Snapshot};
use crate::providers::{Answer, Seal, kubernetes};

/// How deep a tree may be.
const DEEPEST: usize = 64;

/// Reads a tree of manifests. `at` is where it is, `given` how the user called it.
pub(super) fn read(
    at: &Utf8Path,
    given: &Utf8Path,
    cluster: &str,
    seal: Option<&Seal>,
) -> Result<Snapshot, SourceError> {
    files::demand_folder(at, given)?;
    let scope = Scope::new(Provider::Kubernetes, cluster).map_err(|error| {
        SourceError::Content { path: given.to_owned(), what: error.to_string() }
    })?;
    let mut tree = Tree::default();
    tree.folder(at, Utf8Path::new(""), given, 0)?;
    let mut snapshot = Snapshot { unrecognised: tree.unrecognised, ..Snapshot::default() };
    let reading = kubernetes::read_manifests(&scope, tree.answers, seal);
    snapshot.scopes.insert(scope, reading);
    Ok(snapshot)
}

#[derive(Default)]
struct Tree {
    answers: Vec<Answer>,
    unrecognised: std::collections::BTreeMap<String, String>,
}

impl Tree {
    /// A folder that can't be listed is an error: what it may hold could be anything.
    fn folder(
        &mut self,
        at: &Utf8Path,
        shown: &Utf8Path,
        given: &Utf8Path,
        depth: usize,
    ) -> Result<(), SourceError> {
        if depth > DEEPEST {
            return Err(SourceError::Content {
                path: given.join(shown),
                what: format!("folders are nested more than {DEEPEST} deep"),
            });
        }
        let entries = files::entries(at)
            .map_err(|source| SourceError::Io { path: given.join(shown), source })?;
        for entry in entries {
            let inner: Utf8PathBuf = shown.join(&entry.name);
            match (entry.sort, entry.path) {
                (Sort::Folder, Some(at)) => self.folder(&at, &inner, given, depth + 1)?,
                (Sort::File, Some(at)) if is_manifest(&entry.name) => {
                    self.answers.push(files::answer(&entry.name, at, inner));
                }
                (Sort::File, _) if !is_manifest(&entry.name) => {}
                // A link to a note is a note; one to a folder may hide anything.
                (Sort::Link, Some(at)) if !is_manifest(&entry.name) && !at.is_dir() => {}
                (Sort::Link, _) => self.answers.push(files::link(&entry.name, inner)),
                _ => {
                    let reason = "neither a file nor a folder with a readable name".to_owned();
                    self.unrecognised.insert(inner.to_string(), reason);
                }
            }
        }
        Ok(())
    }
}

fn is_manifest(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}
