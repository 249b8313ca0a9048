//! Prefix lists.
//!
//! A list that the customer keeps is a boundary: groups and routes that name it change with it. The lists that AWS
//! keeps change by themselves, so their entries are recorded and not compared as changes.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use super::terms::Peer;
use crate::model::{Bears, Field, Kind, KindSpec, Matching, Provider, Role};
use crate::providers::aws::calls::{
    DESCRIBE_MANAGED_PREFIX_LISTS, GET_MANAGED_PREFIX_LIST_ENTRIES,
};
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Known, Outcome, is_off, resource, said};

const ENTRIES: Matching = Matching::Keyed(&["cidr"]);

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "prefix-list"),
    title: "prefix list",
    role: Role::Boundary,
    calls: &[required(DESCRIBE_MANAGED_PREFIX_LISTS), required(GET_MANAGED_PREFIX_LIST_ENTRIES)],
    identity: "the list id, which AWS never gives to another list",
    named_by: &["name"],
    comes_and_goes: None,
    fields: FIELDS,
    phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::durable("address_family", Bears::Metadata, "can't be edited"),
    Field::list("entries", Bears::Traffic, ENTRIES, "every group that names the list means these"),
    Field::durable("entries[].description", Bears::Metadata, "a note on the entry"),
    Field::durable("name", Bears::Metadata, "what people call it"),
    Field::durable("owner", Bears::Metadata, "`AWS`, or the account when it is another"),
    Field::durable("resolver_sync", Bears::Traffic, "whether IPAM rewrites the entries by itself"),
    Field::durable("resolver_target", Bears::Traffic, "what IPAM rewrites the entries from"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::context("aws_entries", Bears::Metadata, "AWS changes its own lists all the time")
        .matched(ENTRIES),
    Field::context(
        "max_entries",
        Bears::Metadata,
        "how many entries the list counts for in quotas",
    ),
    Field::context(
        "version",
        Bears::Metadata,
        "counts the changes of the entries, which are told themselves",
    ),
    Field::volatile("PrefixListArn", "made of account, region and id"),
    Field::volatile("State", "the progress of an edit"),
    Field::volatile("StateMessage", "the progress of an edit"),
];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address_family: Option<String>,
    /// Nothing for the lists that AWS keeps.
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) entries: Known<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) resolver_sync: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resolver_target: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    /// The entries of a list that AWS keeps.
    #[serde(skip_serializing_if = "Known::is_none")]
    pub(crate) aws_entries: Known<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_entries: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i64>,
}

/// One block of addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) cidr: Peer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// The owner of the lists that AWS keeps.
pub(crate) const KEPT_BY_AWS: &str = "AWS";

/// Whether AWS keeps a list, so that its entries need not be read.
pub(crate) fn is_kept_by_aws(list: &native::ManagedPrefixList) -> bool {
    list.owner_id.as_deref() == Some(KEPT_BY_AWS)
}

/// Makes a list's resource.
pub(crate) fn normalise(
    list: native::ManagedPrefixList,
    entries: Known<Vec<native::PrefixListEntry>>,
    account: &str,
) -> Outcome {
    let kept_by_aws = is_kept_by_aws(&list);
    let native::ManagedPrefixList {
        address_family,
        ipam_prefix_list_resolver_sync_enabled,
        ipam_prefix_list_resolver_target_id,
        max_entries,
        owner_id,
        prefix_list_id,
        prefix_list_name,
        tags: labels,
        version,
    } = list;
    let id = said(prefix_list_id);
    let name = id.as_deref().unwrap_or("a prefix list without id");
    let mut doubts = Vec::new();
    let entries = match entries {
        Known::Unread => Known::Unread,
        Known::Read(entries) => Known::Read(read_entries(entries, |odd| {
            doubts.push(format!("{name}: can't read {odd}"));
        })),
    };
    let (entries, aws_entries) =
        if kept_by_aws { (Known::default(), entries) } else { (entries, Known::default()) };
    let durable = Durable {
        address_family: said(address_family),
        entries,
        name: said(prefix_list_name),
        owner: said(owner_id).filter(|owner| owner != account),
        resolver_sync: ipam_prefix_list_resolver_sync_enabled.unwrap_or_default(),
        resolver_target: said(ipam_prefix_list_resolver_target_id),
        tags: tags(labels),
    };
    resource(
        SPEC.title,
        id.clone(),
        &durable,
        &Context { aws_entries, max_entries, version },
        doubts,
    )
}

fn read_entries(
    entries: Vec<native::PrefixListEntry>,
    mut doubt: impl FnMut(String),
) -> Vec<Entry> {
    let mut list: Vec<Entry> = entries
        .into_iter()
        .map(|native::PrefixListEntry { cidr, description }| {
            let cidr = Peer::cidr(&cidr.unwrap_or_default());
            if let Some(odd) = cidr.doubt() {
                doubt(odd);
            }
            Entry { cidr, description: said(description) }
        })
        .collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// `10.0.0.0/8 "office"`.
fn phrase(list: &str, element: &serde_json::Value) -> Option<String> {
    if list != "entries" && list != "aws_entries" {
        return None;
    }
    let Entry { cidr, description } = Entry::deserialize(element).ok()?;
    let note = description.map(|note| format!(" \"{note}\"")).unwrap_or_default();
    Some(format!("{cidr}{note}"))
}
