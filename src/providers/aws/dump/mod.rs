//! What the `aws` command line printed for one account and region → a reading.
//!
//! Files are read one after the other, and of each the items one after the other, in the order in
//! which one call helps to understand the next: interfaces before groups, ACLs and routes before
//! subnets. Nothing here fails: whatever can't be read is in the coverage of its kind.

mod dialect;
mod shapes;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{calls, kinds, native, parse};
use crate::model::{Coverage, KindSpec, Scope, ScopeReading, Status};
use crate::providers::Answer;
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::normalised::{Gathering, Known, Outcome};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>) -> ScopeReading {
    let [account, region] = scope.parts() else { return ScopeReading::default() };
    let files = Files::sort(answers, kinds::KINDS, calls::BY_ID);
    let mut dump = Dump { account, region, files, reading: ScopeReading::default() };
    let members = dump.network_interfaces();
    dump.security_groups(&members);
    drop(members);
    dump.plain(
        &parse::security_group_vpc_association::SPEC,
        &shapes::SECURITY_GROUP_VPC_ASSOCIATIONS,
        parse::security_group_vpc_association::normalise,
    );
    dump.subnets();
    dump.plain(&parse::vpc::SPEC, &shapes::VPCS, parse::vpc::normalise);
    dump.plain(
        &parse::internet_gateway::SPEC,
        &shapes::INTERNET_GATEWAYS,
        parse::internet_gateway::normalise,
    );
    dump.instances();
    dump.prefix_lists();
    dump.plain(
        &parse::public_access::OPTIONS,
        &shapes::BLOCK_PUBLIC_ACCESS_OPTIONS,
        parse::public_access::normalise_options,
    );
    dump.plain(
        &parse::public_access::EXCLUSION,
        &shapes::BLOCK_PUBLIC_ACCESS_EXCLUSIONS,
        parse::public_access::normalise_exclusion,
    );
    dump.plain(&parse::flow_log::SPEC, &shapes::FLOW_LOGS, parse::flow_log::normalise);
    dump.trails();
    let Dump { account: _, region: _, files, mut reading } = dump;
    reading.unrecognised.extend(files.unrecognised);
    reading
}

/// One scope's dump while it is read.
struct Dump<'a> {
    account: &'a str,
    region: &'a str,
    files: Files,
    reading: ScopeReading,
}

/// The interfaces in each group, and whether all interfaces were read.
struct Members {
    groups: HashMap<String, Vec<String>>,
    coverage: Coverage,
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
        normalise: fn(T) -> Outcome,
    ) {
        let mut gathering = Gathering::default();
        let coverage = dumps::list(&mut self.files, shape, |item, page| {
            gathering.take(normalise(item), page);
        });
        self.tell(spec, gathering, coverage);
    }

    fn network_interfaces(&mut self) -> Members {
        let mut gathering = Gathering::default();
        let mut groups = HashMap::new();
        let coverage =
            dumps::list(&mut self.files, &shapes::NETWORK_INTERFACES, |interface, page| {
                let outcome = parse::network_interface::normalise(interface, &mut groups);
                gathering.take(outcome, page);
            });
        self.tell(&parse::network_interface::SPEC, gathering, coverage.clone());
        Members { groups, coverage }
    }

    fn security_groups(&mut self, members: &Members) {
        let mut gathering = Gathering::default();
        let mut ids = parse::RuleIds::default();
        let rules = dumps::list(&mut self.files, &shapes::SECURITY_GROUP_RULES, |row, _| {
            if let Err(odd) = ids.take(row) {
                gathering.doubt(odd);
            }
        });
        ids.whole = is_whole(&rules);
        let read = matches!(rules.status, Status::Complete | Status::Partial);
        let ids = Some(ids).filter(|_| read);
        let (account, whole) = (self.account, is_whole(&members.coverage));
        let mut coverage = dumps::list(
            &mut self.files,
            &shapes::SECURITY_GROUPS,
            |group: native::SecurityGroup, page| {
                let id = group.group_id.as_deref().unwrap_or_default();
                let attached_to = parse::network_interface::in_group(&members.groups, whole, id);
                let outcome =
                    parse::security_group::normalise(group, account, ids.as_ref(), attached_to);
                gathering.take(outcome, page);
            },
        );
        if is_whole(&coverage)
            && let Some(ids) = &ids
        {
            let listed: HashSet<&str> = gathering.identities().collect();
            for stranger in ids.strangers(&listed) {
                gathering.doubt(stranger);
            }
        }
        if !matches!(coverage.status, Status::Skipped) {
            dumps::enrich(&mut coverage, &rules);
            coverage.calls.extend(members.coverage.calls.iter().cloned());
            coverage.pages += members.coverage.pages;
        }
        self.tell(&parse::security_group::SPEC, gathering, coverage);
    }

    /// Subnets, after what stands before them: ACLs and route tables.
    fn subnets(&mut self) {
        let account = self.account;
        let mut gathering = Gathering::default();
        let mut acls = HashMap::new();
        let acl_coverage = dumps::list(&mut self.files, &shapes::NETWORK_ACLS, |acl, page| {
            gathering.take(parse::network_acl::normalise(acl, account, &mut acls), page);
        });
        self.tell(&parse::network_acl::SPEC, gathering, acl_coverage.clone());

        let mut gathering = Gathering::default();
        let mut tables = parse::route_table::Tables::default();
        let table_coverage = dumps::list(&mut self.files, &shapes::ROUTE_TABLES, |table, page| {
            gathering.take(parse::route_table::normalise(table, account, &mut tables), page);
        });
        tables.whole = is_whole(&table_coverage);
        self.tell(&parse::route_table::SPEC, gathering, table_coverage.clone());

        let mut gathering = Gathering::default();
        let all_acls = is_whole(&acl_coverage);
        let mut coverage = dumps::list(&mut self.files, &shapes::SUBNETS, |subnet, page| {
            let outcome = parse::subnet::normalise(subnet, |subnet, vpc| {
                let acl = parse::network_acl::of_subnet(&acls, all_acls, subnet);
                (acl, tables.of_subnet(subnet, vpc))
            });
            gathering.take(outcome, page);
        });
        if !matches!(coverage.status, Status::Skipped) {
            for neighbour in [acl_coverage, table_coverage] {
                coverage.calls.extend(neighbour.calls);
                coverage.pages += neighbour.pages;
            }
        }
        self.tell(&parse::subnet::SPEC, gathering, coverage);
    }

    fn instances(&mut self) {
        let mut gathering = Gathering::default();
        let coverage = dumps::list(
            &mut self.files,
            &shapes::INSTANCES,
            |native::Reservation { instances, owner_id }, page| {
                for instance in instances {
                    let outcome = parse::instance::normalise(instance, owner_id.as_deref());
                    gathering.take(outcome, page);
                }
            },
        );
        self.tell(&parse::instance::SPEC, gathering, coverage);
    }

    fn prefix_lists(&mut self) {
        let (call, account) = (calls::GET_MANAGED_PREFIX_LIST_ENTRIES.0, self.account);
        let mut entries = BTreeMap::new();
        for id in self.files.ids(call) {
            let mut list = Vec::new();
            let coverage =
                dumps::list_of(&mut self.files, &shapes::PREFIX_LIST_ENTRIES, &id, |entry, _| {
                    list.push(entry);
                });
            entries.insert(id, (list, coverage));
        }
        let mut gathering = Gathering::default();
        let mut used = BTreeSet::new();
        let mut extra = Coverage::complete(Vec::new(), 0);
        let mut coverage = dumps::list(
            &mut self.files,
            &shapes::PREFIX_LISTS,
            |list: native::ManagedPrefixList, page| {
                let id = list.prefix_list_id.clone().unwrap_or_default();
                let mut known = Known::Unread;
                let mut missing = Some(format!("{id}: no {call}.{id}.json in the dump"));
                if let Some((list, coverage)) = entries.get(&id) {
                    missing.clone_from(&coverage.reason);
                    if is_whole(coverage) {
                        known = Known::Read(list.clone());
                    }
                    if used.insert(id) {
                        extra.pages += coverage.pages;
                    }
                }
                match (missing, &known) {
                    // AWS changes its own lists by itself: nobody has to read them.
                    (Some(_), _) if parse::prefix_list::is_kept_by_aws(&list) => {}
                    (Some(reason), Known::Unread) => gathering.doubt(reason),
                    (Some(note), Known::Read(_)) => gathering.note(note),
                    (None, _) => {}
                }
                gathering.take(parse::prefix_list::normalise(list, known, account), page);
            },
        );
        if !used.is_empty() {
            coverage.calls.push(call.to_owned());
            coverage.pages += extra.pages;
        }
        self.strangers(call, entries.into_keys().filter(|id| !used.contains(id)), &coverage);
        self.tell(&parse::prefix_list::SPEC, gathering, coverage);
    }

    fn trails(&mut self) {
        let mut statuses = self.by_trail(&shapes::TRAIL_STATUS);
        let mut selectors = self.by_trail(&shapes::EVENT_SELECTORS);
        let region = self.region;
        let mut gathering = Gathering::default();
        let mut elsewhere = BTreeSet::new();
        let mut coverage =
            dumps::list(&mut self.files, &shapes::TRAILS, |trail: native::Trail, page| {
                let name = trail.name.clone().unwrap_or_default();
                let arn = trail.trail_arn.clone().unwrap_or_default();
                let status = statuses.about(&name, &arn);
                let selected = selectors.about(&name, &arn);
                if let Some(home) =
                    trail.home_region.clone().filter(|home| !home.is_empty() && home != region)
                {
                    elsewhere.insert(format!("`{name}` of {home}"));
                    gathering.take(parse::trail::normalise_shadow(trail, &home), page);
                    return;
                }
                for doubt in [&status.reason, &selected.reason].into_iter().flatten() {
                    gathering.doubt(doubt.clone());
                }
                let outcome = parse::trail::normalise(trail, status.known(), selected.known());
                gathering.take(outcome, page);
            });
        if !elsewhere.is_empty() {
            let names: Vec<String> = elsewhere.into_iter().take(5).collect();
            gathering.note(format!(
                "whether they record is told where their home is: {}",
                names.join(", ")
            ));
        }
        for told in [statuses.finish(), selectors.finish()] {
            if told.pages > 0 {
                coverage.calls.push(told.call.to_owned());
                coverage.pages += told.pages;
            }
            self.strangers(told.call, told.unused.into_iter(), &coverage);
        }
        self.tell(&parse::trail::SPEC, gathering, coverage);
    }

    /// The answers to a call that is asked once for each trail.
    fn by_trail<T: Clone + for<'de> serde::Deserialize<'de>>(
        &mut self,
        shape: &Shape,
    ) -> ByTrail<T> {
        let ids = self.files.ids(shape.call.0);
        let answers = ids.into_iter().map(|id| {
            let answer = dumps::whole(&mut self.files, shape, &id);
            (id, answer)
        });
        ByTrail { call: shape.call.0, answers: answers.collect(), used: BTreeSet::new() }
    }

    /// Names files about things that were not listed.
    fn strangers(&mut self, call: &str, ids: impl Iterator<Item = String>, listing: &Coverage) {
        let list = match listing.calls.first() {
            Some(list) => format!("it is not in {list}.json"),
            None => "what it is about was not listed".to_owned(),
        };
        for id in ids {
            self.reading.unrecognised.insert(format!("{call}.{id}.json"), list.clone());
        }
    }
}

/// The answers to a call that is asked once for each trail.
struct ByTrail<T> {
    call: &'static str,
    answers: BTreeMap<String, (Option<T>, Coverage)>,
    used: BTreeSet<String>,
}

/// What such a call says about one trail.
struct Told<T> {
    item: Option<T>,
    reason: Option<String>,
}

/// What is left of such answers when every trail was looked at.
struct Finished {
    call: &'static str,
    pages: u64,
    unused: Vec<String>,
}

impl<T: Clone> ByTrail<T> {
    fn about(&mut self, name: &str, arn: &str) -> Told<T> {
        for id in [name, arn] {
            if let Some((item, coverage)) = self.answers.get(id) {
                self.used.insert(id.to_owned());
                return Told { item: item.clone(), reason: coverage.reason.clone() };
            }
        }
        let reason = format!("no {}.{name}.json in the dump", self.call);
        Told { item: None, reason: Some(reason) }
    }

    fn finish(self) -> Finished {
        let Self { call, answers, used } = self;
        let pages = answers.values().map(|(_, coverage)| coverage.pages).sum();
        let unused = answers.into_keys().filter(|id| !used.contains(id)).collect();
        Finished { call, pages, unused }
    }
}

impl<T> Told<T> {
    fn known(self) -> Known<T> {
        self.item.map_or(Known::Unread, Known::Read)
    }
}
