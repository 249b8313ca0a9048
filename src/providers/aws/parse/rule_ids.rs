//! The ids of security group rules, from the answer that has them.
//!
//! `describe-security-groups` has the rules and `describe-security-group-rules` their ids and tags. The
//! two are matched by what a group can have once: protocol, ports and peer. Where they
//! disagree, something changed between the two reads or one of them is torn, and that is told.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::security_group::{Reach, Rule, reach, say};
use super::tags::{Tags, tags};
use super::terms::Peer;
use crate::providers::aws::native;
use crate::providers::normalised::{Known, said};

/// The tags of a group's rules, by their ids. Rules without tags are left out.
pub(crate) type RuleTags = BTreeMap<String, Tags>;

/// The ids and tags of rules, by group.
#[derive(Debug, Default)]
pub(crate) struct RuleIds {
    groups: HashMap<Box<str>, Vec<(bool, Rule)>>,
    tags: HashMap<Box<str>, RuleTags>,
    /// Whether the answer was read to its end, so that a rule that is not in it should have been.
    pub(crate) whole: bool,
}

/// A rule by itself, with the group that it is of.
#[derive(Debug)]
pub(crate) struct Row {
    /// The group.
    pub(crate) group: String,
    /// Whether the rule is about what members send.
    pub(crate) egress: bool,
    /// The rule.
    pub(crate) rule: Rule,
    /// Its tags.
    pub(crate) tags: Tags,
}

impl Row {
    /// Reads a row.
    ///
    /// # Errors
    /// In words, what is missing.
    pub(crate) fn read(row: native::SecurityGroupRule) -> Result<Self, String> {
        let native::SecurityGroupRule {
            cidr_ipv4,
            cidr_ipv6,
            description,
            from_port,
            group_id,
            group_owner_id: _,
            ip_protocol,
            is_egress,
            prefix_list_id,
            referenced_group_info,
            security_group_rule_id,
            tags: labels,
            to_port,
        } = row;
        let id = said(security_group_rule_id).ok_or("a rule has no `SecurityGroupRuleId`")?;
        let group = said(group_id).ok_or_else(|| format!("rule {id} has no `GroupId`"))?;
        let egress = is_egress.ok_or_else(|| format!("rule {id} has no `IsEgress`"))?;
        let (group_peer, list_peer) = (referenced_group_info.is_some(), prefix_list_id.is_some());
        let mut account = None;
        let mut peering = None;
        let mut vpc = None;
        let peer = if let Some(cidr) = cidr_ipv4.or(cidr_ipv6) {
            Peer::cidr(&cidr)
        } else if let Some(list) = prefix_list_id {
            Peer::PrefixList(list.into())
        } else if let Some(native::ReferencedSecurityGroup {
            group_id,
            // The group's own answer has the status too.
            peering_status: _,
            user_id,
            vpc_id,
            vpc_peering_connection_id,
        }) = referenced_group_info
        {
            (account, peering, vpc) = (user_id, vpc_peering_connection_id, vpc_id);
            Peer::SecurityGroup(group_id.unwrap_or_default().into())
        } else {
            return Err(format!("rule {id} of {group} has no peer"));
        };
        if group_peer && list_peer {
            return Err(format!("rule {id} of {group} has two peers"));
        }
        let Reach { protocol, ports, icmp } = reach(ip_protocol, from_port, to_port, |_| {});
        let rule = Rule {
            description: said(description),
            icmp,
            id: Some(id),
            peer,
            peer_account: said(account),
            peer_peering: said(peering),
            peer_vpc: said(vpc),
            ports,
            protocol,
        };
        Ok(Self { group, egress, rule, tags: tags(labels) })
    }
}

impl RuleIds {
    /// Takes a row of `describe-security-group-rules`.
    ///
    /// # Errors
    /// In words, what can't be understood of it. The row counts all the same where it can.
    pub(crate) fn take(&mut self, row: native::SecurityGroupRule) -> Result<(), String> {
        let Row { group, egress, rule, tags } = Row::read(row)?;
        if let Some(id) = rule.id.clone().filter(|_| !tags.is_empty()) {
            self.tags.entry(group.as_str().into()).or_default().insert(id, tags);
        }
        self.groups.entry(group.into()).or_default().push((egress, rule));
        Ok(())
    }

    /// Groups that have rules here and were not listed.
    pub(crate) fn strangers(&self, listed: &HashSet<&str>) -> Vec<String> {
        let mut strangers: Vec<String> = self
            .groups
            .keys()
            .filter(|group| !listed.contains(&***group))
            .map(|group| {
                format!("group {group} has rules in describe-security-group-rules and is not in describe-security-groups")
            })
            .collect();
        strangers.sort_unstable();
        strangers
    }

    /// The tags of a group's rules, if all of the answer was read.
    pub(super) fn tags(&self, group: &str) -> Known<RuleTags> {
        if self.whole {
            Known::Read(self.tags.get(group).cloned().unwrap_or_default())
        } else {
            Known::Unread
        }
    }

    /// Puts ids onto the rules of one direction, and says where the two answers disagree.
    pub(super) fn name(
        &self,
        group: &str,
        egress: bool,
        rules: &mut [Rule],
        doubts: &mut Vec<String>,
    ) {
        rules.sort_by(|a, b| a.content().cmp(&b.content()));
        let mut rows: Vec<&Rule> = self
            .groups
            .get(group)
            .into_iter()
            .flatten()
            .filter(|(direction, _)| *direction == egress)
            .map(|(_, rule)| rule)
            .collect();
        rows.sort_by(|a, b| a.content().cmp(&b.content()));
        let mut rows = rows.into_iter().peekable();
        let direction = if egress { "egress" } else { "ingress" };
        let only_row = |row: &Rule| {
            let id = row.id.as_deref().unwrap_or_default();
            format!(
                "{group}: {direction} rule {id} ({}) is in describe-security-group-rules and not in describe-security-groups",
                say(row, egress)
            )
        };
        for rule in rules {
            while let Some(row) = rows.next_if(|row| row.traffic() < rule.traffic()) {
                doubts.push(only_row(row));
            }
            if let Some(row) = rows.next_if(|row| row.traffic() == rule.traffic()) {
                rule.id.clone_from(&row.id);
            } else if self.whole {
                doubts.push(format!(
                    "{group}: {direction} rule `{}` is in describe-security-groups and not in describe-security-group-rules",
                    say(rule, egress)
                ));
            }
        }
        doubts.extend(rows.map(only_row));
    }
}
