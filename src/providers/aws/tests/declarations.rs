//! Every field is declared, and every declaration is of a field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ENTRY, every_field, read_all};
use crate::model::{Class, KindSpec, Resource, ScopeReading, Status};
use crate::providers::aws::parse::instance::LEFT_OUT_OF_RESERVATIONS;

/// The paths of a document, with `[]` for the elements of lists.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    if !path.is_empty() {
        found.insert(path.to_owned());
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                paths(value, &path, found);
            }
        }
        Value::Array(list) => {
            for value in list {
                paths(value, &format!("{path}[]"), found);
            }
        }
        _ => {}
    }
}

fn resources<'a>(
    reading: &'a ScopeReading,
    spec: &KindSpec,
) -> impl Iterator<Item = &'a Resource> + use<'a> {
    reading.kinds[&spec.kind].resources.values()
}

#[test]
fn every_documented_field_is_known() {
    let reading = read_all(&every_field());
    assert_eq!(reading.unrecognised, [].into());
    for spec in ENTRY.kinds {
        let read = &reading.kinds[&spec.kind];
        assert_eq!(
            (read.coverage.status, &read.coverage.reason),
            (Status::Complete, &None),
            "{}",
            spec.kind
        );
        assert!(!read.resources.is_empty(), "{}", spec.kind);
    }
}

#[test]
fn every_field_is_declared_and_every_declaration_occurs() {
    let reading = read_all(&every_field());
    for spec in ENTRY.kinds {
        let mut seen = [BTreeSet::new(), BTreeSet::new()];
        for resource in resources(&reading, spec) {
            for (document, seen) in
                [&resource.durable, &resource.context].into_iter().zip(&mut seen)
            {
                paths(&document.value().unwrap(), "", seen);
            }
        }
        for (class, seen) in [Class::Durable, Class::Context].into_iter().zip(&seen) {
            for path in seen {
                let field = spec.field(path).unwrap_or_else(|| panic!("{}: {path}", spec.kind));
                assert_eq!(field.class, class, "{}: {path}", spec.kind);
            }
            for field in spec.fields.iter().filter(|field| field.class == class) {
                assert!(seen.contains(field.path), "{}: {} never occurs", spec.kind, field.path);
            }
        }
        for name in spec.named_by {
            let top = name.split('.').next().unwrap();
            assert!(seen[0].contains(top), "{}: {name}", spec.kind);
        }
        let declared: BTreeSet<_> = spec.fields.iter().map(|field| field.path).collect();
        assert_eq!(declared.len(), spec.fields.len(), "{}: declared twice", spec.kind);
    }
}

/// The native paths of an item, `[]` for the elements of lists.
fn native_paths(files: &[(String, Value)]) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (index, (_, json)) in files.iter().enumerate() {
        let mut found = BTreeSet::new();
        paths(json, "", &mut found);
        all.extend(found.into_iter().filter(|path| !path.ends_with("[]")).map(|p| (index, p)));
    }
    all
}

fn without(value: &mut Value, path: &str) {
    let (head, rest) = path.split_once('.').map_or((path, None), |(h, r)| (h, Some(r)));
    let Value::Object(map) = value else { return };
    let Some(rest) = rest else {
        map.remove(head);
        return;
    };
    match map.get_mut(head.strip_suffix("[]").unwrap_or(head)) {
        Some(Value::Array(list)) => list.iter_mut().for_each(|item| without(item, rest)),
        Some(other) => without(other, rest),
        None => {}
    }
}

/// The other way round: what is declared as left out changes nothing, and what changes nothing is declared as left out.
#[test]
fn what_is_left_out_is_declared() {
    let files = every_field();
    let whole = read_all(&files);
    // They matter in company only, or in another answer than the one looked at.
    let exceptions = [
        // The rows of a group's rules are matched by content; ids and tags are taken.
        "SecurityGroupRules[].Description",
        "SecurityGroupRules[].GroupOwnerId",
        "SecurityGroupRules[].ReferencedGroupInfo.PeeringStatus",
        "SecurityGroupRules[].ReferencedGroupInfo.UserId",
        "SecurityGroupRules[].ReferencedGroupInfo.VpcId",
        "SecurityGroupRules[].ReferencedGroupInfo.VpcPeeringConnectionId",
        // The main address is also the first of the list.
        "NetworkInterfaces[].PrivateIpAddress",
        "NetworkInterfaces[].Association",
        "NetworkInterfaces[].Association.CarrierIp",
        "NetworkInterfaces[].Association.CustomerOwnedIp",
        "NetworkInterfaces[].Association.PublicIp",
        // The main block is also in the list.
        "Vpcs[].CidrBlock",
        "Vpcs[].CidrBlockAssociationSet",
        "Vpcs[].CidrBlockAssociationSet[].CidrBlock",
        // The trail is named by the file.
        "TrailARN",
        // Rules of either direction name the same connection.
        "SecurityGroups[].IpPermissions[].UserIdGroupPairs[].PeeringStatus",
        "SecurityGroups[].IpPermissionsEgress[].UserIdGroupPairs[].PeeringStatus",
    ];
    let mut wrong = Vec::new();
    for (index, path) in native_paths(&files) {
        let mut changed = files.clone();
        without(&mut changed[index].1, &path);
        let same = read_all(&changed) == whole;
        let name = &files[index].0;
        let call = name.split('.').next().unwrap();
        let item = path
            .split_once("[].")
            .or_else(|| path.split_once('.').filter(|_| call.ends_with("options")))
            .map_or(path.as_str(), |(_, item)| item);
        let item = item.strip_prefix("Instances[].").unwrap_or(item);
        let lists = |spec: &&KindSpec| spec.calls[0].name == call;
        let uses = |spec: &&KindSpec| spec.calls.iter().any(|known| known.name == call);
        let spec =
            ENTRY.kinds.iter().find(lists).or_else(|| ENTRY.kinds.iter().find(uses)).unwrap();
        let reservation: &[&str] =
            if call == "describe-instances" { LEFT_OUT_OF_RESERVATIONS } else { &[] };
        let declared = spec
            .fields
            .iter()
            .filter(|field| field.class == Class::Volatile)
            .map(|field| field.path)
            .chain(reservation.iter().copied())
            .any(|known| {
                item.strip_prefix(known)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            });
        if exceptions.contains(&path.as_str()) {
            continue;
        }
        if same != declared {
            wrong.push(format!("{name}: {path}: changes nothing {same}, declared {declared}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A declaration of something that AWS does not print is a slip of the pen.
#[test]
fn every_left_out_field_is_one_of_awss() {
    let files = every_field();
    let native: Vec<String> = native_paths(&files).into_iter().map(|(_, path)| path).collect();
    for spec in ENTRY.kinds {
        for field in spec.fields.iter().filter(|field| field.class == Class::Volatile) {
            let there = native.iter().any(|path| {
                path.strip_suffix(field.path)
                    .is_some_and(|before| before.is_empty() || before.ends_with('.'))
            });
            assert!(there, "{}: {}", spec.kind, field.path);
        }
    }
}
