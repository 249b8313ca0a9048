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

/// A place in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// How a template calls what is there: `.spec.ingress`.
    place: String,
    /// Its path, as it stands in what a template prints: `/spec/ingress`, or one that was found.
    path: String,
    /// The same as an expression of a template.
    text: String,
}

impl At {
    /// One whose path is known: `/spec/ingress`.
    pub(super) fn new(path: &str) -> Self {
        Self { place: path.replace('/', "."), path: path.to_owned(), text: literal(path) }
    }

    /// A field of what is here.
    pub(super) fn field(&self, key: &str) -> Self {
        let Self { place, path, text } = self;
        Self {
            place: format!("{place}.{key}"),
            path: format!("{path}/{key}"),
            text: format!("(print {text} {})", literal(&format!("/{key}"))),
        }
    }
}

impl From<&str> for At {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

/// A patch, as it grows.
#[derive(Debug, Default)]
pub(super) struct Patch {
    program: Program,
    conditions: Vec<String>,
    operations: Vec<String>,
    ensured: Vec<At>,
}

impl Patch {
    /// Insists on what is at a place.
    pub(super) fn expect(&mut self, at: impl Into<At>, like: &Like) {
        let condition = self.program.condition(&at.into().place, like);
        self.conditions.push(condition);
    }

    /// A place gets a value, or has none any more.
    pub(super) fn put(&mut self, at: impl Into<At>, from: &Like, to: Option<&Value>) {
        let at = at.into();
        self.expect(at.clone(), from);
        match to {
            // An `add` to a field is what it is from then on.
            Some(value) => self.add(&at, value),
            None => self.operations.push(format!(
                "{{{{if ne (print {}) \"<nil>\"}}}},{{\"op\":\"remove\",\"path\":\"{}\"}}{{{{end}}}}",
                at.place, at.path
            )),
        }
    }

    fn add(&mut self, at: &At, value: &Value) {
        self.operations.push(format!(
            ",{{\"op\":\"add\",\"path\":\"{}\",\"value\":{}}}",
            at.path,
            plain(value)
        ));
    }

    /// There is an object at a place, for what is put into it.
    pub(super) fn ensure(&mut self, at: &At) {
        if !self.ensured.contains(at) {
            self.ensured.push(at.clone());
            self.operations.push(format!(
                "{{{{if not {}}}}},{{\"op\":\"add\",\"path\":\"{}\",\"value\":{{}}}}{{{{end}}}}",
                at.place, at.path
            ));
        }
    }

    /// The elements of a list that look like this go.
    pub(super) fn take(&mut self, list: impl Into<At>, like: &Like) {
        let At { place: from, path: _, text } = list.into();
        let (place, found) = (self.program.name(), self.program.name());
        let each = self.program.name();
        self.program
            .push(&format!("{{{{{found} := \"\"}}}}{{{{range {place}, {each} := {from}}}}}"));
        let condition = self.program.condition(&each, like);
        // The last one first, so that the places of the others stay.
        let operation = literal(",{\"op\":\"remove\",\"path\":\"%s/%d\"}%s");
        self.program.push(&format!(
            "{{{{if {condition}}}}}{{{{{found} = printf {operation} {text} {place} {found}}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.conditions.push(found.clone());
        self.operations.push(format!("{{{{{found}}}}}"));
    }

    /// The element of a list that looks like this.
    pub(super) fn find(&mut self, list: impl Into<At>, like: &Like) -> At {
        let At { place: from, path: _, text } = list.into();
        let (index, each) = (self.program.name(), self.program.name());
        let (found, element) = (self.program.name(), self.program.name());
        // Whatever is an object will do where there is none: the patch is refused then.
        self.program.push(&format!(
            "{{{{{found} := \"\"}}}}{{{{{element} := .metadata}}}}{{{{range {index}, {each} := {from}}}}}"
        ));
        let condition = self.program.condition(&each, like);
        self.program.push(&format!(
            "{{{{if {condition}}}}}{{{{{found} = printf \"%s/%d\" {text} {index}}}}}{{{{{element} = {each}}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.conditions.push(found.clone());
        At { place: element, path: format!("{{{{{found}}}}}"), text: found }
    }

    /// Ports of the node that the server wrote into a list of containers because they were on the node's network.
    pub(super) fn free_ports(&mut self, list: &At) {
        let At { place: from, path: _, text } = list;
        let found = self.program.name();
        let [outer, container, inner, port] = [(); 4].map(|()| self.program.name());
        let operation = literal(",{\"op\":\"remove\",\"path\":\"%s/%d/ports/%d/hostPort\"}%s");
        self.program.push(&format!(
            "{{{{{found} := \"\"}}}}{{{{range {outer}, {container} := {from}}}}}{{{{range {inner}, {port} := {container}.ports}}}}\
             {{{{if and {port}.hostPort (eq (print {port}.hostPort) (print {port}.containerPort))}}}}\
             {{{{{found} = printf {operation} {text} {outer} {inner} {found}}}}}{{{{end}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.operations.push(format!("{{{{{found}}}}}"));
    }

    /// A list gets an element more, at its end.
    pub(super) fn give(&mut self, list: impl Into<At>, value: &Value) {
        let At { place, path, text: _ } = list.into();
        let (one, all) = (plain(value), plain(&json!([value])));
        self.operations.push(format!(
            "{{{{if {place}}}}},{{\"op\":\"add\",\"path\":\"{path}/-\",\"value\":{one}}}{{{{else}}}},{{\"op\":\"add\",\"path\":\"{path}\",\"value\":{all}}}{{{{end}}}}"
        ));
    }

    /// A key of a map, such as a label, gets a value, or goes.
    pub(super) fn key(&mut self, map: &At, key: &str, from: Option<&str>, to: Option<&str>) {
        let at = format!("{}/{}", map.path, key.replace('~', "~0").replace('/', "~1"));
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
                self.ensure(map);
                self.operate(&test);
                self.operate(&json!({ "op": "add", "path": at, "value": to }));
            }
            (None, None) => {}
        }
    }

    /// One operation as it is.
    fn operate(&mut self, operation: &Value) {
        self.operations.push(format!(",{}", plain(operation)));
    }

    /// The command lines: what is there is looked at, and changed if it is what it should be.
    pub(super) fn script(self, edit: &Edit) -> Result<Script, String> {
        const PATCH: &str = "patch";
        let Self { program, conditions, operations, ensured: _ } = self;
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
        let Self { program, conditions, operations: _, ensured: _ } = self;
        let template = format!(
            "{}{{{{if and true {}}}}}{SAME}{{{{else}}}}{CHANGED}{{{{end}}}}",
            program.text,
            conditions.join(" ")
        );
        let command = kubectl::get(edit)?.option("--output", format!("go-template={template}"));
        Ok(Check { command, prints: SAME.to_owned() })
    }
}
