//! The keys of `driftwall.toml`, as types.
//!
//! These types are the whole of the file: the JSON Schema, the lists of known keys in error
//! messages and the test of the reference page are made from them. Everything is optional. Unknown keys
//! are not denied by serde, since `read` finds them itself and says more about them.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::assumed::IpBlockText;
use super::authority::{AuthorityTable, People};
use super::azure::AzureTable;
use super::gcp::GcpTable;
use super::live::TimeText;
use super::log::LogText;
use super::pattern::{KindGlob, ResourceGlob, ScopeGlob};
use super::source::SourceText;
use crate::model::{Severity, UnknownSeverity};
use crate::providers::aws::{AccountGlob, ExternalId, RegionGlob, RoleName};
use crate::providers::docker::Host;
use crate::providers::kubernetes::ContextGlob;
use crate::written::text_value;

/// The name under which the file is found.
pub const FILE_NAME: &str = "driftwall.toml";

/// The configuration of driftwall. Every table and every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, title = "driftwall.toml")]
pub struct ConfigFile {
    /// Where approved snapshots are kept.
    #[serde(skip_serializing_if = "is_default")]
    pub baseline: BaselineTable,
    /// What may approve a finding.
    #[serde(skip_serializing_if = "is_default")]
    pub authority: AuthorityTable,
    /// What is compared with the baseline, and what makes a scan fail.
    #[serde(skip_serializing_if = "is_default")]
    pub scan: ScanTable,
    /// How AWS is read by `live`: one account, or all of an organisation. Credentials are found as the `aws` command line finds them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AwsTable")]
    pub aws: Option<AwsTable>,
    /// What of Azure is read by `live`. Credentials are those of the environment, of the Azure CLI or of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AzureTable")]
    pub azure: Option<AzureTable>,
    /// Which Docker hosts `live` reads, and with which certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DockerTable")]
    pub docker: Option<DockerTable>,
    /// What of Google Cloud is read by `live`. Credentials are Application Default Credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "GcpTable")]
    pub gcp: Option<GcpTable>,
    /// Which clusters `live` reads, and how network policies are read where their documentation leaves it open.
    #[serde(skip_serializing_if = "is_default")]
    pub kubernetes: KubernetesTable,
    /// What is looked at. Without an entry, everything that the sources hold. With entries, a scope is looked at
    /// when an entry matches it, and the first entry that matches decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<ScopeTable>,
    /// Findings by code: how much they matter, and whether they are told at all.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<String, FindingTable>,
    /// Which audit logs say who made a change.
    #[serde(skip_serializing_if = "is_default")]
    pub activity: ActivityTable,
    /// Reports to write. One entry at most goes to standard output.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<OutputTable>,
}

/// `[baseline]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct BaselineTable {
    /// The folder of the baseline, relative to this file. By default `baselines`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub path: Option<PathText>,
    /// How many people have to have signed each scope's manifest: 0, 1 or 2. Who may is said by `signers` under `[authority]`. By default 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_signatures: Option<People>,
}

/// `[activity]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct ActivityTable {
    /// Audit logs, each a file or a folder relative to this file, packed with gzip or not. `SCOPE=PATH` where the records don't say whose
    /// they are, as those of a cluster: `kubernetes:prod=audit.log`; `live` asks the providers. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<LogText>")]
    pub sources: Option<Vec<LogText>>,
}

/// `[scan]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct ScanTable {
    /// The source that is compared with the baseline, such as `dump:estate`; a path in it is relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "SourceText")]
    pub live: Option<SourceText>,
    /// The lowest severity of an unauthorized finding that makes a scan exit with 1. By default `low`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Level")]
    pub fail_on: Option<Level>,
    /// Whether a scan that could not read everything may exit with 0. By default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub allow_incomplete: Option<bool>,
    /// What a live read may take, such as `10m`; what was not answered by then was not read. By default 10 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "TimeText")]
    pub deadline: Option<TimeText>,
    /// How many requests of a live read are in flight at once. By default 16.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "NonZeroU16")]
    pub concurrency: Option<NonZeroU16>,
}

/// `[aws]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct AwsTable {
    /// The accounts to read with `role`, as numbers or patterns. By default all of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<AccountGlob>")]
    pub accounts: Option<Vec<AccountGlob>>,
    /// The role to assume in each account, as a name after its path. By default none: one account is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "RoleName")]
    pub role: Option<RoleName>,
    /// The external id that the trust policy of the role asks for. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ExternalId")]
    pub external_id: Option<ExternalId>,
    /// The regions to read, as names or patterns. By default all that the account has enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<RegionGlob>")]
    pub regions: Option<Vec<RegionGlob>>,
    /// The profile of the shared AWS configuration. By default what `AWS_PROFILE` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub profile: Option<String>,
    /// Where every AWS service answers, such as a proxy. By default AWS itself, or what `AWS_ENDPOINT_URL` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub endpoint_url: Option<String>,
}

/// `[docker]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct DockerTable {
    /// Where the engines listen, each with a name of its own in front when that is wanted. By default this machine's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Host>")]
    pub hosts: Option<Vec<Host>>,
    /// The folder with `ca.pem`, `cert.pem` and `key.pem`, relative to this file, for engines that are asked over TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub cert_path: Option<PathText>,
}

/// `[kubernetes]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct KubernetesTable {
    /// The contexts of the kubeconfig that `live` reads, as names or patterns; `in-cluster` is the cluster that driftwall runs in. By
    /// default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ContextGlob>")]
    pub contexts: Option<Vec<ContextGlob>>,
    /// The kubeconfig, relative to this file. By default what `KUBECONFIG` says, else the one in the home folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub kubeconfig: Option<PathText>,
    /// Whom an `ipBlock` of a network policy means: `external` for addresses outside of the cluster alone, `any` for pods with such
    /// an address as well. By default `external`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "IpBlockText")]
    pub ipblock: Option<IpBlockText>,
}

/// `[[scope]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct ScopeTable {
    /// Which scopes this entry is about, as a glob. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ScopeGlob")]
    pub name: Option<ScopeGlob>,
    /// Globs of the resources to look at, as `<kind>:<identity>`. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ResourceGlob>")]
    pub include: Option<Vec<ResourceGlob>>,
    /// Globs of the resources to leave out, as `<kind>:<identity>`. They win over `include`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ResourceGlob>")]
    pub exclude: Option<Vec<ResourceGlob>>,
    /// Globs of the kinds to look at. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<KindGlob>")]
    pub kinds: Option<Vec<KindGlob>>,
}

/// `[findings.<code>]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct FindingTable {
    /// The severity of every finding with this code, in place of the rule's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Level")]
    pub severity: Option<Level>,
    /// Whether findings with this code are told. By default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub enabled: Option<bool>,
}

/// `[[output]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["format"]))]
pub struct OutputTable {
    /// The format, such as `json`. Every entry has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub format: Option<String>,
    /// The file to write, relative to this file. By default standard output.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub path: Option<PathText>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A severity as the file writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(pub Severity);

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Level {
    type Err = UnknownSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

text_value!(Level, "Severity", {
    "type": "string",
    "enum": ["info", "low", "medium", "high", "critical"]
});

/// A path that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathText(String);

/// A path without a character.
#[derive(Debug, thiserror::Error)]
#[error("a path is never empty")]
pub struct EmptyPath;

impl PathText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PathText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PathText {
    type Err = EmptyPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() { Err(EmptyPath) } else { Ok(Self(text.to_owned())) }
    }
}

text_value!(PathText, "Path", { "type": "string", "minLength": 1 });
