//! The rules of a run: the whole table, so that a reader knows them before they find anything.

use std::collections::BTreeMap;

use super::model::{Configuration, Descriptor, Help, RuleProperties};
use super::{MOST, level, message, plain};
use crate::findings::RULES;
use crate::model::Severity;
use crate::report::v1::Finding;
use crate::report::wording;

/// The rules that are declared, and where each is.
pub(super) struct Rules {
    pub(super) declared: Vec<Descriptor>,
    index: BTreeMap<String, u64>,
}

impl Rules {
    /// The whole table, and whatever a report from another version holds besides.
    pub(super) fn of(findings: &[&Finding]) -> Self {
        let mut rules = Self { declared: Vec::new(), index: BTreeMap::new() };
        for rule in RULES {
            let help = [rule.what, rule.why, rule.how, rule.approve];
            let markdown = format!(
                "{}\n\n**Why it matters:** {}\n\n**What to do:** {}\n\n**If it was meant:** {}",
                rule.what, rule.why, rule.how, rule.approve
            );
            rules.declare(Descriptor {
                id: rule.code.to_owned(),
                short_description: message(rule.title),
                full_description: Some(message(rule.what)),
                help: Some(Help { text: help.join("\n\n"), markdown: prose(&markdown) }),
                default_configuration: Configuration { level: level(rule.severity) },
                properties: Some(properties(rule.severity, rule.attack.ids())),
            });
        }
        for finding in findings.iter().take(MOST) {
            if !rules.index.contains_key(&finding.code) {
                let attack = finding.attack.iter().map(String::as_str);
                rules.declare(Descriptor {
                    id: finding.code.clone(),
                    short_description: message(&plain(&finding.code)),
                    full_description: None,
                    help: None,
                    default_configuration: Configuration {
                        level: level(wording::severity(finding)),
                    },
                    properties: Some(properties(wording::severity(finding), attack)),
                });
            }
        }
        rules
    }

    fn declare(&mut self, mut rule: Descriptor) {
        self.index.insert(rule.id.clone(), wording::len(&self.declared));
        rule.id = plain(&rule.id);
        self.declared.push(rule);
    }

    pub(super) fn index(&self, code: &str) -> u64 {
        self.index.get(code).copied().unwrap_or_default()
    }
}

fn properties<'a>(severity: Severity, attack: impl Iterator<Item = &'a str>) -> RuleProperties {
    // Without the tag `security` GitHub ignores the number. It takes 20 tags.
    let mut tags = vec!["security".to_owned()];
    for id in attack.take(19).map(plain) {
        if !tags.contains(&id) {
            tags.push(id);
        }
    }
    RuleProperties { tags, security_severity: security_severity(severity) }
}

/// GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low.
const fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

/// Our own Markdown, in which `<finding>` is a word to fill in and would be taken for a tag. Code spans show it as it is.
fn prose(markdown: &str) -> String {
    let parts = markdown.split('`').enumerate();
    let parts = parts.map(
        |(index, part)| {
            if index % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() }
        },
    );
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn a_word_to_fill_in_is_no_tag() {
        assert_eq!(
            prose("accept <finding>, `accept <finding>`"),
            "accept &lt;finding>, `accept <finding>`"
        );
    }
}
