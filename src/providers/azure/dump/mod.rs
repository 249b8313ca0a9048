//! What `az` printed, or Azure Resource Manager answered, for one subscription → a reading.
//!
//! Files are read one after the other, and of each the items one after the other, in the order in which one call helps to
//! understand the next: interfaces before the groups that they are in, networks before the admin rules in force there, and
//! whatever names service tags before these. Nothing here fails: whatever can't be read is in the coverage of its kind.

mod dialect;
mod flat;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use super::parse::application_security_group::Members;
use super::{calls, kinds, native, parse};
use crate::model::{Coverage, KindSpec, Scope, ScopeReading, Status};
use crate::providers::Answer;
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::normalised::{Gathering, Outcome};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>) -> ScopeReading {
    let [subscription] = scope.parts() else { return ScopeReading::default() };
    let files = Files::sort(answers, kinds::KINDS, calls::BY_ID);
    let (tags, reading) = (BTreeSet::new(), ScopeReading::default());
    let mut dump = Dump { subscription, files, tags, reading };
    dump.interfaces();
    dump.nsgs();
    dump.networks();
    dump.route_tables();
    dump.plain(
        &parse::virtual_machine::SPEC,
        &shapes::VIRTUAL_MACHINES,
        parse::virtual_machine::normalise,
    );
    dump.plain(&parse::public_ip::SPEC, &shapes::PUBLIC_IPS, parse::public_ip::normalise);
    dump.plain(
        &parse::load_balancer::SPEC,
        &shapes::LOAD_BALANCERS,
        parse::load_balancer::normalise,
    );
    dump.service_tags();
    let Dump { subscription: _, files, tags: _, mut reading } = dump;
    reading.unrecognised.extend(files.unrecognised);
    reading
}

/// One scope's dump while it is read.
struct Dump<'a> {
    subscription: &'a str,
    files: Files,
    /// The service tags that something names, in lower case.
    tags: BTreeSet<String>,
    reading: ScopeReading,
}

fn is_whole(coverage: &Coverage) -> bool {
    matches!(coverage.status, Status::Complete)
}

impl Dump<'_> {
    fn tell(&mut self, spec: &KindSpec, gathering: Gathering, coverage: Coverage) {
        self.reading.kinds.insert(spec.kind.clone(), gathering.reading(coverage));
    }

    /// A kind of one call, each of whose items is a resource by itself.
    fn plain<T: for<'de> serde::Deserialize<'de>>(
        &mut self,
        spec: &KindSpec,
        shape: &Shape,
        normalise: fn(T, &str) -> Outcome,
    ) {
        let mut gathering = Gathering::default();
        let coverage = dumps::list(&mut self.files, shape, |item, page| {
            gathering.take(normalise(item, self.subscription), page);
        });
        self.tell(spec, gathering, coverage);
    }

    /// Interfaces, and the application security groups that they are in.
    fn interfaces(&mut self) {
        let mut gathering = Gathering::default();
        let mut members = Members::default();
        let nics = dumps::list(&mut self.files, &shapes::NETWORK_INTERFACES, |nic, page| {
            let outcome = parse::network_interface::normalise(nic, self.subscription, &mut members);
            gathering.take(outcome, page);
        });
        let reading = gathering.reading(nics);
        let nics = reading.coverage.clone();
        self.reading.kinds.insert(parse::network_interface::SPEC.kind.clone(), reading);

        members.whole = is_whole(&nics);
        let mut gathering = Gathering::default();
        let shape = &shapes::APPLICATION_SECURITY_GROUPS;
        let mut coverage = dumps::list(&mut self.files, shape, |group, page| {
            let outcome =
                parse::application_security_group::normalise(group, self.subscription, &members);
            gathering.take(outcome, page);
        });
        if !matches!(coverage.status, Status::Skipped) {
            coverage.calls.extend(nics.calls);
            coverage.pages += nics.pages;
        }
        self.tell(&parse::application_security_group::SPEC, gathering, coverage);
    }

    fn nsgs(&mut self) {
        let mut gathering = Gathering::default();
        let tags = &mut self.tags;
        let coverage = dumps::list(&mut self.files, &shapes::NSGS, |group, page| {
            gathering.take(parse::nsg::normalise(group, self.subscription, tags), page);
        });
        self.tell(&parse::nsg::SPEC, gathering, coverage);
    }

    fn route_tables(&mut self) {
        let mut gathering = Gathering::default();
        let tags = &mut self.tags;
        let coverage = dumps::list(&mut self.files, &shapes::ROUTE_TABLES, |table, page| {
            gathering.take(parse::route_table::normalise(table, self.subscription, tags), page);
        });
        self.tell(&parse::route_table::SPEC, gathering, coverage);
    }

    /// Networks, the subnets in them, and the admin rules in force there.
    fn networks(&mut self) {
        let mut gathering = Gathering::default();
        let mut subnets = Gathering::default();
        let coverage = dumps::list(&mut self.files, &shapes::VIRTUAL_NETWORKS, |network, page| {
            let (outcome, inside) = parse::virtual_network::normalise(network, self.subscription);
            if let Err(wrong) = &outcome {
                subnets.doubt(wrong.clone());
            }
            gathering.take(outcome, page);
            for subnet in inside {
                subnets.take(parse::subnet::normalise(subnet, self.subscription), page);
            }
        });
        let ids: Vec<String> = gathering.identities().map(str::to_owned).collect();
        let reading = gathering.reading(coverage.clone());
        let whole = is_whole(&reading.coverage);
        self.reading.kinds.insert(parse::virtual_network::SPEC.kind.clone(), reading);
        self.tell(&parse::subnet::SPEC, subnets, coverage);
        self.security_admin_rules(ids, whole);
    }

    /// The admin rules of each network. A file is named after the network, or after its group and the network where two
    /// networks have one name.
    fn security_admin_rules(&mut self, networks: Vec<String>, whole: bool) {
        let call = calls::LIST_EFFECTIVE_SECURITY_ADMIN_RULES.0;
        let mut gathering = Gathering::default();
        let mut coverage = Coverage::complete(vec![call.to_owned()], 0);
        let mut without: BTreeSet<&String> = networks.iter().collect();
        let mut unread: BTreeMap<&String, Coverage> = BTreeMap::new();
        let mut asked = 0;
        for file in self.files.ids(call) {
            let mut rules: Vec<native::EffectiveSecurityAdminRule> = Vec::new();
            let shape = &shapes::SECURITY_ADMIN_RULES;
            let read = dumps::list_of(&mut self.files, shape, &file, |rule, _| rules.push(rule));
            let about: Vec<&String> =
                networks.iter().filter(|network| is_about(&file, network)).collect();
            let network = match about.as_slice() {
                [network] => *network,
                [] if whole => {
                    let reason = format!("it is about no network of {}.json", calls::VNET_LIST.0);
                    self.reading.unrecognised.insert(format!("{call}.{file}.json"), reason);
                    continue;
                }
                [] => {
                    gathering.doubt(format!(
                        "{call}.{file}.json: which network that is, is not known without all of {}.json",
                        calls::VNET_LIST.0
                    ));
                    asked += 1;
                    continue;
                }
                [..] => {
                    gathering.doubt(format!(
                        "{call}.{file}.json: {} networks have that name; name the file \
                         {call}.<resource group>.{file}.json",
                        about.len()
                    ));
                    asked += 1;
                    continue;
                }
            };
            asked += 1;
            coverage.pages += read.pages;
            if !without.remove(network) {
                gathering.doubt(format!("{network}: two files are about it; the first is kept"));
                continue;
            }
            match read.status {
                Status::Complete | Status::Partial => {
                    let name = parse::last(network).to_owned();
                    let outcome = parse::security_admin_rules::normalise(
                        network.clone(),
                        name,
                        rules,
                        &mut self.tags,
                    );
                    gathering.take(outcome, &file);
                    if read.status == Status::Partial || read.reason.is_some() {
                        coverage.lower(read.status, read.reason.as_deref().unwrap_or_default());
                    }
                }
                _ => drop(unread.insert(network, read)),
            }
        }
        if asked == 0 {
            let reason = format!("no {call}.<vnet>.json in the dump");
            coverage = Coverage::unread(Status::Skipped, reason);
        } else {
            let all = unread.len() == networks.len();
            for read in unread.into_values() {
                let status = match read.status {
                    status if all => status,
                    // A service that is not there has no rules.
                    Status::Absent => Status::Complete,
                    _ => Status::Partial,
                };
                coverage.lower(status, read.reason.as_deref().unwrap_or_default());
            }
            for network in without {
                let name = parse::last(network);
                gathering.doubt(format!("{network}: no {call}.{name}.json in the dump"));
            }
        }
        self.tell(&parse::security_admin_rules::SPEC, gathering, coverage);
    }

    fn service_tags(&mut self) {
        let mut gathering = Gathering::default();
        let tags = &self.tags;
        let coverage =
            dumps::list(&mut self.files, &shapes::SERVICE_TAGS, |tag: native::ServiceTag, page| {
                let name = tag.name.as_deref().unwrap_or_default().to_lowercase();
                if name.is_empty() || tags.contains(&name) {
                    gathering.take(parse::service_tag::normalise(tag), page);
                }
            });
        self.tell(&parse::service_tag::SPEC, gathering, coverage);
    }
}

/// Whether the name in a file's name is a network's: its own, or that of its resource group, a dot, and its own.
fn is_about(file: &str, network: &str) -> bool {
    let file = file.to_lowercase();
    let name = parse::last(network);
    let group = network.split('/').skip_while(|part| *part != "resourcegroups").nth(1);
    file == name || group.is_some_and(|group| file == format!("{group}.{name}"))
}
