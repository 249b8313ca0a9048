//! VPC firewall rules.
//!
//! One resource is one rule. What is a default is written as what it means: a rule for ingress that names no source is open
//! to every IPv4 address, one for egress that names no destination leads to all of them, and the priority is always said.

use serde::{Deserialize, Serialize};

use super::link::Own;
use super::terms::{Range, Traffic, ranges, traffic};
use crate::model::{Bears, Field, Kind, KindSpec, Less, Matching, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::FIREWALL_RULES_LIST;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "firewall-rule"),
    title: "firewall rule",
    role: Role::Boundary,
    calls: &[required(FIREWALL_RULES_LIST)],
    identity: "the name, which is unique in the project and can't be edited; a rule that is made again has another id",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::list("allowed", Bears::Traffic, Matching::Set, "what passes; a rule allows or denies"),
    Field::list("denied", Bears::Traffic, Matching::Set, "what does not pass"),
    Field::durable("description", Bears::Metadata, "a note"),
    Field::list(
        "destination_ranges",
        Bears::Traffic,
        Matching::Set,
        "the other end of egress; narrows ingress",
    ),
    Field::durable("direction", Bears::Traffic, "can't be edited"),
    Field::durable("disabled", Bears::Traffic, "a disabled rule is as if it were not there"),
    Field::durable("logging", Bears::Logging, "whether connections are recorded")
        .records(Less::Switch, ""),
    Field::durable("logging_metadata", Bears::Logging, "how much is recorded of each")
        .records(Less::Not("INCLUDE_ALL_METADATA"), "who is at the ends of a connection"),
    Field::durable("network", Bears::Exposure, "the network whose instances it filters"),
    Field::durable(
        "priority",
        Bears::Traffic,
        "the lowest decides; at the same one, a rule that denies",
    ),
    Field::list(
        "source_ranges",
        Bears::Traffic,
        Matching::Set,
        "the other end of ingress; narrows egress",
    ),
    Field::list(
        "source_service_accounts",
        Bears::Traffic,
        Matching::Set,
        "instances that may send",
    ),
    Field::list("source_tags", Bears::Traffic, Matching::Set, "instances that may send"),
    Field::list(
        "target_service_accounts",
        Bears::Traffic,
        Matching::Set,
        "the instances it filters; none named is all",
    ),
    Field::list(
        "target_tags",
        Bears::Traffic,
        Matching::Set,
        "the instances it filters; none named is all",
    ),
    Field::context("id", Bears::Metadata, "new when the rule is made again under its name"),
    Field::volatile("creationTimestamp", "a timestamp"),
    Field::volatile("kind", "says what the list says"),
    Field::volatile("params", "of the request that made it"),
    Field::volatile("selfLink", "made of the project and the name"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed: Vec<Traffic>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) denied: Vec<Traffic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) destination_ranges: Vec<Range>,
    /// `ingress` or `egress`.
    pub(crate) direction: String,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) disabled: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) logging: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) logging_metadata: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    pub(crate) priority: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) source_ranges: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) source_service_accounts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) source_tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) target_service_accounts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) target_tags: Vec<String>,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// Google's number for the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
}

/// Makes a rule's resource.
pub(crate) fn normalise(rule: native::Firewall, project: &str) -> Outcome {
    let mut doubts = Vec::new();
    let (name, durable, id) = read(rule, project, &mut doubts);
    resource(SPEC.title, name, &durable, &Context { id }, doubts)
}

/// A rule's name, what it says, and its id.
pub(super) fn read(
    rule: native::Firewall,
    project: &str,
    doubts: &mut Vec<String>,
) -> (Option<String>, Durable, Option<String>) {
    let native::Firewall {
        allowed,
        denied,
        description,
        destination_ranges,
        direction,
        disabled,
        id,
        log_config,
        name,
        network,
        priority,
        self_link,
        source_ranges,
        source_service_accounts,
        source_tags,
        target_service_accounts,
        target_tags,
    } = rule;
    let own = Own::of(self_link.as_deref(), project);
    let name = said(name);
    let title = name.clone().unwrap_or_else(|| "a rule without name".to_owned());
    let mut doubt = |what: String| doubts.push(format!("{title}: can't read {what}"));
    let direction = direction_of(direction, &mut doubt);
    let native::FirewallLogConfig { enable, metadata } = log_config.unwrap_or_default();
    let logging = enable == Some(true);
    if allowed.is_empty() == denied.is_empty() {
        doubt("whether it allows or denies".to_owned());
    }
    let priority = priority.unwrap_or(1000);
    if !(0..=65535).contains(&priority) {
        doubt(format!("the priority {priority}"));
    }
    let rows = |rows: Vec<native::Layer4>, doubt: &mut dyn FnMut(String)| {
        let rows =
            rows.into_iter().map(|native::Layer4 { ip_protocol, ports }| (ip_protocol, ports));
        traffic(rows, doubt)
    };
    let texts = |list: Vec<String>| set(list.into_iter().map(Some));
    let mut durable = Durable {
        allowed: rows(allowed, &mut doubt),
        denied: rows(denied, &mut doubt),
        description: said(description),
        destination_ranges: ranges(&destination_ranges, &mut doubt),
        direction,
        disabled: disabled == Some(true),
        logging,
        logging_metadata: said(metadata).filter(|_| logging),
        network: said(network).map(|link| own.name(&link)),
        priority,
        source_ranges: ranges(&source_ranges, &mut doubt),
        source_service_accounts: texts(source_service_accounts),
        source_tags: texts(source_tags),
        target_service_accounts: texts(target_service_accounts),
        target_tags: texts(target_tags),
    };
    let everywhere = || vec![Range::from("0.0.0.0/0")];
    match durable.direction.as_str() {
        "ingress"
            if durable.source_ranges.is_empty()
                && durable.source_tags.is_empty()
                && durable.source_service_accounts.is_empty() =>
        {
            durable.source_ranges = everywhere();
        }
        "egress" if durable.destination_ranges.is_empty() => {
            durable.destination_ranges = everywhere();
        }
        _ => {}
    }
    (name, durable, said(id))
}

/// The direction in lower case; ingress when nothing is said.
pub(super) fn direction_of(direction: Option<String>, doubt: &mut dyn FnMut(String)) -> String {
    let direction =
        said(direction).map_or_else(|| "ingress".to_owned(), |text| text.to_ascii_lowercase());
    if !matches!(direction.as_str(), "ingress" | "egress") {
        doubt(format!("the direction `{direction}`"));
    }
    direction
}

/// A whole rule in words: `priority 1000 allow ingress tcp 22 from 0.0.0.0/0`.
pub(super) fn say(rule: &Durable) -> String {
    let (verb, rows) =
        if rule.denied.is_empty() { ("allow", &rule.allowed) } else { ("deny", &rule.denied) };
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let mut text =
        format!("priority {} {verb} {} {}", rule.priority, rule.direction, rows.join(", "));
    let ranges = |list: &[Range]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let sources = [
        ranges(&rule.source_ranges),
        rule.source_tags.clone(),
        rule.source_service_accounts.clone(),
    ];
    let targets = [rule.target_tags.clone(), rule.target_service_accounts.clone()];
    for (word, list) in [
        (" from ", sources.concat()),
        (" to ", ranges(&rule.destination_ranges)),
        (" for ", targets.concat()),
    ] {
        if !list.is_empty() {
            text.push_str(word);
            text.push_str(&list.join(", "));
        }
    }
    if rule.disabled {
        text.push_str(" (disabled)");
    }
    text
}
