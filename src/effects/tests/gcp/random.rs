//! Random projects, small enough that rules meet each other, and random edits of them.

use super::*;
use crate::providers::dice;

/// What is chosen here.
pub(super) enum Google {}

pub(super) type Dice = dice::Dice<Google>;

const RANGES: [&str; 7] = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.0.0.0/24",
    "10.0.0.6/32",
    "203.0.113.0/24",
    "203.0.113.0/25",
    "198.51.100.0/24",
];
pub(super) const ACCOUNTS: [&str; 2] =
    ["a@shop-prod.iam.gserviceaccount.com", "b@shop-prod.iam.gserviceaccount.com"];

/// Where each file of an estate stands in it.
const NETWORKS: usize = 0;
const RULES: usize = 1;
const INSTANCES: usize = 2;
const POLICIES: [usize; 5] = [3, 4, 5, 6, 7];

fn link(network: &str) -> String {
    format!("https://www.googleapis.com/compute/v1/projects/shop-prod/global/networks/{network}")
}

impl Dice {
    fn ranges(&mut self) -> Value {
        let most = 1 + self.below(2);
        Value::Array((0..most).map(|_| json!(self.pick(&RANGES))).collect())
    }

    fn tags(&mut self) -> Value {
        self.pick(&[json!([]), json!(["web"]), json!(["db"]), json!(["web", "db"])])
    }

    /// Protocols, with the word for them where they stand.
    fn traffic(&mut self, word: &str) -> Value {
        let list: Value = self.pick(&[
            json!([["tcp", ["22"]]]),
            json!([["tcp", ["20-30", "80"]]]),
            json!([["tcp", []]]),
            json!([["6", ["80"]], ["udp", ["53"]]]),
            json!([["all", []]]),
            json!([["icmp", []]]),
        ]);
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| json!({ word: row[0], "ports": row[1] })).collect()
    }

    fn rule(&mut self, name: &str) -> Value {
        let word = if self.one_in(3) { "denied" } else { "allowed" };
        let network = self.pick(&["main", "main", "main", "other"]);
        let mut rule = json!({ "name": name, "network": link(network), word: self.traffic("IPProtocol"), "disabled": self.one_in(8) });
        if !self.one_in(5) {
            rule["priority"] = json!(self.pick(&[900, 1000, 1000, 1100]));
        }
        let by_account = self.one_in(3);
        if self.one_in(3) {
            rule["direction"] = json!("EGRESS");
            rule["destinationRanges"] = self.ranges();
            if self.one_in(4) {
                rule["sourceRanges"] = self.ranges();
            }
        } else {
            let named = self.below(3);
            if named != 0 {
                rule["sourceRanges"] = self.ranges();
            }
            if named != 1 && by_account {
                rule["sourceServiceAccounts"] = json!([self.pick(&ACCOUNTS)]);
            } else if named != 1 {
                rule["sourceTags"] = self.tags();
            }
            if self.one_in(4) {
                rule["destinationRanges"] = self.ranges();
            }
        }
        if self.one_in(3) && by_account {
            rule["targetServiceAccounts"] = json!([self.pick(&ACCOUNTS)]);
        } else if self.one_in(3) && !by_account {
            rule["targetTags"] = self.tags();
        }
        rule
    }

    fn policy_rule(&mut self, priority: usize, above: bool) -> Value {
        let action = self.pick(&["allow", "deny", "goto_next", "apply_security_profile_group"]);
        let egress = self.one_in(3);
        let (far, near) =
            if egress { ("destIpRanges", "srcIpRanges") } else { ("srcIpRanges", "destIpRanges") };
        let mut rule = json!({ "priority": priority, "action": action, "direction": if egress { "EGRESS" } else { "INGRESS" },
            "disabled": self.one_in(8), "match": { far: self.ranges(), "layer4Configs": self.traffic("ipProtocol") } });
        if self.one_in(5) {
            rule["match"][near] = self.ranges();
        }
        if self.one_in(4) {
            rule["targetServiceAccounts"] = json!([self.pick(&ACCOUNTS)]);
        }
        if above && self.one_in(4) {
            rule["targetResources"] = json!([link(self.pick(&["main", "other"]))]);
        }
        rule
    }

    fn policy_rules(&mut self, above: bool) -> Value {
        let count = self.below(4);
        (0..count).map(|at| self.policy_rule(100 * (at + 1), above)).collect()
    }

    /// Networks in which a policy stands.
    fn standing(&mut self, priority: Option<i64>) -> Value {
        let networks = self.pick(&[&[][..], &["main"], &["main"], &["main", "other"]]);
        let one = |network: &&str| json!({ "name": format!("in-{network}"), "attachmentTarget": link(network), "priority": priority });
        networks.iter().map(one).collect()
    }

    fn network_policy(&mut self, name: &str, place: &str, priority: Option<i64>) -> Value {
        let mut policy = network_policy(name, place, &[], self.policy_rules(false));
        policy["associations"] = self.standing(priority);
        policy
    }

    fn above(&mut self, name: &str, place: &str) -> Value {
        let places = if self.one_in(3) { vec![] } else { vec![place] };
        json!({ "name": name, "parent": place, "associations": associations(&places), "rules": self.policy_rules(true) })
    }

    fn interface(&mut self, name: &str, network: &str, address: &str, public: usize) -> Value {
        let external = if self.one_in(2) {
            json!([{ "natIP": format!("198.51.100.{public}") }])
        } else {
            json!([])
        };
        json!({ "name": name, "network": link(network), "networkIP": address, "accessConfigs": external })
    }

    fn instances(&mut self) -> Value {
        let mut all = Vec::new();
        for at in 4..8 {
            let region = self.below(2);
            let zone = ["europe-west1-b", "us-east1-b"][region];
            let interface = if at == 7 {
                self.interface("nic0", "other", "10.1.0.7", at)
            } else {
                self.interface("nic0", "main", &format!("10.0.{region}.{at}"), at)
            };
            all.push((format!("i{at}"), zone, vec![interface]));
        }
        let both = vec![
            self.interface("nic0", "main", "10.0.0.9", 9),
            self.interface("nic1", "other", "10.1.0.9", 10),
        ];
        all.push(("both".to_owned(), "europe-west1-b", both));
        let mut written = Vec::new();
        for (name, zone, interfaces) in all {
            let accounts = self.pick(&[
                json!([]),
                json!([{ "email": ACCOUNTS[0] }]),
                json!([{ "email": ACCOUNTS[1] }]),
            ]);
            written.push(json!({ "name": name, "zone": format!("zones/{zone}"), "status": "RUNNING", "tags": { "items": self.tags() },
                "serviceAccounts": accounts, "networkInterfaces": interfaces }));
        }
        Value::Array(written)
    }

    fn order(&mut self) -> Value {
        json!(self.pick(&["AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"]))
    }

    /// A project with two networks, in a folder of an organisation.
    pub(super) fn estate(&mut self) -> Files {
        let mut network = |name: &str| json!({ "name": name, "autoCreateSubnetworks": false, "networkFirewallPolicyEnforcementOrder": self.order() });
        let networks = json!([network("main"), network("other")]);
        let count = self.below(7);
        let rules = (0..count).map(|at| self.rule(&format!("r{at}"))).collect();
        let subnet = |name: &str, network: &str, region: &str, range: &str| {
            json!({ "name": name, "region": format!("regions/{region}"), "network": link(network),
            "ipCidrRange": range, "selfLink": format!("projects/shop-prod/regions/{region}/subnetworks/{name}") })
        };
        let route = |network: &str| {
            json!({ "name": format!("out-of-{network}"), "network": link(network), "destRange": "0.0.0.0/0", "priority": 1000,
            "nextHopGateway": "https://www.googleapis.com/compute/v1/projects/shop-prod/global/gateways/default-internet-gateway" })
        };
        let ancestors = json!([{ "id": "shop-prod", "type": "project" }, { "id": "42", "type": "folder" }, { "id": "7", "type": "organization" }]);
        let second = self.pick(&[500, 2000]);
        files(&[
            (PROJECT, "networks-list", networks),
            (PROJECT, "firewall-rules-list", rules),
            (PROJECT, "instances-list", self.instances()),
            (
                PROJECT,
                "network-firewall-policies-describe.g1",
                self.network_policy("g1", "global", None),
            ),
            (
                PROJECT,
                "network-firewall-policies-describe.g2",
                self.network_policy("g2", "global", Some(second)),
            ),
            (
                PROJECT,
                "network-firewall-policies-describe.e1",
                self.network_policy("e1", "europe-west1", None),
            ),
            (ORGANIZATION, "firewall-policies-describe.100", self.above("100", "organizations/7")),
            ("gcp:folders/42", "firewall-policies-describe.200", self.above("200", "folders/42")),
            (PROJECT, "projects-get-ancestors", ancestors),
            (PROJECT, "routes-list", json!([route("main"), route("other")])),
            (
                PROJECT,
                "subnets-list",
                json!([
                    subnet("west", "main", "europe-west1", "10.0.0.0/24"),
                    subnet("east", "main", "us-east1", "10.0.1.0/24"),
                    subnet("far", "other", "europe-west1", "10.1.0.0/24"),
                ]),
            ),
        ])
    }

    /// The estate with one thing otherwise.
    pub(super) fn edited(&mut self, estate: &Files) -> Files {
        let mut edited = estate.clone();
        let policy = self.pick(&POLICIES);
        match self.below(9) {
            0 => {
                edited[NETWORKS].2[self.below(2)]["networkFirewallPolicyEnforcementOrder"] =
                    self.order()
            }
            1 | 2 => {
                let rules = edited[RULES].2.as_array_mut().unwrap();
                let at = self.below(rules.len() + 1);
                let rule = self.rule(&format!("r{at}"));
                rules.splice(at..rules.len().min(at + 1), [rule]);
            }
            3 => {
                let rules = edited[RULES].2.as_array_mut().unwrap();
                rules.pop();
            }
            4 => {
                let at = self.below(5);
                edited[INSTANCES].2[at]["tags"]["items"] = self.tags();
            }
            5 => {
                let at = self.below(5);
                let external = self.pick(&[json!([]), json!([{ "natIP": "198.51.100.99" }])]);
                edited[INSTANCES].2[at]["networkInterfaces"][0]["accessConfigs"] = external;
            }
            6 => edited[policy].2["rules"] = self.policy_rules(policy > 5),
            7 if policy < 6 => {
                let priority = edited[policy].2["associations"][0]["priority"].as_i64();
                // The second stands in no network at the priority of the first.
                let priority = priority.or((policy == POLICIES[1]).then_some(2000));
                edited[policy].2["associations"] = self.standing(priority);
            }
            _ => {
                let place = if policy == 6 { "organizations/7" } else { "folders/42" };
                let at = if policy == 6 { 6 } else { 7 };
                let places = if self.one_in(2) { vec![] } else { vec![place] };
                edited[at].2["associations"] = associations(&places);
            }
        }
        edited
    }
}

/// The estate of which nobody read the instances.
pub(super) fn without_instances(mut estate: Files) -> Files {
    estate.remove(INSTANCES);
    estate
}

/// That estate with the network `main` asking in the other order, or with a policy put into networks or taken from them.
pub(super) fn edited_network(dice: &mut Dice, estate: &Files) -> Files {
    let mut edited = estate.clone();
    // Without the instances everything after them stands one place earlier.
    let policy = dice.pick(&POLICIES[..3]) - 1;
    let order = &mut edited[NETWORKS].2[0]["networkFirewallPolicyEnforcementOrder"];
    if dice.one_in(2) {
        let before = *order == json!("BEFORE_CLASSIC_FIREWALL");
        *order = json!(if before { "AFTER_CLASSIC_FIREWALL" } else { "BEFORE_CLASSIC_FIREWALL" });
    } else {
        let priority = (policy == POLICIES[1] - 1).then_some(2000);
        edited[policy].2["associations"] = dice.standing(priority);
    }
    edited
}
