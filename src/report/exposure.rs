//! Exposure: as a part of the document, and as a line for people.

use super::v1::{Exposure, Finding};
use super::wording::{name, some_of};
use crate::model::Reach;
use crate::traffic::Portion;

/// As many endpoints as a line names, unless everything is asked for.
const ENDPOINTS: usize = 4;

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
    }
}

const fn word(portion: Portion) -> &'static str {
    match portion {
        Portion::All => "all",
        Portion::Some => "some",
        Portion::None => "none",
    }
}

/// What is said below the lines, with its label: `2 of 5 endpoints: web-1, web-2`.
pub(super) fn remark(finding: &Finding, verbose: bool) -> Option<(&'static str, String)> {
    let label = "reaches";
    if let Some(why) = &finding.exposure_unknown {
        return Some((label, format!("unknown: {}", super::wording::sentence(why))));
    }
    let Exposure { internet, before, endpoints, called, of } = finding.exposure.as_ref()?;
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

/// The same for readers without labels.
pub(super) fn line(finding: &Finding) -> Option<String> {
    remark(finding, false).map(|(label, text)| format!("{label} {text}"))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn said(endpoints: &[&str], of: u64, verbose: bool) -> String {
        let endpoints: Vec<String> = endpoints.iter().map(|&one| one.to_owned()).collect();
        let called = endpoints.iter().map(|one| format!("web ({one})")).collect();
        let (internet, before) = ("all".to_owned(), "none".to_owned());
        let exposure = Some(Exposure { internet, before, endpoints, called, of });
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
        assert_eq!(line(&finding).unwrap(), "reaches unknown: the routes were not read");
    }
}
