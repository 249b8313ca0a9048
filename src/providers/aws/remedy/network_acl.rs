//! Network ACLs: one edit an entry.
//!
//! An entry whose number stays is replaced in place, so that at no moment it is missing. The rest is made one after the other: what denies
//! comes before what allows goes, and what denies goes last.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::cli::{check, ec2, json};
use super::edits::{all, alone, another_id, came_or_went, leave_fixed, odd, set, settings};
use super::{Row, tags};
use crate::model::{Act, Check, Command, Edit, Resource, Script, Setting};
use crate::providers::aws::parse::network_acl::{Durable, Entry, SPEC};
use crate::providers::aws::parse::terms::{Messages, Peer, Ports};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

/// Every entry behind this number is AWS's own.
const LAST: i64 = 32766;

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let is_default = |resource: Option<&Resource>| {
        resource.and_then(|acl| acl.durable.decode::<Durable>().ok()).is_some_and(|acl| acl.default)
    };
    if is_default(drift.now.xor(drift.then)) {
        plan.lose("the default ACL of a VPC comes and goes with the VPC");
        return plan;
    }
    let anew = || format!("{}; subnets are put behind it one by one", another_id(drift));
    if came_or_went(drift, &mut plan, anew) {
        return plan;
    }
    let mut entries = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "ingress" | "egress" => match turn(setting) {
                Some(turn) => entries.push((turn, setting.clone())),
                None => plan.leave(setting.field(), "the last entry of an ACL is AWS's own"),
            },
            "tags" => set(drift, &mut plan, vec![setting.clone()]),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    entries.sort_by_key(|(turn, _)| *turn);
    for (_, setting) in entries {
        set(drift, &mut plan, vec![setting]);
    }
    plan
}

/// When an entry has its turn; nothing when it can't be edited.
fn turn(setting: &Setting) -> Option<u8> {
    let read = |value: &Option<Value>| Entry::deserialize(value.as_ref()?).ok();
    let (from, to) = (read(&setting.from), read(&setting.to));
    if from.iter().chain(&to).any(|entry| entry.number > LAST) {
        return None;
    }
    let denies = |entry: &Entry| entry.action == "deny";
    Some(match (from, to) {
        (None, Some(to)) if denies(&to) => 0,
        (Some(_), Some(_)) => 1,
        (Some(from), None) if denies(&from) => 4,
        (Some(_), None) => 2,
        _ => 3,
    })
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(acl) => create(edit, acl),
        // EC2 refuses while it stands before a subnet.
        Act::Delete(_) => Ok(alone(
            ec2("delete-network-acl", edit).option("--network-acl-id", edit.id.identity.as_str()),
        )),
        Act::Set(_) => {
            let Some([setting]) = settings(edit) else { return Err(odd()) };
            match setting.field() {
                "tags" => tags::command(edit, setting).map(alone).ok_or_else(odd),
                "ingress" => entry(edit, setting, false),
                "egress" => entry(edit, setting, true),
                _ => Err(odd()),
            }
        }
        Act::Replace { .. } => Err("an ACL is never rewritten as a whole".to_owned()),
    }
}

fn entry(edit: &Edit, setting: &Setting, egress: bool) -> Result<Script, String> {
    let read = |value: &Option<Value>| {
        value.as_ref().map(Entry::deserialize).transpose().map_err(|_| odd())
    };
    let call = |operation: &str| {
        ec2(operation, edit).option("--network-acl-id", edit.id.identity.as_str())
    };
    let (from, to) = (read(&setting.from)?, read(&setting.to)?);
    let command = match (&from, &to) {
        // EC2 refuses a number that is taken.
        (None, Some(to)) => said(call("create-network-acl-entry"), to, egress),
        (Some(_), Some(to)) => said(call("replace-network-acl-entry"), to, egress),
        (Some(from), None) => numbered(call("delete-network-acl-entry"), from.number, egress),
        (None, None) => return Err(odd()),
    };
    let check = from.map(|from| is_still(edit, &from, egress));
    Ok(Script { check, commands: vec![command] })
}

fn numbered(command: Command, number: i64, egress: bool) -> Command {
    let direction = if egress { "--egress" } else { "--ingress" };
    command.option("--rule-number", number.to_string()).word(direction)
}

/// An entry as the calls take it. TCP and UDP need ports, and ICMP a type and a code.
fn said(command: Command, entry: &Entry, egress: bool) -> Command {
    let Entry { action, icmp, number, peer, ports, protocol } = entry;
    let mut command = numbered(command, *number, egress)
        .option("--protocol", protocol_number(entry))
        .option("--rule-action", action.as_str())
        .option(cidr_option(peer), peer.to_string());
    if protocol.has_ports() {
        let (from, to) = ends(*ports);
        command = command.option("--port-range", json(&json!({ "From": from, "To": to })));
    }
    if protocol.has_messages() {
        let (kind, code) = message(*icmp);
        command = command.option("--icmp-type-code", json(&json!({ "Type": kind, "Code": code })));
    }
    command
}

fn cidr_option(peer: &Peer) -> &'static str {
    match peer {
        Peer::Cidr(net) if net.addr().is_ipv6() => "--ipv6-cidr-block",
        _ => "--cidr-block",
    }
}

fn protocol_number(entry: &Entry) -> String {
    use crate::providers::aws::parse::terms::Protocol;
    match &entry.protocol {
        Protocol::All => "-1".to_owned(),
        Protocol::Icmp => "1".to_owned(),
        Protocol::Icmpv6 => "58".to_owned(),
        Protocol::Tcp => "6".to_owned(),
        Protocol::Udp => "17".to_owned(),
        Protocol::Number(number) => number.to_string(),
        Protocol::Unknown(word) => word.to_string(),
    }
}

const fn ends(ports: Option<Ports>) -> (u16, u16) {
    match ports {
        Some(Ports { from, to }) => (from, to),
        None => (0, u16::MAX),
    }
}

fn message(icmp: Option<Messages>) -> (i64, i64) {
    match icmp {
        Some(Messages { kind, code }) => (kind.into(), code.map_or(-1, i64::from)),
        None => (-1, -1),
    }
}

/// That an entry still is what it was when the edit was planned. What is left out means all, as it does for whoever reads it.
fn is_still(edit: &Edit, entry: &Entry, egress: bool) -> Check {
    let Entry { action, icmp, number, peer, ports, protocol } = entry;
    let mut fields = vec![
        ("Protocol", protocol_number(entry).into()),
        ("RuleAction", action.as_str().into()),
        ("CidrBlock || Ipv6CidrBlock", peer.to_string().into()),
    ];
    if protocol.has_ports() {
        let (from, to) = ends(*ports);
        fields.push(("not_null(PortRange.From, `0`)", from.into()));
        fields.push(("not_null(PortRange.To, `65535`)", to.into()));
    }
    if protocol.has_messages() {
        let (kind, code) = message(*icmp);
        fields.push(("not_null(IcmpTypeCode.Type, `-1`)", kind.into()));
        fields.push(("not_null(IcmpTypeCode.Code, `-1`)", code.into()));
    }
    let place =
        format!("NetworkAcls[0].Entries[?RuleNumber == `{number}` && Egress == `{egress}`] | [0]");
    let read =
        ec2("describe-network-acls", edit).option("--network-acl-ids", edit.id.identity.as_str());
    check(read, &place, &fields)
}

/// Makes an ACL anew. A new one has no entry but AWS's last, which denies.
fn create(edit: &Edit, acl: &Resource) -> Result<Script, String> {
    const NEW: &str = "acl";
    let Durable { default: _, egress, ingress, owner: _, tags, vpc } =
        acl.durable.decode().map_err(|_| odd())?;
    let mut request = Map::new();
    request.insert("VpcId".to_owned(), vpc.ok_or_else(odd)?.into());
    if let Some(tags) = tags::of_new("network-acl", &tags) {
        request.insert("TagSpecifications".to_owned(), tags);
    }
    let mut commands = vec![
        ec2("create-network-acl", edit)
            .option("--cli-input-json", json(&request.into()))
            .option("--query", "NetworkAcl.NetworkAclId")
            .option("--output", "text")
            .keeping(NEW),
    ];
    for (is_egress, entries) in [(false, ingress), (true, egress)] {
        let own = entries.iter().filter(|entry| entry.number <= LAST);
        commands.extend(own.map(|entry| {
            let call = ec2("create-network-acl-entry", edit).kept("--network-acl-id", NEW);
            said(call, entry, is_egress)
        }));
    }
    Ok(all(commands))
}
