//! That every field is put back or left with a reason, and the words of commands that no emulator knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::gcloud::{list, name, path};
#[cfg(feature = "gcp")]
use crate::model::{Act, Edit, Script, Setting};
use crate::providers::gcp::ENTRY;
use crate::providers::tests::dumped;
use crate::providers::tests::remedies::{Counted, commands, create, every_field, set};

/// What is planned when any field of any resource of the fixtures comes or goes, and the resource itself; and which fields they lack.
fn every_plan() -> (Counted, Vec<BTreeSet<String>>) {
    let mut counted = Counted::default();
    let mut unseen = Vec::new();
    for (folder, scope) in [("project", "gcp:shop"), ("organization", "gcp:organizations/7")] {
        let files = dumped::fixtures(&format!("gcp/every-field/{folder}"));
        let answers = files.iter().map(|(name, json)| dumped::answer(name, json)).collect();
        let reading = dumped::read(&ENTRY, scope, answers);
        unseen.push(every_field(&ENTRY, scope, &reading, &mut counted));
    }
    (counted, unseen)
}

#[test]
fn every_field_is_put_back_or_left_with_a_reason() {
    let (counted, unseen) = every_plan();
    let nowhere: Vec<&String> = unseen[0].intersection(&unseen[1]).collect();
    assert!(nowhere.is_empty(), "no fixture has {nowhere:?}");
    assert!(counted.made > 100 && counted.left > 20, "{counted:?}");
    assert_eq!(counted.scripts.len(), counted.made);
}

/// The commands of all that is planned for the fixtures. An element that comes or goes is edited as well.
#[cfg(feature = "gcp")]
pub(in crate::providers::gcp) fn every_script() -> Vec<Script> {
    let (counted, _) = every_plan();
    let mut scripts = Vec::new();
    for (edit, script) in counted.scripts {
        scripts.push(script);
        let Act::Set(settings) = &edit.act else { continue };
        for setting in settings {
            let value = setting.to.clone().or_else(|| setting.from.clone());
            let same = Setting { from: value.clone(), to: value, ..setting.clone() };
            let edit = Edit { id: edit.id.clone(), act: Act::Set(vec![same]) };
            scripts.extend((ENTRY.remedies.script)(&edit));
        }
    }
    scripts
}

fn rule() -> Value {
    json!({
        "action": "allow", "direction": "ingress", "priority": 900, "traffic": ["tcp 22,80-90", "icmp"],
        "source": {"ranges": ["10.0.0.0/8"]}, "description": "$(id), it's",
    })
}

fn one(kind: &str, id: &str, field: &str, is_element: bool, from: Value, to: Value) -> Vec<String> {
    commands(&ENTRY, &set("gcp:shop", kind, id, &[(field, is_element, from, to)]))
}

#[test]
fn rules_of_policies_are_spoken_of_by_their_priority() {
    let policy = ("gcp.network-firewall-policy", "global/edge");
    assert_eq!(
        one(policy.0, policy.1, "rules", true, Value::Null, rule()),
        [
            "gcloud compute network-firewall-policies rules create 900 --project=shop --quiet --firewall-policy=edge --global-firewall-policy \
          --action=allow --direction=INGRESS --layer4-configs=tcp:22,tcp:80-90,icmp --src-ip-ranges=10.0.0.0/8 --description=$(id), it's \
          --no-disabled --no-enable-logging"
        ]
    );
    assert_eq!(
        one(policy.0, "europe-west1/edge", "rules", true, rule(), Value::Null),
        [
            "gcloud compute network-firewall-policies rules delete 900 --project=shop --quiet --firewall-policy=edge --firewall-policy-region=europe-west1"
        ]
    );
    // What the rule has no more is said; what it never had is not.
    let mut tagged = rule();
    tagged["source"] =
        json!({"ranges": [], "fqdns": ["a.example"], "secure_tags": ["tagValues/1"]});
    let update = one(policy.0, policy.1, "rules", true, tagged.clone(), rule()).concat();
    assert!(
        update.contains("rules update 900")
            && update.contains("--src-ip-ranges=10.0.0.0/8 --src-fqdns= --src-secure-tags= --desc"),
        "{update}"
    );
    let hierarchy = |from: &Value, to: &Value| {
        let rows = [("rules", true, from.clone(), to.clone())];
        commands(&ENTRY, &set("gcp:organizations/7", "gcp.firewall-policy", "123", &rows)).concat()
    };
    assert!(hierarchy(&tagged, &rule()).starts_with("not: the released commands"));
    let update = hierarchy(&rule(), &tagged);
    assert!(
        update.contains("--src-ip-ranges= --src-fqdns=a.example --src-secure-tags=tagValues/1"),
        "{update}"
    );
    let mut allowed = rule();
    allowed["action"] = json!("deny");
    assert!(!hierarchy(&allowed, &rule()).contains("secure"));
    let mut scoped = rule();
    scoped["source"]["network_context"] = json!("INTERNET");
    let why = one(policy.0, policy.1, "rules", true, Value::Null, scoped).concat();
    assert!(why.starts_with("not: the released commands"), "{why}");

    let edit = set(
        "gcp:organizations/7",
        "gcp.firewall-policy",
        "123",
        &[("rules", true, Value::Null, rule())],
    );
    let made = commands(&ENTRY, &edit).concat();
    assert!(made.starts_with("gcloud compute firewall-policies rules create 900 --quiet --firewall-policy=123 --action=allow"), "{made}");
    let target = json!({"name": "42", "target": "folders/42"});
    let edit = set(
        "gcp:organizations/7",
        "gcp.firewall-policy",
        "123",
        &[("associations", true, Value::Null, target)],
    );
    assert_eq!(
        commands(&ENTRY, &edit),
        [
            "gcloud compute firewall-policies associations create --quiet --firewall-policy=123 --name=42 --folder=42"
        ]
    );
    assert_eq!(
        commands(&ENTRY, &edit.undo()),
        ["gcloud compute firewall-policies associations delete 42 --quiet --firewall-policy=123"]
    );
}

#[test]
fn networks_and_subnets_are_edited_in_place() {
    let order = one(
        "gcp.network",
        "main",
        "enforcement_order",
        false,
        json!("BEFORE_CLASSIC_FIREWALL"),
        json!("AFTER_CLASSIC_FIREWALL"),
    );
    assert_eq!(
        order,
        [
            "gcloud compute networks update main --project=shop --quiet --network-firewall-policy-enforcement-order=AFTER_CLASSIC_FIREWALL"
        ]
    );
    let held = json!({"association": "edge-main", "policy": "global/edge"});
    assert_eq!(
        one("gcp.network", "main", "firewall_policies", true, Value::Null, held),
        [
            "gcloud compute network-firewall-policies associations create --project=shop --quiet --firewall-policy=edge --global-firewall-policy \
          --name=edge-main --network=main"
        ]
    );
    let peering = json!({"name": "spoke", "network": "projects/hub/global/networks/hub", "export_custom_routes": true});
    assert_eq!(
        one("gcp.network", "main", "peerings", true, Value::Null, peering.clone()),
        [
            "gcloud compute networks peerings create spoke --project=shop --quiet --network=main --peer-project=hub --peer-network=hub \
          --export-custom-routes --export-subnet-routes-with-public-ip --stack-type=IPV4_ONLY"
        ]
    );
    assert_eq!(
        one("gcp.network", "main", "peerings", true, peering, Value::Null),
        ["gcloud compute networks peerings delete spoke --project=shop --quiet --network=main"]
    );
    let logs = json!({"interval": "INTERVAL_5_SEC", "metadata": "INCLUDE_ALL_METADATA", "sampling": "0.5"});
    assert_eq!(
        one("gcp.subnetwork", "europe-west1/web", "flow_logs", false, Value::Null, logs.clone()),
        [
            "gcloud compute networks subnets update web --project=shop --quiet --region=europe-west1 --enable-flow-logs \
          --logging-flow-sampling=0.5 --logging-aggregation-interval=interval-5-sec --logging-metadata=include-all --logging-filter-expr="
        ]
    );
    assert_eq!(
        one("gcp.subnetwork", "europe-west1/web", "flow_logs", false, logs, Value::Null),
        [
            "gcloud compute networks subnets update web --project=shop --quiet --region=europe-west1 --no-enable-flow-logs"
        ]
    );
}

#[test]
fn machines_are_edited_while_they_run() {
    let machine = ("gcp.instance", "europe-west1-b/web-1");
    assert_eq!(
        one(machine.0, machine.1, "tags", false, json!(["db", "web"]), json!(["lb", "web"])),
        [
            "gcloud compute instances add-tags web-1 --project=shop --quiet --zone=europe-west1-b --tags=lb",
            "gcloud compute instances remove-tags web-1 --project=shop --quiet --zone=europe-west1-b --tags=db",
        ]
    );
    let address = json!([{"address": "203.0.113.7", "interface": "nic0"}]);
    let gone = one(machine.0, machine.1, "public_addresses", false, address.clone(), Value::Null);
    assert_eq!(
        gone,
        [
            "gcloud compute instances delete-access-config web-1 --project=shop --quiet --zone=europe-west1-b --network-interface=nic0 \
          --access-config-name $(gcloud compute instances describe web-1 --project=shop --quiet --zone=europe-west1-b \
          --format=value(networkInterfaces[0].accessConfigs[0].name))"
        ]
    );
    let come = one(machine.0, machine.1, "public_addresses", false, Value::Null, address);
    assert!(come.concat().ends_with("add-access-config web-1 --project=shop --quiet --zone=europe-west1-b --network-interface=nic0 --address=203.0.113.7"), "{come:?}");
    let why =
        one(machine.0, machine.1, "metadata_keys", true, Value::Null, json!("startup-script"));
    assert!(why.concat().contains("not recorded"), "{why:?}");
}

#[test]
fn sinks_and_routes_come_back_as_they_were() {
    let sink = json!({
        "destination": "storage.googleapis.com/audit", "logging": true, "filter": "severity>=ERROR AND x=\"a;b\"",
        "exclusions": [{"name": "noise", "filter": "a, b; c", "disabled": true}],
    });
    assert_eq!(
        commands(&ENTRY, &create("gcp:organizations/7", "gcp.log-sink", "audit", &sink)),
        [
            "gcloud logging sinks create audit storage.googleapis.com/audit --organization=7 --quiet --log-filter=severity>=ERROR AND x=\"a;b\" \
          --exclusion=^|^name=noise|filter=a, b; c|disabled=true"
        ]
    );
    let settings = [
        (
            "destination",
            false,
            json!("storage.googleapis.com/theirs"),
            json!("storage.googleapis.com/audit"),
        ),
        ("logging", false, json!(false), json!(true)),
    ];
    assert_eq!(
        commands(&ENTRY, &set("gcp:shop", "gcp.log-sink", "audit", &settings)),
        [
            "gcloud logging sinks update audit storage.googleapis.com/audit --project=shop --quiet --no-disabled"
        ]
    );
    let route = json!({
        "destination": "0.0.0.0/0", "network": "main", "next_hop": "global/gateways/default-internet-gateway",
        "next_hop_type": "gateway", "priority": 900, "tags": ["nat"], "type": "STATIC",
    });
    assert_eq!(
        commands(&ENTRY, &create("gcp:shop", "gcp.route", "out", &route)),
        [
            "gcloud compute routes create out --project=shop --quiet --network=projects/shop/global/networks/main --destination-range=0.0.0.0/0 \
          --next-hop-gateway=default-internet-gateway --priority=900 --tags=nat"
        ]
    );
}

#[test]
fn what_is_no_name_is_no_word_of_a_command() {
    for odd in
        ["", "-x", "--project=other", "a b", "a/b", "a,b", "$(id)", "caf\u{e9}", "a\nb", "^;^a"]
    {
        assert!(name(odd).is_err(), "{odd}");
        let edit = create(
            "gcp:shop",
            "gcp.firewall-rule",
            &format!("{odd} "),
            &json!({"direction": "ingress", "priority": 1}),
        );
        assert!(commands(&ENTRY, &edit).concat().starts_with("not: "), "{odd}");
    }
    assert!(
        path("a/-b").is_err()
            && path("a//b").is_err()
            && path("projects/p/global/networks/n").is_ok()
    );
}

#[test]
fn a_list_is_split_where_it_was_joined() {
    for (values, text) in [
        (&["a", "b"] as &[&str], "a,b"),
        (&[], ""),
        (&["a,b", "c"], "^;^a,b;c"),
        (&["^x"], "^;^^x"),
        (&["a,b;", "c"], "^|^a,b;|c"),
    ] {
        assert_eq!(list(values), text);
    }
}
