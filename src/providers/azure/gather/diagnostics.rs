//! Diagnostic settings: those of the subscription, which export its activity log, and those of each security group.
//!
//! A setting says in its id whose it is, so that an answer is understood wherever it was found; but what nobody was asked
//! about may have settings that nobody saw.

use std::collections::BTreeSet;

use super::{Answers, Gather, Listed, calls, parse};
use crate::model::{Coverage, Status};
use crate::providers::azure::dump::shapes;
use crate::providers::normalised::{Gathering, Reasons};

impl<A: Answers> Gather<'_, A> {
    /// The settings of the subscription and of all security groups. What is silent about some leaves the others.
    pub(super) fn diagnostic_settings(&mut self, groups: &Listed) {
        let subscription = self.subscription;
        let mut gathering = Gathering::default();
        let shape = &shapes::DIAGNOSTIC_SETTINGS_OF_THE_SUBSCRIPTION;
        let own = self.answers.list(shape, &mut |setting, page| {
            let outcome = parse::diagnostic_setting::normalise(setting, subscription);
            gathering.take(outcome, page);
        });
        let mut coverage = Coverage::complete(own.calls.clone(), 0);
        coverage.count(&own);
        let mut told = vec![own];
        self.settings_of_groups(groups, &mut gathering, &mut coverage, &mut told);

        let is_unread =
            |read: &Coverage| !matches!(read.status, Status::Complete | Status::Partial);
        let is_silent = told.iter().all(is_unread);
        let (mut status, mut reasons) = (Status::Complete, Reasons::default());
        for read in told {
            let is_a_part = is_unread(&read) && !is_silent;
            status = status.max(if is_a_part { Status::Partial } else { read.status });
            read.reason.into_iter().for_each(|reason| reasons.add(reason));
        }
        if !reasons.is_empty() {
            coverage.lower(status, &reasons.text());
        }
        self.tell(&parse::diagnostic_setting::SPEC, gathering, coverage);
    }

    fn settings_of_groups(
        &mut self,
        groups: &Listed,
        gathering: &mut Gathering,
        coverage: &mut Coverage,
        told: &mut Vec<Coverage>,
    ) {
        let call = calls::DIAGNOSTIC_SETTINGS_LIST.0;
        let Listed { ids, whole } = groups;
        let finding = self.answers.finding(call);
        let things = self.answers.things(call);
        if things.is_empty() {
            // Where there is no group, there is nothing to ask about.
            let unasked = self.answers.unasked(call, finding);
            if !(*whole && ids.is_empty()) && unasked.status != Status::Complete {
                told.push(unasked);
                return;
            }
        } else {
            coverage.calls.push(call.to_owned());
            told.extend(Some(finding).filter(|finding| finding.status != Status::Complete));
        }
        let list = self.answers.place(calls::NSG_LIST.0, None);
        let mut without: BTreeSet<&String> = ids.iter().collect();
        for thing in things {
            let place = self.answers.place(call, Some(&thing));
            let about: Vec<&String> =
                ids.iter().filter(|id| self.answers.is_about(&thing, id)).collect();
            match about.as_slice() {
                [] if *whole => {
                    let reason = format!("it is about no security group of {list}");
                    self.answers.unlisted(place, reason);
                    continue;
                }
                [] | [_] => {}
                [..] => gathering.doubt(format!(
                    "{place}: {} security groups have that name; name the file {}",
                    about.len(),
                    self.answers.place(call, Some(&format!("<resource group>.{thing}")))
                )),
            }
            for id in about {
                without.remove(id);
            }
            let subscription = self.subscription;
            let shape = &shapes::DIAGNOSTIC_SETTINGS;
            let (read, _) = self.answers.about(shape, &thing, &mut |setting, page| {
                let outcome = parse::diagnostic_setting::normalise(setting, subscription);
                gathering.take(outcome, page);
            });
            coverage.count(&read);
            told.push(read);
        }
        for id in without {
            let why = self.answers.unanswered(call, parse::last(id));
            gathering.doubt(format!("{id}: {why}"));
        }
    }
}
