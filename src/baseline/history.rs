//! The former versions of a scope: their manifests, chained by digest, and the contents that no
//! current file holds any more.
//!
//! Versions end where pruning cut them off: the oldest kept manifest may name a `previous` that
//! is gone, and that is fine. A hole above it, or a manifest that is not the one its successor
//! names, is not.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::manifest::Sealed;
use super::problem::{Problem, Trouble};
use super::read::{self, Current};
use super::{layout, walk};
use crate::model::{Approval, Reading, ScopeReading};
use crate::trust::Digest;

/// One version of a scope's baseline, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, who approved it, when and why.
    pub approval: Approval,
    /// The version of driftwall that recorded it.
    pub driftwall: String,
    /// How many resources it holds.
    pub resources: usize,
    /// The digest of its manifest, as `sha256sum` prints it.
    pub manifest: Digest,
    /// Whether it is the one in force.
    pub current: bool,
}

impl Version {
    pub(super) fn of(sealed: &Sealed, current: bool) -> Self {
        Self {
            approval: sealed.manifest.approval(),
            driftwall: sealed.manifest.driftwall.clone(),
            resources: sealed.manifest.files.len(),
            manifest: sealed.digest,
            current,
        }
    }
}

/// The former versions that are kept.
#[derive(Default)]
pub(super) struct History {
    pub(super) kept: BTreeMap<u64, Sealed>,
    pub(super) problems: Vec<Problem>,
}

/// Reads the former versions of a scope and checks their chain.
pub(super) fn history(root: &Utf8Path, folder: &Utf8Path, current: &Sealed) -> History {
    let mut history = History::default();
    let home = root.join(folder);
    let plan = read::plan(root, folder);
    if plan.as_ref().is_some_and(|plan| plan.restart && plan.manifest == current.digest) {
        return history;
    }
    let mut bad = BTreeSet::new();
    let files = walk::files(&home.join(layout::VERSIONS), &mut history.problems);
    // The folder of objects is the one folder that may stand among the versions.
    let objects = home.join(layout::VERSIONS).join(layout::OBJECTS);
    history.problems.retain(|p| p.file != objects || p.trouble != Trouble::Extra);
    for file in files {
        let path = home.join(layout::VERSIONS).join(&file);
        let number = file.strip_suffix(".json").and_then(|stem| stem.parse::<u64>().ok());
        let Some(number) = number.filter(|n| layout::version_path(*n).ends_with(&file)) else {
            history.problems.push(Problem::new(path, Trouble::Extra));
            continue;
        };
        if number >= current.manifest.version {
            // A commit that didn't get further had already put the current version aside.
            if plan.is_none() {
                history.problems.push(Problem::new(path, Trouble::Extra));
            }
            continue;
        }
        match read_version(&path, number, current) {
            Ok(sealed) => drop(history.kept.insert(number, sealed)),
            Err(trouble) => {
                bad.insert(number);
                history.problems.push(Problem::new(path, trouble));
            }
        }
    }
    let broken = chain(current, &history.kept, &bad);
    history.problems.extend(broken.map(|(number, what)| {
        Problem::new(home.join(layout::version_path(number)), Trouble::Chain(what))
    }));
    history
}

fn read_version(path: &Utf8Path, number: u64, current: &Sealed) -> Result<Sealed, Trouble> {
    let bytes = fs_err::read(path).map_err(|e| Trouble::Unreadable(e.to_string()))?;
    let sealed = Sealed::parse(&bytes)?;
    if sealed.manifest.version == number && sealed.manifest.scope == current.manifest.scope {
        Ok(sealed)
    } else {
        let says = format!("version {} of {}", sealed.manifest.version, sealed.manifest.scope);
        Err(Trouble::Misplaced { says })
    }
}

/// The first link from the current version back that doesn't hold.
fn chain(
    current: &Sealed,
    kept: &BTreeMap<u64, Sealed>,
    bad: &BTreeSet<u64>,
) -> Option<(u64, String)> {
    let mut later = current;
    loop {
        let number = later.manifest.version.checked_sub(1).filter(|number| *number > 0)?;
        if bad.contains(&number) {
            return None;
        }
        let Some(former) = kept.get(&number) else {
            let older = kept.range(..number).next_back()?.0;
            return Some((number, format!("version {number} is gone and {older} is kept")));
        };
        if later.manifest.previous != Some(former.digest) {
            let what = format!(
                "version {} replaced a manifest with digest {}…, this one has {}…",
                later.manifest.version,
                later.manifest.previous.map(|digest| digest.short()).unwrap_or_default(),
                former.digest.short()
            );
            return Some((number, what));
        }
        later = former;
    }
}

/// Everything that is wrong with a scope's former versions.
pub(super) fn verify(root: &Utf8Path, folder: &Utf8Path, current: &Current) -> Vec<Problem> {
    let History { kept, mut problems } = history(root, folder, &current.sealed);
    if read::plan(root, folder).is_some_and(|plan| plan.restart) {
        return problems;
    }
    let home = root.join(folder);
    let named: BTreeSet<Digest> =
        kept.values().flat_map(|sealed| sealed.manifest.files.values().copied()).collect();
    let mut held: BTreeSet<Digest> = current.sealed.manifest.files.values().copied().collect();
    let objects = home.join(layout::VERSIONS).join(layout::OBJECTS);
    // With a former manifest that can't be read, nobody knows which contents are named by none.
    let unsure = !problems.is_empty() || read::plan(root, folder).is_some();
    for file in walk::files(&objects, &mut problems) {
        let path = objects.join(&file);
        let digest = file.strip_suffix(".json").and_then(|stem| stem.parse::<Digest>().ok());
        let trouble = match (digest, fs_err::read(&path)) {
            (None, _) => Trouble::Extra,
            (Some(_), Err(error)) => Trouble::Unreadable(error.to_string()),
            (Some(recorded), Ok(bytes)) => {
                held.insert(recorded);
                let found = Digest::of(&bytes);
                if found != recorded {
                    Trouble::Edited { recorded, found, approved: None }
                } else if named.contains(&recorded) || unsure {
                    continue;
                } else {
                    Trouble::Extra
                }
            }
        };
        problems.push(Problem::new(path, trouble));
    }
    for sealed in kept.values() {
        for recorded in sealed.manifest.files.values() {
            // Told once, whatever the number of versions that miss it.
            if held.insert(*recorded) {
                let approved = sealed.manifest.approved.at;
                let trouble = Trouble::Missing { recorded: *recorded, approved };
                problems.push(Problem::new(home.join(layout::object_path(recorded)), trouble));
            }
        }
    }
    problems
}

/// The resources of a former version.
pub(super) fn reading(
    root: &Utf8Path,
    folder: &Utf8Path,
    current: &Sealed,
    former: &Sealed,
) -> Result<ScopeReading, Vec<Problem>> {
    let home = root.join(folder);
    let still: BTreeMap<Digest, &String> =
        current.manifest.files.iter().map(|(path, digest)| (*digest, path)).collect();
    let places = |_: &str, digest: &Digest| {
        let mut places: Vec<Utf8PathBuf> = vec![home.join(layout::object_path(digest))];
        if let Some(path) = still.get(digest) {
            places.push(home.join(path));
            places.push(home.join(layout::pending_path(digest)));
            places.push(home.join(path));
        }
        places
    };
    let kinds = former.manifest.kinds().map_err(|trouble| vec![Problem::new(&*home, trouble)])?;
    let (files, problems) = read::contents(&former.manifest, &kinds, places);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut kinds: BTreeMap<_, _> =
        kinds.into_iter().map(|(kind, coverage)| (kind, Reading::unread(coverage))).collect();
    for file in files.into_values() {
        if let Some(reading) = kinds.get_mut(&file.kind) {
            reading.resources.insert(file.identity, file.resource);
        }
    }
    let approval = Some(former.manifest.approval());
    Ok(ScopeReading { kinds, unrecognised: BTreeMap::new(), approval })
}
