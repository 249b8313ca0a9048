//! Signatures of SSH, as `ssh-keygen -Y sign` makes them and git takes them.
//!
//! A signature is worth what a line of the [`Signers`] says of its key, at the moment at which it is looked at: a key that has ended signs nothing any
//! more, whenever it signed. What is signed is the bytes of a file, for one purpose ([`NAMESPACE`]), so that a signature of a commit or of a mail is none here.

use jiff::Timestamp;
use ssh_key::{HashAlg, PublicKey, SshSig};

use super::Signers;
use super::signers::share;

/// What a signature is for: `ssh-keygen -Y sign -n driftwall -f KEY FILE`.
pub const NAMESPACE: &str = "driftwall";

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer {
    /// For whom the key is, as the file of signers says.
    pub principals: String,
    /// The fingerprint of the key: `SHA256:…`.
    pub key: String,
}

/// Why a signature counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// It is none.
    #[error("it is no signature of SSH")]
    Odd,
    /// It is for something else.
    #[error("it is a signature for `{0}`, not for `driftwall`")]
    Elsewhere(String),
    /// Nobody knows the key.
    #[error("the key {0} is nobody's who may sign")]
    Unknown(String),
    /// The key may not sign this, or not now; why.
    #[error("{0}: {1}")]
    Barred(String, String),
    /// It is a signature of something else.
    #[error("it is not a signature of what the file says now; was it edited since?")]
    Another,
}

impl Signers {
    /// Who signed a file.
    ///
    /// # Errors
    /// Why the signature counts for nothing.
    pub fn signer(&self, file: &[u8], signature: &[u8], at: Timestamp) -> Result<Signer, Unsigned> {
        let signature = SshSig::from_pem(signature).map_err(|_| Unsigned::Odd)?;
        if signature.namespace() != NAMESPACE {
            return Err(Unsigned::Elsewhere(signature.namespace().to_owned()));
        }
        let key = signature.public_key();
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        let mut barred = None;
        for entry in self.0.iter().filter(|entry| entry.key.key_data() == key) {
            if let Some(why) = entry.bars(NAMESPACE, at) {
                barred = Some(Unsigned::Barred(entry.principals.clone(), why));
                continue;
            }
            return match entry.key.verify(NAMESPACE, file, &signature) {
                Ok(()) => Ok(Signer { principals: entry.principals.clone(), key: fingerprint }),
                Err(_) => Err(Unsigned::Another),
            };
        }
        Err(barred.unwrap_or(Unsigned::Unknown(fingerprint)))
    }
}

/// The fingerprint of the key that signed a file; nothing where that is no signature of it. Whether that key may sign is not looked at.
#[must_use]
pub fn key_of(file: &[u8], signature: &[u8]) -> Option<String> {
    let signature = SshSig::from_pem(signature).ok()?;
    let key = PublicKey::from(signature.public_key().clone());
    key.verify(NAMESPACE, file, &signature).ok()?;
    Some(key.fingerprint(HashAlg::Sha256).to_string())
}

/// How many different people signed. Whoever has a key or a name in common with another may be the same one, and so may all in between.
#[must_use]
pub fn people(signers: &[Signer]) -> usize {
    let may_be = |one: &Signer, other: &Signer| {
        one.key == other.key || share(&one.principals, &other.principals)
    };
    let mut people: Vec<Vec<&Signer>> = Vec::new();
    for signer in signers {
        let is_it = |person: &Vec<&Signer>| person.iter().any(|one| may_be(one, signer));
        let (same, mut others): (Vec<_>, Vec<_>) = people.into_iter().partition(is_it);
        others.push(same.into_iter().flatten().chain([signer]).collect());
        people = others;
    }
    people.len()
}

#[cfg(test)]
mod tests;
