//! The five providers.

use std::fmt;
use std::str::FromStr;

/// A cloud, a cluster or a container host: whatever enforces the firewalls that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provider {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Gcp,
    /// A Kubernetes cluster.
    Kubernetes,
    /// A Docker host.
    Docker,
}

/// A word that names none of the providers.
#[derive(Debug, thiserror::Error)]
#[error("unknown provider `{0}`; known are aws, azure, gcp, kubernetes and docker")]
pub struct UnknownProvider(pub String);

impl Provider {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Self; 5] = [Self::Aws, Self::Azure, Self::Gcp, Self::Kubernetes, Self::Docker];

    /// The word used in scopes, kinds, paths and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Azure => "azure",
            Self::Gcp => "gcp",
            Self::Kubernetes => "kubernetes",
            Self::Docker => "docker",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.word() == text)
            .ok_or_else(|| UnknownProvider(text.to_owned()))
    }
}
