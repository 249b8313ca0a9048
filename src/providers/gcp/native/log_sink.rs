//! Log sinks.

use serde::Deserialize;

/// A sink of `logging sinks list`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LogSink {
    pub(crate) bigquery_options: Option<BigQueryOptions>,
    pub(crate) description: Option<String>,
    pub(crate) destination: Option<String>,
    pub(crate) disabled: Option<bool>,
    pub(crate) exclusions: Vec<LogExclusion>,
    pub(crate) filter: Option<String>,
    pub(crate) include_children: Option<bool>,
    pub(crate) intercept_children: Option<bool>,
    pub(crate) name: Option<String>,
    pub(crate) writer_identity: Option<String>,
}

/// What a sink leaves out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LogExclusion {
    pub(crate) description: Option<String>,
    pub(crate) disabled: Option<bool>,
    pub(crate) filter: Option<String>,
    pub(crate) name: Option<String>,
}

/// How a sink fills tables.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct BigQueryOptions {
    pub(crate) use_partitioned_tables: Option<bool>,
}
