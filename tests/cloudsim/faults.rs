//! Every way to go wrong, for every action of every provider: what a client sees of it.

use std::io::ErrorKind;
use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};

use super::ACCOUNT;
use super::asks::{ask, asked, everything, next};
use super::cloudsim::Cloud;
use super::cloudsim::asked::{Action, Provider};
use super::cloudsim::faults::Kind;
use super::wire::{Client, Reply};

/// How long a client waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_millis(150);

/// Each action with each kind of fault that can befall it.
fn each(kinds: &[Kind], check: impl Fn(&Cloud, Provider, &Action, Kind)) {
    let cloud = everything();
    let mut count = 0;
    for provider in Provider::ALL {
        for action in provider.actions() {
            for &kind in kinds.iter().filter(|kind| kind.befalls(action)) {
                cloud.fault(kind.on(action.name).of(provider).account(account(provider, action)));
                check(&cloud, provider, action, kind);
                cloud.heal();
                count += 1;
            }
        }
    }
    assert!(count >= 4 * kinds.len(), "{count}");
}

/// Whom a request of an action is for. Some are for nobody in particular.
fn account(provider: Provider, action: &Action) -> &'static str {
    match action.name {
        "Microsoft.Resources/subscriptions/read" | "Microsoft.Management/managementGroups/read" => {
            ""
        }
        "resourcemanager.projects.search" => "",
        "Microsoft.Management/managementGroups/descendants/read" => "all",
        "resourcemanager.projects.list" | "resourcemanager.folders.list" => {
            "organizations/123456789012"
        }
        _ => asked(provider),
    }
}

fn once(cloud: &Cloud, provider: Provider, action: &Action, token: Option<&str>) -> Reply {
    ask(&mut Client::to(cloud), provider, action, token).unwrap()
}

/// What each provider calls it: the status, and a word of the body.
fn said(provider: Provider, action: &Action, kind: Kind) -> (u16, &'static str) {
    let service = action.name.split(':').next().unwrap();
    match (kind, provider) {
        (Kind::Throttled, Provider::Aws) => match service {
            "ec2" => (503, "<Code>RequestLimitExceeded</Code>"),
            "sts" => (400, "<Code>Throttling</Code>"),
            "organizations" => (400, "\"TooManyRequestsException\""),
            _ => (400, "\"ThrottlingException\""),
        },
        (Kind::Throttled, Provider::Docker) => (429, "too many requests"),
        (Kind::Denied, Provider::Docker) => (403, "authorization denied by plugin"),
        (Kind::ExpiredCredentials, Provider::Docker) => (401, "expired"),
        (Kind::NotThere, Provider::Docker) => (404, "page not found"),
        // Nobody's clock matters to it.
        (Kind::ClockSkew, Provider::Docker) => (200, ""),
        (Kind::Throttled, Provider::Gcp) => (403, "\"rateLimitExceeded\""),
        (Kind::Throttled, _) => (429, "\"TooManyRequests\""),
        (Kind::Denied, Provider::Aws) => match service {
            "ec2" => (403, "<Code>UnauthorizedOperation</Code>"),
            "sts" => (403, "<Code>AccessDenied</Code>"),
            _ => (400, "\"AccessDeniedException\""),
        },
        (Kind::Denied, Provider::Azure) => (403, "\"AuthorizationFailed\""),
        (Kind::Denied, Provider::Gcp) => (403, "\"PERMISSION_DENIED\""),
        (Kind::Denied, Provider::Kubernetes) => (403, "\"Forbidden\""),
        (Kind::ExpiredCredentials, Provider::Aws) => match service {
            "ec2" => (400, "<Code>RequestExpired</Code>"),
            "sts" => (403, "<Code>ExpiredToken</Code>"),
            _ => (400, "\"ExpiredTokenException\""),
        },
        (Kind::ClockSkew, Provider::Aws) => match service {
            "ec2" => (401, "<Code>AuthFailure</Code>"),
            "sts" => (403, "<Code>SignatureDoesNotMatch</Code>"),
            _ => (400, "\"InvalidSignatureException\""),
        },
        (Kind::ExpiredCredentials, Provider::Azure) => (401, "\"ExpiredAuthenticationToken\""),
        (Kind::ClockSkew, Provider::Azure) => (401, "\"InvalidAuthenticationToken\""),
        (Kind::ExpiredCredentials | Kind::ClockSkew, Provider::Gcp) => (401, "\"UNAUTHENTICATED\""),
        (Kind::ExpiredCredentials | Kind::ClockSkew, Provider::Kubernetes) => {
            (401, "\"Unauthorized\"")
        }
        (Kind::NotThere, Provider::Aws) => match service {
            "ec2" | "sts" => (400, "<Code>InvalidAction</Code>"),
            _ => (400, "\"UnknownOperationException\""),
        },
        (Kind::NotThere, Provider::Azure) => (404, "\"InvalidResourceType\""),
        (Kind::NotThere, Provider::Gcp) => (403, "\"accessNotConfigured\""),
        (Kind::NotThere, Provider::Kubernetes) => (404, "404 page not found"),
        (Kind::LostPage, Provider::Aws) => match service {
            "ec2" => (400, "<Code>InvalidNextToken</Code>"),
            "organizations" => (400, "\"INVALID_NEXT_TOKEN\""),
            _ => (400, "\"InvalidNextTokenException\""),
        },
        (Kind::LostPage, Provider::Azure) => (400, "\"InvalidSkipToken\""),
        (Kind::LostPage, Provider::Gcp) => (400, "pageToken"),
        (Kind::LostPage, Provider::Kubernetes) => (410, "\"Expired\""),
        (Kind::ServerError, _) => (500, ""),
        (Kind::Unavailable, _) => (503, ""),
        (Kind::BadGateway, _) => (502, "<html>"),
        (Kind::SignInPage, _) => (200, "Sign in"),
        _ => unreachable!("{kind:?} is seen otherwise"),
    }
}

#[test]
fn a_refusal_is_in_the_providers_own_words() {
    let kinds = [
        Kind::Throttled,
        Kind::Denied,
        Kind::ExpiredCredentials,
        Kind::ClockSkew,
        Kind::NotThere,
        Kind::LostPage,
        Kind::ServerError,
        Kind::Unavailable,
        Kind::BadGateway,
        Kind::SignInPage,
    ];
    each(&kinds, |cloud, provider, action, kind| {
        let token = (kind == Kind::LostPage).then_some("00");
        let reply = once(cloud, provider, action, token);
        let (status, word) = said(provider, action, kind);
        let what = format!("{kind:?} {}: {} {}", action.name, reply.status, reply.body);
        assert!(reply.status == status && reply.body.contains(word), "{what}");
        let is_page = matches!(kind, Kind::BadGateway | Kind::SignInPage);
        assert_eq!(is_page, reply.header("content-type").starts_with("text/html"), "{what}");
        let waits =
            kind == Kind::Throttled && matches!(provider, Provider::Azure | Provider::Kubernetes);
        assert_eq!(waits, !reply.header("retry-after").is_empty(), "{what}");
        let date = rfc2822::parse(&reply.header("date").replace("GMT", "+0000")).unwrap();
        let ahead = date.timestamp().as_second() - Timestamp::now().as_second();
        assert_eq!(kind == Kind::ClockSkew, (3500..=3700).contains(&ahead), "{what} {ahead}");
    });
}

#[test]
fn a_connection_breaks_where_it_should() {
    let kinds = [Kind::Reset, Kind::Truncated, Kind::BrokenChunks];
    each(&kinds, |cloud, provider, action, kind| {
        let error = ask(&mut Client::to(cloud), provider, action, None).unwrap_err();
        let expected = match kind {
            Kind::Reset => ErrorKind::ConnectionReset,
            _ => ErrorKind::UnexpectedEof,
        };
        assert_eq!(error.kind(), expected, "{kind:?} {}", action.name);
    });
}

#[test]
fn a_document_is_not_what_it_was() {
    let kinds = [Kind::CutDocument, Kind::EmptyBody, Kind::Malformed];
    each(&kinds, |cloud, provider, action, kind| {
        let reply = once(cloud, provider, action, None);
        assert_eq!(reply.status, 200);
        let is_json = serde_json::from_str::<serde_json::Value>(&reply.body).is_ok();
        let is_xml = reply.body.starts_with("<?xml") || reply.body.contains("sts.amazonaws.com");
        let is_whole = reply.body.trim_end().ends_with("Response>");
        let what = format!("{kind:?} {}: {}", action.name, reply.body);
        match kind {
            Kind::EmptyBody => assert_eq!(reply.body, ""),
            Kind::CutDocument => assert!(!is_json && !is_whole && !reply.body.is_empty(), "{what}"),
            // A number or a truth value is neither; else the document is broken.
            _ if is_xml => {
                let is_odd = reply.body.contains(">often<") || reply.body.contains("&nothing;");
                assert!(is_odd, "{what}");
            }
            _ => assert!(reply.body.contains("{\"often\":[]}") || !is_json, "{what}"),
        }
    });
}

#[test]
fn an_answer_that_does_not_come_does_not_come() {
    let cloud = everything();
    for provider in Provider::ALL {
        let actions = provider.actions();
        let action = actions.iter().find(|action| action.pages).unwrap_or(&actions[0]);
        for kind in [Kind::Silence, Kind::SlowDrip] {
            cloud.fault(kind.on(action.name).of(provider).pace(Duration::from_secs(60)));
            let mut client = Client::to(&cloud).patient_for(PATIENCE);
            let error = ask(&mut client, provider, action, None).unwrap_err();
            // The client waited as long as it has patience.
            assert_eq!(error.kind(), ErrorKind::WouldBlock, "{kind:?}");
            cloud.heal();
        }
        // Drop by drop it does come in the end.
        cloud.fault(Kind::SlowDrip.on(action.name).pace(Duration::from_micros(10)));
        let slow = once(&cloud, provider, action, None);
        cloud.heal();
        assert_eq!(slow.body.len(), once(&cloud, provider, action, None).body.len());
    }
}

/// The tokens of the first pages, until there is none.
fn tokens(cloud: &Cloud, provider: Provider, action: &Action) -> (Vec<String>, String) {
    let mut client = Client::to(cloud);
    let (mut tokens, mut bodies): (Vec<String>, _) = (Vec::new(), String::new());
    while tokens.len() < 8 {
        let token = tokens.last().map(String::as_str);
        let reply = ask(&mut client, provider, action, token).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.body);
        bodies.push_str(&reply.body);
        match next(&reply) {
            Some(next) => tokens.push(next),
            None => break,
        }
    }
    (tokens, bodies)
}

#[test]
fn pages_go_wrong_as_told() {
    let cloud = everything();
    for provider in Provider::ALL {
        for action in provider.actions().iter().filter(|action| action.pages) {
            let name = action.name;
            let healthy = tokens(&cloud, provider, action).0.len();
            assert!(healthy >= 1 || name.ends_with("ListRoots"), "{name}: {healthy}");
            cloud.fault(Kind::EndlessPages.on(name));
            let (mut endless, _) = tokens(&cloud, provider, action);
            endless.sort();
            endless.dedup();
            assert_eq!(endless.len(), 8, "{name}: each leads on, none twice");
            cloud.heal();
            cloud.fault(Kind::RepeatedToken.on(name));
            let (repeated, _) = tokens(&cloud, provider, action);
            assert_eq!(repeated.len(), 8, "{name}");
            assert!(repeated.iter().all(|token| *token == repeated[0]), "{name}");
            cloud.heal();
            cloud.fault(Kind::EmptyPages.on(name));
            let (paused, _) = tokens(&cloud, provider, action);
            assert_eq!(paused.len(), 2 * healthy + 1, "{name}: a page without items before each");
            cloud.heal();
        }
    }
}

#[test]
fn a_fault_strikes_where_and_as_often_as_told() {
    let cloud = everything();
    let vpcs = |cloud: &Cloud| {
        let mut client = Client::to(cloud);
        let replies = (0..6).map(|_| client.call("ec2:DescribeVpcs", &[]).status == 200);
        replies.collect::<Vec<bool>>()
    };
    let healthy = vec![true; 6];
    for (fault, expected) in [
        (Kind::Throttled.on("ec2:DescribeVpcs").first(2), [false, false, true, true, true, true]),
        (Kind::Throttled.on("ec2:*").every(3), [true, true, false, true, true, false]),
        (Kind::Denied.on("*").account(ACCOUNT), [false; 6]),
        (Kind::Denied.on("*").account("444455556666"), [true; 6]),
        (Kind::Denied.on("*").region("us-east-1"), [true; 6]),
        (Kind::Denied.on("*").region("eu-west-1"), [false; 6]),
        (Kind::Denied.on("*").of(Provider::Azure), [true; 6]),
        (Kind::Denied.on("*").page(2), [true; 6]),
        (Kind::Denied.on("ec2:DescribeSubnets"), [true; 6]),
    ] {
        let what = format!("{fault:?}");
        cloud.fault(fault);
        assert_eq!(vpcs(&cloud), expected, "{what}");
        cloud.heal();
        assert_eq!(vpcs(&cloud), healthy);
    }
    cloud.fault(Kind::Denied.on("ec2:DescribeVpcs").page(2));
    let mut client = Client::to(&cloud);
    let first = client.call("ec2:DescribeVpcs", &[("MaxResults", "5")]);
    let token = next(&first).unwrap();
    assert_eq!(client.call("ec2:DescribeVpcs", &[("NextToken", &token)]).status, 403);
    cloud.heal();
    cloud.fault(Kind::Throttled.on("compute.*").retry_after(7));
    let gcp = Provider::Gcp.actions().iter().find(|one| one.name == "compute.firewalls.list");
    let reply = once(&cloud, Provider::Gcp, gcp.unwrap(), None);
    assert_eq!((reply.status, reply.header("retry-after")), (429, "7"));
}

#[test]
fn a_campaign_knows_what_to_expect() {
    let single = Action { name: "ec2:DescribeRegions", pages: false };
    let befall: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.befalls(&single)).collect();
    assert_eq!(befall.len(), Kind::ALL.len() - 4);
    let free = Action { name: "sts:GetCallerIdentity", pages: false };
    assert!(!Kind::Denied.befalls(&free) && Kind::Throttled.befalls(&free));
    let harmless: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.is_harmless()).collect();
    assert_eq!(harmless, [Kind::EmptyPages]);
    let passing = Kind::ALL.into_iter().filter(|kind| kind.is_passing()).count();
    assert_eq!(passing, 4);
}
