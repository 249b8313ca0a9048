//! A JSON patch that `kubectl` works out from what is there.
//!
//! What the object looks like is asked first. If it is what the edit was planned for, the patch is printed, with the version that
//! was looked at as its condition: whoever changes anything in between makes it fail. If not, what is printed is a patch that the server refuses.

use serde_json::{Value, json};

use super::kubectl;
use super::like::{Like, Program, literal, plain};
use crate::model::{Check, Edit, Script};

/// Why nothing is done, in the one place that the server repeats it from.
const CHANGED: &str = "it is no longer what it was when this was planned";
/// What an object prints that is what it was.
const SAME: &str = "same";

/// A patch, as it grows.
#[derive(Debug, Default)]
pub(super) struct Patch {
    program: Program,
    conditions: Vec<String>,
    operations: Vec<String>,
}

impl Patch {
    /// Insists on what is at a place: `/spec/priority`.
    pub(super) fn expect(&mut self, at: &str, like: &Like) {
        let condition = self.program.condition(&expression(at), like);
        self.conditions.push(condition);
    }

    /// A place gets a value, or has none any more.
    pub(super) fn put(&mut self, at: &str, from: &Like, to: Option<&Value>) {
        self.expect(at, from);
        match to {
            // An `add` to a field is what it is from then on.
            Some(value) => self.operate(&json!({ "op": "add", "path": at, "value": value })),
            None if *from == Like::Nothing => {}
            // One that is empty may be there or not.
            None => self.operate(&json!({ "op": "remove", "path": at })),
        }
    }

    /// The elements of a list that look like this go.
    pub(super) fn take(&mut self, list: &str, like: &Like) {
        let (place, found) = (self.program.name(), self.program.name());
        let each = self.program.name();
        let from = expression(list);
        self.program
            .push(&format!("{{{{{found} := \"\"}}}}{{{{range {place}, {each} := {from}}}}}"));
        let condition = self.program.condition(&each, like);
        // The last one first, so that the places of the others stay.
        let operation = literal(&format!(",{{\"op\":\"remove\",\"path\":\"{list}/%d\"}}%s"));
        self.program.push(&format!(
            "{{{{if {condition}}}}}{{{{{found} = printf {operation} {place} {found}}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.conditions.push(found.clone());
        self.operations.push(format!("{{{{{found}}}}}"));
    }

    /// The element of a list that looks like this gets other values in some of its fields, and keeps the rest.
    pub(super) fn alter(&mut self, list: &str, like: &Like, fields: &[(&str, Option<Value>)]) {
        let (place, found) = (self.program.name(), self.program.name());
        let each = self.program.name();
        let from = expression(list);
        self.program
            .push(&format!("{{{{{found} := \"\"}}}}{{{{range {place}, {each} := {from}}}}}"));
        let condition = self.program.condition(&each, like);
        let at = literal(&format!("{list}/%d"));
        self.program.push(&format!(
            "{{{{if {condition}}}}}{{{{{found} = printf {at} {place}}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.conditions.push(found.clone());
        for (field, value) in fields {
            let operation = match value {
                Some(value) => format!("\"op\":\"add\",\"value\":{}", plain(value)),
                None => "\"op\":\"remove\"".to_owned(),
            };
            self.operations.push(format!(",{{{operation},\"path\":\"{{{{{found}}}}}/{field}\"}}"));
        }
    }

    /// A list gets an element more, at its end.
    pub(super) fn give(&mut self, list: &str, value: &Value) {
        let (more, first) = (
            json!({ "op": "add", "path": format!("{list}/-"), "value": value }),
            json!({ "op": "add", "path": list, "value": [value] }),
        );
        self.operations.push(format!(
            "{{{{if {}}}}},{}{{{{else}}}},{}{{{{end}}}}",
            expression(list),
            plain(&more),
            plain(&first)
        ));
    }

    /// A key of a map, such as a label, gets a value, or goes.
    pub(super) fn key(&mut self, map: &str, key: &str, from: Option<&str>, to: Option<&str>) {
        let at = format!("{map}/{}", key.replace('~', "~0").replace('/', "~1"));
        let test = json!({ "op": "test", "path": at, "value": from });
        match (from, to) {
            (Some(_), Some(to)) => {
                self.operate(&test);
                self.operate(&json!({ "op": "replace", "path": at, "value": to }));
            }
            (Some(_), None) => {
                self.operate(&test);
                self.operate(&json!({ "op": "remove", "path": at }));
            }
            (None, Some(to)) => {
                let add = json!({ "op": "add", "path": at, "value": to });
                let first = json!({ "op": "add", "path": map, "value": { key: to } });
                self.operations.push(format!(
                    "{{{{if {}}}}},{},{}{{{{else}}}},{}{{{{end}}}}",
                    expression(map),
                    plain(&test),
                    plain(&add),
                    plain(&first)
                ));
            }
            (None, None) => {}
        }
    }

    /// One operation as it is.
    pub(super) fn operate(&mut self, operation: &Value) {
        self.operations.push(format!(",{}", plain(operation)));
    }

    /// The command lines: what is there is looked at, and changed if it is what it should be.
    pub(super) fn script(self, edit: &Edit) -> Result<Script, String> {
        const PATCH: &str = "patch";
        let Self { program, conditions, operations } = self;
        let refused = json!([{ "op": "test", "path": "/metadata/name", "value": CHANGED }]);
        let template = format!(
            "{}{{{{if and true {}}}}}[{{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"{{{{.metadata.resourceVersion}}}}\"}}{}]{{{{else}}}}{}{{{{end}}}}",
            program.text,
            conditions.join(" "),
            operations.concat(),
            plain(&refused)
        );
        let get = kubectl::get(edit)?.option("--output", format!("go-template={template}"));
        let patch = kubectl::on("patch", edit)?.option("--type", "json").kept("--patch", PATCH);
        Ok(Script { check: None, commands: vec![get.keeping(PATCH), patch] })
    }

    /// That an object is what it was, for a call that takes no condition.
    pub(super) fn check(self, edit: &Edit) -> Result<Check, String> {
        let Self { program, conditions, operations: _ } = self;
        let template = format!(
            "{}{{{{if and true {}}}}}{SAME}{{{{else}}}}{CHANGED}{{{{end}}}}",
            program.text,
            conditions.join(" ")
        );
        let command = kubectl::get(edit)?.option("--output", format!("go-template={template}"));
        Ok(Check { command, prints: SAME.to_owned() })
    }
}

/// A place in the words of a template: `.spec.ingress`. In one that was found its number stands as `$v1`.
fn expression(at: &str) -> String {
    at.replace('/', ".")
}
