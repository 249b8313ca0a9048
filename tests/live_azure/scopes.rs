//! Which subscriptions are read.

use std::collections::BTreeSet;

use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::estate::all;
use super::place::{Place, coverage, scopes};

const SHOP: &str = "0000000a-0000-4000-8000-000000000001";
const TEST: &str = "0000000a-0000-4000-8000-000000000002";
const BANK: &str = "0000000b-0000-4000-8000-000000000003";
const STRAY: &str = "0000000c-0000-4000-8000-000000000004";

/// Two management groups, one in the other, with subscriptions in each, and one in neither.
fn tree() -> Estate {
    let names =
        [(SHOP, "Shop Prod"), (TEST, "Shop Test"), (BANK, "Bank (prod) [eu]"), (STRAY, "Stray")];
    names
        .into_iter()
        .fold(Estate::default(), |estate, (id, name)| estate.azure(id, |one| one.named(name)))
        .management_group("all", "Everything", &["shops", BANK])
        .management_group("shops", "Shops", &[SHOP, TEST])
        .pages_of(1)
}

fn names(ids: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = ids.iter().map(|id| format!("azure:{id}")).collect();
    names.sort();
    names
}

/// Who was asked about what lies in it.
fn entered(cloud: &Cloud) -> BTreeSet<String> {
    let asked = cloud.asked().into_iter().filter(|asked| asked.service == "Microsoft.Network");
    asked.map(|asked| asked.account).collect()
}

#[test]
fn everything_below_a_management_group_is_read() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "management_groups = [\"all\"]");
    assert_eq!(scopes(&place.snapshot("", 0)), names(&[SHOP, TEST, BANK]));
    // One that is in the other is read once.
    place.configure(&cloud.url(), "management_groups = [\"all\", \"shops\"]");
    cloud.forget();
    place.snapshot("", 0);
    let nsgs = |asked: &&super::cloudsim::asked::Asked| {
        asked.action.contains("networkSecurityGroups") && asked.account == SHOP
    };
    assert_eq!(cloud.asked().iter().filter(nsgs).count(), 1);
    let lines =
        format!("management_groups = [\"shops\"]\nsubscriptions = [\"*prod\", \"{STRAY}\"]");
    place.configure(&cloud.url(), &lines);
    assert_eq!(scopes(&place.snapshot("", 0)), names(&[SHOP, STRAY]));
    place.configure(&cloud.url(), "management_groups = [\"none\"]");
    let run = place.run("snapshot").ends_with(4);
    assert!(run.stderr.contains("not all that is in none is known"), "{}", run.stderr);
}

#[test]
fn without_a_management_group_all_is_read_that_can_be_seen_or_is_named() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "");
    assert_eq!(scopes(&place.snapshot("", 0)), names(&[SHOP, TEST, BANK, STRAY]));
    let read = |subscriptions: &str| {
        place.configure(&cloud.url(), &format!("subscriptions = [{subscriptions}]"));
        scopes(&place.snapshot("", 0))
    };
    assert_eq!(read("\"shop *\", \"stray\""), names(&[SHOP, TEST, STRAY]));
    assert_eq!(read("\"bank (prod) [EU]\""), names(&[BANK]));
    assert_eq!(read("\"0000000a-*\""), names(&[SHOP, TEST]));
    cloud.forget();
    assert_eq!(read(&format!("\"{}\"", STRAY.to_uppercase())), names(&[STRAY]));
    assert!(cloud.asked().iter().all(|asked| asked.account == STRAY), "nobody is searched for");
    for wrong in ["nothing-*", "Nobody"] {
        // One that is not there is told, even where others are.
        let lines = match wrong {
            "Nobody" => "subscriptions = [\"Stray\", \"Nobody\"]".to_owned(),
            other => format!("subscriptions = [\"{other}\"]"),
        };
        place.configure(&cloud.url(), &lines);
        let run = place.run("snapshot").ends_with(3);
        assert!(run.stderr.contains(wrong), "{}", run.stderr);
    }
    let nobody = Cloud::start(Estate::default());
    place.configure(&nobody.url(), "");
    let run = place.run("snapshot").ends_with(3);
    assert!(run.stderr.contains("can see no subscription"), "{}", run.stderr);
}

#[test]
fn a_scope_is_chosen_before_anybody_is_asked() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "");
    assert_eq!(scopes(&place.snapshot("--scope azure:0000000a-*", 0)), names(&[SHOP, TEST]));
    assert_eq!(entered(&cloud), [SHOP, TEST].map(str::to_owned).into());
    cloud.forget();
    assert_eq!(scopes(&place.snapshot(&format!("--live live:azure:{BANK}"), 0)), names(&[BANK]));
    assert!(cloud.asked().iter().all(|asked| asked.account == BANK));
    cloud.forget();
    let run = place.run("snapshot --live live:azure:..").ends_with(3);
    assert!(run.stderr.contains("azure:.. is no subscription"), "{}", run.stderr);
    assert!(cloud.asked().is_empty());
}

#[test]
fn a_subscription_that_fails_is_told_and_stops_nobody() {
    let cloud = Cloud::start(tree());
    cloud.fault(Kind::Denied.on("Microsoft.Network/*").account(SHOP));
    cloud.edit(|estate| {
        estate
            .azure(TEST, |one| one.in_state("Disabled"))
            .azure(BANK, |one| one.in_state("Warned").unregistered("Microsoft.Compute"))
    });
    let gone = "0000000d-0000-4000-8000-000000000005";
    let place = Place::before(&cloud, &format!("subscriptions = [\"*\", \"{gone}\"]"));
    let snapshot = place.snapshot("", 4);
    assert_eq!(scopes(&snapshot), names(&[SHOP, TEST, BANK, STRAY, gone]));
    let told = |id: &str, kind: &str| coverage(&snapshot, id, kind);
    assert_eq!(told(STRAY, "nsg").0, "complete");
    let (status, reason) = told(SHOP, "nsg");
    assert_eq!(status, "denied");
    assert!(reason.contains("needs Microsoft.Network/networkSecurityGroups/read"), "{reason}");
    let (status, reason) = told(SHOP, "service-tag");
    assert!(status == "denied" && reason.contains("no place is known to ask in"), "{reason}");
    let (status, reason) = told(SHOP, "security-admin-rules");
    assert!(status == "denied" && reason.contains("vnet-list"), "{reason}");
    assert_eq!(told(SHOP, "virtual-machine").0, "complete");
    let (status, reason) = told(TEST, "nsg");
    assert!(status == "skipped" && reason.contains("is disabled"), "{reason}");
    assert!(!entered(&cloud).contains(TEST));
    assert_eq!(told(BANK, "nsg").0, "complete");
    let (status, reason) = told(BANK, "virtual-machine");
    assert!(status == "absent" && reason.contains("MissingSubscriptionRegistration"), "{reason}");
    let (status, reason) = told(gone, "nsg");
    assert!(status == "failed" && reason.contains("SubscriptionNotFound"), "{reason}");
}

#[test]
fn half_a_list_of_subscriptions_is_no_list() {
    let cloud = Cloud::start(tree());
    let place = Place::before(&cloud, "");
    cloud.fault(Kind::ServerError.on("Microsoft.Resources/subscriptions/read").page(2));
    let run = place.run("snapshot --deadline 3s").ends_with(4);
    assert!(run.stderr.contains("which subscriptions there are"), "{}", run.stderr);
    cloud.heal();
    cloud.fault(Kind::Denied.on("*descendants*"));
    place.configure(&cloud.url(), "management_groups = [\"shops\"]");
    let run = place.run("snapshot").ends_with(4);
    assert!(run.stderr.contains("managementGroups/descendants/read"), "{}", run.stderr);
    assert!(run.stderr.contains("azure:caller"), "{}", run.stderr);
    // Groups say what is in them, whoever may see it.
    cloud.heal();
    cloud.fault(Kind::Denied.on("Microsoft.Resources/*"));
    assert_eq!(scopes(&place.snapshot("", 0)), names(&[SHOP, TEST]));
}

#[test]
fn plain_http_is_for_this_machine_and_a_path_for_nobody() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    place.configure("http://198.51.100.7:80", "");
    let run = place.run("snapshot").ends_with(3);
    assert!(
        run.stderr.contains("azure.endpoint_url") && run.stderr.contains("https://"),
        "{}",
        run.stderr
    );
    place.configure(&format!("{}/proxy", cloud.url()), "");
    let run = place.run("snapshot").ends_with(3);
    assert!(run.stderr.contains("`endpoint_url` has a path"), "{}", run.stderr);
    assert!(cloud.asked().is_empty());
}

#[test]
fn what_can_not_be_meant_is_an_error_with_its_line() {
    let cloud = Cloud::start(all());
    let place = Place::before(&cloud, "");
    for (line, said) in [
        ("subscriptions = []", "an empty list leaves no subscription to read"),
        ("management_groups = []", "an empty list leaves no management group to read"),
        ("subscriptions = [\"a/b\"]", "`a/b` is not a subscription"),
        ("management_groups = [\"..\"]", "`..` is not the id of a management group"),
        ("tenant = \"a b\"", "`a b` is not a tenant"),
        ("cloud = \"moon\"", "known are `public`, `usgov` and `china`"),
        ("subscription = \"x\"", "unknown key `subscription`"),
    ] {
        place.configure(&cloud.url(), line);
        let run = place.run("snapshot").ends_with(3);
        assert!(run.stderr.contains(said), "{line}: {}", run.stderr);
        assert!(run.stderr.contains("driftwall.toml:5"), "{line}: {}", run.stderr);
    }
    assert!(cloud.asked().is_empty());
}
