//! The command lines of a script, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use super::request::{Piece, Request};
use super::rows::{Row, Sending, Sort};
use super::sent::Stop;
use super::{boundaries, networks, reads, records};
use crate::model::{Command, Script, Word};
use crate::providers::aws::client::connect::{Account, Clients};
use crate::providers::live::desk::Desk;
use crate::providers::live::{Came, Limits, Refused, Way};

/// How often a call is sent that AWS says is too much at once.
const ATTEMPTS: u32 = 7;
/// How long is waited before it is sent again; each time twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The call of a command line.
pub(super) fn row(service: &str, operation: &str) -> Option<&'static Row> {
    [boundaries::ROWS, networks::ROWS, records::ROWS, reads::ROWS]
        .into_iter()
        .flatten()
        .find(|row| row.service == service && row.call.0 == operation)
}

/// A script on its way.
pub(super) struct Run {
    /// Clients that ask again by themselves, for what only reads.
    asking: Clients,
    /// Clients that send everything once.
    making: Clients,
    region: String,
    limits: Limits,
}

/// What commands printed that later ones need, by the name under which it is kept.
type Kept = BTreeMap<&'static str, String>;

impl Run {
    pub(super) fn new(account: &Account, desk: &Desk<'_>) -> Self {
        Self {
            asking: account.clients(desk),
            making: account.that_sends_once().clients(desk),
            region: desk.place.to_owned(),
            limits: *desk.limits(),
        }
    }

    /// Runs a script or rehearses it: how it ended, and how many calls that change something were made.
    pub(super) async fn all(&self, script: &Script, way: Way) -> (Came, usize) {
        let commands: Vec<&Command> = script.commands.iter().filter(|one| is_call(one)).collect();
        let mut kept = Kept::new();
        let mut done = BTreeSet::new();
        if way == Way::Rehearse {
            for (place, command) in commands.iter().enumerate() {
                // What stands on an earlier command's answer can't be asked before that is made.
                if needs_kept(command) {
                    continue;
                }
                match self.one(command, &mut kept, true).await {
                    Ok(Ended::Unrehearsed) | Err(Stop::Would) => {}
                    Ok(Ended::Read) => {}
                    Ok(Ended::Changed) => {
                        // It took the rehearsal for the performance: what is begun is finished.
                        done.insert(place);
                        break;
                    }
                    Err(stop) => return (stop.came(), 0),
                }
            }
            if done.is_empty() {
                return (Came::Allowed, 0);
            }
        }
        for (place, command) in commands.iter().enumerate() {
            if done.contains(&place) {
                continue;
            }
            match self.one(command, &mut kept, false).await {
                Ok(Ended::Changed) => {
                    done.insert(place);
                }
                Ok(Ended::Read | Ended::Unrehearsed) => {}
                Err(Stop::Would) => {
                    let why = format!("{} took a call for a rehearsal that was none", self.region);
                    return (Came::Unsaid(why), done.len());
                }
                Err(stop) => return (stop.came(), done.len()),
            }
        }
        (Came::Made, done.len())
    }

    /// Runs one command line.
    async fn one(
        &self,
        command: &Command,
        kept: &mut Kept,
        is_rehearsal: bool,
    ) -> Result<Ended, Stop> {
        let request = self.request(command, kept).await?;
        let row = known(&request)?;
        let ended = match (row.sort, is_rehearsal) {
            (Sort::Changes, true) => return Ok(Ended::Unrehearsed),
            (Sort::Reads, _) => Ended::Read,
            (Sort::Changes | Sort::Rehearsed, _) => Ended::Changed,
        };
        let (query, as_json) = (request.query.clone(), request.as_json);
        let answer = self.patiently(row, &request, is_rehearsal).await?;
        if let Some(name) = command.keeps {
            let query = query.unwrap_or_else(|| "@".to_owned());
            let found = reads::found(&answer, &query, as_json).map_err(|why| failed(row, &why))?;
            let found = found
                .ok_or_else(|| failed(row, "it made nothing, and said so without an error"))?;
            kept.insert(name, found);
        }
        Ok(ended)
    }

    /// Sends a call, and again as long as AWS says that it is too much at once, and that it did nothing.
    async fn patiently(
        &self,
        row: &Row,
        request: &Request,
        is_rehearsal: bool,
    ) -> Result<Value, Stop> {
        let clients = if row.sort == Sort::Reads { &self.asking } else { &self.making };
        let mut wait = FIRST_WAIT;
        for _ in 1..ATTEMPTS {
            match self.send(row, clients, request, is_rehearsal).await {
                Err(Stop::Refused(Refused::Throttled, _)) if row.sort != Sort::Reads => {
                    sleep(wait).await;
                    wait *= 2;
                }
                other => return other,
            }
        }
        self.send(row, clients, request, is_rehearsal).await
    }

    async fn send(
        &self,
        row: &Row,
        clients: &Clients,
        request: &Request,
        is_rehearsal: bool,
    ) -> Result<Value, Stop> {
        let sending = Sending {
            clients: clients.clone(),
            request: request.clone(),
            call: row.call,
            region: self.region.clone(),
            limits: self.limits,
            is_rehearsal,
        };
        (row.send)(sending).await
    }

    /// A command line as a request, with what others print put in.
    async fn request(&self, command: &Command, kept: &Kept) -> Result<Request, Stop> {
        let mut pieces = Vec::new();
        for word in &command.words {
            pieces.push(match word {
                Word::Text(text) => Piece::Text(text.clone()),
                Word::Option(name, value) => Piece::Option((*name).to_owned(), value.clone()),
                Word::Kept(name) => Piece::Value(kept.get(name).cloned().ok_or_else(|| {
                    Stop::Refused(Refused::Failed, format!("nothing was kept as `{name}`"))
                })?),
                Word::Output(inner) => Piece::Value(self.looked_up(inner, kept).await?),
            });
        }
        Request::of(pieces).map_err(|why| Stop::Refused(Refused::Failed, why))
    }

    /// What a command prints that is a word of another.
    async fn looked_up(&self, command: &Command, kept: &Kept) -> Result<String, Stop> {
        let mut pieces = Vec::new();
        for word in &command.words {
            pieces.push(match word {
                Word::Text(text) => Piece::Text(text.clone()),
                Word::Option(name, value) => Piece::Option((*name).to_owned(), value.clone()),
                Word::Kept(name) => Piece::Value(kept.get(name).cloned().unwrap_or_default()),
                Word::Output(_) => {
                    let why = "a command line looks up what it needs to look something up";
                    return Err(Stop::Refused(Refused::Failed, why.to_owned()));
                }
            });
        }
        let refused = |why| Stop::Refused(Refused::Failed, why);
        let request = Request::of(pieces).map_err(refused)?;
        let row = known(&request)?;
        if row.sort != Sort::Reads {
            return Err(failed(row, "it is no call that only reads"));
        }
        let answer = self.send(row, &self.asking, &request, false).await;
        // A question that was not answered changed nothing.
        let answer = answer.map_err(|stop| match stop {
            Stop::Unsaid(why) => Stop::Refused(Refused::Failed, why),
            other => other,
        })?;
        let query = request.query.unwrap_or_else(|| "@".to_owned());
        let found = reads::found(&answer, &query, request.as_json);
        found.map_err(|why| failed(row, &why))?.ok_or_else(|| {
            let words = format!(
                "{} in {}: what the step is about is no longer there",
                row.call.0, self.region
            );
            Stop::Refused(Refused::Changed, words)
        })
    }
}

/// What a command line did.
enum Ended {
    /// It read something.
    Read,
    /// It changed something.
    Changed,
    /// It can't be rehearsed.
    Unrehearsed,
}

fn known(request: &Request) -> Result<&'static Row, Stop> {
    let Request { service, operation, .. } = request;
    row(service, operation).ok_or_else(|| {
        Stop::Refused(Refused::Failed, format!("driftwall makes no call `{service} {operation}`"))
    })
}

fn failed(row: &Row, why: &str) -> Stop {
    Stop::Refused(Refused::Failed, format!("{}: {why}", row.call.0))
}

/// Whether a command line is a call. The one that is none asks whose the credentials are, which is known of every account that is entered.
fn is_call(command: &Command) -> bool {
    command.words.first() != Some(&Word::Text("test".to_owned()))
}

fn needs_kept(command: &Command) -> bool {
    command.words.iter().any(|word| match word {
        Word::Kept(_) => true,
        Word::Output(inner) => needs_kept(inner),
        Word::Text(_) | Word::Option(..) => false,
    })
}
