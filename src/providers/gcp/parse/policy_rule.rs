//! A rule of a firewall policy: of an organisation, a folder or a network.

use serde::{Deserialize, Serialize};

use super::firewall_rule::direction_of;
use super::link::Own;
use super::terms::{Range, Traffic, ranges, traffic};
use crate::providers::gcp::native;
use crate::providers::normalised::{is_off, said, set};

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Rule {
    /// In Google's word: `allow`, `deny`, `goto_next`, `apply_security_profile_group`; of mirroring `mirror`, `do_not_mirror`.
    pub(crate) action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Side::is_empty")]
    pub(crate) destination: Side,
    /// `ingress` or `egress`.
    pub(crate) direction: String,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) disabled: bool,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) logging: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) priority: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) security_profile_group: Option<String>,
    #[serde(skip_serializing_if = "Side::is_empty")]
    pub(crate) source: Side,
    #[serde(skip_serializing_if = "Target::is_empty")]
    pub(crate) target: Target,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) tls_inspect: bool,
    pub(crate) traffic: Vec<Traffic>,
}

/// One end of what a rule speaks of. Ranges, groups, names, regions and tags are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Side {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) address_groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fqdns: Vec<String>,
    /// In Google's word: `INTERNET`, `INTRA_VPC` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network_context: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) networks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ranges: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) region_codes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secure_tags: Vec<String>,
    /// Tags that are deleted, or whose network is: they match nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) stale_secure_tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) threat_lists: Vec<String>,
}

/// What a rule filters; all instances when nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Target {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) forwarding_rules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) networks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secure_tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) service_accounts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) stale_secure_tags: Vec<String>,
    /// `INTERNAL_MANAGED_LB`; instances when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

impl Side {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Target {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Texts as a set in order.
fn texts(list: Vec<String>) -> Vec<String> {
    set(list.into_iter().map(Some))
}

/// The tags that match, and those that no longer do.
fn tags(list: Vec<native::SecureTag>) -> (Vec<String>, Vec<String>) {
    let (stale, live): (Vec<_>, Vec<_>) =
        list.into_iter().partition(|tag| tag.state.as_deref() == Some("INEFFECTIVE"));
    let names = |tags: Vec<native::SecureTag>| {
        set(tags.into_iter().map(|native::SecureTag { name, state: _ }| name))
    };
    (names(live), names(stale))
}

/// Rules in the order in which they are asked.
pub(crate) fn rules(
    list: Vec<native::PolicyRule>,
    policy: &str,
    own: &Own,
    doubts: &mut Vec<String>,
) -> Vec<Rule> {
    let mut read: Vec<Rule> = list.into_iter().map(|rule| one(rule, policy, own, doubts)).collect();
    read.sort_by(|a, b| (a.priority, &a.direction).cmp(&(b.priority, &b.direction)));
    for (one, next) in read.iter().zip(read.iter().skip(1)) {
        if one.priority == next.priority && one != next {
            doubts.push(format!("{policy}: two rules have the priority {}", one.priority));
        }
    }
    read.dedup();
    read
}

fn one(rule: native::PolicyRule, policy: &str, own: &Own, doubts: &mut Vec<String>) -> Rule {
    let native::PolicyRule {
        action,
        description,
        direction,
        disabled,
        enable_logging,
        r#match,
        priority,
        rule_name,
        security_profile_group,
        target_forwarding_rules,
        target_resources,
        target_secure_tags,
        target_service_accounts,
        target_type,
        tls_inspect,
    } = rule;
    let at = priority.map_or_else(|| "without priority".to_owned(), |number| number.to_string());
    let mut doubt = |what: String| doubts.push(format!("{policy}, rule {at}: can't read {what}"));
    let action = action.unwrap_or_default().to_ascii_lowercase();
    let known =
        ["allow", "deny", "goto_next", "apply_security_profile_group", "mirror", "do_not_mirror"];
    if !known.contains(&action.as_str()) {
        doubt(format!("the action `{action}`"));
    }
    if priority.is_none() {
        doubt("its priority".to_owned());
    }
    let (secure_tags, stale_secure_tags) = tags(target_secure_tags);
    let target = Target {
        forwarding_rules: own.names(&target_forwarding_rules),
        networks: own.names(&target_resources),
        secure_tags,
        service_accounts: texts(target_service_accounts),
        stale_secure_tags,
        r#type: said(target_type).filter(|word| word != "INSTANCES"),
    };
    let (source, destination, traffic) = matcher(r#match.unwrap_or_default(), own, &mut doubt);
    Rule {
        action,
        description: said(description),
        destination,
        direction: direction_of(direction, &mut doubt),
        disabled: disabled == Some(true),
        logging: enable_logging == Some(true),
        name: said(rule_name),
        priority: priority.unwrap_or(i64::from(i32::MAX)),
        security_profile_group: said(security_profile_group).map(|link| own.relative(&link)),
        source,
        target,
        tls_inspect: tls_inspect == Some(true),
        traffic,
    }
}

fn matcher(
    matcher: native::Matcher,
    own: &Own,
    doubt: &mut dyn FnMut(String),
) -> (Side, Side, Vec<Traffic>) {
    let native::Matcher {
        dest_address_groups,
        dest_fqdns,
        dest_ip_ranges,
        dest_network_context,
        dest_network_type,
        dest_region_codes,
        dest_threat_intelligences,
        layer4_configs,
        src_address_groups,
        src_fqdns,
        src_ip_ranges,
        src_network_context,
        src_network_type,
        src_networks,
        src_region_codes,
        src_secure_tags,
        src_threat_intelligences,
    } = matcher;
    if layer4_configs.is_empty() {
        doubt("its protocols: none is said".to_owned());
    }
    let rows = layer4_configs
        .into_iter()
        .map(|native::MatcherLayer4 { ip_protocol, ports }| (ip_protocol, ports));
    let traffic = traffic(rows, doubt);
    let (secure_tags, stale_secure_tags) = tags(src_secure_tags);
    let groups = |links: Vec<String>| texts(links.iter().map(|link| own.relative(link)).collect());
    let names =
        |names: Vec<String>| texts(names.iter().map(|name| name.to_ascii_lowercase()).collect());
    let source = Side {
        address_groups: groups(src_address_groups),
        fqdns: names(src_fqdns),
        network_context: context(src_network_context, src_network_type, doubt),
        networks: own.names(&src_networks),
        ranges: ranges(&src_ip_ranges, doubt),
        region_codes: texts(src_region_codes),
        secure_tags,
        stale_secure_tags,
        threat_lists: texts(src_threat_intelligences),
    };
    let destination = Side {
        address_groups: groups(dest_address_groups),
        fqdns: names(dest_fqdns),
        network_context: context(dest_network_context, dest_network_type, doubt),
        networks: Vec::new(),
        ranges: ranges(&dest_ip_ranges, doubt),
        region_codes: texts(dest_region_codes),
        secure_tags: Vec::new(),
        stale_secure_tags: Vec::new(),
        threat_lists: texts(dest_threat_intelligences),
    };
    (source, destination, traffic)
}

/// The network context, which Google prints under two names.
fn context(
    context: Option<String>,
    network_type: Option<String>,
    doubt: &mut dyn FnMut(String),
) -> Option<String> {
    let word = |text: Option<String>| said(text).filter(|word| word != "UNSPECIFIED");
    match (word(context), word(network_type)) {
        (Some(one), Some(other)) if one != other => {
            doubt(format!("its network context, which is {one} and {other}"));
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// `priority 1000 allow ingress tcp 22 from 0.0.0.0/0 "why"`.
pub(crate) fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if !matches!(list.rsplit('.').next(), Some("rules" | "mirroring_rules")) {
        return None;
    }
    let rule = Rule::deserialize(element).ok()?;
    let traffic: Vec<String> = rule.traffic.iter().map(ToString::to_string).collect();
    let mut text = format!("priority {} {} {}", rule.priority, rule.action, rule.direction);
    text.push_str(&format!(" {}", traffic.join(", ")));
    for (word, side) in [(" from ", &rule.source), (" to ", &rule.destination)] {
        let said = side_words(side);
        if !said.is_empty() {
            text.push_str(word);
            text.push_str(&said);
        }
    }
    let Target {
        forwarding_rules,
        networks,
        secure_tags,
        service_accounts,
        stale_secure_tags,
        r#type,
    } = &rule.target;
    let targets: Vec<&str> =
        [forwarding_rules, networks, secure_tags, service_accounts, stale_secure_tags]
            .into_iter()
            .flatten()
            .chain(r#type)
            .map(String::as_str)
            .collect();
    if !targets.is_empty() {
        text.push_str(&format!(" for {}", targets.join(", ")));
    }
    if rule.action == "apply_security_profile_group" {
        text.push_str(" (lets it on to be inspected)");
    }
    if rule.disabled {
        text.push_str(" (disabled)");
    }
    if let Some(note) = &rule.description {
        text.push_str(&format!(" \"{note}\""));
    }
    Some(text)
}

fn side_words(side: &Side) -> String {
    let Side {
        address_groups,
        fqdns,
        network_context,
        networks,
        ranges,
        region_codes,
        secure_tags,
        stale_secure_tags,
        threat_lists,
    } = side;
    let mut words: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    let lists = [
        address_groups,
        fqdns,
        networks,
        region_codes,
        secure_tags,
        stale_secure_tags,
        threat_lists,
    ];
    words.extend(lists.into_iter().flatten().chain(network_context).cloned());
    words.join(", ")
}
