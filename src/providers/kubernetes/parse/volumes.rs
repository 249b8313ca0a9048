//! What is mounted in a container: each mount with what lies behind it, so that a volume's own name, which is a word between the two, is
//! no setting.

use serde::{Deserialize, Serialize};

use super::super::native::{
    Claim, ConfigMap, Csi, HostPath, Nfs, Projected, Secret, Source, Token, Volume, VolumeDevice,
    VolumeMount,
};
use super::object::set;
use crate::providers::normalised::is_off;

/// One mount of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    /// Where in the container.
    pub path: String,
    /// Which mounts made later appear on the other side, where any do: `host-to-container`, `bidirectional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propagation: Option<String>,
    /// Whether it can't be written to.
    #[serde(default, skip_serializing_if = "is_off")]
    pub read_only: bool,
    /// A folder of the node, or the names of what is behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The part of it that is mounted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_path: Option<String>,
    /// `host-path`, `empty-dir`, `service-account-token` …
    pub r#type: String,
}

/// A volume of a pod.
#[derive(Clone, Debug)]
pub(super) struct Known {
    name: String,
    r#type: String,
    source: Option<String>,
}

/// Where the server mounts the token of a pod that doesn't say otherwise.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The volumes of a pod, which is called so where it is one.
pub(super) fn volumes(list: Option<Vec<Volume>>, pod: Option<&str>) -> Vec<Known> {
    list.unwrap_or_default().into_iter().map(|volume| known(volume, pod)).collect()
}

/// The folders of the node among them.
pub(super) fn host_paths(volumes: &[Known]) -> Vec<String> {
    let of_host = volumes.iter().filter(|volume| volume.r#type == HOST_PATH);
    set(of_host.filter_map(|volume| volume.source.clone()))
}

/// A folder of the node.
pub(crate) const HOST_PATH: &str = "host-path";
/// What a template of claims makes of each pod's own.
const CLAIM: &str = "persistent-volume-claim";
/// A credential for the API, or for whom it is meant for.
pub(crate) const SERVICE_ACCOUNT_TOKEN: &str = "service-account-token";

fn known(volume: Volume, pod: Option<&str>) -> Known {
    let Volume {
        config_map,
        csi,
        empty_dir,
        host_path,
        name,
        nfs,
        persistent_volume_claim,
        projected,
        secret,
        others,
    } = volume;
    let name = name.unwrap_or_default();
    let (r#type, source) = if let Some(HostPath { path }) = host_path {
        (HOST_PATH.to_owned(), Some(path))
    } else if let Some(ConfigMap { name }) = config_map {
        ("config-map".to_owned(), name)
    } else if let Some(Secret { secret_name }) = secret {
        ("secret".to_owned(), secret_name)
    } else if let Some(Claim { claim_name }) = persistent_volume_claim {
        // A stateful set's own claims are named after its pods.
        let own = pod.map(|pod| format!("{name}-{pod}"));
        (CLAIM.to_owned(), claim_name.filter(|claim| Some(claim) != own.as_ref()))
    } else if let Some(projected) = projected {
        sources(projected)
    } else if let Some(Csi { driver }) = csi {
        ("csi".to_owned(), driver)
    } else if let Some(Nfs { path, server }) = nfs {
        let place = [server, path].into_iter().flatten().collect::<Vec<_>>().join(":");
        ("nfs".to_owned(), Some(place))
    } else if empty_dir.is_some() || others.is_empty() {
        // The server makes an empty folder of a volume that says nothing.
        ("empty-dir".to_owned(), None)
    } else {
        (others.keys().map(|key| kebab(key)).collect::<Vec<_>>().join(","), None)
    };
    Known { name, r#type, source: source.filter(|source| !source.is_empty()) }
}

fn sources(Projected { sources }: Projected) -> (String, Option<String>) {
    let mut names = Vec::new();
    let mut has_token = false;
    for Source { config_map, secret, service_account_token } in sources.unwrap_or_default() {
        let of = |sort: &str, named: Option<ConfigMap>| {
            named.and_then(|ConfigMap { name }| name).map(|name| format!("{sort}:{name}"))
        };
        names.extend(of("config-map", config_map));
        names.extend(of("secret", secret));
        if let Some(Token { audience }) = service_account_token {
            // For somebody else it is no key to the cluster.
            match audience.filter(|audience| !audience.is_empty()) {
                Some(audience) => names.push(format!("token-for:{audience}")),
                None => has_token = true,
            }
        }
    }
    let sort = if has_token { SERVICE_ACCOUNT_TOKEN } else { "projected" };
    let names = set(names);
    (sort.to_owned(), (!names.is_empty()).then(|| names.join(",")))
}

/// The mounts of a container, by their paths.
pub(super) fn mounts(list: Option<Vec<VolumeMount>>, volumes: &[Known]) -> Vec<Mount> {
    let mut mounts: Vec<Mount> =
        list.unwrap_or_default().into_iter().filter_map(|mount| mounted(mount, volumes)).collect();
    mounts.sort();
    mounts.dedup_by(|a, b| a.path == b.path);
    mounts
}

fn mounted(mount: VolumeMount, volumes: &[Known]) -> Option<Mount> {
    let VolumeMount { mount_path, mount_propagation, name, read_only, sub_path, sub_path_expr } =
        mount;
    let path = folder(mount_path.as_deref().unwrap_or_default());
    let name = name.unwrap_or_default();
    let behind = volumes.iter().find(|volume| volume.name == name);
    // By the name alone anything could hide there.
    let is_generated = behind.is_some_and(|volume| match volume.r#type.as_str() {
        SERVICE_ACCOUNT_TOKEN => name.starts_with("kube-api-access-"),
        "secret" => name.contains("-token-"),
        _ => false,
    });
    if path == TOKEN && is_generated {
        return None;
    }
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    Some(Mount {
        path,
        propagation: filled(mount_propagation)
            .map(|word| kebab(&word))
            .filter(|word| word != "none"),
        read_only: read_only.unwrap_or_default(),
        source: behind.and_then(|volume| volume.source.clone()),
        sub_path: filled(sub_path).or(filled(sub_path_expr)),
        // The template of a stateful set doesn't list the volumes that it claims.
        r#type: behind.map_or_else(|| CLAIM.to_owned(), |volume| volume.r#type.clone()),
    })
}

/// Raw volumes: `/dev/xvda`.
pub(super) fn block_devices(list: Option<Vec<VolumeDevice>>) -> Vec<String> {
    let list = list.unwrap_or_default().into_iter();
    set(list.filter_map(|VolumeDevice { device_path, name: _ }| device_path))
}

/// `persistentVolumeClaim`, `HostToContainer` → words with hyphens.
fn kebab(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A path without a slash at its end.
fn folder(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}
