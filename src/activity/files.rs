//! Files and folders of logs → what is in them.
//!
//! Which log a file is, is told by its first record. Files are read side by side and in pieces, so that memory is what is worth keeping and
//! not what lies on the disk; what comes out is the same in whatever order they were read. What can't be read is a gap of its log, with the file's
//! name, and everything else is read all the same.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::de::IgnoredAny;

use super::book::Searched;
use super::found::Found;
use super::records::{Broken, Records, Resume};
use super::sources::LogError;
use crate::model::{Provider, Scope};
use crate::providers::{Logs, logs};

/// Where a log lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFiles {
    /// A file, or a folder with files in it.
    pub path: Utf8PathBuf,
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
    let files = files_of(source)?;
    let mut found = Found::default();
    for one in read_all(&files, source, only) {
        found.add(one);
    }
    let searched = found.searched(&source.named);
    Ok((found, searched))
}

/// The files of a source, in the order of their names.
fn files_of(source: &LogFiles) -> Result<Vec<Utf8PathBuf>, LogError> {
    let unreadable = |error| LogError::Unreadable { named: source.named.clone(), error };
    let mut files = Vec::new();
    let mut open = vec![source.path.clone()];
    while let Some(path) = open.pop() {
        let about = fs::metadata(&path).map_err(unreadable)?;
        if !about.is_dir() {
            files.push(path);
            continue;
        }
        for entry in path.read_dir_utf8().map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if !is_beside(entry.file_name()) {
                open.push(entry.into_path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether something lies beside the logs in a folder and is none: the digests of a trail, what people write for people.
fn is_beside(name: &str) -> bool {
    const FOLDERS: &[&str] = &["CloudTrail-Digest", "CloudTrail-Insight"];
    let words = [".md", ".html", ".sig", ".sha256"].iter().any(|end| name.ends_with(end));
    name.starts_with('.') || FOLDERS.contains(&name) || words
}

/// Reads files side by side; what they hold comes in the order of their names.
fn read_all(
    files: &[Utf8PathBuf],
    source: &LogFiles,
    only: &BTreeMap<Provider, Scope>,
) -> Vec<Found> {
    let next = AtomicUsize::new(0);
    let reader = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(index) else { return mine };
            mine.push((index, read_file(path, source, only)));
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

fn read_file(path: &Utf8Path, source: &LogFiles, only: &BTreeMap<Provider, Scope>) -> Found {
    // What is told names the source as the user did, and not this machine's folders.
    let below = path.strip_prefix(&source.path).unwrap_or(path);
    let shown = if below.as_str().is_empty() {
        Utf8PathBuf::from(&source.named)
    } else {
        Utf8Path::new(&source.named).join(below)
    };
    let mut reading = Reading { source, only, log: None, found: Found::default() };
    let trouble = reading.all_of(path, &shown).err();
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
    fn all_of(&mut self, path: &Utf8Path, shown: &Utf8Path) -> Result<(), String> {
        let file = fs::File::open(path).map_err(|error| error.to_string())?;
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
