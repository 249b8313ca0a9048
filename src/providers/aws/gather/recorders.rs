//! Recorders of AWS Config, with what two other calls say of them: whether they run, and what delivers.

use std::collections::BTreeMap;

use super::{Gather, is_whole, parse};
use crate::model::{Coverage, Status};
use crate::providers::aws::{calls, native};
use crate::providers::normalised::{Gathering, Known};

impl Gather<'_> {
    /// What the other two calls say matters only where there is a recorder.
    pub(super) fn config_recorders(&mut self) {
        let mut gathering = Gathering::default();
        let mut statuses: BTreeMap<String, native::ConfigRecorderStatus> = BTreeMap::new();
        let running = self.answers.config_recorder_statuses(&mut |status, _| {
            statuses.insert(status.name.clone().unwrap_or_default(), status);
        });
        let mut channels = Vec::new();
        let delivering = self.answers.delivery_channels(&mut |channel, _| channels.push(channel));
        let is_one = channels.len() < 2;
        let channel = match channels.pop() {
            Some(channel) => Known::Read(Some(channel)),
            None if is_whole(&delivering) => Known::Read(None),
            None => Known::Unread,
        };
        let mut is_there = false;
        let mut coverage =
            self.answers.config_recorders(&mut |recorder: native::ConfigRecorder, page| {
                is_there = true;
                let name = recorder.name.clone().unwrap_or_default();
                let status = statuses.remove(&name);
                let runs = status.as_ref().and_then(|status| status.recording);
                if runs.is_none() && is_whole(&running) {
                    let (call, _) = calls::DESCRIBE_CONFIGURATION_RECORDER_STATUS;
                    gathering.doubt(format!("{name}: {call} does not say whether it runs"));
                }
                // A service's own recorder delivers to the service.
                let is_of_a_service = recorder.service_principal.is_some();
                let channel = if is_of_a_service { Known::Read(None) } else { channel.clone() };
                let outcome = parse::config_recorder::normalise(recorder, status, channel);
                gathering.take(outcome, page);
            });
        if is_there {
            if !is_one {
                let (call, _) = calls::DESCRIBE_DELIVERY_CHANNELS;
                gathering.doubt(format!("{call}: a region has one channel, and these are several"));
            }
            for Coverage { status, reason, calls, pages: _, effort: _ } in [&running, &delivering] {
                coverage.calls.extend(calls.iter().cloned());
                match reason {
                    Some(reason) if *status == Status::Complete => gathering.note(reason.clone()),
                    Some(reason) => gathering.doubt(reason.clone()),
                    None => {}
                }
            }
        }
        coverage.count(&running);
        coverage.count(&delivering);
        self.tell(&parse::config_recorder::SPEC, gathering, coverage);
    }
}
