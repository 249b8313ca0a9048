//! The table of kinds. Each row is written beside the normaliser of its kind, in `parse`.

use super::parse;
use crate::model::KindSpec;

/// All of them.
pub(super) const KINDS: &[KindSpec] = &[
    parse::nsg::SPEC,
    parse::security_admin_rules::SPEC,
    parse::application_security_group::SPEC,
    parse::network_interface::SPEC,
    parse::virtual_machine::SPEC,
    parse::virtual_network::SPEC,
    parse::subnet::SPEC,
    parse::route_table::SPEC,
    parse::public_ip::SPEC,
    parse::load_balancer::SPEC,
    parse::service_tag::SPEC,
    parse::flow_log::SPEC,
    parse::diagnostic_setting::SPEC,
];
