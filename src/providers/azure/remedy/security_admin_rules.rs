//! Security admin rules, which are put back where they are kept.

use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use super::ways::Way;
use crate::providers::azure::parse::security_admin_rules::SPEC;

const KEPT: &str = "security admin rules are kept by a network manager, whose configuration has to be put back and deployed again with `az network manager post-commit`, which decides for every network of a region at once; the id of a rule names the manager and the configuration";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[
        ("inbound", Way::Not(KEPT)),
        ("network", Way::Not("a virtual network can't be renamed")),
        ("outbound", Way::Not(KEPT)),
    ],
    made: Made::Neither(KEPT),
    lacks: &[],
};
