//! Firewall policies of networks, folders and organisations: their rules, and where they take hold.

use serde_json::{Map, Value, json};

use super::calls::{Call, Verb, silent};
use super::firewalls::itself;
use super::request::Request;
use crate::model::{Deed, Done, KindSpec, Provider, Scope, Target};
use crate::providers::deeds::{Change, deed, is};
use crate::providers::gcp::parse::link::Own;
use crate::providers::gcp::parse::{network, network_firewall_policy, policy_rule};

/// The calls about policies of either sort.
pub(super) const VERBS: &[Verb] = &[
    Verb { name: "insert", touches: &[], does: insert },
    Verb { name: "delete", touches: &[], does: silent },
    Verb { name: "patch", touches: &["description"], does: patch },
    Verb { name: "move", touches: &["parent"], does: moved },
    Verb { name: "addRule", touches: &["rules"], does: |call| add_rule(call, "rules") },
    Verb { name: "patchRule", touches: &["rules"], does: |call| patch_rule(call, "rules") },
    Verb { name: "removeRule", touches: &["rules"], does: |call| remove_rule(call, "rules") },
    Verb { name: "cloneRules", touches: &["rules"], does: silent },
    Verb {
        name: "addPacketMirroringRule",
        touches: &["mirroring_rules"],
        does: |call| add_rule(call, "mirroring_rules"),
    },
    Verb {
        name: "patchPacketMirroringRule",
        touches: &["mirroring_rules"],
        does: |call| patch_rule(call, "mirroring_rules"),
    },
    Verb {
        name: "removePacketMirroringRule",
        touches: &["mirroring_rules"],
        does: |call| remove_rule(call, "mirroring_rules"),
    },
    Verb { name: "addAssociation", touches: &["associations"], does: add_association },
    Verb { name: "patchAssociation", touches: &["associations"], does: silent },
    Verb { name: "removeAssociation", touches: &["associations"], does: remove_association },
];

/// The networks in which policies take hold.
static NETWORK: KindSpec = network::SPEC;

/// Calls that write and change nothing that is recorded.
pub(super) const HARMLESS: &[&str] = &["setIamPolicy"];

/// The number of a policy of a folder or an organisation: in its name, or what it was given.
pub(super) fn number(call: &Call<'_>) -> Option<String> {
    let is_number =
        |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let named = call.name.rsplit('/').next().filter(is_number);
    named.map(str::to_owned).or_else(|| call.target_id.clone())
}

fn is_of_networks(call: &Call<'_>) -> bool {
    call.spec.kind == network_firewall_policy::SPEC.kind
}

/// A policy begins with rules that Google gives it, so an entry does not show all of it.
fn insert(call: &Call<'_>) -> Option<Vec<Deed>> {
    if call.request.is_empty() {
        return None;
    }
    let sent = call.request.under(&["firewallPolicyResource", "firewallPolicy"]);
    let mut change = Change::of(call.spec);
    let say = |change: &mut Change, field: &str, text: Option<&str>| {
        if let Some(text) = text {
            change.set(&[field], Some(text.into()));
        }
    };
    say(&mut change, "description", sent.text("description"));
    if !is_of_networks(call) {
        say(&mut change, "short_name", sent.text("shortName").or_else(|| sent.text("displayName")));
        say(&mut change, "parent", call.request.text("parentId").or_else(|| sent.text("parent")));
    }
    Some(change.came(call.scope, itself(call)))
}

fn patch(call: &Call<'_>) -> Option<Vec<Deed>> {
    let sent = call.request.under(&["firewallPolicyResource"]);
    if sent.has("rules") || sent.has("associations") || !sent.has("description") {
        return None;
    }
    let mut change = Change::of(call.spec);
    change.set(&["description"], sent.text("description").map(Value::from));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

fn moved(call: &Call<'_>) -> Option<Vec<Deed>> {
    let parent = call.request.text("parentId")?;
    let mut change = Change::of(call.spec);
    change.set(&["parent"], Some(parent.into()));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// A rule that was sent, in a field of its own or beside the call's own fields.
fn sent(call: &Call<'_>) -> Request {
    call.request.under(&["firewallPolicyRule", "firewallPolicyRuleResource", "rule"])
}

fn own(call: &Call<'_>) -> Own {
    if is_of_networks(call) { call.own() } else { Own::of(None, "") }
}

/// A rule as it is recorded; nothing when it can't be read without doubt.
fn rule(call: &Call<'_>, sent: &Request) -> Option<Map<String, Value>> {
    let mut doubts = Vec::new();
    let mut rules = policy_rule::rules(vec![sent.read_as()?], "", &own(call), &mut doubts);
    let rule = rules.pop().filter(|_| doubts.is_empty())?;
    match serde_json::to_value(rule).ok()? {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}

fn add_rule(call: &Call<'_>, list: &str) -> Option<Vec<Deed>> {
    let rule = rule(call, &sent(call))?;
    let mut change = Change::of(call.spec);
    change.comes(list, Value::Object(rule));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// The priority by which a call names a rule.
fn priority(call: &Call<'_>) -> Option<i64> {
    let of = |request: &Request| request.get("priority").and_then(Value::as_i64);
    of(&call.request).or_else(|| of(&sent(call)))
}

/// The fields of a rule, each with what is recorded of it.
const FIELDS: &[(&str, &str)] = &[
    ("action", "action"),
    ("description", "description"),
    ("direction", "direction"),
    ("disabled", "disabled"),
    ("enableLogging", "logging"),
    ("priority", "priority"),
    ("ruleName", "name"),
    ("securityProfileGroup", "security_profile_group"),
    ("targetForwardingRules", "target"),
    ("targetResources", "target"),
    ("targetSecureTags", "target"),
    ("targetServiceAccounts", "target"),
    ("targetType", "target"),
    ("tlsInspect", "tls_inspect"),
];

/// Only what is sent is changed. A side of a match that is sent in part is told as it was sent.
fn patch_rule(call: &Call<'_>, list: &str) -> Option<Vec<Deed>> {
    let priority = priority(call)?;
    let sent = sent(call);
    // What is not sent has to be something for it to be read, and is not told.
    let filled = sent.under(&[]).or("action", "allow").or("priority", priority);
    let mut filled_match = filled.get("match").cloned().unwrap_or_else(|| json!({}));
    let matched = filled_match.as_object_mut()?;
    let keys: Vec<String> = matched.keys().cloned().collect();
    if !matched.contains_key("layer4Configs") {
        matched.insert("layer4Configs".to_owned(), json!([{ "ipProtocol": "all" }]));
    }
    let whole = Request::default().or("match", filled_match).over(filled);
    let rule = rule(call, &whole)?;
    let mut to = Map::new();
    let mut tell = |field: &str| {
        // What is off, or not there, is recorded by leaving it out, and an edit says so with null.
        to.insert(field.to_owned(), rule.get(field).cloned().unwrap_or(Value::Null));
    };
    for (_, field) in FIELDS.iter().filter(|(key, _)| sent.has(key)) {
        tell(field);
    }
    for key in &keys {
        match key.as_str() {
            "layer4Configs" => tell("traffic"),
            key if key.starts_with("src") => tell("source"),
            key if key.starts_with("dest") => tell("destination"),
            _ => return None,
        }
    }
    if to.is_empty() {
        return None;
    }
    let mut change = Change::of(call.spec);
    change.becomes(list, json!({ "priority": priority }), Value::Object(to));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

fn remove_rule(call: &Call<'_>, list: &str) -> Option<Vec<Deed>> {
    let mut change = Change::of(call.spec);
    change.goes(list, json!({ "priority": priority(call)? }));
    change.done(call.scope, itself(call)).map(|deed| vec![deed])
}

/// Where a policy takes hold is told by the policy; of one of networks also by the network, wherever that is.
fn add_association(call: &Call<'_>) -> Option<Vec<Deed>> {
    let sent = call.request.under(&["firewallPolicyAssociation", "association"]);
    let link = sent.text("attachmentTarget")?;
    let name = sent.text("name");
    let own = own(call);
    let target = if is_of_networks(call) { own.name(link) } else { own.relative(link) };
    let mut association = Map::new();
    association.insert("target".to_owned(), target.clone().into());
    if let Some(name) = name {
        association.insert("name".to_owned(), name.into());
    }
    let mut change = Change::of(call.spec);
    change.comes("associations", Value::Object(association));
    let mut deeds: Vec<Deed> = change.done(call.scope, itself(call)).into_iter().collect();
    if is_of_networks(call) {
        let (scope, network) = network_of(call, link);
        let mut hold = Map::new();
        hold.insert("policy".to_owned(), call.id.clone().into());
        if let Some(name) = name {
            hold.insert("association".to_owned(), name.into());
        }
        let mut change = Change::of(&NETWORK);
        change.comes("firewall_policies", Value::Object(hold));
        if call.id.starts_with("global/") {
            change.set(&["firewall_policy"], Some(call.id.clone().into()));
        }
        deeds.extend(change.done(&scope, is(network.clone())));
        if call.request.switch("replaceExistingAssociation") == Some(true) {
            let touched = Done::Touched(&["firewall_policies"]);
            deeds.push(deed(&scope, &NETWORK, is(network), touched));
        }
    } else if call.request.switch("replaceExistingAssociation") == Some(true) {
        let other = Target::Has { path: &["associations", "target"], value: target.into() };
        deeds.push(deed(call.scope, call.spec, other, Done::Touched(&["associations"])));
    }
    Some(deeds)
}

/// Where a network is, and what it is called there.
fn network_of(call: &Call<'_>, link: &str) -> (Scope, String) {
    let relative = call.own().relative(link);
    let (project, path) =
        match relative.strip_prefix("projects/").and_then(|rest| rest.split_once('/')) {
            Some((project, path)) => (project.to_owned(), path.to_owned()),
            None => (call.place(), relative.clone()),
        };
    let scope = Scope::new(Provider::Gcp, &project).unwrap_or_else(|_| call.scope.clone());
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    (scope, name)
}

/// The entry names the association and not where it was.
fn remove_association(call: &Call<'_>) -> Option<Vec<Deed>> {
    let name = call.request.text("name")?;
    let mut change = Change::of(call.spec);
    change.goes("associations", json!({ "name": name }));
    let mut deeds: Vec<Deed> = change.done(call.scope, itself(call)).into_iter().collect();
    if is_of_networks(call) {
        let target =
            Target::Has { path: &["firewall_policies", "association"], value: name.into() };
        let mut change = Change::of(&NETWORK);
        change.goes("firewall_policies", json!({ "association": name, "policy": call.id }));
        if call.id.starts_with("global/") {
            change.set(&["firewall_policy"], None);
        }
        deeds.extend(change.done(call.scope, target));
    }
    Some(deeds)
}
