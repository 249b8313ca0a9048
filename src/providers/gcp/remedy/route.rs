//! Routes, which can't be edited: a route is made again under its name.

use super::check::{Shown, check};
use super::gcloud::{gcloud, list, name, option, path, project};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Check, Command, Edit, Resource, Script};
use crate::providers::gcp::parse::route::{Durable, SPEC};

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("description", Way::Again),
        ("destination", Way::Again),
        ("network", Way::Again),
        ("next_hop", Way::Again),
        ("next_hop_type", Way::Again),
        ("priority", Way::Again),
        ("tags", Way::Again),
        ("type", Way::Again),
        ("status", Way::Not("whether a route is used follows what it leads to")),
    ],
    made: Made::Both(&[]),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let route = name(edit.id.identity.as_str())?;
    let call = |verb: &str| gcloud(&["compute", "routes", verb], &[route], edit);
    match &edit.act {
        Act::Create(new) => {
            Ok(Script { check: None, commands: vec![made(call("create"), new, edit)?] })
        }
        Act::Delete(old) => {
            Ok(Script { check: Some(is(route, edit, old)?), commands: vec![call("delete")] })
        }
        Act::Replace { from, to } => Ok(Script {
            check: Some(is(route, edit, from)?),
            commands: vec![call("delete"), made(call("create"), to, edit)?],
        }),
        Act::Set(_) => Err(odd()),
    }
}

fn is(route: &str, edit: &Edit, old: &Resource) -> Result<Check, String> {
    let Durable { destination, priority, tags, network, .. } =
        old.durable.decode().map_err(|_| odd())?;
    let shown = [
        Shown::text("destRange", destination),
        Shown::text("priority", priority),
        Shown::list("tags", &tags),
        Shown::last("network", &network.unwrap_or_default()),
    ];
    Ok(check(&["compute", "routes", "describe"], &[route], edit, &shown))
}

fn made(command: Command, new: &Resource, edit: &Edit) -> Result<Command, String> {
    let Durable {
        description,
        destination,
        network,
        next_hop,
        next_hop_type,
        priority,
        tags,
        r#type,
    } = new.durable.decode().map_err(|_| odd())?;
    if r#type.is_some_and(|kind| kind != "STATIC") {
        return Err("a route that Google makes comes and goes with what it leads to".to_owned());
    }
    let network = network.ok_or_else(odd)?;
    let network = match network.strip_prefix("projects/") {
        Some(_) => path(&network)?.to_owned(),
        None => format!("projects/{}/global/networks/{}", project(edit), name(&network)?),
    };
    let mut command = option(command, "--network", network);
    command = option(command, "--destination-range", path(&destination)?);
    let parts: Vec<&str> = next_hop.split('/').collect();
    command = match (next_hop_type.as_str(), parts.as_slice()) {
        ("gateway", [.., gateway]) => option(command, "--next-hop-gateway", name(gateway)?),
        ("instance", ["zones", zone, _, machine]) => {
            let command = option(command, "--next-hop-instance", name(machine)?);
            option(command, "--next-hop-instance-zone", name(zone)?)
        }
        ("address", [address]) => option(command, "--next-hop-address", path(address)?),
        ("tunnel", ["regions", region, _, tunnel]) => {
            let command = option(command, "--next-hop-vpn-tunnel", name(tunnel)?);
            option(command, "--next-hop-vpn-tunnel-region", name(region)?)
        }
        ("load-balancer", ["regions", region, _, rule]) => {
            let command = option(command, "--next-hop-ilb", name(rule)?);
            option(command, "--next-hop-ilb-region", name(region)?)
        }
        ("load-balancer", [address]) => option(command, "--next-hop-ilb", path(address)?),
        _ => {
            return Err("a route that Google makes comes and goes with what it leads to".to_owned());
        }
    };
    command = option(command, "--priority", priority.to_string());
    if !tags.is_empty() {
        command = option(command, "--tags", list(&tags));
    }
    if let Some(note) = description {
        command = option(command, "--description", note);
    }
    Ok(command)
}
