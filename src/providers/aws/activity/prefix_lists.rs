//! Calls that change prefix lists.

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, became, has, is, part, read, recorded};
use super::parameters::Said;
use super::subjects::PREFIX_LIST;
use super::tags;
use crate::model::{Done, Target};
use crate::providers::aws::native;
use crate::providers::aws::parse::prefix_list::{Entry, normalise};
use crate::providers::aws::parse::terms::Peer;
use crate::providers::normalised::Known;

/// The list that a call names.
fn named(call: &Call<'_>) -> Result<Target, String> {
    call.given("prefixListId").map(is)
}

fn entries(list: Said<'_>) -> impl Iterator<Item = native::PrefixListEntry> {
    list.list().into_iter().map(|one| native::PrefixListEntry {
        cidr: one.get("cidr").text(),
        description: one.get("description").text(),
    })
}

/// `CreateManagedPrefixList`: the request has the entries, and the answer the rest.
pub(super) fn create(call: &Call<'_>) -> Deeds {
    let (request, made) = (call.request, call.response.get("prefixList"));
    let asked: Vec<_> = entries(request.any(&["entry", "entries", "entrySet"])).collect();
    let name = made.any(&["prefixListName"]).text().or(request.get("prefixListName").text());
    let list = native::ManagedPrefixList {
        address_family: made.get("addressFamily").text(),
        ipam_prefix_list_resolver_sync_enabled: made
            .get("ipamPrefixListResolverSyncEnabled")
            .switch(),
        ipam_prefix_list_resolver_target_id: made.get("ipamPrefixListResolverTargetId").text(),
        max_entries: made.get("maxEntries").number(),
        owner_id: made.get("ownerId").text(),
        prefix_list_id: made.get("prefixListId").text(),
        prefix_list_name: name.clone(),
        tags: tags::answered(made.get("tagSet")),
        version: made.get("version").number(),
    };
    let place = call.place(made.get("ownerId").text().as_deref());
    let outcome = normalise(list, Known::Read(asked.clone()), call.account());
    if let Some((id, resource)) = read(outcome) {
        return Ok(vec![became(place, PREFIX_LIST, &id, resource)]);
    }
    let target = match (made.get("prefixListId").text(), &name) {
        (Some(id), _) => is(id),
        (None, Some(name)) if !call.worked => has(&["name"], name.as_str()),
        _ => return call.lacks("which prefix list it made (`prefixListId`)"),
    };
    let mut change = Change::of(PREFIX_LIST);
    change.say(&["name"], name);
    change.say(&["address_family"], request.get("addressFamily").text());
    for native::PrefixListEntry { cidr, description } in asked {
        let cidr = Peer::cidr(&cidr.unwrap_or_default());
        change.comes("entries", recorded(&Entry { cidr, description }));
    }
    tags::of_resource(&mut change, request, "prefix-list");
    Ok(change.came(place, target))
}

/// `ModifyManagedPrefixList`. An entry that comes takes the place of one with the same block. A change of entries makes the next version.
pub(super) fn modify(call: &Call<'_>) -> Deeds {
    let (target, request) = (named(call)?, call.request);
    let mut change = Change::of(PREFIX_LIST);
    let mut has_entries = false;
    for native::PrefixListEntry { cidr, description: _ } in
        entries(request.any(&["removeEntry", "removeEntries", "removeEntrySet"]))
    {
        let cidr = Peer::cidr(&cidr.unwrap_or_default());
        change.goes("entries", part([("cidr", recorded(&cidr))]));
        has_entries = true;
    }
    for native::PrefixListEntry { cidr, description } in
        entries(request.any(&["addEntry", "addEntries", "addEntrySet"]))
    {
        let cidr = Peer::cidr(&cidr.unwrap_or_default());
        change.comes("entries", recorded(&Entry { cidr, description }));
        has_entries = true;
    }
    change.say(&["name"], request.get("prefixListName").text());
    change.switch(&["resolver_sync"], request.get("ipamPrefixListResolverSyncEnabled").switch());
    if let Some(most) = request.get("maxEntries").number() {
        change.set(&["max_entries"], Some(most.into()));
    }
    let next = request.get("currentVersion").number().and_then(|version| version.checked_add(1));
    if let Some(version) = next.filter(|_| has_entries) {
        change.set(&["version"], Some(Value::from(version)));
    }
    let untold = call.deed(PREFIX_LIST, target.clone(), Done::Touched(&[]));
    Ok(vec![change.done(call.place(None), target).unwrap_or(untold)])
}

/// `RestoreManagedPrefixListVersion`, which names the version and not what is in it.
pub(super) fn restore(call: &Call<'_>) -> Deeds {
    let touched = Done::Touched(&["entries", "version"]);
    Ok(vec![call.deed(PREFIX_LIST, named(call)?, touched)])
}

/// `DeleteManagedPrefixList`.
pub(super) fn delete(call: &Call<'_>) -> Deeds {
    Ok(vec![call.deed(PREFIX_LIST, named(call)?, Done::Went)])
}
