//! Reserved addresses. One that is released belongs to whoever asks next.

use super::check::{Shown, check};
use super::gcloud::{gcloud, name, option, path, placed};
use super::sheet::{Made, Sheet, Way, never, odd};
use crate::model::{Act, Check, Command, Edit, Resource, Script};
use crate::providers::gcp::parse::address::{Durable, SPEC};

const RESERVED: &str = "an address is reserved as it is: another can be reserved, but this one would be released, and may be given to somebody else";

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    columns: &[
        ("address", Way::Not(RESERVED)),
        ("description", Way::Not(RESERVED)),
        ("endpoint_type", Way::Not(RESERVED)),
        (
            "labels",
            Way::Not(
                "the labels of an address are edited with `gcloud beta compute addresses update`",
            ),
        ),
        ("network", Way::Not(RESERVED)),
        ("network_attachment", Way::Not(RESERVED)),
        ("network_tier", Way::Not(RESERVED)),
        ("prefix_length", Way::Not(RESERVED)),
        ("purpose", Way::Not(RESERVED)),
        ("subnetwork", Way::Not(RESERVED)),
        ("type", Way::Not(RESERVED)),
        ("users", Way::Not("what an address leads to is put back at what uses it")),
    ],
    made: Made::Both(&[
        "an external address that was released can be reserved again only while something of the project still has it, and its labels and users are not put back",
    ]),
    again: never,
    script,
};

fn script(edit: &Edit) -> Result<Script, String> {
    let (place, address) = placed(edit.id.identity.as_str())?;
    let at = |command: Command| match place {
        "global" => command.word("--global"),
        region => option(command, "--region", region),
    };
    let call = |verb: &str| at(gcloud(&["compute", "addresses", verb], &[address], edit));
    match &edit.act {
        Act::Create(new) => Ok(Script { check: None, commands: vec![made(call("create"), new)?] }),
        Act::Delete(old) => {
            let Durable { address: held, .. } = old.durable.decode().map_err(|_| odd())?;
            let shown = [Shown::text("address", held.unwrap_or_default())];
            let Check { command, prints } =
                check(&["compute", "addresses", "describe"], &[address], edit, &shown);
            let asked = Check { command: at(command), prints };
            Ok(Script { check: Some(asked), commands: vec![call("delete")] })
        }
        Act::Set(_) | Act::Replace { .. } => Err(RESERVED.to_owned()),
    }
}

fn made(command: Command, new: &Resource) -> Result<Command, String> {
    let Durable {
        address,
        description,
        endpoint_type,
        labels: _,
        network,
        network_attachment: _,
        network_tier,
        prefix_length,
        purpose,
        subnetwork,
        r#type: _,
    } = new.durable.decode().map_err(|_| odd())?;
    let mut command = command;
    if let Some(subnet) = subnetwork {
        let last = subnet.rsplit('/').next().unwrap_or_default();
        command = option(command, "--subnet", name(last)?);
    }
    let more = [
        ("--addresses", address),
        ("--description", description),
        ("--endpoint-type", endpoint_type),
        ("--network-tier", network_tier),
        ("--prefix-length", prefix_length.map(|length| length.to_string())),
        ("--purpose", purpose),
    ];
    for (flag, value) in more {
        if let Some(value) = value {
            command = option(command, flag, value);
        }
    }
    match network {
        Some(network) => Ok(option(command, "--network", path(&network)?)),
        None => Ok(command),
    }
}
