//! Recording a new version of a scope.
//!
//! **The rename of the manifest is the commit.** Before it, everything new lies under `.pending/`
//! and everything that would be lost lies under `versions/`, all of it flushed to the disk; after
//! it, the rest is moving files, which [`super::finish`] does, now or after a crash. At no moment
//! does a reader find anything but the old version or the new one.
//!
//! Every edit is prepared, and refused if it must be, before the first byte is written. What was
//! not fully read is refused here, whatever the caller thinks of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::disk::{Disk, create_folders};
use super::error::BaselineError;
use super::manifest::{Covered, Sealed, Statement};
use super::read::{self, Found, Plan};
use super::store::Store;
use super::{layout, resource_file};
use crate::model::{Approval, Document, Kind, Reading, Scope, Status};
use crate::trust::{Digest, Newness};

/// How many threads wait for the disk, and from how many contents on.
const WRITERS: usize = 8;
const WORTH_THREADS: usize = 256;

/// What is to become of one scope.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Which scope.
    pub scope: Scope,
    /// The readings that replace what was recorded of their kinds. A kind that is not here stays as it was.
    pub kinds: BTreeMap<Kind, Reading>,
    /// Kinds that are no longer watched. Nothing is dropped from a baseline without being named.
    pub forget: BTreeSet<Kind>,
    /// When it was approved.
    pub at: Timestamp,
    /// Who approved it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What the edit may replace.
    pub over: Over,
}

/// What an edit may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// A version that can be trusted, or nothing.
    Trusted,
    /// Whatever lies there, edited files and all. When that can't be trusted, the former versions go with it, and the kinds
    /// that stay must be as recorded.
    Anything,
}

/// What was recorded of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which scope.
    pub scope: Scope,
    /// The version that it has now.
    pub version: u64,
    /// How many resources are new.
    pub added: usize,
    /// How many are recorded with another content.
    pub replaced: usize,
    /// How many are no longer recorded.
    pub removed: usize,
    /// How many are as they were.
    pub unchanged: usize,
    /// The digest of the manifest.
    pub manifest: Digest,
}

/// An edit that will be written.
pub(super) struct Prepared {
    pub(super) folder: Utf8PathBuf,
    sealed: Sealed,
    plan: Plan,
    /// Contents that are not in place.
    contents: Vec<(Digest, String)>,
    /// Contents that only the old version names, and their paths.
    retire: Vec<(Digest, String)>,
    old: Option<Sealed>,
    pub(super) written: Written,
}

/// Decides what an edit means for what is on the disk, or refuses it.
pub(super) fn prepare(store: &Store, edit: &Edit) -> Result<Prepared, BaselineError> {
    let root = &store.root;
    let folder = layout::scope_folder(&edit.scope);
    let found = read::scope(root, &folder, |current| store.unsigned(current));
    // What nobody signed is whole all the same, and may be kept as what was.
    let restart = found.problems.iter().any(|problem| !problem.is_unsigned());
    let carried = carried(edit, &found);
    refuse(root, edit, &found, &carried)?;
    let Found { current, present, .. } = found;
    let (old, kept_files) = match current {
        Some(current) => (Some(current.sealed), current.files),
        None => (None, BTreeMap::new()),
    };
    let old_manifest = old.as_ref().map(|old| &old.manifest);

    let mut files: BTreeMap<String, Digest> = BTreeMap::new();
    let mut coverage: BTreeMap<String, Covered> = BTreeMap::new();
    let mut contents = Vec::new();
    if let Some(old) = old_manifest {
        let stays = |kind: &str| carried.iter().any(|known| known.to_string() == kind);
        coverage.extend(old.coverage.iter().filter(|(kind, _)| stays(kind)).map(cloned));
        for (path, file) in &kept_files {
            if let Some(digest) = old.files.get(path).filter(|_| carried.contains(&file.kind)) {
                files.insert(path.clone(), *digest);
            }
        }
    }
    for (kind, reading) in &edit.kinds {
        coverage.insert(kind.to_string(), Covered::of(&reading.coverage));
        for (identity, resource) in &reading.resources {
            let path = layout::resource_path(kind, identity);
            let text = resource_file::render(kind, identity, resource);
            let digest = Digest::of(&text);
            let in_place = kept_files.contains_key(&path)
                && old_manifest.and_then(|old| old.files.get(&path)) == Some(&digest);
            if !in_place {
                contents.push((digest, text));
            }
            files.insert(path, digest);
        }
    }

    let none = BTreeMap::new();
    let old_files = old_manifest.map_or(&none, |old| &old.files);
    let named: BTreeSet<&Digest> = files.values().collect();
    let retire = old_files
        .iter()
        .filter(|(_, digest)| !named.contains(digest))
        .map(|(path, digest)| (*digest, path.clone()))
        .collect();
    let mut remove: BTreeSet<String> = present.into_iter().collect();
    remove.retain(|path| !files.contains_key(path) && layout::is_resource_path(path));

    let version = match old_manifest {
        None => 1,
        Some(old) => {
            old.version.checked_add(1).ok_or_else(|| nonsense(edit, "too many versions"))?
        }
    };
    let same = |(path, digest): &(&String, &Digest)| old_files.get(*path) == Some(*digest);
    let unchanged = files.iter().filter(same).count();
    let known = files.keys().filter(|path| old_files.contains_key(*path)).count();
    let counts = (files.len() - known, known - unchanged, old_files.len() - known, unchanged);
    let approval =
        Approval { version, at: edit.at, by: edit.by.clone(), reason: edit.reason.clone() };
    let statement = Statement {
        scope: edit.scope.clone(),
        approval,
        coverage,
        files,
        previous: old.as_ref().map(|old| old.digest),
    };
    let sealed = Sealed::seal(statement).map_err(|error| nonsense(edit, &error.to_string()))?;
    let plan = Plan { manifest: sealed.digest, remove: remove.into_iter().collect(), restart };
    let (added, replaced, removed, unchanged) = counts;
    let manifest = sealed.digest;
    let scope = edit.scope.clone();
    let written = Written { scope, version, added, replaced, removed, unchanged, manifest };
    Ok(Prepared { folder, sealed, plan, contents, retire, old, written })
}

/// The kinds of the current version that the edit doesn't speak of.
fn carried(edit: &Edit, found: &Found) -> BTreeSet<Kind> {
    let known = found.current.iter().flat_map(|current| current.kinds.keys());
    known
        .filter(|kind| !edit.kinds.contains_key(*kind) && !edit.forget.contains(*kind))
        .cloned()
        .collect()
}

fn refuse(
    root: &Utf8Path,
    edit: &Edit,
    found: &Found,
    carried: &BTreeSet<Kind>,
) -> Result<(), BaselineError> {
    for (kind, Reading { coverage, resources }) in &edit.kinds {
        let (scope, kind) = (edit.scope.clone(), kind.clone());
        if coverage.status.is_gap() {
            let reason = coverage.reason.clone();
            return Err(BaselineError::Unread { scope, kind, status: coverage.status, reason });
        }
        if kind.provider() != scope.provider() {
            return Err(nonsense(edit, &format!("{kind} is a kind of another provider")));
        }
        if coverage.status != Status::Complete && !resources.is_empty() {
            return Err(nonsense(
                edit,
                &format!("{kind} is {} and has resources", coverage.status),
            ));
        }
        if edit.forget.contains(&kind) {
            return Err(nonsense(edit, &format!("{kind} is to be both recorded and forgotten")));
        }
        let held = found.current.iter().flat_map(|current| current.files.values());
        let held = held.filter(|file| file.kind == kind).count();
        if coverage.status == Status::Skipped && held > 0 {
            return Err(BaselineError::WouldForget { scope, kind, held });
        }
    }
    if let Some(current) = found.current.as_ref().filter(|current| current.is_newer()) {
        return Err(BaselineError::NewerMinor {
            file: root.join(&found.folder).join(layout::MANIFEST),
            made_by: current.sealed.manifest.driftwall.clone(),
        });
    }
    // What stays has to be what was approved, and a newer format is never written over.
    let blocking: Vec<_> = found
        .problems
        .iter()
        .filter(|problem| {
            let inside = problem.file.strip_prefix(root.join(&found.folder)).ok();
            let of = |kind: &Kind| {
                inside.is_some_and(|path| path.starts_with(layout::part(&kind.to_string())))
            };
            edit.over == Over::Trusted
                || problem.is_newer()
                || problem.is_link()
                || carried.iter().any(of)
                || problem.is_unsigned()
        })
        .cloned()
        .collect();
    if blocking.is_empty() {
        Ok(())
    } else {
        Err(BaselineError::Untrusted { root: root.to_owned(), problems: blocking })
    }
}

/// Writes a prepared edit up to and including the rename that commits it.
pub(super) fn write(disk: &dyn Disk, root: &Utf8Path, edit: &Prepared) -> io::Result<()> {
    let home = root.join(&edit.folder);
    let pending = home.join(layout::PENDING);
    if pending.is_dir() {
        // What could not be finished is in the way of nothing else.
        super::finish::clear(disk, &home)?;
    }
    create_folders(disk, &pending)?;
    // The plan is first, so that whatever follows is known to be unfinished.
    write_plan(disk, &pending, &edit.plan)?;
    write_contents(disk, &home, &edit.contents)?;
    if let Some(old) = edit.old.as_ref().filter(|_| !edit.plan.restart) {
        retire(disk, &home, old, &edit.retire)?;
    }
    let ready = pending.join(layout::MANIFEST);
    disk.write(&ready, edit.sealed.text.as_bytes())?;
    disk.sync_folder(&pending)?;
    disk.rename(&ready, &home.join(layout::MANIFEST))
}

/// Writes contents under their digests. Many are written by several threads: nearly all of the
/// time is spent waiting for the disk to say that a file is safe, and it can say so for many at once.
fn write_contents(
    disk: &dyn Disk,
    home: &Utf8Path,
    contents: &[(Digest, String)],
) -> io::Result<()> {
    let write = |chunk: &[(Digest, String)]| {
        chunk.iter().try_for_each(|(digest, text)| {
            disk.write(&home.join(layout::pending_path(digest)), text.as_bytes())
        })
    };
    if contents.len() < WORTH_THREADS {
        return write(contents);
    }
    std::thread::scope(|threads| {
        let chunks = contents.chunks(contents.len().div_ceil(WRITERS));
        let handles: Vec<_> = chunks.map(|chunk| threads.spawn(move || write(chunk))).collect();
        handles.into_iter().try_for_each(|handle| match handle.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Writes down what is about to happen in a pending folder.
pub(super) fn write_plan(disk: &dyn Disk, pending: &Utf8Path, plan: &Plan) -> io::Result<()> {
    let text = Document::of(plan).map_err(io::Error::other)?.pretty(0);
    disk.write(&pending.join(layout::PLAN), format!("{text}\n").as_bytes())?;
    disk.sync_folder(pending)
}

/// Keeps the old version: its manifest, and the contents that would be gone. Each file appears
/// under its name only when it is whole.
fn retire(
    disk: &dyn Disk,
    home: &Utf8Path,
    old: &Sealed,
    contents: &[(Digest, String)],
) -> io::Result<()> {
    let objects = home.join(layout::VERSIONS).join(layout::OBJECTS);
    let draft = home.join(layout::PENDING).join("draft");
    create_folders(disk, &objects)?;
    for (digest, path) in contents {
        let object = home.join(layout::object_path(digest));
        if !object.exists() {
            disk.write(&draft, &fs_err::read(home.join(path))?)?;
            disk.rename(&draft, &object)?;
        }
    }
    disk.sync_folder(&objects)?;
    disk.write(&draft, old.text.as_bytes())?;
    disk.rename(&draft, &home.join(layout::version_path(old.manifest.version)))?;
    disk.sync_folder(&home.join(layout::VERSIONS))
}

/// Whether the edit's manifest is the one in force.
pub(super) fn is_committed(root: &Utf8Path, edit: &Prepared) -> bool {
    let path = root.join(&edit.folder).join(layout::MANIFEST);
    edit.sealed.newness == Newness::Known
        && fs_err::read(path).is_ok_and(|bytes| Digest::of(&bytes) == edit.sealed.digest)
}

fn nonsense(edit: &Edit, why: &str) -> BaselineError {
    BaselineError::Nonsense { scope: edit.scope.clone(), why: why.to_owned() }
}

fn cloned<A: Clone, B: Clone>((a, b): (&A, &B)) -> (A, B) {
    (a.clone(), b.clone())
}
