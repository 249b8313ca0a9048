//! The same estate read live: the same resources to the byte, and what moto's IAM refuses.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::aws::{ACCOUNT, Aws, REGION, read, scope_folder, text};
use super::binary::{Driftwall, copy_folder};
use super::server::Moto;

/// Whose credentials a live read has.
pub(crate) struct Who<'a> {
    pub(crate) url: &'a str,
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Who<'_> {
    pub(crate) fn env(&self) -> [(&str, &str); 7] {
        [
            ("AWS_ENDPOINT_URL", self.url),
            ("AWS_ACCESS_KEY_ID", &self.key),
            ("AWS_SECRET_ACCESS_KEY", &self.secret),
            ("AWS_REGION", REGION),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("HOME", "/nonexistent"),
            // What moto does not know it will not know the next time.
            ("AWS_MAX_ATTEMPTS", "1"),
        ]
    }
}

fn scope() -> String {
    format!("aws:{ACCOUNT}/{REGION}")
}

pub(crate) fn live() -> String {
    format!("live:{}", scope())
}

/// The resources of a snapshot by kind, as they are written.
fn resources(snapshot: &str) -> BTreeMap<String, String> {
    let snapshot: Value = serde_json::from_str(snapshot).unwrap();
    let kinds = snapshot["scopes"][scope()]["kinds"].as_object().unwrap();
    kinds.iter().map(|(kind, reading)| (kind.clone(), reading["resources"].to_string())).collect()
}

/// Holds a live read against a dump of the same account.
pub(crate) fn same_as_the_dump(
    driftwall: &Driftwall,
    aws: &Aws,
    moto: &Moto,
    dump: &Path,
    place: &Path,
) {
    // A live read asks for the entries of AWS's own lists too.
    let whole = place.join("whole");
    copy_folder(dump, &whole);
    for list in read(dump, "describe-managed-prefix-lists")["PrefixLists"].as_array().unwrap() {
        let id = text(&list["PrefixListId"]);
        let file = scope_folder(&whole).join(format!("get-managed-prefix-list-entries.{id}.json"));
        if !file.exists() {
            let call = ["ec2", "get-managed-prefix-list-entries", "--prefix-list-id", &id];
            std::fs::write(file, aws.print(&call)).unwrap();
        }
    }
    let url = moto.url();
    let who = Who { url: &url, key: "test".into(), secret: "test".into() };
    // Three calls are gaps of moto's.
    let read_live = driftwall.run_with(&["snapshot", "--live", &live()], &who.env()).ends_with(4);
    let of_dump = format!("dump:{}", whole.display());
    let read_dump = driftwall.run(&["snapshot", "--live", &of_dump]).ends_with(0);
    let (live, dump) = (resources(&read_live.stdout), resources(&read_dump.stdout));
    assert_eq!(live.keys().collect::<Vec<_>>(), dump.keys().collect::<Vec<_>>());
    let filled = dump.values().filter(|resources| resources.len() > 2).count();
    assert_eq!(filled, 12, "every kind that moto knows has something in it");
    for (kind, resources) in &dump {
        assert_eq!(&live[kind], resources, "{kind}");
    }
}

/// Lets moto ask IAM about everything from now on, or about nothing.
pub(crate) fn enforce(moto: &Moto, is_on: bool) {
    moto.post("/moto-api/reset-auth", if is_on { "0" } else { "inf" });
}

/// Gives the auditor what this policy allows.
fn allow(aws: &Aws, policy: &Value) {
    let document = policy.to_string();
    aws.run(
        "iam",
        "put-user-policy",
        &json!({"UserName": "audit", "PolicyName": "reads", "PolicyDocument": document}),
    );
}

/// A user with the policy that is printed can read everything; without a permission, what it allows is denied.
pub(crate) fn as_iam_allows(driftwall: &Driftwall, aws: &Aws, moto: &Moto) {
    let printed = driftwall.run(&["doctor", "--permissions", "aws"]).ends_with(0).stdout;
    let mut policy: Value = serde_json::from_str(&printed).unwrap();
    // Nobody is asked about this one on AWS; moto asks.
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.push(json!("sts:GetCallerIdentity"));
    aws.run("iam", "create-user", &json!({"UserName": "audit"}));
    allow(aws, &policy);
    let key = aws.run("iam", "create-access-key", &json!({"UserName": "audit"}));
    let url = moto.url();
    let who = Who {
        url: &url,
        key: text(&key["AccessKey"]["AccessKeyId"]),
        secret: text(&key["AccessKey"]["SecretAccessKey"]),
    };
    enforce(moto, true);
    let told = doctor(driftwall, &who);
    enforce(moto, false);
    let denied: Vec<&String> =
        told.iter().filter(|(_, access)| *access == "denied").map(|(call, _)| call).collect();
    assert!(denied.is_empty(), "{denied:?}");
    assert_eq!(told["describe-security-groups"], "allowed");
    assert_eq!(told["get-trail-status"], "allowed");

    let taken = ["ec2:DescribeSecurityGroups", "cloudtrail:DescribeTrails"];
    let actions = policy["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.retain(|action| !taken.contains(&action.as_str().unwrap()));
    allow(aws, &policy);
    enforce(moto, true);
    let told = doctor(driftwall, &who);
    let args = ["scan", "--live", &live(), "--output", "json"];
    let scan = driftwall.run_with(&args, &who.env()).ends_with(4);
    let accept = ["baseline", "accept", "--all", "--yes", "--live", &live()];
    let approval = ["--by", "auditor", "--reason", "as agreed"];
    let accepted = driftwall.run_with(&[&accept[..], &approval].concat(), &who.env()).ends_with(4);
    enforce(moto, false);
    assert_eq!(told["describe-security-groups"], "denied");
    assert_eq!(told["describe-trails"], "denied");
    assert!(accepted.stderr.contains("describe-security-groups"), "{}", accepted.stderr);
    let report: Value = serde_json::from_str(&scan.stdout).unwrap();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["code"], "coverage-lost", "{finding}");
    }
    let rows = report["coverage"].as_array().unwrap();
    for (kind, permission) in [("aws.security-group", taken[0]), ("aws.trail", taken[1])] {
        let row = rows.iter().find(|row| row["kind"] == kind).unwrap();
        assert_eq!(row["status"], "denied");
        assert!(row["reason"].as_str().unwrap().contains(&format!("needs {permission}")), "{row}");
    }
}

/// An organisation of three accounts, one of them closed: the others are read, each as itself.
pub(crate) fn as_an_organization(aws: &Aws, moto: &Moto, place: &Path) {
    let driftwall = Driftwall::new(place.join("organization"));
    aws.run("organizations", "create-organization", &json!({"FeatureSet": "ALL"}));
    let create = |name: &str| {
        let account = json!({"AccountName": name, "Email": format!("{name}@example.com")});
        let made = aws.run("organizations", "create-account", &account);
        text(&made["CreateAccountStatus"]["AccountId"])
    };
    let (shop, gone) = (create("shop"), create("gone"));
    aws.run("organizations", "close-account", &json!({"AccountId": gone}));
    std::fs::write(
        driftwall.folder.join("driftwall.toml"),
        format!("[aws]\nrole = \"audit\"\nregions = [\"{REGION}\"]\n"),
    )
    .unwrap();
    let url = moto.url();
    let who = Who { url: &url, key: "test".into(), secret: "test".into() };
    // Three calls are gaps of moto's.
    let run = driftwall.run_with(&["snapshot", "--live", "live"], &who.env()).ends_with(4);
    let snapshot: Value = serde_json::from_str(&run.stdout).unwrap();
    let scopes = snapshot["scopes"].as_object().unwrap();
    assert_eq!(scopes.len(), 3, "{:?}", scopes.keys());
    let groups = |id: &str| {
        let kind = &scopes[&format!("aws:{id}/{REGION}")]["kinds"]["aws.security-group"];
        assert_eq!(kind["coverage"]["status"], "complete", "{id}: {kind}");
        kind["resources"].as_object().unwrap().keys().cloned().collect::<Vec<String>>()
    };
    let (own, other) = (groups(ACCOUNT), groups(&shop));
    assert!(own.len() > other.len() && !other.is_empty(), "{own:?} {other:?}");
    assert!(!other.iter().any(|group| own.contains(group)), "{own:?} {other:?}");
    let closed = &scopes[&format!("aws:{gone}/{REGION}")]["kinds"]["aws.vpc"]["coverage"];
    assert_eq!(closed["status"], "skipped", "{closed}");
}

/// How each call went.
fn doctor(driftwall: &Driftwall, who: &Who<'_>) -> BTreeMap<String, String> {
    let args = ["doctor", "--live", &live(), "--output", "json"];
    let run = driftwall.run_with(&args, &who.env()).ends_with(4);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let calls = document["calls"].as_array().unwrap();
    calls.iter().map(|row| (text(&row["call"]), text(&row["access"]))).collect()
}
