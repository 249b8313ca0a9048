//! Folders of papers: every file of them is read, or nothing is.
//!
//! A file that can't be read or understood is an error and never skipped: whoever can break a file could choose what is approved, and
//! whoever wrote it believes that it counts.

use std::io::{ErrorKind, Read as _};

use camino::{Utf8Path, Utf8PathBuf};

use crate::trust::{Demand, NAMESPACE, Untrusted};
use crate::written::{self, FileError};

/// No grant is larger. A file that is was put there by mistake.
const LIMIT: u64 = 1024 * 1024;

/// What is wrong with papers.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A folder that was named is not there.
    #[error("the folder `{path}`, where {what} are kept, does not exist")]
    Missing {
        /// The folder.
        path: Utf8PathBuf,
        /// What is kept there.
        what: &'static str,
    },
    /// A folder or a file can't be read.
    #[error("{path} can't be read")]
    Read {
        /// Which.
        path: Utf8PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is too large to be a paper.
    #[error("{path} is larger than 1 MiB")]
    TooLarge {
        /// The file.
        path: Utf8PathBuf,
    },
    /// A file says something wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// Too few people signed a file.
    #[error("{path} counts for nothing (`baseline-untrusted`)")]
    Untrusted {
        /// The file.
        path: Utf8PathBuf,
        /// Who did, and who did not.
        #[source]
        why: Untrusted,
    },
    /// Two files have one id.
    #[error("{path}: `{id}` is the id of {other} too")]
    Twice {
        /// The second one.
        path: Utf8PathBuf,
        /// The id.
        id: String,
        /// The first one.
        other: String,
    },
}

impl PaperError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => {
                Some("make the folder, or name another one in [authority]".to_owned())
            }
            Self::File(error) => error.hint(),
            Self::Twice { .. } => Some("give one of them another id".to_owned()),
            Self::Untrusted { path, .. } => Some(format!(
                "read it; who stands behind it signs it: `ssh-keygen -Y sign -n {NAMESPACE} -f KEY {path}`"
            )),
            Self::Read { .. } | Self::TooLarge { .. } => None,
        }
    }
}

/// A folder, as it is opened and as it is named.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// Where it is.
    pub at: &'a Utf8Path,
    /// What it is called in what is told.
    pub given: &'a Utf8Path,
    /// Whether somebody named it, so that it has to be there.
    pub named: bool,
    /// Who has to have signed each file of it; nothing where nobody has to.
    pub demand: Option<&'a Demand>,
}

/// One file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// What it is called in what is told.
    pub(super) path: Utf8PathBuf,
    /// What it says.
    pub(super) text: String,
}

/// Every `*.toml` of a folder, in the order of their names; nothing when nobody named it and it is not there.
pub(super) fn files(
    folder: Folder<'_>,
    what: &'static str,
) -> Result<Option<Vec<Written>>, Vec<PaperError>> {
    let Folder { at, given, named, demand } = folder;
    let failed = |path: &Utf8Path, source: std::io::Error| PaperError::Read {
        path: path.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(at.as_std_path()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound && !named => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(vec![PaperError::Missing { path: given.to_owned(), what }]);
        }
        Err(error) => return Err(vec![failed(given, error)]),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| vec![failed(given, error)])?;
        // A name that is no UTF-8 is told in the way in which it can be shown, and can't be opened by it.
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for name in names.iter().filter(|name| name.ends_with(".toml") && !name.starts_with('.')) {
        let path = given.join(name);
        let signatures = || {
            // `x.toml.sig` is what ssh-keygen writes; those of others have a word before the end.
            let is_its = |other: &&String| {
                let rest =
                    other.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('.'));
                rest.is_some_and(|rest| rest == "sig" || rest.ends_with(".sig"))
            };
            let its = names.iter().filter(is_its);
            its.map(|name| Ok((name.clone(), bytes(&at.join(name), &given.join(name))?))).collect()
        };
        match read(&at.join(name), &path, demand, signatures) {
            Ok(text) => found.push(Written { path, text }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(Some(found)) } else { Err(errors) }
}

/// What a file says. What is signed is what is read.
fn read(
    at: &Utf8Path,
    path: &Utf8Path,
    demand: Option<&Demand>,
    signatures: impl FnOnce() -> Result<Vec<(String, Vec<u8>)>, PaperError>,
) -> Result<String, PaperError> {
    let bytes = bytes(at, path)?;
    if let Some(demand) = demand {
        let signed = demand.check(&bytes, &signatures()?);
        signed.map_err(|why| PaperError::Untrusted { path: path.to_owned(), why })?;
    }
    Ok(written::decode(path, &bytes)?.to_owned())
}

fn bytes(at: &Utf8Path, path: &Utf8Path) -> Result<Vec<u8>, PaperError> {
    let failed = |source| PaperError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(at.as_std_path())
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(PaperError::TooLarge { path: path.to_owned() });
    }
    Ok(bytes)
}
