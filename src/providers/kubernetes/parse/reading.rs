//! All files of a dump or a tree of manifests → one reading.
//!
//! Files are taken in the order of their paths, so that the same tree gives the same reading, and one at a time, so that
//! a large dump is never in memory as a whole. Nothing in here fails: what can't be read lowers the coverage of every
//! kind that it might have held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::super::documents::{self, Document, Item, Outcome, refusal_in_text, refusal_of_status};
use super::coverage::Progress;
use super::object::Body;
use super::ownerless::settle;
use super::owners::{Key, Stored};
use super::pages::Page;
use super::pod_settings::PodSettings;
use super::strangers;
use super::table::{ROWS, called, filters_traffic, find, named_by_file};
use super::taken::{Taken, group_and_version, same, take};
use crate::model::{Coverage, Identity, Reading, ScopeReading, Status};
use crate::providers::{Answer, Seal, Unread};

/// What the files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// Answers of a cluster, one or a few kinds each: a kind without a file was not asked for.
    Dump,
    /// Everything that should be there: a kind without a file should have no objects.
    Manifests,
    /// Lists of a cluster, of every kind that it serves.
    #[cfg_attr(not(feature = "kubernetes"), expect(dead_code, reason = "what a client reads"))]
    Live,
}

/// Lists in lists in lists have no meaning.
const LEVELS: usize = 2;

/// Reads all files.
pub(crate) fn read(tree: Tree, mut files: Vec<Answer>, seal: Option<&Seal>) -> ScopeReading {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut collector = Collector::new(tree, seal);
    for Answer { name, path, read } in files {
        let mut file = File { path: path.into_string(), name, strangers: Vec::new() };
        match read() {
            Ok(bytes) => collector.file(&mut file, &bytes),
            Err(Unread { status, reason }) => collector.unreadable(&file, status, reason),
        }
        collector.strangers(&file);
    }
    collector.finish()
}

/// The file that is being read.
struct File {
    path: String,
    name: String,
    /// Documents in it that are no objects.
    strangers: Vec<String>,
}

pub(crate) struct Collector {
    tree: Tree,
    seal: Option<Seal>,
    kinds: Vec<Progress>,
    objects: BTreeMap<Key, Stored>,
    /// How pods are set, each way once.
    settings: BTreeSet<Arc<PodSettings>>,
    unrecognised: BTreeMap<String, String>,
    /// Objects of kinds that are not read, by kind and group.
    others: BTreeMap<(String, String), (usize, String)>,
}

impl Collector {
    pub(crate) fn new(tree: Tree, seal: Option<&Seal>) -> Self {
        Self {
            tree,
            seal: seal.cloned(),
            kinds: ROWS.iter().map(|_| Progress::default()).collect(),
            objects: BTreeMap::new(),
            settings: BTreeSet::new(),
            unrecognised: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }

    fn kind(&mut self, row: usize, act: impl FnOnce(&mut Progress)) {
        if let Some(progress) = self.kinds.get_mut(row) {
            act(progress);
        }
    }

    fn file(&mut self, file: &mut File, bytes: &[u8]) {
        let documents = documents::read(bytes);
        if documents.blank {
            // `kubectl get … > FILE` leaves an empty file behind when it fails.
            if self.tree == Tree::Dump {
                let reason = format!(
                    "`{}` is empty, which no successful answer is; kubectl prints its errors elsewhere",
                    file.path
                );
                self.unreadable(file, Status::Failed, reason);
            }
            return;
        }
        // What `kubectl` says when it has nothing to print reads as YAML: `error: the server doesn't have …`.
        let is_document = |document: &Document<'_>| {
            let (Document::Tree(value) | Document::List { front: value, items: _ }) = document;
            value
                .as_object()
                .is_some_and(|fields| !fields.is_empty() && !fields.contains_key("error"))
        };
        if !documents.values.iter().any(is_document)
            && let Some(outcome) = refusal_in_text(bytes)
        {
            return self.refusal(file, outcome);
        }
        for document in documents.values {
            match document {
                Document::Tree(tree) => self.document(file, Item::Tree(tree), None, 0),
                Document::List { front, items } => self.listed(file, front, items),
            }
        }
        for trouble in documents.troubles {
            let reason = format!("`{}`: {trouble}", file.path);
            self.unreadable(file, Status::Failed, reason);
        }
    }

    /// A file, or a part of it, that might hold anything its name doesn't exclude.
    fn unreadable(&mut self, file: &File, status: Status, reason: String) {
        // The names of manifests are their authors' own, so that they exclude nothing.
        let named = match self.tree {
            Tree::Dump => named_by_file(&file.name),
            Tree::Manifests | Tree::Live => Vec::new(),
        };
        if named.is_empty() {
            let refused = matches!(status, Status::Denied | Status::Throttled);
            for progress in &mut self.kinds {
                if refused {
                    progress.refused(status, &file.path, reason.clone());
                } else {
                    progress.gap(reason.clone());
                }
            }
        }
        for row in named {
            self.kind(row, |progress| progress.refused(status, &file.path, reason.clone()));
        }
    }

    fn refusal(&mut self, file: &File, outcome: Outcome) {
        let Outcome { status, resource, reason } = outcome;
        let row = resource.as_deref().map(called);
        match (row, resource) {
            (Some(Some(row)), _) => {
                let named = ROWS.get(row).map(|row| row.qualified()).unwrap_or_default();
                let reason = format!("`{}`: {named}: {reason}", file.path);
                self.kind(row, |progress| {
                    progress.refused(status, &file.path, reason);
                    if status == Status::Complete {
                        progress.document();
                    }
                });
            }
            (Some(None), Some(resource)) => {
                let told =
                    format!("{status} for `{resource}`, which driftwall does not read: {reason}");
                self.unrecognised.insert(file.path.clone(), told);
            }
            _ if matches!(status, Status::Complete | Status::Absent) => {
                let named = named_by_file(&file.name);
                if named.is_empty() {
                    let told = format!("{reason}, and the file's name doesn't tell for which kind");
                    self.unrecognised.insert(file.path.clone(), told);
                }
                for row in named {
                    let reason = format!("`{}`: {reason}", file.path);
                    self.kind(row, |progress| {
                        progress.refused(status, &file.path, reason);
                        if status == Status::Complete {
                            progress.document();
                        }
                    });
                }
            }
            _ => self.unreadable(file, status, format!("`{}`: {reason}", file.path)),
        }
    }

    /// One document or element of a list; `inherited` is what a list says about its elements.
    fn document(
        &mut self,
        file: &mut File,
        item: Item<'_>,
        inherited: Option<(&str, &str)>,
        level: usize,
    ) {
        let version = item.version().or(inherited.map(|(version, _)| version));
        let kind = item.kind().or(inherited.map(|(_, kind)| kind));
        let (Some(version), Some(kind)) = (version, kind) else {
            file.strangers.push("it has no `apiVersion` and `kind`".to_owned());
            return;
        };
        let (version, kind) = (version.to_owned(), kind.to_owned());
        if kind == "Status" && version == "v1" {
            if let Some(outcome) = refusal_of_status(&item.tree()) {
                self.refusal(file, outcome);
            }
            return;
        }
        if kind.ends_with("List") && level < LEVELS {
            let mut tree = item.tree();
            return match tree.get_mut("items").map(Value::take) {
                Some(Value::Array(items)) => {
                    let items = items.into_iter().map(Item::Tree).collect();
                    self.list(file, (&tree, items), (&version, &kind), level);
                }
                // Go writes an empty list as null.
                Some(Value::Null) => {
                    self.list(file, (&tree, Vec::new()), (&version, &kind), level);
                }
                Some(_) => {
                    let reason = format!("`{}`: `items` of a list is no list", file.path);
                    self.unreadable(file, Status::Failed, reason);
                }
                None => self.object(file, Item::Tree(tree), (&version, &kind), level == 0),
            };
        }
        if kind == "Table" {
            let reason = format!(
                "`{}`: a table for people to look at, which leaves most fields out; ask with `-o json`",
                file.path
            );
            return self.unreadable(file, Status::Failed, reason);
        }
        self.object(file, item, (&version, &kind), level == 0);
    }

    /// A list whose objects are still text.
    fn listed(&mut self, file: &mut File, front: Value, items: Vec<Item<'_>>) {
        let front = Item::Tree(front);
        match (front.version().map(str::to_owned), front.kind().map(str::to_owned)) {
            (Some(version), Some(kind)) => {
                self.list(file, (&front.tree(), items), (&version, &kind), 0);
            }
            _ => file.strangers.push("it has no `apiVersion` and `kind`".to_owned()),
        }
    }

    fn list(
        &mut self,
        file: &mut File,
        (list, items): (&Value, Vec<Item<'_>>),
        (version, kind): (&str, &str),
        level: usize,
    ) {
        let page = Page::of(list, items.len(), &file.path);
        let element = kind.strip_suffix("List").unwrap_or_default();
        let (group, _) = group_and_version(version);
        let mut rows = Vec::new();
        if element.is_empty() {
            rows.extend(
                items
                    .iter()
                    .filter_map(|item| find(group_and_version(item.version()?).0, item.kind()?)),
            );
            if items.is_empty() && level == 0 {
                rows = named_by_file(&file.name);
                if rows.is_empty() {
                    file.strangers.push(
                        "it is an empty list, and the file's name doesn't tell of which kind; name it after the kind, such as `pods.json`".to_owned(),
                    );
                }
            }
        } else {
            rows.extend(find(group, element));
        }
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            self.kind(row, |progress| {
                progress.seen(&file.path);
                progress.document();
                progress.page(page.clone());
            });
        }
        let inherited = (!element.is_empty()).then_some((version, element));
        for item in items {
            self.document(file, item, inherited, level + 1);
        }
    }

    fn object(&mut self, file: &File, item: Item<'_>, (version, kind): (&str, &str), alone: bool) {
        let (group, version) = group_and_version(version);
        let Some(index) = find(group, kind) else {
            let other = self.others.entry((kind.to_owned(), group.to_owned())).or_default();
            other.0 = other.0.saturating_add(1);
            if other.1.is_empty() {
                other.1.clone_from(&file.path);
            }
            return;
        };
        let Some(row) = ROWS.get(index) else { return };
        self.kind(index, |progress| {
            progress.seen(&file.path);
            if alone {
                progress.alone(&file.path);
            }
        });
        let taken = take((index, row), version, item, (&file.path, self.seal.as_ref()));
        self.keep(index, taken);
    }

    /// Keeps an object, unless another one is there in its place.
    pub(crate) fn keep(&mut self, index: usize, taken: Taken) {
        let Taken { kept, gaps } = taken;
        for gap in gaps {
            self.kind(index, |progress| progress.gap(gap));
        }
        let Some((key, mut stored)) = kept else { return };
        if let Body::Pod(pod) = &mut stored.body {
            if let Some(known) = self.settings.get(&pod.settings) {
                pod.settings = known.clone();
            } else {
                self.settings.insert(pod.settings.clone());
            }
        }
        match self.objects.get(&key) {
            None => {
                self.objects.insert(key, stored);
            }
            Some(first) if same(&first.body, &stored.body) => {}
            Some(first) => {
                let object = ROWS.get(index).map(|row| row.object).unwrap_or_default();
                let reason = format!(
                    "{object} `{}` is in `{}` and, set otherwise, in `{}`; the first one counts here",
                    key.1.identity(),
                    first.file,
                    stored.file
                );
                self.kind(index, |progress| progress.gap(reason));
            }
        }
    }

    fn strangers(&mut self, file: &File) {
        if let Some(told) = strangers::told(&file.strangers) {
            self.unrecognised.insert(file.path.clone(), told);
        }
    }

    fn finish(self) -> ScopeReading {
        let tree = self.tree;
        self.finish_with(|row, progress| match ROWS.get(row) {
            Some(row) => progress.coverage(row, tree),
            None => Coverage::unread(Status::Failed, "there is no such kind"),
        })
    }

    /// The reading, in which it is said of each row how well it was read.
    pub(crate) fn finish_with(
        self,
        coverage: impl Fn(usize, Progress) -> Coverage,
    ) -> ScopeReading {
        let Self { tree, seal: _, kinds, objects, settings: _, mut unrecognised, others } = self;
        for ((kind, group), (count, file)) in others {
            // The API's own inventory says nothing about traffic and fills every dump.
            let own = !group.contains('.') || group.ends_with(".k8s.io");
            let filters = filters_traffic(&group, &kind);
            if own && !filters {
                continue;
            }
            let objects =
                if count == 1 { "1 object".to_owned() } else { format!("{count} objects") };
            let mut told =
                format!("driftwall does not read this kind ({objects}, the first in `{file}`)");
            if filters {
                told.push_str("; it filters traffic, so what is said about traffic may be more or less than what passes");
            }
            unrecognised.insert(format!("{kind}.{group}"), told);
        }
        let mut reading = ScopeReading { unrecognised, ..ScopeReading::default() };
        let mut coverages: Vec<Coverage> =
            kinds.into_iter().enumerate().map(|(row, progress)| coverage(row, progress)).collect();
        let resources = settle(tree, objects, &mut coverages);
        for (row, coverage) in ROWS.iter().zip(coverages) {
            reading.kinds.insert(row.spec.kind.clone(), Reading::unread(coverage));
        }
        for ((index, identity), resource) in resources {
            let slot = ROWS.get(index).and_then(|row| reading.kinds.get_mut(&row.spec.kind));
            if let (Some(slot), Ok(identity)) = (slot, Identity::new(identity)) {
                slot.resources.insert(identity, resource);
            }
        }
        reading
    }
}
