//! Prefix lists: all entries that come or go are one edit, since one call makes them together.
//!
//! EC2 counts the versions of a list, one for each edit of its entries, and takes the version that is to be edited as a condition.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::cli::{asked, check, ec2, json};
use super::edits::{
    all, alone, another_id, came_or_went, is_on, leave_fixed, odd, set, settings, word,
};
use super::{Row, tags};
use crate::model::{Act, Class, Command, Edit, Resource, Script, Setting};
use crate::providers::aws::parse::prefix_list::{Context, Durable, Entry, KEPT_BY_AWS, SPEC};
use crate::providers::normalised::Known;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, script };

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    let owner = |resource: Option<&Resource>| resource?.durable.decode::<Durable>().ok()?.owner;
    if owner(drift.now.or(drift.then)).as_deref() == Some(KEPT_BY_AWS) {
        const WHY: &str = "AWS keeps this list, and nobody else can edit it";
        if drift.settings.is_empty() {
            plan.lose(WHY);
        }
        drift.settings.iter().for_each(|one| plan.leave(one.field(), WHY));
        return plan;
    }
    if came_or_went(drift, &mut plan, || another_id(drift)) {
        return plan;
    }
    let mut entries = Vec::new();
    for setting in drift.settings {
        match setting.field() {
            "entries" if !setting.is_element => plan.leave(
                "entries",
                "the entries were not read on one side, so that nobody knows what to put back",
            ),
            "entries" if setting.from.is_some() && setting.to.is_some() => plan.leave(
                "entries",
                "the note of an entry can't be edited without taking the entry away for a moment, which would close what it opens",
            ),
            "entries" => entries.push(setting.clone()),
            "name" if setting.to.is_none() => plan.leave("name", "a list is never without a name"),
            "tags" | "name" | "resolver_sync" => set(drift, &mut plan, vec![setting.clone()]),
            field => leave_fixed(&mut plan, drift, field),
        }
    }
    if !entries.is_empty() {
        entries.extend(version(drift));
        set(drift, &mut plan, entries);
    }
    plan
}

/// The version that is edited, and the one that it becomes.
fn version(drift: &Drift<'_>) -> Option<Setting> {
    let Context { version, .. } = drift.now?.context.decode().ok()?;
    let version = version?;
    Some(Setting {
        class: Class::Context,
        path: vec!["version".to_owned()],
        is_element: false,
        from: Some(version.into()),
        to: Some((version + 1).into()),
    })
}

fn script(edit: &Edit) -> Result<Script, String> {
    match &edit.act {
        Act::Create(list) => create(edit, list),
        // EC2 refuses while anything names it.
        Act::Delete(_) => Ok(alone(listed("delete-managed-prefix-list", edit))),
        Act::Set(_) => edited(edit).ok_or_else(odd),
        Act::Replace { .. } => Err("a prefix list is never rewritten as a whole".to_owned()),
    }
}

fn listed(operation: &str, edit: &Edit) -> Command {
    ec2(operation, edit).option("--prefix-list-id", edit.id.identity.as_str())
}

fn edited(edit: &Edit) -> Option<Script> {
    let all = settings(edit)?;
    let setting = all.iter().find(|one| one.field() != "version")?;
    let modify = || listed("modify-managed-prefix-list", edit);
    Some(match setting.field() {
        "tags" => alone(tags::command(edit, setting)?),
        "name" => {
            let fields = [("PrefixListName", json!(setting.from))];
            let new = json(&json!({ "PrefixListName": word(setting.to.as_ref())? }));
            Script {
                check: Some(check(read(edit), "PrefixLists[0]", &fields)),
                commands: vec![modify().option("--cli-input-json", new)],
            }
        }
        // A switch that is not what it was is what it will be.
        "resolver_sync" => alone(modify().word(if is_on(setting.to.as_ref()) {
            "--ipam-prefix-list-resolver-sync-enabled"
        } else {
            "--no-ipam-prefix-list-resolver-sync-enabled"
        })),
        "entries" => alone(entries(edit, all)?),
        _ => return None,
    })
}

fn read(edit: &Edit) -> Command {
    let ids = json(&json!([edit.id.identity.as_str()]));
    ec2("describe-managed-prefix-lists", edit).option("--prefix-list-ids", ids)
}

fn entries(edit: &Edit, settings: &[Setting]) -> Option<Command> {
    let of = |value: &Option<Value>| Entry::deserialize(value.as_ref()?).ok();
    let entries = || settings.iter().filter(|one| one.field() == "entries");
    let added: Vec<Value> =
        entries().filter_map(|one| of(&one.to)).map(|one| request(&one)).collect();
    let removed: Vec<Value> = entries()
        .filter_map(|one| of(&one.from))
        .map(|Entry { cidr, description: _ }| json!({ "Cidr": cidr.to_string() }))
        .collect();
    let command = listed("modify-managed-prefix-list", edit);
    let version = settings.iter().find(|one| one.field() == "version");
    let mut command = match version {
        Some(version) => command.option("--current-version", version.from.as_ref()?.to_string()),
        None => command.output_of("--current-version", asked(read(edit), "PrefixLists[0].Version")),
    };
    for (option, list) in [("--add-entries", added), ("--remove-entries", removed)] {
        if !list.is_empty() {
            command = command.option(option, json(&list.into()));
        }
    }
    Some(command)
}

fn request(entry: &Entry) -> Value {
    let Entry { cidr, description } = entry;
    let mut fields = json!({ "Cidr": cidr.to_string() });
    if let (Some(description), Some(fields)) = (description, fields.as_object_mut()) {
        fields.insert("Description".to_owned(), description.as_str().into());
    }
    fields
}

fn create(edit: &Edit, list: &Resource) -> Result<Script, String> {
    let Durable {
        address_family,
        entries,
        name,
        owner: _,
        resolver_sync: _,
        resolver_target: _,
        tags,
    } = list.durable.decode().map_err(|_| odd())?;
    let Context { max_entries, .. } = list.context.decode().map_err(|_| odd())?;
    let Known::Read(entries) = entries else {
        return Err("the entries of the list were not read when it was approved".to_owned());
    };
    let mut body = Map::new();
    let most = max_entries.unwrap_or_else(|| i64::try_from(entries.len()).unwrap_or(1).max(1));
    body.insert("MaxEntries".to_owned(), most.into());
    for (key, value) in [("PrefixListName", name), ("AddressFamily", address_family)] {
        body.insert(key.to_owned(), value.ok_or_else(odd)?.into());
    }
    if !entries.is_empty() {
        body.insert("Entries".to_owned(), entries.iter().map(request).collect());
    }
    if let Some(tags) = tags::of_new("prefix-list", &tags) {
        body.insert("TagSpecifications".to_owned(), tags);
    }
    let command = ec2("create-managed-prefix-list", edit);
    Ok(all(vec![command.option("--cli-input-json", json(&body.into()))]))
}
