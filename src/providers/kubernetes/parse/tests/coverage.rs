//! What is known, what is not, and how it is said.

use super::{coverage, dump, identities, manifests, told};
use crate::model::{ScopeReading, Status};

const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: {podSelector: {}}\n";

/// The policy as a list of one, as servers answer.
const POLICIES: &str = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: p, namespace: shop}\n  spec: {podSelector: {}}\n";

fn page(version: &str, next: &str, remaining: Option<u64>, names: &[&str]) -> String {
    let mut metadata = serde_json::json!({"resourceVersion": version, "continue": next});
    if let Some(remaining) = remaining {
        metadata["remainingItemCount"] = remaining.into();
    }
    let items: Vec<_> = names
        .iter()
        .map(|name| serde_json::json!({"metadata": {"name": name}, "spec": {"podSelector": {}}}))
        .collect();
    serde_json::json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicyList", "metadata": metadata, "items": items}).to_string()
}

#[test]
fn a_kind_without_a_file_is_skipped_in_a_dump_and_empty_in_manifests() {
    let reading = dump(&[("netpol.yaml", POLICIES)]);
    assert_eq!(told(&reading, "network-policy"), "complete");
    assert_eq!(coverage(&reading, "network-policy").calls, ["netpol.yaml"]);
    assert_eq!(coverage(&reading, "network-policy").pages, 1);
    assert!(
        told(&reading, "pod").starts_with("skipped: no file holds pods; add one: kubectl get pods")
    );
    let reading = manifests(&[("netpol.yaml", POLICY)]);
    assert!(reading.kinds.values().all(|kind| kind.coverage.status == Status::Complete));
}

#[test]
fn an_empty_list_under_a_known_name_is_complete_and_zero() {
    let typed = r#"{"kind":"NetworkPolicyList","apiVersion":"networking.k8s.io/v1","metadata":{},"items":null}"#;
    let list = r#"{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":""},"items":[]}"#;
    for (file, text) in [
        ("anything.json", typed),
        ("networkpolicies.json", list),
        ("netpol.json", list),
        ("all-networkpolicies.json", list),
        ("network_policies.shop.json", list),
        ("networkpolicies.networking.k8s.io.json", list),
    ] {
        let reading = dump(&[(file, text)]);
        assert_eq!(told(&reading, "network-policy"), "complete", "{file}");
        assert_eq!(coverage(&reading, "service").status, Status::Skipped, "{file}");
    }
    let reading = dump(&[("anp.json", list), ("baseline-admin-network-policies.json", list)]);
    assert_eq!(coverage(&reading, "admin-network-policy").status, Status::Complete);
    assert_eq!(coverage(&reading, "baseline-admin-network-policy").status, Status::Complete);
    assert_eq!(coverage(&reading, "network-policy").status, Status::Skipped);
    let reading = dump(&[("answer.json", list)]);
    assert!(reading.unrecognised["answer.json"].contains("empty list"));
}

#[test]
fn an_empty_file_is_a_failed_answer_in_a_dump() {
    let reading = dump(&[("networkpolicies.json", "")]);
    assert!(
        told(&reading, "network-policy").starts_with("failed: `networkpolicies.json` is empty")
    );
    assert_eq!(coverage(&manifests(&[("x.yaml", "")]), "pod").status, Status::Complete);
}

#[test]
fn an_unreadable_file_counts_against_every_kind_that_it_might_hold() {
    let broken = "kind: Pod\nmetadata: [\n";
    let reading = dump(&[("netpol.yaml", POLICIES), ("pods.yaml", broken)]);
    assert!(
        told(&reading, "pod").starts_with("failed: `pods.yaml`: line "),
        "{}",
        told(&reading, "pod")
    );
    assert_eq!(told(&reading, "network-policy"), "complete");
    let reading = dump(&[("netpol.yaml", POLICIES), ("cluster.yaml", broken)]);
    assert!(reading.kinds.values().all(|kind| kind.coverage.status == Status::Partial));
    // A manifest's name is its author's own.
    let reading = manifests(&[("netpol.yaml", POLICY), ("pods.yaml", broken)]);
    assert!(reading.kinds.values().all(|kind| kind.coverage.status == Status::Partial));
    assert_eq!(identities(&reading, "network-policy"), ["shop/p"]);
    let reading = manifests(&[("templates/web.yaml", "metadata:\n  name: {{ .Release.Name }}\n")]);
    assert!(
        told(&reading, "pod").contains("`templates/web.yaml`: line 2 column "),
        "{}",
        told(&reading, "pod")
    );
    assert!(told(&reading, "pod").contains("helm template"));
}

#[test]
fn an_object_that_does_not_fit_is_named() {
    let reading = dump(&[(
        "pods.yaml",
        "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a, namespace: b}\n  spec: {containers: 7}\n",
    )]);
    let told = told(&reading, "pod");
    assert!(told.starts_with("partial: `pods.yaml`: Pod `b/a`: invalid type"), "{told}");
}

#[test]
fn single_objects_are_not_the_whole_kind_in_a_dump() {
    let ask = "so there may be more; ask for all: kubectl get networkpolicies.networking.k8s.io --all-namespaces -o json";
    let json = r#"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{}}}"#;
    for (file, text) in [("networkpolicies.json", json), ("netpol.yaml", POLICY)] {
        let reading = dump(&[(file, text)]);
        assert_eq!(
            told(&reading, "network-policy"),
            format!("partial: `{file}` holds one object and no list, {ask}")
        );
        assert_eq!(identities(&reading, "network-policy"), ["shop/p"]);
        assert_eq!(coverage(&reading, "pod").status, Status::Skipped);
    }
    let both = format!("{POLICY}---\n{}", POLICY.replace("name: p", "name: q"));
    assert_eq!(
        told(&dump(&[("b.yaml", &both), ("c.json", json)]), "network-policy"),
        format!(
            "partial: there are 3 objects by themselves and no list, the first in `b.yaml`, {ask}"
        )
    );
    // Beside a list, or where files are all there should be, nothing is missing.
    let reading = dump(&[("a.json", json), ("b.yaml", POLICIES)]);
    assert_eq!(told(&reading, "network-policy"), "complete");
    assert_eq!(told(&manifests(&[("a.json", json)]), "network-policy"), "complete");
}

#[test]
fn the_same_object_twice_is_one_and_two_versions_of_it_are_a_gap() {
    let other = POLICY.replace("podSelector: {}", "podSelector: {}, ingress: [{}]");
    let reading = manifests(&[("a.yaml", POLICY), ("b.yaml", POLICY)]);
    assert_eq!(told(&reading, "network-policy"), "complete");
    let reading = manifests(&[("b.yaml", &other), ("a.yaml", POLICY)]);
    let told = told(&reading, "network-policy");
    assert!(
        told.contains("`a.yaml`") && told.contains("`b.yaml`") && told.starts_with("partial"),
        "{told}"
    );
    assert!(
        !super::durable(&reading, "network-policy", "shop/p").as_str().contains("\"ingress\":[{")
    );
}

#[test]
fn pages_must_cover_what_is_said_to_remain() {
    let first = page("9", "t1", Some(3), &["a", "b"]);
    let second = page("9", "t2", Some(1), &["c", "d"]);
    let third = page("9", "", None, &["e"]);
    let status = |files: &[(&str, &str)]| coverage(&dump(files), "network-policy").status;
    assert_eq!(
        status(&[("1.json", &first), ("2.json", &second), ("3.json", &third)]),
        Status::Complete
    );
    assert_eq!(status(&[("1.json", &first), ("3.json", &third)]), Status::Partial);
    assert_eq!(status(&[("1.json", &first), ("2.json", &second)]), Status::Partial);
    assert_eq!(
        status(&[("1.json", &first), ("1b.json", &first), ("2.json", &second), ("3.json", &third)]),
        Status::Complete
    );
    let later = page("10", "", None, &["e"]);
    assert_eq!(
        status(&[("1.json", &first), ("2.json", &second), ("3.json", &later)]),
        Status::Partial
    );
    let uncounted = page("9", "t1", None, &["a", "b"]);
    assert_eq!(status(&[("1.json", &uncounted), ("3.json", &third)]), Status::Partial);
}

#[test]
fn kinds_of_others_are_told_when_they_matter_and_secrets_never() {
    let text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\n---\n\
        apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: a}\n---\n\
        apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n---\n\
        apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\n---\nreplicas: 3\n";
    let reading: ScopeReading = manifests(&[("all.yaml", text)]);
    let keys: Vec<_> = reading.unrecognised.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "AllowList.example.org",
            "CiliumNetworkPolicy.cilium.io",
            "NetworkPolicy.projectcalico.org",
            "all.yaml"
        ]
    );
    assert!(reading.unrecognised["CiliumNetworkPolicy.cilium.io"].contains("filters traffic"));
    assert!(!reading.unrecognised["AllowList.example.org"].contains("filters traffic"));
    assert!(!format!("{reading:?}").contains("hunter2"));
    assert_eq!(identities(&reading, "network-policy"), [""; 0]);
}

#[test]
fn lists_in_lists_give_their_elements_a_kind() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: NamespaceList\n  items:\n  - metadata: {name: shop}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: prod}\n";
    assert_eq!(identities(&dump(&[("x.yaml", text)]), "namespace"), ["prod", "shop"]);
}

#[test]
fn a_refusal_beside_what_was_read_makes_it_partial() {
    let denied = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"Forbidden","details":{"group":"networking.k8s.io","kind":"networkpolicies"},"code":403}"#;
    let reading = dump(&[("a.yaml", POLICIES), ("b.json", denied)]);
    assert_eq!(coverage(&reading, "network-policy").status, Status::Partial);
    let absent = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","code":404}"#;
    let reading = dump(&[("clusternetworkpolicies.json", absent)]);
    assert_eq!(coverage(&reading, "cluster-network-policy").status, Status::Absent);
}

#[test]
fn the_same_files_in_another_order_are_the_same_reading() {
    let other = POLICY.replace("podSelector: {}", "podSelector: {}, ingress: [{}]");
    let files = [("a.yaml", POLICY), ("b.yaml", other.as_str()), ("c.yaml", "x: [\n")];
    let mut reversed = files;
    reversed.reverse();
    assert_eq!(dump(&files), dump(&reversed));
}

#[test]
fn what_kubectl_says_of_a_kind_that_is_not_installed_reads_as_yaml_and_is_no_document() {
    let said = "error: the server doesn't have a resource type \"adminnetworkpolicies\"\n";
    for path in ["adminnetworkpolicies.yaml", "adminnetworkpolicies.json", "anp.txt"] {
        let reading = dump(&[(path, said)]);
        assert!(told(&reading, "admin-network-policy").starts_with("absent: "), "{path}");
    }
}
