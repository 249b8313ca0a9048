//! Where in a baseline a field stands, for whoever wants to open the file there.
//!
//! Works out the line from the canonical layout alone and reads nothing, so it can be asked about any
//! finding. When a path leads nowhere (the field was added), the answer is the nearest thing above it
//! that is there.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::layout;
use super::resource_file::CONTEXT_LINE;
use crate::model::{Class, FieldChange, Resource, ResourceId, Scope};

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, below the root as it was given, with `/` between its parts.
    pub file: Utf8PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// Where a resource's field stands in a baseline. `resource` is what the baseline holds; without
/// it, the place is the head of the scope's manifest. Without a field it is the head of the resource's file.
#[must_use]
pub fn place(
    root: &Utf8Path,
    id: &ResourceId,
    resource: Option<&Resource>,
    field: Option<&FieldChange>,
) -> Place {
    let folder = root.join(layout::scope_folder(&id.scope));
    let Some(resource) = resource else {
        return Place { file: folder.join(layout::MANIFEST), line: 1 };
    };
    let file = folder.join(layout::resource_path(&id.kind, &id.identity));
    let line = field.map_or(1, |field| line_of(resource, field));
    Place { file, line }
}

/// The file of a resource, whether or not it is there.
#[must_use]
pub fn file_of(root: &Utf8Path, id: &ResourceId) -> Utf8PathBuf {
    root.join(layout::scope_folder(&id.scope)).join(layout::resource_path(&id.kind, &id.identity))
}

/// The head of a scope's manifest.
#[must_use]
pub fn manifest_place(root: &Utf8Path, scope: &Scope) -> Place {
    Place { file: root.join(layout::scope_folder(scope)).join(layout::MANIFEST), line: 1 }
}

fn line_of(resource: &Resource, field: &FieldChange) -> usize {
    let context_lines = resource.context.pretty(1).lines().count();
    let (document, line) = match field.class {
        Class::Context => (&resource.context, CONTEXT_LINE),
        Class::Durable | Class::Volatile => (&resource.durable, CONTEXT_LINE + context_lines),
    };
    let Ok(value) = document.value() else { return line };
    let mut best = Hit { score: (0, false), line };
    search(&value, field.path.as_str(), field.before.as_ref(), line, 0, &mut best);
    best.line
}

/// The best place so far: how much of the path led there, and whether it holds what was there before.
struct Hit {
    score: (usize, bool),
    line: usize,
}

/// Follows a path from a value that begins on `line`. Keys may hold dots and labels brackets, so
/// every way to read the path is tried and the one that leads furthest counts.
fn search(
    value: &Value,
    path: &str,
    before: Option<&Value>,
    line: usize,
    depth: usize,
    best: &mut Hit,
) {
    // The end of the path beats any place on the way there.
    let depth_here = if path.is_empty() { usize::MAX } else { depth };
    let score = (depth_here, path.is_empty() && before == Some(value));
    if score > best.score {
        *best = Hit { score, line };
    }
    match value {
        Value::Object(fields) => {
            let mut line = line + 1;
            for (key, inner) in fields {
                let path = path.strip_prefix('.').unwrap_or(path);
                if let Some(rest) = path.strip_prefix(key.as_str())
                    && (rest.is_empty() || rest.starts_with(['.', '[']))
                    && !path.is_empty()
                {
                    search(inner, rest, before, line, depth + 1, best);
                }
                line += lines(inner);
            }
        }
        Value::Array(elements) => {
            let Some(inside) = path.strip_prefix('[') else { return };
            for (end, _) in inside.match_indices(']') {
                let (label, rest) = inside.split_at(end);
                let rest = rest.strip_prefix(']').unwrap_or(rest);
                if !(rest.is_empty() || rest.starts_with(['.', '['])) {
                    continue;
                }
                let mut line = line + 1;
                for element in elements {
                    if answers_to(element, label, before.filter(|_| rest.is_empty())) {
                        search(element, rest, before, line, depth + 1, best);
                    }
                    line += lines(element);
                }
            }
        }
        _ => {}
    }
}

/// Whether an element of a list is meant by a label: it is the label, one of its fields is, or all
/// parts of the label are fields of it. Without a label, the element is the one that was there.
fn answers_to(element: &Value, label: &str, before: Option<&Value>) -> bool {
    if before == Some(element) {
        return true;
    }
    let words: Vec<String> = match element {
        Value::Object(fields) => fields.values().filter_map(word).collect(),
        other => word(other).into_iter().collect(),
    };
    let known = |part: &str| words.iter().any(|word| word == part);
    if label.is_empty() {
        return false;
    }
    known(label) || label.split(['/', ',', ' ', ':']).all(known)
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// How many lines a value takes in the canonical layout.
fn lines(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Object(fields) if !fields.is_empty() => fields.values().map(lines).sum(),
        Value::Array(elements) if !elements.is_empty() => elements.iter().map(lines).sum(),
        _ => return 1,
    };
    inner + 2
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use serde_json::{Value, json};

    use super::place;
    use crate::baseline::resource_file;
    use crate::model::{Bears, Class, Document, FieldChange, Resource, ResourceId};

    fn id() -> ResourceId {
        ResourceId {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.security-group".parse().unwrap(),
            identity: "sg-0a12".parse().unwrap(),
        }
    }

    fn resource() -> Resource {
        let durable = json!({
            "entries": [{"egress": false, "number": 100}, {"egress": true, "number": 100}],
            "ingress": [
                {"id": "sgr-1", "peers": [], "ports": "22"},
                {"id": "sgr-2", "peers": ["10.0.0.0/8", "a]b"], "ports": "443"},
                {"ports": "53"},
                {"ports": "54"},
            ],
            "labels": {"app": "web", "app.kubernetes.io/name": "shop"},
            "name": "web",
        });
        let context = json!({"attached_to": ["eni-1", "eni-2"]});
        Resource {
            durable: Document::of(&durable).unwrap(),
            context: Document::of(&context).unwrap(),
        }
    }

    /// The text of the line that a path leads to.
    fn at(class: Class, path: &str, before: Option<Value>) -> String {
        let field =
            FieldChange { path: path.into(), class, bears: Bears::Metadata, before, after: None };
        let place = place(Utf8Path::new("baselines"), &id(), Some(&resource()), Some(&field));
        assert_eq!(
            place.file,
            "baselines/aws/111122223333/eu-west-1/aws.security-group/sg-0a12.json"
        );
        let text = resource_file::render(&id().kind, &id().identity, &resource());
        text.lines().nth(place.line - 1).unwrap().trim().to_owned()
    }

    #[test]
    fn a_path_leads_to_its_line() {
        for (path, before, want) in [
            ("name", None, r#""name": "web""#),
            ("labels.app", None, r#""app": "web","#),
            ("labels.app.kubernetes.io/name", None, r#""app.kubernetes.io/name": "shop""#),
            ("ingress[sgr-2].ports", None, r#""ports": "443""#),
            ("ingress[sgr-2].peers[a]b]", None, r#""a]b""#),
            ("ingress[sgr-2].peers[10.0.0.0/8]", None, r#""10.0.0.0/8","#),
            ("ingress[].ports", Some(json!("54")), r#""ingress": ["#),
            ("entries[true/100].number", Some(json!(100)), r#""number": 100"#),
        ] {
            assert_eq!(at(Class::Durable, path, before), want, "{path}");
        }
        assert_eq!(at(Class::Context, "attached_to[eni-2]", None), r#""eni-2""#);
    }

    #[test]
    fn what_was_there_finds_an_element_without_a_label() {
        let field = FieldChange {
            path: "ingress[]".into(),
            class: Class::Durable,
            bears: Bears::Traffic,
            before: Some(json!({"ports": "54"})),
            after: None,
        };
        let found = place(Utf8Path::new("b"), &id(), Some(&resource()), Some(&field));
        let text = resource_file::render(&id().kind, &id().identity, &resource());
        assert_eq!(text.lines().nth(found.line).unwrap().trim(), r#""ports": "54""#);
    }

    #[test]
    fn what_is_not_there_falls_back_to_what_is_above_it() {
        for (path, want) in [
            ("", r#""durable": {"#),
            ("unknown.field", r#""durable": {"#),
            ("labels.tier", r#""labels": {"#),
            ("ingress[sgr-9]", r#""ingress": ["#),
            ("ingress[]", r#""ingress": ["#),
            ("ingress[sgr-1].peers[10.0.0.0/8]", r#""peers": [],"#),
        ] {
            assert_eq!(at(Class::Durable, path, None), want, "{path}");
        }
    }

    #[test]
    fn a_resource_without_a_file_is_the_manifests_business() {
        let found = place(Utf8Path::new("b"), &id(), None, None);
        assert_eq!(found.file, "b/aws/111122223333/eu-west-1/manifest.json");
        assert_eq!(found.line, 1);
        assert_eq!(place(Utf8Path::new("b"), &id(), Some(&resource()), None).line, 1);
    }
}
