//! What lies in a baseline's folders. Each folder is listed once, links are never followed, and
//! files whose names start with a dot are nobody's business: no resource's file does.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::layout;
use super::problem::{Problem, Trouble};
use crate::model::Provider;

/// What an entry of a folder is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Folder,
    File,
}

/// The folders in which scopes live.
#[derive(Default)]
pub(super) struct Folders {
    /// Relative to the root, in the order of their names.
    pub(super) scopes: Vec<Utf8PathBuf>,
    pub(super) problems: Vec<Problem>,
}

/// What lies in one scope's folder.
#[derive(Default)]
pub(super) struct Listing {
    /// The files in the folders of kinds, relative to the scope's folder.
    pub(super) files: BTreeSet<String>,
    /// Whether there is a folder of former versions.
    pub(super) versions: bool,
    /// Whether a commit left something that may be used.
    pub(super) pending: bool,
    pub(super) problems: Vec<Problem>,
}

/// Finds the scopes' folders.
pub(super) fn folders(root: &Utf8Path) -> Folders {
    let mut found = Folders::default();
    if root.is_symlink() {
        found.problems.push(Problem::new(root, Trouble::Symlink));
        return found;
    }
    for (name, what) in entries(root, &mut found.problems) {
        match (name.parse::<Provider>(), what) {
            (Ok(provider), What::Folder) => descend(root, provider, name.into(), 0, &mut found),
            // A read-me beside the providers is welcome.
            (Err(_), What::File) => {}
            _ => found.problems.push(Problem::new(root.join(&name), Trouble::Extra)),
        }
    }
    found
}

fn descend(
    root: &Utf8Path,
    provider: Provider,
    at: Utf8PathBuf,
    depth: usize,
    found: &mut Folders,
) {
    for (name, what) in entries(&root.join(&at), &mut found.problems) {
        let inner = at.join(&name);
        let first = at.components().nth(1).map_or(name.as_str(), |part| part.as_str());
        match what {
            What::File => found.problems.push(Problem::new(root.join(inner), Trouble::Extra)),
            What::Folder if depth + 1 == layout::depth_below(provider, first) => {
                found.scopes.push(inner);
            }
            What::Folder => descend(root, provider, inner, depth + 1, found),
        }
    }
}

/// Lists one scope's folder, the folder of versions aside.
pub(super) fn list(root: &Utf8Path, folder: &Utf8Path) -> Listing {
    let mut listing = Listing::default();
    let folder = root.join(folder);
    let pending = folder.join(layout::PENDING);
    if pending.is_symlink() {
        listing.problems.push(Problem::new(pending, Trouble::Symlink));
    } else {
        listing.pending = pending.is_dir();
    }
    for (name, what) in entries(&folder, &mut listing.problems) {
        match (name.as_str(), what) {
            (layout::MANIFEST, What::File) => {}
            (layout::VERSIONS, What::Folder) => listing.versions = true,
            (_, What::File) => {
                listing.problems.push(Problem::new(folder.join(name), Trouble::Extra));
            }
            (_, What::Folder) => {
                for (file, what) in entries(&folder.join(&name), &mut listing.problems) {
                    let path = format!("{name}/{file}");
                    match what {
                        What::File => drop(listing.files.insert(path)),
                        What::Folder => {
                            listing.problems.push(Problem::new(folder.join(path), Trouble::Extra));
                        }
                    }
                }
            }
        }
    }
    listing
}

/// The names of the files in a folder, sorted; whatever else is in it is a problem.
pub(super) fn files(folder: &Utf8Path, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut names = Vec::new();
    for (name, what) in entries(folder, problems) {
        match what {
            What::File => names.push(name),
            What::Folder => problems.push(Problem::new(folder.join(name), Trouble::Extra)),
        }
    }
    names
}

/// What is in a folder, sorted. A folder that is not there is empty: somebody may just have
/// tidied it away.
fn entries(folder: &Utf8Path, problems: &mut Vec<Problem>) -> Vec<(String, What)> {
    let mut found = Vec::new();
    let mut unreadable = |error: &io::Error| {
        if error.kind() != io::ErrorKind::NotFound {
            problems.push(Problem::new(folder, Trouble::Unreadable(error.to_string())));
        }
    };
    let listing = match fs_err::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) => {
            unreadable(&error);
            return found;
        }
    };
    let mut odd = Vec::new();
    for entry in listing {
        let (entry, kind) =
            match entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind))) {
                Ok(known) => known,
                Err(error) => {
                    unreadable(&error);
                    continue;
                }
            };
        let name = entry.file_name();
        let shown = folder.join(name.to_string_lossy().as_ref());
        if kind.is_symlink() {
            odd.push(Problem::new(shown, Trouble::Symlink));
        } else if let Some(name) = name.to_str() {
            if !name.starts_with('.') {
                found
                    .push((name.to_owned(), if kind.is_dir() { What::Folder } else { What::File }));
            }
        } else {
            odd.push(Problem::new(shown, Trouble::Extra));
        }
    }
    problems.append(&mut odd);
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    found
}
