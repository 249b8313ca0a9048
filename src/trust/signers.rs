//! Who may sign: a file of `allowed_signers`, as `ssh-keygen -Y verify` and git read it.
//!
//! Each line is for whom (`alice@example.com`, or several patterns between commas), options, and a key. Facts: ssh-keygen(1), ALLOWED SIGNERS. What of
//! such a file can't be understood is an error with its line: a line that is passed over could be one that ends a key. A time without `Z` is in the
//! zone of the machine that reads it, which nobody here knows, so that it has to be written with one.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ssh_key::PublicKey;

/// Everybody who may sign.
#[derive(Clone, Debug, Default)]
pub struct Signers(pub(super) Vec<Entry>);

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// For whom, as it is written.
    pub(super) principals: String,
    pub(super) key: PublicKey,
    /// For what alone, as patterns.
    namespaces: Option<Vec<String>>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    /// Whether the key signs certificates, and nothing by itself.
    is_of_certificates: bool,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct SignersError {
    /// Which, from 1.
    pub line: usize,
    /// What.
    pub why: String,
}

impl Signers {
    /// Reads such a file.
    ///
    /// # Errors
    /// The first line that can't be understood.
    pub fn read(text: &str) -> Result<Self, SignersError> {
        let mut entries = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = Entry::read(line);
            entries.push(entry.map_err(|why| SignersError { line: index + 1, why })?);
        }
        Ok(Self(entries))
    }
}

impl Entry {
    fn read(line: &str) -> Result<Self, String> {
        let (principals, rest) = word(line)?;
        if principals.is_empty() || rest.is_empty() {
            return Err("for whom a key is, and the key, have to stand there".to_owned());
        }
        // Options stand between, where the key does not begin at once.
        let (options, key) = match PublicKey::from_openssh(rest) {
            Ok(key) => (String::new(), Ok(key)),
            Err(_) => {
                let (options, key) = word(rest)?;
                (options, PublicKey::from_openssh(key))
            }
        };
        let key = key.map_err(|_| "no public key stands there".to_owned())?;
        let mut entry = Self {
            principals,
            key,
            namespaces: None,
            after: None,
            before: None,
            is_of_certificates: false,
        };
        for option in split(&options).iter().filter(|option| !option.is_empty()) {
            entry.option(option)?;
        }
        Ok(entry)
    }

    fn option(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        match (name.to_ascii_lowercase().as_str(), value) {
            ("cert-authority", None) => self.is_of_certificates = true,
            ("namespaces", Some(value)) => {
                self.namespaces = Some(value.split(',').map(str::to_owned).collect());
            }
            ("valid-after", Some(value)) => self.after = Some(time(value)?),
            ("valid-before", Some(value)) => self.before = Some(time(value)?),
            _ => return Err(format!("nothing is known of the option `{option}`")),
        }
        Ok(())
    }

    /// Why the line is not for this, or nothing when it is.
    pub(super) fn bars(&self, namespace: &str, at: Timestamp) -> Option<String> {
        if self.is_of_certificates {
            return Some("its key is for certificates, which are not taken".to_owned());
        }
        let is_for = |patterns: &Vec<String>| matches(patterns, namespace);
        if !self.namespaces.as_ref().is_none_or(is_for) {
            return Some(format!("its key is not for `{namespace}`"));
        }
        if self.after.is_some_and(|after| at < after) {
            return Some("its key is not valid yet".to_owned());
        }
        self.before
            .is_some_and(|before| at >= before)
            .then(|| "its key is no longer valid".to_owned())
    }
}

/// The first word of a line, whatever it has between quotes, and the rest.
fn word(line: &str) -> Result<(String, &str), String> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                let (word, rest) = line.split_at(at);
                return Ok((word.to_owned(), rest.trim_start()));
            }
            _ => {}
        }
    }
    if quoted { Err("a quote has no end".to_owned()) } else { Ok((line.to_owned(), "")) }
}

/// Options between commas, without their quotes.
fn split(options: &str) -> Vec<String> {
    let (mut found, mut one, mut quoted) = (Vec::new(), String::new(), false);
    for c in options.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(std::mem::take(&mut one)),
            c => one.push(c),
        }
    }
    found.push(one);
    found
}

/// Whether somebody may be meant by both of two lists of names and patterns.
pub(super) fn share(one: &str, other: &str) -> bool {
    let names = |list: &str| split(&list.to_lowercase());
    let (one, other) = (names(one), names(other));
    one.iter().any(|a| {
        other
            .iter()
            .any(|b| is_like(a.as_bytes(), b.as_bytes()) || is_like(b.as_bytes(), a.as_bytes()))
    })
}

/// `20261123Z`, `202611231530Z`, `20261123153000Z`.
fn time(text: &str) -> Result<Timestamp, String> {
    let odd = || format!("`{text}` is no time such as 20261231Z");
    let Some(digits) = text.strip_suffix(['Z', 'z']) else {
        return Err(format!(
            "`{text}` is in the zone of whoever reads it: write it in UTC, with a Z at its end"
        ));
    };
    let is_one =
        matches!(digits.len(), 8 | 12 | 14) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_one {
        return Err(odd());
    }
    let padded = format!("{digits:0<14}");
    let at = DateTime::strptime("%Y%m%d%H%M%S", &padded).map_err(|_| odd())?;
    at.to_zoned(TimeZone::UTC).map(|at| at.timestamp()).map_err(|_| odd())
}

/// Whether a list of patterns has a word: `*` and `?` stand for anything, and what begins with `!` takes away.
fn matches(patterns: &[String], word: &str) -> bool {
    let is = |pattern: &str| is_like(pattern.as_bytes(), word.as_bytes());
    let is_out = |pattern: &String| pattern.strip_prefix('!').is_some_and(is);
    !patterns.iter().any(is_out) && patterns.iter().any(|pattern| is(pattern))
}

fn is_like(pattern: &[u8], word: &[u8]) -> bool {
    match (pattern, word) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            (0..=word.len()).any(|at| word.get(at..).is_some_and(|end| is_like(rest, end)))
        }
        ([b'?', rest @ ..], [_, end @ ..]) => is_like(rest, end),
        ([one, rest @ ..], [other, end @ ..]) if one == other => is_like(rest, end),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Signers, is_like, time};

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    #[test]
    fn a_line_is_for_somebody_with_options_and_a_key() {
        let text = format!(
            "# who\n\nalice@example.com {KEY} alice\nbob,carol namespaces=\"driftwall,git*\",valid-before=\"20261231Z\" {KEY}\n\"d e\" cert-authority {KEY}\n"
        );
        let signers = Signers::read(&text).unwrap();
        let names: Vec<&str> = signers.0.iter().map(|one| one.principals.as_str()).collect();
        assert_eq!(names, ["alice@example.com", "bob,carol", "\"d e\""]);
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let late = "2026-12-31T00:00:00Z".parse().unwrap();
        let [alice, bob, ca] = signers.0.as_slice() else { panic!() };
        assert_eq!(alice.bars("any", late), None);
        assert_eq!(bob.bars("driftwall", now), None);
        assert!(bob.bars("file", now).unwrap().contains("not for"));
        assert!(bob.bars("driftwall", late).unwrap().contains("no longer"));
        assert!(ca.bars("driftwall", now).unwrap().contains("certificates"));
    }

    #[test]
    fn what_can_not_be_understood_is_told_with_its_line() {
        for (line, part) in [
            ("alice".to_owned(), "for whom"),
            ("alice ssh-ed25519 AAAA".to_owned(), "no public key"),
            (format!("alice weird {KEY}"), "`weird`"),
            (format!("alice valid-after=\"20261231\" {KEY}"), "with a Z"),
            (format!("alice valid-after=\"soonZ\" {KEY}"), "no time"),
            (format!("\"alice {KEY}"), "quote"),
        ] {
            let error = Signers::read(&format!("# x\n{line}\n")).unwrap_err();
            assert!(error.line == 2 && error.why.contains(part), "{line}: {error}");
        }
    }

    #[test]
    fn times_are_of_utc_and_patterns_like_those_of_ssh() {
        let at = |text: &str| time(text).map(|at| at.to_string());
        assert_eq!(at("20261123Z").unwrap(), "2026-11-23T00:00:00Z");
        assert_eq!(at("202611231530Z").unwrap(), "2026-11-23T15:30:00Z");
        assert_eq!(at("20261123153007z").unwrap(), "2026-11-23T15:30:07Z");
        for odd in ["2026Z", "20261301Z", "20260230Z", "2026112315Z"] {
            assert!(at(odd).is_err(), "{odd}");
        }
        for (pattern, word, is) in
            [("*", "", true), ("g*t", "git", true), ("g?t", "gt", false), ("git", "gitx", false)]
        {
            assert_eq!(is_like(pattern.as_bytes(), word.as_bytes()), is, "{pattern} {word}");
        }
    }
}
