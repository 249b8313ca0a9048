//! What `gcloud` printed, or Google's APIs answered, for one project, folder or organisation → a reading.
//!
//! Files are read one after the other, and of each the items one after the other, in the order in which one call helps to
//! understand the next: policies before the networks in which they stand, networks before what takes effect in them.
//! Nothing here fails: whatever can't be read is in the coverage of its kind.
//!
//! Calls that are asked once for each thing have no list of their own. The files say what there is, and a network says
//! what should be among them.

mod dialect;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::parse::network_firewall_policy::Holds;
use super::{calls, kinds, native, parse};
use crate::model::{Coverage, KindSpec, Scope, ScopeReading, Status};
use crate::providers::Answer;
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::normalised::{Gathering, Outcome};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>) -> ScopeReading {
    let above = kinds::is_above_projects(scope);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        kinds::KINDS.iter().cloned().partition(|spec| kinds::lies_in(spec, above));
    let mut dump = Dump {
        project: scope.place(),
        files: Files::sort(answers, &here, calls::BY_ID),
        reading: ScopeReading::default(),
    };
    if above {
        dump.firewall_policies();
    } else {
        dump.project();
    }
    let Dump { project: _, mut files, mut reading } = dump;
    let belongs = if above {
        "a project: gcp/<project>/"
    } else {
        "an organisation or a folder: gcp/organizations/<id>/"
    };
    for (file, reason) in &mut files.unrecognised {
        let name = file.rsplit('/').next().unwrap_or(file);
        let call = name.split('.').next().unwrap_or(name);
        if elsewhere.iter().flat_map(|spec| spec.calls).any(|known| known.name == call) {
            *reason = format!("`{call}` is asked of {belongs}");
        }
    }
    reading.unrecognised.extend(files.unrecognised);
    reading
}

/// One scope's dump while it is read.
struct Dump {
    project: String,
    files: Files,
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

impl Dump {
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
        let coverage = dumps::list(&mut self.files, shape, |item, page| {
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
            each(&mut self.files, &shapes::NETWORK_FIREWALL_POLICY, |policy, _, page| {
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
            dumps::list(&mut self.files, &shapes::NETWORKS, |network: native::Network, page| {
                let policy = parse::network::names_policy(&network, project);
                let missing = policy.filter(|(_, policy)| !read.contains(policy));
                let known = Some(&holds).filter(|_| is_whole(&described) && missing.is_none());
                missing_policies.extend(missing.map(|(network, policy)| (policy, network)));
                names.extend(network.name.clone());
                gathering.take(parse::network::normalise(network, project, known), page);
            });
        if !matches!(described.status, Status::Skipped) {
            for (policy, network) in &missing_policies {
                policies.doubt(format!(
                    "`{policy}` stands in the network `{network}`, and no {}.<name>.json describes it",
                    calls::NETWORK_FIREWALL_POLICIES_DESCRIBE.0
                ));
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
            each(&mut self.files, &shapes::EFFECTIVE_FIREWALLS, |effective, network, page| {
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
                gathering.doubt(format!(
                    "no {}.{network}.json in the dump",
                    shapes::EFFECTIVE_FIREWALLS.call.0
                ));
            }
        }
        for file in strangers {
            self.reading
                .unrecognised
                .insert(file, "its network is not in networks-list.json".to_owned());
        }
        self.tell(&parse::effective_firewalls::SPEC, gathering, coverage);
    }

    fn ancestry(&mut self) {
        let mut ancestors: Vec<native::Ancestor> = Vec::new();
        let mut file = String::new();
        let coverage = dumps::list(&mut self.files, &shapes::ANCESTORS, |ancestor, page| {
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

    /// The policies of a folder or an organisation.
    fn firewall_policies(&mut self) {
        let mut gathering = Gathering::default();
        let coverage = each(&mut self.files, &shapes::FIREWALL_POLICY, |policy, _, page| {
            gathering.take(parse::firewall_policy::normalise(policy), page);
        });
        self.tell(&parse::firewall_policy::SPEC, gathering, coverage);
    }
}

/// Reads every file of a call that is asked once for each thing, handing on what is in it, the thing, and the file.
fn each<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    mut sink: impl FnMut(T, &str, &str),
) -> Coverage {
    let call = shape.call.0;
    let things = files.ids(call);
    if things.is_empty() {
        return Coverage::unread(Status::Skipped, format!("no {call}.<name>.json in the dump"));
    }
    let mut whole = Coverage::complete(vec![call.to_owned()], 0);
    let mut told = Vec::new();
    for thing in things {
        let one = dumps::list_of(files, shape, &thing, |item, page| sink(item, &thing, page));
        whole.count(&one);
        let Coverage { status, reason, calls: _, pages: _, effort: _ } = one;
        told.extend(reason.map(|reason| (status, reason)));
    }
    for (status, reason) in told {
        // One that is refused among others leaves a part.
        let part = whole.pages > 0 && !matches!(status, Status::Complete);
        whole.lower(if part { Status::Partial } else { status }, &reason);
    }
    whole
}
