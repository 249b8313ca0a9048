//! Files that are missing, torn, refused or strange: told, never clean, never "there are none".

use serde_json::json;

use super::{ENTRY, answer, file, fixture, kind, read, reason};
use crate::model::Status;
use crate::providers::Answer;

/// The status, the reason and the number of containers, given these files.
fn containers(files: Vec<Answer>) -> (Status, String, usize) {
    let reading = read(files);
    let read = kind(&reading, "container");
    (read.coverage.status, reason(read).to_owned(), read.resources.len())
}

fn one(text: &str) -> (Status, String, usize) {
    containers(vec![file("inspect", text)])
}

const AGAIN: &str = "run `docker inspect $(docker ps -aq)` again";

#[test]
fn a_call_without_a_file_is_skipped() {
    let reading = read(Vec::new());
    assert_eq!(reading.kinds.len(), ENTRY.kinds.len());
    for spec in ENTRY.kinds {
        let coverage = &reading.kinds[&spec.kind].coverage;
        assert_eq!(coverage.status, Status::Skipped, "{}", spec.kind);
        let reason = format!("no {}.json in the dump", spec.calls[0].name);
        assert_eq!(coverage.reason.as_deref(), Some(reason.as_str()));
    }
}

#[test]
fn an_empty_answer_is_complete_and_zero() {
    for text in ["[]", "[]\n", "\u{feff}[]"] {
        assert_eq!(one(text), (Status::Complete, String::new(), 0), "{text}");
    }
    let reading = read(vec![file("network-inspect", "[]")]);
    assert_eq!(kind(&reading, "network").coverage.status, Status::Complete);
}

#[test]
fn an_empty_answer_is_not_believed_of_an_engine_that_was_refused() {
    let refusals = [
        (
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            Status::Denied,
        ),
        (
            r#"{"ServerErrors":["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"],"ClientInfo":{}}"#,
            Status::Failed,
        ),
        // What newer clients print beside their words.
        (
            r#"{"ID":"","Containers":0,"ServerVersion":"","Name":"","LoggingDriver":"","ClientInfo":{}}"#,
            Status::Failed,
        ),
    ];
    for (info, wanted) in refusals {
        let reading =
            read(vec![file("info", info), file("inspect", "[]"), file("network-inspect", "[]")]);
        for word in ["host", "container", "network"] {
            let read = kind(&reading, word);
            assert_eq!(read.coverage.status, wanted, "{word}: {info}");
            assert!(reason(read).contains("info.json: "), "{}", reason(read));
            assert!(read.resources.is_empty());
        }
    }
}

#[test]
fn the_engines_own_count_is_held_against_the_list() {
    let web = json!([{ "Id": "1f".repeat(32), "Name": "/web" }]);
    let info = |count: u64| answer("info", &json!({ "ID": "ABCD", "Containers": count }));
    let ok = containers(vec![info(1), answer("inspect", &web)]);
    assert_eq!(ok, (Status::Complete, String::new(), 1));
    // One that came after the engine was asked.
    let more = containers(vec![info(0), answer("inspect", &web)]);
    assert_eq!(more, (Status::Complete, String::new(), 1));
    let (status, reason, count) = containers(vec![info(3), answer("inspect", &web)]);
    assert_eq!((status, count), (Status::Partial, 1));
    let wanted = "inspect.json: the engine counts 3 containers, and 1 are here";
    assert!(reason.starts_with(wanted), "{reason}");
    assert_eq!(containers(vec![info(3), file("inspect", "[]")]).0, Status::Partial);
}

#[test]
fn containers_in_networks_belie_a_list_without_any() {
    let web = json!([{ "Name": "/web", "NetworkSettings": { "Networks": { "bridge": {} } } }]);
    let reading = read(vec![answer("inspect", &web), file("network-inspect", "[]")]);
    let networks = kind(&reading, "network");
    assert_eq!(networks.coverage.status, Status::Failed);
    assert!(reason(networks).contains("containers are in some"), "{}", reason(networks));
}

#[test]
fn what_docker_says_on_a_terminal_is_coverage_with_the_way_out() {
    let none = "docker: 'docker inspect' requires at least 1 argument\n\nUsage:  docker inspect [OPTIONS] NAME|ID";
    for (said, status, wanted) in [
        (
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://x/v1.50/containers/json\": dial unix /var/run/docker.sock: connect: permission denied",
            Status::Denied,
            "inspect.json: denied (permission denied), needs GET /containers/json",
        ),
        (
            "Error response from daemon: authorization denied by plugin opa",
            Status::Denied,
            "`docker`",
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            Status::Failed,
            "the Docker engine did not answer",
        ),
        (
            "failed to connect to the docker API at tcp://127.0.0.1:2375",
            Status::Failed,
            "did not answer",
        ),
        ("Error: No such object: web", Status::Failed, "gone when it was asked for"),
        (none, Status::Failed, "asked about nothing"),
    ] {
        for text in [said.to_owned(), format!("[]\n{said}\n"), format!("{said}\n[]\n")] {
            let (found, reason, count) = one(&text);
            assert_eq!((found, count), (status, 0), "{text}");
            assert!(reason.contains(wanted), "{text}: {reason}");
        }
    }
    // Asked about nothing, because the engine has none.
    let info = answer("info", &json!({ "ID": "ABCD", "Containers": 0 }));
    assert_eq!(containers(vec![info, file("inspect", none)]), (Status::Complete, String::new(), 0));
    let refused =
        file("info", "{\"ID\":\"\",\"Name\":\"\"}\npermission denied while trying to connect");
    assert_eq!(kind(&read(vec![refused]), "host").coverage.status, Status::Denied);
}

#[test]
fn one_that_went_between_two_questions_makes_the_rest_a_part() {
    let web = "[\n    {\n        \"Id\": \"1f\", \"Name\": \"/web\"\n    }\n]\nError: No such object: 2e2e2e2e2e2e\n";
    let (status, reason, count) = one(web);
    assert_eq!((status, count), (Status::Partial, 1));
    assert_eq!(
        reason,
        format!("inspect.json: something that was listed was gone when it was asked for; {AGAIN}")
    );
    let warned =
        format!("WARNING: something about the client\n{}", &web[..web.find("Error").unwrap()]);
    assert_eq!(one(&warned), (Status::Complete, String::new(), 1));
    // Words in the place of a value are only that.
    let label =
        r#"[{"Name":"/web","Config":{"Labels":{"a":"Cannot connect to the Docker daemon"}}}]"#;
    assert_eq!(one(label), (Status::Complete, String::new(), 1));
}

#[test]
fn a_broken_file_says_where_and_what_to_do() {
    for (text, wanted) in [
        ("", "inspect.json: the file is empty"),
        ("{\n  \"Id\": 5\n}", "expected `containers`, found `Id`"),
        ("[{\"Name\": 5}]", "column 11: expected a string, found a number"),
        ("[5]", "expected an object, found a number"),
        ("[{\"Name\": \"/web\"}, {\"Na", "the file ends in the middle"),
        ("[}", "not JSON"),
        ("[{\"Name\":\"/a\"}]\n[{\"Name\":\"/b\"}]", "not JSON"),
        ("<html>", "no answer"),
    ] {
        let (status, reason, count) = one(text);
        assert_eq!((status, count), (Status::Failed, 0), "{text}");
        assert!(reason.contains(wanted), "{text}: {reason}");
        assert!(reason.ends_with(AGAIN), "{reason}");
    }
    let (_, reason, _) = containers(vec![file("inspect", b"\xFF\xFE[\0".as_slice())]);
    assert!(reason.contains("UTF-16"), "{reason}");
    assert_eq!(one(&format!("[{}", "[".repeat(100_000))).0, Status::Failed);
}

#[test]
fn an_answer_of_another_tool_is_none() {
    let podman = json!({ "host": { "arch": "amd64" }, "version": { "Version": "4.3.1" } });
    let reading = read(vec![answer("info", &podman)]);
    assert_eq!(kind(&reading, "host").coverage.status, Status::Failed);
    assert!(reason(kind(&reading, "host")).contains("Podman"));
    let podman = json!([{ "name": "podman", "driver": "bridge", "subnets": [] }]);
    let reading = read(vec![answer("network-inspect", &podman)]);
    let networks = kind(&reading, "network");
    assert_eq!((networks.coverage.status, networks.resources.len()), (Status::Partial, 0));
    assert!(reason(networks).contains("Podman"), "{}", reason(networks));
}

#[test]
fn two_versions_of_one_container_are_told_and_the_first_kept() {
    let twice = r#"[{"Name":"/web"},{"Name":"/web","HostConfig":{"Privileged":true}}]"#;
    let (status, reason, count) = one(twice);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(reason.contains("`web` is in inspect.json and again, with other content"), "{reason}");
    let (status, reason, count) = one(r#"[{"Id":"1f"}]"#);
    assert_eq!((status, reason.as_str(), count), (Status::Partial, "a container has no id", 0));
}

#[test]
fn a_setting_that_nobody_knows_makes_containment_unknown() {
    let (status, reason, count) =
        one(r#"[{"Name":"/web","Mood":1,"HostConfig":{"LetItOut":true}}]"#);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(reason.contains("`HostConfig.LetItOut`") && reason.contains("`Mood`"), "{reason}");
}

#[test]
fn files_of_unknown_names_are_told() {
    let reading = read(vec![answer("inspekt", &json!([])), answer("info.web", &json!({}))]);
    assert!(reading.unrecognised["inspekt.json"].contains("did you mean `inspect`"));
    assert!(reading.unrecognised.contains_key("info.web.json"));
}

#[test]
fn every_call_that_is_refused_makes_its_kind_not_complete() {
    for (refused, _) in fixture("every-field") {
        let answers = fixture("every-field").into_iter().map(|(name, bytes)| {
            let bytes =
                if name == refused { b"permission denied while trying".to_vec() } else { bytes };
            file(&name, bytes)
        });
        let reading = read(answers.collect());
        let spec = ENTRY.kinds.iter().find(|spec| spec.calls[0].name == refused).unwrap();
        let coverage = &reading.kinds[&spec.kind].coverage;
        assert_eq!(coverage.status, Status::Denied, "{refused}");
        assert!(coverage.reason.as_deref().unwrap().contains(spec.calls[0].permission));
    }
}
