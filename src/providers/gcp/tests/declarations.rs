//! Every field is declared, and every declaration is of a field.

use super::{ENTRY, every_field};
use crate::providers::ProviderEntry;
use crate::providers::gcp::kinds::KINDS;
use crate::providers::gcp::parse;
use crate::providers::tests::declarations::Documented;

/// A project, and an organisation: each with the kinds that lie in it.
fn documented() -> [Documented; 2] {
    let (above, within) = KINDS.split_last().unwrap();
    assert_eq!(above.kind, parse::firewall_policy::SPEC.kind);
    [
        ("project", "gcp:shop", within),
        ("organization", "gcp:organizations/7", std::slice::from_ref(above)),
    ]
    .map(|(folder, scope, kinds)| Documented {
        entry: ProviderEntry { kinds, ..ENTRY },
        scope,
        files: every_field(folder),
        in_item: |call, path| {
            let list = if call == "projects-get-ancestors" { "ancestor[]." } else { "items[]." };
            path.strip_prefix(list).unwrap_or(path).to_owned()
        },
        left_out: |_| &[],
        exceptions: &[
            // The link of the thing itself says the place too.
            "items[].zone",
            "items[].region",
            // Two words for one thing.
            "items[].enableFlowLogs",
            "items[].logConfig.enable",
            "items[].peerings[].autoCreateRoutes",
            "items[].peerings[].exchangeSubnetRoutes",
            "rules[].match.srcNetworkContext",
            "rules[].match.srcNetworkType",
            "rules[].match.destNetworkContext",
            "rules[].match.destNetworkType",
            "packetMirroringRules[].match.srcNetworkContext",
            "packetMirroringRules[].match.srcNetworkType",
            "packetMirroringRules[].match.destNetworkContext",
            "packetMirroringRules[].match.destNetworkType",
            "firewallPolicys[].rules[].match.srcNetworkContext",
            "firewallPolicys[].rules[].match.srcNetworkType",
            "firewallPolicys[].rules[].match.destNetworkContext",
            "firewallPolicys[].rules[].match.destNetworkType",
            "firewallPolicys[].packetMirroringRules[].match.srcNetworkContext",
            "firewallPolicys[].packetMirroringRules[].match.srcNetworkType",
            "firewallPolicys[].packetMirroringRules[].match.destNetworkContext",
            "firewallPolicys[].packetMirroringRules[].match.destNetworkType",
        ],
    })
}

#[test]
fn every_documented_field_is_known() {
    documented().iter().for_each(Documented::every_documented_field_is_known);
}

#[test]
fn every_field_is_declared_and_every_declaration_occurs() {
    documented().iter().for_each(Documented::every_field_is_declared_and_every_declaration_occurs);
}

#[test]
fn what_is_left_out_is_declared() {
    documented().iter().for_each(Documented::what_is_left_out_is_declared);
}

#[test]
fn every_left_out_field_is_one_of_googles() {
    documented().iter().for_each(Documented::every_left_out_field_is_the_vendors);
}
