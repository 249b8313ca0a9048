//! `[authority]`: where what may approve a finding is kept.

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::{ConfigFile, PathText};
use super::resolve::Resolver;
use super::settings::{Origin, Setting};
use super::source::placed;
use crate::authority::Folder;
use crate::trust::Demand;

/// Where grants are kept unless somebody says otherwise.
const GRANTS: &str = "grants";
/// And waivers.
const WAIVERS: &str = "waivers";
/// And who may sign them.
const SIGNERS: &str = "allowed_signers";

/// `[authority]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct AuthorityTable {
    /// The folder of the grants, relative to this file. By default `grants`, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub grants: Option<PathText>,
    /// The folder of the waivers, relative to this file. By default `waivers`, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub waivers: Option<PathText>,
    /// Who may sign, relative to this file: a file of `allowed_signers`, as git and `ssh-keygen -Y verify` read it. By default `allowed_signers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathText")]
    pub signers: Option<PathText>,
    /// How many people have to have signed each grant and each waiver: 0, 1 or 2. By default 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_signatures: Option<People>,
}

/// How many people have to have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "i64", into = "i64")]
#[schemars(with = "i64")]
pub struct People(usize);

impl TryFrom<i64> for People {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match number {
            0 => Ok(Self(0)),
            1 => Ok(Self(1)),
            2 => Ok(Self(2)),
            _ => Err("as many people as 0, 1 or 2 can be asked to sign"),
        }
    }
}

impl From<People> for i64 {
    fn from(people: People) -> Self {
        people.0.try_into().unwrap_or(Self::MAX)
    }
}

/// Where what may approve a finding is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoritySettings {
    /// The folder of the grants.
    pub grants: Setting<Utf8PathBuf>,
    /// The folder of the waivers.
    pub waivers: Setting<Utf8PathBuf>,
    /// Who may sign.
    pub signers: Setting<Utf8PathBuf>,
    /// How many people have to have signed each of them.
    pub require_signatures: Setting<usize>,
    /// How many people have to have signed each manifest of the baseline.
    pub baseline_signatures: Setting<usize>,
}

impl AuthoritySettings {
    /// A folder as it is read: one that somebody named has to be there.
    #[must_use]
    pub fn folder<'a>(
        setting: &'a Setting<Utf8PathBuf>,
        at: &'a Utf8Path,
        demand: Option<&'a Demand>,
    ) -> Folder<'a> {
        Folder { at, given: &setting.value, named: setting.origin != Origin::Default, demand }
    }
}

impl Resolver<'_> {
    /// Collects where papers are kept.
    pub(super) fn authority(&self, file: &ConfigFile) -> AuthoritySettings {
        let AuthorityTable { grants, waivers, signers, require_signatures } = &file.authority;
        let folder = |path: &Option<PathText>, key: &str, otherwise: &str| match path {
            Some(path) => Setting {
                value: placed(path.as_str(), &self.base),
                origin: self.line(&["authority", key]),
            },
            None => Setting::default(placed(otherwise, &self.base)),
        };
        let people = |table: &str, people: Option<&People>| match people {
            Some(People(people)) => {
                Setting { value: *people, origin: self.line(&[table, "require_signatures"]) }
            }
            None => Setting::default(0),
        };
        AuthoritySettings {
            grants: folder(grants, "grants", GRANTS),
            waivers: folder(waivers, "waivers", WAIVERS),
            signers: folder(signers, "signers", SIGNERS),
            require_signatures: people("authority", require_signatures.as_ref()),
            baseline_signatures: people("baseline", file.baseline.require_signatures.as_ref()),
        }
    }
}
