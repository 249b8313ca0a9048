//! Two values held against each other: beside one another when they are short, as a diff when they are long.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::fields::{Limits, Line};
use super::neutral;
use crate::model::spelled;

/// The longest value that stands beside its path.
const BESIDE: usize = 60;
/// The longest line of a diff that is printed whole.
pub(super) const LINE: usize = 400;
/// The most lines on one side that are held against each other; beyond that the work grows faster than the insight.
const DIFFED: usize = 4000;

/// A value that only one side has, which stands behind its path.
pub(super) fn one_side(sign: char, path: String, value: &Value, limits: Limits) -> Vec<Line> {
    let plain = scalar(value, None);
    if fits(&plain) {
        return vec![Line::new(sign, format!("{path}  {}", neutral::visible(&plain)), None)];
    }
    let text = spread(value);
    let all: Vec<&str> = text.lines().collect();
    let mut lines = vec![Line::new(sign, path, None)];
    lines.extend(all.iter().take(limits.lines).map(|line| Line::inner(sign, cut(line))));
    lines.extend(left_out(all.len().saturating_sub(limits.lines)));
    lines
}

/// A value that both sides have.
pub(super) fn both_sides(path: &str, before: &Value, after: &Value, limits: Limits) -> Vec<Line> {
    let [old, new] = [scalar(before, Some(after)), scalar(after, Some(before))];
    if fits(&old) && fits(&new) {
        let text = format!("{path}  {} → {}", neutral::visible(&old), neutral::visible(&new));
        return vec![Line::new('~', text, None)];
    }
    let mut lines = vec![Line::new('~', path.to_owned(), None)];
    let [old, new] = [before, after].map(spread);
    if !old.contains('\n') && !new.contains('\n') {
        let (old, new) = around(&old, &new);
        lines.push(Line::inner('-', old));
        lines.push(Line::inner('+', new));
    } else {
        lines.extend(diff(&old, &new, limits));
    }
    lines
}

fn diff(old: &str, new: &str, limits: Limits) -> Vec<Line> {
    let [old, new]: [Vec<&str>; 2] = [old, new].map(|text| text.split('\n').collect());
    if old.len().max(new.len()) > DIFFED {
        let text = format!("{} lines → {} lines", old.len(), new.len());
        return vec![Line::inner('~', text)];
    }
    let diff = TextDiff::from_slices(&old, &new);
    let mut all = Vec::new();
    for (index, group) in diff.grouped_ops(1).iter().enumerate() {
        if index > 0 {
            all.push(Line::inner(' ', "…".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            all.push(Line::inner(sign, cut(change.value())));
        }
    }
    let left = all.len().saturating_sub(limits.lines);
    all.truncate(limits.lines);
    all.extend(left_out(left));
    all
}

/// The differing middle of two long lines, with a little of what is around it.
fn around(old: &str, new: &str) -> (String, String) {
    const CONTEXT: usize = 20;
    let [a, b]: [Vec<char>; 2] = [old, new].map(|text| text.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - same;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(CONTEXT);
    let show = |text: &[char]| {
        let to = (text.len() - tail).saturating_add(CONTEXT).min(text.len());
        let middle: String = text.iter().take(to).skip(from).collect();
        let [start, end] = [from > 0, to < text.len()].map(|cut| if cut { "…" } else { "" });
        format!("{start}{}{end}", cut(&middle))
    };
    (show(&a), show(&b))
}

fn left_out(lines: usize) -> Option<Line> {
    (lines > 0).then(|| {
        let noun = if lines == 1 { "line" } else { "lines" };
        Line::inner(' ', format!("… {lines} more {noun}"))
    })
}

fn cut(line: &str) -> String {
    neutral::short(line.trim_end_matches('\r'), LINE)
}

fn fits(text: &str) -> bool {
    !text.contains('\n') && text.chars().take(BESIDE + 1).count() <= BESIDE
}

/// A value on one line: a plain word bare, anything that could be misread in quotes.
pub(super) fn scalar(value: &Value, other: Option<&Value>) -> String {
    let Value::String(text) = value else { return spelled(value) };
    let mistakable = text.is_empty()
        || text.contains([' ', '"', '→'])
        // `"22"` and `22` differ; when both sides are text, the quotes say nothing.
        || (!other.is_some_and(Value::is_string) && serde_json::from_str::<Value>(text).is_ok());
    if mistakable && !text.contains('\n') {
        Value::from(text.as_str()).to_string()
    } else {
        text.clone()
    }
}

/// A value over as many lines as it has.
fn spread(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => {
            let mut sorted = value.clone();
            sorted.sort_all_objects();
            serde_json::to_string_pretty(&sorted).unwrap_or_else(|_| sorted.to_string())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
