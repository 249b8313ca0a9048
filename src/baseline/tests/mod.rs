//! Tests of the store as a whole: crashes, races, damage and what it refuses.

mod crash;
mod damage;
mod faulty;
mod race;
mod record;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use self::faulty::FaultyDisk;
use super::{Edit, Holder, Over, Store};
use crate::model::{
    Coverage, Document, Identity, Kind, Provider, Reading, Resource, Scope, ScopeReading,
};

const GROUP: Kind = Kind::new(Provider::Aws, "security-group");
const ACL: Kind = Kind::new(Provider::Aws, "network-acl");

/// A folder that goes with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn root(&self) -> Utf8PathBuf {
        Utf8Path::from_path(self.0.path()).unwrap().join("baselines")
    }

    fn store(&self) -> Store {
        Store::open_on(self.root(), holder(), Arc::new(FaultyDisk::sound()))
    }

    /// On the disk that everybody else gets.
    fn real_store(&self) -> Store {
        Store::open(self.root(), holder())
    }

    /// The folder of [`scope`].
    fn home(&self) -> Utf8PathBuf {
        self.root().join("aws/111122223333/eu-west-1")
    }
}

fn holder() -> Holder {
    let since = "2026-11-18T10:00:00Z".parse().unwrap();
    Holder { pid: 1, host: "ci-1".to_owned(), command: "baseline record".to_owned(), since }
}

fn scope() -> Scope {
    "aws:111122223333/eu-west-1".parse().unwrap()
}

/// A reading of resources that are told apart by a word each.
fn reading(resources: &[(&str, &str)]) -> Reading {
    let resource = |content: &str| Resource {
        durable: Document::of(&json!({"description": content, "name": "web"})).unwrap(),
        context: Document::empty(),
    };
    Reading {
        coverage: Coverage::complete(vec!["describe-security-groups".to_owned()], 1),
        resources: resources
            .iter()
            .map(|(id, content)| (Identity::new(*id).unwrap(), resource(content)))
            .collect(),
    }
}

fn edit(kinds: impl IntoIterator<Item = (Kind, Reading)>) -> Edit {
    Edit {
        scope: scope(),
        kinds: kinds.into_iter().collect(),
        forget: BTreeSet::new(),
        at: "2026-11-18T10:00:00Z".parse().unwrap(),
        by: "ana@example.com".to_owned(),
        reason: "NET-311".to_owned(),
        over: Over::Trusted,
    }
}

/// Records, and expects it to work.
fn record(store: &Store, edit: Edit) {
    store.lock().unwrap().commit(&[edit]).unwrap();
}

/// What the baseline holds of [`scope`], the approval aside.
fn held(store: &Store) -> BTreeMap<Kind, Reading> {
    let mut snapshot = store.snapshot().unwrap();
    let ScopeReading { kinds, .. } = snapshot.scopes.remove(&scope()).unwrap();
    kinds
}

/// Every file below a folder with its bytes.
fn tree(folder: &Utf8Path) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in folder.read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.insert(path, bytes);
        }
    }
    files
}
