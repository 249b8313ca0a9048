//! Every call of one host, and what became of it.
//!
//! The engine lists what there is, and is asked about each. What came to an end in between is gone and no gap: the engine says
//! so, and a second list says so too.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::body::Bytes;

use super::engine::Engine;
use super::errors::EngineError;
use super::whole;
use crate::model::{Coverage, Effort, Status};
use crate::providers::calls::Named;
use crate::providers::docker::calls;
use crate::providers::live::desk::Desk;
use crate::providers::live::rows::{Gap, Told};
use crate::providers::normalised::Reasons;

/// How often the engine is asked how many containers there are, when its list has fewer: some may have come in between.
const ROUNDS: usize = 3;

/// What the calls of one host yielded.
pub(super) struct Yield {
    /// Where the calls of the engine begin: `/v1.41`.
    pub(super) root: String,
    pub(super) info: Asked,
    pub(super) containers: Asked,
    pub(super) networks: Asked,
}

/// What one call yielded: answers, each with the path that it was asked at.
pub(super) struct Asked {
    pub(super) answers: Vec<(String, Bytes)>,
    pub(super) coverage: Coverage,
}

impl Yield {
    /// How each call went.
    pub(super) fn told(self) -> Told {
        let Self { root: _, info, containers, networks } = self;
        let mut told = Told::default();
        told.of(calls::INFO.0, info.coverage);
        told.of(calls::INSPECT.0, containers.coverage);
        told.of(calls::NETWORK_INSPECT.0, networks.coverage);
        told
    }
}

/// How things of one sort are asked for.
struct Sort {
    list: Named,
    one: Named,
    /// Where all are.
    all: &'static str,
    /// What stands before and behind an id.
    each: (&'static str, &'static str),
    /// What is always said of one.
    always: &'static [&'static str],
    /// What the engine says of one that is not there.
    gone: &'static [&'static str],
    title: &'static str,
}

const CONTAINERS: Sort = Sort {
    list: calls::CONTAINERS,
    one: calls::CONTAINER,
    all: "/containers/json?all=true",
    each: ("/containers/", "/json"),
    always: whole::OF_CONTAINER,
    gone: &["no such container"],
    title: "container",
};

const NETWORKS: Sort = Sort {
    list: calls::NETWORKS,
    one: calls::NETWORK,
    all: "/networks",
    each: ("/networks/", ""),
    always: whole::OF_NETWORK,
    gone: &["network", "not found"],
    title: "network",
};

/// Asks everything.
pub(super) async fn ask_all(engine: &Engine<'_>, desk: &Desk<'_>) -> Result<Yield, Gap> {
    let mut effort = Effort::default();
    let version = desk.ask(calls::VERSION, &mut effort, || async {
        whole::version(&engine.get("/version").await?)
    });
    let root = version.await.map_err(|unread| Gap {
        status: unread.status,
        reason: unread.reason,
        missing: effort.missing.clone(),
    })?;
    let api = Api { engine, desk, root: &root };
    let ((info, containers), networks) =
        tokio::join!(Box::pin(api.engine_and_containers()), Box::pin(api.networks()));
    Ok(Yield { root, info, containers, networks })
}

/// The API of one engine, in the version that both sides know.
struct Api<'a> {
    engine: &'a Engine<'a>,
    desk: &'a Desk<'a>,
    root: &'a str,
}

impl Api<'_> {
    /// The engine itself, and the containers, of which it says how many there are.
    async fn engine_and_containers(&self) -> (Asked, Asked) {
        let mut round = 1;
        loop {
            let (info, list) = tokio::join!(self.info(), self.list(&CONTAINERS));
            let counted = info.answers.first().and_then(|(_, body)| counted(body));
            let listed = list.0.as_ref().map_or(0, |ids| ids.len() as u64);
            let lacks = list.0.is_some() && counted.is_some_and(|counted| counted > listed);
            if lacks && round < ROUNDS {
                round += 1;
                continue;
            }
            let mut containers = self.each(&CONTAINERS, list).await;
            if lacks {
                let reason = format!(
                    "{} of {}: the engine counts {} containers and lists {listed}; what stands before it?",
                    calls::INSPECT.0,
                    self.desk.place,
                    counted.unwrap_or_default()
                );
                containers.coverage.lower(Status::Partial, &reason);
            }
            return (info, containers);
        }
    }

    async fn networks(&self) -> Asked {
        let list = self.list(&NETWORKS).await;
        self.each(&NETWORKS, list).await
    }

    async fn info(&self) -> Asked {
        let path = "/info";
        let (body, coverage) = self
            .desk
            .about(calls::INFO, || async {
                whole::one(self.get(path).await?, whole::OF_ENGINE, None)
            })
            .await;
        let answers = body.into_iter().map(|body| (path.to_owned(), body)).collect();
        Asked { answers, coverage }
    }

    /// The ids of everything of a sort.
    async fn list(&self, sort: &Sort) -> (Option<Vec<String>>, Coverage) {
        self.desk.about(sort.list, || async { whole::ids(&self.get(sort.all).await?) }).await
    }

    /// Everything of a sort that was listed, some of it side by side.
    async fn each(
        &self,
        sort: &Sort,
        (ids, mut coverage): (Option<Vec<String>>, Coverage),
    ) -> Asked {
        let ids = ids.unwrap_or_default();
        let next = AtomicUsize::new(0);
        let some = || async {
            let mut found = Vec::new();
            while let Some(id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
                found.push((id, self.one(sort, id).await));
            }
            found
        };
        // A scope has no more requests in flight than this, unless somebody says so.
        let (a, b, c, d) = tokio::join!(some(), some(), some(), some());
        let mut found: Vec<_> = [a, b, c, d].into_iter().flatten().collect();
        found.sort_unstable_by_key(|(id, _)| *id);

        let mut answers = Vec::new();
        let mut gone = BTreeSet::new();
        let mut gaps = Reasons::default();
        let mut worst = Status::Complete;
        for (id, (item, one)) in found {
            coverage.count(&one);
            match item {
                Some(Some(body)) => answers.push((sort.path(id), body)),
                Some(None) => {
                    gone.insert(id);
                }
                None => {
                    worst = worst.max(one.status);
                    let reason = one.reason.unwrap_or_default();
                    gaps.add(format!("{} {}: {reason}", sort.title, short(id)));
                }
            }
        }
        if !gone.is_empty() {
            let (still, again) = self.list(sort).await;
            coverage.count(&again);
            let Some(still) = still else {
                let reason = again.reason.unwrap_or_default();
                coverage.lower(Status::Partial, &reason);
                return Asked { answers, coverage };
            };
            for id in still.iter().filter(|id| gone.contains(id)) {
                worst = worst.max(Status::Partial);
                gaps.add(format!(
                    "{} of {}: {} {} is listed, and is not there when it is asked for",
                    sort.one.0,
                    self.desk.place,
                    sort.title,
                    short(id)
                ));
            }
        }
        if !gaps.is_empty() {
            // What is missing among others leaves a part.
            let status = if answers.is_empty() { worst } else { Status::Partial };
            coverage.lower(status, &gaps.text());
        }
        Asked { answers, coverage }
    }

    /// One thing; nothing when it is gone.
    async fn one(&self, sort: &Sort, id: &str) -> (Option<Option<Bytes>>, Coverage) {
        let path = sort.path(id);
        self.desk
            .about(sort.one, || async {
                match self.get(&path).await {
                    Ok(body) => whole::one(body, sort.always, Some(id)).map(Some),
                    Err(error) if error.is_gone(sort.gone) => Ok(None),
                    Err(error) => Err(error),
                }
            })
            .await
    }

    async fn get(&self, path: &str) -> Result<Bytes, EngineError> {
        self.engine.get(&format!("{}{path}", self.root)).await
    }
}

impl Sort {
    fn path(&self, id: &str) -> String {
        let (before, behind) = self.each;
        format!("{before}{id}{behind}")
    }
}

/// How many containers the engine says that there are, running or not.
fn counted(info: &[u8]) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Counted {
        #[serde(rename = "Containers")]
        containers: u64,
    }
    serde_json::from_slice::<Counted>(info).ok().map(|Counted { containers }| containers)
}

/// An id as people write it.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
