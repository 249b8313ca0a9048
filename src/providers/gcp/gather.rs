//! The answers of one project, folder or organisation → a reading, wherever they come from.
//!
//! The files of a dump and a live project answer the same calls ([`Answers`]), in the same shapes, so everything from
//! Google's JSON on is the same code. Calls are asked one after the other, and of each the items one after the other, in
//! the order in which one call helps to understand the next: policies before the networks in which they stand, networks
//! before what takes effect in them. Nothing here fails: whatever can't be read is in the coverage of its kind.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::dump::shapes;
use super::parse::network_firewall_policy::Holds;
use super::{calls, kinds, native, parse};
use crate::model::{Coverage, KindSpec, Scope, ScopeReading, Status};
use crate::providers::dumps::Shape;
use crate::providers::normalised::{Gathering, Outcome};

/// What answers the calls. Each is asked once, and says how whole its answer is.
pub(super) trait Answers {
    /// Hands on the items of a call that lists, each with the page that it is on, as messages name it.
    fn list<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str),
    ) -> Coverage;

    /// Hands on the answers to a call that is asked once for each thing, each with the thing and the page.
    fn each<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str, &str),
    ) -> Coverage;

    /// Says why there is no answer of a call about a thing; or about one whose name there is not known.
    fn unanswered(&self, call: &str, id: Option<&str>) -> String;

    /// Takes note of an answer about a network that was not listed.
    fn unlisted(&mut self, page: &str);
}

/// Reads one scope.
pub(super) fn gather(scope: &Scope, answers: &mut impl Answers) -> ScopeReading {
    let mut gather = Gather { project: scope.place(), answers, reading: ScopeReading::default() };
    if kinds::is_above_projects(scope) {
        gather.firewall_policies();
        gather.log_sinks();
    } else {
        gather.project();
    }
    gather.reading
}

/// One scope while it is read.
struct Gather<'a, A> {
    project: String,
    answers: &'a mut A,
    reading: ScopeReading,
}

/// The networks that were listed.
struct Networks {
    names: BTreeSet<String>,
    coverage: Coverage,
}

fn is_whole(coverage: &Coverage) -> bool {
    matches!(coverage.status, Status::Complete)
}

impl<A: Answers> Gather<'_, A> {
    fn tell(&mut self, spec: &KindSpec, gathering: Gathering, coverage: Coverage) {
        self.reading.kinds.insert(spec.kind.clone(), gathering.reading(coverage));
    }

    fn project(&mut self) {
        use parse::{address, firewall_rule, instance, route, subnetwork};
        self.plain(&firewall_rule::SPEC, &shapes::FIREWALL_RULES, firewall_rule::normalise);
        let networks = self.networks();
        self.effective_firewalls(&networks);
        self.plain(&subnetwork::SPEC, &shapes::SUBNETS, subnetwork::normalise);
        self.plain(&instance::SPEC, &shapes::INSTANCES, instance::normalise);
        self.plain(&route::SPEC, &shapes::ROUTES, route::normalise);
        self.plain(&address::SPEC, &shapes::ADDRESSES, address::normalise);
        self.ancestry();
        self.log_sinks();
    }

    /// A kind of one call, each of whose items is a resource by itself.
    fn plain<T: for<'de> Deserialize<'de>>(
        &mut self,
        spec: &KindSpec,
        shape: &Shape,
        normalise: fn(T, &str) -> Outcome,
    ) {
        let mut gathering = Gathering::default();
        let project = &self.project;
        let coverage = self.answers.list(shape, &mut |item, page| {
            gathering.take(normalise(item, project), page);
        });
        self.tell(spec, gathering, coverage);
    }

    /// Networks, after the policies that stand in them.
    fn networks(&mut self) -> Networks {
        let mut policies = Gathering::default();
        let mut holds = Holds::default();
        let project = &self.project;
        let described =
            self.answers.each(&shapes::NETWORK_FIREWALL_POLICY, &mut |policy, _, page| {
                let outcome =
                    parse::network_firewall_policy::normalise(policy, project, &mut holds);
                policies.take(outcome, page);
            });
        let read: BTreeSet<String> = policies.identities().map(str::to_owned).collect();
        let mut gathering = Gathering::default();
        let mut names = BTreeSet::new();
        // Policies that a network names and that are not described, each with one of the networks.
        let mut missing_policies = BTreeMap::new();
        let mut coverage =
            self.answers.list(&shapes::NETWORKS, &mut |network: native::Network, page| {
                let policy = parse::network::names_policy(&network, project);
                let missing = policy.filter(|(_, policy)| !read.contains(policy));
                let known = Some(&holds).filter(|_| is_whole(&described) && missing.is_none());
                missing_policies.extend(missing.map(|(network, policy)| (policy, network)));
                names.extend(network.name.clone());
                gathering.take(parse::network::normalise(network, project, known), page);
            });
        if !matches!(described.status, Status::Skipped) {
            for (policy, network) in &missing_policies {
                let why =
                    self.answers.unanswered(calls::NETWORK_FIREWALL_POLICIES_DESCRIBE.0, None);
                policies.doubt(format!("`{policy}` stands in the network `{network}`, and {why}"));
            }
            if !matches!(coverage.status, Status::Skipped) {
                coverage.calls.extend(described.calls.iter().cloned());
                coverage.pages += described.pages;
            }
        }
        self.tell(&parse::network_firewall_policy::SPEC, policies, described);
        self.tell(&parse::network::SPEC, gathering, coverage.clone());
        Networks { names, coverage }
    }

    /// What takes effect in each network.
    fn effective_firewalls(&mut self, networks: &Networks) {
        let Networks { names, coverage: listing } = networks;
        let mut gathering = Gathering::default();
        let mut strangers = Vec::new();
        let mut asked = BTreeSet::new();
        let project = &self.project;
        let coverage =
            self.answers.each(&shapes::EFFECTIVE_FIREWALLS, &mut |effective, network, page| {
                asked.insert(network.to_owned());
                if is_whole(listing) && !names.contains(network) {
                    strangers.push(page.to_owned());
                    return;
                }
                gathering
                    .take(parse::effective_firewalls::normalise(effective, network, project), page);
            });
        if !matches!(coverage.status, Status::Skipped) {
            for network in names.difference(&asked) {
                let call = shapes::EFFECTIVE_FIREWALLS.call.0;
                gathering.doubt(self.answers.unanswered(call, Some(network)));
            }
        }
        for file in strangers {
            self.answers.unlisted(&file);
        }
        self.tell(&parse::effective_firewalls::SPEC, gathering, coverage);
    }

    fn ancestry(&mut self) {
        let mut ancestors: Vec<native::Ancestor> = Vec::new();
        let mut file = String::new();
        let coverage = self.answers.list(&shapes::ANCESTORS, &mut |ancestor, page| {
            ancestors.push(ancestor);
            page.clone_into(&mut file);
        });
        let mut gathering = Gathering::default();
        if is_whole(&coverage) {
            // A project is at least its own ancestor.
            if ancestors.is_empty() {
                gathering.doubt("the project has no ancestors, itself included".to_owned());
            } else {
                gathering.take(parse::ancestry::normalise(ancestors), &file);
            }
        }
        self.tell(&parse::ancestry::SPEC, gathering, coverage);
    }

    fn log_sinks(&mut self) {
        self.plain(&parse::log_sink::SPEC, &shapes::LOG_SINKS, parse::log_sink::normalise);
    }

    /// The policies of a folder or an organisation.
    fn firewall_policies(&mut self) {
        let mut gathering = Gathering::default();
        let coverage = self.answers.each(&shapes::FIREWALL_POLICY, &mut |policy, _, page| {
            gathering.take(parse::firewall_policy::normalise(policy), page);
        });
        self.tell(&parse::firewall_policy::SPEC, gathering, coverage);
    }
}
