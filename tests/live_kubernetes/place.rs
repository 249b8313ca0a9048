//! The binary with a simulated cloud in front of it.

use std::fmt::Write as _;
use std::ops::Deref;

use super::binary::Folder;
use super::cloudsim::{Cloud, Estate};

/// A folder of its own, and the cloud whose clusters its kubeconfig names.
pub(crate) struct Place {
    folder: Folder,
    pub(crate) cloud: Cloud,
}

impl Deref for Place {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.folder
    }
}

/// A kubeconfig with contexts, each with the address of its server and what its user is.
pub(crate) fn kubeconfig(contexts: &[(&str, String, &str)]) -> String {
    let mut text = String::from("apiVersion: v1\nkind: Config\n");
    let mut list = |key: &str, what: &str, value: &dyn Fn(&str, &str, &str) -> String| {
        let _ = writeln!(text, "{key}:");
        for (name, server, user) in contexts {
            let value = value(name, server, user);
            let _ = writeln!(text, "- name: '{name}'\n  {what}: {value}");
        }
    };
    list("clusters", "cluster", &|_, server, _| format!("{{server: '{server}'}}"));
    list("users", "user", &|_, _, user| user.to_owned());
    list("contexts", "context", &|name, _, _| format!("{{cluster: '{name}', user: '{name}'}}"));
    text
}

impl Place {
    pub(crate) fn new(estate: Estate) -> Self {
        let folder = Folder::new().with_env("PATH", "/usr/bin:/bin");
        Self { folder, cloud: Cloud::start(estate) }
    }

    /// Writes the kubeconfig of the home folder: contexts, each with its simulated cluster.
    pub(crate) fn kubeconfig(&self, contexts: &[(&str, &str)]) {
        let contexts: Vec<_> = contexts
            .iter()
            .map(|(name, cluster)| (*name, self.cloud.cluster(cluster), "{token: none}"))
            .collect();
        self.write(".kube/config", &kubeconfig(&contexts));
    }
}
