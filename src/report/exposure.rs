//! Exposure: as a part of the document, and as a line for people.

use std::collections::BTreeSet;

use super::traffic;
use super::v1::{Exposure, Finding, TrafficBox};
use super::wording::{name, some_of};
use crate::model::{Direction, Effect, Flow, Reach};
use crate::traffic::{Addresses, Portion};

/// As many endpoints as a line names, unless everything is asked for.
const ENDPOINTS: usize = 4;

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
    }
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
pub(super) fn remark(group: &[&Finding], verbose: bool) -> Option<(&'static str, String)> {
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
pub(super) fn line(finding: &Finding) -> Option<String> {
    remark(&[finding], false).map(|(label, text)| format!("{label} {text}"))
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
        let exposure = Some(Exposure { internet, before, endpoints, called, of, opened, closed });
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
        assert_eq!(line(&finding).unwrap(), "reaches unknown: the routes were not read");
    }
}
