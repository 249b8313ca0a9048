//! Containers.
//!
//! A container is known by its name, because its id is new with each re-creation. Whatever decides what it runs, how well it
//! is contained, who can reach it and where its output goes is durable, whoever chose it: the person who created the
//! container, the image, or the engine.

use super::container_document::{Context, DeviceRequest, Durable};
pub(crate) use super::container_fields::FIELDS;
use super::container_names::{self, Names};
use super::{labels, limits, mounts, networks, phrases, ports, secrets, security};
use crate::model::{Kind, KindSpec, Provider, Role};
use crate::providers::Seal;
use crate::providers::calls::required;
use crate::providers::docker::calls::INSPECT;
use crate::providers::docker::native;
use crate::providers::normalised::{Command, Outcome, resource, said, set};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Docker, "container"),
    title: "container",
    role: Role::Workload,
    calls: &[required(INSPECT)],
    identity: "the name without the slash before it: unique on its host, and the same after a re-creation, while ids are new",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: phrases::container,
};

/// Makes the resource of a container, given the names of all of them, and what seals what may be secret.
pub(crate) fn normalise(
    container: native::Container,
    names: &Names,
    seal: Option<&Seal>,
) -> Outcome {
    let native::Container {
        app_armor_profile,
        args,
        config,
        host_config,
        id,
        image,
        mounts: there,
        name,
        network_settings,
        path,
        process_label,
        state,
    } = container;
    let name = name.map(|name| container_names::plain(&name).to_owned());
    let config = config.unwrap_or_default();
    let sealed = seal.map(|seal| {
        let place = name.as_deref().unwrap_or_default();
        secrets::sealed(seal, place, &config, args.as_deref())
    });
    let networks = networks::networks(network_settings, id.as_deref(), names);
    let (mut durable, asked) = of_host(host_config.unwrap_or_default(), names, there);
    of_image(config, &mut durable, id.as_deref(), (path, args));
    durable.apparmor = said(app_armor_profile).or(durable.apparmor);
    durable.image_id = said(image).map(digest);
    durable.network_mode = asked.map(|mode| networks.by_id.get(&mode).cloned().unwrap_or(mode));
    durable.networks = networks.memberships;
    durable.sealed = sealed.unwrap_or_default();
    durable.selinux = security::selinux(process_label);
    durable.state = state.and_then(state_of);
    if durable.publish_all {
        // Each port of the image on a port of the host that the engine picks.
        for port in &durable.exposed_ports {
            let told = format!("->{port}");
            if !durable.ports.iter().any(|known| known.ends_with(&told)) {
                durable.ports.extend(ports::everywhere("*", port));
            }
        }
        durable.ports.sort_unstable();
    }
    let context = Context {
        addresses: networks.addresses,
        bound_ports: networks.bound_ports,
        mac_addresses: networks.mac_addresses,
    };
    resource(SPEC.title, name, &durable, &context, Vec::new())
}

/// What the host allows, and the network mode as it was asked for.
fn of_host(
    host: native::HostConfig,
    names: &Names,
    there: Option<Vec<native::MountPoint>>,
) -> (Durable, Option<String>) {
    let native::HostConfig {
        annotations,
        auto_remove,
        binds,
        cap_add,
        cap_drop,
        cgroup_parent,
        cgroupns_mode,
        cpu_period,
        cpu_quota,
        device_cgroup_rules,
        device_requests,
        devices,
        dns,
        dns_options,
        dns_search,
        extra_hosts,
        group_add,
        init,
        ipc_mode,
        isolation,
        links,
        log_config,
        masked_paths,
        memory,
        memory_swap,
        mounts: asked,
        nano_cpus,
        network_mode,
        oom_kill_disable,
        oom_score_adj,
        pid_mode,
        pids_limit,
        port_bindings,
        privileged,
        publish_all_ports,
        readonly_paths,
        readonly_rootfs,
        restart_policy,
        runtime,
        security_opt,
        sysctls,
        tmpfs,
        ulimits,
        uts_mode,
        userns_mode,
        volumes_from,
    } = host;
    let security::Options { seccomp, apparmor, no_new_privileges, others } =
        security::options(security_opt);
    let native::LogConfig { config: log_options, r#type: log_driver } =
        log_config.unwrap_or_default();
    // Nothing is a namespace of its own, which the engine also calls `private`.
    let namespace = |mode: Option<String>| {
        said(mode).filter(|mode| mode != "private").map(|mode| names.mode(&mode))
    };
    let listed = |list: Option<Vec<String>>| set(list.unwrap_or_default().into_iter().map(Some));
    let limits = limits::limits(limits::Native {
        cpu_period,
        cpu_quota,
        memory,
        memory_swap,
        nano_cpus,
        oom_kill_disable,
        oom_score_adj,
        pids_limit,
        ulimits,
    });
    let durable = Durable {
        annotations: secrets::values(annotations),
        apparmor,
        auto_remove: auto_remove.unwrap_or_default(),
        capabilities_added: security::capabilities(cap_add),
        capabilities_dropped: security::capabilities(cap_drop),
        cgroup_namespace: namespace(cgroupns_mode),
        cgroup_parent: said(cgroup_parent),
        device_requests: requests(device_requests),
        device_rules: listed(device_cgroup_rules),
        devices: set(devices.unwrap_or_default().into_iter().map(device)),
        dns: dns.unwrap_or_default(),
        dns_options: listed(dns_options),
        dns_search: dns_search.unwrap_or_default(),
        extra_hosts: listed(extra_hosts),
        groups: listed(group_add),
        init: init.unwrap_or_default(),
        ipc: namespace(ipc_mode),
        isolation: said(isolation).filter(|isolation| isolation != "default"),
        limits,
        links: networks::linked(links, names),
        log_driver: said(log_driver),
        log_options: secrets::values(log_options),
        mounts: mounts::mounts(there, asked, binds, tmpfs),
        no_new_privileges,
        pid: namespace(pid_mode),
        ports: ports::published(port_bindings),
        privileged: privileged.unwrap_or_default(),
        publish_all: publish_all_ports.unwrap_or_default(),
        readonly_root: readonly_rootfs.unwrap_or_default(),
        restart: restart_policy.and_then(restart),
        runtime: said(runtime),
        seccomp,
        security_options: others,
        sysctls: sysctls.unwrap_or_default(),
        unmasked_paths: security::unmasked(masked_paths),
        user_namespace: namespace(userns_mode),
        uts: namespace(uts_mode),
        volumes_from: mounts::taken_from(volumes_from, names),
        writable_paths: security::writable(readonly_paths),
        ..Durable::default()
    };
    // `default` is what older clients ask for, and the engine takes it for `bridge`.
    let mode = said(network_mode).map(|mode| match mode.as_str() {
        "default" => "bridge".to_owned(),
        _ => names.mode(&mode),
    });
    (durable, mode)
}

/// What the image and whoever started it say.
fn of_image(
    config: native::Config,
    durable: &mut Durable,
    id: Option<&str>,
    (path, args): (Option<String>, Option<Vec<String>>),
) {
    let native::Config {
        cmd,
        domainname,
        entrypoint,
        env,
        exposed_ports,
        healthcheck,
        hostname,
        image,
        labels,
        user,
        working_dir,
    } = config;
    let words = |words: Option<native::Words>| words.map(native::Words::list).unwrap_or_default();
    let (entrypoint, cmd) = (words(entrypoint), words(cmd));
    // What really runs; the other two are how it came about.
    durable.command = match path {
        Some(path) => Command::new(Some(path), &args.unwrap_or_default()),
        None => Command::of(&[entrypoint, cmd].concat()),
    };
    durable.domain = said(domainname);
    durable.environment =
        set(env.unwrap_or_default().iter().map(|variable| secrets::name_of(variable)));
    durable.exposed_ports =
        set(exposed_ports.unwrap_or_default().into_keys().map(|port| Some(ports::protocol(&port))));
    durable.healthcheck = healthcheck.and_then(|native::Healthcheck { test }| {
        let test = test.unwrap_or_default();
        match test.split_first() {
            Some((how, rest)) if how == "CMD" => Command::of(rest),
            // A line for the shell, or `NONE`: that the image's own is off.
            Some((how, rest)) => Command::new(Some(how.clone()), rest),
            None => None,
        }
    });
    // The beginning of its id, or of that of the container whose network it shares.
    let given = |hostname: &String| {
        let drawn = hostname.len() == 12 && hostname.bytes().all(|byte| byte.is_ascii_hexdigit());
        !drawn && !id.is_some_and(|id| id.starts_with(hostname.as_str()))
    };
    durable.hostname = said(hostname).filter(given);
    durable.image = said(image);
    durable.labels = labels::labels(labels);
    durable.user = said(user);
    durable.working_directory = said(working_dir).filter(|folder| folder != "/");
}

/// An image's id. Podman writes it without the name of the digest.
fn digest(id: String) -> String {
    let bare = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if bare { format!("sha256:{id}") } else { id }
}

/// `running`, `paused` or `stopped`. One that the engine is just starting again counts as running: nobody stopped it.
fn state_of(state: native::State) -> Option<String> {
    let native::State { paused, restarting, running, status } = state;
    let status = said(status).map(|status| status.to_ascii_lowercase());
    let word = match status.as_deref() {
        Some("running" | "restarting") => "running",
        Some("paused") => "paused",
        Some(_) => "stopped",
        None if paused == Some(true) => "paused",
        None if running == Some(true) || restarting == Some(true) => "running",
        None => running.map(|_| "stopped")?,
    };
    Some(word.to_owned())
}

fn restart(policy: native::RestartPolicy) -> Option<String> {
    let native::RestartPolicy { maximum_retry_count, name } = policy;
    let name = said(name).filter(|name| name != "no")?;
    Some(match maximum_retry_count {
        Some(count) if count > 0 => format!("{name}:{count}"),
        _ => name,
    })
}

fn device(device: native::Device) -> Option<String> {
    let native::Device { cgroup_permissions, path_in_container, path_on_host } = device;
    let there = path_on_host.unwrap_or_default();
    let here = said(path_in_container).unwrap_or_else(|| there.clone());
    let rights = said(cgroup_permissions).unwrap_or_else(|| "rwm".to_owned());
    Some(format!("{there}:{here}:{rights}"))
}

fn requests(list: Option<Vec<native::DeviceRequest>>) -> Vec<DeviceRequest> {
    let mut requests: Vec<DeviceRequest> = list
        .unwrap_or_default()
        .into_iter()
        .map(|native::DeviceRequest { capabilities, count, device_ids, driver, options }| {
            let capabilities = capabilities.unwrap_or_default().into_iter().map(|mut all| {
                all.sort_unstable();
                Some(all.join("+"))
            });
            DeviceRequest {
                capabilities: set(capabilities),
                count: count.filter(|count| *count != 0),
                driver: said(driver),
                ids: set(device_ids.unwrap_or_default().into_iter().map(Some)),
                options: secrets::values(options),
            }
        })
        .collect();
    requests.sort_unstable();
    requests
}
