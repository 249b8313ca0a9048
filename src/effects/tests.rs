//! What changes mean, from two dumps to boxes.

mod around;
mod azure;
mod doors;
mod entrances;
mod exposure;
mod gcp;
mod order;
mod pods;
mod refactorings;
mod sequence;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::compute;
use crate::compare::{Pairing, compare};
use crate::model::{Assumptions, Effect, Flow, Provider, Scope, Snapshot, Subject, Traffic};
use crate::providers::{Answer, entry};
use crate::traffic::{Decision, Side};

/// What `aws` printed: calls and their answers.
type Answers = Vec<(String, Value)>;

fn snapshot(answers: &Answers) -> Snapshot {
    let answer = |(name, json): &(String, Value)| {
        let bytes = json.to_string().into_bytes();
        let (name, path) = (name.clone(), format!("{name}.json").into());
        Answer { name, path, read: Box::new(move || Ok(bytes)) }
    };
    let scope: Scope = "aws:111122223333/eu-west-1".parse().unwrap();
    let read = entry(Provider::Aws).unwrap().read_dump;
    let reading = read(&scope, answers.iter().map(answer).collect(), None);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

/// The effect of each change, by identity. A change that can have none is not in it.
fn effects(before: &Answers, after: &Answers) -> BTreeMap<String, Effect> {
    let (before, after) = (snapshot(before), snapshot(after));
    let pairing = Pairing::new(&before, &after, &[]).unwrap();
    let subjects = compare(&before, &after, &pairing).subjects;
    let subjects = compute(subjects, &before, &after, &pairing, Assumptions::default());
    let effect = |subject| match subject {
        Subject::Change(change) => Some((change.id.identity.to_string(), change.effect?)),
        Subject::Gap { .. }
        | Subject::Unapproved { .. }
        | Subject::State(_)
        | Subject::Paper(_) => None,
    };
    subjects.into_iter().filter_map(effect).collect()
}

/// The effect of the only change.
fn effect(before: &Answers, after: &Answers) -> Effect {
    let mut all = effects(before, after);
    assert_eq!(all.len(), 1, "{all:?}");
    all.pop_first().unwrap().1
}

fn traffic(effect: Effect) -> Traffic {
    let Effect::Traffic(traffic) = effect else { panic!("{effect:?}") };
    let traffic = *traffic;
    // Whatever it is, its witness proves it.
    if let Some(witness) = &traffic.witness {
        assert_ne!(witness.before.decision, witness.after.decision);
        let flows = traffic.opened.iter().chain(&traffic.closed);
        let mut flows = flows.filter(|flow| flow.direction == witness.direction);
        assert!(flows.any(|flow| flow.packets.contains(&witness.packet)));
        let opens = witness.after.decision == Decision::Allow;
        assert_eq!(opens, !traffic.opened.is_empty(), "a witness of what opened goes first");
    }
    assert_eq!(traffic.witness.is_none(), traffic.is_same());
    traffic
}

/// One line a box: `+ ingress tcp 22 from 0.0.0.0/0`.
fn lines(effect: Effect) -> Vec<String> {
    let traffic = traffic(effect);
    let say = |sign: &str, flow: &Flow| {
        let far = flow.far();
        let towards = if flow.far_side() == Side::Source { "from" } else { "to" };
        let mut text = format!("{sign} {} {}", flow.direction.word(), flow.protocol());
        for part in [flow.ports(), flow.icmp()].into_iter().flatten() {
            text.push_str(&format!(" {part}"));
        }
        text.push_str(&format!(" {towards} {}", far.any_of.join(", ")));
        for (word, list) in [(" inside ", far.within), (" except ", far.except)] {
            if !list.is_empty() {
                text.push_str(&format!("{word}{}", list.join(", ")));
            }
        }
        text
    };
    let opened = traffic.opened.iter().map(|flow| say("+", flow));
    opened.chain(traffic.closed.iter().map(|flow| say("-", flow))).collect()
}

fn answers(list: &[(&str, Value)]) -> Answers {
    list.iter().map(|(call, json)| ((*call).to_owned(), json.clone())).collect()
}

/// Groups, each with what it lets in.
fn groups(list: &[(&str, Value)]) -> Answers {
    let group = |(id, permissions): &(&str, Value)| json!({ "GroupId": id, "GroupName": id, "OwnerId": "111122223333", "VpcId": "vpc-1", "IpPermissions": permissions });
    let all: Vec<Value> = list.iter().map(group).collect();
    answers(&[("describe-security-groups", json!({ "SecurityGroups": all }))])
}

/// A group `sg-1` that lets this in.
fn group(permissions: Value) -> Answers {
    groups(&[("sg-1", permissions)])
}

/// One permission for a block.
fn allow(protocol: &str, from: i64, to: i64, block: &str) -> Value {
    let six = block.contains(':');
    let (range, cidr) = if six { ("Ipv6Ranges", "CidrIpv6") } else { ("IpRanges", "CidrIp") };
    json!({ "IpProtocol": protocol, "FromPort": from, "ToPort": to, range: [{ cidr: block }] })
}

/// One permission for a peer that has a name.
fn allow_named(from: i64, to: i64, name: &str) -> Value {
    let mut permission = json!({ "IpProtocol": "tcp", "FromPort": from, "ToPort": to });
    if name.starts_with("pl-") {
        permission["PrefixListIds"] = json!([{ "PrefixListId": name }]);
    } else {
        permission["UserIdGroupPairs"] = json!([{ "GroupId": name, "UserId": "111122223333" }]);
    }
    permission
}

/// The answers with a prefix list and its entries; nothing for entries that were not read.
fn with_list(mut answers: Answers, blocks: Option<&[&str]>) -> Answers {
    let list =
        json!({ "PrefixListId": "pl-1", "OwnerId": "111122223333", "PrefixListName": "partners" });
    answers.push(("describe-managed-prefix-lists".to_owned(), json!({ "PrefixLists": [list] })));
    if let Some(blocks) = blocks {
        let entries: Vec<Value> = blocks.iter().map(|block| json!({ "Cidr": block })).collect();
        answers.push((
            "get-managed-prefix-list-entries.pl-1".to_owned(),
            json!({ "Entries": entries }),
        ));
    }
    answers
}

/// One ACL with these entries of its ingress list.
fn acl(entries: &[(i64, &str, &str, &str)]) -> Answers {
    let entry = |(number, action, protocol, block): &(i64, &str, &str, &str)| {
        let cidr = if block.contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" };
        json!({ "RuleNumber": number, "RuleAction": action, "Protocol": protocol, "Egress": false, cidr: block })
    };
    let all: Vec<Value> = entries.iter().map(entry).collect();
    let acl = json!({ "NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": all, "Associations": [{ "SubnetId": "subnet-1" }] });
    answers(&[("describe-network-acls", json!({ "NetworkAcls": [acl] }))])
}
