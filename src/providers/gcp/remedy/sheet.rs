//! How resources of one kind are put back: a table of their fields, and what is made of it.

use std::collections::BTreeSet;

use crate::model::{Act, Class, Edit, Kind, Resource, Script, Setting};
use crate::providers::{Drift, Plan};

/// How resources of one kind are put back.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) kind: &'static Kind,
    pub(super) columns: &'static [(&'static str, Way)],
    pub(super) made: Made,
    /// Whether something differs that only another resource under the same name can have.
    pub(super) again: fn(&Drift<'_>) -> bool,
    pub(super) script: fn(&Edit) -> Result<Script, String>,
}

/// How one field is put back.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Nothing does, and why.
    Not(&'static str),
    /// In a call of its own.
    Alone,
    /// In one call with the others of this sort.
    Together,
    /// In one call for each of its elements.
    Each,
    /// With another resource under the same name.
    Again,
}

/// Whether a resource can come back, and go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    /// Both. What one that comes back lacks.
    Both(&'static [&'static str]),
    /// It can go, but not come back, and why.
    Goes(&'static str),
    /// Neither, and why.
    Neither(&'static str),
}

/// Nothing ever has to be made again.
pub(super) fn never(_: &Drift<'_>) -> bool {
    false
}

/// Why nothing can be made of a resource.
pub(super) fn odd() -> String {
    "driftwall can't read what it recorded of this".to_owned()
}

impl Sheet {
    fn way(&self, field: &str) -> Option<Way> {
        self.columns.iter().find(|(name, _)| *name == field).map(|(_, way)| *way)
    }

    /// The edits that turn what is there into what was approved.
    pub(super) fn plan(&self, drift: &Drift<'_>) -> Plan {
        let mut plan = Plan::default();
        match (drift.now, drift.then, self.made) {
            (Some(_), None, Made::Neither(why))
            | (None, Some(_), Made::Neither(why) | Made::Goes(why)) => plan.lose(why),
            (Some(now), None, _) => plan.make(drift.edit(Act::Delete(now.clone()))),
            (None, Some(then), Made::Both(lacks)) => {
                plan.make(drift.edit(Act::Create(then.clone())));
                lacks.iter().for_each(|lack| plan.lose(*lack));
            }
            _ => self.fields(drift, &mut plan),
        }
        plan
    }

    fn fields(&self, drift: &Drift<'_>, plan: &mut Plan) {
        let of = |field: &str| self.way(field);
        let again = (self.again)(drift)
            || drift.settings.iter().any(|one| matches!(of(one.field()), Some(Way::Again)));
        let (mut together, mut coming, mut going) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = BTreeSet::new();
        for setting in drift.settings {
            let field = setting.field();
            let is_first = done.insert(field);
            match of(field) {
                None => {}
                Some(Way::Not(why)) if is_first => plan.leave(field, why),
                Some(Way::Not(_) | Way::Again) => {}
                Some(_) if again => {}
                Some(Way::Alone) if is_first => coming.extend(whole(drift, setting)),
                Some(Way::Together) if is_first => together.extend(whole(drift, setting)),
                Some(Way::Alone | Way::Together) => {}
                Some(Way::Each) if setting.to.is_none() => going.push(setting.clone()),
                Some(Way::Each) => coming.push(setting.clone()),
            }
        }
        if let (true, Some(from), Some(to)) = (again, drift.now, drift.then) {
            plan.make(drift.edit(Act::Replace { from: from.clone(), to: to.clone() }));
            plan.mind("for a moment there is none of them: it can't be edited, and is made again under its name");
        }
        if !together.is_empty() {
            plan.make(drift.edit(Act::Set(together)));
        }
        // What comes is there before what goes.
        for setting in coming.into_iter().chain(going) {
            plan.make(drift.edit(Act::Set(vec![setting])));
        }
    }
}

/// What becomes of the whole of a field.
fn whole(drift: &Drift<'_>, setting: &Setting) -> Option<Setting> {
    let field = setting.field();
    let of = |resource: Option<&Resource>| {
        let tree = match setting.class {
            Class::Context => resource?.context.value(),
            Class::Durable | Class::Volatile => resource?.durable.value(),
        };
        tree.ok()?.get(field).cloned()
    };
    let (from, to) = (of(drift.now), of(drift.then));
    let (class, path) = (setting.class, vec![field.to_owned()]);
    (from != to).then_some(Setting { class, path, is_element: false, from, to })
}
