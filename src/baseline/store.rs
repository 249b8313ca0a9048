//! A baseline, for readers. Everything here works without the lock and on a read-only disk.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::SignedDuration;

use super::disk::{Disk, RealDisk};
use super::error::BaselineError;
use super::finish::{self, Belief};
use super::history::{self, History, Version};
use super::lock::{Holder, Lock};
use super::manifest::Sealed;
use super::problem::{Problem, Trouble};
use super::read;
use super::writer::Writer;
use super::{layout, walk};
use crate::model::{Scope, Snapshot};
use crate::trust::Demand;

/// How far the clocks of two machines may be apart.
const APART: SignedDuration = SignedDuration::from_mins(5);

/// A baseline's folder, whether or not anything was recorded in it yet.
pub struct Store {
    pub(super) root: Utf8PathBuf,
    pub(super) holder: Holder,
    pub(super) disk: Arc<dyn Disk>,
    recovery: Option<Recovery>,
    /// Who has to have signed every scope's manifest; nobody, where there is nothing.
    demand: Option<Demand>,
}

/// What opening a baseline set right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The scopes' folders whose unfinished commit was finished or taken back.
    pub folders: Vec<Utf8PathBuf>,
    /// Who died holding the lock, in words.
    pub stale: Option<String>,
}

/// What verifying a baseline found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
    /// How many scopes were looked at.
    pub scopes: usize,
    /// How many resources' files are as recorded.
    pub resources: usize,
    /// How many versions are kept, the current ones included.
    pub versions: usize,
    /// The scopes whose oldest versions were pruned, with the oldest that is left. Nothing is wrong with that.
    pub pruned: Vec<(Scope, u64)>,
}

impl Store {
    /// Opens a baseline, and finishes what a crash left when nobody else is writing and the disk
    /// lets it. When it can't, readers see through what was left.
    #[must_use]
    pub fn open(root: impl Into<Utf8PathBuf>, holder: Holder) -> Self {
        Self::open_on(root.into(), holder, Arc::new(RealDisk))
    }

    pub(super) fn open_on(root: Utf8PathBuf, holder: Holder, disk: Arc<dyn Disk>) -> Self {
        let mut store = Self { root, holder, disk, recovery: None, demand: None };
        let unfinished = |folder: &Utf8PathBuf| {
            store.root.join(folder).join(layout::PENDING).symlink_metadata().is_ok()
        };
        if walk::folders(&store.root).scopes.iter().any(unfinished)
            && let Ok(lock) = Lock::take(&store.root, &store.holder)
        {
            let folders = store.finish_all().unwrap_or_default();
            let stale = lock.stale().map(str::to_owned);
            store.recovery = Some(Recovery { folders, stale });
        }
        store
    }

    /// The same, of which nothing counts that was not signed.
    #[must_use]
    pub fn demanding(self, demand: Option<Demand>) -> Self {
        Self { demand, ..self }
    }

    /// The root, as it was given.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// What opening it set right, when there was something.
    #[must_use]
    pub const fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// The approved snapshot.
    ///
    /// # Errors
    /// [`BaselineError::Untrusted`] with everything that is wrong, [`BaselineError::Missing`] when
    /// nothing was ever approved.
    pub fn snapshot(&self) -> Result<Snapshot, BaselineError> {
        let (snapshot, problems) = self.inspect();
        if !problems.is_empty() {
            return Err(self.untrusted(problems));
        }
        if snapshot.scopes.is_empty() {
            return Err(BaselineError::Missing { root: self.root.clone() });
        }
        Ok(snapshot)
    }

    /// What of the baseline is as it was approved, and everything that is wrong with the rest. For
    /// repairs; a scan asks for [`Store::snapshot`].
    #[must_use]
    pub fn inspect(&self) -> (Snapshot, Vec<Problem>) {
        let walk::Folders { scopes, mut problems } = walk::folders(&self.root);
        let mut snapshot = Snapshot::default();
        for folder in scopes {
            let mut found = read::scope(&self.root, &folder, |current| self.unsigned(current));
            problems.append(&mut found.problems);
            snapshot.scopes.extend(found.current.map(read::Current::into_reading));
        }
        (snapshot, problems)
    }

    /// Checks every file of every version.
    #[must_use]
    pub fn verify(&self) -> Verification {
        let walk::Folders { scopes, problems } = walk::folders(&self.root);
        let mut verification = Verification { problems, ..Verification::default() };
        for folder in scopes {
            let look = |current: &read::Current| {
                let mut problems = history::verify(&self.root, &folder, current);
                problems.append(&mut self.unsigned(current));
                problems
            };
            let mut found = read::scope(&self.root, &folder, look);
            verification.problems.append(&mut found.problems);
            let Some(current) = found.current else { continue };
            verification.scopes += 1;
            verification.resources += current.files.len();
            let History { kept, .. } = history::history(&self.root, &folder, &current.sealed);
            verification.versions += kept.len() + 1;
            let oldest = kept.keys().next().copied().unwrap_or(current.sealed.manifest.version);
            if oldest > 1 {
                verification.pruned.push((current.scope, oldest));
            }
        }
        verification
    }

    /// The versions of a scope, the oldest that is kept first.
    ///
    /// # Errors
    /// [`BaselineError::NoScope`], or [`BaselineError::Untrusted`] when the versions don't follow from each other.
    pub fn versions(&self, scope: &Scope) -> Result<Vec<Version>, BaselineError> {
        let (current, history) = self.history(scope)?;
        let mut versions: Vec<Version> =
            history.kept.values().map(|sealed| Version::of(sealed, false)).collect();
        versions.push(Version::of(&current, true));
        Ok(versions)
    }

    /// One version of a scope, as a snapshot of that scope.
    ///
    /// # Errors
    /// As [`Store::versions`], and [`BaselineError::NoVersion`] when that version never was or was pruned.
    pub fn version(&self, scope: &Scope, version: u64) -> Result<Snapshot, BaselineError> {
        let folder = layout::scope_folder(scope);
        let once = || {
            let (current, history) = self.history(scope)?;
            let last = current.manifest.version;
            let first = history.kept.keys().next().copied().unwrap_or(last);
            let former = match history.kept.get(&version) {
                _ if version == last => &current,
                Some(former) => former,
                None => {
                    let scope = scope.clone();
                    return Err(BaselineError::NoVersion { scope, version, first, last });
                }
            };
            history::reading(&self.root, &folder, &current, former)
                .map_err(|problems| self.untrusted(problems))
        };
        let reading = read::when_still(&self.root, &folder, once, Result::is_ok)?;
        Ok(Snapshot { scopes: [(scope.clone(), reading)].into(), ..Snapshot::default() })
    }

    /// Takes the lock, for writing. Makes the folder when it isn't there, and finishes what a crash left.
    ///
    /// # Errors
    /// [`BaselineError::Locked`] with the name of the holder while somebody else writes;
    /// [`BaselineError::Root`] or [`BaselineError::Lock`] when the folder can't be written.
    pub fn lock(&self) -> Result<Writer<'_>, BaselineError> {
        Writer::new(self)
    }

    /// What is wrong with the signatures of a scope's manifest.
    pub(super) fn unsigned(&self, current: &read::Current) -> Vec<Problem> {
        let Some(demand) = &self.demand else { return Vec::new() };
        let manifest = &current.sealed.manifest;
        let file = || self.root.join(layout::scope_folder(&current.scope)).join(layout::MANIFEST);
        let signed = manifest.signed();
        let unsigned = demand.check(signed.as_bytes(), &manifest.signatures()).err();
        let at = manifest.approved.at;
        let is_early = at.duration_since(demand.at) > APART;
        unsigned
            .map(Trouble::Unsigned)
            .into_iter()
            .chain(is_early.then_some(Trouble::Early(at)))
            .map(|trouble| Problem::new(file(), trouble))
            .collect()
    }

    /// That what [`Store::inspect`] found to be wrong are not signatures.
    ///
    /// # Errors
    /// [`BaselineError::Untrusted`] with those that are.
    pub fn signed(&self, problems: &[Problem]) -> Result<(), BaselineError> {
        let unsigned = problems.iter().filter(|problem| problem.is_unsigned()).cloned();
        let unsigned: Vec<Problem> = unsigned.collect();
        if unsigned.is_empty() { Ok(()) } else { Err(self.untrusted(unsigned)) }
    }

    pub(super) fn untrusted(&self, problems: Vec<Problem>) -> BaselineError {
        BaselineError::Untrusted { root: self.root.clone(), problems }
    }

    /// Finishes every scope's commit; the caller holds the lock. Names those that had one.
    pub(super) fn finish_all(&self) -> Result<Vec<Utf8PathBuf>, BaselineError> {
        let mut finished = Vec::new();
        for folder in walk::folders(&self.root).scopes {
            let done = finish::finish(&*self.disk, &self.root, &folder, Belief::Checked);
            if done.map_err(|source| BaselineError::Root { root: self.root.clone(), source })? {
                finished.push(folder);
            }
        }
        Ok(finished)
    }

    /// The manifest in force and the former versions of a scope.
    pub(super) fn history(&self, scope: &Scope) -> Result<(Sealed, History), BaselineError> {
        let folder = layout::scope_folder(scope);
        let once = || {
            let file = || self.root.join(&folder).join(layout::MANIFEST);
            let current = read::manifest(&self.root, &folder)
                .map_err(|trouble| self.untrusted(vec![Problem::new(file(), trouble)]))?
                .ok_or_else(|| BaselineError::NoScope {
                    root: self.root.clone(),
                    scope: scope.clone(),
                })?;
            let mut history = history::history(&self.root, &folder, &current);
            if history.problems.is_empty() {
                Ok((current, history))
            } else {
                Err(self.untrusted(std::mem::take(&mut history.problems)))
            }
        };
        read::when_still(&self.root, &folder, once, Result::is_ok)
    }
}
