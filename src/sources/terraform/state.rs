//! Which resources Terraform keeps: the addresses in state files, by type and id.
//!
//! A state is a document of Terraform's own (version 4): resources, each with its module, type, name and instances, each of those with its
//! attributes. Only where a resource is kept is taken from it; what its attributes say is not compared with anything.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The attributes in which a rule, an entry or a route that is kept by itself says what it is a part of.
const OWNERS: &[&str] =
    &["security_group_id", "network_acl_id", "prefix_list_id", "route_table_id"];

/// Those whose ids are made of the id of what they are a part of, a word and a name.
const INNER: &[&str] = &["azurerm_network_security_rule", "azurerm_route"];

/// In which these say which way they face.
const FACES: &[&str] = &["type", "egress", "direction"];

/// Where resources are kept.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// By the type of Terraform's provider and the id, in lower case.
    places: BTreeMap<(String, String), KeptAt>,
    /// Rules, entries and routes that are kept by themselves, by their type and the id of what they are a part of, in lower case.
    parts: BTreeMap<(String, String), Vec<KeptPart>>,
    /// The state files that were read.
    states: Vec<String>,
}

/// The place of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAt {
    /// The state file, as it was named.
    pub state: String,
    /// The address: `module.net.aws_security_group.web["a"]`.
    pub address: String,
}

/// A part of a resource that is kept by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPart {
    /// Where it is kept.
    pub at: KeptAt,
    /// Which way it faces, as it says it: `type`, `egress` or `direction`.
    pub faces: BTreeMap<&'static str, Value>,
}

/// Why a file is no state.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It is not what Terraform writes.
    #[error("{file} is no Terraform state: {source}")]
    Shape {
        /// The file.
        file: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// Another version of the format.
    #[error(
        "{file} is a Terraform state of version {version}; version 4 is what Terraform writes since 0.12"
    )]
    Version {
        /// The file.
        file: String,
        /// Its version.
        version: u64,
    },
}

#[derive(Deserialize)]
struct State {
    version: u64,
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    #[serde(default)]
    module: Option<String>,
    #[serde(default)]
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    #[serde(default)]
    index_key: Option<Value>,
    #[serde(default)]
    attributes: BTreeMap<String, Value>,
}

impl Kept {
    /// Takes in the text of a state file.
    ///
    /// # Errors
    /// [`StateError`] when it is none that can be read.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), StateError> {
        let shape = |source| StateError::Shape { file: file.to_owned(), source };
        let state: State = serde_json::from_str(text).map_err(shape)?;
        if state.version != 4 {
            return Err(StateError::Version { file: file.to_owned(), version: state.version });
        }
        self.states.push(file.to_owned());
        for resource in state.resources.iter().filter(|resource| resource.mode == "managed") {
            for instance in &resource.instances {
                self.instance(file, resource, instance);
            }
        }
        Ok(())
    }

    fn instance(&mut self, file: &str, resource: &Resource, instance: &Instance) {
        let index = match &instance.index_key {
            None | Some(Value::Null) => String::new(),
            // As Terraform writes one: text in quotes, numbers without.
            Some(key) => format!("[{key}]"),
        };
        let module =
            resource.module.as_ref().map_or_else(String::new, |module| format!("{module}."));
        let address = format!("{module}{}.{}{index}", resource.kind, resource.name);
        // Rules of groups have an id of Terraform's own beside AWS's.
        for key in ["id", "security_group_rule_id", "self_link"] {
            if let Some(Value::String(id)) = instance.attributes.get(key) {
                let at = KeptAt { state: file.to_owned(), address: address.clone() };
                self.places.insert((resource.kind.clone(), id.to_lowercase()), at);
            }
        }
        let text = |key: &str| instance.attributes.get(key).and_then(Value::as_str);
        let owner = match INNER.contains(&resource.kind.as_str()) {
            true => text("id").and_then(|id| Some(id.rsplit_once('/')?.0.rsplit_once('/')?.0)),
            false => OWNERS.iter().find_map(|key| text(key)),
        };
        if let Some(owner) = owner {
            let faces = |key: &&'static str| Some((*key, instance.attributes.get(*key)?.clone()));
            let faces = FACES.iter().filter_map(faces).collect();
            let key = (resource.kind.clone(), owner.to_lowercase());
            let at = KeptAt { state: file.to_owned(), address };
            self.parts.entry(key).or_default().push(KeptPart { at, faces });
        }
    }

    /// What is kept by itself, under this type, of the resource with this id.
    #[must_use]
    pub fn parts(&self, kind: &str, owner: &str) -> &[KeptPart] {
        let key = (kind.to_owned(), owner.to_lowercase());
        self.parts.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Whether any state was read.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.states.is_empty()
    }

    /// Where the first of these types with one of these ids is kept.
    #[must_use]
    pub fn find(&self, types: &[&str], ids: &[String]) -> Option<&KeptAt> {
        types.iter().find_map(|kind| {
            let mut ids = ids.iter();
            ids.find_map(|id| self.places.get(&((*kind).to_owned(), id.to_lowercase())))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn state(resources: &Value) -> String {
        json!({ "version": 4, "terraform_version": "1.9.0", "resources": resources }).to_string()
    }

    #[test]
    fn addresses_are_those_that_terraform_takes() {
        let text = state(&json!([
            { "mode": "managed", "type": "aws_security_group", "name": "web", "module": "module.net[\"eu\"]",
              "instances": [
                { "index_key": "a", "attributes": { "id": "sg-1" } },
                { "index_key": 0, "attributes": { "id": "sg-2" } },
                { "attributes": { "id": null } } ] },
            { "mode": "data", "type": "aws_security_group", "name": "other",
              "instances": [ { "attributes": { "id": "sg-3" } } ] },
            { "mode": "managed", "type": "azurerm_network_security_group", "name": "nsg",
              "instances": [ { "attributes": { "id": "/subscriptions/S/resourceGroups/R" } } ] }
        ]));
        let mut kept = Kept::default();
        kept.add("a.tfstate", &text).unwrap();
        let find = |kind: &str, id: &str| {
            kept.find(&["aws_none", kind], &[id.to_owned()]).map(|at| at.address.clone())
        };
        let web = |index: &str| Some(format!("module.net[\"eu\"].aws_security_group.web{index}"));
        assert_eq!(find("aws_security_group", "sg-1"), web("[\"a\"]"));
        assert_eq!(find("aws_security_group", "sg-2"), web("[0]"));
        assert_eq!(find("aws_security_group", "sg-3"), None);
        let nsg = find("azurerm_network_security_group", "/subscriptions/s/resourcegroups/r");
        assert_eq!(nsg.as_deref(), Some("azurerm_network_security_group.nsg"));
    }

    #[test]
    fn what_is_no_state_says_so() {
        let mut kept = Kept::default();
        for (text, says) in [
            ("{", "a.tfstate is no Terraform state"),
            ("[]", "a.tfstate is no Terraform state"),
            ("{\"version\": 3, \"modules\": []}", "of version 3"),
        ] {
            let error = kept.add("a.tfstate", text).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(!kept.is_known());
    }
}
