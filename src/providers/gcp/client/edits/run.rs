//! The command lines of a script, one after the other.

use reqwest::Method;
use serde_json::Value;
use tokio::time::timeout;

use super::line::{Line, Piece};
use super::operations::{Operation, Place};
use super::reads::Read;
use super::request::{Api, Request, Takes};
use super::rows::Row;
use super::sent::{changed, stop};
use crate::model::{Command, Effort, Script, Status, Word};
use crate::providers::calls::Named;
use crate::providers::gcp::client::connect::Google;
use crate::providers::gcp::client::errors::Wrong;
use crate::providers::gcp::client::plain::Plain;
use crate::providers::live::change::{Pause, Stop, came, patiently};
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words;
use crate::providers::live::{Came, Refused, Way};

/// A script on its way.
pub(super) struct Run<'a> {
    google: &'a Google,
    desk: &'a Desk<'a>,
}

impl<'a> Run<'a> {
    pub(super) fn new(google: &'a Google, desk: &'a Desk<'a>) -> Self {
        Self { google, desk }
    }

    /// Runs a script or rehearses it: how it ended, and how many requests that change something were followed.
    pub(super) async fn all(&self, script: &Script, way: Way) -> (Came, usize) {
        let mut made = 0;
        came(self.each(script, way, &mut made).await, way, made)
    }

    async fn each(&self, script: &Script, way: Way, made: &mut usize) -> Result<(), Stop> {
        // A line that can't be followed must not be found behind one that was.
        for command in &script.commands {
            known(command)?;
        }
        for (place, command) in script.commands.iter().enumerate() {
            match way {
                // What comes after the first is about what that makes.
                Way::Rehearse if place > 0 => {}
                Way::Rehearse => drop(self.ready(command).await?),
                Way::Make => {
                    self.one(command).await?;
                    *made += 1;
                }
            }
        }
        Ok(())
    }

    /// Runs one command line.
    async fn one(&self, command: &Command) -> Result<(), Stop> {
        let (row, request) = self.ready(command).await?;
        let answer = self.patiently(row.call, &request).await?;
        match request.api {
            Api::Compute => self.waited(row.call, &request, &answer).await,
            // What it answers is what was made.
            Api::Logging => match serde_json::from_slice::<Value>(&answer) {
                Ok(Value::Object(_)) => Ok(()),
                _ => Err(self.odd(row.call)),
            },
        }
    }

    /// A command line as a request that can be sent, with all that is looked up for it.
    async fn ready(&self, command: &Command) -> Result<(&'static Row, Request), Stop> {
        let mut pieces = Vec::new();
        for word in &command.words {
            pieces.push(match word {
                Word::Text(text) => Piece::Text(text.clone()),
                Word::Option(name, value) => Piece::Option((*name).to_owned(), value.clone()),
                Word::Output(inner) => Piece::Value(self.looked_up(inner).await?),
                Word::Kept(name) => return Err(unkept(name)),
            });
        }
        let (row, mut request) = Line::of(pieces).and_then(Row::read).map_err(refused)?;
        if let Some(Takes { call, path, over }) = request.takes.take() {
            let is = self.read(request.api, call, &path).await?;
            if let Some(Value::Object(body)) = &mut request.body {
                over(&is, body).map_err(|why| changed(row.call, self.desk.place, &why))?;
            }
        }
        Ok((row, request))
    }

    /// What a command prints that is a word of another.
    async fn looked_up(&self, command: &Command) -> Result<String, Stop> {
        let read = Line::of(plain(command)?).and_then(Read::of).map_err(refused)?;
        let answer = self.read(Api::Compute, read.call, &read.path).await?;
        let gone =
            || changed(read.call, self.desk.place, "what the step is about is no longer there");
        read.found(&answer).ok_or_else(gone)
    }

    fn api(&self, api: Api) -> &Plain {
        match api {
            Api::Compute => &self.google.compute,
            Api::Logging => self.google.sinks.api(),
        }
    }

    /// Reads what a request is about, as often as it makes sense.
    async fn read(&self, api: Api, call: Named, path: &[String]) -> Result<Value, Stop> {
        let ask = || async move {
            match self.send(api, Method::GET, path, &[], None).await {
                Err(Wrong::Google(error)) if error.http_status_code() == Some(404) => Ok(None),
                answer => Ok::<_, Wrong>(Some(serde_json::from_slice(&answer?)?)),
            }
        };
        match self.desk.ask(call, &mut Effort::default(), ask).await {
            Ok(Some(is)) => Ok(is),
            Ok(None) => Err(changed(call, self.desk.place, "it is no longer there")),
            // A question that was not answered changed nothing.
            Err(unread) => Err(Stop::Refused(
                match unread.status {
                    Status::Denied => Refused::Denied,
                    Status::Throttled => Refused::Throttled,
                    _ => Refused::Failed,
                },
                unread.reason,
            )),
        }
    }

    async fn send(
        &self,
        api: Api,
        method: Method,
        path: &[String],
        query: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Vec<u8>, Wrong> {
        let version: &[&str] = match api {
            Api::Compute => &["compute", "v1"],
            Api::Logging => &["v2"],
        };
        let path: Vec<&str> =
            version.iter().copied().chain(path.iter().map(String::as_str)).collect();
        self.api(api).call(method, &path, query, body).await
    }

    /// Sends a request, and again as long as Google says that it is too much at once, and that it did nothing.
    async fn patiently(&self, call: Named, request: &Request) -> Result<Vec<u8>, Stop> {
        let limits = self.desk.limits();
        let once = || async {
            match timeout(limits.attempt(), self.sent(request)).await {
                Ok(answer) => answer,
                Err(_) => Err(Wrong::Silent(words(limits.attempt()))),
            }
        };
        let answer = patiently(limits, true, once).await;
        answer.map_err(|error| stop(call, self.desk.place, limits, request.is_new, &error))
    }

    async fn sent(&self, request: &Request) -> Result<Vec<u8>, Wrong> {
        let Request { api, method, path, query, body, is_new: _, takes: _ } = request;
        let query: Vec<(&str, &str)> =
            query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = body.as_ref().map(Value::to_string);
        self.send(*api, method.clone(), path, &query, body).await
    }

    /// Waits until an operation is done.
    async fn waited(&self, call: Named, request: &Request, answer: &[u8]) -> Result<(), Stop> {
        let unsaid = |why: String| {
            Stop::Unsaid(format!("{} in {}: Google took it, and {why}", call.0, self.desk.place))
        };
        let mut operation: Operation =
            serde_json::from_slice(answer).map_err(|_| self.odd(call))?;
        let place = Place::of(&request.path).map_err(unsaid)?;
        let path = place.path(&operation).map_err(unsaid)?;
        let mut pause = Pause::new(self.desk);
        let named = format!("{} in {}", call.0, self.desk.place);
        while !operation.is_done() {
            pause.next(&named).await?;
            let ask = || async {
                let answer = self.send(Api::Compute, Method::GET, &path, &[], None).await?;
                Ok::<Operation, Wrong>(serde_json::from_slice(&answer)?)
            };
            operation =
                self.desk.ask(place.call, &mut Effort::default(), ask).await.map_err(|unread| {
                    unsaid(format!("does not say whether it is done: {}", unread.reason))
                })?;
        }
        operation.ended(call, self.desk.place, request.is_new)
    }

    /// An answer that says nothing.
    fn odd(&self, call: Named) -> Stop {
        Stop::Unsaid(format!(
            "{} in {}: the answer is none of Google's; what answers there?",
            call.0, self.desk.place
        ))
    }
}

fn refused(why: String) -> Stop {
    Stop::failed(why)
}

fn unkept(name: &str) -> Stop {
    refused(format!("nothing was kept as `{name}`"))
}

/// A command line that looks nothing up.
fn plain(command: &Command) -> Result<Vec<Piece>, Stop> {
    let piece = |word: &Word| match word {
        Word::Text(text) => Ok(Piece::Text(text.clone())),
        Word::Option(name, value) => Ok(Piece::Option((*name).to_owned(), value.clone())),
        Word::Output(_) => {
            Err(refused("a command line looks up what it needs to look something up".to_owned()))
        }
        Word::Kept(name) => Err(unkept(name)),
    };
    command.words.iter().map(piece).collect()
}

/// That a row takes all of a command line, whatever is looked up for it.
pub(super) fn known(command: &Command) -> Result<(&'static Row, Request), Stop> {
    if command.input.is_some() || command.keeps.is_some() {
        return Err(refused("driftwall makes no call that reads or keeps something".to_owned()));
    }
    let piece = |word: &Word| match word {
        Word::Text(text) => Ok(Piece::Text(text.clone())),
        Word::Option(name, value) => Ok(Piece::Option((*name).to_owned(), value.clone())),
        Word::Output(inner) => {
            Line::of(plain(inner)?).and_then(Read::of).map_err(refused)?;
            Ok(Piece::Value("looked-up".to_owned()))
        }
        Word::Kept(name) => Err(unkept(name)),
    };
    let pieces: Result<Vec<Piece>, Stop> = command.words.iter().map(piece).collect();
    Line::of(pieces?).and_then(Row::read).map_err(refused)
}
