//! The answers of one subscription → a reading, wherever they come from.
//!
//! The files of a dump and a live subscription answer the same calls ([`Answers`]), in the same shapes, so everything from
//! Resource Manager's JSON on is the same code. Calls are asked one after the other, and of each the items one after the
//! other, in the order in which one call helps to understand the next: interfaces before the groups that they are in,
//! networks before the admin rules in force there, and whatever names service tags before these. Nothing here fails:
//! whatever can't be read is in the coverage of its kind.

mod diagnostics;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::dump::shapes;
use super::parse::application_security_group::Members;
use super::{calls, native, parse};
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

    /// The things that a call was asked about that is asked once for each.
    fn things(&self, call: &'static str) -> Vec<String>;

    /// How finding those things went.
    fn finding(&self, call: &'static str) -> Coverage;

    /// Hands on the items of the answer about one of them, and says whether these are all.
    fn about<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        thing: &str,
        sink: &mut dyn FnMut(T, &str),
    ) -> (Coverage, bool);

    /// Whether a thing that was asked about is the one with this id.
    fn is_about(&self, thing: &str, id: &str) -> bool;

    /// An answer, as messages name it.
    fn place(&self, call: &str, thing: Option<&str>) -> String;

    /// What it means that nothing was asked about.
    fn unasked(&self, call: &'static str, finding: Coverage) -> Coverage;

    /// Why there is no answer about something that should have been asked about.
    fn unanswered(&self, call: &str, thing: &str) -> String;

    /// Takes note of an answer about what was not listed.
    fn unlisted(&mut self, place: String, reason: String);
}

/// Reads one scope.
pub(super) fn gather(scope: &Scope, answers: &mut impl Answers) -> ScopeReading {
    let [subscription] = scope.parts() else { return ScopeReading::default() };
    let (tags, reading) = (BTreeSet::new(), ScopeReading::default());
    let mut gather = Gather { subscription, answers, tags, reading };
    gather.interfaces();
    let groups = gather.nsgs();
    gather.networks();
    gather.route_tables();
    gather.plain(
        &parse::virtual_machine::SPEC,
        &shapes::VIRTUAL_MACHINES,
        parse::virtual_machine::normalise,
    );
    gather.plain(&parse::public_ip::SPEC, &shapes::PUBLIC_IPS, parse::public_ip::normalise);
    gather.plain(
        &parse::load_balancer::SPEC,
        &shapes::LOAD_BALANCERS,
        parse::load_balancer::normalise,
    );
    gather.service_tags();
    gather.flow_logs();
    gather.diagnostic_settings(&groups);
    gather.reading
}

/// One subscription while it is read.
struct Gather<'a, A> {
    subscription: &'a str,
    answers: &'a mut A,
    /// The service tags that something names, in lower case.
    tags: BTreeSet<String>,
    reading: ScopeReading,
}

/// What a call listed that another is asked about.
struct Listed {
    ids: Vec<String>,
    /// Whether these are all.
    whole: bool,
}

fn is_whole(coverage: &Coverage) -> bool {
    matches!(coverage.status, Status::Complete)
}

impl<A: Answers> Gather<'_, A> {
    fn tell(&mut self, spec: &KindSpec, gathering: Gathering, coverage: Coverage) {
        self.reading.kinds.insert(spec.kind.clone(), gathering.reading(coverage));
    }

    /// A kind of one call, each of whose items is a resource by itself.
    fn plain<T: for<'de> Deserialize<'de>>(
        &mut self,
        spec: &KindSpec,
        shape: &Shape,
        normalise: fn(T, &str) -> Outcome,
    ) {
        let mut gathering = Gathering::default();
        let subscription = self.subscription;
        let coverage = self.answers.list(shape, &mut |item, page| {
            gathering.take(normalise(item, subscription), page);
        });
        self.tell(spec, gathering, coverage);
    }

    /// Interfaces, and the application security groups that they are in.
    fn interfaces(&mut self) {
        let subscription = self.subscription;
        let mut gathering = Gathering::default();
        let mut members = Members::default();
        let nics = self.answers.list(&shapes::NETWORK_INTERFACES, &mut |nic, page| {
            let outcome = parse::network_interface::normalise(nic, subscription, &mut members);
            gathering.take(outcome, page);
        });
        let reading = gathering.reading(nics);
        let nics = reading.coverage.clone();
        self.reading.kinds.insert(parse::network_interface::SPEC.kind.clone(), reading);

        members.whole = is_whole(&nics);
        let mut gathering = Gathering::default();
        let shape = &shapes::APPLICATION_SECURITY_GROUPS;
        let mut coverage = self.answers.list(shape, &mut |group, page| {
            let outcome =
                parse::application_security_group::normalise(group, subscription, &members);
            gathering.take(outcome, page);
        });
        if !matches!(coverage.status, Status::Skipped) {
            coverage.calls.extend(nics.calls);
            coverage.pages += nics.pages;
        }
        self.tell(&parse::application_security_group::SPEC, gathering, coverage);
    }

    fn nsgs(&mut self) -> Listed {
        let mut gathering = Gathering::default();
        let (subscription, tags) = (self.subscription, &mut self.tags);
        let coverage = self.answers.list(&shapes::NSGS, &mut |group, page| {
            gathering.take(parse::nsg::normalise(group, subscription, tags), page);
        });
        let ids = gathering.identities().map(str::to_owned).collect();
        let reading = gathering.reading(coverage);
        let whole = is_whole(&reading.coverage);
        self.reading.kinds.insert(parse::nsg::SPEC.kind.clone(), reading);
        Listed { ids, whole }
    }

    fn route_tables(&mut self) {
        let mut gathering = Gathering::default();
        let (subscription, tags) = (self.subscription, &mut self.tags);
        let coverage = self.answers.list(&shapes::ROUTE_TABLES, &mut |table, page| {
            gathering.take(parse::route_table::normalise(table, subscription, tags), page);
        });
        self.tell(&parse::route_table::SPEC, gathering, coverage);
    }

    /// Networks, the subnets in them, and the admin rules in force there.
    fn networks(&mut self) {
        let subscription = self.subscription;
        let mut gathering = Gathering::default();
        let mut subnets = Gathering::default();
        let coverage = self.answers.list(&shapes::VIRTUAL_NETWORKS, &mut |network, page| {
            let (outcome, inside) = parse::virtual_network::normalise(network, subscription);
            if let Err(wrong) = &outcome {
                subnets.doubt(wrong.clone());
            }
            gathering.take(outcome, page);
            for subnet in inside {
                subnets.take(parse::subnet::normalise(subnet, subscription), page);
            }
        });
        let ids: Vec<String> = gathering.identities().map(str::to_owned).collect();
        let reading = gathering.reading(coverage.clone());
        let whole = is_whole(&reading.coverage);
        self.reading.kinds.insert(parse::virtual_network::SPEC.kind.clone(), reading);
        self.tell(&parse::subnet::SPEC, subnets, coverage);
        self.security_admin_rules(ids, whole);
    }

    /// The admin rules of each network.
    fn security_admin_rules(&mut self, networks: Vec<String>, whole: bool) {
        let call = calls::LIST_EFFECTIVE_SECURITY_ADMIN_RULES.0;
        let mut gathering = Gathering::default();
        let mut coverage = self.answers.finding(call);
        let mut without: BTreeSet<&String> = networks.iter().collect();
        let mut unread: BTreeMap<&String, Coverage> = BTreeMap::new();
        let mut asked = 0;
        for thing in self.answers.things(call) {
            let mut rules: Vec<native::EffectiveSecurityAdminRule> = Vec::new();
            let shape = &shapes::SECURITY_ADMIN_RULES;
            let (read, are_all) =
                self.answers.about(shape, &thing, &mut |rule, _| rules.push(rule));
            let place = self.answers.place(call, Some(&thing));
            let about: Vec<&String> =
                networks.iter().filter(|network| self.answers.is_about(&thing, network)).collect();
            let list = self.answers.place(calls::VNET_LIST.0, None);
            let network = match about.as_slice() {
                [network] => *network,
                [] if whole => {
                    self.answers.unlisted(place, format!("it is about no network of {list}"));
                    continue;
                }
                [] => {
                    gathering.doubt(format!(
                        "{place}: which network that is, is not known without all of {list}"
                    ));
                    asked += 1;
                    continue;
                }
                [..] => {
                    gathering.doubt(format!(
                        "{place}: {} networks have that name; name the file {}",
                        about.len(),
                        self.answers.place(call, Some(&format!("<resource group>.{thing}")))
                    ));
                    asked += 1;
                    continue;
                }
            };
            asked += 1;
            coverage.count(&read);
            if !without.remove(network) {
                gathering.doubt(format!("{network}: two files are about it; the first is kept"));
                continue;
            }
            match read.status {
                // Some of the rules of a network are none: what is missing may be what matters.
                Status::Complete | Status::Partial if are_all => {
                    let name = parse::last(network).to_owned();
                    let outcome = parse::security_admin_rules::normalise(
                        network.clone(),
                        name,
                        rules,
                        &mut self.tags,
                    );
                    gathering.take(outcome, &thing);
                    if read.status == Status::Partial || read.reason.is_some() {
                        coverage.lower(read.status, read.reason.as_deref().unwrap_or_default());
                    }
                }
                _ => drop(unread.insert(network, read)),
            }
        }
        if asked == 0 {
            coverage = self.answers.unasked(call, coverage);
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
                let why = self.answers.unanswered(call, parse::last(network));
                gathering.doubt(format!("{network}: {why}"));
            }
        }
        self.tell(&parse::security_admin_rules::SPEC, gathering, coverage);
    }

    fn service_tags(&mut self) {
        let mut gathering = Gathering::default();
        let tags = &self.tags;
        let coverage =
            self.answers.list(&shapes::SERVICE_TAGS, &mut |tag: native::ServiceTag, page| {
                let name = tag.name.as_deref().unwrap_or_default().to_lowercase();
                if name.is_empty() || tags.contains(&name) {
                    gathering.take(parse::service_tag::normalise(tag), page);
                }
            });
        self.tell(&parse::service_tag::SPEC, gathering, coverage);
    }

    /// The flow logs of each network watcher. What one of them is silent about, the others still say.
    fn flow_logs(&mut self) {
        let call = calls::FLOW_LOG_LIST.0;
        let subscription = self.subscription;
        let mut gathering = Gathering::default();
        let mut coverage = self.answers.finding(call);
        let watchers = self.answers.things(call);
        if watchers.is_empty() {
            coverage = self.answers.unasked(call, coverage);
        }
        let mut told = Vec::new();
        for watcher in &watchers {
            let shape = &shapes::FLOW_LOGS;
            let (read, _) = self.answers.about(shape, watcher, &mut |log, page| {
                gathering.take(parse::flow_log::normalise(log, subscription), page);
            });
            coverage.count(&read);
            told.push(read);
        }
        let is_unread =
            |read: &Coverage| !matches!(read.status, Status::Complete | Status::Partial);
        let is_silent = told.iter().all(is_unread);
        for read in told {
            let status = if is_unread(&read) && !is_silent { Status::Partial } else { read.status };
            if status != Status::Complete || read.reason.is_some() {
                coverage.lower(status, read.reason.as_deref().unwrap_or_default());
            }
        }
        self.tell(&parse::flow_log::SPEC, gathering, coverage);
    }
}
