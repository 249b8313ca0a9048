//! The vendor's own description of Microsoft.Network: the models of the crate `azure_mgmt_network`, read as source.
//!
//! From each listed type every field is followed, and a document is made in which all of them are set. The documents are
//! kept under `tests/fixtures/azure/every-field`, where the other tests read them; this one says whether they are still what
//! the models say, and writes them with `DRIFTWALL_BLESS=1`. Where the crate can't be had, it says that it was not run;
//! with `DRIFTWALL_CONFORMANCE=1` it fails then.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::FIXTURES;

/// A field: its name on the wire, its type, whether it is a list, and whether it is a part of what is around it.
struct Documented {
    name: String,
    of: String,
    list: bool,
    flatten: bool,
}

type Models = BTreeMap<String, Vec<Documented>>;

/// The files, the type of their items, and the field that holds these.
const LISTS: &[(&str, &str)] = &[
    ("asg-list", "ApplicationSecurityGroup"),
    ("flow-log-list.westeurope", "FlowLog"),
    ("lb-list", "LoadBalancer"),
    ("nic-list", "NetworkInterface"),
    ("nsg-list", "NetworkSecurityGroup"),
    ("public-ip-list", "PublicIpAddress"),
    ("route-table-list", "RouteTable"),
    ("vnet-list", "VirtualNetwork"),
];

/// Fields whose values are parts of the resource. Whatever else has an id is a resource of its own that is only named, and
/// is told in the list of its kind.
const OWN_PARTS: &[&str] = &[
    "backendAddressPools",
    "defaultSecurityRules",
    "delegations",
    "frontendIPConfigurations",
    "inboundNatPools",
    "inboundNatRules",
    "ipConfigurations",
    "loadBalancingRules",
    "outboundRules",
    "probes",
    "routes",
    "securityRules",
    "serviceAssociationLinks",
    "subnets",
    "virtualNetworkPeerings",
];

/// Where fields of these names only name their values after all.
const NAMED: &[(&str, &str)] = &[
    ("BackendAddressPoolPropertiesFormat", "inboundNatRules"),
    ("BackendAddressPoolPropertiesFormat", "loadBalancingRules"),
    ("BackendAddressPoolPropertiesFormat", "outboundRules"),
    ("FrontendIpConfigurationPropertiesFormat", "inboundNatPools"),
    ("FrontendIpConfigurationPropertiesFormat", "inboundNatRules"),
    ("FrontendIpConfigurationPropertiesFormat", "loadBalancingRules"),
    ("FrontendIpConfigurationPropertiesFormat", "outboundRules"),
    ("NetworkSecurityGroupPropertiesFormat", "subnets"),
    ("ProbePropertiesFormat", "loadBalancingRules"),
    ("RouteTablePropertiesFormat", "subnets"),
    ("SubnetPropertiesFormat", "ipConfigurations"),
];

/// Types whose own `type` is no type of Resource Manager.
const OWN_TYPES: &[&str] = &["FlowLogFormatParameters", "GatewayLoadBalancerTunnelInterface"];

fn read_models(source: &str) -> Models {
    let file = syn::parse_file(source).unwrap();
    let mut models = Models::new();
    for item in file.items {
        let syn::Item::Struct(item) = item else { continue };
        let fields = item.fields.into_iter().map(documented).collect();
        models.insert(item.ident.to_string(), fields);
    }
    models
}

fn documented(field: syn::Field) -> Documented {
    let mut name = field.ident.as_ref().unwrap().to_string().trim_start_matches("r#").to_owned();
    let mut flatten = false;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                flatten |= meta.path.is_ident("flatten");
                if let Ok(value) = meta.value() {
                    let value: syn::LitStr = value.parse()?;
                    if meta.path.is_ident("rename") {
                        name = value.value();
                    }
                }
                Ok(())
            })
            .unwrap();
    }
    let (mut of, mut list) = (&field.ty, false);
    loop {
        let syn::Type::Path(path) = of else { panic!("{name}: a type without a name") };
        let last = path.path.segments.last().unwrap();
        let inner = match &last.arguments {
            syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(syn::GenericArgument::Type(inner)) => inner,
                _ => panic!("{name}"),
            },
            _ => {
                let of = last.ident.to_string();
                return Documented { name, of, list, flatten };
            }
        };
        list |= last.ident == "Vec";
        of = inner;
    }
}

/// Makes documents in which every field is set.
struct Maker<'a> {
    models: &'a Models,
}

impl Maker<'_> {
    fn has_id(&self, of: &str) -> bool {
        self.models.get(of).is_some_and(|fields| {
            fields.iter().any(|field| {
                if field.flatten { self.has_id(&field.of) } else { field.name == "id" }
            })
        })
    }

    /// An object of a type. `path` is where it is, in words, so that no two ids are one.
    fn object(&self, of: &str, path: &str) -> Map<String, Value> {
        let mut object = Map::new();
        for Documented { name, of: field, list, flatten } in &self.models[of] {
            if *flatten {
                object.extend(self.object(field, path));
                continue;
            }
            let place =
                if name == "properties" { path.to_owned() } else { format!("{path}-{name}") };
            let own = OWN_PARTS.contains(&name.as_str()) && !NAMED.contains(&(of, name));
            let value = if self.models.contains_key(field) {
                if self.has_id(field) && !own {
                    json!({ "id": id(&place) })
                } else {
                    Value::Object(self.object(field, &place))
                }
            } else {
                scalar(of, name, field, path, *list)
            };
            object.insert(name.clone(), if *list { json!([value]) } else { value });
        }
        object
    }
}

fn id(path: &str) -> String {
    format!("/subscriptions/5D3C/resourceGroups/Shop/providers/Microsoft.Network/things/{path}")
}

fn scalar(parent: &str, name: &str, of: &str, path: &str, list: bool) -> Value {
    let text = match (name, list) {
        ("id", _) => id(path),
        ("type", _) if parent == "ManagedServiceIdentity" => "UserAssigned".to_owned(),
        ("type", _) if !OWN_TYPES.contains(&parent) => "Microsoft.Network/things".to_owned(),
        ("protocol", _) => "Tcp".to_owned(),
        ("access", _) => "Deny".to_owned(),
        ("direction", _) => "Inbound".to_owned(),
        // A tag that `list-service-tags` tells of.
        ("sourceAddressPrefix", false) => "Storage".to_owned(),
        ("destinationAddressPrefix" | "addressPrefix", false) => "10.0.1.0/24".to_owned(),
        (_, true) if name.ends_with("AddressPrefixes") || name == "addressPrefixes" => {
            "10.0.2.0/24".to_owned()
        }
        ("addressPrefixType", _) => "IPPrefix".to_owned(),
        (_, _) if name.ends_with("PortRange") => "80".to_owned(),
        (_, _) if name.ends_with("PortRanges") => "443".to_owned(),
        ("tags", _) => return json!({ "Env": "Prod" }),
        ("peerCompleteVnets", _) => return false.into(),
        ("dnsServers", true) => "10.0.0.4".to_owned(),
        _ => format!("a {name}"),
    };
    match of {
        "bool" => true.into(),
        "i32" | "i64" => 7.into(),
        "f64" => 0.5.into(),
        _ => text.into(),
    }
}

/// What an item needs beside that every field is set, so that each of them can be seen to matter, and what newer versions
/// of the API have.
fn completed(call: &str, item: &mut Value) {
    if call == "list-service-tags" {
        for field in ["id", "name"] {
            item[field] = "Storage".into();
        }
    }
    let properties = &mut item["properties"];
    match call {
        "nsg-list" => {
            properties["defaultSecurityRules"][0]["properties"]["direction"] = "Outbound".into()
        }
        "lb-list" => {
            let pool = &mut properties["backendAddressPools"][0]["properties"];
            let members = pool["loadBalancerBackendAddresses"].as_array_mut().unwrap();
            let own = members[0]["properties"].as_object_mut().unwrap();
            let interface = own.remove("networkInterfaceIPConfiguration").unwrap();
            members.push(json!({ "properties": { "networkInterfaceIPConfiguration": interface } }));
        }
        "vnet-list" => {
            let allocations =
                json!([{ "numberOfIpAddresses": "256", "pool": { "id": id("pool") } }]);
            properties["addressSpace"]["ipamPoolPrefixAllocations"] = allocations.clone();
            properties["subnets"][0]["properties"]["ipamPoolPrefixAllocations"] = allocations;
        }
        "flow-log-list.westeurope" => {
            properties["recordTypes"] = "B,E".into();
            let mut delivers = Map::new();
            delivers.insert(id("deliverer"), json!({}));
            item["identity"]["userAssignedIdentities"] = delivers.into();
        }
        "list-service-tags" => properties["networkFeatures"] = json!(["NSG"]),
        _ => {}
    }
}

fn documents(models: &Models) -> Vec<(String, Value)> {
    let maker = Maker { models };
    let mut documents = Vec::new();
    for (call, of) in LISTS {
        let mut item = Value::Object(maker.object(of, of));
        completed(call, &mut item);
        documents.push(((*call).to_owned(), json!({ "value": [item] })));
    }
    let rule = |of: &str, kind: &str, direction: &str| {
        let mut rule = Value::Object(maker.object(of, of));
        rule["kind"] = kind.into();
        rule["properties"]["direction"] = direction.into();
        rule
    };
    let rules = [
        rule("EffectiveSecurityAdminRule", "Custom", "Inbound"),
        rule("EffectiveDefaultSecurityAdminRule", "Default", "Outbound"),
    ];
    documents.push((
        "list-effective-security-admin-rules.VirtualNetwork".to_owned(),
        json!({ "value": rules }),
    ));
    let mut answer = maker.object("ServiceTagsListResult", "ServiceTags");
    // It would say that there is another page.
    answer.remove("nextLink").unwrap();
    let mut answer = Value::Object(answer);
    let mut tag = answer["values"][0].take();
    if tag.get("properties").is_none() {
        tag = Value::Object(maker.object("ServiceTagInformation", "Storage"));
    }
    completed("list-service-tags", &mut tag);
    answer["values"] = json!([tag]);
    documents.push(("list-service-tags".to_owned(), answer));
    documents
}

/// The source of the models, where the crate can be had.
fn source() -> Option<String> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vendors/azure/Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages
        .filter(|package| package["name"] == "azure_mgmt_network")
        .find_map(|package| package["manifest_path"].as_str())
        .map(|path| PathBuf::from(path).with_file_name("src/package_2024_03/models.rs"))
        .and_then(|path| std::fs::read_to_string(path).ok());
    let demanded = std::env::var_os("DRIFTWALL_CONFORMANCE").is_some_and(|value| value == "1");
    assert!(found.is_some() || !demanded, "{}", String::from_utf8_lossy(&run.stderr));
    if found.is_none() {
        println!("not run: the source of azure_mgmt_network is not there");
    }
    found
}

#[test]
fn conformance_azure_the_documents_have_every_field_of_the_models() {
    let Some(source) = source() else { return };
    let models = read_models(&source);
    let mut wrong = Vec::new();
    for (name, document) in documents(&models) {
        let path = format!("{FIXTURES}/{name}.json");
        let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
        if std::env::var_os("DRIFTWALL_BLESS").is_some_and(|value| value == "1") {
            std::fs::create_dir_all(FIXTURES).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:?} differ; run with DRIFTWALL_BLESS=1 and read the difference"
    );
}
