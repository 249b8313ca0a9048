//! A plan for people.

use std::fmt::Write as _;

use super::super::Style;
use super::super::neutral::visible;
use super::super::v1::{
    Advice, Finding, Query, Remedy, RemedyStep, Report, Terraform, TerraformAttribute,
};
use super::super::wording;
use super::super::wrap::wrap;
use super::lines::folded;
use super::{promise, shuts};

const LABEL: usize = 10;

/// The plan for each finding of a report.
pub(in crate::report) fn render(report: &Report, style: &Style) -> String {
    let mut page = Page { out: String::new(), width: style.width };
    for finding in wording::worst_first(report) {
        page.finding(finding);
    }
    page.out
}

struct Page {
    out: String,
    width: usize,
}

impl Page {
    fn finding(&mut self, finding: &Finding) {
        let word = wording::severity(finding).word().to_uppercase();
        self.words("", &format!("{word}  {}", wording::sentence(&finding.title)));
        let resource = wording::resource(finding).unwrap_or_default();
        let place = wording::place(&finding.scope);
        self.words("  ", format!("{place}  {resource}").trim_end());
        let Some(remedy) = &finding.remedy else {
            self.words("  ", "nothing is there to put back");
            self.out.push('\n');
            return;
        };
        let Remedy { proof, remains, steps, contain, contain_proof: _, terraform, advice } = remedy;
        self.words("  ", promise(proof));
        for remains in remains {
            self.labelled("remains", remains);
        }
        if !contain.is_empty() && contain != steps {
            let first = if shuts(remedy) {
                "shut it first: after this nothing comes in because of it"
            } else {
                "close it first: after this nothing passes that was not approved"
            };
            self.words("  ", first);
            self.steps(contain, !shuts(remedy));
            if !steps.is_empty() {
                self.words(
                    "  ",
                    "or put all of it back at once; after closing, ask for a new plan",
                );
            }
        }
        self.steps(steps, true);
        if let Some(found) = terraform {
            self.terraform(found);
        }
        self.advice(advice);
        self.labelled("id", &finding.id);
        self.out.push('\n');
    }

    fn terraform(&mut self, found: &Terraform) {
        let Terraform { state, address, file, line, attributes, notes, command } = found;
        let place = |file: &Option<String>, line: &Option<usize>| match (file, line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (Some(file), None) => file.clone(),
            (None, _) => String::new(),
        };
        let block = place(file, line);
        // What a note says of the configuration must not be promised away.
        let is_declared = attributes.iter().any(|one| one.says.as_deref() == Some("now"));
        let then = match is_declared {
            true => "what is there now is declared, so that this alone puts nothing back",
            false => "where the baseline is what is declared, this puts it back as well",
        };
        let says = match (state, address) {
            (Some(state), _) => format!("kept in {state}: {then}"),
            (None, Some(address)) => format!("declared as {address}: {then}"),
            (None, None) if block.is_empty() => {
                "not in any state that was read; this takes it in, under a name of yours".to_owned()
            }
            (None, None) => {
                "not in any state that was read, although it is declared; this takes it in"
                    .to_owned()
            }
        };
        self.labelled("terraform", &says);
        if !block.is_empty() {
            self.labelled("", &format!("block at {block}"));
        }
        for TerraformAttribute { attribute, file, line, says } in attributes {
            let place = place(file, line);
            let place = if place.is_empty() { place } else { format!(" at {place}") };
            let says = match says.as_deref() {
                Some("now") => ", which says what is there now",
                Some("approved") => ", which says what was approved",
                _ => "",
            };
            self.labelled("", &format!("said by {attribute}{place}{says}"));
        }
        for note in notes {
            self.labelled("", note);
        }
        self.command(&" ".repeat(LABEL + 2), command);
    }

    fn advice(&mut self, advice: &Advice) {
        let Advice { review, contain, investigate, restore } = advice;
        self.labelled("review", review);
        self.labelled("contain", contain);
        for (index, Query { log, query }) in investigate.iter().enumerate() {
            self.labelled(if index == 0 { "look" } else { "" }, &format!("{log}:"));
            // A query is pasted, so that its lines stay as they are.
            for line in query.lines() {
                let _ = writeln!(self.out, "{}{}", " ".repeat(LABEL + 2), visible(line));
            }
        }
        self.labelled("restore", restore);
    }

    /// Steps, which are in the script of `--output sh` or stand here alone.
    fn steps(&mut self, steps: &[RemedyStep], are_in_script: bool) {
        for (index, step) in steps.iter().enumerate() {
            let RemedyStep { tool: _, check, command, undo, no_undo, mind } = step;
            let number = format!("  {}. ", index + 1);
            self.command(&number, command);
            match check {
                Some(_) if are_in_script => self.words(
                    "     if   ",
                    "it is still what this report saw: `--output sh` asks first",
                ),
                Some(check) => self.command("     if   ", check),
                None => {}
            }
            if let Some(undo) = undo {
                self.command("     undo ", undo);
            }
            if let Some(why) = no_undo {
                self.words("     undo ", &format!("none: {}", visible(why)));
            }
            if let Some(mind) = mind {
                self.words("     mind ", &visible(mind));
            }
        }
    }

    /// A command, exactly, or where it can be had.
    fn command(&mut self, label: &str, text: &str) {
        let room = self.width.saturating_sub(label.chars().count());
        let Some(lines) = folded(text, room) else {
            self.words(
                label,
                "(it holds line breaks or control characters: `--output json` has it, and `--output sh` what puts all back)",
            );
            return;
        };
        for (index, line) in lines.iter().enumerate() {
            let blank = " ".repeat(label.chars().count());
            let _ = writeln!(self.out, "{}{line}", if index == 0 { label } else { &blank });
        }
    }

    fn labelled(&mut self, label: &str, text: &str) {
        self.words(&format!("  {label:<LABEL$}"), &visible(text));
    }

    fn words(&mut self, label: &str, text: &str) {
        let indent = label.chars().count();
        let room = self.width.saturating_sub(indent);
        for (index, line) in wrap(text, room, room).iter().enumerate() {
            let blank = " ".repeat(indent);
            let _ = writeln!(self.out, "{}{line}", if index == 0 { label } else { &blank });
        }
    }
}
