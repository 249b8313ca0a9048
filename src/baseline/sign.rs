//! Signing: somebody's word for a version, in its manifest.

use std::io;

use super::disk::create_folders;
use super::error::BaselineError;
use super::finish::{self, Belief};
use super::history::Version;
use super::manifest::Sealed;
use super::read::{self, Plan};
use super::store::Store;
use super::walk;
use super::writer::Writer;
use super::{commit, layout};
use crate::model::Scope;

/// A version that can be signed.
#[derive(Clone, Debug)]
pub struct Signable {
    /// Which scope's.
    pub scope: Scope,
    /// Which version.
    pub version: Version,
    /// What is signed.
    pub text: String,
    sealed: Sealed,
}

impl Store {
    /// What is in force, and can be signed since it is whole.
    ///
    /// # Errors
    /// [`BaselineError::Untrusted`] when any of it is not as recorded: nobody is to sign that.
    pub fn signable(&self) -> Result<Vec<Signable>, BaselineError> {
        let walk::Folders { scopes, mut problems } = walk::folders(&self.root);
        let mut all = Vec::new();
        for folder in scopes {
            let mut found = read::scope(&self.root, &folder, |_| Vec::new());
            problems.append(&mut found.problems);
            let Some(current) = found.current else { continue };
            if current.is_newer() {
                return Err(BaselineError::NewerMinor {
                    file: self.root.join(&folder).join(layout::MANIFEST),
                    made_by: current.sealed.manifest.driftwall,
                });
            }
            all.push(Signable {
                scope: current.scope,
                version: Version::of(&current.sealed, true),
                text: current.sealed.manifest.signed(),
                sealed: current.sealed,
            });
        }
        if problems.is_empty() { Ok(all) } else { Err(self.untrusted(problems)) }
    }
}

impl Signable {
    /// The signatures that it has, by name.
    #[must_use]
    pub fn signatures(&self) -> Vec<(String, Vec<u8>)> {
        self.sealed.manifest.signatures()
    }
}

impl Writer<'_> {
    /// Adds a signature to a version. What was signed has to be in force still.
    ///
    /// # Errors
    /// [`BaselineError::Nonsense`] when somebody approved something meanwhile, [`BaselineError::Write`] when the disk refuses.
    pub fn sign(&mut self, signed: &Signable, signature: &str) -> Result<(), BaselineError> {
        let scope = || signed.scope.clone();
        let nonsense = |why: String| BaselineError::Nonsense { scope: scope(), why };
        let folder = layout::scope_folder(&signed.scope);
        let there = read::manifest(&self.root, &folder).ok().flatten();
        if there.is_none_or(|there| there.digest != signed.sealed.digest) {
            return Err(nonsense("it was changed while it was signed; sign it again".to_owned()));
        }
        let sealed = signed.sealed.with_signature(signature);
        let sealed = sealed.map_err(|error| nonsense(error.to_string()))?;
        let write = || -> io::Result<()> {
            let home = self.root.join(&folder);
            let pending = home.join(layout::PENDING);
            create_folders(&*self.disk, &pending)?;
            // Whatever ends this here, the version is the same.
            let plan = Plan { manifest: sealed.digest, remove: Vec::new(), restart: false };
            commit::write_plan(&*self.disk, &pending, &plan)?;
            let ready = pending.join(layout::MANIFEST);
            self.disk.write(&ready, sealed.text.as_bytes())?;
            self.disk.sync_folder(&pending)?;
            self.disk.rename(&ready, &home.join(layout::MANIFEST))?;
            finish::finish(&*self.disk, &self.root, &folder, Belief::Checked).map(drop)
        };
        write().map_err(|source| BaselineError::Write { scope: scope(), source })
    }
}
