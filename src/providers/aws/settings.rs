//! What `[aws]` of the configuration says about live reads.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

/// What is configured. Credentials are found by the SDK: profiles, environment, single sign-on, roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The regions to read. None: every region that the account has enabled.
    pub regions: Option<Vec<RegionGlob>>,
    /// The profile of the shared AWS configuration, in place of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// Where every service answers, in place of `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<String>,
}

/// The name of a region, or a pattern of names: `eu-*`.
#[derive(Clone, Debug)]
pub struct RegionGlob {
    text: String,
    matcher: GlobMatcher,
}

/// A text that can't be a region.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a region; write a name such as eu-west-1, or a pattern such as eu-*")]
pub struct RegionGlobError(String);

impl RegionGlob {
    /// Whether it means this region.
    #[must_use]
    pub fn matches(&self, region: &str) -> bool {
        self.matcher.is_match(region)
    }

    /// The one region that it can mean.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        (!self.text.contains(['*', '?'])).then_some(&*self.text)
    }
}

impl PartialEq for RegionGlob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for RegionGlob {}

impl fmt::Display for RegionGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for RegionGlob {
    type Err = RegionGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || RegionGlobError(text.to_owned());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-*?".contains(c);
        if text.is_empty() || !text.chars().all(plain) {
            return Err(wrong());
        }
        let glob = GlobBuilder::new(text).build().map_err(|_| wrong())?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }
}

#[cfg(test)]
mod tests {
    use super::RegionGlob;

    #[test]
    fn a_pattern_means_what_it_looks_like() {
        let europe: RegionGlob = "eu-*".parse().unwrap();
        assert!(europe.matches("eu-west-1") && !europe.matches("us-east-1"));
        assert_eq!((europe.name(), europe.to_string().as_str()), (None, "eu-*"));
        let ireland: RegionGlob = "eu-west-1".parse().unwrap();
        assert!(ireland.matches("eu-west-1") && !ireland.matches("eu-west-12"));
        assert_eq!(ireland.name(), Some("eu-west-1"));
        for wrong in ["", "EU-WEST-1", "eu west 1", "eu-west-1/", "[eu]"] {
            assert!(wrong.parse::<RegionGlob>().is_err(), "{wrong}");
        }
    }
}
