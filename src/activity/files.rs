//! Files and folders of logs → what is in them.
//!
//! Which log a file is, is told by its first record. Files are read side by side and in pieces, so that memory is what is worth keeping and
//! not what lies on the disk; what comes out is the same in whatever order they were read. What can't be read is a gap of its log, with the file's
//! name, and everything else is read all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use jiff::Timestamp;
use serde::de::IgnoredAny;

use super::book::{Book, Loans, Searched};
use super::records::{Broken, Records, Resume};
use crate::model::{Activity, Kind, Provider, Scope};
use crate::providers::{Logs, Record, logs};

/// Where a log lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSource {
    /// A file, or a folder with files in it.
    pub path: Utf8PathBuf,
    /// As it was named.
    pub named: String,
    /// The scope that it speaks of, where its records don't say that.
    pub scope: Option<Scope>,
}

/// Why a log can't be searched at all.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It is not there, or may not be looked at.
    #[error("can't read the log {named}: {error}")]
    Unreadable {
        /// As it was named.
        named: String,
        /// What the system says.
        error: std::io::Error,
    },
}

/// How much is read at once. Few records are longer; where one is, more is read.
const PIECE: usize = 4 << 20;
/// How many files are read side by side: one is unpacked while another is taken apart.
const READERS: usize = 2;
/// How many records of one file may be odd before the rest is only counted.
const TROUBLES: usize = 3;

/// Reads all logs that are named. `only` is the scope for records that name none, by provider, where there is just one.
///
/// # Errors
/// [`LogError`] when one of them is not there. What can't be understood is a gap.
pub fn read(sources: &[LogSource], only: &BTreeMap<Provider, Scope>) -> Result<Book, LogError> {
    let mut events = Vec::new();
    let mut lent = Loans::default();
    let mut searched = Vec::new();
    for source in sources {
        let files = files_of(source)?;
        let mut found = Found::default();
        for one in read_all(&files, source, only) {
            found.add(one);
        }
        events.append(&mut found.events);
        lent.absorb(std::mem::take(&mut found.lent));
        searched.extend(found.searched(source));
    }
    Ok(Book::with_loans(events, lent, searched))
}

/// The files of a source, in the order of their names.
fn files_of(source: &LogSource) -> Result<Vec<Utf8PathBuf>, LogError> {
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
    source: &LogSource,
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

/// What was found in some files.
#[derive(Debug, Default)]
struct Found {
    events: Vec<Activity>,
    lent: Loans,
    /// By log and scope.
    covered: BTreeMap<(Provider, Option<Scope>), Covered>,
    /// What could not be read, by whose log it is; nothing when nobody knows.
    gaps: Vec<(Option<Provider>, String)>,
}

/// What records of a scope say of how far they reach.
#[derive(Debug, Default)]
struct Covered {
    span: Option<(Timestamp, Timestamp)>,
    kinds: BTreeSet<Kind>,
}

impl Covered {
    fn reach(&mut self, time: Timestamp) {
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
    }
}

impl Found {
    fn add(&mut self, other: Self) {
        let Self { mut events, lent, covered, gaps } = other;
        self.lent.absorb(lent);
        self.events.append(&mut events);
        self.gaps.extend(gaps);
        for (key, Covered { span, kinds }) in covered {
            let mine = self.covered.entry(key).or_default();
            for time in span.into_iter().flat_map(|(first, last)| [first, last]) {
                mine.reach(time);
            }
            mine.kinds.extend(kinds);
        }
    }

    fn take(&mut self, provider: Provider, record: Record) {
        let Record { time, scope, covers, activity } = record;
        let key = (provider, scope);
        let covered = self.covered.entry(key).or_default();
        covered.reach(time);
        if let Some(kind) = covers
            && !covered.kinds.contains(&kind)
        {
            covered.kinds.insert(kind);
        }
        match activity {
            // What did nothing but lend a credential is kept as that alone.
            Some(event) if event.deeds.is_empty() => self.lent.note(&event),
            other => self.events.extend(other),
        }
    }

    fn searched(self, source: &LogSource) -> Vec<Searched> {
        let Self { events: _, lent: _, covered, gaps } = self;
        let of = |provider: Provider| -> Vec<String> {
            let concerns = |of: &Option<Provider>| of.is_none_or(|of| of == provider);
            gaps.iter().filter(|(of, _)| concerns(of)).map(|(_, words)| words.clone()).collect()
        };
        let mut searched: Vec<Searched> = Vec::new();
        for ((provider, scope), Covered { span, kinds }) in covered {
            let Some(log) = log_of(provider) else { continue };
            searched.push(Searched {
                log: log.name,
                provider,
                place: source.named.clone(),
                scope,
                span,
                kinds,
                is_selective: log.is_selective,
                gaps: of(provider),
            });
        }
        // A log of which nothing could be read speaks of nobody knows what.
        for (provider, words) in &gaps {
            let providers = provider.map_or_else(|| Provider::ALL.to_vec(), |one| vec![one]);
            for provider in providers {
                if searched.iter().any(|one| one.provider == provider) {
                    continue;
                }
                let Some(log) = log_of(provider) else { continue };
                searched.push(Searched {
                    log: log.name,
                    provider,
                    place: source.named.clone(),
                    scope: None,
                    span: None,
                    kinds: BTreeSet::new(),
                    is_selective: log.is_selective,
                    gaps: vec![words.clone()],
                });
            }
        }
        searched
    }
}

fn log_of(provider: Provider) -> Option<&'static Logs> {
    logs().find(|(of, _)| *of == provider).map(|(_, log)| log)
}

fn read_file(path: &Utf8Path, source: &LogSource, only: &BTreeMap<Provider, Scope>) -> Found {
    // What is told names the source as the user did, and not this machine's folders.
    let below = path.strip_prefix(&source.path).unwrap_or(path);
    let shown = if below.as_str().is_empty() {
        Utf8PathBuf::from(&source.named)
    } else {
        Utf8Path::new(&source.named).join(below)
    };
    let mut reading = Reading { source, only, log: None, found: Found::default(), odd: 0 };
    let trouble = reading.all_of(path, &shown).err();
    let path = shown;
    let Reading { log, mut found, odd, .. } = reading;
    let provider = log.map(|(provider, _)| provider);
    if let Some(words) = trouble {
        found.gaps.push((provider, format!("{path}: {words}")));
    }
    if odd > TROUBLES {
        found.gaps.push((provider, format!("{path}: {odd} records could not be read in all")));
    }
    found
}

/// One file on its way.
struct Reading<'a> {
    source: &'a LogSource,
    only: &'a BTreeMap<Provider, Scope>,
    /// Which log it is, once that is known.
    log: Option<(Provider, &'static Logs)>,
    found: Found,
    /// How many records could not be read.
    odd: usize,
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
                self.found.gaps.push((self.log.map(|(provider, _)| provider), words));
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
        match (log.read)(text, scope) {
            Ok(record) => self.found.take(provider, record),
            Err(words) => {
                self.odd += 1;
                if self.odd <= TROUBLES {
                    let words = format!("{path}: record {number}: {words}");
                    self.found.gaps.push((Some(provider), words));
                }
            }
        }
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
