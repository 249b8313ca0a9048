//! Policies as boundaries, for every possible pod.
//!
//! A change of a policy is told for whoever it may select, now or later, so selectors stay symbols: those of peers at
//! the far end, those of the pods that policies speak for at the near one.
//!
//! No policy decides alone. What a network policy means depends on the others of its namespace: the first that selects a pod isolates
//! it, and every other only adds to what is allowed. So the boundary of a network policy is its namespace, with all its policies and the tiers before and
//! after them; and a policy that is gone is a namespace without it. A cluster-wide policy is looked at with all others of its kind, and with network policies of which nothing is known:
//! that they deny the packet, and that one of them allows it, are conditions.

use std::sync::Arc;

use super::policies::{self, Network, Policies};
use super::rules::{Names, Place};
use super::shields::{layer, rules};
use super::tiers::{Layer, Tiers};
use super::words::{ALLOWS, Chosen, DENIES};
use crate::model::{Boundary, Direction, Gate, ResourceId, View};
use crate::providers::kubernetes::parse::network_policy::SPEC;
use crate::traffic::{Action, Decision, Guard, Match, Rule, Symbol};

pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let namespace = (id.kind == SPEC.kind)
        .then(|| id.identity.as_str().split_once('/').map(|(namespace, _)| namespace))
        .flatten();
    // Of no namespace are those that nobody can read.
    let policies = Policies::of(view, &id.scope, Some(namespace.unwrap_or_default()));
    let gate = |direction| match unknown(&policies, namespace) {
        Some(why) => Gate::Unknown(why),
        None => {
            let ip_blocks = view.assumptions().ip_blocks;
            let place = Place { direction, names: Names::Free, ip_blocks };
            Gate::Guard(guard(&policies, namespace, place))
        }
    };
    Boundary {
        ingress: gate(Direction::Ingress),
        egress: gate(Direction::Egress),
        stateful: true,
        stands_before: None,
    }
}

/// Why there may be a policy that decides otherwise.
fn unknown(policies: &Policies, namespace: Option<&str>) -> Option<String> {
    let own = policies.gaps.network.clone().filter(|_| namespace.is_some());
    own.or_else(|| policies.gaps.admin.clone()).or_else(|| policies.gaps.baseline.clone())
}

fn guard(policies: &Policies, namespace: Option<&str>, place: Place<'_>) -> Guard {
    let network = match namespace {
        Some(_) => network(place, &policies.network),
        None => vec![any_network(place)],
    };
    let tiers = Tiers {
        far: place.far(),
        own_node: false,
        admin: layers(place, &policies.admin),
        admin_known: true,
        network,
        baseline: layers(place, &policies.baseline),
        baseline_known: true,
    };
    tiers.guard()
}

/// What the policies of a namespace allow, then what they isolate from everything else.
fn network(place: Place<'_>, policies: &[Network]) -> Vec<Guard> {
    let (mut allowing, mut isolating) = (Vec::new(), Vec::new());
    for one in policies {
        let Network { name, policy, subject } = one;
        let Some(written) = rules(place, one) else { continue };
        // All pods of the namespace are all that the boundary is about.
        let selected = near(place, subject).filter(|_| !subject.takes_all_pods());
        let mut allowed: Vec<Rule> =
            written.map(|rule| place.network_rule(&policy.namespace, rule)).collect();
        let isolated = vec![Match::any()];
        let mut isolated = vec![Rule::new("isolates its pods", Action::Deny, isolated)];
        for packets in allowed.iter_mut().chain(&mut isolated).flat_map(|rule| &mut rule.matches) {
            packets.symbols.extend(selected.clone().map(|symbol| (symbol, true)));
        }
        allowing.push(Guard::listed(name.clone(), allowed, Decision::Undecided));
        isolating.push(Guard::listed(name.clone(), isolated, Decision::Undecided));
    }
    allowing.extend(isolating);
    allowing
}

/// Network policies of which nothing is known.
fn any_network(place: Place<'_>) -> Guard {
    let at = |name: &str| Symbol { side: place.far(), name: name.into() };
    let rules = vec![
        Rule::new("denies", Action::Deny, vec![Match::any().when(at(DENIES))]),
        Rule::new("allows", Action::Allow, vec![Match::any().when(at(ALLOWS))]),
    ];
    Guard::listed("kubernetes.network-policy:any", rules, Decision::Undecided)
}

fn layers(place: Place<'_>, list: &[policies::Cluster]) -> Vec<Layer> {
    let speaking = list.iter().filter_map(|one| Some((one, one.subject.as_ref()?)));
    speaking.filter_map(|(one, subject)| layer(place, one, near(place, subject))).collect()
}

/// That the pod is one of these; nothing when every pod is.
fn near(place: Place<'_>, chosen: &Chosen) -> Option<Symbol> {
    let name: Arc<str> = chosen.name();
    (*chosen != Chosen::everyone()).then(|| Symbol { side: place.far().other(), name })
}
