//! One region of an account: lists of things, each ready to be sent.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::config::Recorders;
use super::ec2::{LISTS, List};
use super::trails::Trails;
use super::wire;

/// What there is in a region. Things of EC2 lie here as XML: a page is put together, never rendered.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) account: String,
    pub(crate) name: String,
    /// By the name of the list in an answer, and by id.
    pub(super) lists: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// The entries of prefix lists.
    pub(super) entries: BTreeMap<String, BTreeMap<String, String>>,
    /// VPC Block Public Access, which every region has.
    pub(super) public_access: String,
    pub(super) trails: Trails,
    pub(super) recorders: Recorders,
}

impl Region {
    pub(super) fn new(account: &str, name: &str) -> Self {
        let region = Self {
            account: account.to_owned(),
            name: name.to_owned(),
            lists: BTreeMap::new(),
            entries: BTreeMap::new(),
            public_access: String::new(),
            trails: Trails::default(),
            recorders: Recorders::default(),
        };
        region.public_access("off")
    }

    /// Puts a thing into a list, in the words in which `aws` prints it. One with the same id is replaced.
    pub(crate) fn put(mut self, list: &str, thing: &Value) -> Self {
        self.insert(list, thing);
        self
    }

    pub(super) fn insert(&mut self, list: &str, thing: &Value) {
        let list = self::list(list);
        let xml = wire::item(list.member, thing);
        self.lists.entry(list.member).or_default().insert(id(list, thing), xml);
    }

    /// Takes a thing out of a list.
    pub(crate) fn without(mut self, list: &str, id: &str) -> Self {
        let things = self.lists.get_mut(self::list(list).member);
        assert!(things.is_some_and(|things| things.remove(id).is_some()), "{list} has no {id}");
        self
    }

    /// How many things are in a list.
    pub(crate) fn count(&self, list: &str) -> usize {
        self.lists.get(self::list(list).member).map_or(0, BTreeMap::len)
    }

    /// The entries of a prefix list, as `aws` prints them.
    pub(super) fn put_entries(&mut self, id: &str, entries: &[Value]) {
        let entries = entries.iter().map(|entry| {
            (entry["Cidr"].as_str().unwrap().to_owned(), wire::item("Entries", entry))
        });
        self.entries.insert(id.to_owned(), entries.collect());
    }

    /// How VPC Block Public Access stands: `off`, `block-bidirectional` or `block-ingress`.
    pub(crate) fn public_access(self, mode: &str) -> Self {
        let options = json!({
            "AwsAccountId": self.account, "AwsRegion": self.name, "State": "update-complete",
            "InternetGatewayBlockMode": mode, "ManagedBy": "account", "ExclusionsAllowed": "allowed",
        });
        self.public_access_options(&options)
    }

    fn public_access_options(self, options: &Value) -> Self {
        let public_access = wire::item("VpcBlockPublicAccessOptions", options);
        Self { public_access, ..self }
    }

    /// Puts in what a folder of a dump holds: `<call>[.<id>].json`, as `aws` prints it.
    pub(crate) fn dump(mut self, folder: &Path) -> Self {
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let answer: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            let (call, about) = name.split_once('.').unwrap_or((&name, ""));
            self = self.answered(call, about, &answer);
        }
        self
    }

    /// Puts in what a call printed.
    pub(crate) fn answered(mut self, call: &str, about: &str, answer: &Value) -> Self {
        let rows = |list: &str| answer[list].as_array().unwrap().clone();
        match call {
            "get-managed-prefix-list-entries" => {
                self.put_entries(about, answer["Entries"].as_array().unwrap());
            }
            "describe-vpc-block-public-access-options" => {
                return self.public_access_options(&answer["VpcBlockPublicAccessOptions"]);
            }
            "describe-trails" => self.trails.listed(&answer["trailList"]),
            "get-trail-status" => self.trails.told_status(about, answer),
            "get-event-selectors" => self.trails.told_selectors(about, answer),
            "describe-configuration-recorders" => {
                self.recorders.recorders = rows("ConfigurationRecorders");
            }
            "describe-configuration-recorder-status" => {
                self.recorders.statuses = rows("ConfigurationRecordersStatus");
            }
            "describe-delivery-channels" => self.recorders.channels = rows("DeliveryChannels"),
            _ => {
                let (list, things) = answer
                    .as_object()
                    .unwrap()
                    .iter()
                    .find(|(_, things)| things.is_array())
                    .unwrap_or_else(|| panic!("{call} lists nothing"));
                for thing in things.as_array().unwrap() {
                    self.insert(list, thing);
                }
            }
        }
        self
    }
}

fn list(name: &str) -> &'static List {
    LISTS.iter().find(|list| list.member == name).unwrap_or_else(|| panic!("no list {name}"))
}

fn id(list: &List, thing: &Value) -> String {
    let field = |field: &&str| {
        thing[*field].as_str().unwrap_or_else(|| panic!("{} without {field}", list.member))
    };
    list.id.iter().map(field).collect::<Vec<_>>().join("/")
}
