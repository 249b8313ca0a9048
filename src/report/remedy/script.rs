//! `sh`: what puts everything back, as a script for a POSIX shell.
//!
//! It is for people who read before they run: every step says what it is for and what takes it back. It stops at the first thing that is not as
//! it was when the report was written.

use std::fmt::Write as _;

use super::super::neutral::visible;
use super::super::v1::{Finding, Remedy, RemedyStep, Report};
use super::super::wording;
use super::promise;

const HEAD: &str = "#!/bin/sh
# Written by driftwall: what puts back what nobody approved. Read it before you run it.
# Each step is held against what the report saw just before it is made, where its tool does not do that itself, and the first one that
# fails ends it all. What takes a step back stands above it.
set -eu
";

pub(in crate::report) fn render(report: &Report) -> String {
    let mut out = HEAD.to_owned();
    let mut none = true;
    // What came goes last: it may still stand before something, or be named by something, that is put back.
    let (came, others): (Vec<&Finding>, Vec<&Finding>) = wording::worst_first(report)
        .into_iter()
        .partition(|one| one.change.as_ref().is_some_and(|change| change.action == "added"));
    for finding in others.into_iter().chain(came) {
        let Some(remedy) = &finding.remedy else { continue };
        if !wording::is_unauthorized(finding) {
            continue;
        }
        none = false;
        one(&mut out, finding, remedy);
    }
    if none {
        out.push_str("\n# There is nothing to put back.\n");
    }
    out
}

fn one(out: &mut String, finding: &Finding, remedy: &Remedy) {
    let Remedy { proof, remains, steps, contain: _, contain_proof: _, terraform: _, advice: _ } =
        remedy;
    let said = |text: &str| visible(text).into_owned();
    let _ = writeln!(
        out,
        "\n# {} {}: {}",
        said(&finding.id),
        said(&finding.severity),
        said(&finding.title)
    );
    let resource = wording::resource(finding).unwrap_or_default();
    let _ = writeln!(out, "# {} {resource}: {}", wording::place(&finding.scope), promise(proof));
    for remains in remains {
        let _ = writeln!(out, "# remains: {}", said(remains));
    }
    for (index, step) in steps.iter().enumerate() {
        let name = format!("step {} of {} of {}", index + 1, steps.len(), said(&finding.id));
        self::step(out, &name, step);
    }
}

fn step(out: &mut String, name: &str, step: &RemedyStep) {
    let RemedyStep { tool: _, check, command, undo, no_undo, mind } = step;
    let _ = writeln!(out, "\n# {name}");
    if let Some(mind) = mind {
        let _ = writeln!(out, "# mind: {}", visible(mind));
    }
    for (index, line) in undo.iter().flat_map(|undo| undo.lines()).enumerate() {
        let _ = writeln!(out, "# {} {}", if index == 0 { "undo:" } else { "     " }, visible(line));
    }
    if let Some(why) = no_undo {
        let _ = writeln!(out, "# undo: none: {}", visible(why));
    }
    // What driftwall writes never holds these, so that this is a report that somebody edited.
    if check
        .iter()
        .chain([command])
        .flat_map(|text| text.lines())
        .any(|line| *visible(line) != *line)
    {
        let _ = writeln!(
            out,
            "echo 'driftwall: {name} holds what a terminal would obey, and is left out' >&2\nexit 1"
        );
        return;
    }
    if let Some(check) = check {
        let _ = writeln!(
            out,
            "{check} || {{\n  echo 'driftwall: stopped before {name}: it is no longer what the report saw' >&2\n  exit 1\n}}"
        );
    }
    let _ = writeln!(
        out,
        "{{ {command}; }} || {{\n  echo 'driftwall: {name} failed' >&2\n  exit 1\n}}"
    );
}
