//! Networks: which rules are asked first, one call a peering, and one for each policy that takes hold.

use serde::Deserialize as _;
use serde_json::Value;

use super::check::{Shown, check};
use super::firewall_policy::holds;
use super::gcloud::{gcloud, name, option, path, switch};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Class, Command, Edit, Resource, Script, Setting};
use crate::providers::gcp::parse::network::{Context, Durable, Peering, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("description", Way::Not("the note on a network is settled when it is made")),
        ("enforcement_order", Way::Alone),
        ("internal_ipv6_range", Way::Not("a network keeps the range of IPv6 that it was given")),
        ("ipv4_range", Way::Not("a network without subnets keeps its range")),
        ("peerings", Way::Each),
        ("profile", Way::Not("what a network is made for is settled when it is made")),
        ("routing_mode", Way::Alone),
        (
            "subnet_mode",
            Way::Not(
                "a network that makes subnets by itself can stop doing so, and never goes back",
            ),
        ),
        ("firewall_policies", Way::Each),
        ("firewall_policy", Way::Not("it follows the associations of the policies")),
        ("peering_states", Way::Not("a peering is active again when the other network agrees")),
    ],
    made: Made::Both(&["a peering is active again when the other network agrees"]),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let network = name(edit.id.identity.as_str())?;
    let call = |verb: &str| gcloud(&["compute", "networks", verb], &[network], edit);
    let show = |shown: Shown| {
        Some(check(&["compute", "networks", "describe"], &[network], edit, &[shown]))
    };
    match &edit.act {
        Act::Create(new) => made(network, edit, new),
        Act::Delete(_) => Ok(Script { check: None, commands: vec![call("delete")] }),
        Act::Replace { .. } => Err(odd()),
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd()) };
            let text = |value: &Option<Value>| {
                value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let (from, to) = (text(&setting.from), text(&setting.to));
            match setting.field() {
                "enforcement_order" => Ok(Script {
                    check: show(Shown::text("networkFirewallPolicyEnforcementOrder", from)),
                    commands: vec![option(
                        call("update"),
                        "--network-firewall-policy-enforcement-order",
                        to,
                    )],
                }),
                "routing_mode" => Ok(Script {
                    check: show(Shown::text("routingConfig.routingMode", from)),
                    commands: vec![option(call("update"), "--bgp-routing-mode", to.to_lowercase())],
                }),
                "peerings" => {
                    Ok(Script { check: None, commands: peering(network, edit, setting)? })
                }
                "firewall_policies" => holds(network, edit, setting),
                _ => Err(odd()),
            }
        }
    }
}

fn peering(network: &str, edit: &Edit, setting: &Setting) -> Result<Vec<Command>, String> {
    let read = |value: &Option<Value>| {
        value.as_ref().map(Peering::deserialize).transpose().map_err(|_| odd())
    };
    let call = |verb: &str, peering: &Peering| {
        let words = ["compute", "networks", "peerings", verb];
        Ok::<_, String>(option(gcloud(&words, &[name(&peering.name)?], edit), "--network", network))
    };
    Ok(match (read(&setting.from)?, read(&setting.to)?) {
        (None, Some(to)) => {
            let mut command = call("create", &to)?;
            let other = to.network.as_deref().ok_or_else(odd)?;
            command = match other.strip_prefix("projects/") {
                None => option(command, "--peer-network", name(other)?),
                Some(rest) => {
                    let (project, link) = rest.split_once('/').ok_or_else(odd)?;
                    let last = path(link)?.rsplit('/').next().unwrap_or_default();
                    option(
                        option(command, "--peer-project", path(project)?),
                        "--peer-network",
                        last,
                    )
                }
            };
            vec![routes(command, &to, true)]
        }
        (Some(from), None) => vec![call("delete", &from)?],
        (Some(from), Some(to))
            if from.network == to.network
                && from.exchange_subnet_routes == to.exchange_subnet_routes =>
        {
            vec![routes(call("update", &to)?, &to, false)]
        }
        _ => return Err("a peering leads to the network for which it was made".to_owned()),
    })
}

/// Which routes a peering passes on. A new one passes on what it is told to, and nothing else but subnets.
fn routes(mut command: Command, peering: &Peering, is_new: bool) -> Command {
    let switches = [
        (peering.export_custom_routes, "--export-custom-routes", "--no-export-custom-routes"),
        (peering.import_custom_routes, "--import-custom-routes", "--no-import-custom-routes"),
        (
            peering.export_subnet_routes_with_public_ip.unwrap_or(true),
            "--export-subnet-routes-with-public-ip",
            "--no-export-subnet-routes-with-public-ip",
        ),
        (
            peering.import_subnet_routes_with_public_ip,
            "--import-subnet-routes-with-public-ip",
            "--no-import-subnet-routes-with-public-ip",
        ),
    ];
    for (is_on, on, off) in switches {
        if is_on || !is_new || on == "--export-subnet-routes-with-public-ip" {
            command = switch(command, is_on, on, off);
        }
    }
    option(command, "--stack-type", peering.stack_type.as_deref().unwrap_or("IPV4_ONLY"))
}

fn made(network: &str, edit: &Edit, new: &Resource) -> Result<Script, String> {
    let Durable {
        description,
        enforcement_order,
        internal_ipv6_range,
        ipv4_range,
        peerings,
        profile,
        routing_mode,
        subnet_mode,
    } = new.durable.decode().map_err(|_| odd())?;
    if internal_ipv6_range.is_some() || ipv4_range.is_some() || profile.is_some() {
        return Err(
            "a network with a range or a profile of its own is not made again from here".to_owned()
        );
    }
    let mut command = gcloud(&["compute", "networks", "create"], &[network], edit);
    command = option(command, "--subnet-mode", subnet_mode);
    command = option(command, "--network-firewall-policy-enforcement-order", enforcement_order);
    if let Some(mode) = routing_mode {
        command = option(command, "--bgp-routing-mode", mode.to_lowercase());
    }
    if let Some(note) = description {
        command = option(command, "--description", note);
    }
    let mut commands = vec![command];
    let come = |value: &Value| Setting {
        class: Class::Durable,
        path: Vec::new(),
        is_element: true,
        from: None,
        to: Some(value.clone()),
    };
    for peer in &peerings {
        let value = serde_json::to_value(peer).map_err(|_| odd())?;
        commands.extend(peering(network, edit, &come(&value))?);
    }
    let Context { firewall_policies, .. } = new.context.decode().map_err(|_| odd())?;
    if let crate::providers::normalised::Known::Read(policies) = firewall_policies {
        for policy in policies {
            let value = serde_json::to_value(policy).map_err(|_| odd())?;
            commands.extend(holds(network, edit, &come(&value))?.commands);
        }
    }
    Ok(Script { check: None, commands })
}
