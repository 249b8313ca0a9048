//! What one scope repeats of another is left to that one.
//!
//! The effective firewalls of a network repeat the project's rules, the policies of networks, and those of every folder and
//! organisation above. A rule that changes in an organisation's policy would be told in each network of each project
//! under it. So whatever is read where it belongs becomes `null` here: "not from here". What is read nowhere else
//! stays, and a change of it is told here. Rules, and policies of networks, that were asked for where they belong and not
//! read there are left to that place all the same, as a gap: told here for once, they would look like a change that nobody
//! made.

use std::collections::BTreeSet;

use super::parse::effective_firewalls::{self, Durable, Policy};
use super::parse::{firewall_policy, firewall_rule, network_firewall_policy};
use crate::model::{Document, Kind, Provider, Scope, ScopeReading, Snapshot, Status};
use crate::providers::normalised::Known;

/// What the scopes of a snapshot tell by themselves.
struct Told {
    /// The policies of all folders and organisations.
    policies: BTreeSet<String>,
}

/// Leaves to each scope of a snapshot what is its own.
pub(in crate::providers) fn settle(snapshot: &mut Snapshot) {
    let of_google = |scope: &Scope| scope.provider() == Provider::Gcp;
    let scopes = snapshot.scopes.iter().filter(|(scope, _)| of_google(scope));
    let policies = scopes.flat_map(|(_, reading)| identities(reading, &firewall_policy::SPEC.kind));
    let told = Told { policies: policies.collect() };
    for (scope, reading) in &mut snapshot.scopes {
        if of_google(scope) {
            told.settle(reading);
        }
    }
}

fn identities(reading: &ScopeReading, kind: &Kind) -> BTreeSet<String> {
    let resources = reading.kinds.get(kind).map(|reading| reading.resources.keys());
    resources.into_iter().flatten().map(|identity| identity.as_str().to_owned()).collect()
}

/// Why a kind that was asked for is not whole.
fn gap(reading: &ScopeReading, kind: &Kind) -> Option<String> {
    let coverage = reading.kinds.get(kind).map(|reading| &reading.coverage)?;
    coverage.status.is_gap().then(|| coverage.reason.clone().unwrap_or_default())
}

impl Told {
    fn settle(&self, reading: &mut ScopeReading) {
        let networks = identities(reading, &network_firewall_policy::SPEC.kind);
        let rules = identities(reading, &firewall_rule::SPEC.kind);
        let all_rules = reading.status(&firewall_rule::SPEC.kind) == Status::Complete;
        let of_rules = gap(reading, &firewall_rule::SPEC.kind);
        let of_policies = gap(reading, &network_firewall_policy::SPEC.kind);
        let Some(effective) = reading.kinds.get_mut(&effective_firewalls::SPEC.kind) else {
            return;
        };
        let mut left = BTreeSet::new();
        for resource in effective.resources.values_mut() {
            let Ok(mut durable) = resource.durable.decode::<Durable>() else { continue };
            let Durable { policies, rules: repeated } = &mut durable;
            if let Known::Read(list) = policies {
                let mut untold = list.iter().filter(|policy| !self.tells(policy, &networks));
                let lost = of_policies.as_ref().filter(|_| untold.clone().next().is_some());
                if untold.all(|policy| lost.is_some() && policy.r#type == "NETWORK") {
                    left.extend(lost);
                    *policies = Known::Unread;
                }
            }
            if let Known::Read(list) = repeated {
                let is_told = all_rules || list.iter().all(|rule| rules.contains(&rule.name));
                let lost = of_rules.as_ref().filter(|_| !is_told);
                if is_told || lost.is_some() {
                    left.extend(lost);
                    *repeated = Known::Unread;
                }
            }
            if let Ok(document) = Document::of(&durable) {
                resource.durable = document;
            }
        }
        for reason in left {
            let reason = format!("what is left to another list is not known: {reason}");
            effective.coverage.lower(Status::Partial, &reason);
        }
    }

    /// Whether a policy is read where it belongs. Those that Google keeps are read nowhere.
    fn tells(&self, policy: &Policy, networks: &BTreeSet<String>) -> bool {
        match policy.r#type.as_str() {
            "HIERARCHY" => self.policies.contains(&policy.policy),
            "NETWORK" => networks.contains(&format!("global/{}", policy.policy)),
            _ => false,
        }
    }
}
