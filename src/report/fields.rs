//! A change as lines: one for each field that differs, rules in words, long values as a diff.
//!
//! The text is visible already. `text` prints the lines as they are; other formats put them into a block, or take them as [`plain`] text.

use serde_json::Value;

use super::authority;
use super::exposure;
use super::neutral;
use super::state;
use super::traffic;
use super::v1::{Change, FieldChange, Finding};
use super::values::{self, LINE, both_sides, scalar};
use super::wording::{kind_spec, name};
use crate::model::spelled;

/// One line of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `+`, `-`, `~`, or a space.
    pub(super) sign: char,
    /// What it says.
    pub(super) text: String,
    /// The provider's id of a rule, for the right margin.
    pub(super) id: Option<String>,
    /// Whether it belongs to the line before it.
    pub(super) inner: bool,
}

/// How much to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Fields of one change.
    pub(super) fields: usize,
    /// Lines of one long value.
    pub(super) lines: usize,
}

impl Limits {
    /// What fits on a screen.
    pub(super) const SOME: Self = Self { fields: 12, lines: 10 };
    /// Everything.
    pub(super) const ALL: Self = Self { fields: usize::MAX, lines: usize::MAX };
}

/// Says an element of a list in words.
type Phrase<'a> = &'a dyn Fn(&str, &Value) -> Option<String>;

impl Line {
    pub(super) fn new(sign: char, text: String, id: Option<String>) -> Self {
        Self { sign, text, id, inner: false }
    }

    pub(super) fn inner(sign: char, text: String) -> Self {
        Self { sign, text, id: None, inner: true }
    }
}

/// The lines of a finding's change; none when it has no change.
pub(super) fn lines(finding: &Finding, limits: Limits) -> Vec<Line> {
    let mut traffic = traffic::lines(finding, limits);
    // Of rules, what they opened and closed says what they say, and says it better. Whoever wants everything gets both.
    let are_rules = finding.code.starts_with("traffic-") && !traffic.is_empty();
    if are_rules && limits.fields != usize::MAX {
        return traffic;
    }
    let mut changed = changed(finding, limits);
    if are_rules {
        traffic.append(&mut changed);
        return traffic;
    }
    // Of everything else, what it does comes after what it is.
    changed.append(&mut traffic);
    changed
}

fn changed(finding: &Finding, limits: Limits) -> Vec<Line> {
    let Some(change) = &finding.change else { return Vec::new() };
    let spec = finding.resource.as_ref().and_then(|resource| kind_spec(&resource.kind));
    let phrase = |list: &str, element: &Value| {
        spec.and_then(|spec| (spec.phrase)(list, element)).or_else(|| spell(element))
    };
    change_lines(change, limits, &phrase)
}

/// The lines of a finding's change for readers without a margin and colours.
pub(super) fn plain(finding: &Finding) -> Vec<String> {
    let line = |line: Line| {
        let inner = if line.inner { "    " } else { "" };
        let id = line.id.map(|id| format!("  {id}")).unwrap_or_default();
        format!("{inner}{} {}{id}", line.sign, line.text).trim_end().to_owned()
    };
    let changed = lines(finding, Limits::SOME).into_iter().map(line);
    let around = exposure::lines(finding).into_iter().chain(state::lines(finding));
    let incidents = finding.incidents.iter().map(|id| {
        let short: String = id.chars().take(8).collect();
        format!("part of incident {}", name(&short))
    });
    changed.chain(around).chain(authority::lines(finding, false)).chain(incidents).collect()
}

fn change_lines(change: &Change, limits: Limits, phrase: Phrase<'_>) -> Vec<Line> {
    // Rules first: they are what a firewall is, and what must not fall behind the cut.
    let (mut rules, mut others) = (Vec::new(), Vec::new());
    for field in &change.fields {
        let (lines, is_rule) = field_lines(field, limits, phrase);
        if is_rule { rules.extend(split(lines)) } else { others.push(lines) }
    }
    let whole = change.action != "modified";
    let mut unsaid = 0;
    let (blocks, one, many) = if whole && !rules.is_empty() && limits.fields < usize::MAX {
        // A resource that came or went is its rules; its other fields are told when it has none.
        unsaid = others.len();
        (rules, "rule", "rules")
    } else {
        let nouns = if whole { ("field", "fields") } else { ("change", "changes") };
        rules.append(&mut others);
        (rules, nouns.0, nouns.1)
    };
    let most = match limits.fields {
        // What is gone is in the baseline's file as well.
        most if change.action == "removed" && most < usize::MAX => most / 2,
        most => most,
    };
    let left = blocks.len().saturating_sub(most);
    let mut lines: Vec<Line> = blocks.into_iter().take(most).flatten().collect();
    let mut rest = Vec::new();
    if left > 0 {
        rest.push(format!("{left} more {}", if left == 1 { one } else { many }));
    }
    if unsaid > 0 {
        rest.push(format!("{unsaid} other {}", if unsaid == 1 { "field" } else { "fields" }));
    }
    if !rest.is_empty() {
        lines.push(Line::new(' ', format!("… and {}", rest.join(", ")), None));
    }
    lines
}

/// One block for each line that is not the inside of another.
fn split(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut blocks: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if line.inner => block.push(line),
            _ => blocks.push(vec![line]),
        }
    }
    blocks
}

/// The lines of one field, and whether it is a rule of a list.
fn field_lines(field: &FieldChange, limits: Limits, phrase: Phrase<'_>) -> (Vec<Line>, bool) {
    let path = name(&field.path);
    match (&field.before, &field.after) {
        (None, None) => (vec![Line::new('~', path, None)], false),
        (None, Some(value)) => one_side('+', field, value, limits, phrase),
        (Some(value), None) => one_side('-', field, value, limits, phrase),
        (Some(before), Some(after)) => {
            let [old, new] = [before, after].map(|value| rules(&field.path, value, phrase));
            if let (Some(old), Some(new)) = (old, new) {
                let lines = swapped(&old, &new);
                if !lines.is_empty() {
                    return (lines, true);
                }
                if is_reordered(before, after) {
                    let text = format!("the same {} rules in another order", new.len());
                    return (vec![Line::new('~', text, None)], true);
                }
            }
            // The words may leave out what differs, so the value itself has to say it. Part of a rule is still a rule.
            (both_sides(&path, before, after, limits), field.path.contains('['))
        }
    }
}

/// A rule in words, and the provider's id of it.
type Worded = (String, Option<String>);

/// A value as rules: one when the path names an element of a list, many when it is the whole list.
fn rules(path: &str, value: &Value, phrase: Phrase<'_>) -> Option<Vec<Worded>> {
    let one = |list: &str, label: Option<&str>, element: &Value| {
        element.is_object().then_some(())?;
        let id = label.or_else(|| element.get("id").and_then(Value::as_str)).map(name);
        Some((neutral::short(&phrase(list, element)?, LINE), id))
    };
    match (element_of(path), value) {
        (Some((list, label)), value) => {
            Some(vec![one(&list, (!label.is_empty()).then_some(label), value)?])
        }
        (None, Value::Array(elements)) if !elements.is_empty() => {
            let list = pattern(path);
            elements.iter().map(|element| one(&list, None, element)).collect()
        }
        _ => None,
    }
}

/// The list and the label of a path that ends in an element: `ingress[sgr-1]`.
fn element_of(path: &str) -> Option<(String, &str)> {
    let (list, label) = path.strip_suffix(']')?.rsplit_once('[')?;
    Some((pattern(list), label))
}

/// A path without labels, as kinds are declared: `rules[].ports`.
fn pattern(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' if !inside => {
                inside = true;
                out.push(c);
            }
            ']' => {
                inside = false;
                out.push(c);
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// What only the old side has, then what only the new one has. Nothing when they are the same in words.
fn swapped(old: &[Worded], new: &[Worded]) -> Vec<Line> {
    let gone = old.iter().filter(|rule| !new.contains(rule)).map(|rule| ('-', rule));
    let come = new.iter().filter(|rule| !old.contains(rule)).map(|rule| ('+', rule));
    gone.chain(come).map(|(sign, (text, id))| Line::new(sign, text.clone(), id.clone())).collect()
}

/// Whether two lists hold the same elements.
fn is_reordered(before: &Value, after: &Value) -> bool {
    let sorted = |value: &Value| -> Option<Vec<String>> {
        let mut elements: Vec<String> = value.as_array()?.iter().map(spelled).collect();
        elements.sort_unstable();
        Some(elements)
    };
    sorted(before).is_some_and(|before| Some(before) == sorted(after))
}

fn one_side(
    sign: char,
    field: &FieldChange,
    value: &Value,
    limits: Limits,
    phrase: Phrase<'_>,
) -> (Vec<Line>, bool) {
    if let Some(rules) = rules(&field.path, value, phrase) {
        let lines = rules.into_iter().map(|(text, id)| Line::new(sign, text, id)).collect();
        return (lines, true);
    }
    (values::one_side(sign, name(&field.path), value, limits), false)
}

/// The words for a rule of a kind that this build has no words for: `protocol tcp, ports 22`.
fn spell(element: &Value) -> Option<String> {
    let fields = element.as_object()?.iter().filter(|(key, value)| {
        key.as_str() != "id" && !value.is_null() && value.as_str() != Some("")
    });
    let words: Vec<String> =
        fields.map(|(key, value)| format!("{key} {}", scalar(value, Some(value)))).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn say(
        action: &str,
        fields: &[(&str, Option<Value>, Option<Value>)],
        limits: Limits,
    ) -> String {
        let fields = fields.iter().cloned();
        let fields = fields
            .map(|(path, before, after)| FieldChange { path: path.to_owned(), before, after })
            .collect();
        let phrase = |list: &str, rule: &Value| {
            let ports = rule.get("ports").and_then(Value::as_str)?;
            (list == "ingress").then(|| format!("allow {ports}"))
        };
        let change = Change { action: action.to_owned(), fields };
        let lines = change_lines(&change, limits, &phrase).into_iter().map(|line| {
            let inner = if line.inner { "    " } else { "" };
            let id = line.id.map(|id| format!(" ({id})")).unwrap_or_default();
            format!("{inner}{} {}{id}", line.sign, line.text)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_rule_is_said_in_words_and_comes_first() {
        let fields = [
            ("description", Some(json!("a")), None),
            ("ingress[sgr-1]", None, Some(json!({"ports": "22"}))),
            ("ingress[sgr-2].ports", Some(json!("80")), Some(json!("80-90"))),
            ("ingress[]", Some(json!({"id": "x", "ports": "1"})), None),
        ];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        + allow 22 (sgr-1)
        ~ ingress[sgr-2].ports  80 → 80-90
        - allow 1 (x)
        - description  a
        "#);
    }

    #[test]
    fn lists_compared_whole_show_what_differs() {
        let [a, b, c] = ["1", "2", "3"].map(|ports| json!({"ports": ports}));
        let fields = [("ingress", Some(json!([a, b])), Some(json!([b, c])))];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        - allow 1
        + allow 3
        "#);
        let fields = [("ingress", Some(json!([a, b])), Some(json!([b, a])))];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        ~ the same 2 rules in another order
        "#);
    }

    #[test]
    fn long_values_show_the_difference() {
        let [mut old, mut new] = [0; 2].map(|_| "x".repeat(300));
        old.insert_str(150, "OLD");
        new.insert_str(150, "NEWER");
        let fields = [("script", Some(json!(old)), Some(json!(new)))];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        ~ script
            - …xxxxxxxxxxxxxxxxxxxxOLDxxxxxxxxxxxxxxxxxxxx…
            + …xxxxxxxxxxxxxxxxxxxxNEWERxxxxxxxxxxxxxxxxxxxx…
        "#);
        let lines = |n: usize| (0..n).map(|n| format!("line {n}\n")).collect::<String>();
        let fields = [("script", Some(json!(lines(2))), Some(json!(lines(20))))];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        ~ script
              line 1
            + line 2
            + line 3
            + line 4
            + line 5
            + line 6
            + line 7
            + line 8
            + line 9
            + line 10
              … 10 more lines
        "#);
    }

    #[test]
    fn types_are_told_apart() {
        let fields = [
            ("a", Some(json!("22")), Some(json!(22))),
            ("b", Some(json!("22")), Some(json!("23"))),
            ("c", Some(json!("")), Some(json!(null))),
            ("d", None, Some(json!([]))),
            ("e", Some(json!(["x", "y"])), Some(json!(["x"]))),
        ];
        insta::assert_snapshot!(say("modified", &fields, Limits::SOME), @r#"
        ~ a  "22" → 22
        ~ b  22 → 23
        ~ c  "" → null
        + d  []
        ~ e  ["x","y"] → ["x"]
        "#);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let rules = |n: usize| Some(Value::from(vec![json!({"ports": "1"}); n]));
        let fields = [("ingress", None, rules(15)), ("vpc", None, Some(json!("v")))];
        let text = say("added", &fields, Limits::SOME);
        assert_eq!(text.lines().count(), 13);
        assert!(text.ends_with("… and 3 more rules, 1 other field"), "{text}");
        let text = say("removed", &[("ingress", rules(7), None)], Limits::SOME);
        assert!(text.ends_with("… and 1 more rule"), "{text}");
        assert_eq!(say("added", &fields, Limits::ALL).lines().count(), 16);
    }
}
