//! One version of a workload held against another.

use super::Liberty as L;
use super::*;

fn liberties(list: &[(Liberty, &str)]) -> Liberties {
    let mut own = Liberties::default();
    for (liberty, detail) in list {
        match *detail {
            "" => own.take(true, *liberty),
            detail => own.take_of(*liberty, detail),
        }
    }
    own
}

fn one(list: &[(Liberty, &str)]) -> Containment {
    Containment { whole: liberties(list), ..Containment::default() }
}

fn pod(list: &[(&str, &[(Liberty, &str)])]) -> Containment {
    let containers = list.iter().map(|(name, own)| ((*name).to_owned(), liberties(own))).collect();
    Containment { containers, ..Containment::default() }
}

fn words(list: &[Protection]) -> Vec<String> {
    list.iter()
        .map(|one| {
            let detail = one.missing.detail.as_deref().unwrap_or_default();
            let container = one.container.as_deref().unwrap_or_default();
            let liberty = format!("{:?}", one.missing.liberty);
            let parts = [liberty.as_str(), detail, container];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn between(before: &Containment, after: &Containment) -> (Vec<String>, Vec<String>) {
    Hardening::between(Action::Modified, Some(before), Some(after))
        .map(|found| (words(&found.lost), words(&found.gained)))
        .unwrap_or_default()
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn what_is_implied_is_neither_lost_nor_gained() {
    let privileged = one(&[(L::Privileged, "")]);
    let loose = one(&[(L::Privileged, ""), (L::SeccompOff, ""), (L::Capability, "SYS_ADMIN")]);
    assert_eq!(between(&privileged, &loose), (vec![], vec![]));
    // Taken away, what it covered counts.
    let held = one(&[(L::Capability, "SYS_ADMIN")]);
    assert_eq!(between(&privileged, &held), (vec![], list(&["Privileged"])));
    assert_eq!(between(&held, &privileged), (list(&["Privileged"]), vec![]));
    let [unset, off] = [L::SeccompUnset, L::SeccompOff].map(|one_of| one(&[(one_of, "")]));
    assert_eq!(between(&one(&[]), &unset).0, ["SeccompUnset"]);
    assert_eq!(between(&unset, &off), (list(&["SeccompOff"]), vec![]));
    assert_eq!(between(&off, &unset), (vec![], list(&["SeccompOff"])));
}

#[test]
fn a_folder_holds_what_is_below_it() {
    let all = one(&[(L::HostSystem, "/")]);
    let part = one(&[(L::HostPath, "/srv"), (L::EngineSocket, "/run/docker.sock")]);
    assert_eq!(between(&all, &part).0, [""; 0]);
    let near = one(&[(L::HostPathWritable, "/srv")]);
    assert_eq!(between(&near, &one(&[(L::HostPath, "/srv2")])).0, ["HostPath /srv2"]);
    assert_eq!(between(&one(&[(L::HostPath, "/srv")]), &near).0, ["HostPathWritable /srv"]);
}

#[test]
fn many_default_capabilities_are_one_protection() {
    let all: Vec<(Liberty, &str)> =
        DEFAULT_CAPABILITIES.iter().map(|name| (L::Capability, *name)).collect();
    let (none, all) = (one(&[]), one(&all));
    assert_eq!(between(&none, &all), (list(&["DefaultCapabilities"]), vec![]));
    assert_eq!(between(&all, &none), (vec![], list(&["DefaultCapabilities"])));
    let one_of = one(&[(L::Capability, "NET_RAW")]);
    assert_eq!(between(&none, &one_of).0, ["Capability NET_RAW"]);
    assert_eq!(between(&one_of, &all).0, ["DefaultCapabilities"]);
}

#[test]
fn what_nobody_can_judge_is_no_gain_and_can_be_lost() {
    let mut written = Liberties::default();
    written.unsure.insert(L::SeccompOff);
    let written = Containment { whole: written, ..Containment::default() };
    let off = one(&[(L::SeccompOff, "")]);
    assert_eq!(between(&off, &written), (vec![], vec![]));
    assert_eq!(between(&written, &off).0, ["SeccompOff"]);
}

#[test]
fn a_new_container_is_held_against_the_others_unless_it_is_grave() {
    let before = pod(&[("web", &[(L::Root, ""), (L::Privileged, "")])]);
    let same = pod(&[("web", &[(L::Root, ""), (L::Privileged, "")]), ("side", &[(L::Root, "")])]);
    assert_eq!(between(&before, &same), (vec![], vec![]));
    assert_eq!(between(&same, &before), (vec![], vec![]), "what went protected nobody");
    let grave = pod(&[
        ("web", &[(L::Root, ""), (L::Privileged, "")]),
        ("side", &[(L::Privileged, ""), (L::HostPath, "/srv")]),
    ]);
    assert_eq!(between(&before, &grave).0, ["Privileged side", "HostPath /srv side"]);
}

#[test]
fn worst_first_and_a_workload_that_came_tells_what_is_grave() {
    let loose = pod(&[
        ("a", &[(L::Root, ""), (L::Capability, "NET_ADMIN"), (L::WritableRoot, "")]),
        ("b", &[(L::Capability, "SYS_MODULE")]),
    ]);
    let quiet = pod(&[("a", &[]), ("b", &[])]);
    assert_eq!(
        between(&quiet, &loose).0,
        ["Capability SYS_MODULE b", "Capability NET_ADMIN a", "Root a", "WritableRoot a"]
    );
    let came = Hardening::between(Action::Added, None, Some(&loose)).unwrap();
    assert_eq!(words(&came.lost), ["Capability SYS_MODULE b"]);
    assert_eq!(Hardening::between(Action::Added, None, Some(&quiet)), None);
    assert_eq!(Hardening::between(Action::Removed, Some(&loose), None), None);
}
