//! How many people have to have signed a file, and whether they did.

use std::fmt;

use jiff::Timestamp;

use super::signature::people;
use super::{Signer, Signers};

/// How many people have to have signed.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Who may.
    pub signers: Signers,
    /// How many of them have to, each with a key of their own.
    pub people: usize,
    /// When that is asked: a key that has ended by then signs nothing.
    pub at: Timestamp,
}

/// A file that too few people signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Untrusted {
    /// How many had to.
    wanted: usize,
    /// Who did.
    good: Vec<Signer>,
    /// Why the other signatures count for nothing, each with its name.
    odd: Vec<String>,
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted, good, odd } = self;
        if good.is_empty() && odd.is_empty() {
            return f.write_str("nobody signed it");
        }
        let people = people(good);
        let noun = if *wanted == 1 { "person" } else { "people" };
        write!(f, "{people} of {wanted} {noun} signed it")?;
        if !good.is_empty() {
            let names: Vec<&str> = good.iter().map(|one| one.principals.as_str()).collect();
            write!(f, " ({})", names.join(", "))?;
        }
        odd.iter().try_for_each(|why| write!(f, "; {why}"))
    }
}

impl Demand {
    /// Who signed these bytes.
    ///
    /// # Errors
    /// When these are too few.
    pub fn check(
        &self,
        signed: &[u8],
        signatures: &[(String, Vec<u8>)],
    ) -> Result<Vec<Signer>, Untrusted> {
        let (mut good, mut odd) = (Vec::new(), Vec::new());
        for (name, signature) in signatures {
            match self.signers.signer(signed, signature, self.at) {
                Ok(signer) => good.push(signer),
                Err(why) => odd.push(format!("{name}: {why}")),
            }
        }
        if people(&good) < self.people {
            return Err(Untrusted { wanted: self.people, good, odd });
        }
        Ok(good)
    }
}
