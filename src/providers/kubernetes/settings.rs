//! What `[kubernetes]` of the configuration says about live reads.

use std::fmt;
use std::str::FromStr;

use camino::Utf8PathBuf;
use globset::{GlobBuilder, GlobMatcher};

/// What is configured. Credentials are those of the kubeconfig, or those of the pod that driftwall runs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The contexts to read. None: only one that is named.
    pub contexts: Option<Vec<ContextGlob>>,
    /// The kubeconfig, in place of `KUBECONFIG` and of the one in the home folder.
    pub kubeconfig: Option<Utf8PathBuf>,
}

/// What stands for the cluster that driftwall runs in, with the service account of its pod.
pub const IN_CLUSTER: &str = "in-cluster";

/// The name of a context, or a pattern of names, in which `*` and `?` match anything: `prod-*`. All other characters are
/// themselves, as names of contexts may have any.
#[derive(Clone, Debug)]
pub struct ContextGlob {
    text: String,
    matcher: GlobMatcher,
}

/// A text that can't be a context.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a context; write a name such as prod, or a pattern such as prod-*")]
pub struct ContextGlobError(String);

impl ContextGlob {
    /// Whether it means this context.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.matcher.is_match(name)
    }

    /// The one context that it can mean.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        (!self.text.contains(['*', '?'])).then_some(&*self.text)
    }
}

impl FromStr for ContextGlob {
    type Err = ContextGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ContextGlobError(text.to_owned());
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err(wrong());
        }
        let mut pattern = String::new();
        for c in text.chars() {
            match c {
                '[' | ']' | '{' | '}' => pattern.extend(['[', c, ']']),
                c => pattern.push(c),
            }
        }
        let glob = GlobBuilder::new(&pattern).backslash_escape(false).build();
        let matcher = glob.map_err(|_| wrong())?.compile_matcher();
        Ok(Self { text: text.to_owned(), matcher })
    }
}

impl PartialEq for ContextGlob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ContextGlob {}

impl fmt::Display for ContextGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::ContextGlob;

    #[test]
    fn a_pattern_means_what_it_looks_like() {
        let production: ContextGlob = "prod-*".parse().unwrap();
        assert!(production.matches("prod-eu") && production.matches("prod-a/b"));
        assert!(!production.matches("preprod-eu"));
        assert_eq!((production.name(), production.to_string().as_str()), (None, "prod-*"));
        for name in [
            "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
            "kubernetes-admin@kubernetes",
            "odd [name] {a,b} \\ !",
        ] {
            let glob: ContextGlob = name.parse().unwrap();
            assert!(glob.matches(name), "{name}");
            assert_eq!(glob.name(), Some(name));
        }
        let odd: ContextGlob = "[ab]".parse().unwrap();
        assert!(!odd.matches("a"));
        for wrong in ["", " ", "a\nb"] {
            assert!(wrong.parse::<ContextGlob>().is_err(), "{wrong}");
        }
    }
}
