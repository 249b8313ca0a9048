//! The inner loops, each on data of the size that it meets in a large estate.
//!
//! Everything goes through the same doors as in the product, so a loop that is not public is measured with
//! the little that stands around it.

mod google;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use driftwall::compare::{Pairing, compare};
use driftwall::effects;
use driftwall::findings::{self, Overrides};
use driftwall::model::{
    Assumptions, Coverage, Document, Identity, Kind, Provider, Reading, Resource, Scope,
    ScopeReading, Snapshot,
};
use driftwall::providers::{self, Answer};
use driftwall::report::{self, Format, Run, Style};
use driftwall::scan::{FailsOn, Wishes, scan};
use driftwall::sources::terraform::Terraform;
use serde_json::value::RawValue;
use serde_json::{Value, json};

const GROUP: Kind = Kind::new(Provider::Aws, "security-group");

/// The durable fields of a group with this many rules, in this order, the first one open to `first`.
fn durable(rules: usize, first: &str, reversed: bool) -> Value {
    let mut ingress: Vec<Value> = (0..rules)
        .map(|rule| {
            let peer = match rule {
                0 => first.to_owned(),
                _ => format!("10.{}.{}.0/24", rule / 250, rule % 250),
            };
            json!({"description": format!("office {rule}"), "id": format!("sgr-0{rule:016x}"),
                "peer": peer, "ports": "8443", "protocol": "tcp"})
        })
        .collect();
    if reversed {
        ingress.reverse();
    }
    json!({"description": "web", "egress": [], "ingress": ingress, "name": "web", "vpc": "vpc-1"})
}

fn document(value: &Value) -> Document {
    Document::of(value).unwrap_or_else(|_| Document::empty())
}

fn scope() -> Scope {
    Scope::new(Provider::Aws, "111122223333/eu-west-1").unwrap_or_else(|error| unreachable(&error))
}

/// Something that this file wrote itself is not what it should be.
#[expect(clippy::panic, reason = "a mistake in this program")]
fn unreachable(error: &dyn std::fmt::Display) -> ! {
    panic!("{error}")
}

/// A snapshot of so many equal groups.
fn snapshot(groups: usize, durable: &Value) -> Snapshot {
    let resource = Resource {
        durable: document(durable),
        context: document(&json!({"attached_to": ["eni-1", "eni-2"]})),
    };
    let resources: BTreeMap<Identity, Resource> = (0..groups)
        .filter_map(|group| Some((Identity::new(format!("sg-{group:05}")).ok()?, resource.clone())))
        .collect();
    let reading = Reading { coverage: Coverage::complete(Vec::new(), 1), resources };
    let scope_reading =
        ScopeReading { kinds: [(GROUP, reading)].into(), ..ScopeReading::default() };
    Snapshot { scopes: [(scope(), scope_reading)].into(), ..Snapshot::default() }
}

fn pairing(before: &Snapshot, after: &Snapshot) -> Pairing {
    Pairing::new(before, after, &[]).unwrap_or_else(|error| unreachable(&error))
}

fn documents(c: &mut Criterion) {
    let document = document(&durable(20, "192.0.2.0/24", false));
    let pretty = document.pretty(1);
    let raw: &RawValue = serde_json::from_str(&pretty).unwrap_or_else(|error| unreachable(&error));
    c.bench_function("read a document", |b| b.iter(|| Document::read(black_box(raw))));
    c.bench_function("lay a document out", |b| b.iter(|| black_box(&document).pretty(1)));
}

fn normalising(c: &mut Criterion) {
    let group = json!({"SecurityGroups": [{
        "GroupId": "sg-1", "GroupName": "web", "OwnerId": "111122223333", "VpcId": "vpc-1",
        "SecurityGroupArn": "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
        "IpPermissions": (0..10).map(|port| json!({
            "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "PrefixListIds": [],
            "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.0/24", "Description": "x"}],
        })).collect::<Vec<_>>(),
    }]});
    let bytes = group.to_string().into_bytes();
    let Some(provider) = providers::entry(Provider::Aws) else { return };
    c.bench_function("normalise a group", |b| {
        b.iter(|| {
            let bytes = bytes.clone();
            let answer = Answer {
                name: "describe-security-groups".to_owned(),
                path: "describe-security-groups.json".into(),
                read: Box::new(move || Ok(bytes)),
            };
            (provider.read_dump)(&scope(), vec![answer], None)
        });
    });
}

fn comparing(c: &mut Criterion) {
    let mut pair = |name: &str, before: &Snapshot, after: &Snapshot| {
        let pairing = pairing(before, after);
        c.bench_function(name, |b| b.iter(|| compare(black_box(before), after, &pairing)));
    };
    let approved = snapshot(1, &durable(20, "192.0.2.0/24", false));
    let drifted = snapshot(1, &durable(20, "0.0.0.0/0", false));
    pair("compare equal groups", &approved, &approved.clone());
    pair("compare differing groups", &approved, &drifted);
    let approved = snapshot(1, &durable(1000, "192.0.2.0/24", false));
    let drifted = snapshot(1, &durable(1000, "0.0.0.0/0", true));
    pair("match 1,000 rules", &approved, &drifted);
}

/// A network security group with this many rules, the one in the middle open to `middle`, as it is read from a dump.
fn network_security_group(rules: usize, middle: &str) -> Snapshot {
    let id = "/subscriptions/5d3c/resourceGroups/shop/providers/Microsoft.Network/networkSecurityGroups/web";
    let rule = |at: usize| {
        let from = format!("10.{}.{}.0/24", at / 200, at % 200);
        let from = if at == rules / 2 { middle.to_owned() } else { from };
        json!({"name": format!("r{at}"), "priority": 100 + at, "direction": "Inbound", "protocol": "Tcp",
            "access": if at.is_multiple_of(3) { "Deny" } else { "Allow" },
            "sourceAddressPrefix": from, "sourcePortRange": "*",
            "destinationAddressPrefix": format!("10.200.{}.0/25", at % 16),
            "destinationPortRange": format!("{}-{}", 1000 + at % 50, 1100 + at % 70)})
    };
    let last = json!({"name": "DenyAllInBound", "priority": 65500, "direction": "Inbound", "access": "Deny", "protocol": "*",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"});
    let group = json!([{"id": id, "name": "web", "defaultSecurityRules": [last],
        "securityRules": (0..rules).map(rule).collect::<Vec<_>>()}]);
    let bytes = group.to_string().into_bytes();
    let scope = Scope::new(Provider::Azure, "5d3c").unwrap_or_else(|error| unreachable(&error));
    let answer = Answer {
        name: "nsg-list".to_owned(),
        path: "nsg-list.json".into(),
        read: Box::new(move || Ok(bytes)),
    };
    let Some(provider) = providers::entry(Provider::Azure) else { return Snapshot::default() };
    let reading = (provider.read_dump)(&scope, vec![answer], None);
    Snapshot { scopes: [(scope, reading)].into(), ..Snapshot::default() }
}

/// What an edit means as traffic: both versions are built, and held against each other.
fn deciding(c: &mut Criterion) {
    let before = network_security_group(1000, "198.51.100.0/24");
    let after = network_security_group(1000, "0.0.0.0/0");
    let pairing = pairing(&before, &after);
    let subjects = compare(&before, &after, &pairing).subjects;
    c.bench_function("the effect of an edit among 1,000 rules of an NSG", |b| {
        b.iter(|| {
            effects::compute(
                black_box(subjects.clone()),
                &before,
                &after,
                &pairing,
                Assumptions::default(),
            )
        });
    });
}

fn telling(c: &mut Criterion) {
    let approved = snapshot(1000, &durable(20, "192.0.2.0/24", false));
    let drifted = snapshot(1000, &durable(20, "0.0.0.0/0", false));
    let subjects = compare(&approved, &drifted, &pairing(&approved, &drifted)).subjects;
    c.bench_function("name 1,000 findings", |b| {
        b.iter(|| findings::find(black_box(subjects.clone()), &Overrides::default()));
    });
    let wishes = Wishes {
        papers: driftwall::authority::Papers::default(),
        now: jiff::Timestamp::UNIX_EPOCH,
        map: Vec::new(),
        overrides: Overrides::default(),
        assumptions: Assumptions::default(),
        approved: false,
        book: Default::default(),
        times: Default::default(),
        terraform: Terraform::default(),
        fails_on: FailsOn::AnyDifference,
        allow_incomplete: false,
    };
    let outcome = scan(approved, drifted, &wishes).unwrap_or_else(|error| unreachable(&error));
    let run = Run {
        command: "scan",
        started: jiff::Timestamp::UNIX_EPOCH,
        finished: jiff::Timestamp::UNIX_EPOCH,
        exit_code: 1,
        before: "baseline:baselines".to_owned(),
        after: "dump:today".to_owned(),
        baseline: Some("baselines".into()),
    };
    c.bench_function("write 1,000 findings down", |b| {
        b.iter(|| report::document(black_box(&outcome), &run));
    });
    let written = report::document(&outcome, &run);
    let style = Style { color: false, width: 100, verbose: false, quiet: false };
    c.bench_function("print 1,000 findings", |b| {
        b.iter(|| report::render(Format::Text, black_box(&written), &style));
    });
}

criterion_group!(benches, documents, normalising, comparing, deciding, telling, google::networks);
criterion_main!(benches);
