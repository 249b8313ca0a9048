//! What is said of Terraform with what is put back: where it keeps it, where it declares it, and which attribute says it.

use std::path::Path;

use serde_json::{Value, json};

use crate::estates::drifted;
use crate::harness::Place;

/// The kept address of the group that drifted.
fn keep(place: &Place) {
    place.write_json(
        "prod.tfstate",
        &json!({ "version": 4, "resources": [{
            "mode": "managed", "module": "module.net", "type": "aws_security_group", "name": "db",
            "instances": [{ "index_key": "a b", "attributes": { "id": "sg-2" } }],
        }]}),
    );
}

/// A place in which what a case of `tests/cases` approved was recorded, and what it has live is live.
fn of_case(name: &str) -> Place {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let place = Place::new();
    place.copy(&case.join("baseline"), "approved").copy(&case.join("live"), "live");
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place.ends("baseline record --live dump:approved --reason 'ticket NET-1'", 0);
    place
}

/// What the report says of Terraform for the one finding.
fn told(place: &Place, flags: &str) -> Value {
    let run = place.run(&format!("remedy --output json {flags}"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    report["findings"][0]["remedy"]["terraform"].clone()
}

#[test]
fn a_state_and_a_configuration_name_the_block_in_a_module() {
    let place = drifted();
    keep(&place);
    place.write("infra/main.tf", "module \"net\" {\n  source = \"./modules/net\"\n}\n");
    place.write(
        "infra/modules/net/groups.tf",
        "resource \"aws_security_group\" \"db\" {\n  for_each = var.groups\n  name     = each.key\n\n  ingress {\n    from_port   = 5432\n    to_port     = 5432\n    protocol    = \"tcp\"\n    cidr_blocks = var.ranges\n  }\n}\n",
    );
    assert_shown!(place, "remedy --terraform-state prod.tfstate --terraform-config infra");
    let found = told(&place, "--terraform-state prod.tfstate --terraform-config infra");
    assert_eq!(found["file"], "infra/modules/net/groups.tf");
    assert_eq!(found["line"], 1);
    let ingress =
        json!({ "attribute": "ingress", "file": "infra/modules/net/groups.tf", "line": 5 });
    assert_eq!(found["attributes"], json!([ingress]));

    // Without the configuration it is what it was.
    let plain = told(&place, "--terraform-state prod.tfstate");
    assert_eq!(plain.as_object().unwrap().len(), 3, "{plain}");
    assert_eq!(plain["command"], found["command"]);
    // A configuration alone says nothing of what has no name that is literal.
    assert_eq!(told(&place, "--terraform-config infra"), Value::Null);
}

#[test]
fn a_configuration_alone_names_what_is_called_by_its_literals() {
    let place = of_case("gcp-rule-opened");
    let declare = |ranges: &str| {
        place.write(
            "infra/main.tf",
            format!("provider \"google\" {{\n  project = \"shop-prod\"\n}}\n\nresource \"google_compute_firewall\" \"ssh\" {{\n  name          = \"allow-ssh\"\n  network       = \"shop\"\n  source_ranges = {ranges}\n}}\n"),
        );
    };
    declare("[\"0.0.0.0/0\"]");
    assert_shown!(place, "remedy --terraform-config infra", "scan --terraform-config infra");
    let says = || told(&place, "--terraform-config infra")["attributes"][0]["says"].clone();
    assert_eq!(says(), "now");
    declare("[\"192.0.2.0/24\"]");
    assert_eq!(says(), "approved");
    declare("var.office");
    let found = told(&place, "--terraform-config infra");
    assert_eq!(found["attributes"][0]["line"], 8);
    assert_eq!(found["attributes"][0]["says"], Value::Null);
    assert_eq!(found["command"], "terraform apply '-target=google_compute_firewall.ssh'");

    // The same in JSON.
    std::fs::remove_file(place.at("infra/main.tf")).unwrap();
    place.write(
        "infra/main.tf.json",
        "{ \"resource\": { \"google_compute_firewall\": { \"ssh\": {\n  \"name\": \"allow-ssh\",\n  \"project\": \"shop-prod\",\n  \"source_ranges\": [\"0.0.0.0/0\"]\n} } } }\n",
    );
    let found = told(&place, "--terraform-config infra");
    let ranges = json!({ "attribute": "source_ranges", "file": "infra/main.tf.json", "line": 4, "says": "now" });
    assert_eq!(found["attributes"], json!([ranges]));
}

#[test]
fn names_of_azure_and_kubernetes_are_literals_too() {
    let place = of_case("azure-rule-added");
    place.write("infra/main.tf", "resource \"azurerm_network_security_group\" \"web\" {\n  name                = \"web\"\n  resource_group_name = \"shop\"\n}\nresource \"azurerm_network_security_rule\" \"https\" {\n  direction                   = \"Inbound\"\n  network_security_group_name = azurerm_network_security_group.web.name\n}\n");
    let found = told(&place, "--terraform-config infra");
    assert_eq!(found["address"], "azurerm_network_security_group.web");
    assert_eq!(found["attributes"][0]["attribute"], "azurerm_network_security_rule");
    assert_eq!(found["attributes"][0]["line"], 5);
    assert!(found["notes"][0].as_str().unwrap().contains("only the commands above"), "{found}");
}

#[test]
fn what_can_not_be_read_is_an_error_with_its_place() {
    let place = drifted();
    place.write("text/main.tf", "resource \"x\" \"y\" {\n  a = [\n}\n");
    place.write("none/readme.md", "");
    place.write("file.tf", "");
    place.write("deep/main.tf", format!("a = {}1{}\n", "(".repeat(50_000), ")".repeat(50_000)));
    place.write("json/a.tf.json", "{\n  \"resource\": [\n");
    assert_shown!(
        place,
        "remedy --terraform-config text",
        "remedy --terraform-config none",
        "remedy --terraform-config file.tf",
        "remedy --terraform-config missing",
        "remedy --terraform-config json",
    );
    for folder in ["text", "none", "file.tf", "missing", "json", "deep"] {
        for command in ["scan", "remedy"] {
            // As a state that can't be read.
            let run = place.run(&format!("{command} --terraform-config {folder}"));
            assert_eq!(run.code, Some(2), "{folder}: {}", run.stderr);
        }
    }
}

#[test]
fn what_a_configuration_says_is_only_text() {
    let place = of_case("gcp-rule-opened");
    let name = "we\\u001b[2Jb $(touch pwned) '\\n::error::x \\u202e";
    place.write(
        "infra/\u{1b}[2J.tf",
        format!("resource \"google_compute_firewall\" \"{name}\" {{\n  name          = \"allow-ssh\"\n  project       = \"shop-prod\"\n  source_ranges = var.x\n}}\n"),
    );
    for output in ["text", "sh", "json"] {
        let run = place.ends(&format!("remedy --output {output} --terraform-config infra"), 0);
        assert!(!run.stdout.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
        assert!(
            !run.stdout.lines().any(|line| line.trim_start().starts_with("::")),
            "{}",
            run.stdout
        );
    }
    assert!(place.run("remedy --terraform-config infra").stdout.contains("-target="));
    place.write("infra/\u{1b}[2J.tf", "\u{1b}[2J\n");
    let run = place.run("remedy --terraform-config infra");
    assert_eq!(run.code, Some(2));
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
}
