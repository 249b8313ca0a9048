//! How much of its host a container may use up.

use serde::{Deserialize, Serialize};

use crate::providers::docker::native;
use crate::providers::normalised::{is_off, set};

/// Limits; what is left out is unlimited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Limits {
    /// Thousandths of a processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu: Option<i64>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<i64>,
    /// Bytes of memory and swap together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory_and_swap: Option<i64>,
    /// The kernel may not end it when memory runs out.
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) never_killed: bool,
    /// How early the kernel ends it when memory runs out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oom_score: Option<i64>,
    /// Processes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) processes: Option<i64>,
    /// Of each process: `nofile=1024:2048`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ulimits: Vec<String>,
}

/// What the engine prints of them.
pub(super) struct Native {
    pub(super) cpu_period: Option<i64>,
    pub(super) cpu_quota: Option<i64>,
    pub(super) memory: Option<i64>,
    pub(super) memory_swap: Option<i64>,
    pub(super) nano_cpus: Option<i64>,
    pub(super) oom_kill_disable: Option<bool>,
    pub(super) oom_score_adj: Option<i64>,
    pub(super) pids_limit: Option<i64>,
    pub(super) ulimits: Option<Vec<native::Ulimit>>,
}

/// The limits, if there is any.
pub(super) fn limits(native: Native) -> Option<Limits> {
    let Native {
        cpu_period,
        cpu_quota,
        memory,
        memory_swap,
        nano_cpus,
        oom_kill_disable,
        oom_score_adj,
        pids_limit,
        ulimits,
    } = native;
    let some = |limit: Option<i64>| limit.filter(|limit| *limit > 0);
    // Two ways of saying the same; a period that nobody chose is a tenth of a second.
    let quota = some(cpu_quota).map(|quota| {
        let period = some(cpu_period).unwrap_or(100_000);
        quota.saturating_mul(1000) / period
    });
    let cpu = some(nano_cpus).map(|nano| nano / 1_000_000).or(quota);
    let ulimits =
        ulimits.unwrap_or_default().into_iter().map(|native::Ulimit { hard, name, soft }| {
            let said =
                |limit: Option<i64>| limit.map_or_else(String::new, |limit| limit.to_string());
            name.map(|name| format!("{name}={}:{}", said(soft), said(hard)))
        });
    let limits = Limits {
        cpu,
        memory: some(memory),
        // -1 is as much swap as there is, which is a choice where memory is limited.
        memory_and_swap: memory_swap.filter(|swap| *swap != 0 && some(memory).is_some()),
        never_killed: oom_kill_disable.unwrap_or_default(),
        oom_score: oom_score_adj.filter(|score| *score != 0),
        processes: some(pids_limit),
        ulimits: set(ulimits),
    };
    (limits != Limits::default()).then_some(limits)
}
