//! The table of command lines: what each begins with, the permission that it needs, and the request that it is.

use super::line::Line;
use super::request::Request;
use super::{addresses, machines, networks, policies, policy_rules, routes, rules, sinks, subnets};
use crate::providers::calls::Named;

/// One command of `gcloud` that is printed.
pub(super) struct Row {
    /// What it begins with after the program, and the permission that it needs.
    pub(super) call: Named,
    /// Its request; why there is none.
    request: fn(&mut Line) -> Result<Request, String>,
}

macro_rules! rows {
    ($($words:literal $permission:literal $request:path;)*) => {
        /// The commands.
        pub(super) const ROWS: &[Row] =
            &[$(Row { call: ($words, $permission), request: $request },)*];
    };
}

rows! {
    "compute firewall-rules create" "compute.firewalls.create" rules::create;
    "compute firewall-rules update" "compute.firewalls.update" rules::update;
    "compute firewall-rules delete" "compute.firewalls.delete" rules::delete;
    "compute network-firewall-policies create" "compute.firewallPolicies.create" policies::create;
    "compute network-firewall-policies update" "compute.firewallPolicies.update" policies::update;
    "compute network-firewall-policies delete" "compute.firewallPolicies.delete" policies::delete;
    "compute network-firewall-policies rules create" "compute.firewallPolicies.update" policy_rules::add;
    "compute network-firewall-policies rules update" "compute.firewallPolicies.update" policy_rules::edit;
    "compute network-firewall-policies rules delete" "compute.firewallPolicies.update" policy_rules::remove;
    "compute network-firewall-policies associations create" "compute.networks.setFirewallPolicy" policies::associate;
    "compute network-firewall-policies associations delete" "compute.networks.setFirewallPolicy" policies::dissociate;
    "compute firewall-policies update" "compute.firewallPolicies.update" policies::update_above;
    "compute firewall-policies delete" "compute.firewallPolicies.delete" policies::delete_above;
    "compute firewall-policies rules create" "compute.firewallPolicies.update" policy_rules::add_above;
    "compute firewall-policies rules update" "compute.firewallPolicies.update" policy_rules::edit_above;
    "compute firewall-policies rules delete" "compute.firewallPolicies.update" policy_rules::remove_above;
    "compute firewall-policies associations create" "compute.organizations.setFirewallPolicy" policies::associate_above;
    "compute firewall-policies associations delete" "compute.organizations.setFirewallPolicy" policies::dissociate_above;
    "compute networks create" "compute.networks.create" networks::create;
    "compute networks update" "compute.networks.update" networks::update;
    "compute networks delete" "compute.networks.delete" networks::delete;
    "compute networks peerings create" "compute.networks.addPeering" networks::peer;
    "compute networks peerings update" "compute.networks.updatePeering" networks::edit_peering;
    "compute networks peerings delete" "compute.networks.removePeering" networks::part;
    "compute networks subnets create" "compute.subnetworks.create" subnets::create;
    "compute networks subnets update" "compute.subnetworks.update" subnets::update;
    "compute networks subnets delete" "compute.subnetworks.delete" subnets::delete;
    "compute instances add-tags" "compute.instances.setTags" machines::add_tags;
    "compute instances remove-tags" "compute.instances.setTags" machines::remove_tags;
    "compute instances update" "compute.instances.setLabels" machines::update;
    "compute instances remove-metadata" "compute.instances.setMetadata" machines::remove_metadata;
    "compute instances delete" "compute.instances.delete" machines::delete;
    "compute instances add-access-config" "compute.instances.addAccessConfig" machines::add_address;
    "compute instances delete-access-config" "compute.instances.deleteAccessConfig" machines::remove_address;
    "compute routes create" "compute.routes.create" routes::create;
    "compute routes delete" "compute.routes.delete" routes::delete;
    "compute addresses create" "compute.addresses.create" addresses::create;
    "compute addresses delete" "compute.addresses.delete" addresses::delete;
    "logging sinks create" "logging.sinks.create" sinks::create;
    "logging sinks update" "logging.sinks.update" sinks::update;
    "logging sinks delete" "logging.sinks.delete" sinks::delete;
}

impl Row {
    /// The row of a command line, and the request that it is.
    ///
    /// # Errors
    /// In words, when nothing is known of it, or of a part of it.
    pub(super) fn read(mut line: Line) -> Result<(&'static Self, Request), String> {
        let row = ROWS.iter().find(|row| line.begins_with(row.call.0));
        let Some(row) = row else {
            return Err(format!(
                "driftwall makes no call `{}`: run the printed command",
                line.words()
            ));
        };
        let told = |why| {
            format!("driftwall makes no such call `{}`: {why}; run the printed command", row.call.0)
        };
        let request = (row.request)(&mut line).map_err(told)?;
        line.finish().map_err(told)?;
        Ok((row, request))
    }
}
