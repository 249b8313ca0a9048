//! How a change is put back, as data.
//!
//! An [`Edit`] says what becomes of one resource, in the words in which it is recorded. Everything else follows from it: the provider
//! prints it as the [`Script`] that makes it, its [`Edit::undo`] takes it back, and [`Edit::apply`] makes it in the model, which is how a
//! plan is proved before anybody sees it.

use serde_json::{Map, Value};

use super::command::Script;
use super::document::Document;
use super::field::Class;
use super::identity::ResourceId;
use super::resource::Resource;

/// What becomes of one resource in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which resource.
    pub id: ResourceId,
    /// What becomes of it.
    pub act: Act,
}

/// What becomes of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It comes into being as this.
    Create(Resource),
    /// It goes, being this.
    Delete(Resource),
    /// Some of its fields become others, together. This is how most things are put back.
    Set(Vec<Setting>),
    /// All of it becomes something else, where the provider knows no smaller unit.
    Replace {
        /// What it is.
        from: Resource,
        /// What it becomes.
        to: Resource,
    },
}

/// One field, or one element of a list, that becomes another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Whether it is among the durable fields or the context.
    pub class: Class,
    /// The keys that lead to it, the outermost first: `tags`, `env`.
    pub path: Vec<String>,
    /// Whether the values are elements of the list that is there.
    pub is_element: bool,
    /// What is there; nothing when it comes.
    pub from: Option<Value>,
    /// What will be there; nothing when it goes.
    pub to: Option<Value>,
}

/// Why an edit can't be made: what it was made for is no longer there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is not what it was when this was planned")]
pub struct Misfit {
    /// What is another.
    what: String,
}

impl Edit {
    /// The edit that takes this one back.
    #[must_use]
    pub fn undo(&self) -> Self {
        let act = match &self.act {
            Act::Create(resource) => Act::Delete(resource.clone()),
            Act::Delete(resource) => Act::Create(resource.clone()),
            Act::Replace { from, to } => Act::Replace { from: to.clone(), to: from.clone() },
            Act::Set(settings) => Act::Set(settings.iter().rev().map(Setting::undo).collect()),
        };
        Self { id: self.id.clone(), act }
    }

    /// What the resource is afterwards; nothing when it is gone.
    ///
    /// # Errors
    /// [`Misfit`] when it is not what the edit was made for.
    pub fn apply(&self, resource: Option<&Resource>) -> Result<Option<Resource>, Misfit> {
        let misfit = || Misfit { what: self.id.identity.to_string() };
        match (&self.act, resource) {
            (Act::Create(new), None) => Ok(Some(new.clone())),
            (Act::Delete(old), Some(is)) if old == is => Ok(None),
            (Act::Replace { from, to }, Some(is)) if from == is => Ok(Some(to.clone())),
            (Act::Set(settings), Some(is)) => {
                let mut trees = Trees::of(is).ok_or_else(misfit)?;
                for setting in settings {
                    let tree = match setting.class {
                        Class::Context => &mut trees.context,
                        Class::Durable | Class::Volatile => &mut trees.durable,
                    };
                    setting.apply(tree).ok_or_else(|| Misfit { what: setting.path.join(".") })?;
                }
                trees.resource().map(Some).ok_or_else(misfit)
            }
            _ => Err(misfit()),
        }
    }
}

/// A resource's fields as trees.
struct Trees {
    durable: Value,
    context: Value,
}

impl Trees {
    fn of(resource: &Resource) -> Option<Self> {
        let Resource { durable, context } = resource;
        Some(Self { durable: durable.value().ok()?, context: context.value().ok()? })
    }

    fn resource(&self) -> Option<Resource> {
        let Self { durable, context } = self;
        Some(Resource {
            durable: Document::of(durable).ok()?,
            context: Document::of(context).ok()?,
        })
    }
}

impl Setting {
    /// The one that takes it back.
    #[must_use]
    pub fn undo(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), ..self.clone() }
    }

    /// The key of the outermost field.
    #[must_use]
    pub fn field(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// Its path, for people.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    fn apply(&self, tree: &mut Value) -> Option<()> {
        let (last, outer) = self.path.split_last()?;
        let mut place = tree;
        for key in outer {
            let fields = place.as_object_mut()?;
            place = fields.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
        }
        let fields = place.as_object_mut()?;
        if self.is_element {
            let list = fields.entry(last.clone()).or_insert_with(|| Value::Array(Vec::new()));
            return element(list.as_array_mut()?, self.from.as_ref(), self.to.clone());
        }
        if fields.get(last) != self.from.as_ref() {
            return None;
        }
        match &self.to {
            Some(value) => fields.insert(last.clone(), value.clone()),
            None => fields.remove(last),
        };
        Some(())
    }
}

/// One element of a list becomes another, at its place; one that comes, comes last.
fn element(list: &mut Vec<Value>, from: Option<&Value>, to: Option<Value>) -> Option<()> {
    let place = match from {
        Some(from) => {
            let place = list.iter().position(|one| one == from)?;
            list.remove(place);
            place
        }
        None => list.len(),
    };
    if let Some(to) = to {
        list.insert(place, to);
    }
    Some(())
}

/// One step of a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What becomes of what.
    pub edit: Edit,
    /// How it is made.
    pub script: Script,
    /// How it is taken back, or why it can't be.
    pub undo: Result<Script, String>,
    /// What is to be minded about it, such as that for a moment more is open than before and after.
    pub mind: Option<String>,
}

/// What a plan was proved to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// Made in the model, it gives the baseline, and nothing else changes.
    RestoresBaseline,
    /// It gives a part of the baseline; what remains is said.
    Partial,
    /// There is nothing to be done with commands; what remains is said.
    Nothing,
}

impl Proof {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RestoresBaseline, Self::Partial, Self::Nothing];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RestoresBaseline => "restores-baseline",
            Self::Partial => "partial",
            Self::Nothing => "none",
        }
    }
}

/// How one finding is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What the steps were proved to do.
    pub proof: Proof,
    /// What stays as it is although it is not as approved, and why; and what else outlives the steps.
    pub remains: Vec<String>,
    /// The steps, in the order in which they are to be made.
    pub steps: Vec<Step>,
    /// The fewest of them after which nothing passes any more that was not approved, or others that shut what comes in, proved likewise; nothing
    /// when nothing is open, or when that can't be told.
    pub contain: Option<Vec<Step>>,
    /// What Terraform has to do with it; nothing when that was not asked, or when it has no such thing.
    pub terraform: Option<Hint>,
    /// What to do about it besides.
    pub advice: Advice,
}

/// What Terraform has to do with a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The state file that keeps it, as it was named.
    pub state: Option<String>,
    /// Its address: where it is kept, or as what it is declared when no state was named.
    pub address: Option<String>,
    /// What is to be done.
    pub course: Course,
    /// Where it is declared, or where the module is called that declares it elsewhere.
    pub block: Option<Line>,
    /// What says there what differs.
    pub attributes: Vec<Attribute>,
    /// What else is to be known about it.
    pub notes: Vec<String>,
}

/// What is to be done with a resource in Terraform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It is made what is declared, as are its parts that are kept by themselves.
    Apply(Vec<String>),
    /// It is taken in.
    Import {
        /// Under which address; `TYPE.NAME` when nothing declares it.
        to: String,
        /// The id by which it is taken in.
        id: String,
    },
}

/// A line of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file, under the folder as it was named.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
}

/// An attribute, a nested block or a resource of its own that says in a configuration what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What it is called: `source_ranges`, `spec.ingress`, `aws_security_group_rule.web`.
    pub name: String,
    /// Where it is written; nothing when it is not, or not in one place.
    pub at: Option<Line>,
    /// What it says, when that is certain.
    pub says: Option<Says>,
}

/// What a literal of a configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// What is there now.
    Now,
    /// What was approved.
    Approved,
}

impl Says {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Now, Self::Approved];

    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Approved => "approved",
        }
    }
}

/// What to do about a finding, in four short parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// Whom to ask, and how it is approved when it was meant.
    pub review: String,
    /// What to close first.
    pub contain: String,
    /// What to ask the logs.
    pub investigate: Vec<Query>,
    /// How it is put back, and what to do about whoever did it.
    pub restore: String,
}

/// What to ask a log, ready to paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Which log, or which tool asks it: `CloudTrail Lake`.
    pub log: &'static str,
    /// The query.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(durable: &Value) -> Resource {
        Resource { durable: Document::of(durable).unwrap(), context: Document::empty() }
    }

    fn id() -> ResourceId {
        ResourceId {
            scope: "docker:shop".parse().unwrap(),
            kind: "docker.container".parse().unwrap(),
            identity: "web".parse().unwrap(),
        }
    }

    fn setting(path: &[&str], is_element: bool, from: Value, to: Value) -> Setting {
        let value = |value: Value| Some(value).filter(|value| !value.is_null());
        Setting {
            class: Class::Durable,
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            is_element,
            from: value(from),
            to: value(to),
        }
    }

    #[test]
    fn what_is_made_and_taken_back_is_what_was() {
        let before = resource(&json!({"list": [1, 2, 3], "tags": {"a": "b"}}));
        let settings = vec![
            setting(&["list"], true, json!(2), json!(5)),
            setting(&["list"], true, json!(3), Value::Null),
            setting(&["tags", "a"], false, json!("b"), Value::Null),
            setting(&["tags", "c.d"], false, Value::Null, json!("e")),
        ];
        let edit = Edit { id: id(), act: Act::Set(settings) };
        let after = edit.apply(Some(&before)).unwrap().unwrap();
        assert_eq!(after, resource(&json!({"list": [1, 5], "tags": {"c.d": "e"}})));
        assert_eq!(edit.undo().apply(Some(&after)).unwrap().unwrap(), before);
    }

    #[test]
    fn what_is_no_longer_so_is_not_overwritten() {
        let is = resource(&json!({"list": [1], "name": "x"}));
        for wrong in [
            setting(&["list"], true, json!(2), Value::Null),
            setting(&["name"], false, json!("y"), json!("z")),
            setting(&["name"], false, Value::Null, json!("z")),
        ] {
            let edit = Edit { id: id(), act: Act::Set(vec![wrong]) };
            assert!(edit.apply(Some(&is)).is_err(), "{edit:?}");
            assert!(edit.apply(None).is_err(), "{edit:?}");
        }
        let create = Edit { id: id(), act: Act::Create(is.clone()) };
        assert!(create.apply(Some(&is)).is_err());
        let other = resource(&json!({"list": []}));
        assert!(create.undo().apply(Some(&other)).is_err());
        assert_eq!(create.undo().apply(Some(&is)), Ok(None));
    }
}
