//! The journal: what was about to be done, and what came of it, one line of JSON each.
//!
//! A line is on the disk before the run goes on. So a step that was begun and has no end is one of a run that was killed: nobody knows whether
//! it was made. The next run says so, and says how the resource stands now. Lines are only ever added.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::super::failure::Failure;
use super::super::session::Session;
use super::told::what;
use crate::model::{Act, Class, Edit, Resource, Setting};
use crate::remedy::apply::{Ending, Journal, Line, Task};
use crate::report::neutral;
use crate::report::remedy::{command_lines, undo_lines};

/// What the file is called where nobody says.
const NAME: &str = "driftwall-journal.jsonl";
/// What is written, so that whoever reads it knows what to expect.
const VERSION: u32 = 1;

/// A journal that is open, and held by this run alone.
pub(super) struct File {
    file: fs_err::File,
    name: Utf8PathBuf,
    /// What tells this run's lines from those of others.
    run: String,
    open: Vec<Begun>,
}

/// A step that was begun and has no end.
struct Begun {
    run: String,
    step: u64,
    at: String,
    finding: String,
    resource: String,
}

impl File {
    /// Opens it, and reads what earlier runs left.
    pub(super) fn open(session: &Session<'_>, named: Option<&Utf8Path>) -> Result<Self, Failure> {
        let beside = || {
            let config = session.settings.file.as_ref().and_then(|file| file.value.parent());
            config.map_or_else(|| NAME.into(), |folder| folder.join(NAME))
        };
        let name = named.map_or_else(beside, Utf8Path::to_owned);
        let unusable = |error: &dyn std::fmt::Display| {
            Failure::usage(format!("the journal {name} can't be written: {error}"))
                .hint("name a file that can: --journal FILE; nothing is changed without one")
        };
        let mut file = fs_err::OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(session.at(&name))
            .map_err(|error| unusable(&error))?;
        file.file().try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                Failure::usage(format!("another run is writing the journal {name}"))
                    .hint("wait for it to end; two runs would change the same things")
            }
            TryLockError::Error(error) => unusable(&error),
        })?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(|error| unusable(&error))?;
        let open = left_open(&String::from_utf8_lossy(&bytes));
        // A line that was cut off was never acted on; the next one begins on a line of its own.
        if bytes.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n").map_err(|error| unusable(&error))?;
        }
        let run = format!("{}-{}", (session.around.now)(), session.around.pid);
        Ok(Self { file, name, run, open })
    }

    /// Its name, as it was given.
    pub(super) fn name(&self) -> &Utf8Path {
        &self.name
    }

    /// Says what a run that was killed left, and how that stands now that everything was read again.
    pub(super) fn tell_left_open(
        &mut self,
        session: &mut Session<'_>,
        findings: &BTreeSet<String>,
    ) -> Result<(), Failure> {
        for Begun { run, step, at, finding, resource } in std::mem::take(&mut self.open) {
            let is_there = findings.contains(&finding);
            session.tell(&format!(
                "An earlier run began to change {resource} at {at} and never said how that ended. Read again, {}",
                if is_there {
                    "it is as it was found before that"
                } else {
                    "it is no longer as it was found before that"
                }
            ));
            let stands = if is_there { "as-before" } else { "no-longer-as-before" };
            let line = json!({ "event": "looked-at", "version": VERSION, "run": run, "step": step,
                "at": (session.around.now)().to_string(), "stands": stands });
            self.write(&line).map_err(Failure::usage)?;
        }
        Ok(())
    }

    /// Writes a line, and comes back when it is on the disk.
    fn write(&mut self, line: &Value) -> Result<(), String> {
        let text = format!("{}\n", neutral::json(&line.to_string()));
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|error| format!("the journal can't be written: {error}"))
    }
}

/// The steps that were begun, and neither ended nor looked at since.
fn left_open(text: &str) -> Vec<Begun> {
    let mut open: BTreeMap<(String, u64), Begun> = BTreeMap::new();
    for line in text.lines() {
        // A line that was cut off is none.
        let Ok(Value::Object(line)) = serde_json::from_str(line) else { continue };
        let word = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let step = line.get("step").and_then(Value::as_u64).unwrap_or_default();
        let key = (word("run"), step);
        match word("event").as_str() {
            "begun" => {
                let resource = format!("{} {} of {}", word("kind"), word("id"), word("scope"));
                let begun = Begun {
                    run: word("run"),
                    step,
                    at: word("at"),
                    finding: word("finding"),
                    resource,
                };
                open.insert(key, begun);
            }
            "ended" | "looked-at" => {
                open.remove(&key);
            }
            _ => {}
        }
    }
    open.into_values().collect()
}

/// Writes down what is done, and says it.
pub(super) struct Notes<'a, 's> {
    session: &'a mut Session<'s>,
    file: &'a mut File,
    of: usize,
}

impl<'a, 's> Notes<'a, 's> {
    pub(super) fn new(session: &'a mut Session<'s>, file: &'a mut File, of: usize) -> Self {
        Self { session, file, of }
    }
}

impl Journal for Notes<'_, '_> {
    fn keep(&mut self, line: &Line<'_>) -> Result<(), String> {
        let at = (self.session.around.now)().to_string();
        let head = |event: &str, place: usize, task: &Task| {
            let id = &task.step.edit.id;
            json!({
                "event": event, "version": VERSION, "run": self.file.run, "step": place,
                "of": self.of, "at": at, "finding": task.finding.as_str(),
                "scope": id.scope.to_string(), "kind": id.kind.to_string(),
                "id": id.identity.to_string(),
            })
        };
        let written = match line {
            Line::Begun { place, task } => {
                let mut written = head("begun", *place, task);
                add(&mut written, "edit", edit(&task.step.edit));
                add(&mut written, "command", command_lines(&task.step).into());
                add(&mut written, "undo", undo_lines(&task.step).into());
                written
            }
            Line::Ended { place, task, ending, who } => {
                let mut written = head("ended", *place, task);
                add(&mut written, "ending", ending.word().into());
                if let Ending::NotMade(reason, _) = ending {
                    add(&mut written, "reason", reason.word().into());
                }
                if let Some(why) = ending.why() {
                    add(&mut written, "why", why.into());
                }
                if let Some(who) = who {
                    add(&mut written, "who", (*who).into());
                }
                written
            }
        };
        self.file.write(&written)?;
        if let Line::Ended { place, task, ending, who: _ } = line {
            let (of, what, word) = (self.of, what(&task.step.edit), ending.word());
            self.session.tell(&format!("{place} of {of}: {what}: {word}"));
        }
        Ok(())
    }
}

fn add(line: &mut Value, key: &str, value: Value) {
    if let Some(fields) = line.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}

/// An edit, in the words in which resources are recorded: values that may be secret are sealed in those.
fn edit(edit: &Edit) -> Value {
    let whole = |resource: &Resource| {
        let Resource { durable, context } = resource;
        json!({ "durable": durable.value().ok(), "context": context.value().ok() })
    };
    match &edit.act {
        Act::Create(resource) => json!({ "create": whole(resource) }),
        Act::Delete(resource) => json!({ "delete": whole(resource) }),
        Act::Replace { from, to } => json!({ "from": whole(from), "to": whole(to) }),
        Act::Set(settings) => {
            json!({ "set": settings.iter().map(setting).collect::<Vec<Value>>() })
        }
    }
}

fn setting(setting: &Setting) -> Value {
    let Setting { class, path, is_element, from, to } = setting;
    let mut fields = Map::new();
    fields.insert("path".to_owned(), json!(path));
    if *is_element {
        fields.insert("element".to_owned(), true.into());
    }
    if *class == Class::Context {
        fields.insert("context".to_owned(), true.into());
    }
    fields.insert("from".to_owned(), json!(from));
    fields.insert("to".to_owned(), json!(to));
    Value::Object(fields)
}
