//! What comes and goes by itself is told only when nothing of its shape was approved.
//!
//! Autoscaling inside an approved shape is quiet: one more interface in the same groups of the same subnet. An interface in
//! other groups, or with a public address where none had one, is a way in that nobody approved.

use serde_json::Value;

use crate::model::{Bears, Class, FieldChange, FieldPath, Inventory, Resource};

/// The fields that make the shape of a new resource, when no resource that was approved has it.
pub(super) fn unapproved<'a>(
    inventory: Inventory,
    new: &Resource,
    approved: impl Iterator<Item = &'a Resource>,
) -> Option<Vec<FieldChange>> {
    if inventory.shape.is_empty() {
        return None;
    }
    let found = shape(inventory, new);
    if approved.map(|resource| shape(inventory, resource)).any(|shape| shape == found) {
        return None;
    }
    let context = new.context.value().unwrap_or_default();
    let fields = inventory.shape.iter().filter_map(|field| {
        let name = field.trim_end_matches('?');
        let (path, after) = (FieldPath::from(name), Some(context.get(name)?.clone()));
        Some(FieldChange {
            path,
            class: Class::Context,
            bears: Bears::Exposure,
            before: None,
            after,
        })
    });
    Some(fields.collect())
}

fn shape(inventory: Inventory, resource: &Resource) -> Vec<Option<Value>> {
    let context = resource.context.value().unwrap_or_default();
    let field = |field: &&str| match field.strip_suffix('?') {
        Some(field) => context.get(field).map(|_| true.into()),
        None => context.get(*field).cloned(),
    };
    inventory.shape.iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::unapproved;
    use crate::model::{Document, Inventory, Resource};

    const SHAPED: Inventory = Inventory { reason: "it does", shape: &["groups", "public?"] };

    fn resource(context: &Value) -> Resource {
        Resource { durable: Document::empty(), context: Document::of(context).unwrap() }
    }

    fn told(new: &Value, approved: &[Value]) -> Option<Vec<String>> {
        let approved: Vec<Resource> = approved.iter().map(resource).collect();
        let fields = unapproved(SHAPED, &resource(new), approved.iter())?;
        Some(fields.into_iter().map(|field| field.path.to_string()).collect())
    }

    #[test]
    fn one_more_of_an_approved_shape_is_no_news() {
        let approved = json!({"address": "10.0.0.1", "groups": ["a"], "public": ["192.0.2.1"]});
        let more = json!({"address": "10.0.0.2", "groups": ["a"], "public": ["192.0.2.2"]});
        assert_eq!(told(&more, &[approved]), None);
    }

    #[test]
    fn another_shape_is_told() {
        let approved =
            [json!({"groups": ["a"]}), json!({"groups": ["b"], "public": ["192.0.2.1"]})];
        let public = json!({"groups": ["a"], "public": ["192.0.2.2"]});
        assert_eq!(told(&public, &approved), Some(vec!["groups".into(), "public".into()]));
        assert!(told(&json!({"groups": ["a", "b"]}), &approved).is_some());
        assert!(told(&json!({"groups": ["a"]}), &[]).is_some());
    }
}
