//! A patch that `kubectl` works out from what is there.
//!
//! What the object looks like is asked first. If it is what the edit was planned for, the patch is printed, with the version that
//! was looked at as its condition. If not, what is printed is a patch that the server refuses.

use serde_json::{Value, json};

use super::kubectl;
use super::like::Like;
use super::patch::{At, Change, Patch, Root, escaped};
use super::program::{Program, literal, plain};
use crate::model::{Check, Edit, Script};

/// Why nothing is done, in the one place that the server repeats it from.
const CHANGED: &str = "it is no longer what it was when this was planned";
/// What an object prints that is what it was.
const SAME: &str = "same";

impl Patch {
    /// The command lines: what is there is looked at, and changed if it is what it should be.
    pub(super) fn script(&self, edit: &Edit) -> Result<Script, String> {
        const PATCH: &str = "patch";
        let Printed { program, conditions, operations, found: _ } = Printed::of(self);
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
    pub(super) fn check(&self, edit: &Edit) -> Result<Check, String> {
        let Printed { program, conditions, operations: _, found: _ } = Printed::of(self);
        let template = format!(
            "{}{{{{if and true {}}}}}{SAME}{{{{else}}}}{CHANGED}{{{{end}}}}",
            program.text,
            conditions.join(" ")
        );
        let command = kubectl::get(edit)?.option("--output", format!("go-template={template}"));
        Ok(Check { command, prints: SAME.to_owned() })
    }
}

/// A patch as parts of a template.
#[derive(Default)]
struct Printed {
    program: Program,
    conditions: Vec<String>,
    operations: Vec<String>,
    /// What an element that was found is called, and its path.
    found: Vec<(String, String)>,
}

/// A place as a template calls it.
struct Place {
    /// What is there: `.spec.ingress`.
    value: String,
    /// Its path, as it stands in what a template prints: `/spec/ingress`.
    path: String,
    /// The same as an expression.
    text: String,
}

impl Printed {
    fn of(patch: &Patch) -> Self {
        let Patch { expected, found, freed, changes, taken: _ } = patch;
        let mut printed = Self::default();
        for (list, like) in found {
            printed.find(list, like);
        }
        for (at, like) in expected {
            let place = printed.place(at).value;
            let condition = printed.program.condition(&place, like);
            printed.conditions.push(condition);
        }
        // What has a number of its own in a path is written before anything moves.
        for list in freed {
            printed.free_ports(list);
        }
        for change in changes {
            printed.change(change);
        }
        for (list, likes) in patch.losses() {
            printed.take(list, likes);
        }
        printed
    }

    fn place(&self, at: &At) -> Place {
        let keys =
            |mark: &str| at.keys.iter().map(|key| format!("{mark}{key}")).collect::<String>();
        let (values, path) = (keys("."), keys("/"));
        let found = match at.root {
            Root::Object => None,
            Root::Found(number) => self.found.get(number),
        };
        match found {
            None => Place { value: values, text: literal(&path), path },
            Some((element, found)) => Place {
                value: format!("{element}{values}"),
                text: if path.is_empty() {
                    found.clone()
                } else {
                    format!("(print {found} {})", literal(&path))
                },
                path: format!("{{{{{found}}}}}{path}"),
            },
        }
    }

    fn find(&mut self, list: &At, like: &Like) {
        let Place { value: from, path: _, text } = self.place(list);
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
        self.found.push((element, found));
    }

    fn free_ports(&mut self, list: &At) {
        let Place { value: from, path: _, text } = self.place(list);
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

    fn take(&mut self, list: &At, likes: &[Like]) {
        let Place { value: from, path: _, text } = self.place(list);
        let (place, removed) = (self.program.name(), self.program.name());
        let (each, goes) = (self.program.name(), self.program.name());
        let seen: Vec<String> = likes.iter().map(|_| self.program.name()).collect();
        for name in &seen {
            self.program.push(&format!("{{{{{name} := false}}}}"));
        }
        self.program.push(&format!(
            "{{{{{removed} := \"\"}}}}{{{{range {place}, {each} := {from}}}}}{{{{{goes} := false}}}}"
        ));
        for (name, like) in seen.iter().zip(likes) {
            let condition = self.program.condition(&each, like);
            self.program.push(&format!(
                "{{{{if {condition}}}}}{{{{{name} = true}}}}{{{{{goes} = true}}}}{{{{end}}}}"
            ));
        }
        // The last one first, so that the places of the others stay.
        let operation = literal(",{\"op\":\"remove\",\"path\":\"%s/%d\"}%s");
        self.program.push(&format!(
            "{{{{if {goes}}}}}{{{{{removed} = printf {operation} {text} {place} {removed}}}}}{{{{end}}}}{{{{end}}}}"
        ));
        self.conditions.extend(seen);
        self.operations.push(format!("{{{{{removed}}}}}"));
    }

    fn change(&mut self, change: &Change) {
        match change {
            // An `add` to a field is what it is from then on.
            Change::Put(at, Some(value)) => {
                let path = self.place(at).path;
                self.operations.push(format!(
                    ",{{\"op\":\"add\",\"path\":\"{path}\",\"value\":{}}}",
                    plain(value)
                ));
            }
            Change::Put(at, None) => {
                let Place { value, path, text: _ } = self.place(at);
                self.operations.push(format!(
                    "{{{{if ne (print {value}) \"<nil>\"}}}},{{\"op\":\"remove\",\"path\":\"{path}\"}}{{{{end}}}}"
                ));
            }
            Change::Ensure(at) => {
                let Place { value, path, text: _ } = self.place(at);
                self.operations.push(format!(
                    "{{{{if not {value}}}}},{{\"op\":\"add\",\"path\":\"{path}\",\"value\":{{}}}}{{{{end}}}}"
                ));
            }
            Change::Give(list, value) => {
                let Place { value: place, path, text: _ } = self.place(list);
                let (one, all) = (plain(value), plain(&json!([value])));
                self.operations.push(format!(
                    "{{{{if {place}}}}},{{\"op\":\"add\",\"path\":\"{path}/-\",\"value\":{one}}}{{{{else}}}},{{\"op\":\"add\",\"path\":\"{path}\",\"value\":{all}}}{{{{end}}}}"
                ));
            }
            Change::Key { map, key, from, to } => {
                let path = format!("{}/{}", self.place(map).path, escaped(key));
                let operations = key_operations(&path, from.as_deref(), to.as_deref());
                self.operations
                    .extend(operations.iter().map(|operation| format!(",{}", plain(operation))));
            }
        }
    }
}

/// What becomes of a key whose value is known.
pub(super) fn key_operations(path: &str, from: Option<&str>, to: Option<&str>) -> Vec<Value> {
    let test = json!({ "op": "test", "path": path, "value": from });
    match (from, to) {
        (Some(_), Some(to)) => vec![test, json!({ "op": "replace", "path": path, "value": to })],
        (Some(_), None) => vec![test, json!({ "op": "remove", "path": path })],
        (None, Some(to)) => vec![test, json!({ "op": "add", "path": path, "value": to })],
        (None, None) => Vec::new(),
    }
}
