//! A scope: the smallest thing that is read with one credential.

use std::fmt;
use std::str::FromStr;

use super::provider::{Provider, UnknownProvider};

/// Where resources live: `aws:<account>/<region>`, `azure:<subscription>`, `gcp:<project>`,
/// `gcp:folders/<id>`, `gcp:organizations/<id>`, `kubernetes:<cluster>` or `docker:<host>`.
///
/// Prints exactly what it was parsed from. Cluster and host names may hold `/` and `:` (an EKS
/// cluster is often known by its ARN), so those scopes have one part whatever it contains.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope {
    provider: Provider,
    parts: Vec<String>,
}

/// Why a text is not a scope.
#[derive(Debug, thiserror::Error)]
pub enum ScopeError {
    /// There is no `:` after the provider.
    #[error(
        "`{0}` is not a scope; write `<provider>:<where>`, for example aws:111122223333/eu-west-1"
    )]
    NoProvider(String),
    /// The word before the `:` is no provider.
    #[error(transparent)]
    UnknownProvider(#[from] UnknownProvider),
    /// The part after the `:` does not have the provider's shape.
    #[error("`{text}` is not a scope of {provider}; write {shape}")]
    Shape {
        /// What was given.
        text: String,
        /// Whose shape was expected.
        provider: Provider,
        /// The shape, in words.
        shape: &'static str,
    },
}

impl Scope {
    /// Builds a scope from a provider and the part after the colon.
    ///
    /// # Errors
    /// [`ScopeError::Shape`] when the part does not have the provider's shape.
    pub fn new(provider: Provider, place: &str) -> Result<Self, ScopeError> {
        let wrong =
            |shape| ScopeError::Shape { text: format!("{provider}:{place}"), provider, shape };
        let parts: Vec<String> = match provider {
            Provider::Kubernetes | Provider::Docker => vec![place.to_owned()],
            Provider::Aws | Provider::Azure | Provider::Gcp => {
                place.split('/').map(str::to_owned).collect()
            }
        };
        let shape = match provider {
            Provider::Aws => "aws:<account>/<region>",
            Provider::Azure => "azure:<subscription>",
            Provider::Gcp => "gcp:<project>, gcp:folders/<id> or gcp:organizations/<id>",
            Provider::Kubernetes => "kubernetes:<cluster>",
            Provider::Docker => "docker:<host>",
        };
        let fits = match (provider, parts.as_slice()) {
            (Provider::Aws, [_, _]) => true,
            (Provider::Gcp, [level, _]) => level == "folders" || level == "organizations",
            (Provider::Aws, _) => false,
            (_, [_]) => true,
            _ => false,
        };
        if !fits || parts.iter().any(String::is_empty) {
            return Err(wrong(shape));
        }
        Ok(Self { provider, parts })
    }

    /// The provider.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The parts after the colon, as they become folders on disk.
    #[must_use]
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The part after the colon as one text: `111122223333/eu-west-1`.
    #[must_use]
    pub fn place(&self) -> String {
        self.parts.join("/")
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.place())
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (provider, place) =
            text.split_once(':').ok_or_else(|| ScopeError::NoProvider(text.to_owned()))?;
        Self::new(provider.parse()?, place)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn every_shape_prints_back() {
        for text in [
            "aws:111122223333/eu-west-1",
            "azure:5d3c0000-0000-0000-0000-000000000000",
            "gcp:shop-prod",
            "gcp:folders/42",
            "gcp:organizations/7",
            "kubernetes:arn:aws:eks:eu-west-1:111122223333:cluster/prod",
            "docker:ssh://build@198.51.100.9",
        ] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_shape_names_the_right_one() {
        for (text, hint) in [
            ("aws:111122223333", "aws:<account>/<region>"),
            ("aws:1/2/3", "aws:<account>/<region>"),
            ("aws:/eu-west-1", "aws:<account>/<region>"),
            ("gcp:teams/4", "gcp:folders/<id>"),
            ("azure:", "azure:<subscription>"),
            ("prod", "<provider>:<where>"),
            ("oci:prod", "unknown provider `oci`"),
        ] {
            let error = text.parse::<Scope>().unwrap_err().to_string();
            assert!(error.contains(hint), "{text}: {error}");
        }
    }
}
