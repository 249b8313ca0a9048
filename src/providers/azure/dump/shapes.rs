//! Where the items are in each call's answer.

use super::dialect::DIALECT;
use crate::model::Field;
use crate::providers::azure::calls;
use crate::providers::azure::parse;
use crate::providers::calls::Named;
use crate::providers::dumps::Shape;

const fn shape(call: Named, fields: &'static [Field]) -> Shape {
    Shape {
        call,
        dialect: &DIALECT,
        key: "value",
        bare: true,
        one: false,
        alone: false,
        fields,
        left_out: &[],
        rules: &[],
        inside: "",
        parts: None,
    }
}

pub(crate) const NSGS: Shape = Shape {
    rules: &["securityRules", "defaultSecurityRules"],
    ..shape(calls::NSG_LIST, parse::nsg::FIELDS)
};

pub(crate) const VIRTUAL_NETWORKS: Shape = shape(calls::VNET_LIST, parse::virtual_network::FIELDS);

pub(crate) const NETWORK_INTERFACES: Shape =
    shape(calls::NIC_LIST, parse::network_interface::FIELDS);

pub(crate) const VIRTUAL_MACHINES: Shape = shape(calls::VM_LIST, parse::virtual_machine::FIELDS);

pub(crate) const PUBLIC_IPS: Shape = shape(calls::PUBLIC_IP_LIST, parse::public_ip::FIELDS);

pub(crate) const APPLICATION_SECURITY_GROUPS: Shape =
    shape(calls::ASG_LIST, parse::application_security_group::FIELDS);

pub(crate) const LOAD_BALANCERS: Shape = shape(calls::LB_LIST, parse::load_balancer::FIELDS);

pub(crate) const ROUTE_TABLES: Shape = shape(calls::ROUTE_TABLE_LIST, parse::route_table::FIELDS);

pub(crate) const SERVICE_TAGS: Shape =
    Shape { key: "values", ..shape(calls::LIST_SERVICE_TAGS, parse::service_tag::FIELDS) };

pub(crate) const FLOW_LOGS: Shape = shape(calls::FLOW_LOG_LIST, parse::flow_log::FIELDS);

pub(crate) const DIAGNOSTIC_SETTINGS_OF_THE_SUBSCRIPTION: Shape =
    shape(calls::DIAGNOSTIC_SETTINGS_SUBSCRIPTION_LIST, parse::diagnostic_setting::FIELDS);

pub(crate) const DIAGNOSTIC_SETTINGS: Shape =
    shape(calls::DIAGNOSTIC_SETTINGS_LIST, parse::diagnostic_setting::FIELDS);

/// The whole of an item is a rule.
pub(crate) const SECURITY_ADMIN_RULES: Shape = Shape {
    rules: &[""],
    ..shape(calls::LIST_EFFECTIVE_SECURITY_ADMIN_RULES, parse::security_admin_rules::FIELDS)
};
