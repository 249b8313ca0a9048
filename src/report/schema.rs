//! The JSON Schema of each document, generated from the types that are written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::questions::{Answers, Connections};
use super::v1::Report;

/// The schema of `driftwall.report/v1` as it lies in `docs/schema/report.v1.json`.
#[must_use]
pub fn schema() -> String {
    of::<Report>("driftwall.report/v1")
}

/// The schema of what `allows --output json` writes; a line of `jsonl` is one of its answers.
#[must_use]
pub fn answers_schema() -> String {
    of::<Answers>("driftwall allows")
}

/// The schema of what `connections --output json` writes; a line of `jsonl` is one of its connections.
#[must_use]
pub fn connections_schema() -> String {
    of::<Connections>("driftwall connections")
}

fn of<T: JsonSchema>(title: &str) -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    // A schema is a JSON value already, so that writing it can't fail.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Style, hostile, render, sample};
    use super::schema;

    #[test]
    fn the_documented_schema_is_the_generated_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.v1.json");
        if std::env::var_os("DRIFTWALL_BLESS").is_some() {
            fs_err::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema")).unwrap();
            fs_err::write(path, schema()).unwrap();
        }
        assert_eq!(
            fs_err::read_to_string(path).unwrap(),
            schema(),
            "DRIFTWALL_BLESS=1 cargo test --lib report::schema rewrites it"
        );
    }

    #[test]
    fn reports_fit_the_schema() {
        let schema = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for report in [sample::report(), sample::clean(), sample::difference(), hostile::worst()] {
            let json = render(Format::Json, &report, &Style::default());
            let value = serde_json::from_str(&json).unwrap();
            if let Err(error) = validator.validate(&value) {
                panic!("{}: {error}", error.instance_path());
            }
        }
    }
}
