//! Firewall policies of networks, global and regional.
//!
//! Where a policy takes hold is told by the networks, as it is for what stands before a subnet elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::firewall_policy::{Association, associations};
use super::link::{Own, last};
use super::policy_rule::{self, Rule};
use super::policy_rule_fields::{OF_A_POLICY, together};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::NETWORK_FIREWALL_POLICIES_DESCRIBE;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "network-firewall-policy"),
    title: "network firewall policy",
    role: Role::Boundary,
    calls: &[required(NETWORK_FIREWALL_POLICIES_DESCRIBE)],
    identity: "`global` or the region, and the name, which is unique there and can't be edited",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: policy_rule::phrase,
};

const OWN: [Field; 10] = [
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("source", Bears::Exposure, "whether Google keeps it"),
    Field::durable("type", Bears::Exposure, "what sort of networks it is for"),
    Field::context(
        "associations",
        Bears::Metadata,
        "the network tells of a change, as `firewall_policies`",
    ),
    Field::context("id", Bears::Metadata, "new when the policy is made again under its name"),
    Field::volatile("associations[].displayName", "the policy's own"),
    Field::volatile("associations[].firewallPolicyId", "the policy itself"),
    Field::volatile("associations[].shortName", "the policy's own"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("displayName", "of policies of organisations"),
];

const LEFT_OUT: [Field; 7] = [
    Field::volatile("fingerprint", "changes with every edit, and says nothing of it"),
    Field::volatile("kind", "says what the call says"),
    Field::volatile("parent", "of policies of organisations"),
    Field::volatile("ruleTupleCount", "how much of a quota it takes"),
    Field::volatile("selfLink", "made of the project, the region and the name"),
    Field::volatile("selfLinkWithId", "made of the project, the region and the number"),
    Field::volatile("shortName", "of policies of organisations"),
];

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] =
    &together::<{ 10 + 7 + OF_A_POLICY.len() }>([&OWN, &OF_A_POLICY, &LEFT_OUT]);

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirroring_rules: Vec<Rule>,
    pub(crate) rules: Vec<Rule>,
    /// `SYSTEM` for one that Google keeps; left out when a user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Left out when it is for ordinary networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The networks at which it takes hold.
    pub(crate) associations: Vec<Association>,
    /// Google's number for the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
}

/// A policy that takes hold at a network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct TakesHold {
    /// The name of the association.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) association: Option<String>,
    /// The policy's identity.
    pub(crate) policy: String,
    /// Left out when it is 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<i64>,
}

/// The policies that take hold at each network.
#[derive(Debug, Default)]
pub(crate) struct Holds(BTreeMap<String, Vec<TakesHold>>);

impl Holds {
    /// Those at a network, in order.
    pub(crate) fn at(&self, network: &str) -> Vec<TakesHold> {
        let mut found = self.0.get(network).cloned().unwrap_or_default();
        found.sort_unstable();
        found
    }
}

/// Makes a policy's resource, and notes in `holds` at which networks it takes hold.
pub(crate) fn normalise(
    policy: native::FirewallPolicy,
    project: &str,
    holds: &mut Holds,
) -> Outcome {
    let native::FirewallPolicy {
        associations: places,
        description,
        display_name: _,
        id,
        name,
        packet_mirroring_rules,
        parent: _,
        policy_source,
        policy_type,
        region,
        rules,
        self_link,
        short_name: _,
    } = policy;
    let own = Own::of(self_link.as_deref(), project);
    let place = said(region).map_or_else(|| "global".to_owned(), |link| last(&link).to_owned());
    let identity = said(name).map(|name| format!("{place}/{name}"));
    let title = identity.clone().unwrap_or_else(|| "a policy without name".to_owned());
    let mut doubts = Vec::new();
    let context = Context {
        associations: associations(places, &title, |link| own.name(link), &mut doubts),
        id: said(id),
    };
    if let Some(policy) = &identity {
        for Association { name, priority, target } in &context.associations {
            holds.0.entry(target.clone()).or_default().push(TakesHold {
                association: name.clone(),
                policy: policy.clone(),
                priority: *priority,
            });
        }
    }
    let durable = Durable {
        description: said(description),
        mirroring_rules: policy_rule::rules(packet_mirroring_rules, &title, &own, &mut doubts),
        rules: policy_rule::rules(rules, &title, &own, &mut doubts),
        source: said(policy_source).filter(|word| word != "USER_DEFINED"),
        r#type: said(policy_type).filter(|word| word != "VPC_POLICY"),
    };
    resource(SPEC.title, identity, &durable, &context, doubts)
}
