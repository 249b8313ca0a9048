//! `github`: annotations of a step of GitHub Actions, and the page for its job summary.
//!
//! The runner takes a line such as `::error file=…,line=…,title=…::message` for a command, and keeps the first 10 of each
//! level in a step. So the worst come first, one error says what could not be read and is never pushed out by findings, and a
//! notice counts what has no annotation. The last line repeats the verdict and is no command.
//!
//! Escaping is the runner's own: `%` and line breaks everywhere, `:` and `,` in properties too. Commands of others are
//! taken apart where text becomes visible (`neutral.rs`), in every format. `::stop-commands::` would not do in its
//! place: its token must be a secret of the run, and the same report would not give the same bytes.

use std::fmt::Write as _;

use super::fields;
use super::markdown;
use super::neutral;
use super::v1::{Finding, Report};
use super::wording;
use crate::model::Severity;

/// How many annotations of one level the runner keeps in a step.
const MOST: usize = 10;
/// The most bytes that the file of a job summary may have; GitHub throws a longer one away whole.
const SUMMARY: usize = 1024 * 1024;
/// Rows of each list in a job summary.
const ROWS: usize = 1000;
/// Gaps that are named in the annotation about them.
const GAPS: usize = 20;
/// The longest title; GitHub takes 255 characters.
const TITLE: usize = 200;
/// The longest message.
const MESSAGE: usize = 4000;

/// What an annotation is shown as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// What somebody approved is told, and never alarms.
    fn of(finding: &Finding) -> Self {
        if !wording::is_unauthorized(finding) {
            return Self::Notice;
        }
        match wording::severity(finding) {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low | Severity::Info => Self::Notice,
        }
    }
}

pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    let unread = unread(report);
    let findings = wording::worst_first(report);
    let all = |level| findings.iter().filter(move |finding| Level::of(finding) == level);
    let is_unread = unread.is_some();
    let room = |level, counted: bool| match level {
        Level::Error => MOST - usize::from(is_unread),
        Level::Warning => MOST,
        Level::Notice => MOST - usize::from(counted),
    };
    let left = |level, counted| all(level).count().saturating_sub(room(level, counted));
    // The count is a notice itself, and takes the place of one.
    let counted = Level::ALL.into_iter().any(|level| left(level, false) > 0);
    out.extend(unread);
    for level in Level::ALL {
        out.extend(all(level).take(room(level, counted)).map(|finding| annotation(level, finding)));
    }
    if counted {
        out.push_str(&left_out(Level::ALL.map(|level| (level, left(level, true)))));
    }
    let _ = writeln!(out, "driftwall: {}", wording::verdict(report));
    out
}

/// The page for the file that `GITHUB_STEP_SUMMARY` names, when that file holds so many bytes already. Nothing when too little
/// room is left in it.
#[must_use]
pub fn job_summary(report: &Report, taken: u64) -> Option<String> {
    // What another command wrote may not end with a line feed.
    let start = if taken > 0 { "\n" } else { "" };
    let room = SUMMARY.checked_sub(usize::try_from(taken).ok()?)?.checked_sub(start.len())?;
    (room >= markdown::LEAST).then(|| format!("{start}{}", markdown::page(report, room, ROWS)))
}

fn annotation(level: Level, finding: &Finding) -> String {
    let mut lines = vec![wording::sentence(&finding.title)];
    let resource = wording::resource(finding).map(|text| format!("  {text}")).unwrap_or_default();
    lines.push(format!("{}{resource}", wording::place(&finding.scope)));
    lines.extend(fields::plain(finding));
    lines.push(format!("id {}", wording::name(&finding.id)));
    let verdict = if wording::is_unauthorized(finding) {
        String::new()
    } else {
        format!(", {}", wording::name(&finding.verdict))
    };
    let (code, severity) = (wording::name(&finding.code), wording::name(&finding.severity));
    let title = format!("{code} ({severity}{verdict})");
    command(level, wording::location(finding), &title, &lines)
}

/// What could not be read, or that nothing was. A hole in the scan must not drown among what was found.
fn unread(report: &Report) -> Option<String> {
    let gaps = wording::gaps(report);
    if gaps.is_empty() && wording::is_empty(report) {
        let verdict = [wording::verdict(report)];
        return Some(command(Level::Error, wording::unwritten(), "nothing in scope", &verdict));
    }
    let mut lines =
        vec!["Not everything could be read. What follows is unknown, not clean:".to_owned()];
    lines.extend(
        gaps.iter().take(GAPS).map(|gap| {
            format!("{} {}: {}", gap.place, wording::some_of(&gap.kinds, GAPS), gap.why)
        }),
    );
    if let Some(rest) = gaps.len().checked_sub(GAPS).filter(|rest| *rest > 0) {
        lines.push(format!("and {rest} more"));
    }
    (!gaps.is_empty())
        .then(|| command(Level::Error, wording::unwritten(), "not everything was read", &lines))
}

fn left_out(counts: [(Level, usize); 3]) -> String {
    let each: Vec<String> = counts
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(level, n)| {
            let n = u64::try_from(n).unwrap_or(u64::MAX);
            wording::count(n, level.word(), &format!("{}s", level.word()))
        })
        .collect();
    let total = wording::count(
        counts.iter().map(|(_, n)| u64::try_from(*n).unwrap_or(u64::MAX)).sum(),
        "more finding has no annotation",
        "more findings have no annotation",
    );
    let text = format!(
        "{total} ({}), because a step shows {MOST} of each level; these are the worst. The job summary and the other \
         outputs hold more",
        each.join(", ")
    );
    format!("::{} title=left out::{}\n", Level::Notice.word(), data(&text))
}

fn command(level: Level, place: (&str, u64), title: &str, lines: &[String]) -> String {
    let (file, line) = place;
    let file = wording::name(file.trim_start_matches("./"));
    // Every line is visible by now; only the breaks between them are not.
    let text = lines.join("\n");
    let message: String = text.chars().take(MESSAGE).collect();
    let cut = text.chars().count().saturating_sub(MESSAGE);
    let more = if cut > 0 { format!("… ({cut} more characters)") } else { String::new() };
    format!(
        "::{} file={},line={line},title={}::{}\n",
        level.word(),
        property(&file),
        property(&format!("driftwall: {}", neutral::short(title, TITLE))),
        data(&format!("{message}{more}"))
    )
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of one of its properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
pub(super) use tests::check;

#[cfg(test)]
mod tests {
    use super::super::{hostile, sample};
    use super::{Report, SUMMARY, job_summary, render};

    /// A command as the runner reads it: its name, its properties and its message.
    type Command<'a> = (&'a str, Vec<(&'a str, String)>, String);

    fn commands(text: &str) -> Vec<Command<'_>> {
        let unescape = |text: &str| {
            let text = text.replace("%0D", "\r").replace("%0A", "\n");
            text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let command = |line| {
            let (head, message) = str::strip_prefix(line, "::")?.split_once("::")?;
            let (name, properties) = head.split_once(' ')?;
            let pair =
                |pair: &'_ str| pair.split_once('=').map(|(key, value)| (key.len(), value.len()));
            let properties = properties.split(',').map(|text| {
                let (key, _) = pair(text).unwrap();
                (&text[..key], unescape(&text[key + 1..]))
            });
            Some((name, properties.collect(), unescape(message)))
        };
        text.lines().filter_map(command).collect()
    }

    /// What the runner does with it, and what it keeps.
    pub(in super::super) fn check(report: &Report) {
        let text = render(report);
        let commands = commands(&text);
        assert_eq!(commands.len() + 1, text.lines().count(), "one line is no command: {text}");
        for level in ["error", "warning", "notice"] {
            let count = commands.iter().filter(|(name, ..)| *name == level).count();
            assert!(count <= 10, "{count} of {level}: {text}");
        }
        for (name, properties, message) in &commands {
            assert!(["error", "warning", "notice"].contains(name), "{text}");
            let keys: Vec<&str> = properties.iter().map(|(key, _)| *key).collect();
            assert!(keys == ["file", "line", "title"] || keys == ["title"], "{keys:?}");
            if let [(_, file), (_, line), _] = properties.as_slice() {
                assert!(!file.is_empty() && line.parse::<u32>().unwrap() >= 1, "{file}:{line}");
            }
            assert!(!message.is_empty() && message.chars().count() < 5000);
        }
        let gaps = report.coverage.iter().any(|one| one.incomplete && one.status != "complete");
        assert_eq!(
            text.starts_with("::error file=driftwall.toml,line=1,title=driftwall%3A not "),
            gaps
        );
    }

    #[test]
    fn everything_there_is_to_tell() {
        insta::assert_snapshot!(render(&sample::report()));
    }

    #[test]
    fn a_clean_run_annotates_nothing() {
        insta::assert_snapshot!(
            render(&sample::clean()),
            @"driftwall: Clean: 412 resources in 3 scopes match baselines/ (0 waived, 0 unread)"
        );
    }

    #[test]
    fn nothing_in_scope_is_not_clean() {
        let mut report = sample::clean();
        report.coverage.clear();
        let text = render(&report);
        assert!(
            text.starts_with(
                "::error file=driftwall.toml,line=1,title=driftwall%3A nothing in scope::Nothing"
            ),
            "{text}"
        );
    }

    #[test]
    fn the_worst_ten_are_kept_and_the_rest_is_counted() {
        let mut report = hostile::many(40);
        report.coverage.clear();
        let severities = ["low", "info", "medium", "high", "critical"];
        for (index, finding) in report.findings.iter_mut().enumerate() {
            finding.severity = severities[index % 5].to_owned();
            finding.verdict = "unauthorized".to_owned();
        }
        let text = render(&report);
        let all = commands(&text);
        let titles: Vec<&str> =
            all.iter().map(|(_, properties, _)| properties.last().unwrap().1.as_str()).collect();
        let count = |word: &str| titles.iter().filter(|title| title.contains(word)).count();
        assert_eq!(
            [count("(critical"), count("(high"), count("(medium"), count("(low")],
            [8, 2, 8, 8]
        );
        // A notice is the count itself, so that only one note has room.
        assert_eq!(count("(info"), 1);
        let (_, _, last) = all.last().unwrap();
        assert!(
            last.starts_with("13 more findings have no annotation (6 errors, 7 notices)"),
            "{last}"
        );
    }

    #[test]
    fn what_somebody_approved_does_not_alarm() {
        let mut report = sample::difference();
        for finding in &mut report.findings {
            finding.severity = "critical".to_owned();
            finding.verdict = "waived".to_owned();
        }
        let text = render(&report);
        assert!(!text.contains("::error") && text.contains("(critical%2C waived)::"), "{text}");
    }

    #[test]
    fn a_job_summary_fits_where_it_goes() {
        for report in [hostile::many(3000), hostile::worst(), sample::clean()] {
            for taken in [0, 1, 900_000] {
                let page = job_summary(&report, taken).unwrap();
                let total = page.len() as u64 + taken;
                assert!(total <= SUMMARY as u64, "{total}");
                assert!(page.trim_start().starts_with("### driftwall: "));
            }
            for taken in [1_040_000, SUMMARY as u64, u64::MAX] {
                assert_eq!(job_summary(&report, taken), None);
            }
        }
        let page = job_summary(&hostile::many(3000), 0).unwrap();
        assert!(page.contains("2000 more findings are not in this table"), "{page}");
        assert!(page.contains("more findings are left out for length"));
    }
}
