//! What an object must look like, and what becomes of it, as data.
//!
//! It is made in one of two ways that say the same: `printed` has `kubectl` work out a JSON patch from what is there, and `made` works it out
//! from an object that was read. Either has the version that was looked at as its condition: whoever changes anything in between makes it fail.

use serde_json::Value;

use super::like::Like;

/// A place in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// What the keys lead from.
    pub(super) root: Root,
    pub(super) keys: Vec<String>,
}

/// What keys lead from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// The object.
    Object,
    /// The element that was found as such a one.
    Found(usize),
}

impl At {
    /// One whose path is known: `/spec/ingress`.
    pub(super) fn new(path: &str) -> Self {
        let keys = path.split('/').filter(|key| !key.is_empty()).map(str::to_owned);
        Self { root: Root::Object, keys: keys.collect() }
    }

    /// A field of what is here.
    pub(super) fn field(&self, key: &str) -> Self {
        let mut at = self.clone();
        at.keys.push(key.to_owned());
        at
    }
}

impl From<&str> for At {
    fn from(path: &str) -> Self {
        Self::new(path)
    }
}

/// A patch, as it grows.
#[derive(Debug, Default)]
pub(in super::super) struct Patch {
    pub(super) expected: Vec<(At, Like)>,
    /// The elements that are looked for, each in its list.
    pub(super) found: Vec<(At, Like)>,
    /// Lists of containers whose ports of the node are freed.
    pub(super) freed: Vec<At>,
    pub(super) changes: Vec<Change>,
    /// The elements that go, list by list.
    pub(super) taken: Vec<(At, Vec<Like>)>,
}

/// One change. What a list loses stands apart, as that is done last.
#[derive(Debug)]
pub(super) enum Change {
    /// A place gets a value, or has none any more.
    Put(At, Option<Value>),
    /// There is an object at a place, for what is put into it.
    Ensure(At),
    /// A list gets an element more, at its end.
    Give(At, Value),
    /// A key of a map, such as a label, gets a value, or goes.
    Key { map: At, key: String, from: Option<String>, to: Option<String> },
}

impl Patch {
    /// Insists on what is at a place.
    pub(super) fn expect(&mut self, at: impl Into<At>, like: &Like) {
        self.expected.push((at.into(), like.clone()));
    }

    /// A place gets a value, or has none any more.
    pub(super) fn put(&mut self, at: impl Into<At>, from: &Like, to: Option<&Value>) {
        let at = at.into();
        self.expect(at.clone(), from);
        self.changes.push(Change::Put(at, to.cloned()));
    }

    /// There is an object at a place, for what is put into it.
    pub(super) fn ensure(&mut self, at: &At) {
        let is_ensured =
            |change: &Change| matches!(change, Change::Ensure(ensured) if ensured == at);
        if !self.changes.iter().any(is_ensured) {
            self.changes.push(Change::Ensure(at.clone()));
        }
    }

    /// The elements of a list that look like this go.
    pub(super) fn take(&mut self, list: impl Into<At>, like: &Like) {
        let list = list.into();
        match self.taken.iter_mut().find(|(at, _)| *at == list) {
            Some((_, likes)) => likes.push(like.clone()),
            None => self.taken.push((list, vec![like.clone()])),
        }
    }

    /// The element of a list that looks like this.
    pub(super) fn find(&mut self, list: impl Into<At>, like: &Like) -> At {
        self.found.push((list.into(), like.clone()));
        At { root: Root::Found(self.found.len() - 1), keys: Vec::new() }
    }

    /// Ports of the node that the server wrote into a list of containers because they were on the node's network.
    pub(super) fn free_ports(&mut self, list: &At) {
        self.freed.push(list.clone());
    }

    /// A list gets an element more, at its end.
    pub(super) fn give(&mut self, list: impl Into<At>, value: &Value) {
        self.changes.push(Change::Give(list.into(), value.clone()));
    }

    /// A key of a map, such as a label, gets a value, or goes.
    pub(super) fn key(&mut self, map: &At, key: &str, from: Option<&str>, to: Option<&str>) {
        if from.is_none() && to.is_some() {
            self.ensure(map);
        }
        let own = |text: Option<&str>| text.map(str::to_owned);
        let (map, key) = (map.clone(), key.to_owned());
        self.changes.push(Change::Key { map, key, from: own(from), to: own(to) });
    }

    /// What lists lose, those first that are within elements of others, so that the places of these stay.
    pub(super) fn losses(&self) -> Vec<&(At, Vec<Like>)> {
        let mut losses: Vec<_> = self.taken.iter().collect();
        losses.sort_by_key(|(list, _)| std::cmp::Reverse(self.depth(list)));
        losses
    }

    fn depth(&self, at: &At) -> usize {
        let outer = match at.root {
            Root::Object => 0,
            Root::Found(number) => {
                self.found.get(number).map_or(0, |(list, _)| self.depth(list).saturating_add(1))
            }
        };
        outer.saturating_add(at.keys.len())
    }
}

/// A key as a path has it.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
