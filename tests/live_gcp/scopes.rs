//! Which projects, folders and organisations are read.

use std::collections::BTreeSet;

use super::WHOLE;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::estate::{FOLDER, ORGANIZATION, PROJECT, all};
use super::place::{Place, coverage, scopes};

/// Two folders of an organisation, one in the other, with projects in each.
fn tree() -> Estate {
    let organization = "organizations/1";
    ["shop-prod", "shop-test"]
        .into_iter()
        .fold(Estate::default(), |estate, id| {
            estate.gcp(id, |project| project.under(&["folders/2", organization]))
        })
        .gcp("bank-prod", |project| project.under(&["folders/3", "folders/2", organization]))
        .gcp("stray", |project| project.under(&[organization]))
        .gcp("folders/2", |folder| folder.under(&[organization]))
        .gcp("folders/3", |folder| folder.under(&["folders/2", organization]))
        .gcp(organization, |above| above)
        .pages_of(1)
}

/// Who was asked about what lies in it.
fn entered(cloud: &Cloud) -> BTreeSet<String> {
    let asked = cloud.asked().into_iter().filter(|asked| asked.service == "compute");
    asked.map(|asked| asked.account).collect()
}

fn names(list: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = list.iter().map(|name| format!("gcp:{name}")).collect();
    names.sort();
    names
}

#[test]
fn everything_below_an_organisation_or_a_folder_is_read() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "organization = \"1\"");
    let all = [
        "bank-prod",
        "folders/2",
        "folders/3",
        "organizations/1",
        "shop-prod",
        "shop-test",
        "stray",
    ];
    assert_eq!(scopes(&place.snapshot("", 0)), names(&all));
    // One that is in the other is read once.
    place.configure(&cloud.url(), "folders = [\"2\", \"3\"]");
    cloud.forget();
    let found = ["bank-prod", "folders/2", "folders/3", "shop-prod", "shop-test"];
    assert_eq!(scopes(&place.snapshot("", 0)), names(&found));
    let rules = cloud
        .asked()
        .into_iter()
        .filter(|asked| asked.action == "compute.firewalls.list" && asked.account == "bank-prod");
    assert_eq!(rules.count(), 1);
    place.configure(&cloud.url(), "organization = \"1\"\nprojects = [\"shop-*\", \"elsewhere\"]");
    cloud.edit(|estate| estate.gcp("elsewhere", |project| project));
    let found =
        ["elsewhere", "folders/2", "folders/3", "organizations/1", "shop-prod", "shop-test"];
    assert_eq!(scopes(&place.snapshot("", 0)), names(&found));
}

#[test]
fn without_an_organisation_all_is_read_that_can_be_seen_or_is_named() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "");
    let all = ["bank-prod", "shop-prod", "shop-test", "stray"];
    assert_eq!(scopes(&place.snapshot("", 0)), names(&all));
    place.configure(&cloud.url(), "projects = [\"*-prod\"]");
    assert_eq!(scopes(&place.snapshot("", 0)), names(&["bank-prod", "shop-prod"]));
    place.configure(&cloud.url(), "projects = [\"stray\"]");
    cloud.forget();
    assert_eq!(scopes(&place.snapshot("", 0)), names(&["stray"]));
    assert!(cloud.asked().iter().all(|asked| asked.account == "stray"), "nobody is searched for");
    place.configure(&cloud.url(), "projects = [\"nothing-*\"]");
    let run = place.run("snapshot").ends_with(3);
    assert!(run.stderr.contains("nothing-*"), "{}", run.stderr);
}

#[test]
fn a_scope_is_chosen_before_anybody_is_asked() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "organization = \"1\"");
    assert_eq!(
        scopes(&place.snapshot("--scope gcp:shop-*", 0)),
        names(&["shop-prod", "shop-test"])
    );
    assert_eq!(entered(&cloud), ["shop-prod", "shop-test"].map(str::to_owned).into());
    for scope in ["stray", "folders/2", "organizations/1"] {
        cloud.forget();
        let snapshot = place.snapshot(&format!("--live live:gcp:{scope}"), 0);
        assert_eq!(scopes(&snapshot), names(&[scope]));
        assert!(cloud.asked().iter().all(|asked| asked.account == scope), "{scope}");
    }
}

#[test]
fn a_project_that_fails_is_told_and_stops_nobody() {
    let cloud = Cloud::start(tree());
    cloud.fault(Kind::Denied.on("compute.*").account("shop-prod"));
    cloud.fault(Kind::NotThere.on("compute.*").account("stray"));
    let place = Place::before(&cloud, "organization = \"1\"\nprojects = [\"*\", \"gone\"]");
    let snapshot = place.snapshot("", 4);
    let told = |scope: &str| coverage(&snapshot, &format!("gcp:{scope}"), "firewall-rule");
    assert_eq!(told("bank-prod").0, "complete");
    let (status, reason) = told("shop-prod");
    assert_eq!(status, "denied");
    assert!(reason.contains("needs compute.firewalls.list"), "{reason}");
    let (status, reason) = told("stray");
    assert!(
        status == "denied" && reason.contains("compute.googleapis.com is not enabled"),
        "{reason}"
    );
    let (status, reason) = told("gone");
    assert!(status == "failed" && reason.contains("notFound"), "{reason}");
}

#[test]
fn what_lies_in_a_folder_is_known_or_told_to_be_unknown() {
    let cloud = Cloud::start(tree());
    cloud.fault(Kind::Denied.on("resourcemanager.projects.list").account("folders/3"));
    let place = Place::before(&cloud, "organization = \"1\"");
    let snapshot = place.snapshot("", 4);
    assert!(!scopes(&snapshot).contains(&"gcp:bank-prod".to_owned()));
    let (status, reason) = coverage(&snapshot, "gcp:folders/3", "firewall-policy");
    assert_eq!(status, "denied");
    assert!(reason.contains("not all that is in folders/3 is known"), "{reason}");
    assert!(reason.contains("needs resourcemanager.projects.list"), "{reason}");
    // Where nobody looks at the folder, it would be passed over.
    let run = place.run("snapshot --scope gcp:*-prod").ends_with(4);
    assert!(run.stderr.contains("folders/3"), "{}", run.stderr);
    // Half a list is no list.
    cloud.heal();
    cloud.fault(Kind::ServerError.on("resourcemanager.projects.search").page(2));
    place.configure(&cloud.url(), "");
    let run = place.run("snapshot --deadline 3s").ends_with(4);
    assert!(run.stderr.contains("which projects there are"), "{}", run.stderr);
}

#[test]
fn plain_http_is_for_this_machine() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    place.configure("http://198.51.100.7:80", "");
    let run = place.run("snapshot").ends_with(3);
    assert!(
        run.stderr.contains("gcp.endpoint_url") && run.stderr.contains("https://"),
        "{}",
        run.stderr
    );
    assert!(cloud.asked().is_empty());
}

#[test]
fn the_example_has_the_scopes_of_its_tree() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, WHOLE);
    assert_eq!(scopes(&place.snapshot("", 0)), names(&[FOLDER, ORGANIZATION, PROJECT]));
}
