//! What `az` printed, or Azure Resource Manager answered, for one subscription → answers for `gather`.
//!
//! The admin rules of a network have no list of their own. A file is named after the network, or after its group and the
//! network where two networks have one name; diagnostic settings are those of a security group in the same way. Flow logs are listed region by region; a file is named after the region, or the
//! network watcher in it, and the files say which regions there are.

mod dialect;
mod flat;
pub(super) mod shapes;

use std::collections::BTreeMap;

use serde::Deserialize;

#[cfg(feature = "azure")]
pub(super) use self::dialect::DIALECT;
pub(in crate::providers::azure) use self::flat::flat;
use super::gather::{Answers, gather};
use super::{calls, kinds, parse};
use crate::model::{Coverage, Scope, ScopeReading, Status};
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::{Answer, Seal};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>, _seal: Option<&Seal>) -> ScopeReading {
    let files = Files::sort(answers, kinds::KINDS, calls::BY_ID);
    let mut dump = Dump { files, strangers: BTreeMap::new() };
    let mut reading = gather(scope, &mut dump);
    let Dump { files, strangers } = dump;
    reading.unrecognised.extend(files.unrecognised);
    reading.unrecognised.extend(strangers);
    reading
}

/// The files of one scope while they are read.
struct Dump {
    files: Files,
    /// Files about what was not listed, each with the reason.
    strangers: BTreeMap<String, String>,
}

impl Answers for Dump {
    fn list<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str),
    ) -> Coverage {
        dumps::list(&mut self.files, shape, sink)
    }

    fn things(&self, call: &'static str) -> Vec<String> {
        self.files.ids(call)
    }

    /// The files themselves say what there is.
    fn finding(&self, call: &'static str) -> Coverage {
        Coverage::complete(vec![call.to_owned()], 0)
    }

    fn about<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        thing: &str,
        sink: &mut dyn FnMut(T, &str),
    ) -> (Coverage, bool) {
        dumps::list_in_full(&mut self.files, shape, thing, sink)
    }

    /// By the name in the file's name: the thing's own, or that of its resource group, a dot, and its own.
    fn is_about(&self, file: &str, id: &str) -> bool {
        let file = file.to_lowercase();
        let name = parse::last(id);
        let group = id.split('/').skip_while(|part| *part != "resourcegroups").nth(1);
        file == name || group.is_some_and(|group| file == format!("{group}.{name}"))
    }

    fn place(&self, call: &str, thing: Option<&str>) -> String {
        match thing {
            Some(thing) => format!("{call}.{thing}.json"),
            None => format!("{call}.json"),
        }
    }

    fn unasked(&self, call: &'static str, _finding: Coverage) -> Coverage {
        let each = match call {
            call if call == calls::FLOW_LOG_LIST.0 => "region",
            call if call == calls::DIAGNOSTIC_SETTINGS_LIST.0 => "nsg",
            _ => "vnet",
        };
        Coverage::unread(Status::Skipped, format!("no {call}.<{each}>.json in the dump"))
    }

    fn unanswered(&self, call: &str, thing: &str) -> String {
        format!("no {call}.{thing}.json in the dump")
    }

    fn unlisted(&mut self, place: String, reason: String) {
        self.strangers.insert(place, reason);
    }
}
