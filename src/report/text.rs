//! `text`: for a person who was woken by it.
//!
//! Worst first, one block a finding: what happened, where, what changed, where the approved state is written, and the name of
//! the finding. The last lines are the verdict, what could not be read, and the next command. Colour repeats what words
//! say and adds nothing. Findings that are the same but for their names are one block ([`alike`]), unless everything is asked for.

mod block;

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style as Paint};

use super::alike;
use super::format::Style;
use super::incidents;
use super::v1::{Finding, Report};
use super::wording::{self, Gap};
use super::wrap::wrap;
use crate::model::Severity;

/// Up to so many unrecognised files are named without being asked for: one of them may be a misspelt answer.
const FEW: usize = 3;
/// The column where the sentence of a finding starts.
const SENTENCE: usize = 10;
/// The width of a label.
const LABEL: usize = 9;
/// Lines about gaps, unless everything is asked for.
const GAPS: usize = 8;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let mut page = Page { out: String::new(), style: *style };
    if !style.quiet {
        page.body(report);
    }
    page.ending(report);
    page.out
}

/// One finding of a report with everything that there is to say of it.
pub(super) fn finding(report: &Report, finding: &Finding, style: &Style) -> String {
    let mut page = Page { out: String::new(), style: *style };
    page.block(&[finding], &wording::prefixes(report));
    page.out
}

struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn body(&mut self, report: &Report) {
        // What is waived or authorized is counted in the one line of a clean run.
        if wording::is_clean(report) && !self.style.verbose {
            return;
        }
        self.wrapped(0, &wording::comparing(report));
        if self.style.verbose {
            for (after, before) in &report.compared.paired {
                let text = format!("{} against {}", wording::place(after), wording::place(before));
                self.wrapped(2, &text);
            }
        }
        self.blank();
        let prefixes = wording::prefixes(report);
        let first = wording::is_first(report);
        let mut summarised: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        let mut told = Vec::new();
        for finding in wording::worst_first(report) {
            let severity = wording::severity(finding);
            let aside = if !wording::is_unauthorized(finding) {
                Some(finding.verdict.as_str())
            } else if first {
                // States are all that there is to tell; that a scope has no baseline is what the last line says of all.
                finding.state.is_none().then(|| severity.word())
            } else {
                (severity == Severity::Info).then_some("info")
            };
            match aside {
                Some(heading) if !self.style.verbose => {
                    summarised.entry(heading).or_default().push(finding);
                }
                _ => told.push(finding),
            }
        }
        let groups = if self.style.verbose {
            told.into_iter().map(|one| vec![one]).collect()
        } else {
            alike::groups(told)
        };
        for incident in incidents::told(report) {
            self.incident(incident, report, &prefixes);
            self.blank();
        }
        for group in &groups {
            self.block(group, &prefixes);
            self.blank();
        }
        // What needs nobody comes after what does, worst first, then waived and authorized.
        let severities = Severity::ALL.into_iter().rev().map(Severity::word);
        for heading in severities.chain(["waived", "authorized"]) {
            if let Some(findings) = summarised.get(heading) {
                self.aside(heading, findings);
            }
        }
        if !summarised.is_empty() {
            self.blank();
        }
    }

    /// One line for findings that need nobody: how many, and of which codes.
    fn aside(&mut self, heading: &str, findings: &[&Finding]) {
        let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
        for finding in findings {
            *codes.entry(&finding.code).or_default() += 1;
        }
        let codes: Vec<String> =
            codes.iter().map(|(code, n)| format!("{n} {}", wording::name(code))).collect();
        let total = wording::count(wording::len(findings), "finding", "findings");
        let text = format!(
            "{total}: {} (--verbose shows {})",
            wording::some_of(&codes, 6),
            if findings.len() == 1 { "it" } else { "them" }
        );
        let column = SENTENCE.max(heading.len() + 1);
        let room = self.style.width.saturating_sub(column);
        let mut lines = wrap(&text, room, room).into_iter();
        let word = self.dim(&format!("{heading:<column$}"));
        self.put(&format!("{word}{}", lines.next().unwrap_or_default()));
        for line in lines {
            self.put(&format!("{}{line}", " ".repeat(column)));
        }
    }

    fn ending(&mut self, report: &Report) {
        let verdict = wording::verdict(report);
        let paint = if wording::is_clean(report) {
            Paint::new().fg_color(Some(AnsiColor::Green.into())).bold()
        } else {
            Paint::new().bold()
        };
        for line in wrap(&verdict, self.style.width, self.style.width) {
            let line = self.paint(&line, paint);
            self.put(&line);
        }
        self.gaps("Not read:", &wording::gaps(report));
        if self.style.verbose {
            self.gaps("Passed over:", &wording::passed_over(report));
        }
        let strange = &report.compared.unrecognised;
        if strange.len() > FEW && !self.style.verbose {
            let files = wording::count(wording::len(strange), "file", "files");
            self.put(&format!("Not recognised: {files} (--verbose lists them)"));
        } else {
            for one in strange {
                // What lies beside the scopes is in none of them.
                let name = match one.scope.as_str() {
                    "" => wording::name(&one.name),
                    scope => format!("{}  {}", wording::place(scope), wording::name(&one.name)),
                };
                let reason = wording::sentence(&one.reason);
                self.wrapped(0, &format!("Not recognised: {name}: {reason}"));
            }
        }
        let next: Vec<String> = wording::next(report)
            .into_iter()
            // A person who asked for everything is not sent back to ask for everything.
            .filter(|(command, _)| !self.style.verbose || !command.ends_with("--verbose"))
            .map(|(command, remark)| format!("{command}{remark}"))
            .collect();
        for (index, command) in next.iter().enumerate() {
            self.put(&format!("{}{command}", if index == 0 { "Next: " } else { "      " }));
        }
    }

    fn gaps(&mut self, label: &str, gaps: &[Gap]) {
        let (most, kinds) = if self.style.verbose { (usize::MAX, usize::MAX) } else { (GAPS, 4) };
        for gap in gaps.iter().take(most) {
            let names = wording::some_of(&gap.kinds, kinds);
            self.wrapped(0, &format!("{label} {}  {names}: {}", gap.place, gap.why));
        }
        if let Some(rest) = gaps.len().checked_sub(most).filter(|rest| *rest > 0) {
            self.put(&format!("{label} {rest} more (--verbose lists them)"));
        }
    }

    fn labelled(&mut self, label: &str, text: &str) {
        let label = self.dim(&format!("{label:<LABEL$}"));
        self.put(&format!("  {label}{text}"));
    }

    /// A label, and words after it that go on below themselves.
    fn labelled_and_wrapped(&mut self, label: &str, text: &str) {
        let room = self.style.width.saturating_sub(LABEL + 2);
        for (index, line) in wrap(text, room, room).iter().enumerate() {
            self.labelled(if index == 0 { label } else { "" }, line);
        }
    }

    /// Text that starts at a column; what doesn't fit goes on two columns further in.
    fn wrapped(&mut self, indent: usize, text: &str) {
        let room = self.style.width.saturating_sub(indent);
        let rest = room.saturating_sub(2);
        for (index, line) in wrap(text, room, rest).iter().enumerate() {
            let indent = if index == 0 { indent } else { indent + 2 };
            self.put(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    fn dim(&self, text: &str) -> String {
        self.paint(text, Paint::new().dimmed())
    }

    fn paint(&self, text: &str, paint: Paint) -> String {
        if self.style.color && !text.is_empty() {
            format!("{paint}{text}{paint:#}")
        } else {
            text.to_owned()
        }
    }

    fn put(&mut self, line: &str) {
        self.out.push_str(line.trim_end_matches(' '));
        self.out.push('\n');
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Style, render, sample};

    fn text(report: &super::Report, style: Style) -> String {
        render(Format::Text, report, &style)
    }

    #[test]
    fn everything_there_is_to_tell() {
        insta::assert_snapshot!(text(&sample::report(), Style::default()));
    }

    #[test]
    fn everything_in_full() {
        let style = Style { verbose: true, ..Style::default() };
        insta::assert_snapshot!(text(&sample::report(), style));
    }

    #[test]
    fn on_a_narrow_terminal() {
        insta::assert_snapshot!(text(&sample::report(), Style { width: 60, ..Style::default() }));
    }

    #[test]
    fn quiet_is_the_last_lines() {
        let style = Style { quiet: true, ..Style::default() };
        insta::assert_snapshot!(text(&sample::report(), style));
    }

    #[test]
    fn findings_that_are_alike_are_one_block() {
        let mut report = sample::report();
        let first = report.findings.swap_remove(0);
        report.findings = (1..=5)
            .map(|number| {
                let mut one = first.clone();
                one.id = format!("{number:0>16}");
                one.resource.as_mut().unwrap().id = format!("sg-{number}");
                one
            })
            .collect();
        let report = sample::counted(report);
        insta::assert_snapshot!(text(&report, Style::default()));
        let verbose = text(&report, Style { verbose: true, ..Style::default() });
        assert_eq!(verbose.matches("\n  id ").count(), 5);
    }

    #[test]
    fn a_difference_of_two_sources() {
        insta::assert_snapshot!(text(&sample::difference(), Style::default()));
    }

    #[test]
    fn a_clean_run_is_one_line() {
        assert_eq!(
            text(&sample::clean(), Style::default()),
            "Clean: 412 resources in 3 scopes match baselines/ (0 waived, 0 unread)\n"
        );
    }

    #[test]
    fn nothing_in_scope_is_not_clean() {
        let mut report = sample::clean();
        report.coverage.clear();
        for exit_code in [0, 5] {
            report.exit_code = exit_code;
            let last = text(&report, Style { quiet: true, ..Style::default() });
            assert_eq!(last, "Nothing in scope: nothing was read and nothing was compared\n");
        }
    }

    #[test]
    fn what_is_waived_leaves_a_run_clean() {
        let mut report = sample::report();
        report.findings.retain(|finding| finding.verdict == "waived");
        report.coverage.retain(|entry| !entry.incomplete);
        report.compared.unrecognised.clear();
        report.exit_code = 0;
        assert_eq!(
            text(&sample::counted(report), Style::default()),
            "Clean: 412 resources in 3 scopes match baselines/ (1 waived, 0 unread)\n"
        );
    }

    #[test]
    fn colour_says_nothing_new() {
        let plain = text(&sample::report(), Style::default());
        let coloured = text(&sample::report(), Style { color: true, ..Style::default() });
        assert!(coloured.contains("\u{1b}["));
        let mut stripped = String::new();
        for (index, part) in coloured.split('\u{1b}').enumerate() {
            stripped.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(stripped, plain);
    }
}
