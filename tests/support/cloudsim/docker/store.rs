//! An engine, its containers and its networks, each as the API describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// One engine.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    /// By name.
    containers: BTreeMap<String, Value>,
    /// By name.
    pub(crate) networks: BTreeMap<String, Value>,
    /// Containers that somebody before the engine keeps from its lists.
    hidden: BTreeSet<String>,
    /// Containers that are listed, and of which the engine says that they are not there.
    ghosts: BTreeSet<String>,
}

/// An id as an engine would give it, the same for the same name.
fn id(name: &str) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits:0<64}")
}

impl Engine {
    /// A container that runs, with these settings of its host; in place of one of the same name.
    pub(crate) fn container(mut self, name: &str, host_config: &Value) -> Self {
        let mut settings = json!({
            "NetworkMode": "backend", "LogConfig": {"Type": "json-file", "Config": {}}, "Privileged": false,
            "PortBindings": {}, "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}, "CapAdd": null,
            "PidMode": "", "IpcMode": "private", "Runtime": "runc",
        });
        for (field, value) in host_config.as_object().into_iter().flatten() {
            settings[field] = value.clone();
        }
        let container = json!({
            "Id": id(name), "Name": format!("/{name}"), "Created": "2026-01-02T03:04:05.000000006Z",
            "Path": "/bin/serve", "Args": ["--quiet"], "Image": format!("sha256:{}", id("image")),
            "State": {"Status": "running", "Running": true, "Paused": false, "Restarting": false, "Pid": 42},
            "HostConfig": settings, "Mounts": [],
            "Config": {"Image": "registry.example/shop:1.0", "Env": ["MODE=fast"], "Cmd": ["--quiet"],
                "Entrypoint": ["/bin/serve"], "Labels": {}, "User": "1000"},
            "NetworkSettings": {"Ports": {}, "Networks": {"backend": {"NetworkID": id("backend"), "IPAddress": "192.0.2.7"}}},
        });
        self.containers.insert(name.to_owned(), container);
        self
    }

    /// A network in which containers are, or none from which they get out.
    pub(crate) fn network(mut self, name: &str, is_internal: bool) -> Self {
        let network = json!({
            "Name": name, "Id": id(name), "Created": "2026-01-02T03:04:05.000000006Z", "Scope": "local",
            "Driver": "bridge", "EnableIPv6": false, "Internal": is_internal, "Attachable": false, "Ingress": false,
            "IPAM": {"Driver": "default", "Options": {}, "Config": [{"Subnet": "192.0.2.0/24"}]},
            "ConfigFrom": {"Network": ""}, "ConfigOnly": false, "Containers": {}, "Options": {}, "Labels": {},
        });
        self.networks.insert(name.to_owned(), network);
        self
    }

    /// Lets a container come to its end.
    pub(crate) fn without(mut self, name: &str) -> Self {
        assert!(self.containers.remove(name).is_some(), "{name} is not there");
        self
    }

    /// Keeps a container from the engine's lists, as a proxy may.
    pub(crate) fn hides(mut self, name: &str) -> Self {
        self.hidden.insert(name.to_owned());
        self
    }

    /// Shows it again.
    pub(crate) fn shows(mut self, name: &str) -> Self {
        self.hidden.remove(name);
        self
    }

    /// Lists a container, and knows nothing of it.
    pub(crate) fn haunted_by(mut self, name: &str) -> Self {
        self.ghosts.insert(name.to_owned());
        self
    }

    /// What a list shows.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Value> {
        let shown = self.containers.iter().filter(|(name, _)| !self.hidden.contains(*name));
        shown.map(|(_, container)| container)
    }

    /// What there is when it is asked for.
    pub(crate) fn answering(&self) -> impl Iterator<Item = &Value> {
        let there = self.containers.iter().filter(|(name, _)| !self.ghosts.contains(*name));
        there.map(|(_, container)| container)
    }

    /// What the engine says of itself.
    pub(crate) fn info(&self) -> Value {
        let count = self.containers.len();
        json!({
            "ID": "AAAA:BBBB", "Name": "shop-1", "ServerVersion": "20.10.24", "Containers": count,
            "ContainersRunning": count, "ContainersPaused": 0, "ContainersStopped": 0, "Images": 1, "Driver": "overlay2",
            "LoggingDriver": "json-file", "CgroupDriver": "systemd", "CgroupVersion": "2", "DefaultRuntime": "runc",
            "DockerRootDir": "/var/lib/docker", "SecurityOptions": ["name=seccomp,profile=default"],
            "Runtimes": {"runc": {"path": "runc"}}, "OperatingSystem": "Debian GNU/Linux 12", "Architecture": "x86_64",
            "Swarm": {"LocalNodeState": "inactive", "ControlAvailable": false}, "Warnings": [],
        })
    }
}
