//! One edit of one container or network, made with the calls that the printed command makes.
//!
//! An engine has no rehearsal and takes no conditions. So the thing is looked at just before, and held against what the edit was planned
//! for; and every call about it names it by the id that it had then, which one that was made in its place does not have.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `requests` | a line of `docker` → the request that it sends |
//! | `container` | the options of `docker create` → a container |
//! | `network` | the options of a network, and of a place in one |
//! | `body` | documents that grow, and values that are taken over |
//! | `words` | what an answer means |

mod body;
mod container;
mod network;
mod requests;
mod words;

use std::collections::BTreeSet;

use hyper::Method;
use hyper::body::Bytes;
use serde_json::Value;
use tokio::time::timeout;

use self::requests::{Known, Request, encoded};
use self::words::{changed, failed, of_gap, perhaps, refused, unreached};
use super::engine::Engine;
use super::errors::EngineError;
use super::hosts;
use crate::model::{Act, Edit, Reading, Resource, Status};
use crate::providers::docker::remedy::{self, Call};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::refusal::words as time;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Came, Errand, Later, LiveError, Report, Wanted, Way};

/// Makes one edit, or looks whether it could be.
pub(super) fn make(errand: Errand) -> Later<Result<Report, LiveError>> {
    Box::pin(async move {
        let Errand { edit, script: _, way, wanted, profile } = errand;
        let wrong = |message: String, hint: &str| LiveError {
            is_wrong: true,
            message,
            hint: Some(hint.to_owned()),
        };
        if let Some(profile) = profile {
            return Err(wrong(
                format!(
                    "`{profile}` is no credentials of Docker, which has none for changes alone"
                ),
                "whoever may read an engine may change it; what is reached under another name is a host of its own under [docker]",
            ));
        }
        let calls = remedy::calls(&edit)
            .map_err(|why| wrong(why, "`driftwall remedy` prints what can be done by hand"))?;
        let (scope, kind) = (edit.id.scope.clone(), edit.id.kind.clone());
        let wanted = Wanted { only: Some(scope), kind: Some(kind), ..wanted };
        let door = hosts::doors(&wanted)?.into_iter().next();
        let Visit { scope, place, with: door } = door.ok_or_else(|| {
            wrong(
                format!("no host is called {}", edit.id.scope),
                "name it as `hosts` under [docker]",
            )
        })?;
        let office = Office::new(&wanted);
        let engine = door.engine();
        let desk = Desk::new(&office, &scope, &place);
        let yielded = match super::calls::ask_all(&engine, &desk).await {
            Ok(yielded) => yielded,
            Err(gap) => return Ok(Report::before_any(of_gap(gap))),
        };
        let root = yielded.root.clone();
        let all = [&yielded.containers.answers, &yielded.networks.answers];
        let read = all.into_iter().flatten().map(|(path, _)| path.clone()).collect();
        let mut reading = super::answers::reading(yielded, office.seal.as_ref());
        let Some(Reading { coverage, resources }) = reading.kinds.remove(&edit.id.kind) else {
            return Ok(Report::before_any(failed(format!("{} was not read", edit.id.kind))));
        };
        if coverage.status != Status::Complete {
            let gap = Gap::new(coverage.status, coverage.reason.unwrap_or_default());
            return Ok(Report::before_any(of_gap(gap)));
        }
        let is = resources.get(&edit.id.identity);
        let mut maker =
            Maker { engine: &engine, desk: &desk, root, read, known: Known::default(), made: 0 };
        let came = match maker.run(&edit, is, &calls.calls, way).await {
            Ok(came) | Err(came) => came,
        };
        Ok(Report { came, made: maker.made, who: None })
    })
}

/// Whether something still is what an edit was made for. What stood around what is to go may have gone before it.
fn fits(edit: &Edit, is: Option<&Resource>) -> bool {
    let is_same = match (&edit.act, is) {
        (Act::Delete(was), Some(is)) => was.durable == is.durable,
        _ => false,
    };
    is_same || edit.apply(is).is_ok()
}

/// Who makes an edit at one engine.
struct Maker<'a> {
    engine: &'a Engine<'a>,
    desk: &'a Desk<'a>,
    /// Where the calls begin: `/v1.41`.
    root: String,
    /// What was read just before: `/containers/6b86…/json`.
    read: BTreeSet<String>,
    known: Known,
    /// How many calls that change something were made.
    made: usize,
}

impl Maker<'_> {
    async fn run(
        &mut self,
        edit: &Edit,
        is: Option<&Resource>,
        calls: &[Call],
        way: Way,
    ) -> Result<Came, Came> {
        let name = edit.id.identity.as_str();
        let named = format!("{} {name} of {}", edit.id.kind.word(), self.desk.place);
        if is.is_some() && !self.look(edit.id.kind.word(), name).await? {
            return Err(changed(&named));
        }
        if !fits(edit, is) {
            return Err(changed(&named));
        }
        // What can't be said is found before anything is done.
        for call in calls {
            if let Call::Docker(line) = call {
                requests::request(line, &self.known).map_err(failed)?;
                // An engine lets a container that does not run join what is not there, and then it can't be started.
                if let Some(network) = network::joined(line) {
                    self.get(&format!("/networks/{}", encoded(network))).await?;
                }
            }
        }
        for call in calls {
            if let Call::SameImage { image, id } = call {
                self.same_image(image, id).await?;
            }
        }
        if way == Way::Rehearse {
            return Ok(Came::Allowed);
        }
        for call in calls {
            let Call::Docker(line) = call else { continue };
            let made = match requests::request(line, &self.known) {
                Ok(request) => self.send(&request).await,
                Err(why) => Err(failed(why)),
            };
            if let Err(came) = made {
                return Err(self.take_away(edit, came).await);
            }
        }
        Ok(Came::Made)
    }

    /// What it is that is called so now: its id, and what is taken over from it; whether that is what was read.
    async fn look(&mut self, kind: &str, name: &str) -> Result<bool, Came> {
        let at = |what: &str| match kind {
            "network" => format!("/networks/{what}"),
            _ => format!("/containers/{what}/json"),
        };
        let path = at(&encoded(name));
        let said: Value = serde_json::from_slice(&self.get(&path).await?)
            .map_err(|_| failed(format!("GET {path}: the answer is none; what answers there?")))?;
        let id = said.get("Id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| failed(format!("GET {path}: the answer is without an id")))?;
        let was_read = self.read.contains(&at(id));
        self.known.ids.insert(name.to_owned(), id.to_owned());
        self.known.old = said;
        Ok(was_read)
    }

    async fn same_image(&self, image: &str, id: &str) -> Result<(), Came> {
        let said = self.get(&format!("/images/{}/json", encoded(image))).await?;
        let said: Option<Value> = serde_json::from_slice(&said).ok();
        if said.as_ref().and_then(|said| said.get("Id")?.as_str()) == Some(id) {
            return Ok(());
        }
        Err(changed(&format!("the image that `{image}` means at {}", self.desk.place)))
    }

    async fn get(&self, path: &str) -> Result<Bytes, Came> {
        let whole = format!("{}{path}", self.root);
        let asked = self.engine.get(&whole);
        let named = format!("GET {path} of {}", self.desk.place);
        match timeout(self.desk.limits().attempt(), asked).await {
            Ok(answer) => answer.map_err(|error| refused(&named, &error, self.desk)),
            Err(_) => Err(failed(format!(
                "{named}: no answer within {}",
                time(self.desk.limits().attempt())
            ))),
        }
    }

    /// Sends what changes something, once.
    async fn send(&mut self, request: &Request) -> Result<(), Came> {
        let Request { method, path, body, makes, renames } = request;
        let named = format!("{method} {path} of {}", self.desk.place);
        let limit = self.desk.limits().call();
        let line = match timeout(limit, self.engine.line()).await {
            Ok(line) => line.map_err(|error| unreached(&named, &error, self.desk))?,
            Err(_) => return Err(failed(format!("{named}: no connection within {}", time(limit)))),
        };
        let whole = format!("{}{path}", self.root);
        let sent = self.engine.over(line, method.clone(), &whole, body.as_ref());
        let answer = match timeout(limit, sent).await {
            Ok(Ok(answer)) => answer,
            // It was done; what was said about it broke off.
            Ok(Err(EngineError::BrokeOff(200..=299))) if makes.is_none() => Bytes::new(),
            Ok(Err(error)) => return Err(perhaps(&named, &error, self.desk)),
            Err(_) => {
                return Err(Came::Unsaid(format!("{named}: no answer within {}", time(limit))));
            }
        };
        self.made += 1;
        if let Some(name) = makes {
            let said: Option<Value> = serde_json::from_slice(&answer).ok();
            let id = said.as_ref().and_then(|said| said.get("Id")?.as_str());
            let id = id.ok_or_else(|| {
                Came::Unsaid(format!("{named}: the answer does not say what was made"))
            })?;
            self.known.made = Some(id.to_owned());
            self.known.ids.insert(name.clone(), id.to_owned());
        }
        if let Some((from, to)) = renames {
            let id = self.known.id(from);
            self.known.ids.insert(to.clone(), id);
        }
        if *method == Method::DELETE {
            // From here on what was made is all that there is.
            self.known.made = None;
        }
        Ok(())
    }

    /// When a container could not take the place of another, it does not stay beside it.
    async fn take_away(&mut self, edit: &Edit, came: Came) -> Came {
        let Came::Refused { refusal, words } = came else { return came };
        let Some(id) = self.known.made.take() else { return Came::Refused { refusal, words } };
        let kind = edit.id.kind.word();
        let path = match kind {
            "container" => format!("/containers/{id}?force=true"),
            _ => format!("/networks/{id}"),
        };
        let gone = Request { method: Method::DELETE, path, body: None, makes: None, renames: None };
        let more = match self.send(&gone).await {
            Ok(()) => format!("; the {kind} that was made for it was taken away again"),
            Err(_) => format!("; the {kind} that was made for it, {id}, is still there"),
        };
        Came::Refused { refusal, words: words + &more }
    }
}
