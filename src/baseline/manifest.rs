//! A scope's manifest: what was approved, by whom, and the digest of every file of it.
//!
//! The manifest is what makes a folder of files a version: files that it doesn't name don't exist,
//! and a file with another digest is not the one that was approved. Its own `digest` covers the
//! text of the manifest except that line and the signatures, so that an accident to the manifest
//! is found too. (An intent is not: whoever can rewrite the manifest can rewrite that digest. That is
//! what signatures are for: each is of the line with that digest, and so of all of the version.) `previous` chains it to the manifest that it replaced.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::problem::Trouble;
use crate::model::{Approval, Coverage, Document, DocumentError, Kind, Scope, Status};
use crate::trust::{Digest, Format, Newness};

/// A manifest. The order of the fields is their order in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) approved: Approved,
    pub(super) coverage: BTreeMap<String, Covered>,
    digest: Digest,
    /// The version of driftwall that wrote it.
    pub(super) driftwall: String,
    pub(super) files: BTreeMap<String, Digest>,
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) previous: Option<Digest>,
    pub(super) scope: String,
    signatures: Vec<String>,
    pub(super) version: u64,
}

/// Who approved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Approved {
    pub(super) at: Timestamp,
    pub(super) by: String,
    pub(super) reason: String,
}

/// How a kind was read when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Covered {
    calls: Vec<String>,
    pages: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    status: String,
}

/// What a new manifest says, before it is sealed.
pub(super) struct Statement {
    pub(super) scope: Scope,
    pub(super) approval: Approval,
    pub(super) coverage: BTreeMap<String, Covered>,
    pub(super) files: BTreeMap<String, Digest>,
    pub(super) previous: Option<Digest>,
}

/// A manifest with the digest of its text, which the next one will name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    pub(super) manifest: Manifest,
    pub(super) text: String,
    pub(super) digest: Digest,
    pub(super) newness: Newness,
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

impl Covered {
    /// Takes down how a kind was read.
    pub(super) fn of(coverage: &Coverage) -> Self {
        let Coverage { status, reason, calls, pages, effort: _ } = coverage;
        Self {
            calls: calls.clone(),
            pages: *pages,
            reason: reason.clone(),
            status: status.word().to_owned(),
        }
    }

    fn coverage(&self) -> Result<Coverage, Trouble> {
        let Self { calls, pages, reason, status } = self;
        let status: Status = status.parse().map_err(Trouble::Unparsable)?;
        Ok(Coverage {
            status,
            reason: reason.clone(),
            calls: calls.clone(),
            pages: *pages,
            effort: None,
        })
    }
}

impl Manifest {
    /// The approval as the rest of the house knows it.
    pub(super) fn approval(&self) -> Approval {
        let Approved { at, by, reason } = self.approved.clone();
        Approval { version: self.version, at, by, reason }
    }

    /// The coverage of every kind at recording.
    pub(super) fn kinds(&self) -> Result<BTreeMap<Kind, Coverage>, Trouble> {
        self.coverage
            .iter()
            .map(|(kind, covered)| {
                let kind = kind.parse().map_err(|e| Trouble::Unparsable(format!("{e}")))?;
                Ok((kind, covered.coverage()?))
            })
            .collect()
    }

    /// What is signed: a line with the digest of all that the manifest says.
    pub(super) fn signed(&self) -> String {
        format!("{}\n", self.digest)
    }

    /// The signatures, by name.
    pub(super) fn signatures(&self) -> Vec<(String, Vec<u8>)> {
        let named = |(index, text): (usize, &String)| {
            (format!("signature {}", index + 1), text.clone().into_bytes())
        };
        self.signatures.iter().enumerate().map(named).collect()
    }

    /// The scope it is about.
    pub(super) fn scope(&self) -> Result<Scope, Trouble> {
        self.scope.parse().map_err(|e| Trouble::Unparsable(format!("{e}")))
    }
}

impl Sealed {
    /// Writes a manifest down and seals it.
    pub(super) fn seal(statement: Statement) -> Result<Self, DocumentError> {
        let Statement { scope, approval, coverage, files, previous } = statement;
        let Approval { version, at, by, reason } = approval;
        let mut manifest = Manifest {
            approved: Approved { at, by, reason },
            coverage,
            digest: Digest::of(""),
            driftwall: env!("CARGO_PKG_VERSION").to_owned(),
            files,
            format: Format::MANIFEST.to_string(),
            previous,
            scope: scope.to_string(),
            signatures: Vec::new(),
            version,
        };
        manifest.digest = Digest::of(covered_text(&render(&manifest)?));
        let text = render(&manifest)?;
        let digest = Digest::of(&text);
        Ok(Self { manifest, text, digest, newness: Newness::Known })
    }

    /// The same with another signature.
    pub(super) fn with_signature(&self, signature: &str) -> Result<Self, DocumentError> {
        let mut manifest = self.manifest.clone();
        manifest.signatures.push(signature.to_owned());
        let text = render(&manifest)?;
        let digest = Digest::of(&text);
        Ok(Self { manifest, text, digest, newness: self.newness })
    }

    /// Reads a manifest, and checks that it is whole and in the one layout there is.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Trouble> {
        let unparsable = |error: &dyn std::fmt::Display| Trouble::Unparsable(error.to_string());
        let text = std::str::from_utf8(bytes).map_err(|e| unparsable(&e))?;
        let head: Head = serde_json::from_str(text).map_err(|e| unparsable(&e))?;
        let newness = Format::MANIFEST.check(&head.format).map_err(Trouble::Format)?;
        let raw: &RawValue = serde_json::from_str(text).map_err(|e| unparsable(&e))?;
        let canonical = Document::read(raw).map_err(|e| unparsable(&e))?.pretty(0);
        let manifest: Manifest = serde_json::from_str(text).map_err(|e| unparsable(&e))?;
        let found = Digest::of(covered_text(text));
        if manifest.digest != found || text.strip_suffix('\n') != Some(canonical.as_str()) {
            return Err(Trouble::Edited { recorded: manifest.digest, found, approved: None });
        }
        if manifest.version == 0 || (manifest.version == 1) != manifest.previous.is_none() {
            return Err(Trouble::Chain("only version 1 has no `previous`".to_owned()));
        }
        let digest = Digest::of(text);
        Ok(Self { manifest, text: text.to_owned(), digest, newness })
    }
}

fn render(manifest: &Manifest) -> Result<String, DocumentError> {
    let mut text = Document::of(manifest)?.pretty(0);
    text.push('\n');
    Ok(text)
}

/// The lines that the manifest's own digest is about: all but the digest's and the signatures'.
/// In this layout a line that starts with two spaces and a quote is a key of the manifest itself.
fn covered_text(text: &str) -> String {
    let mut covered = true;
    text.split_inclusive('\n')
        .filter(|line| {
            if line.starts_with("  \"") {
                covered =
                    !line.starts_with("  \"digest\": ") && !line.starts_with("  \"signatures\": ");
            }
            covered
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Covered, Sealed, Statement};
    use crate::baseline::problem::Trouble;
    use crate::model::{Approval, Coverage};
    use crate::trust::Digest;

    fn sealed(by: &str, reason: &str, files: &[String]) -> Sealed {
        let coverage = Coverage::complete(vec!["describe-security-groups".to_owned()], 3);
        Sealed::seal(Statement {
            scope: "aws:1/eu-west-1".parse().unwrap(),
            approval: Approval {
                version: 2,
                at: "2026-11-18T10:00:00Z".parse().unwrap(),
                by: by.to_owned(),
                reason: reason.to_owned(),
            },
            coverage: BTreeMap::from([("aws.security-group".to_owned(), Covered::of(&coverage))]),
            files: files.iter().map(|file| (file.clone(), Digest::of(file))).collect(),
            previous: Some(Digest::of("one")),
        })
        .unwrap()
    }

    #[test]
    fn one_field_a_line() {
        let sealed =
            sealed("ana@example.com", "NET-311", &["aws.security-group/sg-1.json".to_owned()]);
        insta::assert_snapshot!(
            sealed.text.replace(env!("CARGO_PKG_VERSION"), "VERSION").replace(&sealed.manifest.digest.to_string(), "DIGEST"),
            @r#"
        {
          "approved": {
            "at": "2026-11-18T10:00:00Z",
            "by": "ana@example.com",
            "reason": "NET-311"
          },
          "coverage": {
            "aws.security-group": {
              "calls": [
                "describe-security-groups"
              ],
              "pages": 3,
              "status": "complete"
            }
          },
          "digest": "DIGEST",
          "driftwall": "VERSION",
          "files": {
            "aws.security-group/sg-1.json": "0591af0efbf9b11ee2a5ad31620a3f85c1c1aba0034dcea877f8ee5f5fbe9344"
          },
          "format": "driftwall.manifest/1.0",
          "previous": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
          "scope": "aws:1/eu-west-1",
          "signatures": [],
          "version": 2
        }
        "#);
    }

    #[test]
    fn a_newer_minor_with_more_in_it_is_read() {
        let ours = sealed("ana", "why", &[]);
        let newer = ours
            .text
            .replace("manifest/1.0", "manifest/1.7")
            .replace("  \"version\"", "  \"tomorrow\": true,\n  \"version\"");
        let found = match Sealed::parse(newer.as_bytes()) {
            Err(Trouble::Edited { found, .. }) => found,
            other => panic!("{other:?}"),
        };
        let newer = newer.replace(&ours.manifest.digest.to_string(), &found.to_string());
        let read = Sealed::parse(newer.as_bytes()).unwrap();
        assert_eq!(read.newness, crate::trust::Newness::NewerMinor);
        assert_eq!(read.manifest.approved, ours.manifest.approved);
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let text = sealed("ana", "a \"reason\"", &["aws.security-group/sg-1.json".to_owned()]).text;
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                assert!(Sealed::parse(&bytes).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            by in ".{0,20}", reason in ".{0,40}", files in prop::collection::vec(".{0,20}", 0..5),
        ) {
            let sealed = sealed(&by, &reason, &files);
            prop_assert_eq!(Sealed::parse(sealed.text.as_bytes()).unwrap(), sealed);
        }
    }
}
