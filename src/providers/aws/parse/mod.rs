//! AWS's shapes → resources, for live reads and dumps alike.
//!
//! One file a kind: what is recorded of it, the function that makes it, and the declaration of
//! every field. A normaliser takes its native struct apart without `..`, so that a field that is
//! added there must be given a class here. Lists come out sorted by their content, because AWS
//! promises no order; what cannot be read is told as a doubt, which makes the kind partial.

pub(crate) mod config_recorder;
pub(crate) mod event_selectors;
pub(crate) mod flow_log;
pub(crate) mod instance;
pub(crate) mod internet_gateway;
pub(crate) mod network_acl;
pub(crate) mod network_interface;
pub(crate) mod prefix_list;
pub(crate) mod public_access;
pub(crate) mod route_table;
mod rule_ids;
pub(crate) mod security_group;
pub(crate) mod security_group_vpc_association;
pub(crate) mod subnet;
pub(super) mod tags;
pub(crate) mod terms;
pub(crate) mod trail;
pub(crate) mod vpc;

pub(crate) use rule_ids::{Row, RuleIds};
