//! The events that a trail records, as its calls take them, and as a query prints them: in an order of their own, since AWS promises none.

use serde_json::{Map, Value, json};

use super::cli::in_ascii;
use crate::providers::aws::parse::event_selectors::{AdvancedSelector, Condition, Data, Selector};

/// In the older form.
pub(super) fn plain(selectors: &[Selector]) -> Value {
    let one = |Selector { data, excluded, management, read_write }: &Selector| {
        let data: Vec<Value> = data
            .iter()
            .map(|Data { r#type, values }| json!({ "Type": r#type, "Values": values }))
            .collect();
        let mut fields = Map::new();
        fields.insert("IncludeManagementEvents".to_owned(), (*management).into());
        fields.insert("DataResources".to_owned(), data.into());
        fields.insert("ExcludeManagementEventSources".to_owned(), json!(excluded));
        if let Some(read_write) = read_write {
            fields.insert("ReadWriteType".to_owned(), read_write.as_str().into());
        }
        Value::Object(fields)
    };
    selectors.iter().map(one).collect()
}

/// In the newer form.
pub(super) fn advanced(selectors: &[AdvancedSelector]) -> Value {
    let one = |AdvancedSelector { conditions, name }: &AdvancedSelector| {
        let mut fields = Map::new();
        if let Some(name) = name {
            fields.insert("Name".to_owned(), name.as_str().into());
        }
        fields.insert("FieldSelectors".to_owned(), conditions.iter().map(condition).collect());
        Value::Object(fields)
    };
    selectors.iter().map(one).collect()
}

fn condition(condition: &Condition) -> Value {
    let mut fields = Map::new();
    if let Some(field) = &condition.field {
        fields.insert("Field".to_owned(), field.as_str().into());
    }
    for (key, values) in tests(condition) {
        if !values.is_empty() {
            fields.insert(key.to_owned(), json!(values));
        }
    }
    Value::Object(fields)
}

/// What a field is held against, in the order in which a query prints it.
fn tests(condition: &Condition) -> [(&'static str, &[String]); 6] {
    let Condition {
        ends_with,
        equals,
        field: _,
        not_ends_with,
        not_equals,
        not_starts_with,
        starts_with,
    } = condition;
    [
        ("Equals", equals),
        ("NotEquals", not_equals),
        ("StartsWith", starts_with),
        ("NotStartsWith", not_starts_with),
        ("EndsWith", ends_with),
        ("NotEndsWith", not_ends_with),
    ]
}

/// What `get-event-selectors` says when these are chosen.
pub(super) fn fields(
    selectors: &[Selector],
    advanced: &[AdvancedSelector],
) -> [(String, Value); 2] {
    let none = "`[]`";
    let names: Vec<String> = tests(&Condition::default())
        .iter()
        .map(|(key, _)| format!("sort({key} || {none})"))
        .collect();
    let asked = format!(
        "sort(EventSelectors[].to_string([ReadWriteType, IncludeManagementEvents || `false`, sort(ExcludeManagementEventSources || {none}), sort(DataResources[].to_string([Type, sort(Values || {none})]) || {none})]) || {none})"
    );
    let said =
        sorted(selectors.iter().map(|Selector { data, excluded, management, read_write }| {
            let data = data.iter().map(|Data { r#type, values }| json!([r#type, sort(values)]));
            json!([read_write, management, sort(excluded), sorted(data)])
        }));
    let asked_too = format!(
        "sort(AdvancedEventSelectors[].to_string([Name || `null`, sort(FieldSelectors[].to_string([Field, {}]) || {none})]) || {none})",
        names.join(", ")
    );
    let said_too = sorted(advanced.iter().map(|AdvancedSelector { conditions, name }| {
        let conditions = conditions.iter().map(|one| {
            let tests = tests(one).map(|(_, values)| json!(sort(values)));
            let mut row = vec![json!(one.field)];
            row.extend(tests);
            Value::from(row)
        });
        json!([name, sorted(conditions)])
    }));
    [(asked, json!(said)), (asked_too, json!(said_too))]
}

fn sort(values: &[String]) -> Vec<&String> {
    let mut values: Vec<&String> = values.iter().collect();
    values.sort_unstable();
    values
}

fn sorted(rows: impl Iterator<Item = Value>) -> Vec<String> {
    let mut rows: Vec<String> = rows.map(|row| in_ascii(&row)).collect();
    rows.sort_unstable();
    rows
}
