//! Finishing what a commit left, right after its manifest is in place or after a crash.
//!
//! Runs under the lock only. When the manifest that the plan speaks of is in force, its contents
//! are moved into place and what it no longer names is removed; when it is not, the commit never
//! happened and its traces go. Doing it twice is doing it once.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::disk::{Disk, create_folders};
use super::layout;
use super::manifest::Sealed;
use super::read::{self, Plan};
use super::walk;
use crate::trust::{Digest, Newness};

/// How far the pending contents are believed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Belief {
    /// This process wrote them a moment ago.
    Ours,
    /// Anybody may have put them there: only what has the right digest is moved.
    Checked,
}

/// Finishes one scope. Says whether there was anything to finish.
pub(super) fn finish(
    disk: &dyn Disk,
    root: &Utf8Path,
    folder: &Utf8Path,
    belief: Belief,
) -> io::Result<bool> {
    let home = root.join(folder);
    let pending = home.join(layout::PENDING);
    if pending.is_symlink() || !pending.is_dir() {
        return Ok(false);
    }
    // A manifest that can't be read is for people to look at; so is one of a newer driftwall,
    // which may finish its commits in another way.
    let Ok(manifest) = read::manifest(root, folder) else { return Ok(false) };
    if manifest.as_ref().is_some_and(|manifest| manifest.newness == Newness::NewerMinor) {
        return Ok(false);
    }
    let plan = read::plan(root, folder);
    let mut restart = false;
    if let (Some(manifest), Some(plan)) = (&manifest, &plan)
        && plan.manifest == manifest.digest
    {
        disk.sync_folder(&home)?;
        settle(disk, &home, manifest, plan, belief)?;
        restart = plan.restart;
    }
    if let Some(manifest) = &manifest {
        sweep(disk, root, folder, manifest, restart)?;
    }
    clear(disk, &home)?;
    if manifest.is_none() {
        remove_empty(disk, root, &home)?;
    }
    Ok(true)
}

/// Moves contents into place and removes what is no longer named.
fn settle(
    disk: &dyn Disk,
    home: &Utf8Path,
    manifest: &Sealed,
    plan: &Plan,
    belief: Belief,
) -> io::Result<()> {
    let mut touched: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    let named = &manifest.manifest.files;
    for path in plan.remove.iter().filter(|path| !named.contains_key(*path)) {
        let file = home.join(path);
        if layout::is_resource_path(path)
            && !lies_behind_a_link(&file)
            && file.symlink_metadata().is_ok()
        {
            disk.remove_file(&file)?;
            touched.extend(file.parent().map(Utf8Path::to_owned));
        }
    }
    let paths: BTreeMap<String, &String> =
        named.iter().map(|(path, digest)| (digest.to_string(), path)).collect();
    for name in walk::files(&home.join(layout::PENDING), &mut Vec::new()) {
        let from = home.join(layout::PENDING).join(&name);
        let Some(path) = paths.get(&name).filter(|path| layout::is_resource_path(path)) else {
            continue;
        };
        if belief == Belief::Checked && Digest::of(fs_err::read(&from)?).to_string() != name {
            continue;
        }
        let to = home.join(path);
        if lies_behind_a_link(&to) {
            continue;
        }
        if let Some(kind) = to.parent() {
            create_folders(disk, kind)?;
            touched.insert(kind.to_owned());
        }
        disk.rename(&from, &to)?;
    }
    for kind in touched {
        if is_empty(&kind) {
            disk.remove_folder(&kind)?;
        } else {
            disk.sync_folder(&kind)?;
        }
    }
    disk.sync_folder(home)
}

/// Whether the folder of a kind is a link, which could lead anywhere.
fn lies_behind_a_link(file: &Utf8Path) -> bool {
    file.parent().is_some_and(Utf8Path::is_symlink)
}

/// Removes the manifests and contents of versions that are no longer kept, or never came to be.
pub(super) fn sweep(
    disk: &dyn Disk,
    root: &Utf8Path,
    folder: &Utf8Path,
    current: &Sealed,
    restart: bool,
) -> io::Result<()> {
    let home = root.join(folder);
    let versions = home.join(layout::VERSIONS);
    if versions.is_symlink() || !versions.is_dir() {
        return Ok(());
    }
    let mut named: BTreeSet<String> = BTreeSet::new();
    for file in walk::files(&versions, &mut Vec::new()) {
        let path = versions.join(&file);
        let number = file.strip_suffix(".json").and_then(|stem| stem.parse::<u64>().ok());
        if restart || number.is_some_and(|number| number >= current.manifest.version) {
            disk.remove_file(&path)?;
            continue;
        }
        // With a manifest that can't be read, nobody knows which contents are still named.
        let Ok(sealed) = Sealed::parse(&fs_err::read(&path)?) else { return Ok(()) };
        named.extend(sealed.manifest.files.values().map(|digest| format!("{digest}.json")));
    }
    let objects = versions.join(layout::OBJECTS);
    if objects.is_symlink() {
        return Ok(());
    }
    for file in walk::files(&objects, &mut Vec::new()) {
        if !named.contains(&file) {
            disk.remove_file(&objects.join(file))?;
        }
    }
    for folder in [objects, versions] {
        if is_empty(&folder) {
            disk.remove_folder(&folder)?;
        } else if folder.is_dir() {
            disk.sync_folder(&folder)?;
        }
    }
    Ok(())
}

/// Removes the pending folder, the plan last.
pub(super) fn clear(disk: &dyn Disk, home: &Utf8Path) -> io::Result<()> {
    let pending = home.join(layout::PENDING);
    let mut names = walk::files(&pending, &mut Vec::new());
    names.sort_by_key(|name| name == layout::PLAN);
    for name in names {
        disk.remove_file(&pending.join(name))?;
    }
    disk.remove_folder(&pending)?;
    disk.sync_folder(home)
}

/// Removes folders that a first commit made and didn't fill.
fn remove_empty(disk: &dyn Disk, root: &Utf8Path, folder: &Utf8Path) -> io::Result<()> {
    let mut folder = folder;
    while folder != root && is_empty(folder) {
        disk.remove_folder(folder)?;
        match folder.parent() {
            Some(above) => folder = above,
            None => break,
        }
    }
    Ok(())
}

fn is_empty(folder: &Utf8Path) -> bool {
    fs_err::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
