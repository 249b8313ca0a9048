//! The least that reading needs, as custom roles: that for projects, and that for the organisation or the folders that
//! projects are found in. `gcloud iam roles create --file` takes them.

use std::collections::BTreeSet;

use super::{calls, kinds};

/// The role for projects.
pub(super) fn policy() -> String {
    let permissions = of_kinds(false)
        .chain([calls::NETWORK_FIREWALL_POLICIES_LIST.1, calls::PROJECTS_SEARCH.1])
        .collect();
    role(
        "Driftwall reads projects",
        "What driftwall asks of a project. Bind it to each, or to the folder or the organisation above.",
        &permissions,
    )
}

/// The role for folders and the organisation. Some of its permissions can't be in a role that a project has.
pub(super) fn above() -> String {
    let permissions = of_kinds(true)
        .chain([calls::FIREWALL_POLICIES_LIST.1, calls::PROJECTS_LIST.1, calls::FOLDERS_LIST.1])
        .collect();
    role(
        "Driftwall finds projects",
        "What driftwall asks of folders and the organisation. Bind it there.",
        &permissions,
    )
}

/// The role for reading who changed a project, a folder or an organisation.
pub(super) fn activity() -> String {
    role(
        "Driftwall reads audit logs",
        "What driftwall asks of Cloud Logging when audit logs are searched. Bind it wherever driftwall reads.",
        &BTreeSet::from([calls::LOGGING_READ.1]),
    )
}

fn of_kinds(above: bool) -> impl Iterator<Item = &'static str> {
    let kinds = kinds::KINDS.iter().filter(move |spec| kinds::lies_in(spec, above));
    kinds.flat_map(|spec| spec.calls).map(|call| call.permission)
}

fn role(title: &str, description: &str, permissions: &BTreeSet<&str>) -> String {
    let permissions: String = permissions.iter().map(|one| format!("- {one}\n")).collect();
    format!(
        "title: {title}\ndescription: {description}\nstage: GA\nincludedPermissions:\n{permissions}"
    )
}
