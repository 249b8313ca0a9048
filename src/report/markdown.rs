//! `markdown`: a pull-request comment.
//!
//! The verdict first, then what could not be read, because a table of findings with a hole in it must not look whole; then the
//! table, then each finding's difference. GitHub refuses a comment of more than 65,536 characters, so the end is cut,
//! worst first, with a count of what was left out. A hidden marker on the first line lets a job update its own comment.
//! [`page`] is the same for other places with other limits.

use std::fmt::Write as _;

use super::activity;
use super::authority;
use super::exposure;
use super::fields::{self, Limits};
use super::hardening;
use super::incidents;
use super::neutral;
use super::remedy;
use super::state;
use super::v1::{Finding, Report};
use super::wording::{self, Gap};
use crate::model::Severity;

/// The first line, by which a job finds the comment it wrote before.
const MARKER: &str = "<!-- driftwall -->";
/// What GitHub takes. Counted in bytes, which is never less than the characters it counts.
const MOST: usize = 65_536;
/// The least that a page needs for its first lines and its counts.
pub(super) const LEAST: usize = 32 * 1024;
/// Kept free for the lines that say what was left out.
const RESERVE: usize = 512;
/// Rows of the table and of the gaps; the rest is counted.
const ROWS: usize = 50;
/// Where a command goes on in the next line.
const WIDTH: usize = 100;
/// The parts of an incident that are named.
const PARTS: usize = 20;
/// The longest sentence in a cell.
const CELL: usize = 200;
/// The longest block of one finding, so that one absurd change doesn't push out all others.
const BLOCK: usize = 6000;

pub(super) fn render(report: &Report) -> String {
    let page = page(report, MOST - MARKER.len() - 1, ROWS);
    format!("{MARKER}\n{page}")
}

/// A page of at most so many bytes, [`LEAST`] of them at least, and so many rows in each list.
pub(super) fn page(report: &Report, most: usize, rows: usize) -> String {
    let mut out = format!("### driftwall: {}\n\n", neutral::markdown(&wording::verdict(report)));
    if !wording::is_clean(report) {
        let _ = write!(out, "{}\n\n", neutral::markdown(&wording::comparing(report)));
    }
    gaps(&mut out, &wording::gaps(report), most / 4, rows);
    let findings = wording::worst_first(report);
    told_together(&mut out, report, most / 4, rows);
    if !findings.is_empty() {
        table(&mut out, &findings, most / 2, rows);
        details(&mut out, &findings, most.saturating_sub(RESERVE * 2));
    }
    strange(&mut out, report);
    let next: Vec<String> = wording::next(report)
        .iter()
        .map(|(command, remark)| {
            format!("{} {}", neutral::code(command), remark.trim()).trim_end().to_owned()
        })
        .collect();
    let next = format!("\nNext: {}\n", next.join(", or "));
    if !wording::next(report).is_empty() && out.len() + next.len() <= most {
        out.push_str(&next);
    }
    out
}

fn gaps(out: &mut String, gaps: &[Gap], limit: usize, most: usize) {
    if gaps.is_empty() {
        return;
    }
    out.push_str("**Not everything could be read**; what follows can't speak for:\n\n");
    let rows = gaps.iter().map(|gap| {
        let kinds: Vec<String> = gap.kinds.iter().map(|kind| neutral::short(kind, CELL)).collect();
        format!(
            "- {} {}: {}\n",
            neutral::code(&neutral::short(&gap.place, CELL)),
            neutral::code(&wording::some_of(&kinds, 6)),
            neutral::markdown(&neutral::short(&gap.why, CELL * 2))
        )
    });
    let left = fill(out, rows, limit, most);
    if left > 0 {
        let _ = writeln!(out, "- {left} more");
    }
    out.push('\n');
}

/// What belongs together, each part in order of time.
fn told_together(out: &mut String, report: &Report, limit: usize, most: usize) {
    let prefixes = wording::prefixes(report);
    let rows = incidents::told(report).map(|incident| {
        let severity = incident.severity.parse().unwrap_or(Severity::Critical);
        let mut row = format!(
            "**{severity}** {} ({})\n\n",
            neutral::markdown(&neutral::short(&incident.title, CELL * 2)),
            neutral::code(&neutral::short(&incident.code, CELL))
        );
        for (id, words) in incidents::parts(incident, report, &prefixes).iter().take(PARTS) {
            let words = neutral::markdown(&neutral::short(words, CELL));
            let _ = writeln!(row, "- {} {words}", neutral::code(id));
        }
        if let Some(rest) = incident.findings.len().checked_sub(PARTS).filter(|rest| *rest > 0) {
            let _ = writeln!(row, "- {rest} more");
        }
        row.push('\n');
        row
    });
    let left = fill(out, rows, limit, most);
    if left > 0 {
        let _ = writeln!(out, "{left} more incidents are left out for length.\n");
    }
}

fn table(out: &mut String, findings: &[&Finding], limit: usize, most: usize) {
    out.push_str("| severity | what | where | baseline |\n| --- | --- | --- | --- |\n");
    let rows = findings.iter().map(|finding| {
        let mut severity = wording::severity(finding).word().to_owned();
        if !wording::is_unauthorized(finding) {
            severity = format!("{severity}, {}", finding.verdict);
        }
        let mut place = neutral::cell(&neutral::short(&wording::place(&finding.scope), CELL));
        if let Some(resource) = &finding.resource {
            place = format!("{place} {}", neutral::cell(&neutral::short(&resource.id, CELL)));
        }
        let baseline = finding.baseline.as_ref().map_or_else(String::new, |place| {
            neutral::cell(&format!("{}:{}", neutral::short(&place.file, CELL), place.line))
        });
        format!(
            "| {severity} | {} | {place} | {baseline} |\n",
            neutral::markdown(&neutral::short(&finding.title, CELL))
        )
    });
    let left = fill(out, rows, limit, most);
    out.push('\n');
    if left > 0 {
        let _ = writeln!(out, "{left} more findings are not in this table; it holds the worst.\n");
    }
}

fn details(out: &mut String, findings: &[&Finding], limit: usize) {
    // Notes and what somebody approved are in the table; their differences would hide the others'.
    let blocks = findings
        .iter()
        .filter(|finding| {
            (finding.change.is_some() || finding.state.is_some())
                && wording::is_unauthorized(finding)
        })
        .filter(|finding| wording::severity(finding) > Severity::Info)
        .map(|finding| block(finding));
    let left = fill(out, blocks, limit, usize::MAX);
    if left > 0 {
        let _ = writeln!(out, "The differences of {left} more findings are left out for length.\n");
    }
}

fn block(finding: &Finding) -> String {
    let mut lines = String::new();
    let mut left = 0_usize;
    for line in fields::lines(finding, Limits::SOME) {
        // A diff block colours by the first character, which `~` is not.
        let sign = if line.sign == '~' { '!' } else { line.sign };
        let inner = if line.inner { "    " } else { "" };
        let id = line.id.map(|id| format!("  {id}")).unwrap_or_default();
        let text = format!("{sign} {inner}{}{id}", line.text);
        if left > 0 || lines.len() + text.len() > BLOCK {
            left += 1;
        } else {
            let _ = writeln!(lines, "{}", text.trim_end());
        }
    }
    if left > 0 {
        let _ = writeln!(lines, "  … {left} more lines");
    }
    for (label, text) in hardening::remarks(finding, false) {
        let _ = writeln!(lines, "  {label} {text}");
    }
    for reaches in exposure::lines(finding).into_iter().chain(state::lines(finding)) {
        let _ = writeln!(lines, "  {reaches}");
    }
    if let Some(who) = activity::line(finding) {
        let _ = writeln!(lines, "  who {who}");
    }
    for spell in activity::when(finding, false) {
        let _ = writeln!(lines, "  when {spell}");
    }
    for line in authority::lines(finding, false) {
        let _ = writeln!(lines, "  {line}");
    }
    if let Some(found) = &finding.remedy {
        for step in &found.steps {
            let Some(folded) = remedy::lines::folded(&step.command, WIDTH) else { continue };
            for line in folded {
                if lines.len() + line.len() <= BLOCK {
                    let _ = writeln!(lines, "  fix {line}");
                }
            }
        }
        let _ = writeln!(lines, "  {}", remedy::promise(&found.proof));
    }
    let fence = neutral::fence(&lines, 3);
    let title = neutral::markdown(&neutral::short(&finding.title, CELL));
    let code = neutral::markdown(&wording::name(&finding.code));
    let id = neutral::code(&wording::name(&finding.id));
    let resource = wording::resource(finding).unwrap_or_default();
    let place = format!("{} {resource}", wording::place(&finding.scope));
    format!(
        "<details><summary>{title} (<code>{code}</code>)</summary>\n\n{} {id}\n\n{fence}diff\n{lines}{fence}\n\n</details>\n\n",
        neutral::code(place.trim_end())
    )
}

fn strange(out: &mut String, report: &Report) {
    let files = wording::len(&report.compared.unrecognised);
    if files > 0 {
        let _ =
            writeln!(out, "{} not recognised.", wording::count(files, "file was", "files were"));
    }
}

/// Adds rows until there are `most` of them or the page has `limit` bytes, and counts the rest.
fn fill(out: &mut String, rows: impl Iterator<Item = String>, limit: usize, most: usize) -> usize {
    let (mut added, mut left) = (0_usize, 0_usize);
    for row in rows {
        if left > 0 || added >= most || out.len() + row.len() > limit {
            left += 1;
        } else {
            out.push_str(&row);
            added += 1;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::super::{hostile, sample};
    use super::{MARKER, MOST, render};

    #[test]
    fn everything_there_is_to_tell() {
        insta::assert_snapshot!(render(&sample::report()));
    }

    #[test]
    fn a_clean_run() {
        insta::assert_snapshot!(render(&sample::clean()), @r"
        <!-- driftwall -->
        ### driftwall: Clean: 412 resources in 3 scopes match baselines/ (0 waived, 0 unread)
        ");
    }

    #[test]
    fn a_comment_is_never_too_long() {
        for report in [hostile::many(3000), hostile::worst()] {
            let text = render(&report);
            assert!(text.len() <= MOST, "{}", text.len());
            assert!(text.starts_with(MARKER));
        }
        let text = render(&hostile::many(3000));
        assert!(text.contains("2950 more findings are not in this table"), "{text}");
        assert!(text.contains("more findings are left out for length"));
    }

    #[test]
    fn a_fence_can_not_be_closed_from_inside() {
        let mut report = sample::difference();
        let change = report.findings[0].change.as_mut().unwrap();
        change.fields[0].after = Some("````\n</details>\n````".into());
        let text = render(&report);
        assert!(text.contains("\n`````diff\n"), "{text}");
    }
}
