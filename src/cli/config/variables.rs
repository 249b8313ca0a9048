//! Every environment variable that driftwall reads, declared once.
//!
//! A variable stands between the flags and the file. An empty one counts as not set, because that
//! is what a pipeline's unset input looks like. Any other name that begins with `DRIFTWALL_` is an error, since a
//! typo in it would silently scan something else.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::Timestamp;

use super::error::ConfigError;
use crate::providers::Seal;
use crate::written::{listed, nearest};

/// What the names of all variables begin with.
const PREFIX: &str = "DRIFTWALL_";

/// One environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// The flag or key it stands for.
    pub stands_for: &'static str,
    /// What it says, in a few words.
    pub meaning: &'static str,
}

pub(super) const CONFIG: Variable = Variable {
    name: "DRIFTWALL_CONFIG",
    stands_for: "--config",
    meaning: "the configuration file; it must exist",
};
pub(super) const BASELINE: Variable = Variable {
    name: "DRIFTWALL_BASELINE",
    stands_for: "--baseline",
    meaning: "the source that is compared with, such as baseline:approved",
};
pub(super) const BASELINE_PATH: Variable = Variable {
    name: "DRIFTWALL_BASELINE_PATH",
    stands_for: "baseline.path",
    meaning: "the folder of the baseline, relative to the working folder",
};
pub(super) const LIVE: Variable = Variable {
    name: "DRIFTWALL_LIVE",
    stands_for: "--live",
    meaning: "the source that is compared with the baseline, such as dump:estate",
};
pub(super) const FAIL_ON: Variable = Variable {
    name: "DRIFTWALL_FAIL_ON",
    stands_for: "--fail-on",
    meaning: "the lowest severity that makes a scan exit with 1",
};
pub(super) const ALLOW_INCOMPLETE: Variable = Variable {
    name: "DRIFTWALL_ALLOW_INCOMPLETE",
    stands_for: "--allow-incomplete",
    meaning: "true or false (1 or 0): whether an incomplete scan may exit with 0",
};
pub(super) const DEADLINE: Variable = Variable {
    name: "DRIFTWALL_DEADLINE",
    stands_for: "--deadline",
    meaning: "what a live read may take, such as 10m",
};
pub(super) const KUBERNETES_IPBLOCK: Variable = Variable {
    name: "DRIFTWALL_KUBERNETES_IPBLOCK",
    stands_for: "kubernetes.ipblock",
    meaning: "external or any: whether an ipBlock means pods as well",
};
pub(super) const OUTPUT: Variable = Variable {
    name: "DRIFTWALL_OUTPUT",
    stands_for: "--output",
    meaning: "one report as FORMAT or FORMAT=PATH, in place of every [[output]]",
};

pub(super) const NOW: Variable = Variable {
    name: "DRIFTWALL_NOW",
    stands_for: "the clock",
    meaning: "the time that is written down, such as 2026-11-20T06:00:00Z, so that two runs give the same bytes",
};
pub(super) const SEAL_KEY: Variable = Variable {
    name: "DRIFTWALL_SEAL_KEY",
    stands_for: "the key of seals",
    meaning: "a secret that values of variables and commands of containers are hashed with, so that changes of them are told; the same for recording and for scanning",
};
pub(super) const COLUMNS: Variable = Variable {
    name: "COLUMNS",
    stands_for: "the terminal's width",
    meaning: "the width of text that goes to no terminal",
};

pub(super) const STEP_SUMMARY: Variable = Variable {
    name: "GITHUB_STEP_SUMMARY",
    stands_for: "the job summary",
    meaning: "the file that `--output github` adds a page to; GitHub Actions sets it",
};

pub(super) const AZURE_TENANT_ID: Variable = Variable {
    name: "AZURE_TENANT_ID",
    stands_for: "azure.tenant",
    meaning: "the tenant to ask in; Azure's own tools read it too, as the next three",
};
pub(super) const AZURE_CLIENT_ID: Variable = Variable {
    name: "AZURE_CLIENT_ID",
    stands_for: "who asks Azure",
    meaning: "the id of an application, or of a managed identity",
};
pub(super) const AZURE_CLIENT_SECRET: Variable = Variable {
    name: "AZURE_CLIENT_SECRET",
    stands_for: "who asks Azure",
    meaning: "the secret of that application; with it nobody else is asked as",
};

pub(super) const AZURE_FEDERATED_TOKEN_FILE: Variable = Variable {
    name: "AZURE_FEDERATED_TOKEN_FILE",
    stands_for: "who asks Azure",
    meaning: "the token of a pod with workload identity; Kubernetes sets it",
};

/// All of them.
pub const VARIABLES: &[Variable] = &[
    CONFIG,
    BASELINE,
    BASELINE_PATH,
    LIVE,
    FAIL_ON,
    ALLOW_INCOMPLETE,
    DEADLINE,
    KUBERNETES_IPBLOCK,
    OUTPUT,
    NOW,
    SEAL_KEY,
    COLUMNS,
    STEP_SUMMARY,
    AZURE_TENANT_ID,
    AZURE_CLIENT_ID,
    AZURE_CLIENT_SECRET,
    AZURE_FEDERATED_TOKEN_FILE,
];

/// The time that is to be written down in place of the clock's.
///
/// # Errors
/// When the variable says something that is no time.
pub fn clock(env: &BTreeMap<String, String>) -> Result<Option<Timestamp>, ConfigError> {
    let Some(text) = value(env, &NOW) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ConfigError::Variable {
        name: NOW.name,
        problem: format!("`{text}` is not a time"),
        hint: Some("write it as 2026-11-20T06:00:00Z".to_owned()),
    })
}

/// What seals values that may be secret, when there is a key.
///
/// # Errors
/// When the key is too short.
pub fn seal(env: &BTreeMap<String, String>) -> Result<Option<Seal>, ConfigError> {
    let Some(key) = value(env, &SEAL_KEY) else { return Ok(None) };
    Seal::new(key).map(Some).map_err(|error| ConfigError::Variable {
        name: SEAL_KEY.name,
        problem: error.to_string(),
        hint: Some("make one: openssl rand -base64 32".to_owned()),
    })
}

/// The width of a stream that is no terminal. Shells set this variable by themselves, so nonsense in it is no error.
#[must_use]
pub fn columns(env: &BTreeMap<String, String>) -> Option<usize> {
    value(env, &COLUMNS)?.parse().ok().filter(|width| *width > 0)
}

/// The file of the job summary, in a step of GitHub Actions.
#[must_use]
pub fn step_summary(env: &BTreeMap<String, String>) -> Option<&Utf8Path> {
    value(env, &STEP_SUMMARY).map(Utf8Path::new)
}

/// The value of a variable; an empty one is not set.
pub(super) fn value<'a>(env: &'a BTreeMap<String, String>, variable: &Variable) -> Option<&'a str> {
    env.get(variable.name).map(String::as_str).filter(|value| !value.is_empty())
}

/// The variables that nobody reads.
pub(super) fn unknown(env: &BTreeMap<String, String>) -> Vec<ConfigError> {
    let names = || VARIABLES.iter().map(|variable| variable.name);
    env.keys()
        .filter(|name| name.starts_with(PREFIX) && !names().any(|known| known == *name))
        .map(|name| {
            // The prefix is common to all, so only the rest tells them apart.
            let rest = name.strip_prefix(PREFIX).unwrap_or(name);
            let hint = nearest(rest, names().filter_map(|known| known.strip_prefix(PREFIX)))
                .map_or_else(
                    || {
                        let ours = names().filter(|name| name.starts_with(PREFIX));
                        format!("known are {}", listed(ours))
                    },
                    |rest| format!("did you mean `{PREFIX}{rest}`?"),
                );
            ConfigError::UnknownVariable { name: name.clone(), hint }
        })
        .collect()
}
