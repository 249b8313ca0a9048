//! What the `aws` command line printed for one account and region, as answers to the calls.
//!
//! Files are read one after the other, and of each the items one after the other, so that a dump is never in memory as
//! a whole.

mod dialect;
mod shapes;

use super::gather::{About, Answers, Sink, gather};
use super::{calls, kinds, native};
use crate::model::{Coverage, Scope, ScopeReading};
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::{Answer, Seal};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>, _seal: Option<&Seal>) -> ScopeReading {
    let mut dump = Dump { files: Files::sort(answers, kinds::KINDS, calls::BY_ID) };
    let mut reading = gather(scope, &mut dump);
    reading.unrecognised.extend(dump.files.unrecognised);
    reading
}

/// One scope's dump while it is read.
struct Dump {
    files: Files,
}

impl Answers for Dump {
    fn network_interfaces(&mut self, sink: Sink<'_, native::NetworkInterface>) -> Coverage {
        dumps::list(&mut self.files, &shapes::NETWORK_INTERFACES, sink)
    }

    fn security_groups(&mut self, sink: Sink<'_, native::SecurityGroup>) -> Coverage {
        dumps::list(&mut self.files, &shapes::SECURITY_GROUPS, sink)
    }

    fn security_group_rules(&mut self, sink: Sink<'_, native::SecurityGroupRule>) -> Coverage {
        dumps::list(&mut self.files, &shapes::SECURITY_GROUP_RULES, sink)
    }

    fn security_group_vpc_associations(
        &mut self,
        sink: Sink<'_, native::SecurityGroupVpcAssociation>,
    ) -> Coverage {
        dumps::list(&mut self.files, &shapes::SECURITY_GROUP_VPC_ASSOCIATIONS, sink)
    }

    fn network_acls(&mut self, sink: Sink<'_, native::NetworkAcl>) -> Coverage {
        dumps::list(&mut self.files, &shapes::NETWORK_ACLS, sink)
    }

    fn route_tables(&mut self, sink: Sink<'_, native::RouteTable>) -> Coverage {
        dumps::list(&mut self.files, &shapes::ROUTE_TABLES, sink)
    }

    fn subnets(&mut self, sink: Sink<'_, native::Subnet>) -> Coverage {
        dumps::list(&mut self.files, &shapes::SUBNETS, sink)
    }

    fn vpcs(&mut self, sink: Sink<'_, native::Vpc>) -> Coverage {
        dumps::list(&mut self.files, &shapes::VPCS, sink)
    }

    fn internet_gateways(&mut self, sink: Sink<'_, native::InternetGateway>) -> Coverage {
        dumps::list(&mut self.files, &shapes::INTERNET_GATEWAYS, sink)
    }

    fn instances(&mut self, sink: Sink<'_, native::Reservation>) -> Coverage {
        dumps::list(&mut self.files, &shapes::INSTANCES, sink)
    }

    fn prefix_lists(&mut self, sink: Sink<'_, native::ManagedPrefixList>) -> Coverage {
        dumps::list(&mut self.files, &shapes::PREFIX_LISTS, sink)
    }

    fn public_access_options(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessOptions>,
    ) -> Coverage {
        dumps::list(&mut self.files, &shapes::BLOCK_PUBLIC_ACCESS_OPTIONS, sink)
    }

    fn public_access_exclusions(
        &mut self,
        sink: Sink<'_, native::VpcBlockPublicAccessExclusion>,
    ) -> Coverage {
        dumps::list(&mut self.files, &shapes::BLOCK_PUBLIC_ACCESS_EXCLUSIONS, sink)
    }

    fn flow_logs(&mut self, sink: Sink<'_, native::FlowLog>) -> Coverage {
        dumps::list(&mut self.files, &shapes::FLOW_LOGS, sink)
    }

    fn trails(&mut self, sink: Sink<'_, native::Trail>) -> Coverage {
        dumps::list(&mut self.files, &shapes::TRAILS, sink)
    }

    fn prefix_list_entries(&mut self) -> About<Vec<native::PrefixListEntry>> {
        let shape = &shapes::PREFIX_LIST_ENTRIES;
        let ids = self.files.ids(shape.call.0).into_iter();
        ids.map(|id| {
            let mut list = Vec::new();
            let coverage = dumps::list_of(&mut self.files, shape, &id, |entry, _| list.push(entry));
            (id, (Some(list), coverage))
        })
        .collect()
    }

    fn trail_statuses(&mut self) -> About<native::TrailStatus> {
        self.about(&shapes::TRAIL_STATUS)
    }

    fn event_selectors(&mut self) -> About<native::EventSelectors> {
        self.about(&shapes::EVENT_SELECTORS)
    }

    fn config_recorders(&mut self, sink: Sink<'_, native::ConfigRecorder>) -> Coverage {
        dumps::list(&mut self.files, &shapes::CONFIG_RECORDERS, sink)
    }

    fn config_recorder_statuses(
        &mut self,
        sink: Sink<'_, native::ConfigRecorderStatus>,
    ) -> Coverage {
        dumps::list(&mut self.files, &shapes::CONFIG_RECORDER_STATUSES, sink)
    }

    fn delivery_channels(&mut self, sink: Sink<'_, native::DeliveryChannel>) -> Coverage {
        dumps::list(&mut self.files, &shapes::DELIVERY_CHANNELS, sink)
    }

    fn unanswered(&self) -> fn(&str, &str) -> String {
        |call, id| format!("no {call}.{id}.json in the dump")
    }

    fn unlisted(&mut self, call: &str, id: &str, listing: Option<&str>) {
        let reason = match listing {
            Some(list) => format!("it is not in {list}.json"),
            None => "what it is about was not listed".to_owned(),
        };
        self.files.unrecognised.insert(format!("{call}.{id}.json"), reason);
    }
}

impl Dump {
    /// Every answer to a call that is one item about one thing.
    fn about<T: for<'de> serde::Deserialize<'de>>(&mut self, shape: &Shape) -> About<T> {
        let ids = self.files.ids(shape.call.0).into_iter();
        ids.map(|id| {
            let answer = dumps::whole(&mut self.files, shape, &id);
            (id, answer)
        })
        .collect()
    }
}
