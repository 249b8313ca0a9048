//! Values that may be secret are sealed: what is written down is a keyed hash, which tells whether a value is another one and
//! nothing else.
//!
//! The values of variables and the arguments of commands are never written, and a plain digest of one could be found by trying.
//! With a key that only those have who record baselines and scan, such as a secret of the pipeline, a hash says nothing to
//! anybody else. Without a key, values are left out and not compared. What was sealed with one key can't be held against what
//! was sealed with another, so every seal stands under the name of its key.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The fewest bytes of a key: less could be found by trying.
const SHORTEST: usize = 16;
/// How much of a hash is kept: 128 bits.
const KEPT: usize = 16;
/// How much of the name of a key.
const NAMED: usize = 4;

/// Under the name of a key: what was sealed, and its hash.
pub type Seals = BTreeMap<String, BTreeMap<String, String>>;

/// What seals.
#[derive(Clone)]
pub struct Seal {
    keyed: Arc<Hmac<Sha256>>,
    name: Arc<str>,
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has at least {SHORTEST} characters, and this one has {0}")]
pub struct SealError(usize);

impl Seal {
    /// With a key; white space around it is not part of it.
    ///
    /// # Errors
    /// [`SealError`] when it is too short to keep anything secret.
    pub fn new(key: &str) -> Result<Self, SealError> {
        let key = key.trim();
        let length = key.chars().count();
        // Keys may have any length, so that making one does not fail; it is not for this room to assume it.
        let keyed = Hmac::new_from_slice(key.as_bytes()).ok().filter(|_| length >= SHORTEST);
        let keyed = keyed.ok_or(SealError(length))?;
        let name = hash(&keyed, &["the name of this key"], NAMED);
        Ok(Self { keyed: Arc::new(keyed), name: name.into() })
    }

    /// Seals what belongs to one container. `place` is the container's name and keeps equal values of two of them apart.
    pub(crate) fn seals(
        &self,
        place: &str,
        values: impl IntoIterator<Item = (String, Vec<String>)>,
    ) -> Seals {
        let sealed = values.into_iter().map(|(what, words)| {
            let words = words.iter().map(String::as_str);
            let parts: Vec<&str> = [place, what.as_str()].into_iter().chain(words).collect();
            let hash = hash(&self.keyed, &parts, KEPT);
            (what, hash)
        });
        BTreeMap::from([(self.name.to_string(), sealed.collect())])
    }
}

/// The hash of parts, each of which is told from the next.
fn hash(keyed: &Hmac<Sha256>, parts: &[&str], bytes: usize) -> String {
    let mut mac = keyed.clone();
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let hash = mac.finalize().into_bytes();
    hash.iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Seal").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Seal, SealError, Seals};

    const KEY: &str = "correct horse battery";

    fn sealed(key: &str, place: &str, words: &[&str]) -> Seals {
        Seal::new(key).unwrap().seals(
            place,
            [("DB_URL".to_owned(), words.iter().map(|word| (*word).to_owned()).collect())],
        )
    }

    #[test]
    fn a_seal_tells_values_apart_and_keys_and_places() {
        let known = sealed(KEY, "web", &["hunter2"]);
        assert_eq!(known, sealed(&format!(" {KEY}\n"), "web", &["hunter2"]));
        for other in [
            sealed(KEY, "web", &["hunter3"]),
            sealed(KEY, "web", &["hunter", "2"]),
            sealed(KEY, "web", &[]),
            sealed(KEY, "db", &["hunter2"]),
        ] {
            assert_ne!(known, other);
            assert_eq!(known.keys().next(), other.keys().next());
        }
        let foreign = sealed("another key of sixteen", "web", &["hunter2"]);
        assert_ne!(known.keys().next(), foreign.keys().next());
        assert_ne!(known.values().next(), foreign.values().next());
    }

    #[test]
    fn neither_the_key_nor_the_value_is_in_it() {
        let seal = Seal::new(KEY).unwrap();
        let text = format!("{seal:?} {:?}", sealed(KEY, "web", &["hunter2"]));
        assert!(!text.contains("hunter2") && !text.contains("horse"), "{text}");
    }

    #[test]
    fn it_is_the_hash_that_others_compute() {
        // Python: hmac over each part, after its length in eight bytes.
        let known = sealed(KEY, "web", &["hunter2"]);
        let hashes: Vec<&String> = known.values().flat_map(|all| all.values()).collect();
        assert_eq!(hashes, ["f4621ad7ba8644aebf29fa9005c3182f"]);
        assert_eq!(known.keys().collect::<Vec<_>>(), ["d779c00e"]);
    }

    #[test]
    fn a_short_key_is_none() {
        assert_eq!(Seal::new(" fifteen letters ").unwrap_err(), SealError(15));
        assert!(Seal::new("sixteen  letters").is_ok());
    }
}
