//! Files and folders of logs → what is in them.
//!
//! Which log a file is, is told by its first record. Files are read side by side and in pieces, so that memory is what is worth keeping and
//! not what lies on the disk; what comes out is the same in whatever order they were read. What can't be read is a gap of its log, with the file's
//! name, and everything else is read all the same.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::IgnoredAny;

use super::book::Searched;
use super::found::Found;
use super::records::{Broken, Records, Resume};
use super::shelf::{Lies, Shelf};
use super::sources::LogError;
use crate::model::{Provider, Scope};
use crate::providers::{Logs, logs};

/// Where a log lies.
#[derive(Clone, Debug)]
pub struct LogFiles {
    /// Where.
    pub lies: Lies,
    /// As it was named.
    pub named: String,
    /// The scope that it speaks of, where its records don't say that.
    pub scope: Option<Scope>,
}

/// How much is read at once. Few records are longer; where one is, more is read.
const PIECE: usize = 4 << 20;
/// How many files are read side by side: one is unpacked while another is taken apart.
const READERS: usize = 2;

/// Reads the files of a log that was named. `only` is the scope for records that name none, by provider, where there is just one.
pub(super) fn found_in(
    source: &LogFiles,
    only: &BTreeMap<Provider, Scope>,
) -> Result<(Found, Vec<Searched>), LogError> {
    let (shelf, files) = Shelf::of(&source.lies, &source.named)?;
    let mut found = Found::default();
    for one in read_all(&files, &shelf, source, only) {
        found.add(one);
    }
    let searched = found.searched(&source.named);
    Ok((found, searched))
}

/// Reads files side by side; what they hold comes in the order of their names.
fn read_all(
    files: &[Utf8PathBuf],
    shelf: &Shelf,
    source: &LogFiles,
    only: &BTreeMap<Provider, Scope>,
) -> Vec<Found> {
    let next = AtomicUsize::new(0);
    let reader = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(index) else { return mine };
            mine.push((index, read_file(path, shelf, source, only)));
        }
    };
    let mut all: Vec<(usize, Found)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..READERS.min(files.len())).map(|_| scope.spawn(reader)).collect();
        let mut all = reader();
        for other in others {
            match other.join() {
                Ok(mine) => all.extend(mine),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, found)| found).collect()
}

fn read_file(
    path: &Utf8Path,
    shelf: &Shelf,
    source: &LogFiles,
    only: &BTreeMap<Provider, Scope>,
) -> Found {
    let shown = shelf.shown(path, &source.named);
    let mut reading = Reading { source, only, log: None, found: Found::default() };
    let trouble = shelf.open(path).map_err(|error| error.to_string());
    let trouble = trouble.and_then(|file| reading.all_of(file, &shown)).err();
    let path = shown;
    let Reading { log, mut found, .. } = reading;
    let provider = log.map(|(provider, _)| provider);
    if let Some(words) = trouble {
        found.gap(provider, format!("{path}: {words}"));
    }
    found.total(provider, path.as_str());
    found
}

/// One file on its way.
struct Reading<'a> {
    source: &'a LogFiles,
    only: &'a BTreeMap<Provider, Scope>,
    /// Which log it is, once that is known.
    log: Option<(Provider, &'static Logs)>,
    found: Found,
}

impl Reading<'_> {
    fn all_of(&mut self, file: impl Read, shown: &Utf8Path) -> Result<(), String> {
        let mut file = BufReader::with_capacity(1 << 16, file);
        let is_packed = {
            use std::io::BufRead;
            file.fill_buf().map_err(|error| error.to_string())?.starts_with(&[0x1f, 0x8b])
        };
        if is_packed {
            self.pieces(shown, flate2::bufread::MultiGzDecoder::new(file))
        } else {
            self.pieces(shown, file)
        }
    }

    fn pieces(&mut self, path: &Utf8Path, mut from: impl Read) -> Result<(), String> {
        let wrapped_in: Vec<&'static str> =
            logs().flat_map(|(_, log)| log.wrapped_in.iter().copied()).collect();
        let mut buffer: Vec<u8> = Vec::new();
        let mut left = Resume::default();
        let mut count = 0usize;
        loop {
            let wanted = u64::try_from(PIECE).unwrap_or(u64::MAX);
            let read = from.by_ref().take(wanted).read_to_end(&mut buffer);
            let (ended, trouble) = match read {
                Ok(size) => (size < PIECE, None),
                Err(error) => (true, Some(error.to_string())),
            };
            let text = match std::str::from_utf8(&buffer) {
                Ok(text) => text,
                // The last character is not whole yet.
                Err(error) if error.error_len().is_none() && !ended => {
                    let valid = buffer.get(..error.valid_up_to()).unwrap_or_default();
                    std::str::from_utf8(valid).unwrap_or_default()
                }
                Err(_) => {
                    return Err("it is no text; is it packed in another way than gzip?".to_owned());
                }
            };
            let mut records = Records::new(text, &wrapped_in, left);
            for record in records.by_ref() {
                count += 1;
                self.record(path, count, record)?;
            }
            left = records.resume();
            if records.continues {
                let words =
                    format!("{path}: it is one page of several, and says that another follows");
                self.found.gap(self.log.map(|(provider, _)| provider), words);
            }
            match (records.broken, trouble) {
                (_, Some(error)) => {
                    return Err(format!("it breaks off after {count} records: {error}"));
                }
                (Some(Broken::Ends), None) if ended => {
                    return Err(format!("it breaks off after {count} records"));
                }
                (Some(Broken::NoObject), None) => {
                    return Err(format!(
                        "what comes after {count} records is no record: a log is a list of JSON objects, or one a line"
                    ));
                }
                _ => {}
            }
            if ended {
                return Ok(());
            }
            buffer.drain(..left.at);
        }
    }

    /// Takes one record. Odd ones are gaps; a file that is no log at all is an error.
    fn record(&mut self, path: &Utf8Path, number: usize, text: &str) -> Result<(), String> {
        let (provider, log) = match self.log {
            Some(log) => log,
            None => *self.log.insert(which(text)?),
        };
        let named = self.source.scope.as_ref().filter(|scope| scope.provider() == provider);
        let scope = named.or_else(|| self.only.get(&provider));
        self.found.read((provider, log), text, scope, || format!("{path}: record {number}"));
        Ok(())
    }
}

/// Which log a record is of.
fn which(text: &str) -> Result<(Provider, &'static Logs), String> {
    let keys: BTreeMap<String, IgnoredAny> =
        serde_json::from_str(text).map_err(|error| format!("record 1: {error}"))?;
    let is = |log: &&'static Logs| {
        log.marks.iter().any(|marks| marks.iter().all(|mark| keys.contains_key(*mark)))
    };
    let known: Vec<&str> = logs().map(|(_, log)| log.name).collect();
    logs().find(|(_, log)| is(log)).ok_or_else(|| {
        format!("its records are of no audit log that driftwall reads ({})", known.join(", "))
    })
}
