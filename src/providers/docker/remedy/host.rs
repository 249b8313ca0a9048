//! The engine of a host: what it is told stands in a file there, which no command of `docker` edits.

use super::Row;
use crate::providers::docker::parse::host::SPEC;
use crate::providers::{Drift, Plan};

pub(super) const ROW: Row = Row {
    kind: &SPEC.kind,
    plan,
    calls: |_| Err("an engine is told its settings by its host".to_owned()),
};

/// Where a field is set: the key of `daemon.json`.
const KEYS: &[(&str, &str)] = &[
    ("address_pools", "default-address-pools"),
    ("authorization", "authorization-plugins"),
    ("cgroup_driver", "exec-opts"),
    ("data_folder", "data-root"),
    ("debug", "debug"),
    ("default_runtime", "default-runtime"),
    ("experimental", "experimental"),
    ("firewall", "firewall-backend"),
    ("http_proxy", "proxies"),
    ("https_proxy", "proxies"),
    ("insecure_registries", "insecure-registries"),
    ("isolation", "exec-opts"),
    ("labels", "labels"),
    ("live_restore", "live-restore"),
    ("log_driver", "log-driver"),
    ("mirrors", "registry-mirrors"),
    ("no_proxy", "proxies"),
    ("open_api", "hosts"),
    ("runtimes", "runtimes"),
    ("storage_driver", "storage-driver"),
];

fn plan(drift: &Drift<'_>) -> Plan {
    let mut plan = Plan::default();
    if drift.now.is_none() || drift.then.is_none() {
        plan.lose("an engine is no thing that a command brings or takes away");
    }
    for setting in drift.settings {
        let field = setting.field();
        let why = match KEYS.iter().find(|(known, _)| *known == field) {
            Some((_, key)) => format!(
                "set `{key}` in /etc/docker/daemon.json on the host back to what was approved, or the option of that name of `dockerd`, and restart the engine"
            ),
            None => match field {
                "swarm" => "which swarm an engine is in is put back by `docker swarm leave` or `docker swarm join`, with a token that is not recorded".to_owned(),
                "security_options" => "what the engine protects containers with is set by its host: `seccomp-profile`, `selinux-enabled` and `userns-remap` in /etc/docker/daemon.json, AppArmor in the kernel".to_owned(),
                "ipv4_forwarding" => "whether the host passes packets on is a setting of its kernel: `sysctl net.ipv4.ip_forward`".to_owned(),
                _ => format!("`{field}` is a setting of the host's kernel or of its init system"),
            },
        };
        plan.leave(field, why);
    }
    plan
}
