//! Reading one scope, whole or with everything that is wrong with it.
//!
//! A reader takes no lock. It looks for a content in its place and then among the pending ones, so
//! it sees one whole version at every moment of a commit; a problem that it finds while a commit
//! moves files under it is not believed before it is seen on a disk that stands still.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::layout;
use super::manifest::{Manifest, Sealed};
use super::problem::{Problem, Trouble};
use super::resource_file::{self, ResourceFile};
use super::walk;
use crate::model::{Coverage, Kind, Reading, Scope, ScopeReading};
use crate::trust::{Digest, Newness};

/// How often a moving scope is read again, and how long to wait in between. Together they are longer than
/// moving a large scope's files takes.
const ATTEMPTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(5);
/// More readers than this only wait for the same disk.
const READERS: usize = 4;
/// Fewer files than this are read faster than a thread is started.
const WORTH_A_THREAD: usize = 64;

/// What a commit is about to do once its manifest is in place.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    /// The manifest whose rename commits it.
    pub(super) manifest: Digest,
    /// The files that the new manifest no longer names.
    pub(super) remove: Vec<String>,
    /// Whether the former versions go, because what they rest on can't be trusted.
    pub(super) restart: bool,
}

/// One scope as it was found.
pub(super) struct Found {
    /// Relative to the root.
    pub(super) folder: Utf8PathBuf,
    /// Nothing when there is no manifest that can be read.
    pub(super) current: Option<Current>,
    /// The files that are there, by path.
    pub(super) present: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// The current version of a scope.
pub(super) struct Current {
    pub(super) scope: Scope,
    pub(super) sealed: Sealed,
    pub(super) kinds: BTreeMap<Kind, Coverage>,
    /// The files that are as recorded, by path.
    pub(super) files: BTreeMap<String, ResourceFile>,
}

impl Current {
    /// As the rest of the house knows it.
    pub(super) fn into_reading(self) -> (Scope, ScopeReading) {
        let approval = Some(self.sealed.manifest.approval());
        let mut kinds: BTreeMap<Kind, Reading> = self
            .kinds
            .into_iter()
            .map(|(kind, coverage)| (kind, Reading::unread(coverage)))
            .collect();
        for ResourceFile { kind, identity, resource, .. } in self.files.into_values() {
            if let Some(reading) = kinds.get_mut(&kind) {
                reading.resources.insert(identity, resource);
            }
        }
        (self.scope, ScopeReading { kinds, unrecognised: BTreeMap::new(), approval })
    }

    /// Whether a newer driftwall wrote any of it.
    pub(super) fn is_newer(&self) -> bool {
        self.sealed.newness == Newness::NewerMinor
            || self.files.values().any(|file| file.newness == Newness::NewerMinor)
    }
}

/// Reads a scope. `look` adds what else is to be checked of the same state of the disk.
pub(super) fn scope(
    root: &Utf8Path,
    folder: &Utf8Path,
    look: impl Fn(&Current) -> Vec<Problem>,
) -> Found {
    let once = || {
        let mut found = scope_once(root, folder);
        if let Some(current) = &found.current {
            found.problems.extend(look(current));
        }
        found
    };
    when_still(root, folder, once, |found| found.problems.is_empty())
}

/// Reads until the result is fine, or until it is not and nobody was moving files meanwhile.
pub(super) fn when_still<T>(
    root: &Utf8Path,
    folder: &Utf8Path,
    once: impl Fn() -> T,
    fine: impl Fn(&T) -> bool,
) -> T {
    let mut attempt = 0;
    loop {
        let before = marks(root, folder);
        let result = once();
        attempt += 1;
        if fine(&result) || attempt >= ATTEMPTS {
            return result;
        }
        let after = marks(root, folder);
        if before == after && after.1.is_none() {
            return result;
        }
        std::thread::sleep(PAUSE);
    }
}

/// What changes whenever a commit, its tidying up or a pruning begins or ends.
fn marks(root: &Utf8Path, folder: &Utf8Path) -> (Option<Digest>, Option<Digest>) {
    let digest = |name: &Utf8Path| fs_err::read(root.join(folder).join(name)).ok().map(Digest::of);
    (
        digest(Utf8Path::new(layout::MANIFEST)),
        digest(&Utf8Path::new(layout::PENDING).join(layout::PLAN)),
    )
}

/// The order matters: manifest, plan, listing, contents. Contents only ever move from pending into place, and
/// the plan outlives them.
fn scope_once(root: &Utf8Path, folder: &Utf8Path) -> Found {
    let manifest_path = root.join(folder).join(layout::MANIFEST);
    let sealed = manifest(root, folder);
    let plan = plan(root, folder);
    let listing = walk::list(root, folder);
    let mut found = Found {
        folder: folder.to_owned(),
        current: None,
        present: listing.files.iter().cloned().collect(),
        problems: listing.problems,
    };
    let sealed = match sealed {
        Ok(Some(sealed)) => sealed,
        Ok(None) => {
            if listing.versions || !listing.files.is_empty() {
                found.problems.push(Problem::new(root.join(folder), Trouble::NoManifest));
            }
            return found;
        }
        Err(trouble) => {
            found.problems.push(Problem::new(manifest_path, trouble));
            return found;
        }
    };
    let (scope, kinds) = match heading(folder, &sealed.manifest) {
        Ok(heading) => heading,
        Err(trouble) => {
            found.problems.push(Problem::new(manifest_path, trouble));
            return found;
        }
    };
    let leaving = plan.filter(|plan| plan.manifest == sealed.digest).map(|plan| plan.remove);
    for file in &listing.files {
        let named = sealed.manifest.files.contains_key(file)
            || leaving.as_ref().is_some_and(|leaving| leaving.contains(file));
        if !named {
            found.problems.push(Problem::new(root.join(folder).join(file), Trouble::Extra));
        }
    }
    let place = |path: &str, digest: &Digest| {
        let place = root.join(folder).join(path);
        let mut places = vec![place.clone()];
        if listing.pending {
            places.push(root.join(folder).join(layout::pending_path(digest)));
        }
        // It may have moved from the second to the first in between.
        places.push(place);
        places
    };
    let (files, mut problems) = contents(&sealed.manifest, &kinds, place);
    found.problems.append(&mut problems);
    found.current = Some(Current { scope, sealed, kinds, files });
    found
}

/// A scope's manifest; nothing when there is none.
pub(super) fn manifest(root: &Utf8Path, folder: &Utf8Path) -> Result<Option<Sealed>, Trouble> {
    let path = root.join(folder).join(layout::MANIFEST);
    if path.is_symlink() {
        return Err(Trouble::Symlink);
    }
    match fs_err::read(&path) {
        Ok(bytes) => Sealed::parse(&bytes).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::Unreadable(error.to_string())),
    }
}

/// What a commit that is not finished was about to do; nothing when it didn't get to say so.
pub(super) fn plan(root: &Utf8Path, folder: &Utf8Path) -> Option<Plan> {
    let path = root.join(folder).join(layout::PENDING).join(layout::PLAN);
    serde_json::from_slice(&fs_err::read(path).ok()?).ok()
}

/// The scope and kinds of a manifest, when it lies where its scope belongs.
fn heading(
    folder: &Utf8Path,
    manifest: &Manifest,
) -> Result<(Scope, BTreeMap<Kind, Coverage>), Trouble> {
    let scope = manifest.scope()?;
    if layout::scope_folder(&scope) != folder {
        return Err(Trouble::Misplaced { says: scope.to_string() });
    }
    if let Some(odd) = manifest.files.keys().find(|path| !layout::is_resource_path(path)) {
        return Err(Trouble::Unparsable(format!("`{odd}` is not the path of a resource")));
    }
    Ok((scope, manifest.kinds()?))
}

/// Reads every file that a manifest names. `places` says where a content may be, in the order of
/// trying.
pub(super) fn contents<P>(
    manifest: &Manifest,
    kinds: &BTreeMap<Kind, Coverage>,
    places: P,
) -> (BTreeMap<String, ResourceFile>, Vec<Problem>)
where
    P: Fn(&str, &Digest) -> Vec<Utf8PathBuf> + Sync,
{
    let wanted: Vec<(&String, &Digest)> = manifest.files.iter().collect();
    let read = |(path, digest): &(&String, &Digest)| {
        let places = places(path, digest);
        let shown = places.first().cloned().unwrap_or_default();
        content(manifest, kinds, path, digest, &places)
            .map_err(|trouble| Problem::new(shown, trouble))
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let readers = cores.min(READERS).min(wanted.len() / WORTH_A_THREAD).max(1);
    let share = wanted.len().div_ceil(readers).max(1);
    let results: Vec<Vec<Result<ResourceFile, Problem>>> = if readers == 1 {
        vec![wanted.iter().map(read).collect()]
    } else {
        std::thread::scope(|threads| {
            let handles: Vec<_> = wanted
                .chunks(share)
                .map(|chunk| threads.spawn(|| chunk.iter().map(read).collect()))
                .collect();
            handles
                .into_iter()
                .map(|handle| match handle.join() {
                    Ok(results) => results,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    };
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for ((path, _), result) in wanted.into_iter().zip(results.into_iter().flatten()) {
        match result {
            Ok(file) => drop(files.insert(path.clone(), file)),
            Err(problem) => problems.push(problem),
        }
    }
    (files, problems)
}

fn content(
    manifest: &Manifest,
    kinds: &BTreeMap<Kind, Coverage>,
    path: &str,
    digest: &Digest,
    places: &[Utf8PathBuf],
) -> Result<ResourceFile, Trouble> {
    let approved = manifest.approved.at;
    let mut trouble = Trouble::Missing { recorded: *digest, approved };
    for place in places {
        match fs_err::read(place) {
            Ok(bytes) => {
                let found = Digest::of(&bytes);
                if found == *digest {
                    let file = resource_file::parse(&bytes)?;
                    let is = layout::resource_path(&file.kind, &file.identity);
                    return if is == path && kinds.contains_key(&file.kind) {
                        Ok(file)
                    } else {
                        Err(Trouble::Misplaced { says: format!("{}/{}", file.kind, file.identity) })
                    };
                }
                trouble = Trouble::Edited { recorded: *digest, found, approved: Some(approved) };
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => trouble = Trouble::Unreadable(error.to_string()),
        }
    }
    Err(trouble)
}
