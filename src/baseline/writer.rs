//! The one writer of a baseline: whoever holds the lock.

use std::collections::BTreeSet;
use std::io;
use std::ops::Deref;

use camino::Utf8PathBuf;
use jiff::Timestamp;

use super::commit::{self, Edit, Prepared, Written};
use super::disk::create_folders;
use super::error::BaselineError;
use super::finish::{self, Belief};
use super::layout;
use super::lock::Lock;
use super::manifest::Sealed;
use super::read::Plan;
use super::store::Store;
use crate::model::Scope;
use crate::trust::Newness;

/// What keeps local state out of the repository.
const IGNORED: &str = ".pending/\n.lock\n";

/// A baseline that is locked for writing, until this is dropped. Reads as its [`Store`] does.
pub struct Writer<'a> {
    store: &'a Store,
    lock: Lock,
    finished: Vec<Utf8PathBuf>,
}

/// What pruning removed of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pruned {
    /// Which scope.
    pub scope: Scope,
    /// The versions that are gone.
    pub versions: Vec<u64>,
}

impl Deref for Writer<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(store: &'a Store) -> Result<Self, BaselineError> {
        create_folders(&*store.disk, &store.root)
            .map_err(|source| BaselineError::Root { root: store.root.clone(), source })?;
        let lock = Lock::take(&store.root, &store.holder)?;
        let finished = store.finish_all()?;
        Ok(Self { store, lock, finished })
    }

    /// Who died holding the lock before, in words.
    #[must_use]
    pub fn took_over(&self) -> Option<&str> {
        self.lock.stale()
    }

    /// The scopes' folders whose unfinished commit was finished or taken back when the lock was taken.
    #[must_use]
    pub fn finished(&self) -> &[Utf8PathBuf] {
        &self.finished
    }

    /// Records new versions, one scope after the other. All edits are checked before the first is written.
    ///
    /// # Errors
    /// Before anything is written: [`BaselineError::Unread`], [`BaselineError::WouldForget`],
    /// [`BaselineError::Untrusted`], [`BaselineError::NewerMinor`], [`BaselineError::Nonsense`].
    /// After that [`BaselineError::Write`] (the scope is as it was) or
    /// [`BaselineError::Unfinished`] (the scope is recorded), inside [`BaselineError::Partly`]
    /// when other scopes were recorded before.
    pub fn commit(&mut self, edits: &[Edit]) -> Result<Vec<Written>, BaselineError> {
        let mut scopes = BTreeSet::new();
        if let Some(edit) = edits.iter().find(|edit| !scopes.insert(&edit.scope)) {
            let why = "it is edited twice at once".to_owned();
            return Err(BaselineError::Nonsense { scope: edit.scope.clone(), why });
        }
        let prepared: Result<Vec<Prepared>, BaselineError> =
            edits.iter().map(|edit| commit::prepare(self.store, edit)).collect();
        let prepared = prepared?;
        self.ignore_local_state()?;
        let mut written = Vec::new();
        for edit in &prepared {
            match self.write(edit) {
                Ok(()) => written.push(edit.written.clone()),
                Err(error) if written.is_empty() => return Err(error),
                Err(error) => {
                    return Err(BaselineError::Partly { written, source: Box::new(error) });
                }
            }
        }
        Ok(written)
    }

    fn write(&self, edit: &Prepared) -> Result<(), BaselineError> {
        let Store { root, disk, .. } = self.store;
        let done = commit::write(&**disk, root, edit)
            .and_then(|()| finish::finish(&**disk, root, &edit.folder, Belief::Ours));
        let Err(source) = done else { return Ok(()) };
        let scope = edit.written.scope.clone();
        if commit::is_committed(root, edit) {
            return Err(BaselineError::Unfinished { scope, version: edit.written.version, source });
        }
        // What was prepared is in nobody's way, but a full disk is glad to be rid of it. When that
        // fails too, the next one who opens the baseline does it.
        let _ = finish::finish(&**disk, root, &edit.folder, Belief::Checked);
        Err(BaselineError::Write { scope, source })
    }

    fn ignore_local_state(&self) -> Result<(), BaselineError> {
        let Store { root, disk, .. } = self.store;
        let path = root.join(layout::GITIGNORE);
        let write = || -> io::Result<()> {
            if path.symlink_metadata().is_err() {
                let draft = root.join(".gitignore.new");
                disk.write(&draft, IGNORED.as_bytes())?;
                disk.rename(&draft, &path)?;
                disk.sync_folder(root)?;
            }
            Ok(())
        };
        write().map_err(|source| BaselineError::Root { root: root.clone(), source })
    }

    /// Removes former versions of every scope that lie beyond the last `keep_last` (the current one counts) and that
    /// were approved before `older_than`. A version goes when every limit that is given says so; with none, nothing goes, and the
    /// current version never does.
    ///
    /// # Errors
    /// [`BaselineError::Untrusted`] when a scope's versions don't follow from each other: that is evidence.
    /// [`BaselineError::Write`] when the disk refuses.
    pub fn prune(
        &mut self,
        keep_last: Option<usize>,
        older_than: Option<Timestamp>,
    ) -> Result<Vec<Pruned>, BaselineError> {
        let mut pruned = Vec::new();
        if keep_last.is_none() && older_than.is_none() {
            return Ok(pruned);
        }
        let mut work = Vec::new();
        for scope in self.store.snapshot()?.scopes.into_keys() {
            let (current, history) = self.store.history(&scope)?;
            let mut left = history.kept.len() + 1;
            let mut versions = Vec::new();
            // From the oldest up, and no further than the first that stays: a chain has no holes.
            for (number, sealed) in &history.kept {
                let beyond = keep_last.is_none_or(|keep| left > keep);
                let old = older_than.is_none_or(|limit| sealed.manifest.approved.at < limit);
                if !(beyond && old) {
                    break;
                }
                versions.push(*number);
                left -= 1;
            }
            let known = current.newness == Newness::Known
                && history.kept.values().all(|sealed| sealed.newness == Newness::Known);
            if versions.is_empty() {
                continue;
            }
            if !known {
                let file =
                    self.store.root.join(layout::scope_folder(&scope)).join(layout::MANIFEST);
                let made_by = current.manifest.driftwall.clone();
                return Err(BaselineError::NewerMinor { file, made_by });
            }
            work.push((current, Pruned { scope, versions }));
        }
        for (current, gone) in work {
            self.remove(&current, &gone)
                .map_err(|source| BaselineError::Write { scope: gone.scope.clone(), source })?;
            pruned.push(gone);
        }
        Ok(pruned)
    }

    /// The plan marks the pruning as begun, so that readers don't take half of it for damage.
    fn remove(&self, current: &Sealed, gone: &Pruned) -> io::Result<()> {
        let Store { root, disk, .. } = self.store;
        let folder = layout::scope_folder(&gone.scope);
        let home = root.join(&folder);
        let pending = home.join(layout::PENDING);
        create_folders(&**disk, &pending)?;
        let plan = Plan { manifest: current.digest, remove: Vec::new(), restart: false };
        commit::write_plan(&**disk, &pending, &plan)?;
        for number in &gone.versions {
            disk.remove_file(&home.join(layout::version_path(*number)))?;
        }
        finish::finish(&**disk, root, &folder, Belief::Checked).map(drop)
    }
}
