//! The floor: what reading and parsing both inputs costs, on one thread, when nothing is done with them.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::shapes::{Groups, Manifest, ResourceFile, Rules};

/// Reads every file of the dump and of the baseline into typed structs, and drops them file by file.
pub(crate) fn read(dump: &Path, baseline: &Path) -> Result<(), Box<dyn Error>> {
    files(dump, &mut |path| match name(path) {
        "describe-security-groups.json" => parse::<Groups>(path),
        "describe-security-group-rules.json" => parse::<Rules>(path),
        _ => parse::<IgnoredAny>(path),
    })?;
    files(baseline, &mut |path| match name(path) {
        "manifest.json" => parse::<Manifest>(path),
        file if file.starts_with("sg-") => parse::<ResourceFile>(path),
        file if file.ends_with(".json") => parse::<IgnoredAny>(path),
        _ => Ok(()),
    })
}

fn parse<T: DeserializeOwned>(path: &Path) -> Result<(), Box<dyn Error>> {
    drop(serde_json::from_slice::<T>(&fs::read(path)?)?);
    Ok(())
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

type Visit<'a> = &'a mut dyn FnMut(&Path) -> Result<(), Box<dyn Error>>;

fn files(folder: &Path, visit: Visit<'_>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), visit)?;
        } else {
            visit(&entry.path())?;
        }
    }
    Ok(())
}
