//! Where the items are in each call's answer.

use super::dialect::{DIALECT, in_parts};
use crate::model::Field;
use crate::providers::calls::Named;
use crate::providers::dumps::{Parts, Shape};
use crate::providers::gcp::{calls, parse};

/// A list: what `gcloud` prints is the array alone, what the API answers has it in `items`.
const fn listed(call: Named, fields: &'static [Field], parts: &'static Parts) -> Shape {
    Shape {
        call,
        dialect: &DIALECT,
        key: "items",
        bare: true,
        one: false,
        alone: false,
        fields,
        left_out: &[],
        rules: &[],
        inside: "",
        parts: Some(parts),
    }
}

/// One thing: the API answers it by itself, `gcloud` in an array of one.
const fn described(call: Named, fields: &'static [Field]) -> Shape {
    Shape { alone: true, rules: RULES, parts: None, ..listed(call, fields, &PLAIN) }
}

/// Where in a policy an unknown field may change what passes.
const RULES: &[&str] = &["associations", "packetMirroringRules", "rules"];

/// The API never answers these in parts, but it warns in them.
static PLAIN: Parts = in_parts("");
static INSTANCE_PARTS: Parts = in_parts("instances");
static SUBNET_PARTS: Parts = in_parts("subnetworks");
static ADDRESS_PARTS: Parts = in_parts("addresses");

pub(crate) const FIREWALL_RULES: Shape = Shape {
    rules: &[""],
    ..listed(calls::FIREWALL_RULES_LIST, parse::firewall_rule::FIELDS, &PLAIN)
};

pub(crate) const NETWORKS: Shape = Shape {
    left_out: parse::network::LEFT_OUT,
    ..listed(calls::NETWORKS_LIST, parse::network::FIELDS, &PLAIN)
};

pub(crate) const SUBNETS: Shape =
    listed(calls::SUBNETS_LIST, parse::subnetwork::FIELDS, &SUBNET_PARTS);

pub(crate) const INSTANCES: Shape =
    listed(calls::INSTANCES_LIST, parse::instance::FIELDS, &INSTANCE_PARTS);

pub(crate) const ROUTES: Shape = listed(calls::ROUTES_LIST, parse::route::FIELDS, &PLAIN);

pub(crate) const ADDRESSES: Shape =
    listed(calls::ADDRESSES_LIST, parse::address::FIELDS, &ADDRESS_PARTS);

pub(crate) const ANCESTORS: Shape = Shape {
    key: "ancestor",
    ..listed(calls::PROJECTS_GET_ANCESTORS, parse::ancestry::FIELDS, &PLAIN)
};

pub(crate) const LOG_SINKS: Shape =
    Shape { key: "sinks", ..listed(calls::LOGGING_SINKS_LIST, parse::log_sink::FIELDS, &PLAIN) };

pub(crate) const FIREWALL_POLICY: Shape =
    described(calls::FIREWALL_POLICIES_DESCRIBE, parse::firewall_policy::FIELDS);

pub(crate) const NETWORK_FIREWALL_POLICY: Shape =
    described(calls::NETWORK_FIREWALL_POLICIES_DESCRIBE, parse::network_firewall_policy::FIELDS);

pub(crate) const EFFECTIVE_FIREWALLS: Shape = Shape {
    bare: false,
    key: "firewallPolicys",
    rules: &["firewallPolicys", "firewalls"],
    ..described(calls::GET_EFFECTIVE_FIREWALLS, parse::effective_firewalls::FIELDS)
};
