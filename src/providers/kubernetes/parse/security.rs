//! What the kernel refuses a container, in one spelling: as a pod says it for all of its containers, as a container says it for
//! itself, and as annotations said it before there were fields.

use std::collections::BTreeMap;

use super::super::native::{PodSecurity, Profile, SeLinux, Sysctl, Windows};
use super::object::set;
use crate::providers::normalised::said;

/// What a pod says for its containers.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    pub(super) apparmor: Option<String>,
    pub(super) host_process: bool,
    pub(super) run_as_group: Option<i64>,
    pub(super) run_as_non_root: bool,
    pub(super) run_as_user: Option<i64>,
    pub(super) seccomp: Option<String>,
    pub(super) selinux: Option<String>,
}

/// What a pod says for itself.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) fs_group: Option<i64>,
    pub(super) groups: Vec<i64>,
    pub(super) sysctls: BTreeMap<String, String>,
}

/// Takes the settings of a pod apart.
pub(super) fn of_pod(security: Option<PodSecurity>) -> (Inherited, Shared) {
    let PodSecurity {
        app_armor_profile,
        fs_group,
        run_as_group,
        run_as_non_root,
        run_as_user,
        se_linux_options,
        seccomp_profile,
        supplemental_groups,
        sysctls,
        windows_options,
    } = security.unwrap_or_default();
    let Windows { host_process } = windows_options.unwrap_or_default();
    let inherited = Inherited {
        apparmor: app_armor_profile.and_then(profile),
        host_process: host_process.unwrap_or_default(),
        run_as_group,
        run_as_non_root: run_as_non_root.unwrap_or_default(),
        run_as_user,
        seccomp: seccomp_profile.and_then(profile),
        selinux: se_linux_options.and_then(label),
    };
    let sysctls = sysctls.unwrap_or_default().into_iter();
    let shared = Shared {
        fs_group,
        groups: set(supplemental_groups.unwrap_or_default()),
        sysctls: sysctls
            .filter_map(|Sysctl { name, value }| Some((said(name)?, value.unwrap_or_default())))
            .collect(),
    };
    (inherited, shared)
}

/// `runtime-default`, `unconfined`, `localhost/profile.json`.
pub(super) fn profile(profile: Profile) -> Option<String> {
    let Profile { localhost_profile, r#type } = profile;
    Some(match said(r#type)?.as_str() {
        "RuntimeDefault" => "runtime-default".to_owned(),
        "Unconfined" => "unconfined".to_owned(),
        "Localhost" => format!("localhost/{}", localhost_profile.unwrap_or_default()),
        other => other.to_owned(),
    })
}

/// The same as an annotation says it: `runtime/default`.
pub(super) fn noted(profile: &str) -> String {
    match profile {
        "runtime/default" => "runtime-default".to_owned(),
        other => other.to_owned(),
    }
}

/// `user:role:type:level`; nothing where nothing was chosen.
pub(super) fn label(label: SeLinux) -> Option<String> {
    let SeLinux { level, role, r#type, user } = label;
    let parts = [user, role, r#type, level].map(Option::unwrap_or_default);
    parts.iter().any(|part| !part.is_empty()).then(|| parts.join(":"))
}

/// Capabilities without the `CAP_` that some write. `ALL` holds the others.
pub(super) fn capabilities(list: Option<Vec<String>>) -> Vec<String> {
    let plain = |name: String| {
        let name = name.to_ascii_uppercase();
        name.strip_prefix("CAP_").unwrap_or(&name).to_owned()
    };
    let names = set(list.unwrap_or_default().into_iter().map(plain));
    if names.iter().any(|name| name == "ALL") { vec!["ALL".to_owned()] } else { names }
}
