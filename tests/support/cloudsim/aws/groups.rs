//! Security groups in a few words: `group.allows(tcp(22).from("0.0.0.0/0"))`.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::regions::Region;

/// A security group while it is described.
#[derive(Debug)]
pub(crate) struct Group {
    id: String,
    vpc: String,
    inward: Vec<Rule>,
    outward: Option<Vec<Rule>>,
    tags: Vec<Value>,
}

/// What a rule lets through.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    protocol: &'static str,
    ports: Option<(u16, u16)>,
    peer: String,
}

/// One port.
pub(crate) fn tcp(port: u16) -> Rule {
    tcp_ports(port..=port)
}

/// Ports from, to.
pub(crate) fn tcp_ports(ports: RangeInclusive<u16>) -> Rule {
    let (from, to) = ports.into_inner();
    Rule { protocol: "tcp", ports: Some((from, to)), peer: String::new() }
}

/// One port.
pub(crate) fn udp(port: u16) -> Rule {
    Rule { protocol: "udp", ..tcp(port) }
}

/// Every protocol.
pub(crate) fn anything() -> Rule {
    Rule { protocol: "-1", ports: None, peer: String::new() }
}

impl Rule {
    /// A network, another group (`sg-…`) or a prefix list (`pl-…`).
    pub(crate) fn from(self, peer: &str) -> Self {
        Self { peer: peer.to_owned(), ..self }
    }

    /// The same, as it reads in a rule for what leaves.
    pub(crate) fn to(self, peer: &str) -> Self {
        self.from(peer)
    }

    fn peer(&self) -> Peer {
        match self.peer.as_str() {
            peer if peer.starts_with("sg-") => Peer::Group,
            peer if peer.starts_with("pl-") => Peer::List,
            peer if peer.contains(':') => Peer::Six,
            _ => Peer::Four,
        }
    }

    fn with_ports(&self, mut row: Value) -> Value {
        if let Some((from, to)) = self.ports {
            row["FromPort"] = from.into();
            row["ToPort"] = to.into();
        }
        row
    }

    /// As `describe-security-groups` prints it.
    fn permission(&self, account: &str) -> Value {
        let only = |peer: Peer, one: Value| {
            if self.peer() == peer { Value::Array(vec![one]) } else { json!([]) }
        };
        let peer = &self.peer;
        self.with_ports(json!({
            "IpProtocol": self.protocol,
            "IpRanges": only(Peer::Four, json!({"CidrIp": peer})),
            "Ipv6Ranges": only(Peer::Six, json!({"CidrIpv6": peer})),
            "PrefixListIds": only(Peer::List, json!({"PrefixListId": peer})),
            "UserIdGroupPairs": only(Peer::Group, json!({"GroupId": peer, "UserId": account})),
        }))
    }

    /// As `describe-security-group-rules` prints it.
    fn row(&self, id: &str, group: &str, account: &str, is_egress: bool) -> Value {
        let any = || json!(-1);
        let (from, to) = self.ports.map_or_else(|| (any(), any()), |(a, b)| (a.into(), b.into()));
        let mut row = json!({
            "SecurityGroupRuleId": id, "GroupId": group, "GroupOwnerId": account,
            "IsEgress": is_egress, "IpProtocol": self.protocol, "FromPort": from, "ToPort": to,
            "Tags": [],
        });
        match self.peer() {
            Peer::Four => row["CidrIpv4"] = self.peer.as_str().into(),
            Peer::Six => row["CidrIpv6"] = self.peer.as_str().into(),
            Peer::List => row["PrefixListId"] = self.peer.as_str().into(),
            Peer::Group => {
                row["ReferencedGroupInfo"] = json!({"GroupId": self.peer, "UserId": account});
            }
        }
        row
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer {
    Four,
    Six,
    Group,
    List,
}

impl Group {
    /// In another network than `vpc-1`.
    pub(crate) fn of(self, vpc: &str) -> Self {
        Self { vpc: vpc.to_owned(), ..self }
    }

    /// Lets in.
    pub(crate) fn allows(mut self, rule: Rule) -> Self {
        self.inward.push(rule);
        self
    }

    /// Lets out. Without this everything may leave, as AWS has it for new groups.
    pub(crate) fn lets_out(mut self, rule: Rule) -> Self {
        self.outward.get_or_insert_default().push(rule);
        self
    }

    pub(crate) fn tag(mut self, key: &str, value: &str) -> Self {
        self.tags.push(json!({"Key": key, "Value": value}));
        self
    }
}

impl Region {
    /// A security group of `vpc-1`, with the rules that it holds. One with the same id is replaced with all its rules.
    pub(crate) fn group(self, id: &str, describe: impl FnOnce(Group) -> Group) -> Self {
        let mut region = if self.has_group(id) { self.without_group(id) } else { self };
        let group = Group {
            id: id.to_owned(),
            vpc: "vpc-1".to_owned(),
            inward: Vec::new(),
            outward: None,
            tags: Vec::new(),
        };
        let Group { id, vpc, inward, outward, tags } = describe(group);
        let outward = outward.unwrap_or_else(|| vec![anything().to("0.0.0.0/0")]);
        let account = region.account.clone();
        let name = id.trim_start_matches("sg-");
        let permissions = |rules: &[Rule]| -> Vec<Value> {
            rules.iter().map(|rule| rule.permission(&account)).collect()
        };
        let arn = format!("arn:aws:ec2:{}:{account}:security-group/{id}", region.name);
        region.insert(
            "SecurityGroups",
            &json!({
                "GroupId": id, "GroupName": name, "Description": format!("the {name} tier"),
                "OwnerId": account, "VpcId": vpc, "SecurityGroupArn": arn, "Tags": tags,
                "IpPermissions": permissions(&inward),
                "IpPermissionsEgress": permissions(&outward),
            }),
        );
        let both = inward.iter().map(|rule| (rule, false));
        for (number, (rule, out)) in both.chain(outward.iter().map(|rule| (rule, true))).enumerate()
        {
            let row = rule.row(&format!("sgr-{name}-{number:03}"), &id, &account, out);
            region.insert("SecurityGroupRules", &row);
        }
        region
    }

    fn has_group(&self, id: &str) -> bool {
        self.lists.get("SecurityGroups").is_some_and(|groups| groups.contains_key(id))
    }

    /// Takes a group away, with its rules.
    pub(crate) fn without_group(self, id: &str) -> Self {
        let mut region = self.without("SecurityGroups", id);
        let start = format!("sgr-{}-", id.trim_start_matches("sg-"));
        let rules = region.lists.entry("SecurityGroupRules").or_default();
        let own: Vec<String> = rules
            .range(start.clone()..)
            .map(|(rule, _)| rule.clone())
            .take_while(|rule| rule.starts_with(&start))
            // A group of another name may start alike.
            .filter(|rule| rule[start.len()..].parse::<usize>().is_ok())
            .collect();
        for rule in own {
            rules.remove(&rule);
        }
        region
    }
}
