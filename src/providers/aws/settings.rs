//! What `[aws]` of the configuration says about live reads.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

/// What is configured. Credentials are found by the SDK: profiles, environment, single sign-on, roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The accounts to read with `role`. None: every account of the organisation.
    pub accounts: Option<Vec<AccountGlob>>,
    /// The role to assume in each account. None: only the account of the credentials is read, with these.
    pub role: Option<RoleName>,
    /// What the role's trust policy asks for.
    pub external_id: Option<ExternalId>,
    /// The regions to read. None: every region that the account has enabled.
    pub regions: Option<Vec<RegionGlob>>,
    /// The profile of the shared AWS configuration, in place of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// Where every service answers, in place of `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<String>,
}

/// A name, or a pattern of names, in which `*` and `?` match anything.
#[derive(Clone, Debug)]
struct NameGlob {
    text: String,
    matcher: GlobMatcher,
}

impl NameGlob {
    /// Nothing when the text has other characters than these.
    fn new(text: &str, plain: fn(char) -> bool) -> Option<Self> {
        if text.is_empty() || !text.chars().all(|c| plain(c) || "*?".contains(c)) {
            return None;
        }
        let glob = GlobBuilder::new(text).build().ok()?;
        Some(Self { text: text.to_owned(), matcher: glob.compile_matcher() })
    }

    fn name(&self) -> Option<&str> {
        (!self.text.contains(['*', '?'])).then_some(&*self.text)
    }
}

/// The name of a region, or a pattern of names: `eu-*`.
#[derive(Clone, Debug)]
pub struct RegionGlob(NameGlob);

/// A text that can't be a region.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a region; write a name such as eu-west-1, or a pattern such as eu-*")]
pub struct RegionGlobError(String);

impl FromStr for RegionGlob {
    type Err = RegionGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        NameGlob::new(text, plain).map(Self).ok_or_else(|| RegionGlobError(text.to_owned()))
    }
}

/// The number of an account, or a pattern of numbers: `1111*`.
#[derive(Clone, Debug)]
pub struct AccountGlob(NameGlob);

/// A text that can't be an account.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an account; write its 12 digits, or a pattern such as 1111*")]
pub struct AccountGlobError(String);

impl FromStr for AccountGlob {
    type Err = AccountGlobError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let glob = NameGlob::new(text, |c| c.is_ascii_digit());
        let glob = glob.filter(|glob| glob.name().is_none_or(|name| name.len() == 12));
        glob.map(Self).ok_or_else(|| AccountGlobError(text.to_owned()))
    }
}

/// What both sorts of patterns can be asked.
macro_rules! glob {
    ($type:ty, $what:literal) => {
        impl $type {
            #[doc = concat!("Whether it means this ", $what, ".")]
            #[must_use]
            pub fn matches(&self, name: &str) -> bool {
                self.0.matcher.is_match(name)
            }

            #[doc = concat!("The one ", $what, " that it can mean.")]
            #[must_use]
            pub fn name(&self) -> Option<&str> {
                self.0.name()
            }
        }

        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.0.text == other.0.text
            }
        }

        impl Eq for $type {}

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text)
            }
        }
    };
}

glob!(RegionGlob, "region");
glob!(AccountGlob, "account");

/// The name of a role, after its path when it has one: `driftwall-audit`, `security/driftwall-audit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(String);

/// A text that can't be a role.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not the name of a role; write driftwall-audit, or security/driftwall-audit when it has a path, and no ARN: \
     the role has the same name in every account"
)]
pub struct RoleNameError(String);

impl RoleName {
    /// The role of this name in an account.
    #[must_use]
    pub fn arn(&self, partition: &str, account: &str) -> String {
        format!("arn:{partition}:iam::{account}:role/{}", self.0)
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RoleName {
    type Err = RoleNameError;

    /// The rules are those of IAM's `CreateRole`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = text.strip_prefix('/').unwrap_or(text);
        let (path, name) = whole.rsplit_once('/').unwrap_or(("", whole));
        let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        let is_name = (1..=64).contains(&name.len()) && name.chars().all(plain);
        let is_path = path.len() <= 510 && path.chars().all(|c| c.is_ascii_graphic() && c != ':');
        if is_name && is_path {
            Ok(Self(whole.to_owned()))
        } else {
            Err(RoleNameError(text.to_owned()))
        }
    }
}

/// The external id that a trust policy asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId(String);

/// A text that can't be an external id.
#[derive(Debug, thiserror::Error)]
#[error("an external id has 2 to 1224 letters, digits and characters of _+=,.@:/-")]
pub struct ExternalIdError;

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ExternalId {
    type Err = ExternalIdError;

    /// The rules are those of STS's `AssumeRole`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@:/-".contains(c);
        if (2..=1224).contains(&text.len()) && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ExternalIdError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountGlob, ExternalId, RegionGlob, RoleName};

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

    #[test]
    fn an_account_is_twelve_digits_or_a_pattern() {
        let some: AccountGlob = "4444*".parse().unwrap();
        assert!(some.matches("444455556666") && !some.matches("111122223333"));
        let one: AccountGlob = "111122223333".parse().unwrap();
        assert_eq!(one.name(), Some("111122223333"));
        for wrong in ["", "1111", "1111222233334", "my-account", "1111-2222-3333"] {
            assert!(wrong.parse::<AccountGlob>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_role_is_a_name_with_its_path() {
        for (text, arn) in [
            ("driftwall-audit", "arn:aws:iam::111122223333:role/driftwall-audit"),
            ("/security/read/audit", "arn:aws:iam::111122223333:role/security/read/audit"),
        ] {
            let role: RoleName = text.parse().unwrap();
            assert_eq!(role.arn("aws", "111122223333"), arn);
        }
        let china: RoleName = "audit".parse().unwrap();
        assert_eq!(china.arn("aws-cn", "111122223333"), "arn:aws-cn:iam::111122223333:role/audit");
        for wrong in ["", "/", "a role", "audit/", "arn:aws:iam::111122223333:role/audit"] {
            assert!(wrong.parse::<RoleName>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_external_id_is_what_sts_takes() {
        assert!("driftwall/2026:7".parse::<ExternalId>().is_ok());
        for wrong in ["", "x", "two words", "a\nb"] {
            assert!(wrong.parse::<ExternalId>().is_err(), "{wrong}");
        }
    }
}
