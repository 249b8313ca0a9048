//! The table of kinds. Each row is written beside the normaliser of its kind, in `parse`.

use super::parse;
use crate::model::KindSpec;

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
    parse::config_recorder::SPEC,
];
