//! The table of kinds. Each row is written beside the normaliser of its kind, in `parse`.

use super::parse;
use crate::model::{Call, KindSpec};

/// All of them.
pub(super) const KINDS: &[KindSpec] = &[
    parse::security_group::SPEC,
    parse::security_group_vpc_association::SPEC,
    parse::network_acl::SPEC,
    parse::prefix_list::SPEC,
    parse::public_access::OPTIONS,
    parse::public_access::EXCLUSION,
    parse::network_interface::SPEC,
    parse::instance::SPEC,
    parse::subnet::SPEC,
    parse::vpc::SPEC,
    parse::route_table::SPEC,
    parse::internet_gateway::SPEC,
    parse::flow_log::SPEC,
    parse::trail::SPEC,
];

/// Every call of every kind, a call that serves several as often as it does.
pub(super) fn calls() -> impl Iterator<Item = &'static Call> {
    KINDS.iter().flat_map(|spec| spec.calls)
}

/// For lists that read well as they are.
pub(super) fn no_phrase(_list: &str, _element: &serde_json::Value) -> Option<String> {
    None
}
