//! Golden events of every shape of a cluster's audit log.

use serde_json::{Value, json};

use super::*;

fn scope() -> Scope {
    "kubernetes:prod".parse().unwrap()
}

fn event(verb: &str, resource: &str, group: &str, name: Option<&str>) -> Value {
    let mut object = json!({ "resource": resource, "namespace": "shop", "apiVersion": "v1" });
    if !group.is_empty() {
        object["apiGroup"] = json!(group);
    }
    if let Some(name) = name {
        object["name"] = json!(name);
    }
    json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "auditID": "a-1",
        "stage": "ResponseComplete", "requestURI": "/apis", "verb": verb,
        "user": { "username": "ana@example.com", "groups": ["system:authenticated"] },
        "sourceIPs": ["192.0.2.1", "203.0.113.9"], "objectRef": object,
        "responseStatus": { "metadata": {}, "code": 200 },
        "requestReceivedTimestamp": "2026-11-20T02:13:00.000001Z",
        "stageTimestamp": "2026-11-20T02:13:01.000000Z"
    })
}

fn policy(verb: &str) -> Value {
    event(verb, "networkpolicies", "networking.k8s.io", Some("deny"))
}

fn taken(event: &Value) -> Record {
    read(&event.to_string(), Some(&scope())).unwrap()
}

fn activity(event: &Value) -> Activity {
    taken(event).activity.unwrap()
}

/// Which resources, and what became of them.
fn deeds(event: &Value) -> Vec<String> {
    let word = |act: &Done| match act {
        Done::Became { is_new, .. } => format!("became new={is_new}"),
        Done::Came => "came".to_owned(),
        Done::Went => "went".to_owned(),
        Done::Set(_) => "set".to_owned(),
        Done::Touched(fields) => format!("touched {fields:?}"),
    };
    let name = |target: &Target| match target {
        Target::Is(name) => name.to_string(),
        Target::Below(prefix) => format!("{prefix}*"),
        Target::Has { .. } => unreachable!("a cluster names objects"),
    };
    let deeds = activity(event).deeds;
    deeds
        .iter()
        .map(|one| format!("{} {} {}", one.kind, name(&one.target), word(&one.act)))
        .collect()
}

fn body() -> Value {
    json!({
        "kind": "NetworkPolicy", "apiVersion": "networking.k8s.io/v1",
        "metadata": { "name": "deny", "namespace": "shop" },
        "spec": { "podSelector": {}, "policyTypes": ["Ingress"] }
    })
}

#[test]
fn a_whole_event() {
    let mut patch = policy("patch");
    patch["level"] = json!("RequestResponse");
    patch["responseObject"] = body();
    patch["impersonatedUser"] = json!({ "username": "alice@example.com", "groups": ["dev"] });
    let record = taken(&patch);
    assert_eq!(record.covers.as_ref().unwrap().to_string(), "kubernetes.network-policy");
    let one = record.activity.unwrap();
    assert_eq!(one.time.to_string(), "2026-11-20T02:13:00.000001Z");
    assert_eq!((&*one.event, one.log, &*one.action), ("a-1", "audit log", "patch networkpolicies"));
    assert_eq!(one.source.as_deref(), Some("203.0.113.9"), "the others are headers");
    assert_eq!(one.outcome, Outcome::Done);
    assert_eq!(one.actor.to_string(), "alice@example.com (impersonated by ana@example.com)");
    assert_eq!(one.actor.principals, ["user:ana@example.com"], "nobody proved to be alice");
    assert_eq!(one.actor.groups, ["system:authenticated"]);
    let [Deed { act: Done::Became { resource, is_new: false }, target, .. }] = &*one.deeds else {
        panic!("{:?}", one.deeds)
    };
    assert_eq!(*target, Target::Is("shop/deny".into()));
    assert!(resource.durable.as_str().contains("Ingress"), "{resource:?}");
}

#[test]
fn what_every_verb_does() {
    assert_eq!(deeds(&policy("create")), ["kubernetes.network-policy shop/deny came"]);
    assert_eq!(deeds(&policy("update")), ["kubernetes.network-policy shop/deny touched []"]);
    assert_eq!(deeds(&policy("patch")), ["kubernetes.network-policy shop/deny touched []"]);
    assert_eq!(deeds(&policy("delete")), ["kubernetes.network-policy shop/deny went"]);
    assert_eq!(
        deeds(&event("deletecollection", "networkpolicies", "networking.k8s.io", None)),
        ["kubernetes.network-policy shop/* went"]
    );
    let mut applied = policy("patch");
    applied["responseStatus"]["code"] = json!(201);
    assert_eq!(deeds(&applied), ["kubernetes.network-policy shop/deny came"]);
    applied["responseObject"] = body();
    assert_eq!(deeds(&applied), ["kubernetes.network-policy shop/deny became new=true"]);
    let mut sent = policy("update");
    sent["requestObject"] = body();
    assert_eq!(deeds(&sent), ["kubernetes.network-policy shop/deny became new=false"]);
    let mut listed = event("deletecollection", "networkpolicies", "networking.k8s.io", None);
    listed["responseObject"] = json!({ "kind": "NetworkPolicyList", "items": [body()] });
    assert_eq!(deeds(&listed), ["kubernetes.network-policy shop/deny went"]);
    let mut scaled = event("patch", "deployments", "apps", Some("web"));
    scaled["objectRef"]["subresource"] = json!("scale");
    assert_eq!(deeds(&scaled), ["kubernetes.deployment shop/web touched [\"replicas\"]"]);
    let mut evicted = event("create", "pods", "", Some("web-1"));
    evicted["objectRef"]["subresource"] = json!("eviction");
    assert_eq!(deeds(&evicted), ["kubernetes.pod shop/web-1 went"]);
}

#[test]
fn with_a_namespace_goes_what_is_in_it() {
    let mut gone = event("delete", "namespaces", "", Some("shop"));
    gone["objectRef"]["namespace"] = json!("shop");
    let deeds = deeds(&gone);
    assert_eq!(deeds[0], "kubernetes.namespace shop went");
    assert!(deeds.contains(&"kubernetes.network-policy shop/* went".to_owned()), "{deeds:?}");
    assert!(!deeds.iter().any(|one| one.contains(".node")), "{deeds:?}");
}

#[test]
fn a_name_that_the_server_gives_is_in_its_answer() {
    let mut made = event("create", "pods", "", None);
    assert!(taken(&made).activity.is_none(), "nobody knows which");
    made["responseObject"] = json!({ "metadata": { "name": "job-x7" } });
    assert_eq!(deeds(&made), ["kubernetes.pod shop/job-x7 came"]);
}

#[test]
fn how_it_ended() {
    let ends = |stage: &str, status: Value| {
        let mut one = policy("delete");
        one["stage"] = json!(stage);
        one["responseStatus"] = status;
        activity(&one).outcome
    };
    let no = |code: u16| json!({ "code": code, "message": "no" });
    assert_eq!(ends("ResponseComplete", json!({ "code": 200 })), Outcome::Done);
    assert_eq!(ends("ResponseComplete", no(403)), Outcome::Refused("no".into()));
    assert_eq!(ends("ResponseComplete", no(401)), Outcome::Refused("no".into()));
    assert_eq!(ends("ResponseComplete", no(409)), Outcome::Failed("no".into()));
    assert_eq!(ends("ResponseComplete", no(500)), Outcome::Failed("no".into()));
    assert_eq!(ends("RequestReceived", Value::Null), Outcome::Open);
    assert_eq!(ends("ResponseStarted", json!({ "code": 200 })), Outcome::Open);
    assert!(matches!(ends("Panic", Value::Null), Outcome::Failed(_)));
}

#[test]
fn what_changes_nothing_only_says_what_is_covered() {
    for verb in ["get", "list", "watch"] {
        let record = taken(&policy(verb));
        assert!(record.activity.is_none() && record.covers.is_some(), "{verb}");
    }
    let mut status = policy("patch");
    status["objectRef"]["subresource"] = json!("status");
    assert!(taken(&status).activity.is_none());
    let mut dry = policy("delete");
    dry["requestURI"] = json!("/apis/x?dryRun=All");
    assert!(taken(&dry).activity.is_none());
    let secret = event("create", "secrets", "", Some("x"));
    let record = taken(&secret);
    assert!(record.activity.is_none() && record.covers.is_none());
    let mut plain = policy("get");
    plain.as_object_mut().unwrap().remove("objectRef");
    assert!(taken(&plain).covers.is_none());
}

#[test]
fn controllers_act_for_somebody() {
    let by = |name: &str| {
        let mut one = policy("delete");
        one["user"]["username"] = json!(name);
        activity(&one).actor.is_service
    };
    assert!(by("system:serviceaccount:kube-system:namespace-controller"));
    assert!(by("system:kube-controller-manager"));
    assert!(by("system:node:node-1"));
    assert!(!by("system:serviceaccount:shop:ci"));
    assert!(!by("system:kube-controller-manager-of-mine"));
    assert!(!by("ana@example.com"));
}

#[test]
fn the_credential_is_named_where_the_server_says_it() {
    let mut one = policy("delete");
    one["user"]["extra"] = json!({ "authentication.kubernetes.io/credential-id": ["JTI=7"] });
    assert_eq!(activity(&one).actor.credential.as_deref(), Some("JTI=7"));
}

#[test]
fn no_record_makes_it_fail() {
    assert!(read("{}", None).is_err());
    assert!(read("[]", None).is_err());
    let mut whole = policy("delete");
    whole["responseObject"] = body();
    whole["impersonatedUser"] = json!({ "username": "" });
    fn paths(value: &Value, path: String, found: &mut Vec<String>) {
        if let Value::Object(fields) = value {
            for (key, value) in fields {
                let path = format!("{path}/{key}");
                found.push(path.clone());
                paths(value, path, found);
            }
        }
    }
    let mut all = Vec::new();
    paths(&whole, String::new(), &mut all);
    for path in all {
        for other in [json!(null), json!(7), json!([]), json!({}), json!("\u{1b}[2J"), json!([1])] {
            let mut odd = whole.clone();
            *odd.pointer_mut(&path).unwrap() = other;
            let _ = read(&odd.to_string(), Some(&scope()));
        }
    }
}
