//! What is said of Terraform, by what differs and what is kept and declared.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::*;
use crate::compare;
use crate::model::{Document, Resource, Snapshot};
use crate::providers;
use crate::sources::terraform::Configuration;

/// A resource with these fields; none for null.
fn resource(durable: &Value) -> Option<Resource> {
    let durable = durable.is_object().then(|| Document::of(durable).unwrap())?;
    Some(Resource { durable, context: Document::empty() })
}

/// The hint for a resource that was this and is that, with other scopes read beside its own.
fn told(
    terraform: &Terraform,
    [scope, kind, identity]: [&str; 3],
    [then, now]: [&Value; 2],
    others: &[&str],
) -> Option<Hint> {
    let id = ResourceId {
        scope: scope.parse().unwrap(),
        kind: kind.parse().unwrap(),
        identity: identity.parse().unwrap(),
    };
    let (then, now) = (resource(then), resource(now));
    let spec = providers::kind_spec(&id.kind).unwrap();
    let settings = match (&now, &then) {
        (Some(now), Some(then)) => compare::settings(spec, now, then),
        _ => Vec::new(),
    };
    let mut estate = Snapshot::default();
    for scope in others.iter().chain([&scope]) {
        estate.scopes.entry(scope.parse().unwrap()).or_default();
    }
    let (now, then) = (now.as_ref(), then.as_ref());
    hint(terraform, &Drift { id: &id, spec, now, then, settings: &settings, estate: &estate })
}

fn state(resources: &Value) -> Terraform {
    let mut terraform = Terraform::default();
    let text = json!({ "version": 4, "resources": resources }).to_string();
    terraform.kept.add("net.tfstate", &text).unwrap();
    terraform
}

fn with(mut terraform: Terraform, text: &str) -> Terraform {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tf"), text).unwrap();
    let at = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    terraform.configurations.push(Configuration::read(&at, Utf8Path::new("infra")).unwrap());
    terraform
}

fn kept(kind: &str, name: &str, attributes: &Value) -> Value {
    json!({ "mode": "managed", "type": kind, "name": name, "instances": [{ "attributes": attributes }] })
}

fn written(attributes: &[Attribute]) -> Vec<String> {
    let one = |Attribute { name, at, says }: &Attribute| {
        let at = at.as_ref().map_or(0, |at| at.line);
        format!("{name}:{at}:{}", says.map_or("", Says::word))
    };
    attributes.iter().map(one).collect()
}

const GCP: [&str; 3] = ["gcp:shop", "gcp.firewall-rule", "a"];
const GROUP: [&str; 3] = ["aws:111122223333/eu-west-1", "aws.security-group", "sg-1"];

#[test]
fn what_is_kept_and_what_is_not() {
    let none = json!({});
    let firewall = |id: &str| kept("google_compute_firewall", "web", &json!({ "id": id }));
    assert_eq!(told(&Terraform::default(), GCP, [&none, &none], &[]), None);
    let found = state(&json!([firewall("projects/shop/global/firewalls/a")]));
    let hint = told(&found, GCP, [&none, &none], &[]).unwrap();
    assert_eq!(hint.state.as_deref(), Some("net.tfstate"));
    let address = "google_compute_firewall.web".to_owned();
    assert_eq!(hint.address.as_ref(), Some(&address));
    assert_eq!((hint.course, hint.block), (Course::Apply(vec![address]), None));

    let found = state(&json!([firewall("projects/shop/global/firewalls/b")]));
    let import = |to: &str| Course::Import {
        to: to.to_owned(),
        id: "projects/shop/global/firewalls/a".to_owned(),
    };
    let hint = told(&found, GCP, [&none, &none], &[]).unwrap();
    assert_eq!(hint.course, import("google_compute_firewall.NAME"));
    // It is declared, and yet no state keeps it.
    let text = "resource \"google_compute_firewall\" \"mine\" {\n  name = \"a\"\n  project = \"shop\"\n}\n";
    let hint = told(&with(found, text), GCP, [&none, &none], &[]).unwrap();
    assert_eq!(hint.course, import("google_compute_firewall.mine"));
    assert_eq!(hint.block.unwrap().line, 1);
}

#[test]
fn only_literals_say_which_resource_a_block_is() {
    let then = json!({ "priority": 1000, "source_ranges": ["10.0.0.0/8", "192.0.2.0/24"], "disabled": false });
    let now = json!({ "priority": 900, "source_ranges": ["0.0.0.0/0"], "disabled": false });
    let told = |text: &str| told(&with(Terraform::default(), text), GCP, [&then, &now], &[]);
    let block =
        |inner: &str| format!("resource \"google_compute_firewall\" \"web\" {{\n{inner}\n}}\n");
    let own = "name = \"a\"\nproject = \"shop\"";
    let hint =
        told(&block(&format!("{own}\nsource_ranges = [\"0.0.0.0/0\"]\npriority = 1000"))).unwrap();
    assert_eq!(hint.address.as_deref(), Some("google_compute_firewall.web"));
    assert_eq!(written(&hint.attributes), ["priority:5:approved", "source_ranges:4:now"]);
    assert!(hint.notes.iter().any(|note| note.contains("whoever merges it approves it")));
    let hint = told(&block(&format!("{own}\nsource_ranges = [\"192.0.2.0/24\", \"10.0.0.0/8\"]")))
        .unwrap();
    assert_eq!(written(&hint.attributes), ["priority:0:", "source_ranges:4:approved"]);
    assert!(hint.notes.is_empty());
    for (computed, at) in [("var.ranges", 4), ("[var.range]", 4), ("[\"${var.net}/8\"]", 4)] {
        let hint = told(&block(&format!("{own}\nsource_ranges = {computed}"))).unwrap();
        assert_eq!(written(&hint.attributes)[1], format!("source_ranges:{at}:"));
    }
    // The project is that of the provider, when there is but one.
    let provider = "provider \"google\" {\n  project = \"shop\"\n}\n";
    assert!(told(&format!("{provider}{}", block("name = \"a\""))).is_some());
    for unsure in [
        block("name = \"a\""),
        block("name = var.name\nproject = \"shop\""),
        block("name = \"b\"\nproject = \"shop\""),
        block("name = \"a\"\nproject = \"other\""),
        block("name = \"a\"\nproject = var.project"),
        block(&format!("{own}\ncount = 2")),
        block(own) + &block(own).replace("web", "again"),
        format!("{provider}{}", block("name = \"a\"\nprovider = google.other")),
        format!("{provider}{}", block("name = \"a\"\nproject = var.project")),
        format!("{provider}{provider}{}", block("name = \"a\"")),
    ] {
        assert_eq!(told(&unsure), None, "{unsure}");
    }
}

#[test]
fn a_name_is_one_of_a_cluster_or_a_subscription() {
    let (then, now) = (json!({ "policy_types": ["Ingress"] }), json!({ "policy_types": [] }));
    let text = "resource \"kubernetes_network_policy_v1\" \"web\" {\n  metadata {\n    name = \"web\"\n    namespace = \"shop\"\n  }\n  spec {\n    policy_types = [\"Ingress\"]\n  }\n}\n";
    let terraform = with(Terraform::default(), text);
    let policy = ["kubernetes:prod", "kubernetes.network-policy", "shop/web"];
    let hint = told(&terraform, policy, [&then, &now], &["aws:111122223333/eu-west-1"]).unwrap();
    assert_eq!(written(&hint.attributes), ["spec.policy_types:7:approved"]);
    assert_eq!(told(&terraform, policy, [&then, &now], &["kubernetes:staging"]), None);

    let nsg = "/subscriptions/s-1/resourcegroups/net/providers/microsoft.network/networksecuritygroups/web";
    let nsg = ["azure:s-1", "azure.nsg", nsg];
    let text = "resource \"azurerm_network_security_group\" \"web\" {\n  name = \"Web\"\n  resource_group_name = \"Net\"\n}\n";
    let rule = json!({ "name": "ssh" });
    let (then, now) = (json!({ "inbound": [] }), json!({ "inbound": [rule] }));
    let terraform = with(Terraform::default(), text);
    let hint = told(&terraform, nsg, [&then, &now], &[]).unwrap();
    assert_eq!(written(&hint.attributes), ["security_rule:0:"]);
    assert_eq!(told(&terraform, nsg, [&then, &now], &["azure:s-2"]), None);
    for (subscription, is_it) in [("s-1", true), ("s-2", false)] {
        let provider =
            format!("provider \"azurerm\" {{\n  subscription_id = \"{subscription}\"\n}}\n");
        let terraform = with(Terraform::default(), &(provider + text));
        let hint = told(&terraform, nsg, [&then, &now], &["azure:s-2"]);
        assert_eq!(hint.is_some(), is_it);
    }
}

#[test]
fn rules_that_are_kept_by_themselves_are_named_themselves() {
    let rule = |id: &str| json!({ "id": id, "from": id });
    let group = || kept("aws_security_group", "web", &json!({ "id": "sg-1" }));
    let apart = |name: &str, id: &str| {
        let kind = "aws_vpc_security_group_ingress_rule";
        kept(
            kind,
            name,
            &json!({ "id": id, "security_group_rule_id": id, "security_group_id": "sg-1" }),
        )
    };
    let terraform = state(&json!([group(), apart("a", "sgr-1"), apart("b", "sgr-2")]));
    // One that is kept went: it is made again by itself.
    let (then, now) = (json!({ "ingress": [rule("sgr-1")] }), json!({ "ingress": [] }));
    let hint = told(&terraform, GROUP, [&then, &now], &[]).unwrap();
    let own = "aws_vpc_security_group_ingress_rule.a".to_owned();
    assert_eq!(hint.course, Course::Apply(vec!["aws_security_group.web".to_owned(), own]));
    assert!(hint.notes.is_empty());
    // One came that nobody keeps: Terraform does not see it.
    let hint =
        told(&terraform, GROUP, [&now, &json!({ "ingress": [rule("sgr-9")] })], &[]).unwrap();
    assert_eq!(hint.course, Course::Apply(vec!["aws_security_group.web".to_owned()]));
    assert_eq!(written(&hint.attributes), ["aws_vpc_security_group_ingress_rule:0:"]);
    assert!(hint.notes[0].contains("only the commands above take it away"), "{:?}", hint.notes);
    // What faces the other way says nothing of it.
    let egress = json!({ "egress": [rule("sgr-9")] });
    assert!(told(&terraform, GROUP, [&json!({}), &egress], &[]).unwrap().notes.is_empty());
}

#[test]
fn rules_that_are_declared_by_themselves_say_what_they_are_of() {
    let terraform = state(&json!([kept("aws_security_group", "web", &json!({ "id": "sg-1" }))]));
    let (then, now) = (json!({ "ingress": [] }), json!({ "ingress": [{ "id": "sgr-9" }] }));
    let group = "resource \"aws_security_group\" \"web\" {\n}\n";
    let rule = |owner: &str, way: &str| {
        format!(
            "resource \"aws_security_group_rule\" \"r\" {{\n  security_group_id = {owner}\n  type = \"{way}\"\n}}\n"
        )
    };
    let attributes = |text: &str| {
        let hint = told(&with(terraform.clone(), text), GROUP, [&then, &now], &[]).unwrap();
        written(&hint.attributes)
    };
    let own = "aws_security_group.web.id";
    assert_eq!(
        attributes(&(group.to_owned() + &rule(own, "ingress"))),
        ["aws_security_group_rule:3:"]
    );
    for other in [
        rule(own, "egress"),
        rule("aws_security_group.db.id", "ingress"),
        rule("var.id", "ingress"),
    ] {
        assert_eq!(attributes(&(group.to_owned() + &other)), ["ingress:0:"], "{other}");
    }
    let inline = "resource \"aws_security_group\" \"web\" {\n  ingress {\n  }\n  dynamic \"ingress\" {\n  }\n}\n";
    assert_eq!(attributes(inline), ["ingress:2:"]);
}

#[test]
fn keys_of_maps_have_places_of_their_own() {
    let terraform = state(&json!([kept("aws_security_group", "web", &json!({ "id": "sg-1" }))]));
    let text = "resource \"aws_security_group\" \"web\" {\n  tags = {\n    env = \"dev\"\n    who = var.who\n  }\n}\n";
    let (then, now) = (
        json!({ "tags": { "env": "prod", "who": "a", "more": "x" } }),
        json!({ "tags": { "env": "dev", "who": "b" } }),
    );
    let hint = told(&with(terraform, text), GROUP, [&then, &now], &[]).unwrap();
    assert_eq!(written(&hint.attributes), ["tags.env:3:now", "tags:2:", "tags.who:4:"]);
}

#[test]
fn what_came_and_is_declared_is_nobodys_approval() {
    let terraform = state(&json!([kept("aws_security_group", "web", &json!({ "id": "sg-1" }))]));
    let terraform = with(terraform, "resource \"aws_security_group\" \"web\" {}\n");
    let hint = told(&terraform, GROUP, [&Value::Null, &json!({})], &[]).unwrap();
    assert!(hint.notes[0].contains("nobody approved it"), "{:?}", hint.notes);
    let hint = told(&terraform, GROUP, [&json!({}), &Value::Null], &[]).unwrap();
    assert!(hint.notes.is_empty(), "what went comes back by itself");
}

#[test]
fn a_module_from_elsewhere_is_said_to_be_there() {
    let group = json!({ "mode": "managed", "module": "module.net", "type": "aws_security_group",
        "name": "web", "instances": [{ "attributes": { "id": "sg-1" } }] });
    let text = "\nmodule \"net\" {\n  source = \"example/net/aws\"\n}\n";
    let terraform = with(state(&json!([group])), text);
    let tags = |env: &str| json!({ "tags": { "env": env } });
    let hint = told(&terraform, GROUP, [&tags("a"), &tags("b")], &[]).unwrap();
    assert_eq!(hint.block, Some(Line { file: "infra/main.tf".to_owned(), line: 2 }));
    assert!(hint.notes[0].starts_with("the module net comes from example/net/aws,"));
    assert!(hint.attributes.is_empty());
}
