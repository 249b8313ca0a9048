//! Containers. Whether one runs, which networks it is in, its restarts and a limit become another in place; for all else it is made again.
//!
//! The new one is made under another name first, so that nothing is lost when that fails; then it takes the place of the old one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::cli::{Call, Calls, Line, about, check, docker, name};
use super::create::{Old, cpus, create};
use super::place::{connect, disconnect};
use super::{Row, odd};
use crate::model::{Act, Check, Document, Edit, Resource, Setting};
use crate::providers::docker::parse::container::SPEC;
use crate::providers::docker::parse::container_document::Durable;
use crate::providers::docker::parse::networks::Membership;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row { kind: &SPEC.kind, plan, calls };

const INSIDE: &str = "what the container wrote inside of itself goes with it, and so do volumes without a name; `docker commit` keeps a copy for whoever looks into it";
const UNRECORDED: &str = "what is not recorded of a container comes back as the engine has it by default: its share of processors and disks, its terminal, how it is asked to stop, how often its health is checked";

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    match (drift.now, drift.then) {
        (Some(now), None) => {
            plan.make(drift.edit(Act::Delete(now.clone())));
            plan.mind(INSIDE);
        }
        (None, Some(then)) => {
            plan.make(drift.edit(Act::Create(then.clone())));
            plan.mind(UNRECORDED);
        }
        (Some(now), Some(then)) if fields(drift, now, then, &mut plan).is_none() => {
            plan.lose(odd(()));
        }
        _ => {}
    }
    plan
}

fn fields(drift: &Drift<'_>, now: &Resource, then: &Resource, plan: &mut Plan) -> Option<()> {
    let (is, was) = (now.durable.decode().ok()?, then.durable.decode().ok()?);
    let left = left(&is, &was);
    for (field, why) in &left {
        if drift.of(field).next().is_some() {
            plan.leave(field, why.clone());
        }
    }
    let rest: Vec<&Setting> = drift
        .settings
        .iter()
        .filter(|setting| !left.iter().any(|(field, _)| *field == setting.field()))
        .collect();
    let drops_variables = is.environment.iter().any(|name| !was.environment.contains(name));
    if rest.is_empty() && !drops_variables {
        return Some(());
    }
    if !drops_variables && rest.iter().all(|setting| in_place(setting)) {
        let limits: Vec<Setting> =
            rest.iter().filter(|one| one.field() == "limits").map(|one| (*one).clone()).collect();
        if !limits.is_empty() {
            plan.make(drift.edit(Act::Set(limits)));
        }
        for setting in rest.into_iter().filter(|one| one.field() != "limits") {
            plan.make(drift.edit(Act::Set(vec![setting.clone()])));
        }
        return Some(());
    }
    let (mut durable, there) = (then.durable.value().ok()?, now.durable.value().ok()?);
    let tree = durable.as_object_mut()?;
    for (field, _) in &left {
        keep(tree, &there, field);
    }
    let variables: Vec<&String> =
        was.environment.iter().filter(|name| is.environment.contains(name)).collect();
    tree.remove("environment");
    if !variables.is_empty() {
        tree.insert("environment".to_owned(), variables.into_iter().cloned().collect());
    }
    let to = Resource { durable: Document::of(&durable).ok()?, context: now.context.clone() };
    plan.make(drift.edit(Act::Replace { from: now.clone(), to }));
    plan.mind(INSIDE);
    plan.mind(UNRECORDED);
    Some(())
}

/// A field stays as it is there.
fn keep(tree: &mut Map<String, Value>, there: &Value, field: &str) {
    match there.get(field) {
        Some(value) => tree.insert(field.to_owned(), value.clone()),
        None => tree.remove(field),
    };
}

/// What can't be brought back, field by field, and why.
fn left(is: &Durable, was: &Durable) -> Vec<(&'static str, String)> {
    let mut left = Vec::new();
    let mut leave = |field: &'static str, why: &str| left.push((field, why.to_owned()));
    if is.command != was.command {
        leave(
            "command",
            "the arguments of the approved command are not recorded, because they may be secrets: make the container again as it was made, with `docker compose up` or its own line",
        );
    }
    if was.environment.iter().any(|name| !is.environment.contains(name)) {
        leave(
            "environment",
            "the values of variables are not recorded: those that are missing have to be given by hand",
        );
    }
    if is.sealed != was.sealed {
        leave(
            "sealed",
            "values of variables and what is run are only hashes here: what they were has to be given by hand",
        );
    }
    if is.healthcheck != was.healthcheck && was.healthcheck.is_some() {
        leave(
            "healthcheck",
            "the command of a health check is not recorded, because it may hold secrets",
        );
    }
    if is.device_requests != was.device_requests {
        leave(
            "device_requests",
            "devices that a driver hands out are given back by `docker create --gpus` or `--device`, in the driver's own words",
        );
    }
    if is.seccomp != was.seccomp && was.seccomp.as_deref().is_some_and(|one| one != "unconfined") {
        leave(
            "seccomp",
            "of a seccomp profile the digest is recorded: make the container again with `--security-opt seccomp=` and the file",
        );
    }
    if is.selinux != was.selinux {
        leave(
            "selinux",
            "the label of its processes is given by SELinux on the host, from the options of the container",
        );
    }
    left
}

/// Limits that become another in place, each with its option.
const LIMITS: &[(&str, &str)] = &[
    ("cpu", "--cpus"),
    ("memory", "--memory"),
    ("memory_and_swap", "--memory-swap"),
    ("processes", "--pids-limit"),
];

fn in_place(setting: &Setting) -> bool {
    match setting.field() {
        "state" | "restart" => true,
        "networks" => setting.is_element,
        "limits" => limits(setting).is_some(),
        _ => false,
    }
}

/// Options that set a limit; nothing where one would have to be lifted.
fn limits(setting: &Setting) -> Option<Vec<(&'static str, String)>> {
    let one = |key: &str, value: &Value| {
        let (_, option) = LIMITS.iter().find(|(known, _)| *known == key)?;
        let number = value.as_i64()?;
        Some((*option, if key == "cpu" { cpus(number) } else { number.to_string() }))
    };
    match (setting.path.as_slice(), &setting.from, &setting.to) {
        ([_], None, Some(Value::Object(all))) => {
            all.iter().map(|(key, value)| one(key, value)).collect()
        }
        ([_, key], _, Some(value)) => Some(vec![one(key, value)?]),
        ([_, key], Some(_), None) if key == "processes" => {
            Some(vec![("--pids-limit", "-1".to_owned())])
        }
        _ => None,
    }
}

fn calls(edit: &Edit) -> Result<Calls, String> {
    let container = name(edit);
    match &edit.act {
        Act::Delete(is) => {
            let is: Durable = is.durable.decode().map_err(odd)?;
            let remove = about(docker(&["rm"]).word("--force"), &[container]);
            Ok(Calls { check: Some(is_still(container, &is)), ..Calls::of(vec![remove]) })
        }
        Act::Create(new) => {
            let new: Durable = new.durable.decode().map_err(odd)?;
            let mut lines = vec![create(&new, container, None).map_err(|why| {
                format!("{why}: make the container again as it was made, with `docker compose up` or its own line")
            })?];
            lines.extend(joins(&new, container)?);
            lines.extend(starts(&new, container));
            Ok(of_image(&new, None, lines))
        }
        Act::Replace { from, to } => {
            let (from, to) =
                (from.durable.decode().map_err(odd)?, to.durable.decode().map_err(odd)?);
            replaced(container, &from, &to)
        }
        Act::Set(settings) => set(container, settings),
    }
}

/// One container takes the place of another.
fn replaced(container: &str, from: &Durable, to: &Durable) -> Result<Calls, String> {
    let new = format!("{container}.driftwall");
    let old = Old { name: container, is: from };
    let mut commands = vec![create(to, &new, Some(old))?];
    commands.extend(joins(to, &new)?);
    // One that removes itself, or is frozen, is not stopped first.
    if from.auto_remove || from.state.as_deref() == Some("paused") {
        commands.push(about(docker(&["rm"]).word("--force"), &[container]));
    } else {
        if from.state.as_deref() == Some("running") {
            commands.push(about(docker(&["stop"]), &[container]));
        }
        commands.push(about(docker(&["rm"]), &[container]));
    }
    commands.push(about(docker(&["rename"]), &[&new, container]));
    commands.extend(starts(to, container));
    Ok(of_image(to, Some(is_still(container, from)), commands))
}

/// Calls that are made when the name of the image still means the same one.
fn of_image(new: &Durable, check: Option<Check>, lines: Vec<Line>) -> Calls {
    let mut calls = Calls { check, ..Calls::of(lines) };
    if let (Some(image), Some(id)) = (&new.image, &new.image_id) {
        calls.calls.insert(0, Call::SameImage { image: image.clone(), id: id.clone() });
    }
    calls
}

/// The networks besides the one that a container is made in.
fn joins(new: &Durable, container: &str) -> Result<Vec<Line>, String> {
    let others = new.networks.iter().filter(|place| Some(&place.name) != new.network_mode.as_ref());
    others.map(|place| connect(container, place)).collect()
}

fn starts(new: &Durable, container: &str) -> Vec<Line> {
    let verbs: &[&'static str] = match new.state.as_deref() {
        Some("running") => &["start"],
        Some("paused") => &["start", "pause"],
        _ => &[],
    };
    verbs.iter().map(|verb| about(docker(&[verb]), &[container])).collect()
}

/// That nobody made it again in the meantime, as far as its main settings tell.
fn is_still(container: &str, is: &Durable) -> Check {
    let mut template = "{{.HostConfig.Privileged}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.PublishAllPorts}} {{.HostConfig.LogConfig.Type}} {{len .Args}}".to_owned();
    let mut prints = format!(
        "{} {} {} {} {}",
        is.privileged,
        is.readonly_root,
        is.publish_all,
        is.log_driver.as_deref().unwrap_or_default(),
        is.command.as_ref().map_or(0, |command| command.arguments)
    );
    if let (Some(image), Some(id)) = (&is.image, &is.image_id) {
        template.push_str(" {{.Config.Image}} {{.Image}}");
        prints.push_str(&format!(" {image} {id}"));
    }
    check("container", container, &template, prints)
}

fn set(container: &str, settings: &[Setting]) -> Result<Calls, String> {
    let first = settings.first().ok_or_else(|| odd(()))?;
    match first.field() {
        "limits" => {
            let mut command = docker(&["update"]);
            let mut seen = BTreeSet::new();
            for setting in settings {
                let options = limits(setting).ok_or_else(|| {
                    "a limit can't be lifted from a container that is there".to_owned()
                })?;
                for (option, value) in options {
                    if seen.insert(option) {
                        command = command.option(option, value);
                    }
                }
            }
            Ok(Calls::of(vec![about(command, &[container])]))
        }
        "restart" => {
            let policy = first.to.as_ref().and_then(Value::as_str).unwrap_or("no");
            let is = first.from.as_ref().and_then(Value::as_str).unwrap_or("no");
            let line = about(docker(&["update"]).option("--restart", policy), &[container]);
            let template = "{{with .HostConfig.RestartPolicy}}{{or .Name \"no\"}}{{if .MaximumRetryCount}}:{{.MaximumRetryCount}}{{end}}{{end}}";
            let check = check("container", container, template, is.to_owned());
            Ok(Calls { check: Some(check), ..Calls::of(vec![line]) })
        }
        "state" => state(container, first),
        "networks" => membership(container, first),
        _ => Err("this of a container can't be edited".to_owned()),
    }
}

fn state(container: &str, setting: &Setting) -> Result<Calls, String> {
    let word = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_str).unwrap_or("stopped").to_owned()
    };
    let (from, to) = (word(&setting.from), word(&setting.to));
    let verbs: &[&'static str] = match (from.as_str(), to.as_str()) {
        ("stopped", "running") => &["start"],
        ("stopped", "paused") => &["start", "pause"],
        ("paused", "running") => &["unpause"],
        ("running", "paused") => &["pause"],
        ("running", "stopped") => &["stop"],
        ("paused", "stopped") => &["unpause", "stop"],
        _ => return Err(odd(())),
    };
    let template =
        "{{if .State.Paused}}paused{{else if .State.Running}}running{{else}}stopped{{end}}";
    let lines = verbs.iter().map(|verb| about(docker(&[verb]), &[container])).collect();
    let check = check("container", container, template, from);
    Ok(Calls { check: Some(check), ..Calls::of(lines) })
}

/// The engine refuses to connect what is connected, and to disconnect what is not.
fn membership(container: &str, setting: &Setting) -> Result<Calls, String> {
    let read = |value: &Option<Value>| -> Result<Option<Membership>, String> {
        value.clone().map(serde_json::from_value).transpose().map_err(odd)
    };
    let mut commands = Vec::new();
    if let Some(place) = read(&setting.from)? {
        commands.push(disconnect(container, &place.name));
    }
    if let Some(place) = read(&setting.to)? {
        commands.push(connect(container, &place)?);
    }
    Ok(Calls::of(commands))
}
