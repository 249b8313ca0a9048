//! Random calls of a little EC2 that answers and logs as the real one does: each state that its log leads to is the one that it had.

use std::collections::BTreeMap;
use std::fs;

use camino::Utf8Path;
use jiff::SignedDuration;

use super::super::index::{Index, Sides};
use super::super::versions::{Version, versions};
use super::super::window::Window;
use super::super::{Lies, LogFiles, LogSource, read};
use super::*;
use crate::baseline::Holder;
use crate::model::ResourceId;
use crate::providers::dice::Dice;
use crate::providers::kind_spec;
use crate::sources::{Places, Source};

const ACCOUNT: &str = "111122223333";
const GROUPS: [&str; 2] = ["sg-1", "sg-2"];
/// How many calls a history has.
const CALLS: usize = 25;

#[derive(Clone, PartialEq)]
struct Rule {
    id: String,
    is_egress: bool,
    protocol: &'static str,
    ports: (i64, i64),
    /// The field of a permission that holds the peer, and the peer.
    peer: (&'static str, &'static str),
    description: Option<String>,
}

#[derive(Clone, Default)]
struct Group {
    tags: BTreeMap<String, String>,
    rules: Vec<Rule>,
}

struct Ec2 {
    groups: BTreeMap<String, Group>,
    rules_made: usize,
    log: Vec<Value>,
}

/// The list of a permission, the field of its items, and the field of a rule.
const PEERS: [(&str, &str, &str); 3] = [
    ("ipRanges", "cidrIp", "cidrIpv4"),
    ("ipv6Ranges", "cidrIpv6", "cidrIpv6"),
    ("groups", "groupId", "referencedGroupId"),
];

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

impl Rule {
    fn of(dice: &mut Dice<()>) -> Self {
        let protocol = dice.pick(&["tcp", "udp", "-1"]);
        let ports = if protocol == "-1" { (-1, -1) } else { dice.pick(&[(22, 22), (443, 445)]) };
        let peer = dice.pick(&[
            ("ipRanges", "0.0.0.0/0"),
            ("ipRanges", "10.0.0.0/8"),
            ("ipv6Ranges", "::/0"),
            ("groups", "sg-1"),
        ]);
        let description = dice.one_in(3).then(|| "meant".to_owned());
        Self { id: String::new(), is_egress: dice.one_in(4), protocol, ports, peer, description }
    }

    /// Whether EC2 takes them for the same.
    fn is_like(&self, other: &Self) -> bool {
        (self.is_egress, self.protocol, self.ports, self.peer)
            == (other.is_egress, other.protocol, other.ports, other.peer)
    }

    fn field(&self) -> (&'static str, &'static str, &'static str) {
        PEERS.into_iter().find(|(list, _, _)| *list == self.peer.0).unwrap()
    }

    /// As a permission with one peer, in names that begin small or large.
    fn permission(&self, is_native: bool) -> Value {
        let name = |name: &str| if is_native { capital(name) } else { name.to_owned() };
        let (list, item, _) = self.field();
        let mut peer = json!({ name(item): self.peer.1 });
        if list == "groups" {
            peer[name("userId")] = json!(ACCOUNT);
        }
        if let Some(description) = &self.description {
            peer[name("description")] = json!(description);
        }
        let mut permission = json!({ name("ipProtocol"): self.protocol });
        if self.protocol != "-1" {
            permission[name("fromPort")] = json!(self.ports.0);
            permission[name("toPort")] = json!(self.ports.1);
        }
        if is_native {
            for (list, key) in [
                ("ipRanges", "IpRanges"),
                ("ipv6Ranges", "Ipv6Ranges"),
                ("groups", "UserIdGroupPairs"),
            ] {
                let has = list == self.peer.0;
                permission[key] = if has { json!([peer]) } else { json!([]) };
            }
            permission["PrefixListIds"] = json!([]);
        } else {
            permission[list] = json!({ "items": [peer] });
        }
        permission
    }

    /// As a rule with an id.
    fn told(&self, group: &str, is_native: bool) -> Value {
        let name = |name: &str| if is_native { capital(name) } else { name.to_owned() };
        let mut told = json!({
            name("groupId"): group, name("groupOwnerId"): ACCOUNT, name("isEgress"): self.is_egress,
            name("securityGroupRuleId"): self.id, name("ipProtocol"): self.protocol,
            name("fromPort"): self.ports.0, name("toPort"): self.ports.1,
        });
        let (list, _, field) = self.field();
        if list == "groups" {
            told[name("referencedGroupInfo")] =
                json!({ name("groupId"): self.peer.1, name("userId"): ACCOUNT });
        } else {
            told[name(field)] = json!(self.peer.1);
        }
        if let Some(description) = &self.description {
            told[name("description")] = json!(description);
        }
        told
    }
}

impl Ec2 {
    fn new(dice: &mut Dice<()>) -> Self {
        let mut ec2 = Self { groups: BTreeMap::new(), rules_made: 0, log: Vec::new() };
        for id in GROUPS {
            let mut group = Group::default();
            for _ in 0..3 {
                let rule = Rule { id: ec2.fresh(), ..Rule::of(dice) };
                if !group.rules.iter().any(|one| one.is_like(&rule)) {
                    group.rules.push(rule);
                }
            }
            ec2.groups.insert(id.to_owned(), group);
        }
        ec2
    }

    fn fresh(&mut self) -> String {
        self.rules_made += 1;
        format!("sgr-{}", self.rules_made)
    }

    fn write(&mut self, call: &str, request: &Value, response: &Value, error: Option<&str>) {
        let number = self.log.len();
        let time = at(1) + SignedDuration::from_secs(i64::try_from(number).unwrap());
        let mut record = json!({
            "eventVersion": "1.10", "eventTime": time.to_string(), "eventID": number.to_string(),
            "eventSource": "ec2.amazonaws.com", "eventName": call, "awsRegion": "eu-west-1",
            "userIdentity": {
                "type": "IAMUser", "arn": format!("arn:aws:iam::{ACCOUNT}:user/ana"),
                "accountId": ACCOUNT, "userName": "ana",
            },
            "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2", "requestID": "r",
            "requestParameters": request, "responseElements": response, "readOnly": false,
            "eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": ACCOUNT,
        });
        if let Some(error) = error {
            record["errorCode"] = json!(error);
            record["responseElements"] = Value::Null;
        }
        self.log.push(record);
    }

    /// Somebody calls something.
    fn call(&mut self, dice: &mut Dice<()>) {
        let id = dice.pick(&GROUPS).to_owned();
        let Some(mut group) = self.groups.get(&id).cloned() else {
            let request = json!({ "groupId": id });
            return self.write(
                "DeleteSecurityGroup",
                &request,
                &Value::Null,
                Some("Client.InvalidGroup.NotFound"),
            );
        };
        let yes = json!({ "_return": true });
        let side = |is_egress: bool| if is_egress { "Egress" } else { "Ingress" };
        match dice.below(12) {
            0..=3 => {
                let rule = Rule { id: self.fresh(), ..Rule::of(dice) };
                let call = format!("AuthorizeSecurityGroup{}", side(rule.is_egress));
                let permissions = json!({ "items": [rule.permission(false)] });
                let request = json!({ "groupId": id, "ipPermissions": permissions });
                if group.rules.iter().any(|one| one.is_like(&rule)) {
                    let error = Some("Client.InvalidPermission.Duplicate");
                    return self.write(&call, &request, &Value::Null, error);
                }
                if dice.one_in(5) {
                    let error = Some("Client.UnauthorizedOperation");
                    return self.write(&call, &request, &Value::Null, error);
                }
                let made = json!({ "items": [rule.told(&id, false)] });
                let response = json!({ "_return": true, "securityGroupRuleSet": made });
                self.write(&call, &request, &response, None);
                group.rules.push(rule);
            }
            4..=7 if !group.rules.is_empty() => {
                let rule = group.rules.remove(dice.below(group.rules.len()));
                let request = if dice.one_in(2) {
                    let ids = json!({ "items": [{ "securityGroupRuleId": rule.id }] });
                    json!({ "groupId": id, "ipPermissions": {}, "securityGroupRuleIds": ids })
                } else {
                    let permissions = json!({ "items": [rule.permission(false)] });
                    json!({ "groupId": id, "ipPermissions": permissions })
                };
                let call = format!("RevokeSecurityGroup{}", side(rule.is_egress));
                self.write(&call, &request, &yes, None);
            }
            8 | 9 if !group.rules.is_empty() => {
                let which = dice.below(group.rules.len());
                let was = group.rules.remove(which);
                let rule = Rule { id: was.id.clone(), is_egress: was.is_egress, ..Rule::of(dice) };
                let is_taken = group.rules.iter().any(|one| one.is_like(&rule));
                let mut said = json!({ "IpProtocol": rule.protocol, "FromPort": rule.ports.0, "ToPort": rule.ports.1 });
                said[capital(rule.field().2)] = json!(rule.peer.1);
                if let Some(description) = &rule.description {
                    said["Description"] = json!(description);
                }
                let one =
                    json!({ "SecurityGroupRuleId": rule.id, "tag": 1, "SecurityGroupRule": said });
                let request = json!({ "ModifySecurityGroupRulesRequest": { "GroupId": id, "SecurityGroupRule": one } });
                let response = json!({ "ModifySecurityGroupRulesResponse": { "return": true } });
                // What is not said stays.
                let rule = Rule {
                    description: rule.description.clone().or(was.description.clone()),
                    ..rule
                };
                if is_taken {
                    group.rules.insert(which, was);
                    let error = Some("Client.InvalidPermission.Duplicate");
                    self.write("ModifySecurityGroupRules", &request, &Value::Null, error);
                } else {
                    self.write("ModifySecurityGroupRules", &request, &response, None);
                    group.rules.insert(which, rule);
                }
            }
            10 => {
                let value = dice.pick(&["shop", "pay"]).to_owned();
                let tags = json!({ "items": [{ "key": "team", "value": value }] });
                let resources = json!({ "items": [{ "resourceId": id }] });
                let request = json!({ "resourcesSet": resources, "tagSet": tags });
                if dice.one_in(3) {
                    self.write("DeleteTags", &request, &yes, None);
                    // One of another value stays.
                    if group.tags.get("team") == Some(&value) {
                        group.tags.remove("team");
                    }
                } else {
                    self.write("CreateTags", &request, &yes, None);
                    group.tags.insert("team".to_owned(), value);
                }
            }
            11 if dice.one_in(4) => {
                self.write("DeleteSecurityGroup", &json!({ "groupId": id }), &yes, None);
                self.groups.remove(&id);
                return;
            }
            _ => {
                let request = json!({ "groupId": id });
                let error = Some("Client.UnauthorizedOperation");
                self.write("DeleteSecurityGroup", &request, &Value::Null, error);
            }
        }
        self.groups.insert(id, group);
    }

    /// What it answers to whoever describes it.
    fn snapshot(&self, folder: &Utf8Path) -> Snapshot {
        let mut groups = Vec::new();
        let mut rules = Vec::new();
        for (id, Group { tags, rules: own }) in &self.groups {
            let side = |is_egress: bool| -> Vec<Value> {
                let some = own.iter().filter(|rule| rule.is_egress == is_egress);
                some.map(|rule| rule.permission(true)).collect()
            };
            let tags: Vec<Value> =
                tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
            groups.push(json!({
                "GroupId": id, "GroupName": id, "Description": id, "OwnerId": ACCOUNT, "VpcId": "vpc-1",
                "IpPermissions": side(false), "IpPermissionsEgress": side(true), "Tags": tags,
            }));
            rules.extend(own.iter().map(|rule| rule.told(id, true)));
        }
        let place = folder.join("aws").join(ACCOUNT).join("eu-west-1");
        fs::create_dir_all(&place).unwrap();
        for (call, answer) in [
            ("describe-security-groups", json!({ "SecurityGroups": groups })),
            ("describe-security-group-rules", json!({ "SecurityGroupRules": rules })),
        ] {
            fs::write(place.join(call).with_extension("json"), answer.to_string()).unwrap();
        }
        let (host, command) = ("here".to_owned(), "read".to_owned());
        let holder = Holder { pid: 1, host, command, since: at(0) };
        let places = Places {
            folder: folder.to_owned(),
            baseline: folder.to_owned(),
            cluster: String::new(),
            holder,
            demand: None,
            wanted: None,
            seal: None,
        };
        Source::Dump(folder.to_owned()).read(&places).unwrap()
    }
}

/// All of a resource, with its rules in one order and without their ids, which not every record has.
fn all_of(resource: Option<&Resource>) -> Option<Value> {
    let mut durable = resource?.durable.value().unwrap();
    for side in ["ingress", "egress"] {
        let rules = durable[side].as_array_mut().unwrap();
        for rule in rules.iter_mut() {
            rule.as_object_mut().unwrap().remove("id");
        }
        rules.sort_by_key(Value::to_string);
    }
    Some(durable)
}

#[test]
fn a_log_leads_through_every_state_that_there_was() {
    let spec = kind_spec(&kind()).unwrap();
    let mut followed = 0;
    for seed in 0..40 {
        let mut dice = Dice::<()>::of(seed + 1);
        let place = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(place.path()).unwrap();
        let mut ec2 = Ec2::new(&mut dice);
        let before = ec2.snapshot(&folder.join("before"));
        let mut states = Vec::new();
        while ec2.log.len() < CALLS {
            ec2.call(&mut dice);
            states.push(ec2.snapshot(&folder.join("after")));
        }
        // A trail delivers late, twice and in no order.
        let mut records = ec2.log.clone();
        records.extend(ec2.log.iter().filter(|_| dice.one_in(4)).cloned());
        let turned = dice.below(records.len());
        records.rotate_left(turned);
        let log = folder.join("trail.json");
        fs::write(&log, json!({ "Records": records }).to_string()).unwrap();
        let files = LogFiles { lies: Lies::Here(log), named: "trail".to_owned(), scope: None };
        let book = read(&[LogSource::Files(files)], &BTreeMap::new()).unwrap();

        let after = states.last().unwrap();
        let pairing = Pairing::new(&before, after, &[]).unwrap();
        let sides = Sides { before: &before, after, pairing: &pairing };
        let always = |_: &Scope| Window { since: None, until: at(1000), is_strict: false };
        let index = Index::of_done(&book, sides, &always);
        for group in GROUPS {
            let id = ResourceId { scope: scope(), kind: kind(), identity: group.parse().unwrap() };
            let events = index.about(&id).iter().map(|(event, deed)| (*event, &deed.act));
            for step in versions(spec, before.get(&id), events) {
                let number: usize = step.event.event.parse().unwrap();
                let Version::Known(is) = &step.version else { panic!("{seed}: {step:#?}") };
                let (is, was) = (is.as_ref(), states[number].get(&id));
                assert_eq!(all_of(is), all_of(was), "{seed}, after call {number}");
                assert!(is_same(&id, is, was), "{seed}, after call {number}");
                followed += 1;
            }
        }
    }
    assert!(followed > 400, "{followed}");
}

fn is_same(id: &ResourceId, one: Option<&Resource>, other: Option<&Resource>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => compare::difference(id, Some(one), Some(other)).is_none(),
        _ => false,
    }
}
