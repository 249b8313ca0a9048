//! Calls that change security groups.
//!
//! A rule that comes is told with its id where the answer has it, and a rule that goes by its id wherever that is known. The answer is
//! preferred to what was asked for: it shows what was done, with ids. Which direction `ModifySecurityGroupRules` changes is not in its record,
//! so it is told of both; only one has the rule.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, deed, has, is, part, recorded};
use super::parameters::Said;
use super::subjects::{ASSOCIATION, GROUP};
use super::tags;
use crate::model::{Deed, Done, Scope, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::security_group::{Rule, rules};
use crate::providers::aws::parse::{
    Row,
    terms::{Messages, Peer, Ports, Protocol},
};

/// The field of a direction.
fn direction(call: &Call<'_>) -> &'static str {
    if call.name.ends_with("Egress") { "egress" } else { "ingress" }
}

/// The group that a call names, and where it is.
fn group(call: &Call<'_>) -> Result<Target, String> {
    let id = call.request.get("groupId").text().or_else(|| call.response.get("groupId").text());
    match (id, call.request.get("groupName").text()) {
        (Some(id), _) => Ok(is(id)),
        (None, Some(name)) => Ok(has(&["name"], name)),
        (None, None) => call.lacks("which group it is about (`groupId`, `groupName`)"),
    }
}

/// `AuthorizeSecurityGroupIngress` and `AuthorizeSecurityGroupEgress`.
pub(super) fn authorize(call: &Call<'_>) -> Deeds {
    let list = direction(call);
    let answered = call.response.get("securityGroupRuleSet").list();
    let mut found = Found::default();
    let mut change = Change::of(GROUP);
    let labels = tags::of_new(call.request, "security-group-rule");
    for answer in &answered {
        let rule = found.rule(call, *answer);
        if let Some(id) = rule.get("id").and_then(Value::as_str).filter(|_| !labels.is_empty()) {
            change.set(&["rule_tags", id], Some(recorded(&labels)));
        }
        change.comes(list, rule);
    }
    if answered.is_empty() {
        for rule in requested(call) {
            change.comes(list, rule);
        }
    }
    found.told(call, change)
}

/// `RevokeSecurityGroupIngress` and `RevokeSecurityGroupEgress`.
pub(super) fn revoke(call: &Call<'_>) -> Deeds {
    let list = direction(call);
    let answer = call.response.get("revokedSecurityGroupRuleSet");
    let mut found = Found::default();
    let mut change = Change::of(GROUP);
    let ids = call.request.any(&["securityGroupRuleIds", "securityGroupRuleId"]).texts();
    let unknown = call.response.get("unknownIpPermissionSet").list();
    if answer.is_said() {
        for row in answer.list() {
            change.goes(list, found.rule(call, row));
        }
    } else if answer.is_there() && !unknown.is_empty() {
        // Nothing that was named was there. AWS calls that done.
        return Ok(Vec::new());
    } else if ids.is_empty() {
        for rule in requested(call) {
            change.goes(list, rule);
        }
    } else {
        for id in ids {
            change.goes(list, part([("id", id.into())]));
        }
    }
    found.told(call, change)
}

/// What an answer says of the group whose rules it lists.
#[derive(Debug, Default)]
struct Found {
    group: Option<String>,
    owner: Option<String>,
}

impl Found {
    /// A rule as an answer has it, or as much of it as can be read.
    fn rule(&mut self, call: &Call<'_>, row: Said<'_>) -> Value {
        let group = row.get("groupId").text();
        let owner = row.get("groupOwnerId").text();
        let id = row.get("securityGroupRuleId").text();
        let account = owner.clone().unwrap_or_else(|| call.account().to_owned());
        self.group = self.group.take().or(group);
        self.owner = self.owner.take().or(owner);
        match read_row(native_row(row, call.name.ends_with("Egress"))) {
            Some(rule) => rule_of(rule, &account),
            None => part([("id", id.map_or(Value::Null, Value::String))]),
        }
    }

    fn told(self, call: &Call<'_>, change: Change) -> Deeds {
        let Self { group: answered, owner } = self;
        let target = match answered {
            Some(id) => is(id),
            None => group(call)?,
        };
        let place = call.place(owner.as_deref());
        // The record says which group, and not what became of it.
        let untold = || deed(place.clone(), GROUP, target.clone(), Done::Touched(&[]));
        let told = change.done(place.clone(), target.clone());
        Ok(vec![told.unwrap_or_else(untold)])
    }
}

/// A row as the answer of a call has it, or the rule that one is to become.
fn native_row(row: Said<'_>, egress: bool) -> native::SecurityGroupRule {
    let peer = row.any(&["referencedGroupInfo", "referencedGroup"]);
    let referenced = peer.get("groupId").text().or_else(|| row.get("referencedGroupId").text());
    native::SecurityGroupRule {
        cidr_ipv4: row.get("cidrIpv4").text(),
        cidr_ipv6: row.get("cidrIpv6").text(),
        description: row.get("description").text(),
        from_port: row.get("fromPort").port(),
        group_id: row.get("groupId").text().or_else(|| Some("a group".to_owned())),
        group_owner_id: None,
        ip_protocol: row.get("ipProtocol").text(),
        is_egress: row.get("isEgress").switch().or(Some(egress)),
        prefix_list_id: row.get("prefixListId").text(),
        referenced_group_info: referenced.map(|group| native::ReferencedSecurityGroup {
            group_id: Some(group),
            peering_status: None,
            user_id: peer.get("userId").text(),
            vpc_id: peer.get("vpcId").text(),
            vpc_peering_connection_id: peer.get("vpcPeeringConnectionId").text(),
        }),
        security_group_rule_id: row.get("securityGroupRuleId").text(),
        tags: Vec::new(),
        to_port: row.get("toPort").port(),
    }
}

/// The rule of a row, if all of it can be read.
fn read_row(row: native::SecurityGroupRule) -> Option<Rule> {
    if !is_readable(row.ip_protocol.as_deref(), row.from_port, row.to_port) {
        return None;
    }
    let Row { rule, group: _, egress: _, tags: _ } = Row::read(row).ok()?;
    Some(rule)
}

/// A rule as it is recorded of a group of this account. A peer's network is recorded when it is another than the group's, which the log
/// does not say; one that is reached over a peering is another.
fn rule_of(mut rule: Rule, account: &str) -> Value {
    rule.peer_account = rule.peer_account.filter(|owner| owner != account);
    if rule.peer_peering.is_none() {
        rule.peer_vpc = None;
    }
    let is_unknown = matches!(rule.peer, Peer::Unknown(_));
    let mut value = recorded(&rule);
    if let Some(fields) = value.as_object_mut().filter(|_| is_unknown) {
        fields.remove("peer");
    }
    value
}

/// The rules that a call was given, in the long or in the short form.
fn requested(call: &Call<'_>) -> Vec<Value> {
    let account = call.account();
    let listed = call.request.get("ipPermissions").list();
    let mut permissions: Vec<native::IpPermission> = listed.into_iter().map(permission).collect();
    if permissions.is_empty() {
        permissions.extend(short_form(call.request));
    }
    permissions.retain(|native::IpPermission { ip_protocol, from_port, to_port, .. }| {
        is_readable(ip_protocol.as_deref(), *from_port, *to_port)
    });
    rules(permissions, account).into_iter().map(|rule| rule_of(rule, account)).collect()
}

/// Whether a protocol and its ports, or types of messages, can be read. What can't be is not taken for all of them.
fn is_readable(protocol: Option<&str>, from: Option<i64>, to: Option<i64>) -> bool {
    match protocol.map(Protocol::from) {
        None => false,
        Some(protocol) if protocol.has_ports() => Ports::read(from, to).is_ok(),
        Some(protocol) if protocol.has_messages() => Messages::read(from, to).is_ok(),
        Some(_) => true,
    }
}

fn permission(one: Said<'_>) -> native::IpPermission {
    let groups = one.any(&["groups", "userIdGroupPairs"]).list();
    native::IpPermission {
        from_port: one.get("fromPort").port(),
        ip_protocol: one.get("ipProtocol").text(),
        ip_ranges: one
            .get("ipRanges")
            .list()
            .into_iter()
            .map(|range| native::IpRange {
                cidr_ip: range.get("cidrIp").text(),
                description: range.get("description").text(),
            })
            .collect(),
        ipv6_ranges: one
            .get("ipv6Ranges")
            .list()
            .into_iter()
            .map(|range| native::Ipv6Range {
                cidr_ipv6: range.get("cidrIpv6").text(),
                description: range.get("description").text(),
            })
            .collect(),
        prefix_list_ids: one
            .get("prefixListIds")
            .list()
            .into_iter()
            .map(|list| native::PrefixListId {
                description: list.get("description").text(),
                prefix_list_id: list.get("prefixListId").text(),
            })
            .collect(),
        to_port: one.get("toPort").port(),
        user_id_group_pairs: groups.into_iter().map(pair).collect(),
    }
}

fn pair(one: Said<'_>) -> native::UserIdGroupPair {
    native::UserIdGroupPair {
        description: one.get("description").text(),
        group_id: one.get("groupId").text(),
        peering_status: None,
        user_id: one.get("userId").text(),
        vpc_id: one.get("vpcId").text(),
        vpc_peering_connection_id: one.get("vpcPeeringConnectionId").text(),
    }
}

/// One rule beside the group: `cidrIp`, `ipProtocol`, `fromPort`, `toPort`, or a group by its name.
fn short_form(request: Said<'_>) -> Option<native::IpPermission> {
    let cidr = request.get("cidrIp").text();
    let group = request.get("sourceSecurityGroupName").text();
    if cidr.is_none() && group.is_none() {
        return None;
    }
    Some(native::IpPermission {
        from_port: request.get("fromPort").port(),
        // A group without a protocol is let in with everything.
        ip_protocol: request.get("ipProtocol").text().or_else(|| Some("-1".to_owned())),
        ip_ranges: cidr
            .map(|cidr| native::IpRange { cidr_ip: Some(cidr), description: None })
            .into_iter()
            .collect(),
        ipv6_ranges: Vec::new(),
        prefix_list_ids: Vec::new(),
        to_port: request.get("toPort").port(),
        user_id_group_pairs: group
            .map(|_| native::UserIdGroupPair {
                user_id: request.get("sourceSecurityGroupOwnerId").text(),
                ..native::UserIdGroupPair::default()
            })
            .into_iter()
            .collect(),
    })
}

/// `ModifySecurityGroupRules`.
pub(super) fn modify(call: &Call<'_>) -> Deeds {
    const INGRESS: &[&str] = &["ingress", "id"];
    const EGRESS: &[&str] = &["egress", "id"];
    let place = call.place(None);
    let mut deeds = Vec::new();
    for one in call.request.any(&["securityGroupRule", "securityGroupRules"]).list() {
        let Some(id) = one.get("securityGroupRuleId").text() else {
            return call.lacks("which rule it is about (`SecurityGroupRuleId`)");
        };
        let mut row = native_row(one.get("securityGroupRule"), false);
        row.security_group_rule_id = Some(id.clone());
        let rule = read_row(row).map(|rule| whole(&rule, rule_of(rule.clone(), call.account())));
        let becomes = |change: &mut Change, list: &'static str, rule: &Value| {
            change.becomes(list, part([("id", id.as_str().into())]), rule.clone());
        };
        match (&rule, group(call).ok()) {
            (Some(rule), Some(target)) => {
                let mut change = Change::of(GROUP);
                becomes(&mut change, "ingress", rule);
                becomes(&mut change, "egress", rule);
                deeds.push(change.done(place.clone(), target));
            }
            (None, Some(target)) => {
                let both = Done::Touched(&["ingress", "egress"]);
                deeds.push(Some(deed(place.clone(), GROUP, target, both)));
            }
            (rule, None) => {
                for (path, list) in [(INGRESS, "ingress"), (EGRESS, "egress")] {
                    let target = has(path, id.as_str());
                    deeds.push(match rule {
                        Some(rule) => {
                            let mut change = Change::of(GROUP);
                            becomes(&mut change, list, rule);
                            change.done(place.clone(), target)
                        }
                        None => Some(touched(place.clone(), target, list)),
                    });
                }
            }
        }
    }
    if deeds.is_empty() {
        return Ok(vec![deed(place, GROUP, group(call)?, Done::Touched(&["ingress", "egress"]))]);
    }
    Ok(deeds.into_iter().flatten().collect())
}

/// A rule that takes another's place under the same id: what it does not have, that has no more.
fn whole(rule: &Rule, mut told: Value) -> Value {
    let of_groups: &[&str] = match rule.peer {
        Peer::SecurityGroup(_) | Peer::Unknown(_) => &[],
        _ => &["peer_account", "peer_peering", "peer_vpc"],
    };
    if let Some(fields) = told.as_object_mut() {
        for field in ["icmp", "ports"].iter().chain(of_groups) {
            fields.entry(*field).or_insert(Value::Null);
        }
    }
    told
}

fn touched(place: Scope, target: Target, list: &str) -> Deed {
    let fields: &'static [&'static str] = if list == "egress" { &["egress"] } else { &["ingress"] };
    deed(place, GROUP, target, Done::Touched(fields))
}

/// `UpdateSecurityGroupRuleDescriptionsIngress` and `…Egress`. A rule is named with its new note. Named by its id alone, the rest of it is not told.
pub(super) fn describe(call: &Call<'_>) -> Deeds {
    let list = direction(call);
    let target = group(call)?;
    let mut change = Change::of(GROUP);
    for new in requested(call) {
        let mut old = new.clone();
        if let Some(fields) = old.as_object_mut() {
            fields.remove("description");
        }
        change.becomes(list, old, new);
    }
    let place = call.place(None);
    Ok(vec![
        change.done(place.clone(), target.clone()).unwrap_or_else(|| touched(place, target, list)),
    ])
}

/// `CreateSecurityGroup`. A new group lets its members send everything; under which ids, and whether over IPv6, is not told.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let request = call.request;
    let name = request.get("groupName").text();
    let target = match (call.response.get("groupId").text(), &name) {
        (Some(id), _) => is(id),
        (None, Some(name)) if !call.worked => has(&["name"], name.as_str()),
        _ => return call.lacks("which group it made (`groupId`)"),
    };
    let mut change = Change::of(GROUP);
    change.say(&["name"], name);
    change.say(&["description"], request.any(&["groupDescription", "description"]).text());
    change.say(&["vpc"], request.get("vpcId").text());
    change.set(&["ingress"], Some(Value::Array(Vec::new())));
    tags::of_resource(&mut change, request, "security-group");
    Ok(change.came(call.place(None), target))
}

/// `DeleteSecurityGroup`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(GROUP, group(call)?, Done::Went)])
}

/// `AssociateSecurityGroupVpc`. Whose the group and the network are is not told.
pub(super) fn associate(call: &Call<'_>) -> Deeds {
    let (group, vpc) = (call.given("groupId")?, call.given("vpcId")?);
    let target = is(format!("{group}/{vpc}"));
    let mut change = Change::of(ASSOCIATION);
    change.say(&["group"], Some(group));
    change.say(&["vpc"], Some(vpc));
    Ok(change.came(call.place(None), target))
}

/// `DisassociateSecurityGroupVpc`.
pub(super) fn disassociate(call: &Call<'_>) -> Deeds {
    let (group, vpc) = (call.given("groupId")?, call.given("vpcId")?);
    Ok(vec![call.deed(ASSOCIATION, is(format!("{group}/{vpc}")), Done::Went)])
}
