//! Verdicts: 10,000 findings held against 1,000 grants.
//!
//! Once as an estate has them, where most grants are about a few resources of one account; and once at their worst, where every grant is about
//! everything and covers nothing of what opened. What costs is counted in pairs of a finding and a grant: ten million. Which grants are about a scope is
//! asked once a scope; what a pattern says before its first star ends most of what is left; boxes are compared side by side, and a space of packets is
//! built only for a flow that lies in an envelope in part. A missed target is printed and is no failure.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::error::Error;
use std::time::Instant;

use camino::Utf8Path;
use driftwall::authority::{Grant, Light, Papers, judge};
use driftwall::compare::Pairing;
use driftwall::findings::{Overrides, find};
use driftwall::model::{
    Action, Bears, Change, Class, Direction, Effect, FieldChange, Finding, Flow, ResourceId,
    Snapshot, Subject, Traffic, Verdict,
};
use driftwall::traffic::{Addresses, Match, Service};

const FINDINGS: u16 = 10_000;
const GRANTS: u16 = 1_000;
/// How many accounts there are.
const ACCOUNTS: u16 = 50;
const ROUNDS: usize = 5;
const MOST_SECONDS: f64 = 2.0;

fn main() -> Result<(), Box<dyn Error>> {
    if !std::env::args().any(|word| word == "--bench") {
        return Ok(());
    }
    let findings = findings()?;
    println!("{} findings, {GRANTS} grants", findings.len());
    for (name, grants) in [("as in an estate", estate()?), ("at their worst", worst()?)] {
        let papers = Papers { grants: Some(grants), waivers: None };
        let (seconds, authorized) = measured(&findings, &papers)?;
        let verdict = if seconds <= MOST_SECONDS { "met" } else { "missed" };
        println!(
            "{name:16} {seconds:6.2} s  {authorized} authorized  (target {MOST_SECONDS} s: {verdict})"
        );
    }
    Ok(())
}

/// The median of some rounds, and how many findings were authorized.
fn measured(findings: &[Finding], papers: &Papers) -> Result<(f64, usize), Box<dyn Error>> {
    let before = Snapshot::default();
    let pairing = Pairing::new(&before, &before, &[])?;
    let now = "2026-11-20T06:00:00Z".parse()?;
    let light = Light { before: &before, pairing: &pairing, now };
    let mut rounds = Vec::new();
    let mut authorized = 0;
    for _ in 0..ROUNDS {
        let mut judged = findings.to_vec();
        let start = Instant::now();
        judge(&mut judged, papers, &light);
        rounds.push(start.elapsed().as_secs_f64());
        authorized = judged.iter().filter(|one| one.verdict == Verdict::Authorized).count();
    }
    rounds.sort_by(f64::total_cmp);
    Ok((rounds.get(ROUNDS / 2).copied().unwrap_or_default(), authorized))
}

/// Groups that were opened to two networks each, on two ports.
fn findings() -> Result<Vec<Finding>, Box<dyn Error>> {
    let mut subjects = Vec::new();
    for number in 0..FINDINGS {
        let account = number / 10 % ACCOUNTS;
        let id = ResourceId {
            scope: format!("aws:1111222200{account:02}/eu-west-1").parse()?,
            kind: "aws.security-group".parse()?,
            identity: format!("sg-{number:05}").parse()?,
        };
        let flow = |third: u16, port: u16| -> Result<Flow, Box<dyn Error>> {
            let source = Addresses::parse(&format!("10.{}.{}.0/24", number % 200, third))?;
            let packets = Match::of(Service::tcp(port)).from(source);
            Ok(Flow { direction: Direction::Ingress, packets, rule: None, far_set: None })
        };
        let opened = vec![flow(number % 100, 443)?, flow(100 + number % 100, 8443)?];
        let traffic = Traffic { opened, whole: true, ..Traffic::default() };
        let (before, after) = (None, Some("new".into()));
        let path = "ingress[sgr-1]".into();
        let field =
            FieldChange { path, class: Class::Durable, bears: Bears::Traffic, before, after };
        subjects.push(Subject::Change(Change {
            effect: Some(Effect::Traffic(Box::new(traffic))),
            ..Change::new(id, None, Action::Modified, vec![field])
        }));
    }
    Ok(find(subjects, &Overrides::default()).findings)
}

/// Each about ten groups of an account, with envelopes that cover all of what opened, a part or nothing of it.
fn estate() -> Result<Vec<Grant>, Box<dyn Error>> {
    grants(|number| {
        let account = number % ACCOUNTS;
        let from = match number % 3 {
            0 => "10.0.0.0/8",
            1 => "10.0.0.0-10.100.20.255",
            _ => "192.0.2.0/24",
        };
        (
            format!("aws:1111222200{account:02}/*"),
            format!("sg-{number:04}*"),
            from.to_owned(),
            "443,8443".to_owned(),
        )
    })
}

/// Each about everything, and none covers anything.
fn worst() -> Result<Vec<Grant>, Box<dyn Error>> {
    grants(|number| {
        let (from, port) = ("10.0.0.0/8".to_owned(), (10_000 + number).to_string());
        ("aws:**".to_owned(), "**".to_owned(), from, port)
    })
}

fn grants(
    of: impl Fn(u16) -> (String, String, String, String),
) -> Result<Vec<Grant>, Box<dyn Error>> {
    let mut grants = Vec::new();
    for number in 0..GRANTS {
        let (scope, resource, from, ports) = of(number);
        let text = format!(
            "id = \"CHG-{number}\"\nowner = \"ana@example.com\"\nreason = \"bench\"\nvalid = {{ until = 2026-12-15 }}\n\
             [where]\nscope = \"{scope}\"\nresource = \"aws.security-group:{resource}\"\n\
             [[opens]]\ndirection = \"ingress\"\nfrom = [\"{from}\"]\nprotocol = \"tcp\"\nports = \"{ports}\"\n"
        );
        let read = Grant::read(Utf8Path::new("grants/one.toml"), &text);
        grants.push(
            read.map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?,
        );
    }
    Ok(grants)
}
