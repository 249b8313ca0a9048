//! A patch that is worked out from an object that was read: what `printed` has `kubectl` do.

use serde_json::{Value, json};

use super::like::{Like, is_something};
use super::patch::{At, Change, Patch, Root, escaped};
use super::printed::key_operations;

/// What an object says of the version that was looked at.
const VERSION: &str = "/metadata/resourceVersion";
/// What `kubectl rollout restart` writes into a template, so that it is another one.
const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";

impl Patch {
    /// The operations of a JSON patch, if the object still is what it was when this was planned.
    pub(in super::super) fn operations(&self, object: &Value) -> Option<Vec<Value>> {
        let Self { expected, found, freed, changes, taken: _ } = self;
        let mut places = Places { object, found: Vec::new() };
        for (list, like) in found {
            let (path, elements) = places.list(list);
            // As a template does, the last one of those that look like this.
            let index = elements.iter().rposition(|one| like.fits(one))?;
            places.found.push(format!("{path}/{index}"));
        }
        if !expected.iter().all(|(at, like)| like.fits(places.value(at))) {
            return None;
        }
        let mut operations = vec![same_version(object)?];
        for list in freed {
            free_ports(&places, list, &mut operations);
        }
        for change in changes {
            places.change(change, &mut operations);
        }
        for (list, likes) in self.losses() {
            places.take(list, likes, &mut operations)?;
        }
        Some(operations)
    }
}

/// The operations that make a workload's pods again, as `kubectl rollout restart` does, when the server's clock says this.
pub(in super::super) fn restarted(object: &Value, time: &str) -> Option<Vec<Value>> {
    const ANNOTATIONS: &str = "/spec/template/metadata/annotations";
    let mut operations = vec![same_version(object)?];
    if !object.pointer(ANNOTATIONS).is_some_and(is_something) {
        operations.push(json!({ "op": "add", "path": ANNOTATIONS, "value": {} }));
    }
    let path = format!("{ANNOTATIONS}/{}", escaped(RESTARTED));
    operations.push(json!({ "op": "add", "path": path, "value": time }));
    Some(operations)
}

/// That the object is of the version that was looked at.
fn same_version(object: &Value) -> Option<Value> {
    let version = object.pointer(VERSION)?.as_str()?;
    Some(json!({ "op": "test", "path": VERSION, "value": version }))
}

/// An object, and the paths of the elements that were found in it.
struct Places<'a> {
    object: &'a Value,
    found: Vec<String>,
}

impl<'a> Places<'a> {
    fn path(&self, at: &At) -> String {
        let mut path = match at.root {
            Root::Object => String::new(),
            Root::Found(number) => self.found.get(number).cloned().unwrap_or_default(),
        };
        for key in &at.keys {
            path.push('/');
            path.push_str(&escaped(key));
        }
        path
    }

    fn value(&self, at: &At) -> &'a Value {
        self.object.pointer(&self.path(at)).unwrap_or(&Value::Null)
    }

    fn list(&self, at: &At) -> (String, &'a [Value]) {
        (self.path(at), self.value(at).as_array().map(Vec::as_slice).unwrap_or_default())
    }

    fn change(&self, change: &Change, operations: &mut Vec<Value>) {
        match change {
            Change::Put(at, Some(value)) => {
                operations.push(json!({ "op": "add", "path": self.path(at), "value": value }));
            }
            Change::Put(at, None) => {
                if !self.value(at).is_null() {
                    operations.push(json!({ "op": "remove", "path": self.path(at) }));
                }
            }
            Change::Ensure(at) => {
                if !is_something(self.value(at)) {
                    operations.push(json!({ "op": "add", "path": self.path(at), "value": {} }));
                }
            }
            Change::Give(list, value) => {
                let path = self.path(list);
                operations.push(if is_something(self.value(list)) {
                    json!({ "op": "add", "path": format!("{path}/-"), "value": value })
                } else {
                    json!({ "op": "add", "path": path, "value": [value] })
                });
            }
            Change::Key { map, key, from, to } => {
                let path = format!("{}/{}", self.path(map), escaped(key));
                operations.extend(key_operations(&path, from.as_deref(), to.as_deref()));
            }
        }
    }

    /// Every element that looks like one of these goes, the last one first; nothing when one of these is not there.
    fn take(&self, list: &At, likes: &[Like], operations: &mut Vec<Value>) -> Option<()> {
        let (path, elements) = self.list(list);
        if !likes.iter().all(|like| elements.iter().any(|one| like.fits(one))) {
            return None;
        }
        for (index, one) in elements.iter().enumerate().rev() {
            if likes.iter().any(|like| like.fits(one)) {
                operations.push(json!({ "op": "remove", "path": format!("{path}/{index}") }));
            }
        }
        Some(())
    }
}

fn free_ports(places: &Places<'_>, list: &At, operations: &mut Vec<Value>) {
    let (path, containers) = places.list(list);
    for (outer, container) in containers.iter().enumerate() {
        let ports = container.get("ports").and_then(Value::as_array);
        for (inner, port) in ports.into_iter().flatten().enumerate() {
            let own = port.get("hostPort").filter(|own| is_something(own));
            if own.is_some() && own == port.get("containerPort") {
                let path = format!("{path}/{outer}/ports/{inner}/hostPort");
                operations.push(json!({ "op": "remove", "path": path }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Like {
        Like::Fields(vec![("name", Like::is(name))])
    }

    fn pod() -> Value {
        json!({
            "metadata": {"resourceVersion": "7"},
            "spec": {"containers": [
                {"name": "miner", "ports": [{"containerPort": 1, "hostPort": 1}]},
                {"name": "main", "image": "evil", "env": [{"name": "ZZ"}, {"name": "OWN"}, {"name": "A"}]},
                {"name": "more"},
            ]},
        })
    }

    #[test]
    fn what_goes_takes_nobody_elses_place() {
        let containers = At::new("/spec/containers");
        let mut patch = Patch::default();
        patch.take(containers.clone(), &named("miner"));
        let main = patch.find(containers.clone(), &named("main"));
        patch.take(main.field("env"), &named("A"));
        patch.take(main.field("env"), &named("ZZ"));
        patch.put(main.field("image"), &Like::is("evil"), Some(&json!("good")));
        patch.take(containers.clone(), &named("more"));
        patch.free_ports(&containers);
        let remove =
            |path: &str| json!({"op": "remove", "path": format!("/spec/containers/{path}")});
        let expected = vec![
            json!({"op": "test", "path": "/metadata/resourceVersion", "value": "7"}),
            remove("0/ports/0/hostPort"),
            json!({"op": "add", "path": "/spec/containers/1/image", "value": "good"}),
            remove("1/env/2"),
            remove("1/env/0"),
            remove("2"),
            remove("0"),
        ];
        assert_eq!(patch.operations(&pod()), Some(expected));
    }

    #[test]
    fn what_is_another_by_now_is_not_changed() {
        let containers = || At::new("/spec/containers");
        let changes: [fn(&mut Patch); 4] = [
            |patch| patch.take(At::new("/spec/containers"), &named("gone")),
            |patch| {
                let at = patch.find(At::new("/spec/containers"), &named("gone"));
                patch.ensure(&at.field("securityContext"));
            },
            |patch| patch.put("/spec/hostNetwork", &Like::is(true), None),
            |patch| patch.expect("/spec/containers", &Like::Nothing),
        ];
        for change in changes {
            let mut patch = Patch::default();
            patch.give(containers(), &json!({"name": "new"}));
            assert!(patch.operations(&pod()).is_some());
            change(&mut patch);
            assert_eq!(patch.operations(&pod()), None, "{patch:?}");
        }
    }

    #[test]
    fn what_has_several_spellings_looks_like_itself_in_each() {
        let app = Like::Fields(vec![
            ("key", Like::is("app")),
            ("operator", Like::is("In")),
            ("values", Like::set([Like::is("web")])),
        ]);
        let selector = Like::Selector(vec![(Some(("app".to_owned(), "web".to_owned())), app)]);
        let expression = json!({"key": "app", "operator": "In", "values": ["web"]});
        for (value, fits) in [
            (json!({"matchLabels": {"app": "web"}}), true),
            (json!({"matchExpressions": [expression]}), true),
            (json!({"matchLabels": {"app": "db"}}), false),
            (json!({"matchLabels": {"app": "web", "b": "c"}}), false),
            (json!({}), false),
            (Value::Null, false),
        ] {
            assert_eq!(selector.fits(&value), fits, "{value}");
        }
        let set = Like::set([Like::is(1), Like::Any(vec![json!(2), json!("two")])]);
        let list = Like::list([Like::is(1), Like::is(2)]);
        for (value, is_set, is_list) in [
            (json!([1, 2]), true, true),
            (json!(["two", 1, 2]), true, false),
            (json!([2, 1]), true, false),
            (json!([1]), false, false),
            (json!([1, 2, 3]), false, false),
            (Value::Null, false, false),
            (json!("12"), false, false),
        ] {
            assert_eq!((set.fits(&value), list.fits(&value)), (is_set, is_list), "{value}");
        }
        for nothing in [Value::Null, json!(false), json!(0), json!(""), json!([]), json!({})] {
            assert!(Like::Nothing.fits(&nothing));
        }
        assert!(!Like::absent().fits(&json!({})) && Like::absent().fits(&Value::Null));
    }
}
