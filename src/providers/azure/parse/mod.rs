//! Azure's shapes → resources, for live reads and dumps alike.
//!
//! One file a kind: what is recorded of it, the function that makes it, and the declaration of
//! every field. A normaliser takes its native struct apart without `..`, so that a field that is
//! added there must be given a class here. Lists come out sorted by their content, because Azure
//! promises no order; what cannot be read is told as a doubt, which makes the kind partial.

pub(crate) mod application_security_group;
pub(crate) mod arm;
pub(crate) mod diagnostic_setting;
pub(crate) mod flow_log;
pub(crate) mod load_balancer;
pub(crate) mod load_balancer_parts;
pub(crate) mod network_interface;
pub(crate) mod nsg;
pub(crate) mod public_ip;
pub(crate) mod route_table;
pub(crate) mod rule;
pub(crate) mod security_admin_rules;
pub(crate) mod service_tag;
pub(crate) mod subnet;
pub(crate) mod terms;
pub(crate) mod virtual_machine;
mod virtual_machine_parts;
pub(crate) mod virtual_network;

pub(crate) use arm::{last, parent};
