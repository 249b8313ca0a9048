//! Policies that are written in another way and mean the same are told as that.

use super::*;

const PODS: [(&str, &str); 3] =
    [("db", "app: db"), ("web", "app: web"), ("api", "app: api, tier: front")];

/// Whether nothing that packets meet is different, and every edit that shows says so.
fn same(before: &str, after: &str) {
    let pods: String = PODS.iter().map(|(name, labels)| deployment(name, labels)).collect();
    let all = changes(&(pods.clone() + before), &(pods + after), IpBlocks::External);
    for (name, change) in &all {
        let Some(Effect::Traffic(traffic)) = &change.effect else { panic!("{name}: {change:?}") };
        assert!(traffic.is_equivalent() || all.len() > 1, "{name}: {traffic:?}");
    }
    // Several policies that are one differ each for itself; together they open and close nothing at a pod that was not.
    let net: Vec<String> = all
        .values()
        .filter_map(|one| match &one.exposure {
            Some(Exposure::Reach(_)) => Some(arrivals(one)),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(net.is_empty(), "{net:?}");
}

fn db(rules: &str) -> String {
    policy("db", &format!("podSelector: {{matchLabels: {{app: db}}}}, ingress: [{rules}]"))
}

const FRONT: &str = "{podSelector: {matchLabels: {tier: front}}}";
const WEB: &str = "{podSelector: {matchLabels: {app: web}}}";

#[test]
fn rules_peers_and_ports_may_be_put_in_another_order() {
    let one = format!("{{from: [{FRONT}, {WEB}], ports: [{{port: 1}}, {{port: 2}}]}}");
    let other = format!("{{from: [{WEB}, {FRONT}], ports: [{{port: 2}}, {{port: 1}}]}}");
    same(&db(&one), &db(&other));
    same(
        &db(&format!("{one}, {{ports: [{{port: 9}}]}}")),
        &db(&format!("{{ports: [{{port: 9}}]}}, {one}")),
    );
}

#[test]
fn a_rule_may_be_split_by_peers_and_by_ports() {
    let whole = format!("{{from: [{FRONT}, {WEB}], ports: [{{port: 1}}, {{port: 2}}]}}");
    let by_peer = format!(
        "{{from: [{FRONT}], ports: [{{port: 1}}, {{port: 2}}]}}, {{from: [{WEB}], ports: [{{port: 1}}, {{port: 2}}]}}"
    );
    let by_port = format!(
        "{{from: [{FRONT}, {WEB}], ports: [{{port: 1}}]}}, {{from: [{FRONT}, {WEB}], ports: [{{port: 2}}]}}"
    );
    same(&db(&whole), &db(&by_peer));
    same(&db(&whole), &db(&by_port));
    same(&db(&by_peer), &db(&by_port));
}

#[test]
fn a_block_may_be_split_in_halves() {
    let of = |blocks: &[&str]| {
        let peers: Vec<String> =
            blocks.iter().map(|block| format!("{{ipBlock: {{cidr: {block}}}}}")).collect();
        db(&format!("{{from: [{}]}}", peers.join(", ")))
    };
    same(&of(&["198.51.100.0/24"]), &of(&["198.51.100.0/25", "198.51.100.128/25"]));
    same(&of(&["0.0.0.0/0"]), &of(&["0.0.0.0/1", "128.0.0.0/1"]));
    let hole = db("{from: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.0/25]}}]}");
    same(&hole, &of(&["198.51.100.128/25"]));
}

#[test]
fn a_range_of_ports_may_be_its_parts() {
    let range = db("{ports: [{port: 80, endPort: 82}]}");
    same(&range, &db("{ports: [{port: 80}, {port: 81}, {port: 82}]}"));
    same(&range, &db("{ports: [{port: 80, endPort: 81}, {port: 81, endPort: 82}]}"));
    let all = db("{ports: [{protocol: TCP}]}");
    same(
        &all,
        &db("{ports: [{port: 1, endPort: 30000}, {port: 30001, endPort: 65535}, {protocol: TCP}]}"),
    );
}

#[test]
fn a_selector_may_be_written_as_expressions() {
    let labels = db(&format!("{{from: [{FRONT}]}}"));
    let expressions = db(
        "{from: [{podSelector: {matchExpressions: [{key: tier, operator: In, values: [front]}]}}]}",
    );
    same(&labels, &expressions);
    let subject = |selector: &str| policy("db", &format!("podSelector: {{{selector}}}"));
    same(
        &subject("matchLabels: {app: db}"),
        &subject("matchExpressions: [{key: app, operator: In, values: [db]}]"),
    );
    let home = db(
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {tier: front}}}]}",
    );
    same(&labels, &home);
}

#[test]
fn a_policy_may_be_split_in_two_and_merged() {
    let front = format!("{{from: [{FRONT}], ports: [{{port: 1}}]}}");
    let web = format!("{{from: [{WEB}], ports: [{{port: 2}}]}}");
    let whole = db(&format!("{front}, {web}"));
    // What is new comes first, and what is gone goes last, so nothing is ever open or closed in between.
    let split = db(&front) + &db(&web).replace("name: db,", "name: db-2,");
    same(&whole, &split);
    same(&split, &whole);
    let renamed = whole.replace("name: db,", "name: other,");
    same(&whole, &renamed);
}
