//! What the calls yielded, as answers for `gather`.

use std::mem::take;

use crate::model::Coverage;
use crate::providers::aws::gather::{About, Answers, Sink};
use crate::providers::aws::native;
use crate::providers::live::desk::Listed;

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

/// Hands everything on, so that a page is forgotten as soon as it is read.
fn give<T>(listed: &mut Listed<T>, sink: Sink<'_, T>) -> Coverage {
    for (number, page) in (1..).zip(take(&mut listed.pages)) {
        let name = format!("page {number} of {}", listed.call);
        for item in page {
            sink(item, &name);
        }
    }
    listed.coverage.clone()
}

impl Answers for Yield {
    fn network_interfaces(&mut self, sink: Sink<'_, native::NetworkInterface>) -> Coverage {
        give(&mut self.interfaces, sink)
    }

    fn security_groups(&mut self, sink: Sink<'_, native::SecurityGroup>) -> Coverage {
        give(&mut self.groups, sink)
    }

    fn security_group_rules(&mut self, sink: Sink<'_, native::SecurityGroupRule>) -> Coverage {
        give(&mut self.rules, sink)
    }

    fn security_group_vpc_associations(
        &mut self,
        sink: Sink<'_, native::SecurityGroupVpcAssociation>,
    ) -> Coverage {
        give(&mut self.associations, sink)
    }

    fn network_acls(&mut self, sink: Sink<'_, native::NetworkAcl>) -> Coverage {
        give(&mut self.acls, sink)
    }

    fn route_tables(&mut self, sink: Sink<'_, native::RouteTable>) -> Coverage {
        give(&mut self.tables, sink)
    }

    fn subnets(&mut self, sink: Sink<'_, native::Subnet>) -> Coverage {
        give(&mut self.subnets, sink)
    }

    fn vpcs(&mut self, sink: Sink<'_, native::Vpc>) -> Coverage {
        give(&mut self.vpcs, sink)
    }

    fn internet_gateways(&mut self, sink: Sink<'_, native::InternetGateway>) -> Coverage {
        give(&mut self.gateways, sink)
    }

    fn instances(&mut self, sink: Sink<'_, native::Reservation>) -> Coverage {
        give(&mut self.instances, sink)
    }

    fn prefix_lists(&mut self, sink: Sink<'_, native::ManagedPrefixList>) -> Coverage {
        give(&mut self.lists, sink)
    }

    fn prefix_list_entries(&mut self) -> About<Vec<native::PrefixListEntry>> {
        take(&mut self.entries)
    }

    fn public_access_options(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessOptions>,
    ) -> Coverage {
        give(&mut self.options, sink)
    }

    fn public_access_exclusions(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessExclusion>,
    ) -> Coverage {
        give(&mut self.exclusions, sink)
    }

    fn flow_logs(&mut self, sink: Sink<'_, native::FlowLog>) -> Coverage {
        give(&mut self.flow_logs, sink)
    }

    fn trails(&mut self, sink: Sink<'_, native::Trail>) -> Coverage {
        give(&mut self.trails, sink)
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
