//! Exposure: as a part of the document, and as a line for people.

use super::v1::{Exposure, Finding, Published};
use super::wording::{name, some_of};
use crate::model::{Direction, Exposed, Reach, Way};
use crate::traffic::Portion;

/// As many endpoints as a line names, unless everything is asked for.
const ENDPOINTS: usize = 4;
/// As many ways in.
const WAYS: usize = 3;

/// Writes an exposure down.
pub(super) fn document(reach: &Reach) -> Exposure {
    let Reach { internet, before, endpoints, of } = reach;
    let labels: Vec<String> = endpoints.iter().map(|one| one.label.to_string()).collect();
    let called: Vec<String> = endpoints.iter().map(|one| one.called.clone()).collect();
    Exposure {
        internet: word(*internet).to_owned(),
        before: word(*before).to_owned(),
        called: if called == labels { Vec::new() } else { called },
        endpoints: labels,
        of: *of as u64,
        published: endpoints.iter().flat_map(published).collect(),
    }
}

/// The ways that take what opened at an endpoint there, each once.
fn published(one: &Exposed) -> Vec<Published> {
    let comes_in = || one.opened.iter().filter(|flow| flow.direction == Direction::Ingress);
    let leads = |way: &&Way| comes_in().any(|flow| way.leads_to(&flow.packets.service));
    let mut ways: Vec<Published> = one
        .ways
        .iter()
        .filter(leads)
        .map(|way| Published { endpoint: one.label.to_string(), by: way.by.to_string() })
        .collect();
    ways.dedup();
    ways
}

/// What leads to the endpoints from outside, with its label.
fn way_in(finding: &Finding, verbose: bool) -> Option<(&'static str, String)> {
    let Exposure { endpoints, published, .. } = finding.exposure.as_ref()?;
    let said = |Published { endpoint, by }: &Published| {
        if endpoints.len() == 1 { name(by) } else { format!("{} to {}", name(by), name(endpoint)) }
    };
    let all: Vec<String> = published.iter().map(said).collect();
    (!all.is_empty()).then(|| ("way in", some_of(&all, if verbose { usize::MAX } else { WAYS })))
}

/// What is said below the lines, each with its label.
pub(super) fn remarks(finding: &Finding, verbose: bool) -> Vec<(&'static str, String)> {
    let all = [remark(finding, verbose), way_in(finding, verbose), condition(finding)];
    all.into_iter().flatten().collect()
}

const fn word(portion: Portion) -> &'static str {
    match portion {
        Portion::All => "all",
        Portion::Some => "some",
        Portion::None => "none",
    }
}

/// What is said below the lines, with its label: `2 of 5 endpoints: web-1, web-2`.
fn remark(finding: &Finding, verbose: bool) -> Option<(&'static str, String)> {
    let label = "reaches";
    if let Some(why) = &finding.exposure_unknown {
        return Some((label, format!("unknown: {}", super::wording::sentence(why))));
    }
    let Exposure { internet, before, endpoints, called, of, published: _ } =
        finding.exposure.as_ref()?;
    let names = if called.is_empty() { endpoints } else { called };
    let names: Vec<String> = names.iter().map(|one| name(one)).collect();
    let number = endpoints.len();
    let plural = if *of == 1 { "endpoint" } else { "endpoints" };
    let mut text = match (number, of) {
        (0, 0) => "no endpoint".to_owned(),
        (0, of) => format!("none of {of} {plural}"),
        (number, of) => {
            let names = some_of(&names, if verbose { usize::MAX } else { ENDPOINTS });
            format!("{number} of {of} {plural}: {names}")
        }
    };
    if verbose && *of > 0 {
        let (now, before) = (name(internet), name(before));
        text.push_str(&format!("; {now} of the internet gets through (before: {before})"));
    }
    Some((label, text))
}

/// What documentation leaves open and the finding hangs on, with its label.
fn condition(finding: &Finding) -> Option<(&'static str, String)> {
    let said = |option: &String| {
        match option.as_str() {
        "kubernetes.ipblock" => {
            "whether an ipBlock means pods as well, which differs between networks (kubernetes.ipblock)"
                .to_owned()
        }
        other => name(other),
    }
    };
    let options: Vec<String> = finding.hangs_on.iter().map(said).collect();
    (!options.is_empty()).then(|| ("depends", format!("on {}", options.join(", and on "))))
}

/// The same for readers without labels.
pub(super) fn lines(finding: &Finding) -> impl Iterator<Item = String> {
    remarks(finding, false).into_iter().map(|(label, text)| format!("{label} {text}"))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn said(endpoints: &[&str], of: u64, verbose: bool) -> String {
        let endpoints: Vec<String> = endpoints.iter().map(|&one| one.to_owned()).collect();
        let called = endpoints.iter().map(|one| format!("web ({one})")).collect();
        let (internet, before) = ("all".to_owned(), "none".to_owned());
        let published = Vec::new();
        let exposure = Some(Exposure { internet, before, endpoints, called, of, published });
        let finding = Finding { exposure, ..sample::report().findings.remove(0) };
        remark(&finding, verbose).unwrap().1
    }

    #[test]
    fn endpoints_are_named_and_the_rest_is_counted() {
        assert_eq!(said(&["a", "b"], 5, false), "2 of 5 endpoints: web (a), web (b)");
        let many = ["a", "b", "c", "d", "e", "f"];
        assert_eq!(
            said(&many, 6, false),
            "6 of 6 endpoints: web (a), web (b), web (c), web (d) and 2 more"
        );
        assert!(said(&many, 6, true).contains("web (f); all of the internet gets through"));
        assert_eq!(said(&[], 1, false), "none of 1 endpoint");
        assert_eq!(said(&[], 0, true), "no endpoint");
    }

    #[test]
    fn what_is_not_known_is_said_to_be() {
        let finding = Finding {
            exposure_unknown: Some("the routes were not read".to_owned()),
            ..sample::report().findings.remove(0)
        };
        let told: Vec<String> = lines(&finding).collect();
        assert_eq!(told, ["reaches unknown: the routes were not read"]);
    }

    #[test]
    fn what_hangs_on_an_option_says_so() {
        let finding = Finding {
            hangs_on: vec!["kubernetes.ipblock".to_owned(), "other.option".to_owned()],
            exposure: None,
            ..sample::report().findings.remove(0)
        };
        let told: Vec<String> = lines(&finding).collect();
        assert_eq!(
            told,
            [
                "depends on whether an ipBlock means pods as well, which differs between networks (kubernetes.ipblock), and on other.option"
            ]
        );
    }
}
