//! What the calls yielded, as answers for `gather`.

use std::mem::take;

use super::desk::Listed;
use crate::model::Coverage;
use crate::providers::aws::gather::{About, Answers, Sink};
use crate::providers::aws::native;

/// What the calls of one region yielded.
pub(super) struct Yield {
    pub(super) groups: Listed<native::SecurityGroup>,
    pub(super) rules: Listed<native::SecurityGroupRule>,
    pub(super) associations: Listed<native::SecurityGroupVpcAssociation>,
    pub(super) acls: Listed<native::NetworkAcl>,
    pub(super) exclusions: Listed<native::VpcBlockPublicAccessExclusion>,
    pub(super) options: Listed<native::VpcBlockPublicAccessOptions>,
    pub(super) interfaces: Listed<native::NetworkInterface>,
    pub(super) instances: Listed<native::Reservation>,
    pub(super) subnets: Listed<native::Subnet>,
    pub(super) vpcs: Listed<native::Vpc>,
    pub(super) tables: Listed<native::RouteTable>,
    pub(super) gateways: Listed<native::InternetGateway>,
    pub(super) flow_logs: Listed<native::FlowLog>,
    pub(super) lists: Listed<native::ManagedPrefixList>,
    pub(super) entries: About<Vec<native::PrefixListEntry>>,
    pub(super) trails: Listed<native::Trail>,
    pub(super) statuses: About<native::TrailStatus>,
    pub(super) selectors: About<native::EventSelectors>,
}

impl<T> Listed<T> {
    /// Everything on every page.
    pub(super) fn items(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }

    /// Hands everything on, so that a page is forgotten as soon as it is read.
    fn give(&mut self, sink: Sink<'_, T>) -> Coverage {
        for (number, page) in (1..).zip(take(&mut self.pages)) {
            let name = format!("page {number} of {}", self.call);
            for item in page {
                sink(item, &name);
            }
        }
        self.coverage.clone()
    }
}

impl Answers for Yield {
    fn network_interfaces(&mut self, sink: Sink<'_, native::NetworkInterface>) -> Coverage {
        self.interfaces.give(sink)
    }

    fn security_groups(&mut self, sink: Sink<'_, native::SecurityGroup>) -> Coverage {
        self.groups.give(sink)
    }

    fn security_group_rules(&mut self, sink: Sink<'_, native::SecurityGroupRule>) -> Coverage {
        self.rules.give(sink)
    }

    fn security_group_vpc_associations(
        &mut self,
        sink: Sink<'_, native::SecurityGroupVpcAssociation>,
    ) -> Coverage {
        self.associations.give(sink)
    }

    fn network_acls(&mut self, sink: Sink<'_, native::NetworkAcl>) -> Coverage {
        self.acls.give(sink)
    }

    fn route_tables(&mut self, sink: Sink<'_, native::RouteTable>) -> Coverage {
        self.tables.give(sink)
    }

    fn subnets(&mut self, sink: Sink<'_, native::Subnet>) -> Coverage {
        self.subnets.give(sink)
    }

    fn vpcs(&mut self, sink: Sink<'_, native::Vpc>) -> Coverage {
        self.vpcs.give(sink)
    }

    fn internet_gateways(&mut self, sink: Sink<'_, native::InternetGateway>) -> Coverage {
        self.gateways.give(sink)
    }

    fn instances(&mut self, sink: Sink<'_, native::Reservation>) -> Coverage {
        self.instances.give(sink)
    }

    fn prefix_lists(&mut self, sink: Sink<'_, native::ManagedPrefixList>) -> Coverage {
        self.lists.give(sink)
    }

    fn prefix_list_entries(&mut self) -> About<Vec<native::PrefixListEntry>> {
        take(&mut self.entries)
    }

    fn public_access_options(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessOptions>,
    ) -> Coverage {
        self.options.give(sink)
    }

    fn public_access_exclusions(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessExclusion>,
    ) -> Coverage {
        self.exclusions.give(sink)
    }

    fn flow_logs(&mut self, sink: Sink<'_, native::FlowLog>) -> Coverage {
        self.flow_logs.give(sink)
    }

    fn trails(&mut self, sink: Sink<'_, native::Trail>) -> Coverage {
        self.trails.give(sink)
    }

    fn trail_statuses(&mut self) -> About<native::TrailStatus> {
        take(&mut self.statuses)
    }

    fn event_selectors(&mut self) -> About<native::EventSelectors> {
        take(&mut self.selectors)
    }

    fn unanswered(&self) -> fn(&str, &str) -> String {
        |call, id| format!("{call} was not asked about {id}")
    }

    /// Only things that were listed are asked about.
    fn unlisted(&mut self, _call: &str, _id: &str, _listing: Option<&str>) {}
}
