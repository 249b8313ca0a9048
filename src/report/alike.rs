//! Findings that say the same of different things: for people they are one, with a count.
//!
//! Somebody who changes one policy in forty namespaces, or one group in forty accounts, did one thing. Two findings are alike when they are of one
//! code, kind and severity, and what opened, closed or changed is the same but for the names of the things themselves.

use std::collections::HashMap;

use super::v1::{self, Effect, Finding, TrafficBox};

/// From so many on, findings that are alike are told as one. Two are two.
const MANY: usize = 3;

/// The findings in the order in which they come, those that are alike with the first of them.
pub(super) fn groups<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        match key(finding) {
            None => groups.push(vec![finding]),
            Some(key) => {
                let place = *places.entry(key).or_insert(groups.len());
                match groups.get_mut(place) {
                    Some(group) => group.push(finding),
                    None => groups.push(vec![finding]),
                }
            }
        }
    }
    let few = |group: Vec<&'a Finding>| {
        if group.len() < MANY {
            group.into_iter().map(|one| vec![one]).collect()
        } else {
            vec![group]
        }
    };
    groups.into_iter().flat_map(few).collect()
}

/// What findings that are alike have in common; nothing for one that is like no other.
fn key(finding: &Finding) -> Option<String> {
    if let Some(state) = &finding.state {
        return Some(of_state(finding, state));
    }
    let resource = finding.resource.as_ref()?;
    let change = finding.change.as_ref()?;
    let traffic = finding.effect.as_ref().filter(|effect| !is_same(effect));
    let said = match traffic {
        Some(effect) => {
            // Without the rules that they come from, which have ids of their own.
            let plain = |boxes: &[TrafficBox]| -> Vec<TrafficBox> {
                boxes.iter().map(|one| TrafficBox { rule: None, ..one.clone() }).collect()
            };
            serde_json::to_string(&[plain(&effect.opened), plain(&effect.closed)]).ok()?
        }
        None => serde_json::to_string(&change.fields).ok()?,
    };
    let exposure = finding.exposure.as_ref();
    let internet = exposure.map(|one| (&one.internet, &one.before, one.endpoints.is_empty()));
    let namespace = resource.id.split_once('/').map(|(namespace, _)| namespace);
    let own = [Some(resource.id.as_str()), resource.name.as_deref(), namespace];
    let said = own.into_iter().flatten().fold(said, |said, name| without(&said, name));
    let (code, severity, verdict) = (&finding.code, &finding.severity, &finding.verdict);
    let asked = finding.authority.as_ref().map(|one| (&one.nearest, &one.policy, &one.because));
    let unknown = finding.exposure_unknown.is_some();
    let (kind, action) = (&resource.kind, &change.action);
    Some(format!(
        "{code} {severity} {verdict} {kind} {action} {internet:?} {unknown} {asked:?}\n{said}"
    ))
}

/// What states have in common that are alike: what is so, but for their own names and who is behind them.
fn of_state(finding: &Finding, state: &v1::State) -> String {
    let v1::State { facts, ports, rules: _, endpoints: _, ways: _ } = state;
    let resource = finding.resource.as_ref();
    let own = resource.map(|one| [Some(one.id.as_str()), one.name.as_deref()]);
    let said = own.into_iter().flatten().flatten();
    let said = said.fold(facts.join("\n"), |said, name| without(&said, name));
    let kind = resource.map_or("", |one| one.kind.as_str());
    let (code, severity, verdict) = (&finding.code, &finding.severity, &finding.verdict);
    format!("{code} {severity} {verdict} {kind} {ports:?}\n{said}")
}

const fn is_same(effect: &Effect) -> bool {
    effect.opened.is_empty() && effect.closed.is_empty()
}

/// A text in which a name stands nowhere as a word of its own.
fn without(text: &str, name: &str) -> String {
    if name.is_empty() {
        return text.to_owned();
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once(name) {
        let whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        out.push_str(before);
        out.push_str(if whole { "\u{0}" } else { name });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The first finding of the sample, of something else.
    fn of(id: &str, change: impl FnOnce(&mut Finding)) -> Finding {
        let mut finding = sample::report().findings.remove(0);
        let resource = finding.resource.as_mut().unwrap();
        id.clone_into(&mut resource.id);
        resource.name = None;
        finding.effect = None;
        let fields = &mut finding.change.as_mut().unwrap().fields;
        fields.truncate(1);
        fields[0].after =
            Some(format!("pods of {id} from {}", id.split('/').next().unwrap()).into());
        change(&mut finding);
        finding
    }

    fn sizes(findings: &[Finding]) -> Vec<usize> {
        groups(findings).iter().map(Vec::len).collect()
    }

    #[test]
    fn what_differs_in_its_own_names_alone_is_alike() {
        let mut findings = ["a/x", "b/x", "c/y"].map(|id| of(id, |_| {})).to_vec();
        assert_eq!(sizes(&findings), [3]);
        findings.pop();
        assert_eq!(sizes(&findings), [1, 1], "two are two");
    }

    #[test]
    fn another_content_severity_or_verdict_is_another() {
        let three = || ["a/x", "b/x", "c/y"].map(|id| of(id, |_| {})).to_vec();
        for change in [
            (|one| one.severity = "low".to_owned()) as fn(&mut Finding),
            |one| one.verdict = "waived".to_owned(),
            |one| one.change.as_mut().unwrap().fields[0].after = Some("else".into()),
            |one| one.change.as_mut().unwrap().action = "added".to_owned(),
            |one| one.resource.as_mut().unwrap().kind = "a.b".to_owned(),
        ] {
            let mut findings = three();
            findings.insert(1, of("d/x", change));
            assert_eq!(sizes(&findings), [3, 1]);
        }
    }

    #[test]
    fn a_name_is_left_out_as_a_whole_word() {
        assert_eq!(without("a/b=a-a a", "a"), "\0/b=a-a \0");
        assert_eq!(without("web web-1", "web"), "\0 web-1");
        assert_eq!(without("text", ""), "text");
    }

    #[test]
    fn states_are_alike_whoever_is_behind_them() {
        let state = |id: &str, port: u16, endpoint: &str| {
            of(id, |one| {
                one.change = None;
                let (ports, endpoints) = (vec![port], vec![endpoint.to_owned()]);
                one.state = Some(v1::State { ports, endpoints, ..v1::State::default() });
            })
        };
        let [one, two] = [state("sg-1", 22, "web-1"), state("sg-2", 22, "db-1")];
        assert_eq!(key(&one), key(&two));
        assert_ne!(key(&one), key(&state("sg-3", 23, "web-1")));
    }
}
