//! Security groups: one edit a rule.
//!
//! Rules that are missing come back before others go: a group allows what any of its rules does, so that at no moment more passes than
//! before and after together, and nothing that passes before and after is cut off.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::cli::{check, ec2, json};
use super::edits::{alone, another_id, came_or_went, odd};
use super::{Row, tags};
use crate::model::{Act, Edit, Resource, Script, Setting};
use crate::providers::aws::parse::security_group::{Durable, Rule, SPEC};
use crate::providers::aws::parse::terms::{Peer, Protocol};
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

const TRACKED: &str = "connections that are open are tracked and go on until they end or are idle";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if !came_or_went(drift, &mut plan, || another_id(drift)) {
        fields(drift, &mut plan);
    }
    plan
}

fn fields(drift: &Drift<'_>, plan: &mut Plan) {
    let (mut coming, mut going) = (Vec::new(), Vec::new());
    for setting in drift.settings {
        match setting.field() {
            "ingress" | "egress" => match (&setting.from, &setting.to) {
                (Some(from), Some(to)) if !can_become(from, to) => {
                    coming.push(anew(Setting { from: None, ..setting.clone() }));
                    going.push(Setting { to: None, ..setting.clone() });
                }
                (None, Some(_)) => coming.push(anew(setting.clone())),
                (_, Some(_)) => coming.push(setting.clone()),
                (_, None) => going.push(setting.clone()),
            },
            "tags" => coming.push(setting.clone()),
            field @ ("name" | "description" | "vpc" | "owner") => {
                plan.leave(field, format!("the {field} of a security group can't be edited"));
            }
            "peerings" => plan.leave(
                "peerings",
                "a peering connection that was deleted does not come back; a new one has another id",
            ),
            _ => {}
        }
    }
    let closes = |setting: &Setting| setting.from.is_some() && setting.is_element;
    if coming.iter().chain(&going).any(closes) {
        plan.mind(TRACKED);
    }
    for setting in coming.into_iter().chain(going) {
        plan.make(drift.edit(Act::Set(vec![setting])));
    }
}

/// A rule that is made, which AWS gives an id that nobody knows yet. So what takes it back names it by its content.
fn anew(mut setting: Setting) -> Setting {
    if let Some(rule) = setting.to.as_mut().and_then(Value::as_object_mut) {
        rule.remove("id");
    }
    setting
}

/// Whether one rule can be made into the other where it stands: it has an id, and a peer of the same sort.
fn can_become(from: &Value, to: &Value) -> bool {
    let (Ok(from), Ok(to)) = (Rule::deserialize(from), Rule::deserialize(to)) else { return false };
    let sort = |peer: &Peer| peer_fields(peer).map(|(key, _)| key);
    from.id.is_some() && sort(&from.peer).is_some() && sort(&from.peer) == sort(&to.peer)
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(group) => create(edit, group),
        Act::Delete(_) => Ok(Script {
            // EC2 refuses while anything is in the group, or names it.
            check: None,
            commands: vec![
                ec2("delete-security-group", edit).option("--group-id", edit.id.identity.as_str()),
            ],
        }),
        Act::Set(settings) => {
            let [setting] = settings.as_slice() else { return Err(odd()) };
            match setting.field() {
                "tags" => tags::command(edit, setting).map(alone).ok_or_else(odd),
                _ => rule(edit, setting),
            }
        }
        Act::Replace { .. } => Err("a security group is never rewritten as a whole".to_owned()),
    }
}

fn rule(edit: &Edit, setting: &Setting) -> Result<Script, String> {
    let direction = setting.field();
    let read = |value: &Option<Value>| {
        value.as_ref().map(Rule::deserialize).transpose().map_err(|_| odd())
    };
    let group = |operation: &str| {
        ec2(&format!("{operation}{direction}"), edit)
            .option("--group-id", edit.id.identity.as_str())
    };
    match (read(&setting.from)?, read(&setting.to)?) {
        (None, Some(to)) => {
            let permission = json(&json!([permission(&to)?]));
            Ok(alone(group("authorize-security-group-").option("--ip-permissions", permission)))
        }
        (Some(from), None) => {
            let command = group("revoke-security-group-");
            Ok(match &from.id {
                Some(id) => Script {
                    check: Some(is_still(edit, id, &from)?),
                    commands: vec![command.option("--security-group-rule-ids", id)],
                },
                // By its content, which EC2 refuses when there is no such rule.
                None => {
                    alone(command.option("--ip-permissions", json(&json!([permission(&from)?]))))
                }
            })
        }
        (Some(from), Some(to)) => {
            let id = from.id.as_ref().ok_or_else(odd)?;
            let mut new = request(&to)?;
            // An empty note takes away the one that is there.
            if from.description.is_some() {
                new.entry("Description").or_insert_with(|| "".into());
            }
            let rules = json!([{ "SecurityGroupRuleId": id, "SecurityGroupRule": new }]);
            let command = ec2("modify-security-group-rules", edit)
                .option("--group-id", edit.id.identity.as_str())
                .option("--security-group-rules", json(&rules));
            Ok(Script { check: Some(is_still(edit, id, &from)?), commands: vec![command] })
        }
        (None, None) => Err(odd()),
    }
}

/// That a rule still is what it was when the edit was planned.
fn is_still(edit: &Edit, id: &str, rule: &Rule) -> Result<crate::model::Check, String> {
    const PEER: &str = "CidrIpv4 || CidrIpv6 || PrefixListId || ReferencedGroupInfo.GroupId";
    let (from, to) = ends(rule);
    let (_, peer) = peer_fields(&rule.peer).ok_or_else(odd)?;
    let mut fields = vec![("IpProtocol", protocol(&rule.protocol)?.into())];
    if rule.protocol.has_ports() {
        fields.push(("not_null(FromPort, `0`)", from.into()));
        fields.push(("not_null(ToPort, `65535`)", to.into()));
    }
    if rule.protocol.has_messages() {
        fields.push(("not_null(FromPort, `-1`)", from.into()));
        fields.push(("not_null(ToPort, `-1`)", to.into()));
    }
    fields.push((PEER, peer.into()));
    let read = ec2("describe-security-group-rules", edit).option("--security-group-rule-ids", id);
    Ok(check(read, "SecurityGroupRules[0]", &fields))
}

/// The ends of a rule as EC2 has them: ports, or type and code, with -1 for every one.
fn ends(rule: &Rule) -> (i64, i64) {
    match (&rule.protocol, rule.ports, rule.icmp) {
        (_, Some(ports), _) => (i64::from(ports.from), i64::from(ports.to)),
        (_, None, Some(icmp)) => (i64::from(icmp.kind), icmp.code.map_or(-1, i64::from)),
        (Protocol::Tcp | Protocol::Udp, None, None) => (0, 65535),
        (_, None, None) => (-1, -1),
    }
}

fn protocol(protocol: &Protocol) -> Result<String, String> {
    match protocol {
        Protocol::All => Ok("-1".to_owned()),
        Protocol::Unknown(word) => Err(format!("`{word}` is no protocol that EC2 documents")),
        known => Ok(known.to_string()),
    }
}

/// The field of a request that names a peer, and its value.
fn peer_fields(peer: &Peer) -> Option<(&'static str, String)> {
    match peer {
        Peer::Cidr(cidr) if cidr.addr().is_ipv4() => Some(("CidrIpv4", cidr.to_string())),
        Peer::Cidr(cidr) => Some(("CidrIpv6", cidr.to_string())),
        Peer::PrefixList(id) => Some(("PrefixListId", id.to_string())),
        Peer::SecurityGroup(id) => Some(("ReferencedGroupId", id.to_string())),
        Peer::Unknown(_) => None,
    }
}

/// A rule as `modify-security-group-rules` takes it.
fn request(rule: &Rule) -> Result<Map<String, Value>, String> {
    let (from, to) = ends(rule);
    let (key, peer) = peer_fields(&rule.peer).ok_or_else(odd)?;
    let mut fields = Map::new();
    fields.insert("IpProtocol".to_owned(), protocol(&rule.protocol)?.into());
    fields.insert("FromPort".to_owned(), from.into());
    fields.insert("ToPort".to_owned(), to.into());
    fields.insert(key.to_owned(), peer.into());
    if let Some(description) = &rule.description {
        fields.insert("Description".to_owned(), description.as_str().into());
    }
    Ok(fields)
}

/// A rule as `authorize-security-group-ingress` takes it.
fn permission(rule: &Rule) -> Result<Value, String> {
    let (from, to) = ends(rule);
    let (list, key) = match &rule.peer {
        Peer::Cidr(cidr) if cidr.addr().is_ipv4() => ("IpRanges", "CidrIp"),
        Peer::Cidr(_) => ("Ipv6Ranges", "CidrIpv6"),
        Peer::PrefixList(_) => ("PrefixListIds", "PrefixListId"),
        Peer::SecurityGroup(_) => ("UserIdGroupPairs", "GroupId"),
        Peer::Unknown(_) => return Err(odd()),
    };
    let (_, name) = peer_fields(&rule.peer).ok_or_else(odd)?;
    let mut peer = Map::new();
    let said = [
        (key, Some(&name)),
        ("Description", rule.description.as_ref()),
        ("UserId", rule.peer_account.as_ref()),
        ("VpcId", rule.peer_vpc.as_ref()),
        ("VpcPeeringConnectionId", rule.peer_peering.as_ref()),
    ];
    for (key, value) in said {
        if let Some(value) = value {
            peer.insert(key.to_owned(), value.as_str().into());
        }
    }
    let mut permission = Map::new();
    permission.insert("IpProtocol".to_owned(), protocol(&rule.protocol)?.into());
    if (from, to) != (-1, -1) || rule.protocol.has_messages() {
        permission.insert("FromPort".to_owned(), from.into());
        permission.insert("ToPort".to_owned(), to.into());
    }
    permission.insert(list.to_owned(), Value::Array(vec![Value::Object(peer)]));
    Ok(Value::Object(permission))
}

/// Makes a group anew. EC2 gives every group a rule that lets all out, which goes unless it was approved.
fn create(edit: &Edit, group: &Resource) -> Result<Script, String> {
    const NEW: &str = "group";
    let Durable { description, egress, ingress, name, owner: _, tags, vpc } =
        group.durable.decode().map_err(|_| odd())?;
    let mut text = Map::new();
    for (key, value) in [("GroupName", name), ("Description", description), ("VpcId", vpc)] {
        if let Some(value) = value {
            text.insert(key.to_owned(), value.into());
        }
    }
    if let Some(tags) = tags::of_new("security-group", &tags) {
        text.insert("TagSpecifications".to_owned(), tags);
    }
    let mut commands = vec![
        ec2("create-security-group", edit)
            .option("--cli-input-json", json(&Value::Object(text)))
            .option("--query", "GroupId")
            .option("--output", "text")
            .keeping(NEW),
    ];
    let own = |rule: &Rule| match &rule.peer {
        Peer::SecurityGroup(id) => **id == *edit.id.identity.as_str(),
        _ => false,
    };
    for (direction, rules) in [("ingress", ingress), ("egress", egress)] {
        let open = direction == "egress";
        if open {
            let everything =
                json!([{ "IpProtocol": "-1", "IpRanges": [{ "CidrIp": "0.0.0.0/0" }] }]);
            commands.push(
                ec2("revoke-security-group-egress", edit)
                    .kept("--group-id", NEW)
                    .option("--ip-permissions", json(&everything)),
            );
        }
        for rule in rules {
            let command =
                ec2(&format!("authorize-security-group-{direction}"), edit).kept("--group-id", NEW);
            commands.push(if own(&rule) {
                let (from, to) = ends(&rule);
                command
                    .option("--protocol", protocol(&rule.protocol)?)
                    .option("--port", format!("{from}-{to}"))
                    .kept("--source-group", NEW)
            } else {
                command.option("--ip-permissions", json(&json!([permission(&rule)?])))
            });
        }
    }
    Ok(Script { check: None, commands })
}
