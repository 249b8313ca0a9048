//! Google's shapes → resources, for live reads and dumps alike.
//!
//! One file a kind: what is recorded of it, the function that makes it, and the declaration of every field. A normaliser
//! takes its native struct apart without `..`, so that a field that is added there must be given a class here.
//! Links are shortened in `link`, and rules have one spelling in `terms`. What is a default has one spelling too: it
//! is left out, unless a reviewer wants to see it. What cannot be read is kept as it was written and told as a doubt, which
//! makes the kind partial.

pub(crate) mod address;
pub(crate) mod ancestry;
pub(crate) mod effective_firewalls;
pub(crate) mod firewall_policy;
pub(crate) mod firewall_rule;
pub(crate) mod instance;
pub(crate) mod instance_interface;
mod instance_left_out;
mod instance_settings;
pub(crate) mod link;
pub(crate) mod log_sink;
pub(crate) mod network;
pub(crate) mod network_firewall_policy;
pub(crate) mod policy_rule;
mod policy_rule_fields;
pub(crate) mod route;
pub(crate) mod subnetwork;
pub(crate) mod terms;
