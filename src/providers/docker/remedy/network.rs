//! Networks. Nothing of one can be edited, so one that differs is made again, which works while nobody is in it.

use super::cli::{Calls, Line, about, check, docker, name};
use super::{Row, odd};
use crate::model::{Act, Check, Edit, Resource};
use crate::providers::docker::parse::network::{Durable, SPEC, Subnet};
use crate::providers::docker::parse::{container, container_document};
use crate::providers::normalised::LEFT_OUT;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, calls };

/// Networks that every engine has.
const OWN: &[&str] = &["bridge", "host", "none"];

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let name = drift.id.identity.as_str();
    let members = members(drift, name);
    if OWN.contains(&name) {
        for setting in drift.settings {
            plan.leave(
                setting.field(),
                "the engine makes this network itself, by the settings of its host in /etc/docker/daemon.json",
            );
        }
        if drift.settings.is_empty() {
            plan.lose("the engine makes this network itself when it starts");
        }
        return plan;
    }
    match (drift.now, drift.then) {
        (Some(now), None) => {
            if !members.is_empty() {
                plan.mind(format!(
                    "the engine refuses while containers are in it: {}; each of them is a finding of its own",
                    members.join(", ")
                ));
            }
            plan.make(drift.edit(Act::Delete(now.clone())));
        }
        (None, Some(then)) => plan.make(drift.edit(Act::Create(then.clone()))),
        (Some(now), Some(then)) if members.is_empty() => {
            let to = Resource { durable: then.durable.clone(), context: now.context.clone() };
            plan.make(drift.edit(Act::Replace { from: now.clone(), to }));
        }
        (Some(_), Some(_)) => {
            let why = format!(
                "a network can't be edited, and this one can't be made again while containers are in it: {}",
                members.join(", ")
            );
            for setting in drift.settings {
                plan.leave(setting.field(), why.clone());
            }
        }
        (None, None) => {}
    }
    plan
}

/// The containers that are in a network, running or not: those at rest find it by an id that would be another.
fn members(drift: &Drift<'_>, network: &str) -> Vec<String> {
    let scope = drift.estate.scopes.get(&drift.id.scope);
    let containers = scope.and_then(|scope| scope.kinds.get(&container::SPEC.kind));
    let containers = containers.iter().flat_map(|reading| &reading.resources);
    let is_in = |resource: &Resource| {
        let read: Option<container_document::Durable> = resource.durable.decode().ok();
        read.is_some_and(|one| one.networks.iter().any(|place| place.name == network))
    };
    let names = containers.filter(|(_, resource)| is_in(resource));
    names.map(|(name, _)| name.to_string()).collect()
}

fn calls(edit: &Edit) -> Result<Calls, String> {
    let remove = || about(docker(&["network", "rm"]), &[name(edit)]);
    match &edit.act {
        Act::Delete(is) => {
            Ok(Calls { check: Some(is_still(edit, is)?), ..Calls::of(vec![remove()]) })
        }
        Act::Create(is) => Ok(Calls::of(vec![create(edit, is)?])),
        Act::Replace { from, to } => {
            let lines = vec![remove(), create(edit, to)?];
            Ok(Calls { check: Some(is_still(edit, from)?), ..Calls::of(lines) })
        }
        Act::Set(_) => Err("nothing of a network can be edited".to_owned()),
    }
}

/// That nobody made it again in the meantime, as far as its main settings tell.
fn is_still(edit: &Edit, network: &Resource) -> Result<Check, String> {
    let network: Durable = network.durable.decode().map_err(odd)?;
    Ok(check(
        "network",
        name(edit),
        "{{.Driver}} {{.Internal}} {{.Attachable}} {{.EnableIPv6}} {{.ConfigOnly}}",
        format!(
            "{} {} {} {} {}",
            network.driver.unwrap_or_default(),
            network.internal,
            network.attachable,
            network.ipv6,
            network.config_only
        ),
    ))
}

fn create(edit: &Edit, network: &Resource) -> Result<Line, String> {
    let Durable {
        attachable,
        config_from,
        config_only,
        driver,
        ingress,
        internal,
        ipam_driver,
        ipam_options,
        ipv4,
        ipv6,
        labels,
        options,
        scope,
        subnets,
    } = network.durable.decode().map_err(odd)?;
    let mut command = docker(&["network", "create"]);
    for (is_on, option) in [
        (attachable, "--attachable"),
        (config_only, "--config-only"),
        (ingress, "--ingress"),
        (internal, "--internal"),
        (ipv4 == Some(false), "--ipv4=false"),
        (ipv6, "--ipv6"),
    ] {
        if is_on {
            command = command.word(option);
        }
    }
    for (option, value) in [
        ("--config-from", config_from),
        ("--driver", driver),
        ("--ipam-driver", ipam_driver),
        ("--scope", scope),
    ] {
        if let Some(value) = value {
            command = command.option(option, value);
        }
    }
    for (option, pairs) in [("--ipam-opt", ipam_options), ("--label", labels), ("--opt", options)] {
        for (key, value) in pairs {
            if value.contains(LEFT_OUT) {
                return Err(format!("the value of `{key}` may be a secret and is not recorded"));
            }
            command = command.option(option, format!("{key}={value}"));
        }
    }
    for Subnet { gateway, range, reserved, subnet } in subnets {
        command = command.option("--subnet", subnet);
        for (option, value) in [("--gateway", gateway), ("--ip-range", range)] {
            if let Some(value) = value {
                command = command.option(option, value);
            }
        }
        for (host, address) in reserved {
            command = command.option("--aux-address", format!("{host}={address}"));
        }
    }
    Ok(about(command, &[name(edit)]))
}
