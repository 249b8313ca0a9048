//! The table of kinds. Each row is written beside the normaliser of its kind, in `parse`.

use super::parse;
use crate::model::{KindSpec, Scope};

/// All of them.
pub(super) const KINDS: &[KindSpec] = &[
    parse::firewall_rule::SPEC,
    parse::network_firewall_policy::SPEC,
    parse::effective_firewalls::SPEC,
    parse::network::SPEC,
    parse::subnetwork::SPEC,
    parse::instance::SPEC,
    parse::route::SPEC,
    parse::address::SPEC,
    parse::ancestry::SPEC,
    parse::log_sink::SPEC,
    parse::firewall_policy::SPEC,
];

/// Whether a scope is a folder or an organisation, which hold firewall policies and log sinks and nothing else that is read;
/// projects hold all but such policies. A kind that a scope can't hold has no place in its reading.
pub(super) fn is_above_projects(scope: &Scope) -> bool {
    scope.parts().len() > 1
}

/// Whether a kind lies in folders and organisations; or in projects.
pub(super) fn lies_in(spec: &KindSpec, above: bool) -> bool {
    let is = |other: &KindSpec| spec.kind == other.kind;
    is(&parse::log_sink::SPEC) || is(&parse::firewall_policy::SPEC) == above
}
