//! The names of the formats that are written to disk, with typed versions.
//!
//! A format is a name, a major and a minor number: `driftwall.manifest/1.0`. A minor step adds
//! what an older reader may ignore, so a newer minor is read; but an older writer would drop what
//! was added, so it is never rewritten. A major step means that an older reader would misread the
//! file, so it is refused.

use std::fmt;

/// A format that this build knows, in the version that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    name: &'static str,
    major: u32,
    minor: u32,
}

/// What may be done with a file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newness {
    /// This build knows everything that can be in it.
    Known,
    /// A newer driftwall may have put something in that would be lost by rewriting it.
    NewerMinor,
}

/// Why a file's format can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// It is no format name, or the name of another format.
    #[error("expected format {expected}, found `{found}`")]
    Other {
        /// What should be there.
        expected: Format,
        /// What is there.
        found: String,
    },
    /// A newer driftwall wrote it.
    #[error(
        "written by a newer driftwall (format {major}.{minor}); this one reads {}.x: \
         upgrade driftwall", ours.major
    )]
    Newer {
        /// What this build reads.
        ours: Format,
        /// The major number found.
        major: u32,
        /// The minor number found.
        minor: u32,
    },
    /// An older driftwall wrote it, in a shape that is no longer known.
    #[error(
        "written by an older driftwall (format {major}.{minor}); this one reads {}.x: \
         record it again, or use a driftwall that reads {major}.x", ours.major
    )]
    Older {
        /// What this build reads.
        ours: Format,
        /// The major number found.
        major: u32,
        /// The minor number found.
        minor: u32,
    },
}

impl Format {
    /// One resource of a baseline.
    pub const RESOURCE: Self = Self { name: "driftwall.resource", major: 1, minor: 0 };
    /// The manifest of a scope in a baseline.
    pub const MANIFEST: Self = Self { name: "driftwall.manifest", major: 1, minor: 0 };
    /// A snapshot in one file.
    pub const SNAPSHOT: Self = Self { name: "driftwall.snapshot", major: 1, minor: 0 };

    /// Decides what may be done with a file that says `found` about its format.
    ///
    /// # Errors
    /// [`FormatError`] when it is not for this build to read.
    pub fn check(self, found: &str) -> Result<Newness, FormatError> {
        let Some((major, minor)) = self.version_in(found) else {
            let found = found.chars().take(80).collect();
            return Err(FormatError::Other { expected: self, found });
        };
        if major > self.major {
            Err(FormatError::Newer { ours: self, major, minor })
        } else if major < self.major {
            Err(FormatError::Older { ours: self, major, minor })
        } else if minor > self.minor {
            Ok(Newness::NewerMinor)
        } else {
            Ok(Newness::Known)
        }
    }

    fn version_in(self, text: &str) -> Option<(u32, u32)> {
        let (name, version) = text.split_once('/')?;
        let (major, minor) = version.split_once('.')?;
        (name == self.name).then_some((number(major)?, number(minor)?))
    }
}

/// A decimal number in its one spelling: no sign, no leading zero.
fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}.{}", self.name, self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Newness};

    const OURS: Format = Format { name: "driftwall.test", major: 2, minor: 3 };

    #[test]
    fn the_same_major_is_read() {
        assert_eq!(OURS.check("driftwall.test/2.0"), Ok(Newness::Known));
        assert_eq!(OURS.check(&OURS.to_string()), Ok(Newness::Known));
        assert_eq!(OURS.check("driftwall.test/2.4"), Ok(Newness::NewerMinor));
    }

    #[test]
    fn another_major_is_refused_with_the_way_out() {
        assert_eq!(
            Format::RESOURCE.check("driftwall.resource/2.0").unwrap_err().to_string(),
            "written by a newer driftwall (format 2.0); this one reads 1.x: upgrade driftwall"
        );
        assert!(OURS.check("driftwall.test/1.9").unwrap_err().to_string().contains("older"));
    }

    #[test]
    fn anything_else_is_named() {
        for text in ["", "driftwall.test", "driftwall.test/2", "other/2.3", "driftwall.test/02.3"] {
            let error = OURS.check(text).unwrap_err().to_string();
            assert!(error.contains("expected format driftwall.test/2.3"), "{error}");
        }
    }
}
