//! Answers → the native structs, as files of a dump are read: field by field, with those told that nobody knows.

use hyper::body::Bytes;

use super::calls::{Asked, Yield};
use crate::model::{Coverage, KindSpec, Reading, ScopeReading, Status};
use crate::providers::Seal;
use crate::providers::calls::Named;
use crate::providers::docker::dump::shapes;
use crate::providers::docker::gather::{self, Containers, Networks};
use crate::providers::docker::{kinds, native, parse};
use crate::providers::dumps::{self, Dialect, Files, Shape};
use crate::providers::{Answer, Unread};

/// An engine has no pages and no words beside its answers; what it refuses has a status of HTTP.
const DIALECT: Dialect = Dialect {
    more: &[],
    envelope: &[],
    layout: None,
    recorded: false,
    again: |_| "driftwall doctor".to_owned(),
    rest: |_| String::new(),
    refused: |path, _, _| Unread {
        status: Status::Failed,
        reason: format!("{path}: the answer is an error under a good status; what answers there?"),
    },
    spoken: |_| None,
};

const INFO: Shape = Shape { dialect: &DIALECT, ..shapes::INFO };
const CONTAINERS: Shape = Shape { dialect: &DIALECT, alone: true, ..shapes::CONTAINERS };
const NETWORKS: Shape = Shape { dialect: &DIALECT, alone: true, ..shapes::NETWORKS };

/// The reading of a host, given all answers.
pub(super) fn reading(answers: Yield, seal: Option<&Seal>) -> ScopeReading {
    let Yield { root: _, info, containers, networks } = answers;
    let mut reading = ScopeReading::default();
    let mut tell = |spec: &KindSpec, read: Reading| reading.kinds.insert(spec.kind.clone(), read);

    let Asked { answers, mut coverage } = info;
    let mut engine = None;
    if let Some(mut files) = files(answers, INFO.call) {
        let (info, read) = dumps::alone::<native::Info>(&mut files, &INFO);
        understood(&mut coverage, &read);
        engine = info;
    }
    tell(&parse::host::SPEC, gather::host(engine, INFO.call.0, coverage));

    let Asked { answers, mut coverage } = containers;
    let mut listed = Containers::default();
    if let Some(mut files) = files(answers, CONTAINERS.call) {
        let sink = |container, path: &str| listed.take(container, path);
        understood(&mut coverage, &dumps::list(&mut files, &CONTAINERS, sink));
    }
    let is_any_in_a_network = listed.is_any_in_a_network();
    tell(&parse::container::SPEC, listed.reading(coverage, seal));

    let Asked { answers, mut coverage } = networks;
    let mut listed = Networks::default();
    if let Some(mut files) = files(answers, NETWORKS.call) {
        let sink = |network, path: &str| listed.take(network, path);
        understood(&mut coverage, &dumps::list(&mut files, &NETWORKS, sink));
    }
    if coverage.status == Status::Complete && listed.count() == 0 && is_any_in_a_network {
        let reason = format!(
            "{}: the engine lists no networks, yet containers are in some; what stands before it?",
            NETWORKS.call.0
        );
        coverage.lower(Status::Failed, &reason);
    }
    tell(&parse::network::SPEC, listed.reading(coverage));
    reading
}

/// The answers of a call in the place of files; nothing when there are none.
fn files(answers: Vec<(String, Bytes)>, (name, _): Named) -> Option<Files> {
    if answers.is_empty() {
        return None;
    }
    let answers = (1..).zip(answers).map(|(number, (path, body))| Answer {
        name: format!("{name}.page-{number}"),
        path: path.into(),
        read: Box::new(move || Ok(body.to_vec())),
    });
    Some(Files::sort(answers.collect(), kinds::KINDS, &[]))
}

/// Adds what became of reading the answers to what became of asking.
fn understood(coverage: &mut Coverage, read: &Coverage) {
    let Coverage { status, reason, calls: _, pages: _, effort: _ } = read;
    if let Some(reason) = reason {
        coverage.lower(*status, reason);
    }
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;
    use serde_json::Value;

    use super::{Asked, CONTAINERS, INFO, NETWORKS, Yield, reading};
    use crate::model::{Coverage, ScopeReading};
    use crate::providers::docker::dump::read_dump;
    use crate::providers::docker::tests::fixture;
    use crate::providers::tests::dumped::file;

    fn dumped(name: &str) -> ScopeReading {
        let files = fixture(name).into_iter().map(|(name, bytes)| file(&name, bytes));
        read_dump(&"docker:shop-1".parse().unwrap(), files.collect(), None)
    }

    /// The same answers as an engine gives them: each thing by itself.
    fn answered(name: &str) -> ScopeReading {
        let of = |call: &str| {
            let (_, bytes) = fixture(name).into_iter().find(|(name, _)| name == call).unwrap();
            let things = match serde_json::from_slice(&bytes).unwrap() {
                Value::Array(things) => things,
                one => vec![one],
            };
            let answers = (0..).zip(things).map(|(number, thing)| {
                (format!("/{call}/{number}"), Bytes::from(thing.to_string()))
            });
            let coverage = Coverage::complete(vec![call.to_owned()], 1);
            Asked { answers: answers.collect(), coverage }
        };
        reading(
            Yield {
                root: String::new(),
                info: of(INFO.call.0),
                containers: of(CONTAINERS.call.0),
                networks: of(NETWORKS.call.0),
            },
            None,
        )
    }

    /// Whatever is documented is read as a dump is: to the byte.
    #[test]
    fn answers_are_read_as_dumps_are() {
        for name in ["every-field", "recorded", "recreated"] {
            let (live, dump) = (answered(name), dumped(name));
            assert_eq!(live.kinds.len(), 3);
            for (kind, read) in &dump.kinds {
                assert_eq!(live.kinds[kind].resources, read.resources, "{name} {kind}");
                let status = live.kinds[kind].coverage.status;
                assert_eq!(status, read.coverage.status, "{name} {kind}");
            }
        }
    }
}
