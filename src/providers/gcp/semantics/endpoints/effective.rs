//! What a network's effective firewalls repeat of rules and policies, for where these were not read themselves.

use crate::model::{ResourceId, View};
use crate::providers::gcp::parse::effective_firewalls::{Context, Durable, Policy, SPEC};
use crate::providers::gcp::parse::firewall_rule;
use crate::providers::normalised::Known;

/// The network's effective firewalls.
pub(super) struct Effective {
    /// Those that are not told where they belong.
    pub(super) policies: Vec<Policy>,
    /// Whether all that take effect are among these.
    pub(super) has_every_policy: bool,
    /// The project's rules that are in force, by name; nothing when they are told where they belong.
    pub(super) rules: Option<Vec<(String, firewall_rule::Durable)>>,
    /// The policies as Google lists them: `HIERARCHY 123`.
    pub(super) order: Vec<String>,
}

impl Effective {
    pub(super) fn of(view: &View<'_>, network: &ResourceId) -> Option<Self> {
        let id = ResourceId { kind: SPEC.kind, ..network.clone() };
        let resource = view.get(&id)?;
        let Durable { policies, rules } = resource.durable.decode().ok()?;
        let Context { order } = resource.context.decode().ok()?;
        let has_every_policy = matches!(policies, Known::Read(_));
        let policies = match policies {
            Known::Read(policies) => policies,
            Known::Unread => Vec::new(),
        };
        let rules = match rules {
            Known::Read(rules) => {
                let in_force = rules.into_iter().filter(|rule| !rule.says.disabled);
                Some(in_force.map(|rule| (rule.name, rule.says)).collect())
            }
            Known::Unread => None,
        };
        Some(Self { policies, has_every_policy, rules, order })
    }
}
