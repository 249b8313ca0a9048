//! What `[azure]` of the configuration says about live reads, and the environment about whom to ask as.

use std::fmt;
use std::str::FromStr;

use camino::Utf8PathBuf;
use globset::{GlobBuilder, GlobMatcher};

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The subscriptions to read. None: every subscription below the management groups that are named, else every one that
    /// the credentials can see.
    pub subscriptions: Option<Vec<SubscriptionGlob>>,
    /// The management groups whose subscriptions are read.
    pub management_groups: Option<Vec<ManagementGroup>>,
    /// The tenant that tokens are for. None: the one that the credentials are of.
    pub tenant: Option<Tenant>,
    /// Which of Microsoft's clouds it is.
    pub cloud: Cloud,
    /// Where Resource Manager answers.
    pub endpoint_url: Option<String>,
    /// Who asks: the id of an application, or of a managed identity that was made by somebody.
    pub client: Option<String>,
    /// The secret of that application.
    pub secret: Option<Secret>,
    /// The file with the token of a pod that asks with workload identity.
    pub token_file: Option<Utf8PathBuf>,
}

/// A text that is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What it is.
    #[must_use]
    pub fn told(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The id or the name of a subscription, or a pattern of either: `prod-*`. The case of letters does not count.
#[derive(Clone, Debug)]
pub struct SubscriptionGlob {
    text: String,
    matcher: GlobMatcher,
}

/// A text that can't be a subscription.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a subscription; write an id, a name, or a pattern such as prod-*")]
pub struct SubscriptionGlobError(String);

impl FromStr for SubscriptionGlob {
    type Err = SubscriptionGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || SubscriptionGlobError(text.to_owned());
        if text.is_empty() || text.len() > 128 || text.contains(['/', '<', '>', '|', '\\']) {
            return Err(wrong());
        }
        // Names may hold brackets and braces, which mean nothing here.
        let one = |c: char| match c {
            '*' | '?' => c.to_string(),
            c => globset::escape(&c.to_string()),
        };
        let pattern: String = text.chars().map(one).collect();
        let glob = GlobBuilder::new(&pattern).case_insensitive(true).build();
        let glob = glob.map_err(|_| wrong())?;
        Ok(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }
}

impl SubscriptionGlob {
    /// Whether it means a subscription of this id and name.
    #[must_use]
    pub fn matches(&self, id: &str, name: Option<&str>) -> bool {
        self.matcher.is_match(id) || name.is_some_and(|name| self.matcher.is_match(name))
    }

    /// The one subscription that it means, when it is an id. Azure lets no name look like one.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        let parts: Vec<&str> = self.text.split('-').collect();
        let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        (lengths == [8, 4, 4, 4, 12] && parts.iter().all(is_hex))
            .then(|| self.text.to_ascii_lowercase())
    }

    /// Whether it may mean several.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.text.contains(['*', '?'])
    }
}

impl PartialEq for SubscriptionGlob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SubscriptionGlob {}

impl fmt::Display for SubscriptionGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text of letters, digits and a few signs, which is what ids in a path are.
fn is_plain(text: &str, signs: &str, most: usize) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    !text.is_empty()
        && text.len() <= most
        && text.chars().all(plain)
        && text.contains(|c: char| c.is_ascii_alphanumeric())
}

/// The id of a management group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagementGroup(String);

/// A text that can't be one.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the id of a management group; `az account management-group list` shows them")]
pub struct ManagementGroupError(String);

impl FromStr for ManagementGroup {
    type Err = ManagementGroupError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let group = is_plain(text, "-_().", 90).then(|| Self(text.to_owned()));
        group.ok_or_else(|| ManagementGroupError(text.to_owned()))
    }
}

impl fmt::Display for ManagementGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A tenant: its id, or one of its domains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant(String);

/// A text that can't be one.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a tenant; write its id, or a domain of it")]
pub struct TenantError(String);

impl FromStr for Tenant {
    type Err = TenantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tenant = is_plain(text, "-.", 253).then(|| Self(text.to_owned()));
        tenant.ok_or_else(|| TenantError(text.to_owned()))
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of Microsoft's clouds. They know nothing of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The one for everybody.
    #[default]
    Public,
    /// That of the government of the United States.
    UsGov,
    /// That in China.
    China,
}

/// A text that is none of them.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a cloud; known are `public`, `usgov` and `china`")]
pub struct CloudError(String);

impl Cloud {
    /// Where its Resource Manager answers, which is also what tokens are for.
    #[must_use]
    pub const fn home(self) -> &'static str {
        match self {
            Self::Public => "https://management.azure.com",
            Self::UsGov => "https://management.usgovcloudapi.net",
            Self::China => "https://management.chinacloudapi.cn",
        }
    }

    /// What the names of its storage accounts end with, behind the kind of what is stored.
    #[cfg(all(feature = "azure", feature = "buckets"))]
    pub(super) const fn storage(self) -> &'static str {
        match self {
            Self::Public => "core.windows.net",
            Self::UsGov => "core.usgovcloudapi.net",
            Self::China => "core.chinacloudapi.cn",
        }
    }
}

impl FromStr for Cloud {
    type Err = CloudError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "public" => Ok(Self::Public),
            "usgov" => Ok(Self::UsGov),
            "china" => Ok(Self::China),
            other => Err(CloudError(other.to_owned())),
        }
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::UsGov => "usgov",
            Self::China => "china",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cloud, ManagementGroup, Secret, SubscriptionGlob, Tenant};

    #[test]
    fn a_subscription_is_an_id_a_name_or_a_pattern() {
        let some: SubscriptionGlob = "Prod [*] *".parse().unwrap();
        assert!(some.matches("1", Some("prod [eu] shop")) && !some.matches("1", Some("prod e")));
        assert!(some.is_pattern() && some.id().is_none());
        let id = "0000000A-0000-4000-8000-000000000000";
        let one: SubscriptionGlob = id.parse().unwrap();
        assert_eq!(one.id(), Some(id.to_lowercase()));
        assert!(one.matches(&id.to_lowercase(), None) && !one.is_pattern());
        let name: SubscriptionGlob = "shop".parse().unwrap();
        assert!(name.id().is_none() && name.matches("x", Some("Shop")));
        for wrong in ["", "a/b", "<id>"] {
            assert!(wrong.parse::<SubscriptionGlob>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_goes_into_a_path_is_plain() {
        for wrong in ["", "..", "a/b", "a?b", "a b"] {
            assert!(wrong.parse::<ManagementGroup>().is_err(), "{wrong}");
            assert!(wrong.parse::<Tenant>().is_err(), "{wrong}");
        }
        assert!("shop.example".parse::<Tenant>().is_ok());
        assert!("Shop_(EU)".parse::<ManagementGroup>().is_ok());
        assert!("moon".parse::<Cloud>().is_err());
        for cloud in [Cloud::Public, Cloud::UsGov, Cloud::China] {
            assert_eq!(cloud.to_string().parse::<Cloud>().unwrap(), cloud);
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret::new("hush")), "Secret(…)");
    }
}
