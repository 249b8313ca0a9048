//! The synthetic estate of the examples, put into the simulator as its dumps have it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::cloudsim::Estate;
use super::cloudsim::gcp::store::Project;

pub(crate) const PROJECT: &str = "shop-reports";
pub(crate) const FOLDER: &str = "folders/200000000042";
pub(crate) const ORGANIZATION: &str = "organizations/100000000007";

/// The calls of a dump, and the collections that they list.
const COLLECTIONS: &[(&str, &str)] = &[
    ("addresses-list", "addresses"),
    ("firewall-policies-describe.", "firewallPolicies"),
    ("firewall-rules-list", "firewalls"),
    ("instances-list", "instances"),
    ("network-firewall-policies-describe.", "firewallPolicies"),
    ("logging-sinks-list", "sinks"),
    ("networks-list", "networks"),
    ("routes-list", "routes"),
    ("subnets-list", "subnetworks"),
];

/// The dump of what was approved.
pub(crate) fn dump() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estate/approved")
}

/// All of it: an organisation with a folder, and a project in that.
pub(crate) fn all() -> Estate {
    Estate::default()
        .gcp(ORGANIZATION, |above| filled(above, ORGANIZATION))
        .gcp(FOLDER, |folder| folder.under(&[ORGANIZATION]))
        .gcp(PROJECT, |project| filled(project, PROJECT).under(&[FOLDER, ORGANIZATION]))
}

fn filled(mut project: Project, id: &str) -> Project {
    let folder = dump().join("gcp").join(id);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut known = 0;
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let answer: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        if let Some(network) = name.strip_prefix("get-effective-firewalls.") {
            project = project.effective(network, &answer);
            known += 1;
        }
        let found = COLLECTIONS.iter().find(|(call, _)| name.starts_with(call));
        let Some((_, collection)) = found else { continue };
        known += 1;
        project = answer
            .as_array()
            .unwrap()
            .iter()
            .fold(project, |project, thing| project.put_in(&place(thing), collection, thing));
    }
    // What is above a project is told by the simulator itself.
    assert_eq!(
        known,
        files.iter().filter(|path| !path.ends_with("projects-get-ancestors.json")).count()
    );
    project
}

/// Where something is, by its own account.
fn place(thing: &Value) -> String {
    let last = |link: &Value| Some(link.as_str()?.rsplit('/').next()?.to_owned());
    match (last(&thing["zone"]), last(&thing["region"])) {
        (Some(zone), _) => format!("zones/{zone}"),
        (None, Some(region)) => format!("regions/{region}"),
        (None, None) => "global".to_owned(),
    }
}
