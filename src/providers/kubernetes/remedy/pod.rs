//! What a template says of its pods as a whole, field by field.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::like::Like;
use super::patch::{At, Patch};
use super::shape::{Part, odd};
use super::spelling::{either, object, set as spelled, texts};
use super::template::fields_of;
use crate::model::Setting;
use crate::providers::kubernetes::parse::placement::{NodeRequirement, Term, Toleration};
use crate::providers::kubernetes::parse::pod_settings::Dns;

/// How a field is written.
pub(super) enum Place {
    /// On or off; off is nothing.
    Switch(&'static str),
    /// A value, or nothing.
    Value(&'static str),
    /// In its own way.
    Own,
}

/// Where a field is, or why nothing puts it back.
pub(super) fn place(field: &str) -> Result<Place, String> {
    Ok(match field {
        "host_ipc" => Place::Switch("hostIPC"),
        "host_pid" => Place::Switch("hostPID"),
        "share_processes" => Place::Switch("shareProcessNamespace"),
        "bound_to" => Place::Value("nodeName"),
        "runtime_class" => Place::Value("runtimeClassName"),
        "service_account_token" => Place::Value("automountServiceAccountToken"),
        "dns" | "fs_group" | "groups" | "host_aliases" | "host_network" | "host_paths"
        | "runs_on" | "service_account" | "sysctls" | "tolerations" | "user_namespace" => {
            Place::Own
        }
        _ => return Err("what a workload is called can't be edited: apply its manifest".to_owned()),
    })
}

/// Whether there is a patch for it, there and back aside.
///
/// # Errors
/// Why there is none.
pub(super) fn writable(setting: &Setting) -> Result<(), String> {
    set(&mut Patch::default(), &At::new("/spec"), setting)
}

pub(super) fn set(patch: &mut Patch, spec: &At, setting: &Setting) -> Result<(), String> {
    let (from, to) = (setting.from.as_ref(), setting.to.as_ref());
    let is_on = |value: Option<&Value>| value == Some(&Value::Bool(true));
    match place(setting.field())? {
        Place::Switch(key) => {
            let value = is_on(to).then_some(Value::Bool(true));
            let like = Like::maybe(is_on(from).then_some(true));
            patch.put(spec.field(key), &like, value.as_ref());
        }
        Place::Value(key) => {
            let is = from.cloned().unwrap_or_default();
            patch.put(spec.field(key), &Like::is(is), to);
        }
        Place::Own => return own(patch, spec, setting),
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned + Default>(value: Option<&Value>) -> Result<T, String> {
    value
        .cloned()
        .map_or_else(|| Ok(T::default()), |value| serde_json::from_value(value).map_err(odd))
}

fn own(patch: &mut Patch, spec: &At, setting: &Setting) -> Result<(), String> {
    let (from, to) = (setting.from.as_ref(), setting.to.as_ref());
    let is_on = |value: Option<&Value>| value == Some(&Value::Bool(true));
    let security = spec.field("securityContext");
    match setting.field() {
        "host_network" => {
            let value = is_on(to).then_some(Value::Bool(true));
            let like = Like::maybe(is_on(from).then_some(true));
            patch.put(spec.field("hostNetwork"), &like, value.as_ref());
            if !is_on(to) {
                for list in ["containers", "initContainers"] {
                    patch.free_ports(&spec.field(list));
                }
            }
        }
        "user_namespace" => {
            let like = if is_on(from) {
                Like::is(false)
            } else {
                Like::Any(vec![Value::Null, json!(true)])
            };
            let value = is_on(to).then_some(Value::Bool(false));
            patch.put(spec.field("hostUsers"), &like, value.as_ref());
        }
        "service_account" => {
            let is = from.cloned().unwrap_or_default();
            let like = if is == "default" {
                Like::Any(vec![Value::Null, is, json!("")])
            } else {
                Like::is(is)
            };
            patch.put(spec.field("serviceAccountName"), &like, to);
        }
        "fs_group" => {
            patch.ensure(&security);
            patch.put(security.field("fsGroup"), &Like::is(from.cloned().unwrap_or_default()), to);
        }
        "groups" => {
            patch.ensure(&security);
            let groups: Vec<i64> = read(from)?;
            patch.put(security.field("supplementalGroups"), &texts(&groups).0, to);
        }
        "sysctls" => {
            let list = |value: Option<&Value>| {
                let all = fields_of(value).into_iter().map(|(name, value)| {
                    object(vec![Part::plain("name", Some(name)), Part::plain("value", Some(value))])
                });
                spelled(all.collect())
            };
            patch.ensure(&security);
            patch.put(security.field("sysctls"), &list(from).0, some(list(to).1).as_ref());
        }
        "host_aliases" => {
            let (is, _) = aliases(&read::<Vec<String>>(from)?);
            let (_, will) = aliases(&read::<Vec<String>>(to)?);
            patch.put(spec.field("hostAliases"), &is, some(will).as_ref());
        }
        "host_paths" => {
            return host_paths(patch, spec, &read::<Vec<String>>(from)?, &read::<Vec<String>>(to)?);
        }
        "tolerations" => {
            let is = spelled(read::<Vec<Toleration>>(from)?.iter().map(toleration).collect());
            let will = spelled(read::<Vec<Toleration>>(to)?.iter().map(toleration).collect());
            patch.put(spec.field("tolerations"), &is.0, some(will.1).as_ref());
        }
        "runs_on" => {
            patch.expect(
                spec.field("affinity"),
                &Like::Fields(vec![("nodeAffinity", Like::Nothing)]),
            );
            let is = Like::maybe(chosen(from)?);
            patch.put(spec.field("nodeSelector"), &is, chosen(to)?.as_ref());
        }
        "dns" => dns(patch, spec, &read(from)?, &read(to)?),
        _ => return Err(odd(())),
    }
    Ok(())
}

/// A list, or nothing.
fn some(list: Value) -> Option<Value> {
    Some(list).filter(|list| list.as_array().is_none_or(|list| !list.is_empty()))
}

/// `192.0.2.1 db`, by address.
fn aliases(list: &[String]) -> (Like, Value) {
    let mut by_address: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for alias in list {
        let (address, name) = alias.split_once(' ').unwrap_or((alias, ""));
        by_address.entry(address).or_default().push(name);
    }
    let all = by_address.into_iter().map(|(address, names)| {
        let names = names.into_iter().map(|name| either(vec![json!(name)])).collect();
        object(vec![Part::plain("ip", Some(address)), Part::set("hostnames", names)])
    });
    spelled(all.collect())
}

/// A folder of the node that nobody approved goes with its volume; the mounts of it go with their containers' own changes.
fn host_paths(patch: &mut Patch, spec: &At, from: &[String], to: &[String]) -> Result<(), String> {
    if to.iter().any(|path| !from.contains(path)) {
        return Err("a folder of the node that is missing can't be mounted again from what is recorded: apply its manifest".to_owned());
    }
    for path in from.iter().filter(|path| !to.contains(path)) {
        let is = Like::Fields(vec![("path", Like::is(path.as_str()))]);
        patch.take(spec.field("volumes"), &Like::Fields(vec![("hostPath", is)]));
    }
    Ok(())
}

fn toleration(toleration: &Toleration) -> (Like, Value) {
    let Toleration { effect, key, operator, seconds, value } = toleration;
    let equal = if operator.is_none() {
        Part { at: "operator", like: Like::Any(vec![Value::Null, json!("Equal")]), value: None }
    } else {
        Part::plain("operator", operator.clone())
    };
    object(vec![
        Part::plain("effect", effect.clone()),
        Part::plain("key", key.clone()),
        equal,
        Part::plain("tolerationSeconds", *seconds),
        Part::plain("value", value.clone()),
    ])
}

/// The labels of nodes, where labels are all that is asked.
fn chosen(value: Option<&Value>) -> Result<Option<Value>, String> {
    let unknown = || {
        "what nodes must meet beyond a label each is written as an affinity, in an order that is not recorded: apply its manifest".to_owned()
    };
    let Some(terms) = value else { return Ok(None) };
    let terms: Vec<Term> = serde_json::from_value(terms.clone()).map_err(odd)?;
    let [Term { fields, labels }] = terms.as_slice() else { return Err(unknown()) };
    let mut selector = Map::new();
    for NodeRequirement { key, operator, values } in labels {
        match (operator.as_str(), values.as_slice()) {
            ("In", [value]) if !selector.contains_key(key) => {
                selector.insert(key.clone(), value.as_str().into());
            }
            _ => return Err(unknown()),
        }
    }
    if fields.is_empty() { Ok(Some(selector.into())) } else { Err(unknown()) }
}

fn dns(patch: &mut Patch, spec: &At, from: &Dns, to: &Dns) {
    let config = spec.field("dnsConfig");
    let usual = || vec![Value::Null, json!("ClusterFirst")];
    let policy = from.policy.clone().map_or_else(|| Like::Any(usual()), Like::is);
    let will = to.policy.clone().unwrap_or_else(|| "ClusterFirst".to_owned());
    patch.put(spec.field("dnsPolicy"), &policy, Some(&will.into()));
    let options = |list: &[String]| {
        let all = list.iter().map(|option| {
            let (name, value) = match option.split_once(':') {
                Some((name, value)) => (name, Some(value)),
                None => (option.as_str(), None),
            };
            object(vec![Part::plain("name", Some(name)), Part::plain("value", value)])
        });
        spelled(all.collect())
    };
    let in_order =
        |list: &[String]| (Like::list(list.iter().map(|one| Like::is(one.as_str()))), json!(list));
    patch.ensure(&config);
    for (key, (is, _), (_, will)) in [
        ("nameservers", in_order(&from.nameservers), in_order(&to.nameservers)),
        ("options", options(&from.options), options(&to.options)),
        ("searches", in_order(&from.searches), in_order(&to.searches)),
    ] {
        patch.put(config.field(key), &is, Some(&will));
    }
}
