//! Calls that change tags. They take ids of resources of every kind.

use std::collections::BTreeMap;

use serde_json::Value;

use super::deeds::{Call, Change, Deeds, has, is};
use super::parameters::Said;
use super::subjects::{
    ACL, EXCLUSION, FLOW_LOG, GATEWAY, GROUP, INSTANCE, INTERFACE, PREFIX_LIST, ROUTE_TABLE,
    SUBNET, VPC,
};
use crate::model::{KindSpec, Target};
use crate::providers::aws::native::Tag;
use crate::providers::aws::parse::tags::{Tags, tags};

/// What the ids of each kind begin with.
const PREFIXES: &[(&str, &KindSpec)] = &[
    ("acl-", ACL),
    ("eni-", INTERFACE),
    ("fl-", FLOW_LOG),
    ("i-", INSTANCE),
    ("igw-", GATEWAY),
    ("pl-", PREFIX_LIST),
    ("rtb-", ROUTE_TABLE),
    ("sg-", GROUP),
    ("subnet-", SUBNET),
    ("vpc-", VPC),
    ("vpcbpa-exclude-", EXCLUSION),
];

/// The kind of the resource with an id of EC2, where that kind is recorded.
pub(super) fn kind_of(id: &str) -> Option<&'static KindSpec> {
    PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix)).map(|(_, spec)| *spec)
}

/// Tags of a list, however it is written.
fn read(list: Said<'_>) -> Tags {
    let labels = list
        .list()
        .into_iter()
        .map(|tag| Tag { key: tag.get("key").text(), value: tag.get("value").text() });
    tags(labels.filter(|tag| tag.key.is_some()).collect())
}

/// The tags that a call gives to what it makes.
pub(super) fn of_new(request: Said<'_>, resource_type: &str) -> Tags {
    request
        .any(&["tagSpecificationSet", "tagSpecification", "tagSpecifications"])
        .list()
        .into_iter()
        .filter(|one| one.get("resourceType").text().as_deref() == Some(resource_type))
        .flat_map(|one| read(one.any(&["tags", "Tag", "tagSet"])))
        .collect()
}

/// The tags of an answer.
pub(super) fn answered(list: Said<'_>) -> Vec<Tag> {
    read(list).into_iter().map(|(key, value)| Tag { key: Some(key), value: Some(value) }).collect()
}

/// The tags that a call gives to what it makes, told of it.
pub(super) fn of_resource(change: &mut Change, request: Said<'_>, resource_type: &str) {
    for (key, value) in of_new(request, resource_type) {
        change.set(&["tags", &key], Some(Value::String(value)));
    }
}

/// `CreateTags` and `DeleteTags`. The tags of a rule are recorded in its group, which is found by the rule.
pub(super) fn change(call: &Call<'_>) -> Deeds {
    const INGRESS: &[&str] = &["ingress", "id"];
    const EGRESS: &[&str] = &["egress", "id"];
    let ids = call.request.any(&["resourcesSet", "resourceId", "resources"]).texts();
    if ids.is_empty() {
        return call.lacks("which resources it is about (`resourcesSet`)");
    }
    let comes = call.name == "CreateTags";
    let listed = call.request.any(&["tagSet", "tag", "tags"]);
    let labels = read(listed);
    // A tag that is deleted with a value stays when it has another.
    let meant: BTreeMap<String, String> = listed
        .list()
        .into_iter()
        .filter_map(|tag| Some((tag.get("key").text()?, tag.get("value").text()?)))
        .collect();
    let mut deeds = Vec::new();
    for id in ids {
        let (spec, targets, path): (_, Vec<Target>, Vec<&str>) = if id.starts_with("sgr-") {
            let targets = [INGRESS, EGRESS].map(|path| has(path, id.as_str()));
            (GROUP, targets.into(), vec!["rule_tags", &id])
        } else if let Some(spec) = kind_of(&id) {
            (spec, vec![is(id.as_str())], vec!["tags"])
        } else {
            continue;
        };
        for target in targets {
            let mut change = Change::of(spec);
            for (key, value) in &labels {
                let path = [&path[..], &[key.as_str()]].concat();
                if comes {
                    change.set(&path, Some(Value::String(value.clone())));
                } else {
                    change.unset(&path, meant.get(key).cloned().map(Value::String));
                }
            }
            if labels.is_empty() && !comes {
                // Without a tag, all of them go.
                change.set(&path, None);
            }
            deeds.extend(change.done(call.place(None), target));
        }
    }
    Ok(deeds)
}
