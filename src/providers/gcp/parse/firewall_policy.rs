//! Hierarchical firewall policies: those of an organisation or a folder.

use serde::{Deserialize, Serialize};

use super::link::Own;
use super::policy_rule::{self, Rule};
use super::policy_rule_fields::{OF_A_POLICY, together};
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::FIREWALL_POLICIES_DESCRIBE;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "firewall-policy"),
    title: "firewall policy",
    role: Role::Boundary,
    calls: &[required(FIREWALL_POLICIES_DESCRIBE)],
    identity: "Google's number for the policy, which is also its name; the short name can be taken by another",
    named_by: &["short_name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: policy_rule::phrase,
};

const OWN: [Field; 12] = [
    Field::list(
        "associations",
        Bears::Exposure,
        Matching::Keyed(&["target", "name"]),
        "the organisation and the folders under which it takes hold",
    ),
    Field::durable("description", Bears::Metadata, "a note"),
    Field::durable("parent", Bears::Exposure, "the organisation or folder that keeps it"),
    Field::durable("short_name", Bears::Metadata, "can't be edited"),
    Field::durable("source", Bears::Exposure, "whether Google keeps it"),
    Field::durable("type", Bears::Exposure, "what sort of networks it is for"),
    Field::volatile("associations[].displayName", "the policy's own"),
    Field::volatile("associations[].firewallPolicyId", "the policy itself"),
    Field::volatile("associations[].shortName", "the policy's own"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("fingerprint", "changes with every edit, and says nothing of it"),
    Field::volatile("kind", "says what the call says"),
];

const LEFT_OUT: [Field; 6] = [
    Field::volatile("displayName", "the short name under its old word"),
    Field::volatile("id", "the name says it"),
    Field::volatile("region", "of policies of networks"),
    Field::volatile("ruleTupleCount", "how much of a quota it takes"),
    Field::volatile("selfLink", "made of the number"),
    Field::volatile("selfLinkWithId", "made of the number"),
];

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] =
    &together::<{ 12 + 6 + OF_A_POLICY.len() }>([&OWN, &OF_A_POLICY, &LEFT_OUT]);

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    pub(crate) associations: Vec<Association>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mirroring_rules: Vec<Rule>,
    /// `organizations/7` or `folders/42`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<String>,
    pub(crate) rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) short_name: Option<String>,
    /// `SYSTEM` for one that Google keeps; left out when a user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Left out when it is for ordinary networks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// Where a policy takes hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Association {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Left out when it is 1000, which is what Google takes when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<i64>,
    /// `organizations/7`, `folders/42`, or a network.
    pub(crate) target: String,
}

/// Nothing is recorded beside it.
#[derive(Serialize)]
struct Context {}

/// Makes a policy's resource.
pub(crate) fn normalise(policy: native::FirewallPolicy) -> Outcome {
    let native::FirewallPolicy {
        associations: places,
        description,
        display_name,
        id,
        name,
        packet_mirroring_rules,
        parent,
        policy_source,
        policy_type,
        region: _,
        rules,
        self_link: _,
        short_name,
    } = policy;
    let name = said(name).or_else(|| said(id));
    let title = name.clone().unwrap_or_else(|| "a policy without number".to_owned());
    let own = Own::of(None, "");
    let mut doubts = Vec::new();
    let durable = Durable {
        associations: associations(places, &title, |link| own.relative(link), &mut doubts),
        description: said(description),
        mirroring_rules: policy_rule::rules(packet_mirroring_rules, &title, &own, &mut doubts),
        parent: said(parent).map(|link| own.relative(&link)),
        rules: policy_rule::rules(rules, &title, &own, &mut doubts),
        short_name: said(short_name).or_else(|| said(display_name)),
        source: said(policy_source).filter(|word| word != "USER_DEFINED"),
        r#type: said(policy_type).filter(|word| word != "VPC_POLICY"),
    };
    resource(SPEC.title, name, &durable, &Context {}, doubts)
}

/// Associations as a set in order.
pub(super) fn associations(
    list: Vec<native::Association>,
    policy: &str,
    name_of: impl Fn(&str) -> String,
    doubts: &mut Vec<String>,
) -> Vec<Association> {
    let mut read = Vec::new();
    for native::Association { attachment_target, name, priority } in list {
        let Some(target) = said(attachment_target) else {
            doubts.push(format!("{policy}: an association has no target"));
            continue;
        };
        let (name, priority) = (said(name), priority.filter(|priority| *priority != 1000));
        read.push(Association { name, priority, target: name_of(&target) });
    }
    read.sort_unstable();
    read.dedup();
    read
}
