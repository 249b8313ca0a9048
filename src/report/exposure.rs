//! Exposure: as a part of the document, and as a line for people.

use std::collections::BTreeSet;

use super::traffic;
use super::v1::{Exposure, Finding, Published, TrafficBox};
use super::wording::{name, some_of};
use crate::model::{Direction, Effect, Exposed, Flow, Reach, Way};
use crate::traffic::{Addresses, Portion};

/// As many endpoints as a line names, unless everything is asked for.
const ENDPOINTS: usize = 4;
/// As many ways in.
const WAYS: usize = 3;

/// Writes an exposure down, beside the effect that it is of.
pub(super) fn document(reach: &Reach, effect: Option<&Effect>) -> Exposure {
    let Reach { internet, before, endpoints, of } = reach;
    let (told, untold) = match effect {
        Some(Effect::Traffic(traffic)) => (&*traffic.opened, &*traffic.closed),
        Some(Effect::Nowhere | Effect::Unknown(_)) | None => (&[][..], &[][..]),
    };
    let opened = endpoints.iter().flat_map(|one| one.opened.iter());
    let closed = endpoints.iter().flat_map(|one| one.closed.iter());
    let labels: Vec<String> = endpoints.iter().map(|one| one.label.to_string()).collect();
    let called: Vec<String> = endpoints.iter().map(|one| one.called.clone()).collect();
    Exposure {
        internet: word(*internet).to_owned(),
        before: word(*before).to_owned(),
        called: if called == labels { Vec::new() } else { called },
        endpoints: labels,
        of: *of as u64,
        opened: arriving(opened, told),
        closed: arriving(closed, untold),
        published: endpoints.iter().flat_map(published).collect(),
    }
}

/// The ways that take what opened at an endpoint there, each once.
fn published(one: &Exposed) -> Vec<Published> {
    let comes_in = || one.opened.iter().filter(|flow| flow.direction == Direction::Ingress);
    // Behind a proxy its peers are pods, or who is before it; else outsiders come themselves.
    let is_for = |way: &Way, flow: &Flow| {
        way.by_proxy
            || flow.far_addresses().intersection(&Addresses::internet()) != Addresses::none()
                && !is_named(flow)
    };
    let leads = |way: &&Way| {
        comes_in().any(|flow| way.leads_to(&flow.packets.service) && is_for(way, flow))
    };
    let mut ways: Vec<Published> = one
        .ways
        .iter()
        .flat_map(|ways| ways.iter())
        .filter(leads)
        .map(|way| Published { endpoint: one.label.to_string(), by: way.by.to_string() })
        .collect();
    ways.dedup();
    ways
}

/// Whether only those of a set are at the far end.
fn is_named(flow: &Flow) -> bool {
    let side = flow.far_side();
    let mut symbols = flow.packets.symbols.iter();
    flow.far_set.is_some() || symbols.any(|(symbol, holds)| symbol.side == side && *holds)
}

/// What is said below the lines of findings that are alike, each with its label.
pub(super) fn remarks(group: &[&Finding], verbose: bool) -> Vec<(&'static str, String)> {
    let all = [remark(group, verbose), way_in(group, verbose), condition(group)];
    all.into_iter().flatten().collect()
}

/// What leads to the endpoints from outside, with its label.
fn way_in(group: &[&Finding], verbose: bool) -> Option<(&'static str, String)> {
    let exposures = || group.iter().filter_map(|one| one.exposure.as_ref());
    let alone = exposures().flat_map(|one| &one.endpoints).collect::<BTreeSet<_>>().len() == 1;
    let said = |Published { endpoint, by }: &Published| {
        if alone { name(by) } else { format!("{} to {}", name(by), name(endpoint)) }
    };
    let all: BTreeSet<String> = exposures().flat_map(|one| &one.published).map(said).collect();
    let all: Vec<String> = all.into_iter().collect();
    (!all.is_empty()).then(|| ("way in", some_of(&all, if verbose { usize::MAX } else { WAYS })))
}

/// What documentation leaves open and the findings hang on, with its label.
fn condition(group: &[&Finding]) -> Option<(&'static str, String)> {
    let said = |option: &String| {
        match option.as_str() {
        "kubernetes.ipblock" => {
            "whether an ipBlock means pods as well, which differs between networks (kubernetes.ipblock)"
                .to_owned()
        }
        other => name(other),
    }
    };
    let options: BTreeSet<String> = group.iter().flat_map(|one| &one.hangs_on).map(said).collect();
    let options: Vec<String> = options.into_iter().collect();
    (!options.is_empty()).then(|| ("depends", format!("on {}", options.join(", and on "))))
}

/// What arrives, once, however many endpoints it arrives at; nothing when that is what is told anyway. Its own end is any of the endpoints.
fn arriving<'a>(flows: impl Iterator<Item = &'a Flow>, told: &[Flow]) -> Vec<TrafficBox> {
    let anywhere = |flow: &Flow| {
        let mut packets = flow.packets.clone();
        match flow.direction {
            Direction::Ingress => packets.destination = Addresses::all(),
            Direction::Egress => packets.source = Addresses::all(),
        }
        Flow { packets, rule: None, ..flow.clone() }
    };
    let flows: BTreeSet<Flow> = flows.map(anywhere).collect();
    let told: BTreeSet<Flow> = told.iter().map(anywhere).collect();
    if flows == told { Vec::new() } else { flows.iter().map(traffic::as_box).collect() }
}

const fn word(portion: Portion) -> &'static str {
    match portion {
        Portion::All => "all",
        Portion::Some => "some",
        Portion::None => "none",
    }
}

/// What is said below the lines of findings that are alike, with its label: `2 of 5 endpoints: web-1, web-2`.
fn remark(group: &[&Finding], verbose: bool) -> Option<(&'static str, String)> {
    let label = "reaches";
    let first = group.first()?;
    if let Some(why) = &first.exposure_unknown {
        return Some((label, format!("unknown: {}", super::wording::sentence(why))));
    }
    let Exposure { internet, before, .. } = first.exposure.as_ref()?;
    let mut names = Vec::new();
    let mut of = 0;
    for Exposure { endpoints, called, of: behind, .. } in
        group.iter().filter_map(|one| one.exposure.as_ref())
    {
        let own = if called.is_empty() { endpoints } else { called };
        names.extend(
            own.iter().map(|one| name(one)).filter(|one| !names.contains(one)).collect::<Vec<_>>(),
        );
        of += behind;
    }
    let plural = |number: u64| if number == 1 { "endpoint" } else { "endpoints" };
    let shown = some_of(&names, if verbose { usize::MAX } else { ENDPOINTS });
    let mut text = match (names.len(), of) {
        (0, 0) => "no endpoint".to_owned(),
        (0, of) if group.len() == 1 => format!("none of {of} {}", plural(of)),
        (0, _) => "none of their endpoints".to_owned(),
        (number, of) if group.len() == 1 => format!("{number} of {of} {}: {shown}", plural(of)),
        // One endpoint may be behind several of them.
        (number, _) => format!("{number} {}: {shown}", plural(number as u64)),
    };
    if verbose && of > 0 {
        let (now, before) = (name(internet), name(before));
        text.push_str(&format!("; {now} of the internet gets through (before: {before})"));
    }
    Some((label, text))
}

/// The same for readers without labels.
pub(super) fn lines(finding: &Finding) -> Vec<String> {
    let remarks = remarks(&[finding], false).into_iter();
    remarks.map(|(label, text)| format!("{label} {text}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn said(endpoints: &[&str], of: u64, verbose: bool) -> String {
        let endpoints: Vec<String> = endpoints.iter().map(|&one| one.to_owned()).collect();
        let called = endpoints.iter().map(|one| format!("web ({one})")).collect();
        let (internet, before) = ("all".to_owned(), "none".to_owned());
        let (opened, closed) = (Vec::new(), Vec::new());
        let exposure = Some(Exposure {
            internet,
            before,
            endpoints,
            called,
            of,
            opened,
            closed,
            published: Vec::new(),
        });
        let finding = Finding { exposure, ..sample::report().findings.remove(0) };
        remark(&[&finding], verbose).unwrap().1
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
        assert_eq!(lines(&finding), ["reaches unknown: the routes were not read"]);
    }

    #[test]
    fn what_hangs_on_an_option_says_so() {
        let finding = Finding {
            hangs_on: vec!["kubernetes.ipblock".to_owned(), "other.option".to_owned()],
            exposure: None,
            ..sample::report().findings.remove(0)
        };
        assert_eq!(
            lines(&finding),
            [
                "depends on other.option, and on whether an ipBlock means pods as well, which differs between networks (kubernetes.ipblock)"
            ]
        );
    }
}
