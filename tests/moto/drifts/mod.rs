//! Changes that somebody may make, drawn by dice, made through the real command line.

mod added;
mod groups;
mod network;
mod records;

use std::path::Path;

use serde_json::Value;

use super::aws::{Aws, read};
use super::dice::Dice;
use super::estate::Estate;

/// What is there, and how it is changed.
pub(crate) struct World<'a> {
    pub(crate) aws: &'a Aws,
    pub(crate) estate: &'a Estate,
    /// A dump of it as it was before the round.
    pub(crate) dump: &'a Path,
    /// The routes to choose between, beside those of the estate.
    pub(crate) other_routes: &'a str,
}

/// A trail that records the use of objects.
pub(crate) const OTHER_TRAIL: &str = "objects";

type Drift = fn(&World<'_>, &mut Dice) -> Option<()>;

/// Changes of what is there.
pub(crate) const IN_PLACE: &[Drift] = &[
    groups::rule_added,
    groups::rule_added,
    groups::rule_added,
    groups::rule_gone,
    groups::rule_gone,
    groups::rule_edited,
    groups::rule_edited,
    groups::tag_set,
    groups::tag_set,
    groups::tag_gone,
    network::entry_added,
    network::entry_added,
    network::entry_gone,
    network::entry_edited,
    network::entry_edited,
    network::acl_swapped,
    network::routes_swapped,
    network::addresses_mapped,
    network::groups_changed,
    network::groups_changed,
    network::forwarding,
    network::list_edited,
    network::route_added,
    network::route_gone,
    network::route_edited,
    network::gateway_detached,
    records::trail_stopped,
    records::trail_edited,
    records::events_chosen,
    records::recorder_stopped,
    records::recorder_narrowed,
    records::channel_edited,
    records::metadata_service,
    records::profile,
    records::public_address,
];

/// What comes.
pub(crate) const ADDED: &[Drift] = &[
    added::group_made,
    added::acl_made,
    added::table_made,
    added::gateway_made,
    added::list_made,
    added::log_made,
    added::subnet_made,
    added::interface_made,
];

impl World<'_> {
    fn call(&self, call: &str, parameters: Value) -> Option<()> {
        self.aws.tries("ec2", call, &parameters)
    }

    fn rows(&self, call: &str, key: &str) -> Vec<Value> {
        read(self.dump, call)[key].as_array().unwrap().clone()
    }

    fn groups(&self) -> [&str; 5] {
        let Estate { web, api, db, ops, jump, .. } = self.estate;
        [web, api, db, ops, jump]
    }

    fn acls(&self) -> [&str; 2] {
        [&self.estate.edge, &self.estate.inner]
    }

    fn subnets(&self) -> [&str; 2] {
        [&self.estate.public, &self.estate.private]
    }
}
