//! What is mounted in a container, told once.
//!
//! The engine says it up to three times: what there is (`Mounts`), and what was asked for in the older form (`Binds`) and in
//! the newer one (`HostConfig.Mounts`, with settings that are nowhere else); folders in memory may be in `Tmpfs` alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::container_names::Names;
use super::secrets;
use crate::providers::docker::native;
use crate::providers::normalised::{is_off, said, set};

/// One mount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Mount {
    /// Where in the container it is.
    pub(crate) destination: String,
    /// What makes the volume, where that is not the engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) driver: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) driver_options: BTreeMap<String, String>,
    /// Whatever else was said about it, as a set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
    /// Whether mounts made later appear on the other side, where that is not the usual `rprivate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) propagation: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) read_only: bool,
    /// A folder of the host or the name of a volume; nothing for a volume without a name of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// `bind`, `volume`, `tmpfs`, `image` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
}

/// Everything that is mounted, by destination.
pub(super) fn mounts(
    there: Option<Vec<native::MountPoint>>,
    asked: Option<Vec<native::Mount>>,
    binds: Option<Vec<String>>,
    memory: Option<BTreeMap<String, String>>,
) -> Vec<Mount> {
    let mut found: BTreeMap<String, Mount> = BTreeMap::new();
    for point in there.unwrap_or_default() {
        let mount = point_of(point);
        found.insert(mount.destination.clone(), mount);
    }
    for bind in binds.unwrap_or_default() {
        // The engine adds these to what there is when it makes the container.
        if let Some(mount) = bind_of(&bind) {
            found.entry(mount.destination.clone()).or_insert(mount);
        }
    }
    for mount in asked.unwrap_or_default() {
        ask(&mut found, mount);
    }
    for (destination, options) in memory.unwrap_or_default() {
        let destination = folder(&destination);
        let mount = found.entry(destination.clone()).or_insert_with(|| Mount {
            destination,
            r#type: Some("tmpfs".to_owned()),
            ..Mount::default()
        });
        flags(&options, mount);
    }
    found.into_values().collect()
}

fn point_of(point: native::MountPoint) -> Mount {
    let native::MountPoint { destination, driver, mode, name, propagation, rw, source, r#type } =
        point;
    let r#type = said(r#type);
    let source = match r#type.as_deref() {
        // Where the engine keeps a volume says nothing; the name of one that nobody named is new each time.
        Some("volume" | "cluster" | "image") => said(name).filter(|name| !is_id(name)),
        Some("tmpfs") => None,
        _ => said(source).map(|path| folder(&path)),
    };
    let mut mount = Mount {
        destination: folder(destination.as_deref().unwrap_or_default()),
        driver: driver.filter(|driver| !matches!(driver.as_str(), "" | "local")),
        propagation: usual(propagation),
        source,
        r#type,
        ..Mount::default()
    };
    flags(mode.as_deref().unwrap_or_default(), &mut mount);
    mount.read_only = rw == Some(false) || mount.read_only;
    mount
}

/// `/srv/data:/data:ro,z`, or `data:/data`.
fn bind_of(bind: &str) -> Option<Mount> {
    let mut parts = bind.splitn(3, ':');
    let (source, destination) = (parts.next()?, parts.next()?);
    let of_host = source.starts_with(['/', '.', '~']);
    let mut mount = Mount {
        destination: folder(destination),
        source: Some(folder(source)).filter(|name| !is_id(name)),
        r#type: Some(if of_host { "bind" } else { "volume" }.to_owned()),
        ..Mount::default()
    };
    flags(parts.next().unwrap_or_default(), &mut mount);
    Some(mount)
}

/// Adds what only the request says to what there is.
fn ask(found: &mut BTreeMap<String, Mount>, asked: native::Mount) {
    let native::Mount {
        bind_options,
        image_options,
        read_only,
        source,
        target,
        tmpfs_options,
        r#type,
        volume_options,
    } = asked;
    let destination = folder(target.as_deref().unwrap_or_default());
    let mount = found.entry(destination.clone()).or_insert_with(|| Mount {
        destination,
        source: said(source).map(|path| folder(&path)).filter(|name| !is_id(name)),
        r#type: said(r#type),
        ..Mount::default()
    });
    mount.read_only |= read_only.unwrap_or_default();
    let mut options = std::mem::take(&mut mount.options);
    let native::BindOptions {
        non_recursive,
        propagation,
        read_only_force_recursive,
        read_only_non_recursive,
    } = bind_options.unwrap_or_default();
    for (set, word) in [
        (non_recursive, "non-recursive"),
        (read_only_force_recursive, "read-only-force-recursive"),
        (read_only_non_recursive, "read-only-non-recursive"),
    ] {
        options.extend(set.unwrap_or_default().then(|| word.to_owned()));
    }
    if mount.propagation.is_none() {
        mount.propagation = usual(propagation);
    }
    let native::TmpfsOptions { options: words } = tmpfs_options.unwrap_or_default();
    options.extend(words.unwrap_or_default().into_iter().map(|word| word.join("=")));
    let native::VolumeOptions { driver_config, subpath } = volume_options.unwrap_or_default();
    let native::ImageOptions { subpath: of_image } = image_options.unwrap_or_default();
    let subpath = said(subpath).or(said(of_image));
    options.extend(subpath.map(|path| format!("subpath={path}")));
    let native::DriverConfig { name, options: of_driver } = driver_config.unwrap_or_default();
    if mount.driver.is_none() {
        mount.driver = name.filter(|driver| !matches!(driver.as_str(), "" | "local"));
    }
    mount.driver_options.extend(secrets::values(of_driver));
    mount.options = set(options.into_iter().map(Some));
}

/// Takes the words of a mode apart: `ro,rshared,z`.
fn flags(mode: &str, mount: &mut Mount) {
    let mut options = std::mem::take(&mut mount.options);
    for word in mode.split(',').map(str::trim) {
        match word {
            "" | "rw" => {}
            "ro" | "readonly" => mount.read_only = true,
            "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave" => {
                mount.propagation = usual(Some(word.to_owned()));
            }
            // The engine writes `z` by itself for a volume: it names files, and lets nobody in.
            "z" | "Z" | "nocopy" | "rbind" => {}
            _ => options.push(word.to_owned()),
        }
    }
    mount.options = set(options.into_iter().map(Some));
}

fn usual(propagation: Option<String>) -> Option<String> {
    said(propagation).filter(|word| word != "rprivate")
}

/// The name of a volume that nobody named, which is new with each re-creation.
fn is_id(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A folder without a slash at its end.
fn folder(path: &str) -> String {
    match path.trim_end_matches('/') {
        "" if path.starts_with('/') => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

/// Containers whose mounts are taken over, by name.
pub(super) fn taken_from(list: Option<Vec<String>>, names: &Names) -> Vec<String> {
    let list = list.unwrap_or_default().into_iter().map(|from| {
        let (who, how) = from.split_once(':').unwrap_or((&from, ""));
        let who = names.of(who);
        Some(match how {
            "" | "rw" => who.to_owned(),
            how => format!("{who}:{how}"),
        })
    });
    set(list)
}
