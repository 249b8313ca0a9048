//! What the kernel refuses a container: seccomp, AppArmor, SELinux, capabilities, hidden paths.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::spelled;
use crate::providers::normalised::{said, set};

/// The paths of the kernel that the engine hides from a container unless told otherwise, as of version 20.10: later
/// versions hide more.
const HIDDEN: &[&str] = &[
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/firmware",
];

/// Those that a container may only read.
const READ_ONLY: &[&str] =
    &["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/// What the `SecurityOpt` of a container says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// `unconfined`, or the profile's digest; nothing for the engine's own profile.
    pub(super) seccomp: Option<String>,
    /// The profile that was asked for.
    pub(super) apparmor: Option<String>,
    /// Whether programs in it can't gain privileges.
    pub(super) no_new_privileges: bool,
    /// The rest.
    pub(super) others: Vec<String>,
}

/// Takes options apart, in whatever spelling: `seccomp=…` or `seccomp:…`.
pub(super) fn options(list: Option<Vec<String>>) -> Options {
    let mut options = Options::default();
    let mut others = Vec::new();
    for option in list.unwrap_or_default() {
        let (name, value) = option.split_once(['=', ':']).unwrap_or((&option, ""));
        match name {
            "seccomp" => options.seccomp = profile(value),
            "apparmor" => options.apparmor = said(Some(value.to_owned())),
            "no-new-privileges" => options.no_new_privileges = value != "false",
            // A Windows account's specification may be written out in full.
            "credentialspec" => {
                let kind = value.split("://").next().unwrap_or_default();
                others.push(Some(format!("{name}={kind}")));
            }
            _ => others.push(Some(format!("{name}={value}"))),
        }
    }
    options.others = set(others);
    options
}

/// A seccomp profile. The engine writes the whole of one that was given into the option; what is in it is no secret.
fn profile(text: &str) -> Option<String> {
    match text {
        "" | "builtin" | "default" => None,
        "unconfined" => Some(text.to_owned()),
        _ => {
            // However it was laid out.
            let canonical = serde_json::from_str::<Value>(text)
                .map_or_else(|_| text.to_owned(), |profile| spelled(&profile));
            let digest = Sha256::digest(canonical.as_bytes());
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(format!("profile sha256:{hex}"))
        }
    }
}

/// An SELinux label without the categories, which are drawn by lot for each container.
pub(super) fn selinux(label: Option<String>) -> Option<String> {
    said(label).map(|label| label.splitn(4, ':').take(3).collect::<Vec<_>>().join(":"))
}

/// Capabilities without the `CAP_` that some versions write and others don't.
pub(super) fn capabilities(list: Option<Vec<String>>) -> Vec<String> {
    set(list.unwrap_or_default().into_iter().map(|name| {
        let name = name.to_ascii_uppercase();
        Some(name.strip_prefix("CAP_").unwrap_or(&name).to_owned())
    }))
}

/// The paths that are usually hidden and are not. Nothing is known where the engine printed no list.
pub(super) fn unmasked(list: Option<Vec<String>>) -> Vec<String> {
    missing(HIDDEN, list)
}

/// The paths that can usually only be read and can be written.
pub(super) fn writable(list: Option<Vec<String>>) -> Vec<String> {
    missing(READ_ONLY, list)
}

fn missing(usual: &[&str], list: Option<Vec<String>>) -> Vec<String> {
    let Some(list) = list else { return Vec::new() };
    let missing = usual.iter().filter(|path| !list.iter().any(|known| known == *path));
    missing.map(|path| (*path).to_owned()).collect()
}
