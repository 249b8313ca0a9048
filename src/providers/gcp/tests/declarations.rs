//! Every field is declared, and every declaration is of a field.

use super::{ENTRY, every_field};
use crate::model::KindSpec;
use crate::providers::ProviderEntry;
use crate::providers::gcp::kinds::{KINDS, lies_in};
use crate::providers::tests::declarations::Documented;

/// The kinds that lie in projects, or above them.
fn lying(above: bool) -> &'static [KindSpec] {
    KINDS.iter().filter(|spec| lies_in(spec, above)).cloned().collect::<Vec<_>>().leak()
}

/// A project, and an organisation: each with the kinds that lie in it.
fn documented() -> [Documented; 2] {
    [("project", "gcp:shop", false), ("organization", "gcp:organizations/7", true)].map(
        |(folder, scope, above)| Documented {
            entry: ProviderEntry { kinds: lying(above), ..ENTRY },
            scope,
            files: every_field(folder),
            in_item: |call, path| {
                let list = match call {
                    "projects-get-ancestors" => "ancestor[].",
                    "logging-sinks-list" => "sinks[].",
                    _ => "items[].",
                };
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
        },
    )
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
