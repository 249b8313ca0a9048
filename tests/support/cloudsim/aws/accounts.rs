//! Accounts, the roles in them, and the organisation that they are in.

use std::collections::{BTreeMap, BTreeSet};

use super::regions::Region;

/// The root of the organisation, over all units.
pub(crate) const ROOT: &str = "r-exam";

/// One account.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) number: String,
    pub(crate) name: String,
    /// The unit of the organisation that it is in.
    pub(crate) unit: String,
    pub(crate) is_suspended: bool,
    /// Those that whoever comes from another account of the estate may assume, each with the external id that it wants.
    pub(crate) roles: BTreeMap<String, Option<String>>,
    /// Those that it uses.
    pub(crate) regions: BTreeMap<String, Region>,
    /// Those that it could use, and has not opted in to.
    pub(crate) not_opted_in: BTreeSet<String>,
}

/// The access key that is an account's.
pub(crate) fn key(number: &str) -> String {
    format!("AKID{number}")
}

/// Somebody of an account as policies name them.
pub(super) fn arn(number: &str, who: &str) -> String {
    let service = if who.starts_with("user/") { "iam" } else { "sts" };
    format!("arn:aws:{service}::{number}:{who}")
}

impl Account {
    pub(crate) fn new(number: &str) -> Self {
        assert!(
            number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit()),
            "{number} is no number of an account"
        );
        Self {
            number: number.to_owned(),
            name: format!("account-{number}"),
            unit: ROOT.to_owned(),
            is_suspended: false,
            roles: BTreeMap::new(),
            regions: BTreeMap::new(),
            not_opted_in: BTreeSet::new(),
        }
    }

    /// Calls it so.
    pub(crate) fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Puts it into a unit of the organisation.
    pub(crate) fn in_unit(self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self }
    }

    /// Closes it: it is still listed, and answers nobody.
    pub(crate) fn suspended(self) -> Self {
        Self { is_suspended: true, ..self }
    }

    /// A role that can be assumed.
    pub(crate) fn role(mut self, name: &str) -> Self {
        self.roles.insert(name.to_owned(), None);
        self
    }

    /// A role that can be assumed by whoever knows its external id.
    pub(crate) fn role_with(mut self, name: &str, external_id: &str) -> Self {
        self.roles.insert(name.to_owned(), Some(external_id.to_owned()));
        self
    }

    /// A region that it uses, as it is or new.
    pub(crate) fn region(mut self, name: &str, change: impl FnOnce(Region) -> Region) -> Self {
        let region = self.regions.remove(name).unwrap_or_else(|| Region::new(&self.number, name));
        self.not_opted_in.remove(name);
        self.regions.insert(name.to_owned(), change(region));
        self
    }

    /// A region that it has not opted in to.
    pub(crate) fn not_opted_in(mut self, name: &str) -> Self {
        self.regions.remove(name);
        self.not_opted_in.insert(name.to_owned());
        self
    }
}

/// The organisation: one root, and units under it.
#[derive(Debug, Default)]
pub(crate) struct Organization {
    /// By id: the name, and the id of the parent.
    pub(crate) units: BTreeMap<String, (String, String)>,
}

impl Organization {
    /// A unit under the root or another unit.
    pub(crate) fn unit(mut self, id: &str, name: &str, parent: &str) -> Self {
        self.units.insert(id.to_owned(), (name.to_owned(), parent.to_owned()));
        self
    }
}
