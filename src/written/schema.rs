//! The JSON Schema of a file that people write, and the known keys, which are read out of it.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema of a file's types, as it is kept under `docs/schema/`.
#[must_use]
pub fn schema<T: JsonSchema>() -> Value {
    let mut schema: Value = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator()
        .into_root_schema_for::<T>()
        .into();
    schema.sort_all_objects();
    schema
}

/// What the schema says of one key, by its path; numbers and finding codes step into whatever a list or a map holds.
pub(super) fn node<'a>(schema: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(schema, |node, step| {
        node.get("properties")
            .and_then(|properties| properties.get(step))
            .or_else(|| node.get("items"))
            .or_else(|| node.get("additionalProperties").filter(|more| more.is_object()))
    })
}

/// The known keys of the table at a path.
pub(super) fn keys(schema: &Value, path: &[String]) -> Vec<String> {
    node(schema, path)
        .and_then(|node| node.get("properties")?.as_object())
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default()
}
