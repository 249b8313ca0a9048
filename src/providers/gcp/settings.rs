//! What `[gcp]` of the configuration says about live reads.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

/// What is configured. Credentials are Application Default Credentials, as the libraries of Google find them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The projects to read. None: every project of the organisation and the folders that are named, else every project
    /// that the credentials can see.
    pub projects: Option<Vec<ProjectGlob>>,
    /// The organisation whose projects and firewall policies are read.
    pub organization: Option<Number>,
    /// The folders whose projects and firewall policies are read.
    pub folders: Option<Vec<Number>>,
    /// Where every service of Google answers.
    pub endpoint_url: Option<String>,
}

impl Settings {
    /// The folders and the organisation that are walked down from.
    #[must_use]
    pub fn roots(&self) -> Vec<String> {
        let Self { projects: _, organization, folders, endpoint_url: _ } = self;
        let organization = organization.iter().map(|id| format!("organizations/{id}"));
        let folders = folders.iter().flatten().map(|id| format!("folders/{id}"));
        organization.chain(folders).collect()
    }
}

/// The id of a project, or a pattern of ids: `shop-*`.
#[derive(Clone, Debug)]
pub struct ProjectGlob {
    text: String,
    matcher: GlobMatcher,
}

/// A text that can't be a project.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a project; write an id such as shop-prod, or a pattern such as shop-*")]
pub struct ProjectGlobError(String);

impl FromStr for ProjectGlob {
    type Err = ProjectGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ProjectGlobError(text.to_owned());
        // Old projects have a domain before a colon.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:*?".contains(c);
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric() || "*?".contains(c))
            || !text.chars().all(plain)
        {
            return Err(wrong());
        }
        let glob = GlobBuilder::new(text).build().map_err(|_| wrong())?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }
}

impl ProjectGlob {
    /// Whether it means this project.
    #[must_use]
    pub fn matches(&self, id: &str) -> bool {
        self.matcher.is_match(id)
    }

    /// The one project that it can mean.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        (!self.text.contains(['*', '?'])).then_some(&*self.text)
    }
}

impl PartialEq for ProjectGlob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ProjectGlob {}

impl fmt::Display for ProjectGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The number of an organisation or a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// A text that can't be one.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the number of an organisation or a folder; write its digits alone")]
pub struct NumberError(String);

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.len() > 20 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, ProjectGlob, Settings};

    #[test]
    fn a_project_is_an_id_or_a_pattern() {
        let some: ProjectGlob = "shop-*".parse().unwrap();
        assert!(some.matches("shop-prod") && !some.matches("bank-prod"));
        assert_eq!((some.name(), some.to_string().as_str()), (None, "shop-*"));
        let one: ProjectGlob = "example.com:shop".parse().unwrap();
        assert_eq!(one.name(), Some("example.com:shop"));
        for wrong in ["", "Shop", "a/b", "..", "shop prod", "[shop]"] {
            assert!(wrong.parse::<ProjectGlob>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn roots_are_numbers() {
        let settings = Settings {
            organization: "123".parse().ok(),
            folders: Some(vec!["45".parse().unwrap()]),
            ..Settings::default()
        };
        assert_eq!(settings.roots(), ["organizations/123", "folders/45"]);
        for wrong in ["", "folders/45", "example.com", "4 5"] {
            assert!(wrong.parse::<Number>().is_err(), "{wrong}");
        }
    }
}
