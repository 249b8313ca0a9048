//! The table of calls that change what is recorded.
//!
//! Names are those of the discovery documents of `compute` v1 and of `google.logging.v2.ConfigServiceV2`. Methods of older and newer versions of an API have the
//! version before them (`beta.compute.firewalls.insert`) and are the same calls.

use serde_json::value::RawValue;

use super::request::Request;
use super::{addresses, firewalls, instances, networks, policies, sinks};
use crate::model::{Deed, KindSpec, Outcome, Scope};
use crate::providers::gcp::parse;
use crate::providers::gcp::parse::link::Own;

/// A call, as its entry tells it.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The kind that it is about.
    pub(super) spec: &'static KindSpec,
    /// Where the resource is.
    pub(super) scope: &'a Scope,
    /// The resource's name in the entry: `projects/shop/global/firewalls/ssh`.
    pub(super) name: &'a str,
    /// Its identity.
    pub(super) id: String,
    /// Google's number for it.
    pub(super) target_id: Option<String>,
    /// What the call was given.
    pub(super) request: Request,
    /// What Google says beside it.
    pub(super) metadata: Option<&'a RawValue>,
    /// How it ended.
    pub(super) outcome: &'a Outcome,
}

impl Call<'_> {
    /// The project, folder or organisation, as links name it.
    pub(super) fn place(&self) -> String {
        self.scope.place()
    }

    /// Links as they are named in this project.
    pub(super) fn own(&self) -> Own {
        Own::of(None, &self.place())
    }
}

/// What a call did; nothing when its entry does not show it.
type Does = fn(&Call<'_>) -> Option<Vec<Deed>>;

/// One call.
#[derive(Debug)]
pub(super) struct Verb {
    pub(super) name: &'static str,
    /// The fields that it can change; none where it can be any.
    pub(super) touches: &'static [&'static str],
    pub(super) does: Does,
}

const fn verb(name: &'static str, touches: &'static [&'static str], does: Does) -> Verb {
    Verb { name, touches, does }
}

/// The calls about one sort of resource.
#[derive(Debug)]
pub(super) struct Row {
    /// What Google calls them: `compute.firewalls`.
    pub(super) collection: &'static str,
    pub(super) spec: &'static KindSpec,
    /// Which one a call is about; nothing when it is about none that is recorded.
    pub(super) identity: fn(&Call<'_>) -> Option<String>,
    pub(super) verbs: &'static [Verb],
    /// Calls that write and change nothing that is recorded.
    pub(super) harmless: &'static [&'static str],
}

/// All of them.
pub(super) const ROWS: &[Row] = &[
    Row {
        collection: "compute.firewalls",
        spec: &parse::firewall_rule::SPEC,
        identity: |call| named(call, "firewalls"),
        verbs: &[
            verb("insert", &[], firewalls::insert),
            verb("patch", &[], firewalls::patch),
            verb("update", &[], firewalls::update),
            verb("delete", &[], gone),
        ],
        harmless: &["testIamPermissions"],
    },
    Row {
        collection: "compute.networks",
        spec: &parse::network::SPEC,
        identity: |call| named(call, "networks"),
        verbs: &[
            verb("insert", &[], networks::insert),
            verb("patch", &[], networks::patch),
            verb("delete", &[], gone),
            verb("addPeering", &["peerings", "peering_states"], networks::add_peering),
            verb("updatePeering", &["peerings", "peering_states"], networks::update_peering),
            verb("removePeering", &["peerings", "peering_states"], networks::remove_peering),
            verb("requestRemovePeering", &["peerings", "peering_states"], silent),
            verb("cancelRequestRemovePeering", &["peerings", "peering_states"], silent),
            verb("switchToCustomMode", &["subnet_mode"], networks::custom),
        ],
        harmless: &["setTags"],
    },
    Row {
        collection: "compute.subnetworks",
        spec: &parse::subnetwork::SPEC,
        identity: |call| named(call, "subnetworks"),
        verbs: &[
            verb("insert", &[], networks::insert_subnet),
            verb("patch", &[], networks::patch_subnet),
            verb("delete", &[], gone),
            verb("expandIpCidrRange", &["range"], networks::patch_subnet),
            verb("setPrivateIpGoogleAccess", &["private_google_access"], networks::patch_subnet),
        ],
        harmless: &["setIamPolicy"],
    },
    Row {
        collection: "compute.routes",
        spec: &parse::route::SPEC,
        identity: |call| named(call, "routes"),
        verbs: &[verb("insert", &[], networks::insert_route), verb("delete", &[], gone)],
        harmless: &[],
    },
    Row {
        collection: "compute.addresses",
        spec: &parse::address::SPEC,
        identity: |call| placed(call, "addresses"),
        verbs: &[
            verb("insert", &[], addresses::insert),
            verb("delete", &[], gone),
            verb("setLabels", &["labels"], addresses::labels),
            verb("move", &[], silent),
        ],
        harmless: &[],
    },
    Row {
        collection: "compute.globalAddresses",
        spec: &parse::address::SPEC,
        identity: |call| placed(call, "addresses"),
        verbs: &[
            verb("insert", &[], addresses::insert),
            verb("delete", &[], gone),
            verb("setLabels", &["labels"], addresses::labels),
            verb("move", &[], silent),
        ],
        harmless: &[],
    },
    Row {
        collection: "compute.instances",
        spec: &parse::instance::SPEC,
        identity: |call| named(call, "instances"),
        verbs: instances::VERBS,
        harmless: instances::HARMLESS,
    },
    Row {
        collection: "compute.networkFirewallPolicies",
        spec: &parse::network_firewall_policy::SPEC,
        identity: |call| placed(call, "firewallPolicies"),
        verbs: policies::VERBS,
        harmless: policies::HARMLESS,
    },
    Row {
        collection: "compute.regionNetworkFirewallPolicies",
        spec: &parse::network_firewall_policy::SPEC,
        identity: |call| placed(call, "firewallPolicies"),
        verbs: policies::VERBS,
        harmless: policies::HARMLESS,
    },
    Row {
        collection: "compute.firewallPolicies",
        spec: &parse::firewall_policy::SPEC,
        identity: policies::number,
        verbs: policies::VERBS,
        harmless: policies::HARMLESS,
    },
    Row {
        collection: "logging.ConfigServiceV2",
        spec: &parse::log_sink::SPEC,
        identity: sinks::name,
        verbs: &[
            verb("CreateSink", &[], sinks::create),
            verb("UpdateSink", &[], sinks::update),
            verb("DeleteSink", &[], gone),
        ],
        harmless: &[],
    },
    Row {
        collection: "cloudresourcemanager.Projects",
        spec: &parse::ancestry::SPEC,
        identity: |_| Some(parse::ancestry::SPEC.title.to_owned()),
        verbs: &[
            verb("MoveProject", &["ancestors"], silent),
            verb("UpdateProject", &["ancestors"], silent),
        ],
        harmless: &[
            "CreateProject",
            "DeleteProject",
            "UndeleteProject",
            "SetIamPolicy",
            "SetOrgPolicy",
        ],
    },
];

/// The row of a call, and its name in it.
pub(super) fn find<'m>(service: &str, method: &'m str) -> Option<(&'static Row, &'m str)> {
    let (path, verb) = method.rsplit_once('.').unwrap_or(("", method));
    let collection = path.rsplit('.').next().unwrap_or_default();
    let is = |row: &&Row| {
        let (api, name) = row.collection.split_once('.').unwrap_or_default();
        service.strip_suffix(".googleapis.com") == Some(api)
            && match api {
                "compute" => collection == name,
                // Of the many calls of these services only a few are about anything that is recorded.
                _ => row.verbs.iter().any(|known| known.name == verb) || is_read_of(row, verb),
            }
    };
    ROWS.iter().find(is).map(|row| (row, verb))
}

fn is_read_of(row: &Row, verb: &str) -> bool {
    row.collection == "logging.ConfigServiceV2" && matches!(verb, "GetSink" | "ListSinks")
}

/// Whether a call only reads, by its name.
pub(super) fn only_reads(verb: &str) -> bool {
    ["get", "list", "aggregatedList", "test", "Get", "List"]
        .iter()
        .any(|word| verb.starts_with(word))
}

/// Of a call that deletes, its name says all.
const fn gone(_: &Call<'_>) -> Option<Vec<Deed>> {
    None
}

/// Of which no entry shows what it did.
pub(super) const fn silent(_: &Call<'_>) -> Option<Vec<Deed>> {
    None
}

/// Whether a name is of one thing of a collection: `…/firewalls/ssh`.
fn is_one(name: &str, collection: &str) -> bool {
    let mut words = name.rsplit('/');
    let (last, before) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    !last.is_empty() && before == collection
}

/// The name of something of which there is one in the project, or in a place of it.
fn named(call: &Call<'_>, collection: &str) -> Option<String> {
    is_one(call.name, collection).then(|| numbered(call).name(call.name))
}

/// The same where things of one name can be in a region and in none.
fn placed(call: &Call<'_>, collection: &str) -> Option<String> {
    is_one(call.name, collection).then(|| numbered(call).placed(call.name))
}

/// The project as the entry's name has it, which may be its number.
fn numbered(call: &Call<'_>) -> Own {
    Own::of(Some(call.name), &call.place())
}
