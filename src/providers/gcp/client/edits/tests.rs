//! Every command line that is printed is known and taken whole, and is the request that `gcloud` sends.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::line::tests::line;
use super::request::{Api, Request};
use super::rows::{ROWS, Row};
use super::run::known;
use crate::model::{Command, Edit};
use crate::providers::gcp::ENTRY;
use crate::providers::gcp::remedy::tests::every_script;
use crate::providers::live::Refused;
use crate::providers::live::change::Stop;
use crate::providers::tests::remedies::{set, words};

/// What `gcloud` sent to a server that has, under every name, what is `there`.
#[derive(Deserialize)]
struct Recorded {
    there: Map<String, Value>,
    calls: Vec<Sent>,
}

#[derive(Deserialize)]
struct Sent {
    line: String,
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    body: Option<Value>,
}

fn recorded() -> Recorded {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gcp/gcloud-calls/528.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The row and the request of a command line, with what is taken over from what is there.
fn request(text: &str, there: &Value) -> Result<(&'static Row, Request), String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    // What another command prints is recorded as a word.
    if let Some(at) = words.iter().position(|word| word == "--access-config-name") {
        let value = words.remove(at + 1);
        words[at] = format!("--access-config-name={value}");
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (row, mut request) = Row::read(line(&words)?)?;
    if let (Some(takes), Some(Value::Object(body))) = (request.takes.take(), &mut request.body) {
        (takes.over)(there, body)?;
    }
    Ok((row, request))
}

#[test]
fn what_is_sent_is_what_gcloud_sends() {
    let Recorded { there, calls } = recorded();
    assert!(calls.len() > 120, "{}", calls.len());
    let mut used = BTreeSet::new();
    for Sent { line, method, path, query, body } in calls {
        let is = Value::Object(there.clone());
        let (row, sent) = request(&line, &is).unwrap_or_else(|why| panic!("{line}\n{why}"));
        used.insert(row.call.0);
        assert_eq!(sent.method.as_str(), method, "{line}");
        let api = if path.contains("/sinks") { Api::Logging } else { Api::Compute };
        assert_eq!(
            (sent.api, sent.path.join("/")),
            (api, path.trim_start_matches('/').to_owned()),
            "{line}"
        );
        let parameters: BTreeMap<String, String> =
            sent.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        assert_eq!(parameters, lower(query), "{line}");
        let (sent, body) = (sent.body.map(plain), body.map(plain));
        if row.call.0 == "compute firewall-rules update" {
            // `gcloud` says all of the rule again, and so would overwrite whoever edits another part of it.
            let (mut sent, mut body) = (merged(&is, sent.unwrap()), merged(&is, body.unwrap()));
            for one in [&mut sent, &mut body] {
                one.as_object_mut().unwrap().remove("name");
            }
            assert_eq!(sent, body, "{line}");
        } else {
            assert_eq!(sent, body, "{line}");
        }
    }
    let unused: Vec<&str> =
        ROWS.iter().map(|row| row.call.0).filter(|call| !used.contains(call)).collect();
    assert_eq!(unused, Vec::<&str>::new(), "rows of which no request of gcloud's was recorded");
}

/// Google takes a switch in any case; `gcloud` writes Python's.
fn lower(query: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let value = |value: String| match value.as_str() {
        "True" => "true".to_owned(),
        "False" => "false".to_owned(),
        _ => value,
    };
    query.into_iter().map(|(name, text)| (name, value(text))).collect()
}

/// What is left out of a new subnet is off.
fn plain(mut body: Value) -> Value {
    if body.get("privateIpGoogleAccess") == Some(&Value::Bool(false)) && body.get("name").is_some()
    {
        body.as_object_mut().unwrap().remove("privateIpGoogleAccess");
    }
    body
}

/// What becomes of what is there, by the rules of a merge patch. A list without anything in it is one that is not there.
fn merged(there: &Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut fields = there.as_object().cloned().unwrap_or_default();
    for (name, value) in patch {
        let is = fields.remove(&name).unwrap_or(Value::Null);
        let value = merged(&is, value);
        if !(value.is_null() || value == json!([])) {
            fields.insert(name, value);
        }
    }
    fields.into()
}

/// Commands of fixtures in which every field has some value, without regard to the others: `gcloud` refuses them as well.
const ODD: &[&str] = &[
    "`--rules` is missing",
    "nothing is known of the value ``",
    "`--next-hop-ilb-region` is missing",
    "an address is of a subnet or of a network",
];

#[test]
fn every_printed_call_is_known_and_taken_whole() {
    let scripts = every_script();
    assert!(scripts.len() > 100, "{}", scripts.len());
    let mut odd = BTreeSet::new();
    let mut taken = 0;
    for command in scripts.iter().flat_map(|script| &script.commands) {
        match known(command) {
            Ok(_) => taken += 1,
            Err(Stop::Refused(Refused::Failed, why)) => {
                let one = ODD.iter().find(|one| why.contains(*one));
                odd.insert(one.unwrap_or_else(|| panic!("{}: {why}", words(command))));
            }
            Err(Stop::Refused(..) | Stop::Unsaid(_)) => panic!("{command:?}"),
        }
    }
    assert!(taken > 200, "{taken}");
    assert_eq!(odd.len(), ODD.len(), "only {odd:?}");
}

/// A sort of command lines, and how the body of their requests is read.
type Kind = (&'static str, fn(&Value) -> String);

/// What Google's own crate, which is made of Google's descriptions, reads of a body. It keeps aside what it does not know.
fn read<T: serde::de::DeserializeOwned + std::fmt::Debug>(body: &Value) -> String {
    format!("{:?}", serde_json::from_value::<T>(body.clone()).unwrap())
}

#[test]
fn every_field_is_one_of_googles() {
    use google_cloud_compute_v1::model;
    const UNKNOWN: &str = "_unknown_fields";
    assert!(read::<model::Firewall>(&json!({"sourceRange": []})).contains(UNKNOWN));
    let kinds: &[Kind] = &[
        ("firewall-rules", read::<model::Firewall>),
        ("firewall-policies rules", read::<model::FirewallPolicyRule>),
        ("firewall-policies associations", read::<model::FirewallPolicyAssociation>),
        ("firewall-policies", read::<model::FirewallPolicy>),
        ("networks subnets", read::<model::Subnetwork>),
        ("networks peerings delete", read::<model::NetworksRemovePeeringRequest>),
        ("networks peerings update", read::<model::NetworksUpdatePeeringRequest>),
        ("networks peerings", read::<model::NetworksAddPeeringRequest>),
        ("networks", read::<model::Network>),
        ("instances add-access-config", read::<model::AccessConfig>),
        ("instances update", read::<model::InstancesSetLabelsRequest>),
        ("instances remove-metadata", read::<model::Metadata>),
        ("tags", read::<model::Tags>),
        ("routes", read::<model::Route>),
        ("addresses", read::<model::Address>),
    ];
    let Recorded { there, calls } = recorded();
    let mut tried = 0;
    for line in calls.iter().map(|call| &call.line).filter(|line| line.contains(" compute ")) {
        let (row, sent) = request(line, &Value::Object(there.clone())).unwrap();
        let Some(body) = sent.body else { continue };
        let (_, read) = kinds.iter().find(|(name, _)| row.call.0.contains(name)).unwrap();
        let read = read(&body);
        assert!(!read.contains(UNKNOWN), "{line}\n{read}");
        tried += 1;
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn what_is_not_known_is_refused_before_anything_is_sent() {
    let refused = |text: &str| request(text, &Value::Null).err().unwrap();
    let why =
        refused("gcloud compute firewall-rules update ssh --project=shop --quiet --sourcerange=x");
    assert!(why.contains("no such call") && why.contains("`--sourcerange`"), "{why}");
    let why = refused("gcloud compute ssh web --project=shop --quiet");
    assert!(why.contains("driftwall makes no call `compute ssh web`"), "{why}");
    for odd in [
        "gcloud compute firewall-rules delete ../networks/main --project=shop --quiet",
        "gcloud compute firewall-rules delete ssh --project=.. --quiet",
        "gcloud compute firewall-rules delete ssh more --project=shop --quiet",
        "gcloud compute firewall-rules delete --project=shop --quiet",
        "gcloud compute firewall-rules update ssh --project=shop --quiet --disabled --no-disabled",
        "gcloud compute network-firewall-policies delete edge --project=shop --quiet",
        "gcloud logging sinks delete audit --project=shop --folder=7 --quiet",
        "gcloud logging sinks update audit --project=shop --quiet --add-exclusion=filter=x",
    ] {
        assert!(request(odd, &Value::Null).is_err(), "{odd}");
    }
    let kept = Command::new(&["gcloud"]).kept("--name", "x");
    assert!(known(&kept).is_err());
}

#[test]
fn what_is_there_is_kept_and_what_went_is_told() {
    let of = |line: &str, there: Value| request(line, &there).map(|(_, sent)| sent.body.unwrap());
    let rule = "gcloud compute firewall-rules update ssh --project=shop --quiet --rules=tcp:22";
    let layers = json!([{"IPProtocol": "tcp", "ports": ["22"]}]);
    let denies = json!({"denied": [{"IPProtocol": "all"}]});
    assert_eq!(of(rule, denies), Ok(json!({"denied": layers})));
    let tags = "gcloud compute instances add-tags w --project=shop --quiet --zone=z --tags=a";
    let is = |items: Value| json!({"tags": {"items": items, "fingerprint": "f"}});
    assert_eq!(of(tags, is(json!(["b"]))), Ok(json!({"items": ["a", "b"], "fingerprint": "f"})));
    assert!(of(tags, is(json!(["a"]))).is_err(), "nothing would change");
    assert!(of(tags, json!({"tags": {}})).is_err(), "without a fingerprint nothing is written");
    let sink = "gcloud logging sinks update s --project=shop --quiet --remove-exclusions=n";
    assert!(of(sink, json!({"exclusions": []})).unwrap_err().contains("no longer there"));
    let sink =
        "gcloud logging sinks update s --project=shop --quiet --add-exclusion=^;^name=n;filter=f";
    assert!(of(sink, json!({"exclusions": [{"name": "n"}]})).unwrap_err().contains("already"));
}

#[test]
fn a_public_address_goes_by_the_name_that_is_looked_up() {
    let address = json!([{"address": "203.0.113.7", "interface": "nic0"}]);
    let field = ("public_addresses", false, address, Value::Null);
    let edit: Edit = set("gcp:shop", "gcp.instance", "europe-west1-b/web", &[field]);
    let script = (ENTRY.remedies.script)(&edit).unwrap();
    let (_, request) = known(&script.commands[0]).unwrap();
    let name = request.query.iter().find(|(name, _)| *name == "accessConfig").unwrap();
    assert_eq!(name.1, "looked-up");
}
