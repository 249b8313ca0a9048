//! Where the files of a log lie, and how each is opened: on this machine, or in a bucket.

use std::io::Read;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use jiff::civil::Date;

use super::sources::LogError;
#[cfg(feature = "buckets")]
use crate::providers::live::Bucket;
use crate::providers::live::Wanted;
#[cfg(feature = "buckets")]
use crate::sources::bucket;

/// Where the files of a log lie.
#[derive(Clone, Debug)]
pub enum Lies {
    /// A file on this machine, or a folder with files in it.
    Here(Utf8PathBuf),
    /// In a bucket, which is named by its URL.
    Bucket {
        /// How its provider is asked.
        wanted: Box<Wanted>,
        /// What may hold something of this day or later; all of it, where no day is said.
        since: Option<Date>,
    },
}

/// What files are opened from.
pub(super) enum Shelf {
    Here(Utf8PathBuf),
    #[cfg(feature = "buckets")]
    Bucket(Box<Bucket>),
}

impl Shelf {
    /// The names of all files, in order, and what opens them.
    pub(super) fn of(lies: &Lies, named: &str) -> Result<(Self, Vec<Utf8PathBuf>), LogError> {
        match lies {
            Lies::Here(path) => {
                let files = on_disk(path)
                    .map_err(|error| LogError::Unreadable { named: named.to_owned(), error })?;
                Ok((Self::Here(path.clone()), files))
            }
            #[cfg(feature = "buckets")]
            Lies::Bucket { wanted, since } => {
                let bucket = bucket(named, wanted)?;
                let files = bucket.names(named, *since, is_beside)?;
                Ok((Self::Bucket(Box::new(bucket)), files))
            }
            #[cfg(not(feature = "buckets"))]
            Lies::Bucket { .. } => Err(LogError::NoBuckets(named.to_owned())),
        }
    }

    /// A file from its beginning.
    pub(super) fn open(&self, path: &Utf8Path) -> std::io::Result<Box<dyn Read + '_>> {
        match self {
            Self::Here(_) => Ok(Box::new(fs::File::open(path)?)),
            #[cfg(feature = "buckets")]
            Self::Bucket(bucket) => Ok(Box::new(bucket.read(path)?)),
        }
    }

    /// What is told names a file as the user did, and not this machine's folders.
    pub(super) fn shown(&self, path: &Utf8Path, named: &str) -> Utf8PathBuf {
        let below = match self {
            Self::Here(folder) => path.strip_prefix(folder).unwrap_or(path),
            #[cfg(feature = "buckets")]
            Self::Bucket(bucket) => bucket.below(path),
        };
        if below.as_str().is_empty() { named.into() } else { Utf8Path::new(named).join(below) }
    }
}

/// The files of a folder, in the order of their names.
fn on_disk(path: &Utf8Path) -> std::io::Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let about = fs::metadata(&path)?;
        if !about.is_dir() {
            files.push(path);
            continue;
        }
        for entry in path.read_dir_utf8()? {
            let entry = entry?;
            if !is_beside(entry.file_name()) {
                open.push(entry.into_path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether something lies beside the logs in a folder and is none: the digests of a trail, what people write for people.
fn is_beside(name: &str) -> bool {
    const FOLDERS: &[&str] = &["CloudTrail-Digest", "CloudTrail-Insight"];
    let words = [".md", ".html", ".sig", ".sha256"].iter().any(|end| name.ends_with(end));
    name.starts_with('.') || FOLDERS.contains(&name) || words
}
