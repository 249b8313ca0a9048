//! Every command line that is printed is one that can be made, and says only what is known.

use std::collections::BTreeMap;

use reqwest::Url;
use serde_json::json;

use super::super::errors::{Said, Wrong};
use super::line::{About, Line, Method, Rest, Wait};
use super::run::{bare, known};
use super::told::stop;
use crate::model::Check;
use crate::providers::azure::remedy::tests::all;
use crate::providers::live::Refused;
use crate::providers::live::change::Stop;
use crate::providers::live::query::search;

const SUBSCRIPTION: &str = "5d3c";

fn endpoint() -> Url {
    Url::parse("https://management.azure.com").unwrap()
}

#[test]
fn every_printed_line_can_be_made() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, script) in all().scripts {
        let check = script.check.iter().map(|Check { command, .. }| bare(command).0);
        for command in script.commands.iter().cloned().chain(check) {
            let line = known(&command).unwrap_or_else(|stop| panic!("{stop:?}: {command:?}"));
            let (about, word) = match &line {
                Line::Wait(Wait { about, .. }) => (about, "wait"),
                Line::Rest(Rest { about, method, query, .. }) => {
                    if let Some(query) = query {
                        // Of what is not there a query may ask too much, but it is one.
                        let found = search(&json!({"properties": {}}), query);
                        let is_odd = found.as_ref().is_err_and(|why| why.contains("Parse error"));
                        assert!(!is_odd, "{found:?}");
                    }
                    (about, method.permission())
                }
            };
            about.at(&endpoint(), SUBSCRIPTION).unwrap_or_else(|why| panic!("{why}: {about:?}"));
            *counts.entry(word).or_default() += 1;
        }
    }
    for word in ["wait", "read", "write", "delete"] {
        assert!(counts.get(word).is_some_and(|count| *count > 20), "{word}: {counts:?}");
    }
}

fn line(words: &[&str]) -> Result<Line, String> {
    Line::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

#[test]
fn what_is_odd_is_refused() {
    const URL: &str = "/subscriptions/5d3c/x?api-version=1";
    let put = ["az", "rest", "--method", "put", "--url", URL, "--body", "{}"];
    assert!(line(&put).is_ok());
    for words in [
        &["aws", "rest"][..],
        &["az", "group", "delete"],
        &["az", "rest", "--method", "put", "--url", URL],
        &["az", "rest", "--method", "get", "--url", URL, "--body", "{}"],
        &["az", "rest", "--method", "post", "--url", URL],
        &["az", "rest", "--method", "get", "--url", "/subscriptions/5d3c/x"],
        &["az", "rest", "--method", "get", "--url", URL, "--uri-parameters", "x"],
        &["az", "rest", "--method", "get", "--url", URL, "--headers", "X-Y=z"],
        &["az", "rest", "--method", "get", "--url", URL, "--headers", "If-Match="],
        &["az", "rest", "--method", "put", "--url", URL, "--body", "@file"],
        &["az", "resource", "wait", "--ids", "/x", "--api-version", "1", "--custom"],
    ] {
        assert!(line(words).is_err(), "{words:?}");
    }
}

#[test]
fn a_request_stays_in_its_subscription() {
    for (path, is_own) in [
        ("/subscriptions/5d3c/resourceGroups/r%20%281%29/providers/a/b/c", true),
        ("/Subscriptions/5D3C/resourcegroups/r", true),
        ("/subscriptions/9999/resourceGroups/r", false),
        ("/subscriptions/5d3c/../9999/resourceGroups/r", false),
        ("/subscriptions/5d3c/%2e%2e/9999/r", false),
        ("/subscriptions/5d3c/./r", false),
        ("//elsewhere.example/subscriptions/5d3c/r", false),
        ("/subscriptions/5d3cx/r", false),
    ] {
        let about = About { path: path.to_owned(), version: "1".to_owned() };
        let at = about.at(&endpoint(), SUBSCRIPTION);
        assert_eq!(at.is_ok(), is_own, "{path}: {at:?}");
        if let Ok(url) = at {
            assert_eq!(url.as_str(), format!("https://management.azure.com{path}?api-version=1"));
        }
    }
}

#[test]
fn a_thing_is_named_and_has_its_permission() {
    let group =
        "/subscriptions/5d3c/resourceGroups/r/providers/Microsoft.Network/networkSecurityGroups";
    for (path, named, kind) in [
        (format!("{group}/web%0a1"), "networkSecurityGroups/web", "networkSecurityGroups"),
        (
            format!("{group}/web/securityRules/it%27s"),
            "securityRules/it's",
            "networkSecurityGroups/securityRules",
        ),
    ] {
        let about = About { path, version: String::new() };
        assert_eq!(
            (about.named().as_str(), about.kind()),
            (named, format!("Microsoft.Network/{kind}"))
        );
    }
}

#[test]
fn an_answer_is_a_no_or_neither() {
    let about = About { path: "/subscriptions/5d3c/x/y".to_owned(), version: String::new() };
    let sort = |http: u16, code: &str, method: Method| {
        let body = json!({"error": {"code": code, "message": "why\nnot"}}).to_string();
        let wrong = Wrong::Refused(Said::of(http, None, body.as_bytes()));
        match stop(method, &about, &wrong) {
            Stop::Refused(refused, words) => (format!("{refused:?}"), words),
            Stop::Unsaid(words) => ("Unsaid".to_owned(), words),
        }
    };
    for (http, code, change, read) in [
        (400, "SecurityRuleConflict", "Failed", "Failed"),
        (401, "InvalidAuthenticationToken", "Denied", "Denied"),
        (403, "AuthorizationFailed", "Denied", "Denied"),
        (404, "ResourceNotFound", "Changed", "Changed"),
        (409, "AnotherOperationInProgress", "Changed", "Changed"),
        (412, "PreconditionFailed", "Changed", "Changed"),
        (429, "TooManyRequests", "Throttled", "Throttled"),
        (302, "", "Failed", "Failed"),
        (500, "InternalServerError", "Unsaid", "Failed"),
        (503, "", "Unsaid", "Failed"),
    ] {
        for method in [Method::Put, Method::Patch, Method::Delete] {
            assert_eq!(sort(http, code, method).0, change, "{http} {code}");
        }
        assert_eq!(sort(http, code, Method::Get).0, read, "{http} {code}");
    }
    let (_, words) = sort(400, "InUse", Method::Delete);
    assert_eq!(words, "delete x/y: refused (InUse: why)");
    let silent = Wrong::Silent("30s".to_owned());
    assert!(matches!(stop(Method::Put, &about, &silent), Stop::Unsaid(_)));
    assert!(matches!(stop(Method::Get, &about, &silent), Stop::Refused(Refused::Failed, _)));
}
