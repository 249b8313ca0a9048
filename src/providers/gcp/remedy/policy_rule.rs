//! A rule of a firewall policy, as options of `gcloud`.

use super::check::Shown;
use super::gcloud::{list, option, path, switch};
use crate::model::Command;
use crate::providers::gcp::parse::policy_rule::{Rule, Side, Target};
use crate::providers::gcp::parse::terms::Traffic;

/// What the released commands of `gcloud` can't say of a rule.
fn unsaid(rule: &Rule) -> Option<&'static str> {
    let Side { network_context, networks, stale_secure_tags, .. } = &rule.source;
    let Target { forwarding_rules, stale_secure_tags: stale, r#type, .. } = &rule.target;
    if network_context.is_some()
        || !networks.is_empty()
        || rule.destination.network_context.is_some()
    {
        return Some("the released commands of `gcloud` can't say the network context of a rule");
    }
    if !forwarding_rules.is_empty() || r#type.is_some() {
        return Some(
            "the released commands of `gcloud` can't say that a rule is for load balancers",
        );
    }
    let is_stale = !stale_secure_tags.is_empty() || !stale.is_empty();
    is_stale.then_some("a rule can't be given a secure tag that is deleted")
}

/// A rule in options. Of a rule that was something else before, what it has no more is said to be empty; what it never had is not spoken of.
///
/// # Errors
/// In words, when the released commands can't say all of the rule.
pub(super) fn options(
    mut command: Command,
    rule: &Rule,
    before: Option<&Rule>,
) -> Result<Command, String> {
    if let Some(why) = unsaid(rule) {
        return Err(why.to_owned());
    }
    let Rule {
        action,
        description,
        destination,
        direction,
        disabled,
        logging,
        name,
        priority: _,
        security_profile_group,
        source,
        target: _,
        tls_inspect,
        traffic,
    } = rule;
    if *name != before.and_then(|before| before.name.clone()) {
        return Err("the released commands of `gcloud` can't name a rule".to_owned());
    }
    command = option(command, "--action", action);
    command = option(command, "--direction", direction.to_uppercase());
    command = option(command, "--layer4-configs", list(&layers(traffic)));
    for group in source.address_groups.iter().chain(&destination.address_groups) {
        path(group)?;
    }
    let were = before.map(lists);
    for (place, (flag, values)) in lists(rule).into_iter().enumerate() {
        let was = were.as_ref().and_then(|were| were.get(place));
        if !values.is_empty() || was.is_some_and(|(_, was)| !was.is_empty()) {
            command = option(command, flag, list(&values));
        }
    }
    if let Some(group) = security_profile_group {
        command = option(command, "--security-profile-group", path(group)?);
        command = switch(command, *tls_inspect, "--tls-inspect", "--no-tls-inspect");
    }
    command = option(command, "--description", description.as_deref().unwrap_or_default());
    command = switch(command, *disabled, "--disabled", "--no-disabled");
    Ok(switch(command, *logging, "--enable-logging", "--no-enable-logging"))
}

/// What a rule lists beside its traffic.
fn lists(rule: &Rule) -> [(&'static str, Vec<String>); 13] {
    let Rule { source, destination, target, .. } = rule;
    let tags = |are: &[String], stale: &[String]| are.iter().chain(stale).cloned().collect();
    [
        ("--src-ip-ranges", source.ranges.iter().map(ToString::to_string).collect()),
        ("--dest-ip-ranges", destination.ranges.iter().map(ToString::to_string).collect()),
        ("--src-address-groups", source.address_groups.clone()),
        ("--dest-address-groups", destination.address_groups.clone()),
        ("--src-fqdns", source.fqdns.clone()),
        ("--dest-fqdns", destination.fqdns.clone()),
        ("--src-region-codes", source.region_codes.clone()),
        ("--dest-region-codes", destination.region_codes.clone()),
        ("--src-secure-tags", tags(&source.secure_tags, &source.stale_secure_tags)),
        ("--src-threat-intelligence", source.threat_lists.clone()),
        ("--dest-threat-intelligence", destination.threat_lists.clone()),
        ("--target-secure-tags", tags(&target.secure_tags, &target.stale_secure_tags)),
        ("--target-service-accounts", target.service_accounts.clone()),
    ]
}

/// `tcp:22`, `tcp:80-90`, `icmp`: one word for each range of ports.
pub(super) fn layers(traffic: &[Traffic]) -> Vec<String> {
    let words = |row: &Traffic| match &row.ports {
        Some(ports) => ports.split(',').map(|port| format!("{}:{port}", row.protocol)).collect(),
        None => vec![row.protocol.clone()],
    };
    traffic.iter().flat_map(words).collect()
}

/// What has to be so of a rule that is there.
pub(super) fn is(rule: &Rule) -> Vec<Shown> {
    let Rule { action, destination, direction, disabled, logging, source, target, traffic, .. } =
        rule;
    let rows = layers(traffic);
    vec![
        Shown::text("action", action),
        Shown::text("direction", direction.to_uppercase()),
        Shown::switch("disabled", *disabled),
        Shown::switch("enableLogging", *logging),
        Shown::list("match.srcIpRanges", &source.ranges),
        Shown::list("match.destIpRanges", &destination.ranges),
        Shown::list("match.layer4Configs[].map().org_firewall_rule().list().split(\",\")", &rows),
        Shown::list("match.srcFqdns", &source.fqdns),
        Shown::list("match.destFqdns", &destination.fqdns),
        Shown::count(
            "match.srcSecureTags",
            source.secure_tags.len() + source.stale_secure_tags.len(),
        ),
        Shown::list("targetServiceAccounts", &target.service_accounts),
    ]
}
