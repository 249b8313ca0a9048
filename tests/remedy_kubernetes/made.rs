//! What is made by the client is what the printed commands make, and whatever goes wrong has its own word.

use driftwall::model::{Edit, Step};
use driftwall::providers::live::{Came, Refused, Report, Way};
use serde_json::{Value, json};

use super::api::Fault;
use super::kinds;
use super::place::{Place, is_left_out};
use super::policies;
use super::single::policy;

/// What is there, but for what the server counts.
fn objects(place: &Place) -> Value {
    let mut list = place.api.list();
    for object in list["items"].as_array_mut().unwrap() {
        let metadata = object["metadata"].as_object_mut().unwrap();
        metadata.remove("resourceVersion");
        metadata.remove("uid");
    }
    list
}

/// Puts all back with the client, and with the printed commands what is the same elsewhere.
fn put_back(made: &Place, printed: Option<&Place>) -> Vec<Vec<Step>> {
    let all = made.planned();
    assert!(!all.is_empty());
    for step in all.iter().flatten() {
        made.makes(&step.edit);
    }
    made.scan(0);
    if let Some(printed) = printed {
        for steps in super::place::changes(&printed.scan(1)).iter().map(super::place::steps) {
            steps.iter().for_each(|step| printed.works(&step.line));
        }
        assert_eq!(objects(made), objects(printed));
    }
    all
}

#[test]
fn every_kind_is_put_back_as_the_printed_commands_do_it() {
    let (made, printed) = (Place::new(), Place::new());
    kinds::drift(&made);
    kinds::drift(&printed);
    let printed = (!is_left_out()).then_some(&printed);
    put_back(&made, printed);
}

#[test]
fn random_drift_of_policies_is_put_back_and_undone_by_the_client() {
    for round in 1..=3 {
        let place = policies::drifted(round);
        let drifted = place.resources();
        let all = put_back(&place, None);
        for step in all.iter().rev().flat_map(|steps| steps.iter().rev()) {
            assert!(step.undo.is_ok());
            place.makes(&step.edit.undo());
        }
        assert_eq!(place.resources(), drifted);
    }
}

/// A policy that lets in everybody since it was approved, and the edits that put it back: what comes, and what goes.
fn opened() -> (Place, Vec<Edit>) {
    let place = Place::new();
    place.api.put(&policy("198.51.100.0/24"));
    place.record();
    place.api.put(&policy("0.0.0.0/0"));
    let edits: Vec<Edit> = place.planned().into_iter().flatten().map(|step| step.edit).collect();
    assert_eq!(edits.len(), 2);
    (place, edits)
}

/// How sending an edit ended: which refusal, and in which words.
fn refused(place: &Place, edit: &Edit, way: Way) -> (Refused, String) {
    match place.send(edit, way, None).unwrap() {
        Report { came: Came::Refused { refusal, words }, made: 0, who: _ } => (refusal, words),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_was_faster_keeps_what_he_did() {
    let (place, edits) = opened();
    let newer = policy("203.0.113.0/24");
    // Before it was looked at; the edit that only adds something does not ask what else is there.
    place.api.put(&newer);
    let going = edits.last().unwrap();
    for way in [Way::Rehearse, Way::Make] {
        let (refusal, words) = refused(&place, going, way);
        assert_eq!(refusal, Refused::Changed, "{words}");
        assert!(words.contains("networkpolicies.networking.k8s.io/web in shop of prod"), "{words}");
    }
    assert!(place.api.calls().is_empty(), "nothing was sent");

    // Between the look and the call, for both: that is what the version is for.
    for edit in &edits {
        place.api.put(&policy("0.0.0.0/0"));
        place.api.fault(Fault::Overtaken(newer.clone()));
        assert_eq!(refused(&place, edit, Way::Make).0, Refused::Changed);
        assert_eq!(objects(&place)["items"][0]["spec"], newer["spec"]);
    }

    // One that is there again, and one that is gone.
    let delete = Edit { act: place.planned()[0][0].edit.act.clone(), ..edits[0].clone() };
    place.api.take(&newer);
    assert_eq!(refused(&place, &delete, Way::Make).0, Refused::Changed);
}

/// A policy that nobody touches, so that it is known that there could be others.
fn kept() -> Value {
    let mut kept = policy("198.51.100.0/24");
    kept["metadata"]["name"] = "kept".into();
    kept
}

#[test]
fn one_that_came_goes_if_it_is_the_one_that_was_looked_at() {
    let place = Place::new();
    place.record_one(&kept());
    let more = policy("0.0.0.0/0");
    place.api.put(&more);
    let edit = place.planned()[0][0].edit.clone();
    let mut newer = more.clone();
    newer["metadata"]["uid"] = "another".into();
    place.api.fault(Fault::Overtaken(newer.clone()));
    assert_eq!(refused(&place, &edit, Way::Make).0, Refused::Changed);
    assert_eq!(place.api.list()["items"].as_array().unwrap().len(), 2);
    // It is the same by what is recorded, so asked again it goes; whoever holds on to it is waited for.
    place.api.fault(Fault::Lingers(2));
    let report = place.send(&edit, Way::Make, None).unwrap();
    assert_eq!((report.came, report.made), (Came::Made, 1));
    assert_eq!(place.api.list()["items"].as_array().unwrap().len(), 1);
    // Made again, and there is one already.
    place.makes(&edit.undo());
    assert_eq!(refused(&place, &edit.undo(), Way::Make).0, Refused::Changed);
}

#[test]
fn what_never_goes_is_told() {
    let place = Place::new();
    place.record_one(&kept());
    place.api.put(&policy("0.0.0.0/0"));
    let edit = place.planned()[0][0].edit.clone();
    place.api.fault(Fault::Lingers(usize::MAX));
    let report = place.send(&edit, Way::Make, None).unwrap();
    assert_eq!(report.made, 1);
    let Came::Refused { refusal: Refused::Failed, words } = report.came else {
        panic!("{report:?}")
    };
    assert!(words.contains("finalizers"), "{words}");
}

#[test]
fn a_no_has_its_word_and_nothing_is_sent_twice_but_what_was_too_much() {
    let (place, edits) = opened();
    let before = objects(&place);
    for (code, reason, expected) in [
        (403, "Forbidden", Refused::Denied),
        (401, "Unauthorized", Refused::Denied),
        (409, "Conflict", Refused::Changed),
        (422, "Invalid", Refused::Failed),
        (400, "BadRequest", Refused::Failed),
    ] {
        place.api.fault(Fault::Refused(code, reason));
        let (refusal, words) = refused(&place, &edits[0], Way::Make);
        assert_eq!(refusal, expected, "{words}");
        assert!(words.contains(reason) && words.contains("as was asked"), "{words}");
        assert_eq!(place.api.calls().len(), 1, "{code}");
    }
    // A server that is in trouble says nothing about what it did.
    place.api.fault(Fault::Refused(500, "InternalError"));
    let report = place.send(&edits[0], Way::Make, None).unwrap();
    assert!(matches!(report.came, Came::Unsaid(_)), "{report:?}");
    place.api.fault(Fault::Refused(500, "InternalError"));
    assert_eq!(refused(&place, &edits[0], Way::Rehearse).0, Refused::Failed);
    assert_eq!(objects(&place), before);
    place.api.calls();

    place.api.fault(Fault::Refused(429, "TooManyRequests"));
    place.api.fault(Fault::Refused(429, "TooManyRequests"));
    let report = place.send(&edits[0], Way::Make, None).unwrap();
    assert_eq!((report.came, report.made), (Came::Made, 1));
    assert_eq!(place.api.calls().len(), 3);
}

#[test]
fn what_was_sent_and_not_answered_is_left_open_and_not_sent_again() {
    let (place, edits) = opened();
    place.api.fault(Fault::Lost);
    let report = place.send(&edits[0], Way::Make, None).unwrap();
    assert!(matches!(report.came, Came::Unsaid(_)), "{report:?}");
    assert_eq!(place.api.calls().len(), 1);
    // It was done, which only a look tells.
    let rules = &objects(&place)["items"][0]["spec"]["ingress"];
    assert_eq!(rules.as_array().unwrap().len(), 2, "{rules}");
}

#[test]
fn credentials_for_changes_are_another_context_of_the_same_cluster() {
    let (place, edits) = opened();
    let url = place.api.url();
    place.folder.write(
        "kubeconfig",
        &format!(
            "apiVersion: v1\nkind: Config\n\
             clusters: [{{name: c, cluster: {{server: '{url}'}}}}, {{name: o, cluster: {{server: 'http://127.0.0.1:9'}}}}]\n\
             contexts: [{{name: prod, context: {{cluster: c, user: u}}}}, {{name: admin, context: {{cluster: c, user: a}}}}, {{name: other, context: {{cluster: o, user: a}}}}]\n\
             users: [{{name: u, user: {{token: none}}}}, {{name: a, user: {{token: other}}}}]\n"
        ),
    );
    for (profile, words) in
        [("other", "does not lead to the server"), ("none", "has no context `none`")]
    {
        let wrong = place.send(&edits[0], Way::Make, Some(profile)).unwrap_err();
        assert!(wrong.is_wrong && wrong.message.contains(words), "{wrong}");
    }
    assert!(place.api.calls().is_empty());
    let report = place.send(&edits[0], Way::Make, Some("admin")).unwrap();
    assert_eq!(report.came, Came::Made);
}

#[test]
fn pods_that_are_not_as_their_workload_says_are_made_again() {
    let place = Place::new();
    let workload = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}},
    });
    place.api.put(&workload);
    let edit = super::sent::restart("shop/web");
    place.makes(&edit);
    let annotations = |place: &Place| {
        let list = objects(place);
        let of = list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "Deployment");
        of.unwrap()["spec"]["template"]["metadata"]["annotations"].clone()
    };
    assert_eq!(
        annotations(&place),
        json!({"kubectl.kubernetes.io/restartedAt": "1994-11-06T08:49:37Z"})
    );
    let mut paused = workload;
    paused["spec"]["paused"] = true.into();
    place.api.put(&paused);
    let (refusal, words) = refused(&place, &edit, Way::Make);
    assert!(refusal == Refused::Failed && words.contains("is paused"), "{words}");
}

/// The whole way: the command line reads the cluster, puts back what differs, and reads it again.
#[test]
fn the_command_line_puts_a_cluster_back() {
    let place = Place::new();
    let settings = "[scan]\nlive = \"live\"\n[kubernetes]\ncontexts = [\"prod\"]\nkubeconfig = \"kubeconfig\"\n";
    place.folder.write("driftwall.toml", settings);
    let approved = policy("198.51.100.0/24");
    place.api.put(&approved);
    place.folder.run("baseline record --live live --by auditor").ends_with(0);
    place.api.put(&policy("0.0.0.0/0"));
    let apply = "remedy --all-unauthorized --apply --yes";
    place.api.fault(Fault::Refused(403, "Forbidden"));
    place.folder.run(apply).ends_with(1);
    assert_eq!(place.api.calls().len(), 1, "the rehearsal was refused, and nothing else was sent");
    place.folder.run(apply).ends_with(0);
    let calls = place.api.calls();
    let rehearsed = calls.iter().filter(|call| call.ends_with("rehearsed")).count();
    assert_eq!((calls.len(), rehearsed), (4, 2), "{calls:?}");
    assert_eq!(objects(&place)["items"][0]["spec"], approved["spec"]);
    let journal = std::fs::read_to_string(place.folder.at("driftwall-journal.jsonl")).unwrap();
    let made = journal.lines().filter(|line| line.contains("system:admin")).count();
    assert_eq!(made, 2, "{journal}");
}
