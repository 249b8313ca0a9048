//! What `gcloud` printed, or Google's APIs answered, for one project, folder or organisation → answers for `gather`.
//!
//! Calls that are asked once for each thing have no list of their own. The files say what there is, and a network says
//! what should be among them.

mod dialect;
pub(super) mod shapes;

use std::collections::BTreeMap;

use serde::Deserialize;

#[cfg(feature = "gcp")]
pub(super) use self::dialect::DIALECT;
use super::gather::{Answers, gather};
use super::{calls, kinds};
use crate::model::{Coverage, Scope, ScopeReading, Status};
use crate::providers::dumps::{self, Files, Shape};
use crate::providers::{Answer, Seal};

/// Reads the dump of one scope.
pub(super) fn read_dump(scope: &Scope, answers: Vec<Answer>, _seal: Option<&Seal>) -> ScopeReading {
    let above = kinds::is_above_projects(scope);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        kinds::KINDS.iter().cloned().partition(|spec| kinds::lies_in(spec, above));
    let files = Files::sort(answers, &here, calls::BY_ID);
    let mut dump = Dump { files, strangers: BTreeMap::new() };
    let mut reading = gather(scope, &mut dump);
    let Dump { mut files, strangers } = dump;
    let belongs = if above {
        "a project: gcp/<project>/"
    } else {
        "an organisation or a folder: gcp/organizations/<id>/"
    };
    for (file, reason) in &mut files.unrecognised {
        let name = file.rsplit('/').next().unwrap_or(file);
        let call = name.split('.').next().unwrap_or(name);
        if elsewhere.iter().flat_map(|spec| spec.calls).any(|known| known.name == call) {
            *reason = format!("`{call}` is asked of {belongs}");
        }
    }
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

    fn each<T: for<'de> Deserialize<'de>>(
        &mut self,
        shape: &Shape,
        sink: &mut dyn FnMut(T, &str, &str),
    ) -> Coverage {
        each(&mut self.files, shape, sink)
    }

    fn unanswered(&self, call: &str, id: Option<&str>) -> String {
        match id {
            Some(id) => format!("no {call}.{id}.json in the dump"),
            None => format!("no {call}.<name>.json describes it"),
        }
    }

    fn unlisted(&mut self, page: &str) {
        self.strangers
            .insert(page.to_owned(), "its network is not in networks-list.json".to_owned());
    }
}

/// Reads every file of a call that is asked once for each thing, handing on what is in it, the thing, and the file.
fn each<T: for<'de> Deserialize<'de>>(
    files: &mut Files,
    shape: &Shape,
    sink: &mut dyn FnMut(T, &str, &str),
) -> Coverage {
    let call = shape.call.0;
    let things = files.ids(call);
    if things.is_empty() {
        return Coverage::unread(Status::Skipped, format!("no {call}.<name>.json in the dump"));
    }
    let mut whole = Coverage::complete(vec![call.to_owned()], 0);
    let mut told = Vec::new();
    for thing in things {
        let one = dumps::list_of(files, shape, &thing, |item, page| sink(item, &thing, page));
        whole.count(&one);
        let Coverage { status, reason, calls: _, pages: _, effort: _ } = one;
        told.extend(reason.map(|reason| (status, reason)));
    }
    for (status, reason) in told {
        // One that is refused among others leaves a part.
        let part = whole.pages > 0 && !matches!(status, Status::Complete);
        whole.lower(if part { Status::Partial } else { status }, &reason);
    }
    whole
}
