//! Random estates, small enough that rules meet each other.

use serde_json::{Value, json};

use super::super::Answers;
use super::{id, nsg, refer};
use crate::providers::dice;

/// What is chosen here.
pub(super) enum Azure {}

pub(super) type Dice = dice::Dice<Azure>;

/// The groups, by name.
const GROUPS: [&str; 4] = ["g1", "g2", "g3", "g4"];

impl Dice {
    /// One side of a rule of a group, as its fields.
    fn end(&mut self, rule: &mut Value, side: &str) {
        let one = [
            "*",
            "*",
            "VirtualNetwork",
            "Internet",
            "AzureLoadBalancer",
            "Storage",
            "Storage.WestUS",
            "10.1.0.0/16",
            "10.2.1.0/24",
            "10.1.1.4",
            "203.0.113.0/25",
            "0.0.0.0/0",
            "::/0",
            "198.51.100.7/32",
        ];
        match self.below(6) {
            0 => {
                let group = self.pick(&["app", "db"]);
                rule[format!("{side}ApplicationSecurityGroups")] =
                    json!([refer(&format!("applicationsecuritygroups/{group}"))]);
                rule[format!("{side}AddressPrefix")] = Value::Null;
            }
            1 => {
                let blocks = ["10.1.1.0/24", "10.3.0.0/16", "203.0.113.0/28", "198.51.100.0/24"];
                rule[format!("{side}AddressPrefixes")] =
                    json!([self.pick(&blocks), self.pick(&blocks)]);
                rule[format!("{side}AddressPrefix")] = Value::Null;
            }
            _ => rule[format!("{side}AddressPrefix")] = json!(self.pick(&one)),
        }
    }

    fn ports(&mut self, rule: &mut Value, side: &str, one: &[&str]) {
        if self.below(4) == 0 {
            rule[format!("{side}PortRanges")] = json!([self.pick(one), self.pick(one)]);
            rule[format!("{side}PortRange")] = Value::Null;
        } else {
            rule[format!("{side}PortRange")] = json!(self.pick(one));
        }
    }

    pub(super) fn rule(&mut self, name: &str, priority: usize) -> Value {
        let mut rule = json!({ "name": name, "priority": priority,
            "direction": self.pick(&["Inbound", "Outbound"]), "access": self.pick(&["Allow", "Deny"]),
            "protocol": self.pick(&["Tcp", "TCP", "udp", "*", "*", "Icmp", "Esp"]) });
        self.end(&mut rule, "source");
        self.end(&mut rule, "destination");
        self.ports(&mut rule, "source", &["*", "*", "*", "1024-65535", "53"]);
        self.ports(&mut rule, "destination", &["*", "22", "80-443", "443", "0-79"]);
        rule
    }

    /// Rules whose priorities are their own.
    fn rules(&mut self) -> Vec<Value> {
        let count = self.below(7);
        (0..count)
            .map(|at| {
                let priority = 100 + at * 10 + self.below(10);
                self.rule(&format!("r{at}"), priority)
            })
            .collect()
    }

    fn maybe_group(&mut self) -> Value {
        if self.below(3) == 0 {
            return Value::Null;
        }
        refer(&format!("networksecuritygroups/{}", self.pick(&GROUPS)))
    }

    fn admin_rule(&mut self, at: usize) -> Value {
        let manager = self.pick(&["m1", "m1", "m2"]);
        let blocks = ["*", "10.0.0.0/8", "203.0.113.0/24", "10.1.1.4/32"];
        let side =
            |block: &str| json!([{ "addressPrefix": block, "addressPrefixType": "IPPrefix" }]);
        json!({ "id": id(&format!("networkmanagers/{manager}/securityadminconfigurations/c/rulecollections/c/rules/a{at}")),
            "kind": "Custom", "access": self.pick(&["Allow", "AlwaysAllow", "Deny"]),
            "direction": self.pick(&["Inbound", "Outbound"]), "priority": 10 * at + self.below(10) + 1,
            "protocol": self.pick(&["Tcp", "Udp", "Any"]),
            "sources": side(self.pick(&blocks)), "destinations": side(self.pick(&blocks)),
            "sourcePortRanges": ["0-65535"], "destinationPortRanges": [self.pick(&["22", "0-65535", "80-443"])] })
    }

    fn interface(&mut self, network: usize, subnet: usize, host: usize) -> (Value, Option<Value>) {
        let name = format!("n{network}{subnet}{host}");
        let groups: Vec<Value> = ["app", "db"]
            .iter()
            .filter(|_| self.below(3) == 0)
            .map(|group| refer(&format!("applicationsecuritygroups/{group}")))
            .collect();
        let mut configuration = json!({ "name": "one", "primary": true, "applicationSecurityGroups": groups,
            "privateIpAddress": format!("10.{network}.{subnet}.{}", host + 3),
            "subnet": refer(&format!("virtualnetworks/v{network}/subnets/s{subnet}")) });
        let public = (self.below(3) == 0).then(|| {
            let address = format!("publicipaddresses/{name}");
            configuration["publicIpAddress"] = refer(&address);
            json!({ "id": id(&address), "name": name, "publicIpAddressVersion": "IPv4",
                "ipAddress": format!("192.0.2.{network}{subnet}{host}"),
                "sku": { "name": self.pick(&["Basic", "Standard"]) } })
        });
        let interface = json!({ "id": id(&format!("networkinterfaces/{name}")), "name": name,
            "ipConfigurations": [configuration], "networkSecurityGroup": self.maybe_group() });
        (interface, public)
    }

    fn peering(&mut self, to: usize) -> Value {
        json!({ "name": format!("to-v{to}"), "remoteVirtualNetwork": refer(&format!("virtualnetworks/v{to}")),
            "peeringState": self.pick(&["Connected", "Connected", "Connected", "Disconnected"]),
            "allowVirtualNetworkAccess": self.below(4) > 0,
            "remoteAddressSpace": { "addressPrefixes": [format!("10.{to}.0.0/16")] } })
    }

    pub(super) fn estate(&mut self) -> Answers {
        let (mut networks, mut interfaces, mut publics) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = Answers::new();
        // A list that is there for some networks only is a gap.
        let managed = self.one_in(2);
        for network in 1..=3 {
            let mut subnets = Vec::new();
            for subnet in 1..=2 {
                subnets.push(json!({ "id": id(&format!("virtualnetworks/v{network}/subnets/s{subnet}")),
                    "name": format!("s{subnet}"), "addressPrefix": format!("10.{network}.{subnet}.0/24"),
                    "networkSecurityGroup": self.maybe_group(), "defaultOutboundAccess": self.one_in(2) }));
                for host in 1..=1 + self.below(2) {
                    let (interface, public) = self.interface(network, subnet, host);
                    interfaces.push(interface);
                    publics.extend(public);
                }
            }
            let beside: &[usize] = if network == 2 { &[1, 3] } else { &[2] };
            let peerings: Vec<Value> = beside
                .iter()
                .filter(|_| self.below(5) > 0)
                .copied()
                .collect::<Vec<usize>>()
                .into_iter()
                .map(|to| self.peering(to))
                .collect();
            networks.push(json!({ "id": id(&format!("virtualnetworks/v{network}")), "name": format!("v{network}"),
                "addressSpace": { "addressPrefixes": [format!("10.{network}.0.0/16")] },
                "subnets": subnets, "virtualNetworkPeerings": peerings }));
            if managed {
                let rules: Vec<Value> = (0..self.below(4)).map(|at| self.admin_rule(at)).collect();
                all.push((
                    format!("list-effective-security-admin-rules.v{network}"),
                    json!({ "value": rules }),
                ));
            }
        }
        let groups: Vec<Value> = GROUPS.iter().map(|name| nsg(name, &self.rules())).collect();
        let tag = |name: &str, block: &str| json!({ "name": name, "properties": { "addressPrefixes": [block] } });
        let tags = json!({ "values": [tag("Storage", "203.0.113.0/24"), tag("Storage.WestUS", "203.0.113.0/28")] });
        let lists = [
            ("vnet-list", json!(networks)),
            ("nic-list", json!(interfaces)),
            ("nsg-list", json!(groups)),
            ("public-ip-list", json!(publics)),
            ("lb-list", json!([])),
            ("route-table-list", json!([])),
            ("list-service-tags", tags),
        ];
        all.extend(lists.map(|(name, json)| (name.to_owned(), json)));
        all
    }

    /// One rule of one group is edited, taken out or put in.
    pub(super) fn edit(&mut self, answers: &Answers) -> Answers {
        let mut after = answers.clone();
        let (_, groups) = after.iter_mut().find(|(name, _)| name == "nsg-list").unwrap();
        let group = self.below(GROUPS.len());
        let rules = groups[group]["securityRules"].as_array_mut().unwrap();
        let at = self.below(rules.len() + 1);
        match (self.below(6), rules.get(at).cloned()) {
            (_, None) => {
                let priority = 200 + self.below(10);
                let rule = self.rule("new", priority);
                rules.push(rule);
            }
            (0, _) => drop(rules.remove(at)),
            (1, _) => rules[at]["priority"] = json!(100 + self.below(100) + 200),
            (2, _) => {
                let other = if rules[at]["access"] == "Allow" { "Deny" } else { "Allow" };
                rules[at]["access"] = json!(other);
            }
            (_, Some(old)) => {
                let priority = usize::try_from(old["priority"].as_u64().unwrap()).unwrap();
                rules[at] = self.rule(old["name"].as_str().unwrap(), priority);
            }
        }
        after
    }
}
