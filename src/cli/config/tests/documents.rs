//! The schema and the reference page say what the types say.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::config::{VARIABLES, schema};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every key with its tables: `scan.live`, `findings.<code>.severity`.
pub(super) fn every_key() -> BTreeSet<String> {
    fn enter(node: &Value, path: &str, keys: &mut BTreeSet<String>) {
        if let Some(properties) = node["properties"].as_object() {
            for (name, node) in properties {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                enter(node, &path, keys);
            }
        } else if node["items"]["properties"].is_object() {
            enter(&node["items"], path, keys);
        } else if node["additionalProperties"].is_object() {
            enter(&node["additionalProperties"], &format!("{path}.<code>"), keys);
        } else {
            keys.insert(path.to_owned());
        }
    }
    let mut keys = BTreeSet::new();
    enter(&schema(), "", &mut keys);
    keys
}

#[test]
fn the_keys_are_these() {
    let keys: Vec<String> = every_key().into_iter().collect();
    assert_eq!(
        keys,
        [
            "activity.sources",
            "authority.grants",
            "authority.require_signatures",
            "authority.signers",
            "authority.waivers",
            "aws.accounts",
            "aws.endpoint_url",
            "aws.external_id",
            "aws.profile",
            "aws.regions",
            "aws.role",
            "azure.cloud",
            "azure.endpoint_url",
            "azure.management_groups",
            "azure.subscriptions",
            "azure.tenant",
            "baseline.path",
            "baseline.require_signatures",
            "docker.cert_path",
            "docker.hosts",
            "findings.<code>.enabled",
            "findings.<code>.severity",
            "gcp.endpoint_url",
            "gcp.folders",
            "gcp.organization",
            "gcp.projects",
            "kubernetes.contexts",
            "kubernetes.ipblock",
            "kubernetes.kubeconfig",
            "output.format",
            "output.path",
            "scan.allow_incomplete",
            "scan.concurrency",
            "scan.deadline",
            "scan.fail_on",
            "scan.live",
            "scope.exclude",
            "scope.include",
            "scope.kinds",
            "scope.name",
        ]
    );
}

#[test]
fn the_kept_schema_is_the_schema() {
    let path = format!("{ROOT}/docs/schema/config.json");
    let text = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1") {
        fs_err::write(&path, &text).unwrap();
    }
    let kept = fs_err::read_to_string(&path).unwrap();
    assert!(kept == text, "docs/schema/config.json is old: run the tests with DRIFTWALL_BLESS=1");
}

#[test]
fn the_schema_takes_what_the_parser_takes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let json = |text: &str| -> Value {
        serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
    };
    let found = crate::cli::config::Found::default();
    assert!(validator.is_valid(&json(&crate::cli::config::template(&found))));
    assert!(
        validator.is_valid(&json("[scan]\nlive = \"dump:x\"\n[[scope]]\nkinds = [\"aws.*\"]\n"))
    );
    for wrong in
        ["scam = 1", "[scan]\nx = 1", "[scan]\nfail_on = \"x\"", "[[scope]]\nx = 1", "[[output]]"]
    {
        assert!(!validator.is_valid(&json(wrong)), "{wrong}");
    }
}

#[test]
fn the_reference_page_has_every_key_and_every_variable() {
    let page = fs_err::read_to_string(format!("{ROOT}/docs/configuration.md")).unwrap();
    for key in every_key() {
        assert!(page.contains(&format!("| `{key}` |")), "{key}");
    }
    for variable in VARIABLES {
        let row =
            format!("| `{}` | `{}` | {} |", variable.name, variable.stands_for, variable.meaning);
        assert!(page.contains(&row), "{row}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, every_key().len() + VARIABLES.len(), "a row for something that is not there");
}
