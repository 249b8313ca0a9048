//! Every field that the Engine API documents is in the fixture of all fields, so that it is either recorded or declared
//! as left out: the provider's own tests hold the fixture to that.
//!
//! The description is the crate `bollard-stubs`, whose models are generated from the vendor's own; it is read as source.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that goes wrong should stop there, loudly"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syn::{Fields, GenericArgument, Item, PathArguments, Type};

/// The fields of each struct: the name in JSON, and the type.
type Models = BTreeMap<String, Vec<(String, Type)>>;

/// What cargo answers here.
fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Where the sources of a dependency are. What only other platforms need was never fetched here.
fn sources_of(package: &str) -> PathBuf {
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let asked = ["metadata", "--format-version", "1", "--locked", "--offline"];
    let metadata = cargo(&[&asked[..], &["--filter-platform", host]].concat());
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let found = packages.iter().find(|known| known["name"] == package).unwrap();
    Path::new(found["manifest_path"].as_str().unwrap()).parent().unwrap().join("src")
}

fn models() -> Models {
    let source = std::fs::read_to_string(sources_of("bollard-stubs").join("models.rs")).unwrap();
    let mut models = Models::new();
    for item in syn::parse_file(&source).unwrap().items {
        let Item::Struct(item) = item else { continue };
        let Fields::Named(fields) = item.fields else { continue };
        let fields = fields.named.into_iter().map(|field| {
            let mut name = field.ident.unwrap().to_string();
            for attribute in field.attrs.iter().filter(|known| known.path().is_ident("serde")) {
                attribute
                    .parse_nested_meta(|meta| {
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
            (name, field.ty)
        });
        models.insert(item.ident.to_string(), fields.collect());
    }
    models
}

/// The last word of a type, and what is between its brackets.
fn parts(of: &Type) -> (String, Vec<&Type>) {
    let Type::Path(path) = of else { panic!("an unexpected type in the models") };
    let last = path.path.segments.last().unwrap();
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(inner) => inner
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    (last.ident.to_string(), inner)
}

/// Looks for every documented field in the values at one place, and says which are in none of them.
fn missing(models: &Models, of: &Type, values: &[&Value], path: &str, found: &mut Vec<String>) {
    let (name, inner) = parts(of);
    match name.as_str() {
        "Option" => missing(models, inner[0], values, path, found),
        "Vec" => {
            let elements: Vec<&Value> =
                values.iter().filter_map(|value| value.as_array()).flatten().collect();
            missing(models, inner[0], &elements, &format!("{path}[]"), found);
        }
        "HashMap" => {
            let elements: Vec<&Value> = values
                .iter()
                .filter_map(|value| value.as_object())
                .flat_map(|map| map.values())
                .collect();
            missing(models, inner[1], &elements, &format!("{path}.*"), found);
        }
        _ => {
            for (field, of) in models.get(&name).into_iter().flatten() {
                let path = format!("{path}.{field}");
                let values: Vec<&Value> =
                    values.iter().filter_map(|value| value.get(field)).collect();
                if values.is_empty() {
                    found.push(path);
                } else {
                    missing(models, of, &values, &path, found);
                }
            }
        }
    }
}

#[test]
fn the_fixture_of_all_fields_holds_every_documented_one() {
    let models = models();
    assert!(models.len() > 100, "the models have moved");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/docker/every-field");
    let mut found = Vec::new();
    for (file, of) in [
        ("inspect", "Vec<ContainerInspectResponse>"),
        ("network-inspect", "Vec<NetworkInspect>"),
        ("info", "SystemInfo"),
    ] {
        let text = std::fs::read(folder.join(format!("{file}.json"))).unwrap();
        let answer: Value = serde_json::from_slice(&text).unwrap();
        missing(&models, &syn::parse_str(of).unwrap(), &[&answer], file, &mut found);
    }
    assert!(found.is_empty(), "documented, and not in the fixture: {found:#?}");
}
