//! What differs between what two versions of a workload are at liberty to do.
//!
//! A protection that is lost is a liberty that is taken, so both versions are sets of liberties, and one is held against the
//! other by what implies what: a container that was privileged already loses nothing by an added capability.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Action;
use super::liberty::{DEFAULT_CAPABILITIES, Liberties, Liberty, Taken, Topic};

/// What a workload is at liberty to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Containment {
    /// As a whole: what all of its containers share.
    pub whole: Liberties,
    /// Each container by its name, where there are several.
    pub containers: BTreeMap<String, Liberties>,
}

/// A protection of a workload that is there on one side only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Protection {
    /// What is done where it is missing.
    pub missing: Taken,
    /// Of which container; nothing when it is the whole workload's.
    pub container: Option<String>,
}

/// Which protections differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hardening {
    /// What it is protected by no more, worst first.
    pub lost: Vec<Protection>,
    /// What it is protected by now and was not.
    pub gained: Vec<Protection>,
    /// The boundaries that no longer bind it, because it left the network on which they stand: `kubernetes.network-policy:shop/web`.
    pub left: BTreeSet<String>,
}

/// From so many of the default capabilities on, they are told as one.
const MANY: usize = 4;

impl Containment {
    /// A container by its name, with what is the whole workload's.
    fn of(&self, name: &str) -> Option<Liberties> {
        let mut own = self.containers.get(name)?.clone();
        own.join(self.whole.clone());
        Some(own)
    }

    /// Whatever any of its containers may do.
    fn anywhere(&self) -> Liberties {
        let mut all = self.whole.clone();
        self.containers.values().for_each(|one| all.join(one.clone()));
        all
    }
}

impl Hardening {
    /// What differs between two versions; a workload that came has lost what nobody approved and is as good as owning its host.
    #[must_use]
    pub fn between(
        action: Action,
        before: Option<&Containment>,
        after: Option<&Containment>,
    ) -> Option<Self> {
        let nothing = Containment::default();
        let mut found = Self::default();
        match (action, before, after) {
            (Action::Modified, Some(before), Some(after)) => {
                found.lost = missing(after, before, true);
                found.gained = missing(before, after, false);
            }
            (Action::Added, _, Some(after)) => {
                found.lost = missing(after, &nothing, true);
                found.lost.retain(|one| one.missing.is_grave());
            }
            _ => return None,
        }
        (!found.lost.is_empty() || !found.gained.is_empty()).then_some(found)
    }

    /// Whether all that was lost is of one topic, if anything was.
    #[must_use]
    pub fn lost_only(&self, topic: Topic) -> bool {
        !self.lost.is_empty() && self.lost.iter().all(|one| one.missing.liberty.topic() == topic)
    }

    /// Whether something of a topic was lost.
    #[must_use]
    pub fn lost_some(&self, topic: Topic) -> bool {
        self.lost.iter().any(|one| one.missing.liberty.topic() == topic)
    }
}

/// What is done in one version and was not possible in the other. Of what can't be judged, nothing was gained.
fn missing(one: &Containment, other: &Containment, is_later: bool) -> Vec<Protection> {
    let is_new = |taken: &Taken, known: &Liberties| {
        !known.allow(taken) && (is_later || !known.unsure.contains(&taken.liberty))
    };
    let mut found: Vec<Protection> = Vec::new();
    // What its containers could do already is no news of the whole, where all of them could.
    for taken in &one.whole.taken {
        if is_new(taken, &other.whole) {
            found.push(Protection { missing: taken.clone(), container: None });
        }
    }
    for (name, liberties) in &one.containers {
        let (known, is_known) = match other.of(name) {
            Some(known) => (known, true),
            None => (other.anywhere(), false),
        };
        // A container that went has protected nothing.
        if !is_known && !is_later {
            continue;
        }
        for taken in &liberties.taken {
            // Nobody approved what a new container may do; what any other one may already is news when it is grave.
            if is_new(taken, &known) || !is_known && taken.is_grave() {
                found.push(Protection { missing: taken.clone(), container: Some(name.clone()) });
            }
        }
    }
    let mut found = collapsed(found);
    found.sort_by(|a, b| (!a.missing.is_grave(), a).cmp(&(!b.missing.is_grave(), b)));
    found
}

/// Without what others of the same container imply, and many default capabilities as one.
fn collapsed(found: Vec<Protection>) -> Vec<Protection> {
    let is_default = |one: &Protection| {
        let name = one.missing.detail.as_deref().unwrap_or_default();
        one.missing.liberty == Liberty::Capability && DEFAULT_CAPABILITIES.contains(&name)
    };
    let mut defaults: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for one in found.iter().filter(|one| is_default(one)) {
        *defaults.entry(one.container.clone()).or_default() += 1;
    }
    defaults.retain(|_, count| *count >= MANY);
    let implied = |one: &Protection| {
        found.iter().any(|other| {
            let covers = other.container.is_none() || other.container == one.container;
            covers && other != one && other.missing.implies(&one.missing)
        })
    };
    let mut kept: Vec<Protection> = found
        .iter()
        .filter(|one| !implied(one))
        .filter(|one| !(is_default(one) && defaults.contains_key(&one.container)))
        .cloned()
        .collect();
    let all_of_them = found.iter().any(|one| {
        one.missing.liberty == Liberty::Privileged
            || one.missing == Taken::of(Liberty::Capability, "ALL")
    });
    if !all_of_them {
        kept.extend(defaults.into_keys().map(|container| Protection {
            missing: Taken::plain(Liberty::DefaultCapabilities),
            container,
        }));
    }
    kept
}

#[cfg(test)]
mod tests;
