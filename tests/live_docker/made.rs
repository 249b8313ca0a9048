//! How drift of a real engine is put back by the client: the same drift as that which the printed commands put back.

use driftwall::model::Edit;
use driftwall::providers::docker;
use driftwall::providers::live::{Came, LiveError, Refused, Report, Settings, Way};

use super::binary::Folder;
use super::certificates::certificates;
use super::dockerd::{Dockerd, is_left_out};
use super::maker;
use super::remedy::drifted;

fn send(
    engine: &Dockerd,
    edit: &Edit,
    way: Way,
    profile: Option<&str>,
) -> Result<Report, LiveError> {
    let hosts = Some(vec![format!("shop-1={}", engine.socket()).parse().unwrap()]);
    let docker = docker::Settings { hosts, ..docker::Settings::default() };
    maker::send(edit, Settings { docker, ..Settings::default() }, way, profile)
}

#[test]
fn what_drifted_is_put_back_by_the_client() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let engine = drifted(&place);
    for step in maker::planned(&place, "live").iter().flatten() {
        let edit = &step.edit;
        let looked = send(&engine, edit, Way::Rehearse, None).unwrap();
        assert_eq!((looked.came, looked.made), (Came::Allowed, 0), "{edit:#?}");
        let made = send(&engine, edit, Way::Make, None).unwrap();
        assert_eq!(made.came, Came::Made, "{edit:#?}");
        assert!(made.made > 0);
    }
    place.scan("--live live", 0);
    assert!(!place.at("pwned").exists());
}

/// The whole way: the command line reads the engine, puts back what differs, and reads it again.
#[test]
fn the_command_line_puts_an_engine_back() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let _engine = drifted(&place);
    place.run("remedy --all-unauthorized --apply --yes --live live").ends_with(0);
    place.scan("--live live", 0);
    let journal = std::fs::read_to_string(place.at("driftwall-journal.jsonl")).unwrap();
    let lines = |word: &str| journal.lines().filter(|line| line.contains(word)).count();
    assert!(lines("\"begun\"") > 0 && lines("\"begun\"") == lines("\"made\""), "{journal}");
}

#[test]
fn an_engine_that_says_no_is_left_as_it_was() {
    if is_left_out() {
        return;
    }
    let place = Folder::new();
    let certs = place.at("certs");
    certificates(&certs);
    let engine = Dockerd::start(&certs);
    engine.import();
    place.write("driftwall.toml", &format!("[docker]\nhosts = [\"shop-1={}\"]\n", engine.socket()));
    for line in [
        "network create one",
        "network create --subnet 192.0.2.0/24 two",
        "create --name web --network one --user 1000 shop:1 /bin/sleep 600",
        "network connect --ip 192.0.2.9 two web",
        "create --name batch --network host --user 1000 shop:1 /bin/sleep 600",
    ] {
        engine.docker(line);
    }
    place.run("baseline record --live live --by auditor").ends_with(0);
    engine.docker("rm web");
    engine.docker("create --name web --network one --privileged shop:1 /bin/sleep 600");
    engine.docker("rm batch");
    engine.docker("create --name batch --network host --user 2000 shop:1 /bin/sleep 600");
    let steps: Vec<_> = maker::planned(&place, "live").into_iter().flatten().collect();
    let about = |name: &str| {
        let step = steps.iter().find(|step| step.edit.id.identity.as_str() == name);
        step.unwrap_or_else(|| panic!("{steps:#?}"))
    };
    let (step, batch) = (about("web"), about("batch"));
    let refused_of = |edit: &Edit, way: Way| match send(&engine, edit, way, None).unwrap() {
        Report { came: Came::Refused { refusal, words }, made, who: None } => {
            (refusal, words, made)
        }
        other => panic!("{other:?}"),
    };
    let refused = |way: Way| refused_of(&step.edit, way);

    // A name that is taken: nothing was done.
    engine.docker("create --name web.driftwall --network none shop:1 /bin/sleep 600");
    let (refusal, words, made) = refused(Way::Make);
    assert!(refusal == Refused::Changed && made == 0, "{words}");
    engine.docker("rm web.driftwall");

    // One that somebody started meanwhile is another one.
    engine.docker("start batch");
    let (refusal, words, made) = refused_of(&batch.edit, Way::Make);
    assert!(refusal == Refused::Changed && made == 0, "{words}");

    // A network that is gone: the engine would take it, and the container would never start.
    engine.docker("network rm two");
    for way in [Way::Rehearse, Way::Make] {
        let (refusal, words, made) = refused(way);
        assert!(refusal == Refused::Changed && made == 0, "{words}");
        assert!(words.contains("GET /networks/two of shop-1"), "{words}");
    }

    // One that has no place for it: what was made beside it goes again.
    engine.docker("network create two");
    let (refusal, words, made) = refused(Way::Make);
    assert!(refusal == Refused::Failed && words.contains("was taken away again"), "{words}");
    assert_eq!(made, 2);
    let is = engine.docker("inspect --format {{.Name}}{{.HostConfig.Privileged}} web");
    assert_eq!(is.trim(), "/webtrue");
    assert!(!engine.command(&["inspect", "web.driftwall"]).status.success());

    // Somebody was faster.
    engine.docker("rm web");
    engine.docker("create --name web --network one --cap-add ALL shop:1 /bin/sleep 600");
    for way in [Way::Rehearse, Way::Make] {
        let (refusal, words, made) = refused(way);
        assert!(refusal == Refused::Changed && made == 0, "{words}");
    }
    let wrong = send(&engine, &step.edit, Way::Make, Some("admin")).unwrap_err();
    assert!(wrong.is_wrong && wrong.message.contains("`admin`"), "{wrong}");
}
