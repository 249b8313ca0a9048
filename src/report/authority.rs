//! Verdicts: as a part of the document, and as lines for people.

use std::collections::HashSet;

use super::traffic;
use super::v1;
use super::wording::{name, sentence, some_of};
use crate::model::{Authority, Outside, Paper};

/// As many parts outside of a grant as a line names.
const PARTS: usize = 3;

/// Writes down what made a verdict.
pub(super) fn document(authority: &Authority) -> v1::Authority {
    let Authority { grant, policy, waiver, nearest, outside, because } = authority;
    let Outside { opened, closed, fields } = outside;
    let id = |paper: &Option<Paper>| paper.as_ref().map(|paper| paper.id.clone());
    let named = waiver.as_ref().or(grant.as_ref()).or(nearest.as_ref());
    v1::Authority {
        grant: id(grant),
        policy: policy.clone(),
        waiver: id(waiver),
        nearest: id(nearest),
        outside: opened.iter().map(traffic::as_box).collect(),
        outside_closed: closed.iter().map(traffic::as_box).collect(),
        outside_fields: fields.iter().map(ToString::to_string).collect(),
        owner: named.map(|paper| paper.owner.clone()),
        until: named.map(|paper| paper.until.clone()),
        file: named.map(|paper| paper.file.clone()),
        because: because.clone(),
    }
}

/// What is said of a verdict below a finding: `approved by no grant; CHG-1042 covers all but tcp 22 from 203.0.113.9`. Nothing where nobody was
/// asked.
pub(super) fn lines(finding: &v1::Finding, all: bool) -> Vec<String> {
    let Some(authority) = &finding.authority else { return Vec::new() };
    let v1::Authority { grant, policy, waiver, nearest, because, .. } = authority;
    let mut lines = Vec::new();
    match (waiver, grant, policy) {
        (Some(waiver), _, _) => lines.push(format!("waived by {}{}", name(waiver), end(authority))),
        (None, Some(grant), None) => {
            lines.push(format!("approved by {}{}", name(grant), end(authority)));
        }
        (None, _, Some(policy)) => {
            let approved = match grant {
                Some(grant) => format!("approved by {}, but", name(grant)),
                None => "approved by no grant;".to_owned(),
            };
            lines.push(format!("{approved} policy {} forbids it", name(policy)));
        }
        (None, None, None) => {
            let mut line = "approved by no grant".to_owned();
            let outside = outside(authority);
            if let Some(nearest) = nearest {
                let nearest = name(nearest);
                line.push_str(&match outside.is_empty() {
                    true => format!("; {nearest} would cover it"),
                    false => {
                        let most = if all { usize::MAX } else { PARTS };
                        format!("; {nearest} covers all but {}", some_of(&outside, most))
                    }
                });
            }
            lines.push(line);
        }
    }
    // What was decided is said already; why something did not count is not.
    let is_news = |text: &&String| {
        all || nearest.is_some() && text.contains("does not count")
            || nearest.is_none() && grant.is_none() && waiver.is_none()
    };
    lines.extend(because.iter().filter(is_news).map(|text| sentence(text)));
    lines
}

/// ` (ana@example.com, until 2026-12-15)`
fn end(authority: &v1::Authority) -> String {
    match (&authority.owner, &authority.until) {
        (Some(owner), Some(until)) => format!(" ({}, until {})", name(owner), name(until)),
        _ => String::new(),
    }
}

/// What of a change lies outside of a grant, in words.
#[must_use]
pub fn outside_in_words(outside: &Outside) -> Vec<String> {
    let paper = Authority { outside: outside.clone(), ..Authority::default() };
    self::outside(&document(&paper))
}

fn outside(authority: &v1::Authority) -> Vec<String> {
    let v1::Authority { outside, outside_closed, outside_fields, .. } = authority;
    let opened = outside.iter().map(traffic::in_words);
    let closed = outside_closed.iter().map(|one| format!("closing {}", traffic::in_words(one)));
    let fields = outside_fields.iter().map(|path| name(path));
    // What is left out of the words may be all that two of them differ in.
    let mut told = HashSet::new();
    opened.chain(closed).chain(fields).filter(|words| told.insert(words.clone())).collect()
}
