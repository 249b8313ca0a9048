//! What takes effect at a network, in Google's own account of it.
//!
//! It repeats the rules of the project, of the network's policies, and of the folders and the organisation above. Whatever
//! is read where it belongs is told there, once, and is not recorded here; what remains is what nobody else reads,
//! mostly the policies of an organisation that the scan has no access to. See `told_elsewhere`.

use serde::{Deserialize, Serialize};

use super::firewall_rule;
use super::link::Own;
use super::policy_rule::{self, Rule};
use super::policy_rule_fields::{OF_RULES, of_rules, together};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::GET_EFFECTIVE_FIREWALLS;
use crate::providers::gcp::native;
use crate::providers::normalised::{Known, Outcome, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "effective-firewalls"),
    title: "effective firewalls",
    role: Role::Boundary,
    calls: &[required(GET_EFFECTIVE_FIREWALLS)],
    identity: "the name of the network",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

const OWN: [Field; 10] = [
    Field::list(
        "policies",
        Bears::Traffic,
        Matching::Keyed(&["type", "policy"]),
        "the policies that take effect; null when each of them is read where it belongs",
    ),
    Field::list(
        "rules",
        Bears::Traffic,
        Matching::Keyed(&["name"]),
        "the project's rules; null when they are read where they belong",
    ),
    Field::context("order", Bears::Metadata, "the order in which Google lists the policies"),
    Field::volatile("firewallPolicys[].displayName", "`gcloud` does not print it"),
    Field::volatile("firewallPolicys[].shortName", "`gcloud` does not print it"),
    Field::volatile("firewalls[].creationTimestamp", "a timestamp"),
    Field::volatile("firewalls[].id", "new when the rule is made again under its name"),
    Field::volatile("firewalls[].kind", "says what the list says"),
    Field::volatile("firewalls[].params", "of the request that made it"),
    Field::volatile("firewalls[].selfLink", "made of the project and the name"),
];

const RULES: [Field; OF_RULES] = of_rules!(
    "policies[].rules",
    "firewallPolicys[].rules",
    Bears::Traffic,
    "what passes, in the order of priorities"
);
const MIRRORING: [Field; OF_RULES] = of_rules!(
    "policies[].mirroring_rules",
    "firewallPolicys[].packetMirroringRules",
    Bears::Logging,
    "which packets are copied to be looked at"
);

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &together::<{ 10 + OF_RULES * 2 }>([&OWN, &RULES, &MIRRORING]);

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) policies: Known<Vec<Policy>>,
    pub(crate) rules: Known<Vec<Named>>,
}

/// A policy that takes effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Policy {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirroring_rules: Vec<Rule>,
    /// The policy's name: a number for one of an organisation or a folder.
    pub(crate) policy: String,
    /// Left out when it is 1000, or has no meaning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<i64>,
    pub(crate) rules: Vec<Rule>,
    /// `HIERARCHY`, `NETWORK` or `SYSTEM`.
    pub(crate) r#type: String,
}

/// A rule of the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) says: firewall_rule::Durable,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The policies as Google lists them: `HIERARCHY 123`.
    pub(crate) order: Vec<String>,
}

/// Makes the resource of a network's effective firewalls.
pub(crate) fn normalise(
    effective: native::EffectiveFirewalls,
    network: &str,
    project: &str,
) -> Outcome {
    let native::EffectiveFirewalls { firewall_policys, firewalls } = effective;
    let mut doubts = Vec::new();
    let own = Own::of(None, project);
    let mut policies = Vec::new();
    for policy in firewall_policys {
        let native::EffectivePolicy { name, packet_mirroring_rules, priority, rules, r#type } =
            policy;
        let Some(name) = said(name) else {
            doubts.push(format!("{network}: an effective policy has no name"));
            continue;
        };
        policies.push(Policy {
            mirroring_rules: policy_rule::rules(packet_mirroring_rules, &name, &own, &mut doubts),
            priority: priority.filter(|priority| !matches!(priority, 0 | 1000)),
            rules: policy_rule::rules(rules, &name, &own, &mut doubts),
            r#type: said(r#type).unwrap_or_else(|| "UNSPECIFIED".to_owned()),
            policy: name,
        });
    }
    let order =
        policies.iter().map(|policy| format!("{} {}", policy.r#type, policy.policy)).collect();
    policies.sort_by(|a, b| (&a.r#type, &a.policy).cmp(&(&b.r#type, &b.policy)));
    let mut rules = Vec::new();
    for rule in firewalls {
        let (name, says, _) = firewall_rule::read(rule, project, &mut doubts);
        match name {
            Some(name) => rules.push(Named { name, says }),
            None => doubts.push(format!("{network}: an effective rule has no name")),
        }
    }
    rules.sort_by(|a, b| a.name.cmp(&b.name));
    let durable = Durable { policies: Known::Read(policies), rules: Known::Read(rules) };
    resource(SPEC.title, said(Some(network.to_owned())), &durable, &Context { order }, doubts)
}

/// A rule of a policy, or one of the project with its name before it.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "rules" {
        return policy_rule::phrase(list, element);
    }
    let Named { name, says } = Named::deserialize(element).ok()?;
    Some(format!("{name}: {}", firewall_rule::say(&says)))
}
