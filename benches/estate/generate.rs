//! A large estate as the `aws` command line prints it: four spaces a level, a list of peers for each protocol and
//! port range, the ids of rules in an answer of their own.
//!
//! The same number of groups gives the same bytes. Items are written one by one, so that this program stays small.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::network;
use serde::ser::SerializeMap as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-west-1";

/// How many rules a group has.
pub(crate) const RULES: usize = 20;
/// One group in this many has drifted.
pub(crate) const DRIFTED: usize = 100;

/// Which version of the estate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Approved,
    Today,
}

/// The other answers of the region, so that nothing is skipped.
const EMPTY: &[(&str, &str)] = &[
    ("describe-flow-logs", "FlowLogs"),
    ("describe-managed-prefix-lists", "PrefixLists"),
    ("describe-security-group-vpc-associations", "SecurityGroupVpcAssociations"),
    ("describe-trails", "trailList"),
    ("describe-vpc-block-public-access-exclusions", "VpcBlockPublicAccessExclusions"),
];

/// Writes the dump of one account and region.
pub(crate) fn write(dump: &Path, groups: usize, side: Side) -> Result<(), Box<dyn Error>> {
    let folder = dump.join("aws").join(ACCOUNT).join(REGION);
    fs::create_dir_all(&folder)?;
    for (call, key) in EMPTY {
        list(&folder, call, key, std::iter::empty())?;
    }
    for (call, key, items) in network::answers(groups) {
        list(&folder, call, key, items.into_iter())?;
    }
    let options = json!({"VpcBlockPublicAccessOptions": {
        "AwsAccountId": ACCOUNT, "AwsRegion": REGION, "State": "default-state",
        "InternetGatewayBlockMode": "off", "ExclusionsAllowed": "allowed", "ManagedBy": "account",
    }});
    fs::write(
        folder.join("describe-vpc-block-public-access-options.json"),
        serde_json::to_string_pretty(&options)?,
    )?;
    let all = || (0..groups).map(|group| (group, rules(group, side)));
    list(
        &folder,
        "describe-security-groups",
        "SecurityGroups",
        all().map(|(number, rules)| group(number, &rules)),
    )?;
    list(
        &folder,
        "describe-security-group-rules",
        "SecurityGroupRules",
        all().flat_map(|(number, rules)| {
            rules.into_iter().enumerate().map(move |(index, rule)| row(number, index, &rule))
        }),
    )
}

/// Writes `{key: [items]}`.
fn list(
    folder: &Path,
    call: &str,
    key: &str,
    items: impl Iterator<Item = Value> + Clone,
) -> Result<(), Box<dyn Error>> {
    struct Items<I>(I);
    impl<I: Iterator<Item = Value> + Clone> serde::Serialize for Items<I> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.0.clone())
        }
    }
    let mut file = BufWriter::new(File::create(folder.join(format!("{call}.json")))?);
    let layout = PrettyFormatter::with_indent(b"    ");
    let mut serializer = Serializer::with_formatter(&mut file, layout);
    let mut answer = serde::Serializer::serialize_map(&mut serializer, Some(1))?;
    answer.serialize_entry(key, &Items(items))?;
    answer.end()?;
    writeln!(file)?;
    Ok(file.into_inner()?.sync_all()?)
}

/// One rule; those that follow each other with the same ports are printed as one permission.
#[derive(Clone)]
struct Rule {
    egress: bool,
    protocol: &'static str,
    ports: Option<(u16, u16)>,
    peer: Peer,
    note: String,
}

#[derive(Clone)]
enum Peer {
    V4(String),
    V6(String),
    Group(String),
}

/// Six pairs of networks and three groups may come in, two permissions go out.
fn rules(group: usize, side: Side) -> Vec<Rule> {
    let tcp = |egress, port: u16, peer, note: &str| Rule {
        egress,
        protocol: "tcp",
        ports: Some((port, port)),
        peer,
        note: note.to_owned(),
    };
    let (high, low) = (group / 200 % 200, group % 200);
    let mut rules = Vec::with_capacity(RULES);
    for (port, note) in (8000..).zip(["api", "admin", "metrics", "health", "grpc", "debug"]) {
        for network in [16, 24] {
            let peer = Peer::V4(format!("10.{high}.{low}.0/{network}"));
            rules.push(tcp(false, port, peer, &format!("{note} from the office network {low}")));
        }
    }
    for (port, near) in (9000..).zip(1..=3) {
        rules.push(tcp(false, port, Peer::Group(group_id(group / 50 * 50 + near)), "from a peer"));
    }
    for (peer, note) in [
        (Peer::V4("198.51.100.0/24".to_owned()), "payments"),
        (Peer::V4("203.0.113.0/28".to_owned()), "mail"),
        (Peer::V6("2001:db8:40::/48".to_owned()), "mail"),
    ] {
        rules.push(tcp(true, 443, peer, note));
    }
    let everywhere = [Peer::V4("0.0.0.0/0".to_owned()), Peer::V6("::/0".to_owned())];
    for peer in everywhere {
        rules.push(Rule {
            egress: true,
            protocol: "udp",
            ports: Some((123, 124)),
            peer,
            note: String::new(),
        });
    }
    if side == Side::Today
        && group % DRIFTED == 7
        && let Some(first) = rules.first_mut()
    {
        first.peer = Peer::V4("0.0.0.0/0".to_owned());
    }
    rules
}

/// Different numbers for different numbers, in no order.
const fn spread(number: usize) -> u64 {
    (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) % (1 << 60)
}

/// The network of this number.
pub(crate) fn vpc_id(network: usize) -> String {
    format!("vpc-0{network:016x}")
}

/// The group of this number.
pub(crate) fn group_id(group: usize) -> String {
    format!("sg-0{:016x}", spread(group))
}

fn rule_id(group: usize, index: usize) -> String {
    format!("sgr-0{:016x}", spread(group * RULES + index))
}

fn group(number: usize, rules: &[Rule]) -> Value {
    let id = group_id(number);
    let permissions = |egress| {
        let mine: Vec<&Rule> = rules.iter().filter(|rule| rule.egress == egress).collect();
        mine.chunk_by(|a, b| a.ports == b.ports).map(permission).collect::<Vec<_>>()
    };
    json!({
        "GroupId": id,
        "IpPermissionsEgress": permissions(true),
        "Tags": [
            {"Key": "env", "Value": "prod"},
            {"Key": "owner", "Value": format!("team-{}", number % 40)},
        ],
        "VpcId": vpc_id(number / network::PER_NETWORK),
        "SecurityGroupArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{id}"),
        "OwnerId": ACCOUNT,
        "GroupName": format!("service-{number}"),
        "Description": format!("members of service {number}"),
        "IpPermissions": permissions(false),
    })
}

fn permission(rules: &[&Rule]) -> Value {
    let (mut v4, mut v6, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for rule in rules {
        let (list, key, peer) = match &rule.peer {
            Peer::V4(peer) => (&mut v4, "CidrIp", peer),
            Peer::V6(peer) => (&mut v6, "CidrIpv6", peer),
            Peer::Group(peer) => (&mut groups, "GroupId", peer),
        };
        let mut entry = json!({key: peer});
        if !rule.note.is_empty() {
            set(&mut entry, "Description", json!(rule.note));
        }
        if key == "GroupId" {
            set(&mut entry, "UserId", json!(ACCOUNT));
        }
        list.push(entry);
    }
    let mut permission = json!({
        "IpProtocol": rules.first().map(|rule| rule.protocol),
        "UserIdGroupPairs": groups, "IpRanges": v4, "Ipv6Ranges": v6, "PrefixListIds": [],
    });
    ports(&mut permission, rules.first().and_then(|rule| rule.ports));
    permission
}

fn row(group: usize, index: usize, rule: &Rule) -> Value {
    let id = rule_id(group, index);
    let mut row = json!({
        "SecurityGroupRuleId": id, "GroupId": group_id(group), "GroupOwnerId": ACCOUNT,
        "IsEgress": rule.egress, "IpProtocol": rule.protocol, "Tags": [],
        "SecurityGroupRuleArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:security-group-rule/{id}"),
    });
    ports(&mut row, rule.ports);
    match &rule.peer {
        Peer::V4(peer) => set(&mut row, "CidrIpv4", json!(peer)),
        Peer::V6(peer) => set(&mut row, "CidrIpv6", json!(peer)),
        Peer::Group(peer) => {
            set(&mut row, "ReferencedGroupInfo", json!({"GroupId": peer, "UserId": ACCOUNT}));
        }
    }
    if !rule.note.is_empty() {
        set(&mut row, "Description", json!(rule.note));
    }
    row
}

/// AWS prints -1 for every port.
fn ports(object: &mut Value, ports: Option<(u16, u16)>) {
    let (from, to) = ports.map_or((-1, -1), |(from, to)| (i32::from(from), i32::from(to)));
    set(object, "FromPort", json!(from));
    set(object, "ToPort", json!(to));
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}
