//! What the calls yield, as answers for `gather`. It is read on a thread that may wait, while the calls are made.

use tokio::sync::mpsc::Receiver;

use crate::model::Coverage;
use crate::providers::aws::gather::{About, Answers, Sink};
use crate::providers::aws::native;
use crate::providers::live::stream::Stream;

/// What the calls of one region yield.
pub(super) struct Yield {
    pub(super) groups: Stream<native::SecurityGroup>,
    pub(super) rules: Stream<native::SecurityGroupRule>,
    pub(super) associations: Stream<native::SecurityGroupVpcAssociation>,
    pub(super) acls: Stream<native::NetworkAcl>,
    pub(super) exclusions: Stream<native::VpcBlockPublicAccessExclusion>,
    pub(super) options: Stream<native::VpcBlockPublicAccessOptions>,
    pub(super) interfaces: Stream<native::NetworkInterface>,
    pub(super) instances: Stream<native::Reservation>,
    pub(super) subnets: Stream<native::Subnet>,
    pub(super) vpcs: Stream<native::Vpc>,
    pub(super) tables: Stream<native::RouteTable>,
    pub(super) gateways: Stream<native::InternetGateway>,
    pub(super) flow_logs: Stream<native::FlowLog>,
    pub(super) lists: Stream<native::ManagedPrefixList>,
    pub(super) entries: Receiver<About<Vec<native::PrefixListEntry>>>,
    pub(super) trails: Stream<native::Trail>,
    pub(super) statuses: Receiver<About<native::TrailStatus>>,
    pub(super) selectors: Receiver<About<native::EventSelectors>>,
    pub(super) recorders: Stream<native::ConfigRecorder>,
    pub(super) running: Stream<native::ConfigRecorderStatus>,
    pub(super) channels: Stream<native::DeliveryChannel>,
}

/// What is told about things, once all of it is. Whoever was to tell it may have been stopped; then nothing is known.
fn told<T>(about: &mut Receiver<About<T>>) -> About<T> {
    about.blocking_recv().unwrap_or_default()
}

impl Answers for Yield {
    fn network_interfaces(&mut self, sink: Sink<'_, native::NetworkInterface>) -> Coverage {
        self.interfaces.read(sink)
    }

    fn security_groups(&mut self, sink: Sink<'_, native::SecurityGroup>) -> Coverage {
        self.groups.read(sink)
    }

    fn security_group_rules(&mut self, sink: Sink<'_, native::SecurityGroupRule>) -> Coverage {
        self.rules.read(sink)
    }

    fn security_group_vpc_associations(
        &mut self,
        sink: Sink<'_, native::SecurityGroupVpcAssociation>,
    ) -> Coverage {
        self.associations.read(sink)
    }

    fn network_acls(&mut self, sink: Sink<'_, native::NetworkAcl>) -> Coverage {
        self.acls.read(sink)
    }

    fn route_tables(&mut self, sink: Sink<'_, native::RouteTable>) -> Coverage {
        self.tables.read(sink)
    }

    fn subnets(&mut self, sink: Sink<'_, native::Subnet>) -> Coverage {
        self.subnets.read(sink)
    }

    fn vpcs(&mut self, sink: Sink<'_, native::Vpc>) -> Coverage {
        self.vpcs.read(sink)
    }

    fn internet_gateways(&mut self, sink: Sink<'_, native::InternetGateway>) -> Coverage {
        self.gateways.read(sink)
    }

    fn instances(&mut self, sink: Sink<'_, native::Reservation>) -> Coverage {
        self.instances.read(sink)
    }

    fn prefix_lists(&mut self, sink: Sink<'_, native::ManagedPrefixList>) -> Coverage {
        self.lists.read(sink)
    }

    fn prefix_list_entries(&mut self) -> About<Vec<native::PrefixListEntry>> {
        told(&mut self.entries)
    }

    fn public_access_options(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessOptions>,
    ) -> Coverage {
        self.options.read(sink)
    }

    fn public_access_exclusions(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessExclusion>,
    ) -> Coverage {
        self.exclusions.read(sink)
    }

    fn flow_logs(&mut self, sink: Sink<'_, native::FlowLog>) -> Coverage {
        self.flow_logs.read(sink)
    }

    fn trails(&mut self, sink: Sink<'_, native::Trail>) -> Coverage {
        self.trails.read(sink)
    }

    fn trail_statuses(&mut self) -> About<native::TrailStatus> {
        told(&mut self.statuses)
    }

    fn event_selectors(&mut self) -> About<native::EventSelectors> {
        told(&mut self.selectors)
    }

    fn config_recorders(&mut self, sink: Sink<'_, native::ConfigRecorder>) -> Coverage {
        self.recorders.read(sink)
    }

    fn config_recorder_statuses(
        &mut self,
        sink: Sink<'_, native::ConfigRecorderStatus>,
    ) -> Coverage {
        self.running.read(sink)
    }

    fn delivery_channels(&mut self, sink: Sink<'_, native::DeliveryChannel>) -> Coverage {
        self.channels.read(sink)
    }

    fn unanswered(&self) -> fn(&str, &str) -> String {
        |call, id| format!("{call} was not asked about {id}")
    }

    /// Only things that were listed are asked about.
    fn unlisted(&mut self, _call: &str, _id: &str, _listing: Option<&str>) {}
}
