//! `[authority]`: where what may approve a finding is kept.

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::{ConfigFile, PathText};
use super::resolve::Resolver;
use super::settings::{Origin, Setting};
use super::source::placed;
use crate::authority::Folder;

/// Where grants are kept unless somebody says otherwise.
const GRANTS: &str = "grants";
/// And waivers.
const WAIVERS: &str = "waivers";

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
}

/// Where what may approve a finding is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoritySettings {
    /// The folder of the grants.
    pub grants: Setting<Utf8PathBuf>,
    /// The folder of the waivers.
    pub waivers: Setting<Utf8PathBuf>,
}

impl AuthoritySettings {
    /// A folder as it is read: one that somebody named has to be there.
    #[must_use]
    pub fn folder<'a>(setting: &'a Setting<Utf8PathBuf>, at: &'a Utf8Path) -> Folder<'a> {
        Folder { at, given: &setting.value, named: setting.origin != Origin::Default }
    }
}

impl Resolver<'_> {
    /// Collects where papers are kept.
    pub(super) fn authority(&self, file: &ConfigFile) -> AuthoritySettings {
        let AuthorityTable { grants, waivers } = &file.authority;
        let folder = |path: &Option<PathText>, key: &str, otherwise: &str| match path {
            Some(path) => Setting {
                value: placed(path.as_str(), &self.base),
                origin: self.line(&["authority", key]),
            },
            None => Setting::default(placed(otherwise, &self.base)),
        };
        AuthoritySettings {
            grants: folder(grants, "grants", GRANTS),
            waivers: folder(waivers, "waivers", WAIVERS),
        }
    }
}
