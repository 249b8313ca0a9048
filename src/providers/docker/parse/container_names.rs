//! Containers by their ids, because settings name other containers by ids that are new with each re-creation.

use std::collections::BTreeMap;

use crate::providers::docker::native;

/// The names of the containers that were listed.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Remembers a container.
    pub(crate) fn add(&mut self, container: &native::Container) {
        if let (Some(id), Some(name)) = (&container.id, &container.name) {
            self.0.insert(id.clone(), plain(name).to_owned());
        }
    }

    /// What a container is called that is named by its id, the beginning of its id, or its name.
    pub(super) fn of<'a>(&'a self, text: &'a str) -> &'a str {
        let named = plain(text);
        let hex = named.len() >= 12 && named.bytes().all(|byte| byte.is_ascii_hexdigit());
        let known = self.0.range(named.to_owned()..).next();
        match known {
            Some((id, name)) if hex && id.starts_with(named) => name,
            // An unknown id is cut like Docker's own tools do.
            _ if hex && named.len() == 64 => named.get(..12).unwrap_or(named),
            _ => named,
        }
    }

    /// A namespace of the host, of nobody else, or of another container: `container:<id>` by that one's name.
    pub(super) fn mode(&self, mode: &str) -> String {
        match mode.strip_prefix("container:") {
            Some(other) => format!("container:{}", self.of(other)),
            None => mode.to_owned(),
        }
    }
}

/// The engine writes a slash before a name.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}
