//! The answers of one account and region → a reading, wherever they come from.
//!
//! The files of a dump and a live account answer the same calls ([`Answers`]), so everything from the native shapes on
//! is the same code. Calls are asked one after the other, and of each the items one after the other, in the order in
//! which one call helps to understand the next: interfaces before groups, ACLs and routes before subnets. Nothing here
//! fails: whatever can't be read is in the coverage of its kind.

mod recorders;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{calls, native, parse};
use crate::model::{Coverage, KindSpec, Scope, ScopeReading, Status};
use crate::providers::dumps::enrich;
use crate::providers::normalised::{Gathering, Known, Outcome};

/// Takes the items of an answer, each with the page that it is on, as messages name it.
pub(super) type Sink<'a, T> = &'a mut dyn FnMut(T, &str);

/// The answers to a call that is asked once for each thing, by the thing's id.
pub(super) type About<T> = BTreeMap<String, (Option<T>, Coverage)>;

/// What answers the calls, one method a call. Each is asked once, and says how whole its answer is.
pub(super) trait Answers {
    fn network_interfaces(&mut self, sink: Sink<'_, native::NetworkInterface>) -> Coverage;
    fn security_groups(&mut self, sink: Sink<'_, native::SecurityGroup>) -> Coverage;
    fn security_group_rules(&mut self, sink: Sink<'_, native::SecurityGroupRule>) -> Coverage;
    fn security_group_vpc_associations(
        &mut self,
        sink: Sink<'_, native::SecurityGroupVpcAssociation>,
    ) -> Coverage;
    fn network_acls(&mut self, sink: Sink<'_, native::NetworkAcl>) -> Coverage;
    fn route_tables(&mut self, sink: Sink<'_, native::RouteTable>) -> Coverage;
    fn subnets(&mut self, sink: Sink<'_, native::Subnet>) -> Coverage;
    fn vpcs(&mut self, sink: Sink<'_, native::Vpc>) -> Coverage;
    fn internet_gateways(&mut self, sink: Sink<'_, native::InternetGateway>) -> Coverage;
    fn instances(&mut self, sink: Sink<'_, native::Reservation>) -> Coverage;
    fn prefix_lists(&mut self, sink: Sink<'_, native::ManagedPrefixList>) -> Coverage;
    fn prefix_list_entries(&mut self) -> About<Vec<native::PrefixListEntry>>;
    fn public_access_options(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessOptions>,
    ) -> Coverage;
    fn public_access_exclusions(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessExclusion>,
    ) -> Coverage;
    fn flow_logs(&mut self, sink: Sink<'_, native::FlowLog>) -> Coverage;
    fn trails(&mut self, sink: Sink<'_, native::Trail>) -> Coverage;
    fn trail_statuses(&mut self) -> About<native::TrailStatus>;
    fn event_selectors(&mut self) -> About<native::EventSelectors>;
    fn config_recorders(&mut self, sink: Sink<'_, native::ConfigRecorder>) -> Coverage;
    fn config_recorder_statuses(
        &mut self,
        sink: Sink<'_, native::ConfigRecorderStatus>,
    ) -> Coverage;
    fn delivery_channels(&mut self, sink: Sink<'_, native::DeliveryChannel>) -> Coverage;

    /// Says why there is no answer of a call about a thing.
    fn unanswered(&self) -> fn(call: &str, id: &str) -> String;

    /// Takes note of an answer about a thing that the call `listing` did not list.
    fn unlisted(&mut self, call: &str, id: &str, listing: Option<&str>);
}

/// Reads one scope.
pub(super) fn gather(scope: &Scope, answers: &mut dyn Answers) -> ScopeReading {
    let [account, region] = scope.parts() else { return ScopeReading::default() };
    let mut gather = Gather { account, region, answers, reading: ScopeReading::default() };
    let members = gather.network_interfaces();
    gather.security_groups(&members);
    drop(members);
    gather.plain(
        &parse::security_group_vpc_association::SPEC,
        |answers, sink| answers.security_group_vpc_associations(sink),
        parse::security_group_vpc_association::normalise,
    );
    gather.subnets();
    gather.plain(&parse::vpc::SPEC, |answers, sink| answers.vpcs(sink), parse::vpc::normalise);
    gather.plain(
        &parse::internet_gateway::SPEC,
        |answers, sink| answers.internet_gateways(sink),
        parse::internet_gateway::normalise,
    );
    gather.instances();
    gather.prefix_lists();
    gather.plain(
        &parse::public_access::OPTIONS,
        |answers, sink| answers.public_access_options(sink),
        parse::public_access::normalise_options,
    );
    gather.plain(
        &parse::public_access::EXCLUSION,
        |answers, sink| answers.public_access_exclusions(sink),
        parse::public_access::normalise_exclusion,
    );
    gather.plain(
        &parse::flow_log::SPEC,
        |answers, sink| answers.flow_logs(sink),
        parse::flow_log::normalise,
    );
    gather.trails();
    gather.config_recorders();
    gather.reading
}

/// One scope while it is read.
struct Gather<'a> {
    account: &'a str,
    region: &'a str,
    answers: &'a mut dyn Answers,
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

impl Gather<'_> {
    fn tell(&mut self, spec: &KindSpec, gathering: Gathering, coverage: Coverage) {
        self.reading.kinds.insert(spec.kind.clone(), gathering.reading(coverage));
    }

    /// A kind of one call, each of whose items is a resource by itself.
    fn plain<T>(
        &mut self,
        spec: &KindSpec,
        ask: fn(&mut dyn Answers, Sink<'_, T>) -> Coverage,
        normalise: fn(T) -> Outcome,
    ) {
        let mut gathering = Gathering::default();
        let coverage = ask(self.answers, &mut |item, page| gathering.take(normalise(item), page));
        self.tell(spec, gathering, coverage);
    }

    fn network_interfaces(&mut self) -> Members {
        let mut gathering = Gathering::default();
        let mut groups = HashMap::new();
        let coverage = self.answers.network_interfaces(&mut |interface, page| {
            let outcome = parse::network_interface::normalise(interface, &mut groups);
            gathering.take(outcome, page);
        });
        self.tell(&parse::network_interface::SPEC, gathering, coverage.clone());
        Members { groups, coverage }
    }

    fn security_groups(&mut self, members: &Members) {
        let mut gathering = Gathering::default();
        let mut ids = parse::RuleIds::default();
        let rules = self.answers.security_group_rules(&mut |row, _| {
            if let Err(odd) = ids.take(row) {
                gathering.doubt(odd);
            }
        });
        ids.whole = is_whole(&rules);
        let read = matches!(rules.status, Status::Complete | Status::Partial);
        let ids = Some(ids).filter(|_| read);
        let (account, whole) = (self.account, is_whole(&members.coverage));
        let mut coverage =
            self.answers.security_groups(&mut |group: native::SecurityGroup, page| {
                let id = group.group_id.as_deref().unwrap_or_default();
                let attached_to = parse::network_interface::in_group(&members.groups, whole, id);
                let outcome =
                    parse::security_group::normalise(group, account, ids.as_ref(), attached_to);
                gathering.take(outcome, page);
            });
        if is_whole(&coverage)
            && let Some(ids) = &ids
        {
            let listed: HashSet<&str> = gathering.identities().collect();
            for stranger in ids.strangers(&listed) {
                gathering.doubt(stranger);
            }
        }
        if !matches!(coverage.status, Status::Skipped) {
            enrich(&mut coverage, &rules);
            coverage.calls.extend(members.coverage.calls.iter().cloned());
            coverage.count(&members.coverage);
        }
        self.tell(&parse::security_group::SPEC, gathering, coverage);
    }

    /// Subnets, after what stands before them: ACLs and route tables.
    fn subnets(&mut self) {
        let account = self.account;
        let mut gathering = Gathering::default();
        let mut acls = HashMap::new();
        let acl_coverage = self.answers.network_acls(&mut |acl, page| {
            gathering.take(parse::network_acl::normalise(acl, account, &mut acls), page);
        });
        self.tell(&parse::network_acl::SPEC, gathering, acl_coverage.clone());

        let mut gathering = Gathering::default();
        let mut tables = parse::route_table::Tables::default();
        let table_coverage = self.answers.route_tables(&mut |table, page| {
            gathering.take(parse::route_table::normalise(table, account, &mut tables), page);
        });
        tables.whole = is_whole(&table_coverage);
        self.tell(&parse::route_table::SPEC, gathering, table_coverage.clone());

        let mut gathering = Gathering::default();
        let all_acls = is_whole(&acl_coverage);
        let mut coverage = self.answers.subnets(&mut |subnet, page| {
            let outcome = parse::subnet::normalise(subnet, |subnet, vpc| {
                let acl = parse::network_acl::of_subnet(&acls, all_acls, subnet);
                (acl, tables.of_subnet(subnet, vpc))
            });
            gathering.take(outcome, page);
        });
        if !matches!(coverage.status, Status::Skipped) {
            for neighbour in [acl_coverage, table_coverage] {
                coverage.count(&neighbour);
                coverage.calls.extend(neighbour.calls);
            }
        }
        self.tell(&parse::subnet::SPEC, gathering, coverage);
    }

    fn instances(&mut self) {
        let mut gathering = Gathering::default();
        let coverage =
            self.answers.instances(&mut |native::Reservation { instances, owner_id }, page| {
                for instance in instances {
                    let outcome = parse::instance::normalise(instance, owner_id.as_deref());
                    gathering.take(outcome, page);
                }
            });
        self.tell(&parse::instance::SPEC, gathering, coverage);
    }

    fn prefix_lists(&mut self) {
        let (call, account) = (calls::GET_MANAGED_PREFIX_LIST_ENTRIES.0, self.account);
        let unanswered = self.answers.unanswered();
        let entries = self.answers.prefix_list_entries();
        let mut gathering = Gathering::default();
        let mut used = BTreeSet::new();
        let mut extra = Coverage::complete(Vec::new(), 0);
        let mut coverage =
            self.answers.prefix_lists(&mut |list: native::ManagedPrefixList, page| {
                let id = list.prefix_list_id.clone().unwrap_or_default();
                let mut known = Known::Unread;
                let mut missing = Some(format!("{id}: {}", unanswered(call, &id)));
                if let Some((list, coverage)) = entries.get(&id) {
                    missing.clone_from(&coverage.reason);
                    if is_whole(coverage) {
                        known = list.clone().map_or(Known::Unread, Known::Read);
                    }
                    if used.insert(id) {
                        extra.count(coverage);
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
            });
        if !used.is_empty() {
            coverage.calls.push(call.to_owned());
            coverage.count(&extra);
        }
        self.strangers(call, entries.into_keys().filter(|id| !used.contains(id)), &coverage);
        self.tell(&parse::prefix_list::SPEC, gathering, coverage);
    }

    fn trails(&mut self) {
        let unanswered = self.answers.unanswered();
        let mut statuses =
            ByTrail::new(calls::GET_TRAIL_STATUS.0, self.answers.trail_statuses(), unanswered);
        let mut selectors =
            ByTrail::new(calls::GET_EVENT_SELECTORS.0, self.answers.event_selectors(), unanswered);
        let region = self.region;
        let mut gathering = Gathering::default();
        let mut elsewhere = BTreeSet::new();
        let mut coverage = self.answers.trails(&mut |trail: native::Trail, page| {
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
            if told.took.pages > 0 {
                coverage.calls.push(told.call.to_owned());
            }
            coverage.count(&told.took);
            self.strangers(told.call, told.unused.into_iter(), &coverage);
        }
        self.tell(&parse::trail::SPEC, gathering, coverage);
    }

    /// Tells of answers about things that were not listed.
    fn strangers(&mut self, call: &str, ids: impl Iterator<Item = String>, listing: &Coverage) {
        for id in ids {
            self.answers.unlisted(call, &id, listing.calls.first().map(String::as_str));
        }
    }
}

/// The answers to a call that is asked once for each trail.
struct ByTrail<T> {
    call: &'static str,
    answers: About<T>,
    used: BTreeSet<String>,
    unanswered: fn(&str, &str) -> String,
}

/// What such a call says about one trail.
struct Told<T> {
    item: Option<T>,
    reason: Option<String>,
}

/// What is left of such answers when every trail was looked at.
struct Finished {
    call: &'static str,
    took: Coverage,
    unused: Vec<String>,
}

impl<T: Clone> ByTrail<T> {
    const fn new(
        call: &'static str,
        answers: About<T>,
        unanswered: fn(&str, &str) -> String,
    ) -> Self {
        Self { call, answers, used: BTreeSet::new(), unanswered }
    }

    fn about(&mut self, name: &str, arn: &str) -> Told<T> {
        for id in [name, arn] {
            if let Some((item, coverage)) = self.answers.get(id) {
                self.used.insert(id.to_owned());
                return Told { item: item.clone(), reason: coverage.reason.clone() };
            }
        }
        Told { item: None, reason: Some((self.unanswered)(self.call, name)) }
    }

    fn finish(self) -> Finished {
        let Self { call, answers, used, unanswered: _ } = self;
        let mut took = Coverage::complete(Vec::new(), 0);
        for (_, coverage) in answers.values() {
            took.count(coverage);
        }
        let unused = answers.into_keys().filter(|id| !used.contains(id)).collect();
        Finished { call, took, unused }
    }
}

impl<T> Told<T> {
    fn known(self) -> Known<T> {
        self.item.map_or(Known::Unread, Known::Read)
    }
}
