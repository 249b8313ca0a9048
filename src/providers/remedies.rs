//! What a provider offers to put things back.
//!
//! `plan` turns what differs into edits, the smallest that the provider has; `script` says how one edit is made with the vendor's tool. Both are
//! about data only. What a plan is worth is not the provider's to say: `remedy` makes it in the model and looks.

use jiff::Timestamp;

use super::Open;
use crate::model::{Act, Edit, KindSpec, Query, Resource, ResourceId, Script, Setting, Snapshot};

/// What a provider offers to put things back.
#[derive(Clone, Copy, Debug)]
pub struct Remedies {
    /// The edits that turn what is there into what was approved.
    pub plan: fn(&Drift<'_>) -> Plan,
    /// How an edit, or what takes one back, is made with the vendor's tool; or in words why it can't be.
    pub script: fn(&Edit) -> Result<Script, String>,
    /// What to ask the provider's logs about who changed a resource, since it was approved where that is known.
    pub queries: fn(&ResourceId, Option<Timestamp>) -> Vec<Query>,
    /// Ways to shut what is open at endpoints and was not, each of edits that can be taken back; the one that refuses least comes first. Nothing
    /// where nothing stands above what allows.
    pub shut: Option<Shut>,
}

/// Ways to shut what is open, each of several edits.
pub type Shut = fn(&Open<'_>) -> Vec<Vec<Edit>>;

/// One resource that is not as it was approved.
#[derive(Clone, Copy, Debug)]
pub struct Drift<'a> {
    /// Which one, in the scope of the later side.
    pub id: &'a ResourceId,
    /// What is declared about its kind.
    pub spec: &'a KindSpec,
    /// What it is; nothing when it is gone.
    pub now: Option<&'a Resource>,
    /// What was approved; nothing when it never was.
    pub then: Option<&'a Resource>,
    /// What has to become of each field that differs; empty when it came or went.
    pub settings: &'a [Setting],
    /// All that is there now.
    pub estate: &'a Snapshot,
}

/// How something is put back.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The edits, in an order in which they can be made.
    pub edits: Vec<Edit>,
    /// What they leave, or can't bring back, and why.
    pub remains: Vec<Remains>,
}

/// Something that a plan leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// The outermost field that it is about; nothing when it is about all of the resource, or about something beside it.
    pub field: Option<String>,
    /// Whether less than the baseline is restored because of it.
    pub is_less: bool,
    /// Why, in words that can stand alone.
    pub why: String,
}

impl Drift<'_> {
    /// An edit of this resource.
    #[must_use]
    pub fn edit(&self, act: Act) -> Edit {
        Edit { id: self.id.clone(), act }
    }

    /// The settings of one outermost field.
    pub fn of<'s>(&'s self, field: &'s str) -> impl Iterator<Item = &'s Setting> {
        self.settings.iter().filter(move |setting| setting.field() == field)
    }
}

impl Plan {
    /// One more edit.
    pub fn make(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// A field that no edit brings back.
    pub fn leave(&mut self, field: &str, why: impl Into<String>) {
        let field = Some(field.to_owned());
        self.remains.push(Remains { field, is_less: true, why: why.into() });
    }

    /// Something of the resource as a whole that no edit brings back.
    pub fn lose(&mut self, why: impl Into<String>) {
        self.remains.push(Remains { field: None, is_less: true, why: why.into() });
    }

    /// Something that outlives the edits although the baseline is restored, such as connections that are open.
    pub fn mind(&mut self, why: impl Into<String>) {
        let why = why.into();
        if !self.remains.iter().any(|one| one.why == why) {
            self.remains.push(Remains { field: None, is_less: false, why });
        }
    }
}
