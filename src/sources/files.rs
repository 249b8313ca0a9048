//! Walking folders that somebody else wrote.
//!
//! Files are found in the order of their names, symbolic links are not followed out of the folder, and a
//! file is read only when its turn comes. A name that is no UTF-8 is told, not skipped in silence.
//!
//! Errors come without the full path, which is this machine's: whoever tells them adds the path as it was given.

use std::fs::FileType;
use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::SourceError;
use crate::model::Status;
use crate::providers::{Answer, Unread};

/// The largest file that is read. A region with 100,000 groups prints less.
const LARGEST: u64 = 2048 * MIB;
const MIB: u64 = 1024 * 1024;

/// One entry of a folder.
pub(super) struct Entry {
    /// The name, with what is no UTF-8 replaced.
    pub(super) name: String,
    /// The full path; nothing when the name is no UTF-8.
    pub(super) path: Option<Utf8PathBuf>,
    /// A folder, a file or neither.
    pub(super) sort: Sort,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Folder,
    File,
    Link,
    Other,
}

impl From<FileType> for Sort {
    fn from(sort: FileType) -> Self {
        if sort.is_dir() {
            Self::Folder
        } else if sort.is_file() {
            Self::File
        } else if sort.is_symlink() {
            Self::Link
        } else {
            Self::Other
        }
    }
}

/// The entries of a folder by name, hidden ones left out.
pub(super) fn entries(folder: &Utf8Path) -> std::io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = Utf8PathBuf::from_path_buf(entry.path()).ok();
        entries.push(Entry { name, path, sort: entry.file_type()?.into() });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Makes sure that a folder that was named is there.
pub(super) fn demand_folder(at: &Utf8Path, given: &Utf8Path) -> Result<(), SourceError> {
    match std::fs::metadata(at) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(SourceError::WrongSort { path: given.to_owned(), expected: "folder" }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(SourceError::Missing(given.to_owned()))
        }
        Err(source) => Err(SourceError::Io { path: given.to_owned(), source }),
    }
}

/// Reads a file that was named.
pub(super) fn demand_file(at: &Utf8Path, given: &Utf8Path) -> Result<Vec<u8>, SourceError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => SourceError::Missing(given.to_owned()),
        std::io::ErrorKind::IsADirectory => {
            SourceError::WrongSort { path: given.to_owned(), expected: "file" }
        }
        _ => SourceError::Io { path: given.to_owned(), source },
    };
    let file = std::fs::File::open(at).map_err(io)?;
    let found = file.metadata().map_err(io)?;
    if found.is_dir() {
        return Err(SourceError::WrongSort { path: given.to_owned(), expected: "file" });
    }
    // One byte more than the file is said to have, so that its end is seen without growing: growing a large
    // buffer holds the file twice.
    let expected = found.len().min(LARGEST).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > LARGEST {
        return Err(SourceError::TooLarge { path: given.to_owned(), limit: LARGEST / MIB });
    }
    Ok(bytes)
}

/// A file as an answer to a call, to be read when its turn comes. `shown` is its path for messages.
pub(super) fn answer(name: &str, at: Utf8PathBuf, shown: Utf8PathBuf) -> Answer {
    let name = name.strip_suffix(".json").unwrap_or(name).to_owned();
    let path = shown.clone();
    let read = move || {
        demand_file(&at, &shown).map_err(|error| {
            let status = match &error {
                SourceError::Io { source, .. }
                    if source.kind() == std::io::ErrorKind::PermissionDenied =>
                {
                    Status::Denied
                }
                _ => Status::Failed,
            };
            Unread { status, reason: error.to_string() }
        })
    };
    Answer { name, path, read: Box::new(read) }
}

/// A link, which is not followed: whatever it leads to is unread.
pub(super) fn link(name: &str, shown: Utf8PathBuf) -> Answer {
    let reason =
        format!("{shown} is a symbolic link, which is not followed; put the file itself there");
    unreadable(name, shown, reason)
}

/// A folder, a pipe or a device in the place of an answer.
pub(super) fn no_file(name: &str, shown: Utf8PathBuf) -> Answer {
    let reason = format!("{shown} is not a file; save the answer there");
    unreadable(name, shown, reason)
}

fn unreadable(name: &str, shown: Utf8PathBuf, reason: String) -> Answer {
    let name = name.strip_suffix(".json").unwrap_or(name).to_owned();
    let read = move || Err(Unread { status: Status::Failed, reason });
    Answer { name, path: shown, read: Box::new(read) }
}
