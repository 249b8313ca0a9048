//! The command lines of a script, one after the other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::manager::Manager;
use super::line::{Line, Method, Rest, Wait};
use super::sent::Sender;
use crate::model::{Check, Command, Script, Word};
use crate::providers::azure::remedy::LOWERED;
use crate::providers::live::change::{Stop, came};
use crate::providers::live::desk::Desk;
use crate::providers::live::query::search;
use crate::providers::live::{Came, Way};

/// A script on its way.
pub(super) struct Run<'a> {
    sender: Sender<'a>,
}

/// What commands printed that later ones need, by the name under which it is kept.
type Kept = BTreeMap<&'static str, String>;

impl<'a> Run<'a> {
    pub(super) fn new(manager: &'a Manager, desk: &'a Desk<'a>) -> Self {
        Self { sender: Sender { manager, desk } }
    }

    /// Runs a script or rehearses it: how it ended, and how many calls that change something were made.
    pub(super) async fn all(&self, script: &Script, way: Way) -> (Came, usize) {
        let mut made = 0;
        came(self.each(script, way, &mut made).await, way, made)
    }

    async fn each(&self, script: &Script, way: Way, made: &mut usize) -> Result<(), Stop> {
        let mut kept = Kept::new();
        let mut lines = Vec::new();
        for command in &script.commands {
            known(command)?;
        }
        // What a call is conditioned on is read first, so that nothing that the check saw can change unseen.
        for command in &script.commands {
            if let Some(name) = command.keeps {
                let printed = self.printed(command, &kept).await?;
                kept.insert(name, printed);
            } else {
                lines.push(command);
            }
        }
        if let Some(check) = &script.check {
            self.check(check, &kept).await?;
        }
        let mut unfollowed = None;
        for command in lines {
            match self.line(command, &kept).await? {
                // What is looked up for it was looked up.
                _ if way == Way::Rehearse => {}
                Line::Rest(rest) if rest.method == Method::Get => {
                    self.ask(&rest).await?;
                }
                Line::Rest(rest) => {
                    unfollowed = self.sender.change(&rest).await?.or(unfollowed);
                    *made += 1;
                }
                Line::Wait(Wait { about, until_gone }) => {
                    self.sender.wait(&about, until_gone).await?
                }
            }
        }
        // What may not be asked how it goes is not taken for done: whoever reads the resource again sees it.
        unfollowed.map_or(Ok(()), Err)
    }

    /// Asks what must be so.
    async fn check(&self, check: &Check, kept: &Kept) -> Result<(), Stop> {
        let Check { command, prints } = check;
        let (command, is_lowered) = bare(command);
        let Line::Rest(rest) = self.line(&command, kept).await? else {
            return Err(Stop::failed("what must be so is asked of nobody"));
        };
        // What is not there prints nothing.
        let printed = match self.sender.look(&rest.about).await? {
            Some(is) => text(&rest, &is).unwrap_or_default(),
            None => String::new(),
        };
        let printed = if is_lowered { printed.to_ascii_lowercase() } else { printed };
        if printed.trim() == prints.trim() {
            Ok(())
        } else {
            Err(Stop::changed(&rest.about.named()))
        }
    }

    /// What a command prints that only reads.
    async fn printed(&self, command: &Command, kept: &Kept) -> Result<String, Stop> {
        match self.line(command, kept).await? {
            Line::Rest(rest) if rest.method == Method::Get => self.ask(&rest).await,
            _ => Err(Stop::failed("what is looked up is nothing that only reads")),
        }
    }

    async fn ask(&self, rest: &Rest) -> Result<String, Stop> {
        let is = self.sender.look(&rest.about).await?;
        let is = is.ok_or_else(|| Stop::changed(&rest.about.named()))?;
        text(rest, &is).map_err(Stop::failed)
    }

    /// A command line, with what others print put in.
    async fn line(&self, command: &Command, kept: &Kept) -> Result<Line, Stop> {
        let mut words = Vec::new();
        for word in &command.words {
            match word {
                Word::Text(text) => words.push(text.clone()),
                Word::Option(name, value) => words.extend([(*name).to_owned(), value.clone()]),
                Word::Kept(name) => {
                    let value = kept.get(name).cloned();
                    words
                        .push(value.ok_or_else(|| {
                            Stop::failed(format!("nothing was kept as `{name}`"))
                        })?);
                }
                Word::Output(inner) => words.push(Box::pin(self.printed(inner, kept)).await?),
            }
        }
        Line::of(&words).map_err(Stop::failed)
    }
}

/// That a command line is one that can be made, before anything is sent.
pub(super) fn known(command: &Command) -> Result<Line, Stop> {
    let mut words = Vec::new();
    for word in &command.words {
        match word {
            Word::Text(text) => words.push(text.clone()),
            Word::Option(name, value) => words.extend([(*name).to_owned(), value.clone()]),
            Word::Kept(_) => words.push("If-Match=W/\"1\"".to_owned()),
            Word::Output(inner) => {
                known(inner)?;
                words.push("{}".to_owned());
            }
        }
    }
    Line::of(&words).map_err(Stop::failed)
}

/// A command line without the shell that puts what it prints into lower case.
pub(super) fn bare(command: &Command) -> (Command, bool) {
    let text = |word: &Word| match word {
        Word::Text(text) => Some(text.clone()),
        _ => None,
    };
    let start: Vec<Option<String>> = command.words.iter().take(4).map(text).collect();
    let start: Vec<&str> = start.iter().flatten().map(String::as_str).collect();
    if start == LOWERED {
        let words = command.words.iter().skip(4).cloned().collect();
        (Command { words, ..Command::default() }, true)
    } else {
        (command.clone(), false)
    }
}

/// What a command line prints of an answer.
fn text(rest: &Rest, is: &Value) -> Result<String, String> {
    let found = match &rest.query {
        Some(query) => search(is, query)?,
        None => is.clone(),
    };
    Ok(match found {
        found if rest.as_json => found.to_string(),
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}
