//! Service tags: names for the addresses of Microsoft's services, which rules and routes use.
//!
//! Microsoft changes what is in them every week, and that is no drift. There are thousands; only those that something in the
//! subscription names are recorded.

use serde::{Deserialize, Serialize};

use super::terms::blocks;
use crate::model::{Bears, Field, Inventory, Kind, KindSpec, Provider, Role};
use crate::providers::azure::calls::{
    LIST_EFFECTIVE_SECURITY_ADMIN_RULES, LIST_SERVICE_TAGS, NSG_LIST, ROUTE_TABLE_LIST,
};
use crate::providers::azure::native;
use crate::providers::calls::{enriches, required};
use crate::providers::normalised::{Outcome, no_phrase, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Azure, "service-tag"),
    title: "service tag",
    role: Role::Network,
    calls: &[
        required(LIST_SERVICE_TAGS),
        enriches(NSG_LIST),
        enriches(ROUTE_TABLE_LIST),
        enriches(LIST_EFFECTIVE_SECURITY_ADMIN_RULES),
    ],
    identity: "the tag as rules name it",
    named_by: &[],
    comes_and_goes: Some(Inventory {
        reason: "Microsoft keeps them, and only those that are named are recorded",
        shape: &[],
    }),
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[
    Field::context("change_number", Bears::Metadata, "Microsoft counts its changes"),
    Field::context("prefixes", Bears::Metadata, "Microsoft's own addresses, which it changes"),
    Field::context("region", Bears::Metadata, "a part of the name"),
    Field::context("service", Bears::Metadata, "a part of the name"),
    Field::volatile("id", "the name says it"),
    Field::volatile("networkFeatures", "where the tag can be used"),
    Field::volatile("serviceTagChangeNumber", "the change number says it"),
    Field::volatile("state", "whether it is new"),
];

/// What is recorded of a tag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) change_number: Option<String>,
    pub(crate) prefixes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
}

/// Makes a tag's resource.
pub(crate) fn normalise(tag: native::ServiceTag) -> Outcome {
    let native::ServiceTag { address_prefixes, change_number, name, region, system_service } = tag;
    let mut doubts = Vec::new();
    let prefixes = blocks(address_prefixes, &mut doubts);
    let change_number = change_number.map(|number| match number {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    });
    let context = Context {
        change_number: said(change_number),
        prefixes,
        region: said(region),
        service: said(system_service),
    };
    let name = said(name);
    let shown = name.as_deref().unwrap_or("a service tag without name");
    let doubts = doubts.into_iter().map(|odd| format!("{shown}: {odd}")).collect();
    resource(SPEC.title, name.clone(), &serde_json::Map::new(), &context, doubts)
}
