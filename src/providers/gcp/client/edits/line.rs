//! A printed command line of `gcloud`: its words, what they are about, and its options.
//!
//! Every option has to be taken by the row that makes a request of it: one that nobody takes would be printed and not done.

use std::collections::BTreeMap;

use crate::model::{Command, Word};

/// A command line of `gcloud`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `["compute", "firewall-rules", "update", "web"]`
    pub(super) words: Vec<String>,
    options: BTreeMap<String, String>,
    switches: Vec<String>,
}

impl Line {
    /// Reads a command line.
    pub(super) fn of(command: &Command) -> Result<Self, String> {
        let mut line = Self { words: Vec::new(), options: BTreeMap::new(), switches: Vec::new() };
        let mut words = command.words.iter();
        match words.next() {
            Some(Word::Text(program)) if program == "gcloud" => {}
            _ => return Err("the command line is none of `gcloud`".to_owned()),
        }
        for word in words {
            match word {
                Word::Option(name, value) => {
                    if line.options.insert((*name).to_owned(), value.clone()).is_some() {
                        return Err(format!("`{name}` is said twice"));
                    }
                }
                Word::Text(text) if text == "--quiet" => {}
                Word::Text(text) if text.starts_with("--") => line.switches.push(text.clone()),
                Word::Text(text) => line.words.push(text.clone()),
                Word::Kept(_) | Word::Output(_) => {
                    return Err(
                        "it names what another command prints, which is not looked up from here"
                            .to_owned(),
                    );
                }
            }
        }
        Ok(line)
    }

    /// An option's value; nothing when it is not there.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.options.remove(name)
    }

    /// An option's value.
    pub(super) fn need(&mut self, name: &str) -> Result<String, String> {
        self.take(name).ok_or_else(|| format!("`{name}` is missing"))
    }

    /// A list that is the value of an option; nothing when it is not there.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        self.take(name).map(|text| split(&text))
    }

    /// A number that is the value of an option; nothing when it is not there.
    pub(super) fn number(&mut self, name: &str) -> Result<Option<i64>, String> {
        let read =
            |text: String| text.parse().map_err(|_| format!("`{name}`: `{text}` is no number"));
        self.take(name).map(read).transpose()
    }

    /// Whether a switch is on; nothing when neither of its words is there.
    pub(super) fn switch(&mut self, on: &str, off: &str) -> Option<bool> {
        let at = self.switches.iter().position(|one| one == on || one == off)?;
        Some(self.switches.remove(at) == on)
    }

    /// Whether a word stands there.
    pub(super) fn has(&mut self, word: &str) -> bool {
        self.switch(word, word).is_some()
    }

    /// That everything was taken.
    pub(super) fn finish(self) -> Result<(), String> {
        let left = self.options.into_keys().chain(self.switches).next();
        left.map_or(Ok(()), |name| Err(format!("nothing is known of the option `{name}`")))
    }
}

/// `a,b`, or `^;^a;b` where a value has a comma.
pub(super) fn split(text: &str) -> Vec<String> {
    let (separator, text) = match text.strip_prefix('^').and_then(|rest| rest.split_once('^')) {
        Some((separator, rest)) if !separator.is_empty() => (separator, rest),
        _ => (",", text),
    };
    if text.is_empty() {
        return Vec::new();
    }
    text.split(separator).map(str::to_owned).collect()
}
