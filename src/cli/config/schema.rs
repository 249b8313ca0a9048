//! The JSON Schema of `driftwall.toml`.

use serde_json::Value;

use super::file::ConfigFile;
use crate::written;

/// The schema, as it is kept in `docs/schema/config.json` and printed by `driftwall config schema`.
#[must_use]
pub fn schema() -> Value {
    written::schema::<ConfigFile>()
}
