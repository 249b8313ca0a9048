//! The kinds that calls are about.

use crate::model::KindSpec;
use crate::providers::aws::parse;

pub(super) const ACL: &KindSpec = &parse::network_acl::SPEC;
pub(super) const ASSOCIATION: &KindSpec = &parse::security_group_vpc_association::SPEC;
pub(super) const EXCLUSION: &KindSpec = &parse::public_access::EXCLUSION;
pub(super) const FLOW_LOG: &KindSpec = &parse::flow_log::SPEC;
pub(super) const GATEWAY: &KindSpec = &parse::internet_gateway::SPEC;
pub(super) const GROUP: &KindSpec = &parse::security_group::SPEC;
pub(super) const INSTANCE: &KindSpec = &parse::instance::SPEC;
pub(super) const INTERFACE: &KindSpec = &parse::network_interface::SPEC;
pub(super) const OPTIONS: &KindSpec = &parse::public_access::OPTIONS;
pub(super) const PREFIX_LIST: &KindSpec = &parse::prefix_list::SPEC;
pub(super) const RECORDER: &KindSpec = &parse::config_recorder::SPEC;
pub(super) const ROUTE_TABLE: &KindSpec = &parse::route_table::SPEC;
pub(super) const SUBNET: &KindSpec = &parse::subnet::SPEC;
pub(super) const TRAIL: &KindSpec = &parse::trail::SPEC;
pub(super) const VPC: &KindSpec = &parse::vpc::SPEC;
