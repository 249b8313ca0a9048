//! How a container is made with the settings that are recorded of it.
//!
//! Values of variables, arguments and what else may be secret are not recorded. Where the container that is there has the same ones, they
//! are taken over from it: `docker` reads them out of the one for the other, and they are never printed.

use std::collections::BTreeMap;

use super::cli::{Fact, Given, Line, Values, about, docker, literal};
use super::place::{first, known};
use crate::providers::docker::parse::container_document::Durable;
use crate::providers::docker::parse::limits::Limits;
use crate::providers::docker::parse::mounts::Mount;
use crate::providers::normalised::{self, LEFT_OUT};

/// A container that is there, and what is recorded of it.
#[derive(Clone, Copy)]
pub(super) struct Old<'a> {
    pub(super) name: &'a str,
    pub(super) is: &'a Durable,
}

/// The command line that makes a container of this name.
pub(super) fn create(new: &Durable, name: &str, old: Option<Old<'_>>) -> Result<Line, String> {
    let mut command = docker(&["create"]).option("--name", name).option("--pull", "never");
    command = switches(command, new);
    command = texts(command, new)?;
    command = lists(command, new);
    command = security(command, new)?;
    command = maps(command, new, old)?;
    if let Some(limits) = &new.limits {
        command = limited(command, limits);
    }
    for port in ports(new) {
        command = command.option("--publish", port);
    }
    for mount in &new.mounts {
        command = mounted(command, mount)?;
    }
    let network = new.networks.iter().find(|place| Some(&place.name) == new.network_mode.as_ref());
    command = match (network, &new.network_mode) {
        (Some(place), _) => first(command, place)?,
        (None, Some(mode)) => command.option("--network", mode),
        (None, None) => command,
    };
    for variable in &new.environment {
        command = copied_variable(command, variable, old)?;
    }
    runs(command, new, old)
}

fn switches(mut command: Line, new: &Durable) -> Line {
    for (is_on, option) in [
        (new.auto_remove, "--rm"),
        (new.init, "--init"),
        (new.privileged, "--privileged"),
        (new.publish_all, "--publish-all"),
        (new.readonly_root, "--read-only"),
    ] {
        if is_on {
            command = command.word(option);
        }
    }
    command
}

fn texts(mut command: Line, new: &Durable) -> Result<Line, String> {
    // What is not recorded is a namespace of its own.
    let own = |mode: &Option<String>| Some(mode.clone().unwrap_or_else(|| "private".to_owned()));
    for (option, value) in [
        ("--cgroup-parent", new.cgroup_parent.clone()),
        ("--cgroupns", own(&new.cgroup_namespace)),
        ("--domainname", new.domain.clone()),
        ("--hostname", new.hostname.clone()),
        ("--ipc", own(&new.ipc)),
        ("--isolation", new.isolation.clone()),
        ("--log-driver", new.log_driver.clone()),
        ("--pid", new.pid.clone()),
        ("--restart", new.restart.clone()),
        ("--runtime", new.runtime.clone()),
        ("--user", new.user.clone()),
        ("--userns", new.user_namespace.clone()),
        ("--uts", new.uts.clone()),
        ("--workdir", new.working_directory.clone()),
    ] {
        if let Some(value) = value {
            command = command.option(option, value);
        }
    }
    if new.device_requests.is_empty() {
        Ok(command)
    } else {
        Err("devices that a driver hands out are not put back by a command".to_owned())
    }
}

fn lists(mut command: Line, new: &Durable) -> Line {
    for (option, list) in [
        ("--add-host", &new.extra_hosts),
        ("--cap-add", &new.capabilities_added),
        ("--cap-drop", &new.capabilities_dropped),
        ("--device", &new.devices),
        ("--device-cgroup-rule", &new.device_rules),
        ("--dns", &new.dns),
        ("--dns-option", &new.dns_options),
        ("--dns-search", &new.dns_search),
        ("--expose", &new.exposed_ports),
        ("--group-add", &new.groups),
        ("--link", &new.links),
        ("--volumes-from", &new.volumes_from),
    ] {
        for value in list {
            command = command.option(option, value);
        }
    }
    command
}

fn security(mut command: Line, new: &Durable) -> Result<Line, String> {
    const OPTION: &str = "--security-opt";
    if new.no_new_privileges {
        command = command.option(OPTION, "no-new-privileges");
    }
    // The engine's own, which a container has that does not say otherwise; a privileged one has none.
    let usual = if new.privileged { "unconfined" } else { "docker-default" };
    if let Some(profile) = new.apparmor.as_ref().filter(|profile| *profile != usual) {
        command = command.option(OPTION, format!("apparmor={profile}"));
    }
    match new.seccomp.as_deref() {
        None => {}
        Some("unconfined") => command = command.option(OPTION, "seccomp=unconfined"),
        Some(_) => {
            return Err("its seccomp profile is recorded as a digest: make it again with `--security-opt seccomp=` and the file".to_owned());
        }
    }
    if !new.unmasked_paths.is_empty() || !new.writable_paths.is_empty() {
        command = command.option(OPTION, "systempaths=unconfined");
    }
    for option in &new.security_options {
        command = command.option(OPTION, option);
    }
    Ok(command)
}

/// Labels and the like. A value that may be a secret is taken over where there is one.
fn maps(mut command: Line, new: &Durable, old: Option<Old<'_>>) -> Result<Line, String> {
    let none = BTreeMap::new();
    let is = old.map(|old| old.is);
    for (option, place, values, there) in [
        ("--annotation", Values::Annotations, &new.annotations, is.map(|is| &is.annotations)),
        ("--label", Values::Labels, &new.labels, is.map(|is| &is.labels)),
        ("--log-opt", Values::LogOptions, &new.log_options, is.map(|is| &is.log_options)),
        ("--sysctl", Values::Sysctls, &new.sysctls, is.map(|is| &is.sysctls)),
    ] {
        for (key, value) in values {
            match old.filter(|_| there.unwrap_or(&none).get(key) == Some(value)) {
                Some(old) if value.contains(LEFT_OUT) => {
                    command = command.of(option, old.name, Fact::Value(place, key.clone()));
                }
                _ => command = command.option(option, format!("{key}={}", known(key, value)?)),
            }
        }
    }
    Ok(command)
}

fn limited(mut command: Line, limits: &Limits) -> Line {
    let Limits { cpu, memory, memory_and_swap, never_killed, oom_score, processes, ulimits } =
        limits;
    for (option, value) in [
        ("--cpus", cpu.map(cpus)),
        ("--memory", memory.map(|bytes| bytes.to_string())),
        ("--memory-swap", memory_and_swap.map(|bytes| bytes.to_string())),
        ("--oom-score-adj", oom_score.map(|score| score.to_string())),
        ("--pids-limit", processes.map(|count| count.to_string())),
    ] {
        if let Some(value) = value {
            command = command.option(option, value);
        }
    }
    if *never_killed {
        command = command.word("--oom-kill-disable");
    }
    for limit in ulimits {
        command = command.option("--ulimit", limit);
    }
    command
}

/// Thousandths of a processor, as an option takes them.
pub(super) fn cpus(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// Published ports as an option takes them: `8080:80/tcp` for all addresses of the host.
fn ports(new: &Durable) -> Vec<String> {
    let mut told = Vec::new();
    for port in &new.ports {
        let Some((host, inside)) = port.split_once("->") else { continue };
        let Some((address, outside)) = host.rsplit_once(':') else { continue };
        let is_picked = outside == "*";
        if new.publish_all && is_picked && new.exposed_ports.iter().any(|one| one == inside) {
            continue;
        }
        let both = ["0.0.0.0", "[::]"].map(|all| format!("{all}:{outside}->{inside}"));
        let outside = if is_picked { "" } else { outside };
        if both.contains(port) && both.iter().all(|one| new.ports.contains(one)) {
            if address == "0.0.0.0" {
                told.push(if is_picked {
                    inside.to_owned()
                } else {
                    format!("{outside}:{inside}")
                });
            }
        } else {
            told.push(format!("{address}:{outside}:{inside}"));
        }
    }
    told
}

fn mounted(command: Line, mount: &Mount) -> Result<Line, String> {
    let Mount {
        destination,
        driver,
        driver_options,
        options,
        propagation,
        read_only,
        source,
        r#type,
    } = mount;
    let sort = r#type.as_deref().unwrap_or("bind");
    if sort == "tmpfs" {
        let mut words = options.clone();
        words.extend(read_only.then(|| "ro".to_owned()));
        let words = words.join(",");
        let colon = if words.is_empty() { "" } else { ":" };
        return Ok(command.option("--tmpfs", format!("{destination}{colon}{words}")));
    }
    let mut said = vec![format!("type={sort}"), format!("target={destination}")];
    said.extend(source.as_ref().map(|source| format!("source={source}")));
    said.extend(read_only.then(|| "readonly".to_owned()));
    said.extend(propagation.as_ref().map(|word| format!("bind-propagation={word}")));
    said.extend(driver.as_ref().map(|driver| format!("volume-driver={driver}")));
    for (key, value) in driver_options {
        said.push(format!("volume-opt={key}={}", known(key, value)?));
    }
    for option in options {
        said.push(match (option.as_str(), option.split_once('=')) {
            ("non-recursive", _) => "bind-recursive=disabled".to_owned(),
            ("read-only-force-recursive", _) => "bind-recursive=readonly".to_owned(),
            ("read-only-non-recursive", _) => "bind-recursive=writable".to_owned(),
            (_, Some(("subpath", path))) => format!("{sort}-subpath={path}"),
            (other, _) => {
                return Err(format!(
                    "`{other}` of the mount at {destination} is no option of `docker create`"
                ));
            }
        });
    }
    Ok(command.given("--mount", Given::Fields(said)))
}

/// A variable with the value that it has in the container that is there.
fn copied_variable(command: Line, name: &str, old: Option<Old<'_>>) -> Result<Line, String> {
    match old.filter(|old| old.is.environment.iter().any(|known| known == name)) {
        Some(old) => Ok(command.of("--env", old.name, Fact::Variable(name.to_owned()))),
        // What every image has.
        None if name == "PATH" => Ok(command),
        None => Err(format!("the value of the variable {} is not recorded", literal(name))),
    }
}

/// The image and what is run, which ends the line.
fn runs(command: Line, new: &Durable, old: Option<Old<'_>>) -> Result<Line, String> {
    let image = new.image.as_ref().or(new.image_id.as_ref());
    let image = image.ok_or_else(|| "its image is not recorded".to_owned())?;
    let mut command = command;
    if let Some(check) = &new.healthcheck {
        command = healthy(command, check, old.filter(|old| old.is.healthcheck == new.healthcheck))?;
    }
    let same = old.filter(|old| old.is.command == new.command);
    let Some(normalised::Command { arguments, options: _, program }) = &new.command else {
        return Ok(about(command, &[image]));
    };
    match (same, program) {
        (Some(old), _) => {
            command = about(command.of("--entrypoint", old.name, Fact::Path), &[image]);
            let arguments = (0..*arguments).map(|place| Given::Of {
                container: old.name.to_owned(),
                fact: Fact::Argument(place),
            });
            command.names.extend(arguments);
            Ok(command)
        }
        (None, Some(program)) if *arguments == 0 && !program.contains(LEFT_OUT) => {
            Ok(about(command.option("--entrypoint", program), &[image]))
        }
        (None, _) => Err(format!(
            "the {arguments} arguments of its command are not recorded, because they may be secrets"
        )),
    }
}

fn healthy(
    command: Line,
    check: &normalised::Command,
    old: Option<Old<'_>>,
) -> Result<Line, String> {
    match (check.program.as_deref(), old) {
        (Some("NONE"), _) => Ok(command.word("--no-healthcheck")),
        (Some("CMD-SHELL"), Some(old)) => Ok(command.of("--health-cmd", old.name, Fact::Health)),
        // Only an image says it in this form.
        (_, Some(_)) => Ok(command),
        (_, None) => Err("the command of its health check is not recorded".to_owned()),
    }
}
