//! The folder of a configuration: a root module, and the modules of its own that it calls.
//!
//! A module is followed only where its source is a folder (`./net`) that lies in the one that was named, links taken into account. What
//! comes from a registry, a repository or another folder is elsewhere, and is said to be. Every folder is read once, however often it is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::ConfigurationError;
use super::written::{self, Misread, Part, Place};
use crate::sources::files::{self, Sort};

/// The largest file that is read. What people write by hand has some hundred lines.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A configuration that was read.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Its folder, with no link on the way to it.
    root: Utf8PathBuf,
    /// What each folder says, by its path.
    folders: BTreeMap<Utf8PathBuf, Folder>,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    resources: Vec<Block>,
    calls: Vec<Call>,
    providers: Vec<Part>,
}

/// A block that declares a resource.
#[derive(Clone, Debug)]
pub struct Block {
    /// The type: `aws_security_group`.
    pub kind: String,
    /// Its name in its module.
    pub name: String,
    /// Where it begins.
    pub place: Place,
    /// What is written in it.
    pub parts: Vec<Part>,
}

/// A block that calls a module.
#[derive(Clone, Debug)]
struct Call {
    name: String,
    place: Place,
    leads: Leads,
    /// Whether `count` or `for_each` say how many there are.
    is_many: bool,
}

#[derive(Clone, Debug)]
enum Leads {
    /// To a folder in the one that was named.
    To(Utf8PathBuf),
    /// To another place, as it is written.
    Elsewhere(String),
}

/// What an address leads to.
#[derive(Clone, Debug)]
pub enum Declared<'a> {
    /// A block, and what else is declared beside it.
    Here {
        /// The block.
        block: &'a Block,
        /// The blocks of its module.
        beside: &'a [Block],
    },
    /// A module that is not in this configuration.
    Elsewhere {
        /// The module's name.
        module: &'a str,
        /// Where it comes from, as it is written.
        source: &'a str,
        /// Where it is called.
        place: &'a Place,
    },
}

impl Configuration {
    /// Reads the folder of a root module. `given` is its path for messages.
    ///
    /// # Errors
    /// [`ConfigurationError`] when it or a file in it is none that Terraform would read.
    pub fn read(at: &Utf8Path, given: &Utf8Path) -> Result<Self, ConfigurationError> {
        let io = |source| ConfigurationError::Io { path: given.to_string(), source };
        let root = at.canonicalize_utf8().map_err(io)?;
        if !root.is_dir() {
            return Err(ConfigurationError::NoFolder(given.to_string()));
        }
        let mut folders: BTreeMap<Utf8PathBuf, Folder> = BTreeMap::new();
        let mut ahead = vec![root.clone()];
        while let Some(path) = ahead.pop() {
            if folders.contains_key(&path) {
                continue;
            }
            let shown = match path.strip_prefix(&root) {
                Ok(below) if !below.as_str().is_empty() => given.join(below),
                _ => given.to_owned(),
            };
            let folder = Reading { root: &root, given, path: &path, shown: &shown }.folder()?;
            ahead.extend(folder.calls.iter().filter_map(|call| match &call.leads {
                Leads::To(path) => Some(path.clone()),
                Leads::Elsewhere(_) => None,
            }));
            folders.insert(path, folder);
        }
        Ok(Self { root, folders })
    }

    /// What declares the resource of an address, when exactly one block does.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<Declared<'_>> {
        let names = names(address)?;
        let mut names = names.iter().map(String::as_str);
        let mut folder = self.folders.get(&self.root)?;
        loop {
            let first = names.next()?;
            if first != "module" {
                let name = names.next()?;
                let is_it = |block: &&Block| block.kind == first && block.name == name;
                let block = only(folder.resources.iter().filter(is_it))?;
                return Some(Declared::Here { block, beside: &folder.resources });
            }
            let name = names.next()?;
            let call = only(folder.calls.iter().filter(|call| call.name == name))?;
            folder = match &call.leads {
                Leads::To(path) => self.folders.get(path)?,
                Leads::Elsewhere(source) => {
                    return Some(Declared::Elsewhere {
                        module: &call.name,
                        source,
                        place: &call.place,
                    });
                }
            };
        }
    }

    /// Every resource of one of these types of which there is exactly one by this configuration, with its address and what is declared beside it.
    pub fn single<'a>(&'a self, types: &[&str]) -> Vec<(String, &'a Block, &'a [Block])> {
        let mut found = Vec::new();
        for (address, folder) in self.reached() {
            for block in &folder.resources {
                if types.contains(&block.kind.as_str()) && !is_many(&block.parts) {
                    let address = format!("{address}{}.{}", block.kind, block.name);
                    found.push((address, block, folder.resources.as_slice()));
                }
            }
        }
        found
    }

    /// The folders that are called once, by calls that each make one module.
    fn reached(&self) -> Vec<(String, &Folder)> {
        let mut calls: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
        for call in self.folders.values().flat_map(|folder| &folder.calls) {
            if let Leads::To(path) = &call.leads {
                *calls.entry(path).or_default() += 1;
            }
        }
        let mut reached = Vec::new();
        let mut ahead: Vec<(String, &Utf8Path)> = vec![(String::new(), &self.root)];
        while let Some((address, path)) = ahead.pop() {
            let Some(folder) = self.folders.get(path) else { continue };
            for call in &folder.calls {
                match &call.leads {
                    // Called once from anywhere, so that no folder is reached twice and none again and again.
                    Leads::To(to)
                        if !call.is_many
                            && *to != self.root
                            && calls.get(to.as_path()) == Some(&1) =>
                    {
                        ahead.push((format!("{address}module.{}.", call.name), to));
                    }
                    Leads::To(_) | Leads::Elsewhere(_) => {}
                }
            }
            reached.push((address, folder));
        }
        reached
    }

    /// What the one block of a provider without an alias says in the root module: `project`.
    #[must_use]
    pub fn provider(&self, provider: &str, attribute: &str) -> Option<&str> {
        let root = self.folders.get(&self.root)?;
        let is_it = |part: &&Part| {
            part.labels.first().is_some_and(|label| label == provider)
                && written::at(&part.parts, &["alias"]).is_empty()
        };
        let block = only(root.providers.iter().filter(is_it))?;
        written::text(&block.parts, &[attribute])
    }
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn is_many(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part.name.as_str(), "count" | "for_each"))
}

/// The names of an address without the keys of instances: `module.net["a.b"].aws_subnet.x[0]` is `module`, `net`, `aws_subnet` and `x`.
fn names(address: &str) -> Option<Vec<String>> {
    let mut names = vec![String::new()];
    let mut rest = address.chars();
    while let Some(c) = rest.next() {
        match c {
            '.' => names.push(String::new()),
            '[' => {
                let (mut is_text, mut is_escaped) = (false, false);
                loop {
                    match rest.next()? {
                        _ if is_escaped => is_escaped = false,
                        '\\' if is_text => is_escaped = true,
                        '"' => is_text = !is_text,
                        ']' if !is_text => break,
                        _ => {}
                    }
                }
            }
            c => names.last_mut()?.push(c),
        }
    }
    Some(names)
}

/// One folder that is being read.
struct Reading<'a> {
    root: &'a Utf8Path,
    given: &'a Utf8Path,
    path: &'a Utf8Path,
    shown: &'a Utf8Path,
}

impl Reading<'_> {
    fn folder(&self) -> Result<Folder, ConfigurationError> {
        let io = |source| ConfigurationError::Io { path: self.shown.to_string(), source };
        let mut entries = files::entries(self.path).map_err(io)?;
        entries.retain(|entry| is_configuration(&entry.name) && entry.sort != Sort::Folder);
        if entries.is_empty() && self.path == self.root {
            return Err(ConfigurationError::Empty(self.given.to_string()));
        }
        // What overrides is read last, as Terraform does.
        entries.sort_by_key(|entry| overrides(&entry.name));
        let mut folder = Folder::default();
        for entry in &entries {
            let file: Arc<str> = self.shown.join(&entry.name).as_str().into();
            let text = self.text(entry, &file)?;
            // Some editors put a mark before the text.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let read =
                if entry.name.ends_with(".json") { written::json } else { written::language };
            let blocks = read(&file, text).map_err(|Misread { line, what }| {
                ConfigurationError::Content { path: file.to_string(), line, what }
            })?;
            for block in blocks {
                self.block(&mut folder, block, overrides(&entry.name));
            }
        }
        Ok(folder)
    }

    fn text(&self, entry: &files::Entry, file: &Arc<str>) -> Result<String, ConfigurationError> {
        use std::io::Read as _;
        let io = |source| ConfigurationError::Io { path: file.to_string(), source };
        let path =
            entry.path.as_ref().ok_or_else(|| ConfigurationError::NoFile(file.to_string()))?;
        let path = path.canonicalize_utf8().map_err(io)?;
        if !path.starts_with(self.root) {
            let folder = self.given.to_string();
            return Err(ConfigurationError::Outside { path: file.to_string(), folder });
        }
        // A pipe would be waited for.
        if !path.is_file() {
            return Err(ConfigurationError::NoFile(file.to_string()));
        }
        let mut text = String::new();
        let opened = std::fs::File::open(&path).map_err(io)?;
        opened.take(LARGEST + 1).read_to_string(&mut text).map_err(io)?;
        if text.len() as u64 > LARGEST {
            let limit = LARGEST / (1024 * 1024);
            return Err(ConfigurationError::TooLarge { path: file.to_string(), limit });
        }
        Ok(text)
    }

    fn block(&self, folder: &mut Folder, block: Part, overrides: bool) {
        let Part { name, labels, place, said: _, parts } = block;
        match (name.as_str(), labels.as_slice()) {
            ("resource", [kind, name]) => {
                let is_it = |block: &&mut Block| block.kind == *kind && block.name == *name;
                let there = folder.resources.iter_mut().find(is_it);
                if let Some(there) = there.filter(|_| overrides) {
                    // Whatever is said there takes the place of all that was said under that name.
                    there.parts.retain(|old| parts.iter().all(|new| new.name != old.name));
                    there.parts.extend(parts);
                } else {
                    let (kind, name) = (kind.clone(), name.clone());
                    folder.resources.push(Block { kind, name, place, parts });
                }
            }
            ("module", [name]) => {
                let source = written::text(&parts, &["source"]);
                if overrides {
                    // What overrides a call may leave its source as it was.
                    let there = folder.calls.iter_mut().find(|call| call.name == *name);
                    if let Some(call) = there {
                        call.is_many |= is_many(&parts);
                        if let Some(source) = source {
                            call.leads = self.leads(Some(source));
                        }
                        return;
                    }
                }
                let (leads, is_many) = (self.leads(source), is_many(&parts));
                folder.calls.push(Call { name: name.clone(), place, leads, is_many });
            }
            ("provider", [_]) => {
                folder.providers.push(Part {
                    name,
                    labels,
                    place,
                    said: written::Said::Block,
                    parts,
                });
            }
            _ => {}
        }
    }

    fn leads(&self, source: Option<&str>) -> Leads {
        let source = source.unwrap_or("a source that is computed");
        let is_folder = source.starts_with("./") || source.starts_with("../");
        let to = is_folder.then(|| self.path.join(source).canonicalize_utf8().ok()).flatten();
        match to.filter(|to| to.starts_with(self.root) && to.is_dir()) {
            Some(to) => Leads::To(to),
            None => Leads::Elsewhere(source.to_owned()),
        }
    }
}

fn is_configuration(name: &str) -> bool {
    // Leftovers of editors are none.
    (name.ends_with(".tf") || name.ends_with(".tf.json")) && !name.starts_with('#')
}

fn overrides(name: &str) -> bool {
    let stem = name.trim_end_matches(".json").trim_end_matches(".tf");
    stem == "override" || stem.ends_with("_override")
}
