//! Finding the file, and taking no more of it than a configuration needs.

use std::io::{ErrorKind, Read as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::error::ConfigError;
use super::file::FILE_NAME;
use super::load::{Flags, Surroundings};
use super::settings::{Origin, Setting};
use super::variables;

/// No configuration is larger. A file that is was named by mistake.
const LIMIT: u64 = 1024 * 1024;

/// The file in force, seen from the working folder: the one that is named, else the nearest one.
pub(super) fn find(flags: &Flags, around: &Surroundings) -> Option<Setting<Utf8PathBuf>> {
    let seen = |path: &Utf8Path| path.strip_prefix(&around.cwd).unwrap_or(path).to_owned();
    if let Some(path) = &flags.config {
        return Some(Setting { value: seen(path), origin: Origin::Flag("--config") });
    }
    if let Some(path) = variables::value(&around.env, &variables::CONFIG) {
        let origin = Origin::Variable(variables::CONFIG.name);
        return Some(Setting { value: seen(path.into()), origin });
    }
    nearest_file(&around.cwd).map(Setting::default)
}

/// Here or above, up to the root of the git repository. Outside of one only here: a file in a folder above
/// that is not part of a project may be anybody's.
fn nearest_file(cwd: &Utf8Path) -> Option<Utf8PathBuf> {
    let is_root = |folder: &Utf8Path| folder.join(".git").symlink_metadata().is_ok();
    let levels = cwd.ancestors().position(is_root).unwrap_or(0);
    let mut up = Utf8PathBuf::new();
    for folder in cwd.ancestors().take(levels + 1) {
        if folder.join(FILE_NAME).symlink_metadata().is_ok() {
            return Some(up.join(FILE_NAME));
        }
        up.push("..");
    }
    None
}

/// Reads the file.
pub(super) fn bytes(found: &Setting<Utf8PathBuf>, cwd: &Utf8Path) -> Result<Vec<u8>, ConfigError> {
    let path = &found.value;
    let failed = |source: std::io::Error| match (source.kind(), &found.origin) {
        (ErrorKind::NotFound, Origin::Flag(_) | Origin::Variable(_)) => {
            ConfigError::Missing { path: path.clone(), named_by: found.origin.clone() }
        }
        _ => ConfigError::Read { path: path.clone(), source },
    };
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to know, whatever size the file claims to have.
    // The error comes without the full path, which is this machine's.
    std::fs::File::open(cwd.join(path).as_std_path())
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LIMIT) {
        return Err(ConfigError::TooLarge { path: path.clone() });
    }
    Ok(bytes)
}
