//! What the `docker` command line printed for one host → a reading.
//!
//! The engine's own answer is read first, because it says how many containers there are, and whether it answered at all:
//! `docker inspect` prints an empty list when it is refused. Nothing here fails: whatever can't be read is in the
//! coverage of its kind.

mod dialect;
pub(super) mod shapes;
mod words;

use std::collections::BTreeMap;
use std::rc::Rc;

use self::words::Beside;
use super::gather::{self, Containers, Networks};
use super::{calls, kinds, native, parse};
use crate::model::{Coverage, Scope, ScopeReading, Status};
use crate::providers::calls::Named;
use crate::providers::dumps::{self, Files};
use crate::providers::{Answer, Seal, Unread};

/// Reads the dump of one host.
pub(super) fn read_dump(_scope: &Scope, answers: Vec<Answer>, seal: Option<&Seal>) -> ScopeReading {
    let beside = Beside::default();
    let paths =
        answers.iter().map(|answer| (answer.name.clone(), answer.path.to_string())).collect();
    // The engine's answer helps to understand the others.
    let (info, others): (Vec<Answer>, Vec<Answer>) =
        answers.into_iter().partition(|answer| is_of(answer, calls::INFO));
    let info = info.into_iter().map(|answer| words::apart(answer, calls::INFO, false, &beside));
    let mut reading = ScopeReading::default();
    let mut files = Files::sort(info.collect(), kinds::KINDS, &[]);
    let engine = host(&mut files, &mut reading, &paths);
    reading.unrecognised.extend(files.unrecognised);

    let others = others.into_iter().map(|answer| {
        let none = engine.containers == Some(0) && is_of(&answer, calls::INSPECT);
        let known = [calls::INSPECT, calls::NETWORK_INSPECT];
        match known.into_iter().find(|call| is_of(&answer, *call)) {
            Some(call) => words::apart(answer, call, none, &beside),
            None => answer,
        }
    });
    let mut dump = Dump {
        files: Files::sort(others.collect(), kinds::KINDS, &[]),
        beside: Rc::clone(&beside),
        engine,
        paths,
        reading,
    };
    let joined = dump.containers(seal);
    dump.networks(joined);
    let Dump { files, beside: _, engine: _, paths: _, mut reading } = dump;
    reading.unrecognised.extend(files.unrecognised);
    reading
}

fn is_of(answer: &Answer, call: Named) -> bool {
    answer.name.split('.').next() == Some(call.0)
}

/// Where each file is, by its name, for messages.
type Paths = BTreeMap<String, String>;

fn place(paths: &Paths, call: Named) -> &str {
    paths.get(call.0).map_or(call.0, String::as_str)
}

/// What the engine says that bears on the other answers.
struct Engine {
    /// How many containers there are, running or not.
    containers: Option<u64>,
    /// How its answer came in.
    coverage: Coverage,
}

/// Reads the engine's own answer.
fn host(files: &mut Files, reading: &mut ScopeReading, paths: &Paths) -> Engine {
    let path = place(paths, calls::INFO);
    let (mut info, mut coverage) = dumps::alone::<native::Info>(files, &shapes::INFO);
    if let Some(Unread { status, reason }) = info.as_ref().and_then(|info| unanswered(info, path)) {
        coverage.lower(status, &reason);
        info = None;
    }
    let containers = info.as_ref().and_then(|info| info.containers);
    let engine = Engine { containers, coverage: coverage.clone() };
    let spec = &parse::host::SPEC;
    reading.kinds.insert(spec.kind.clone(), gather::host(info, path, coverage));
    engine
}

/// Why something that has the form of an answer is none.
fn unanswered(info: &native::Info, path: &str) -> Option<Unread> {
    let words = info.server_errors.iter().flatten();
    let refusal = words.filter_map(|words| dialect::spoken(words)).next();
    if let Some(refusal) = refusal {
        return Some((dialect::DIALECT.refused)(path, calls::INFO, &refusal));
    }
    let says = [&info.id, &info.server_version, &info.name, &info.logging_driver];
    let silent = says.into_iter().flatten().all(String::is_empty);
    silent.then(|| Unread {
        status: Status::Failed,
        reason: format!(
            "{path}: no engine answered, only the tool that asked; run `{}` where the engine can be reached (Podman answers it through its Docker socket)",
            dialect::command(calls::INFO)
        ),
    })
}

/// One host's dump while it is read.
struct Dump {
    files: Files,
    beside: Beside,
    engine: Engine,
    paths: Paths,
    reading: ScopeReading,
}

impl Dump {
    /// Reads the containers, and says whether any of them is in a network.
    fn containers(&mut self, seal: Option<&Seal>) -> bool {
        let mut containers = Containers::default();
        let sink = |container, page: &str| containers.take(container, page);
        let mut coverage = dumps::list(&mut self.files, &shapes::CONTAINERS, sink);
        self.said_beside(calls::INSPECT, &mut coverage);
        let joined = containers.is_any_in_a_network();
        if coverage.status == Status::Complete {
            self.hold_against_engine(containers.count(), calls::INSPECT, &mut coverage);
        }
        let spec = &parse::container::SPEC;
        self.reading.kinds.insert(spec.kind.clone(), containers.reading(coverage, seal));
        joined
    }

    /// Reads the networks, given whether a container is in any.
    fn networks(&mut self, joined: bool) {
        let mut networks = Networks::default();
        let sink = |network, page: &str| networks.take(network, page);
        let mut coverage = dumps::list(&mut self.files, &shapes::NETWORKS, sink);
        self.said_beside(calls::NETWORK_INSPECT, &mut coverage);
        if coverage.status == Status::Complete && networks.count() == 0 {
            if joined {
                let reason = format!(
                    "{}: no networks, yet containers are in some; run `{}` again",
                    place(&self.paths, calls::NETWORK_INSPECT),
                    dialect::command(calls::NETWORK_INSPECT)
                );
                coverage.lower(Status::Failed, &reason);
            } else {
                self.hold_against_engine(0, calls::NETWORK_INSPECT, &mut coverage);
            }
        }
        let spec = &parse::network::SPEC;
        self.reading.kinds.insert(spec.kind.clone(), networks.reading(coverage));
    }

    /// What was said beside an answer makes it a part.
    fn said_beside(&self, call: Named, coverage: &mut Coverage) {
        for (_, unread) in self.beside.borrow().iter().filter(|(of, _)| *of == call.0) {
            coverage.lower(Status::Partial, &unread.reason);
        }
    }

    /// An empty answer is believed unless the engine itself was refused, and a list unless it counts more containers.
    fn hold_against_engine(&self, found: usize, call: Named, coverage: &mut Coverage) {
        let Engine { containers, coverage: engine } = &self.engine;
        if found == 0 && engine.status.is_gap() {
            let reason = format!(
                "{}: an empty list is also what `docker` prints when it is refused, and the engine did not answer: {}",
                place(&self.paths, call),
                engine.reason.as_deref().unwrap_or_default()
            );
            coverage.lower(engine.status.max(Status::Throttled), &reason);
        }
        let counted = containers.filter(|_| call == calls::INSPECT);
        if let Some(counted) = counted.filter(|counted| *counted > found as u64) {
            let reason = format!(
                "{}: the engine counts {counted} containers, and {found} are here; run `{}` again, with `-a`, so that those at rest are in it",
                place(&self.paths, call),
                dialect::command(call)
            );
            coverage.lower(Status::Partial, &reason);
        }
    }
}
