//! The volumes of a pod.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Volume {
    pub(crate) config_map: Option<ConfigMap>,
    pub(crate) csi: Option<Csi>,
    pub(crate) empty_dir: Option<IgnoredAny>,
    pub(crate) host_path: Option<HostPath>,
    pub(crate) name: Option<String>,
    pub(crate) nfs: Option<Nfs>,
    pub(crate) persistent_volume_claim: Option<Claim>,
    pub(crate) projected: Option<Projected>,
    pub(crate) secret: Option<Secret>,
    /// The other sorts, of which the name is all that is looked at.
    #[serde(flatten)]
    pub(crate) others: BTreeMap<String, IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ConfigMap {
    pub(crate) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Csi {
    pub(crate) driver: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HostPath {
    pub(crate) path: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Nfs {
    pub(crate) path: Option<String>,
    pub(crate) server: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Claim {
    pub(crate) claim_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Projected {
    pub(crate) sources: Option<Vec<Source>>,
}

/// One source of a projected volume.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Source {
    pub(crate) config_map: Option<ConfigMap>,
    pub(crate) secret: Option<ConfigMap>,
    pub(crate) service_account_token: Option<Token>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Token {
    pub(crate) audience: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Secret {
    pub(crate) secret_name: Option<String>,
}
