//! Containers come and go while they are read. What is gone is gone; what only seems to be is a gap.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::cloudsim::Cloud;
use super::{before, estate};

/// How late the engine answers, so that there is time to end a container between two answers.
const LATE: Duration = Duration::from_millis(400);
const PATIENCE: Duration = Duration::from_secs(60);

fn containers(snapshot: &Value) -> (Vec<String>, String, String) {
    let kind = &snapshot["scopes"]["docker:shop-1"]["kinds"]["docker.container"];
    let names = kind["resources"].as_object().unwrap().keys().cloned().collect();
    let text = |field: &str| kind["coverage"][field].as_str().unwrap_or_default().to_owned();
    (names, text("status"), text("reason"))
}

#[test]
fn a_container_that_ends_between_the_list_and_the_question_is_gone_and_no_gap() {
    let cloud = Cloud::start(estate());
    let place = before(&cloud);
    cloud.set_latency(LATE);
    let snapshot = std::thread::scope(|scope| {
        let read = scope.spawn(|| place.snapshot("--live live", 0));
        let until = Instant::now() + PATIENCE;
        let is_asked =
            || cloud.asked().iter().any(|asked| asked.action == "GET /containers/:id/json");
        while !is_asked() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        cloud.edit(|estate| estate.docker(|engine| engine.without("web")));
        read.join().unwrap()
    });
    let is_unfound = |status: Option<u16>| status == Some(404);
    assert!(cloud.asked().iter().any(|asked| is_unfound(asked.status)), "it ended too late");
    let (names, status, reason) = containers(&snapshot);
    assert_eq!((names, status.as_str(), reason.as_str()), (vec!["db".to_owned()], "complete", ""));
}

#[test]
fn a_container_that_is_listed_and_denied_is_a_gap() {
    let cloud = Cloud::start(estate().docker(|engine| engine.haunted_by("web")));
    let (names, status, reason) = containers(&before(&cloud).snapshot("--live live", 4));
    assert_eq!((names, status.as_str()), (vec!["db".to_owned()], "partial"));
    assert!(reason.contains("is listed, and is not there when it is asked for"), "{reason}");
}

/// A proxy that shows only some containers can't make the others go away.
#[test]
fn a_container_that_is_counted_and_not_listed_is_a_gap() {
    let cloud = Cloud::start(estate().docker(|engine| engine.hides("web")));
    let (names, status, reason) = containers(&before(&cloud).snapshot("--live live", 4));
    assert_eq!((names, status.as_str()), (vec!["db".to_owned()], "partial"));
    assert!(reason.contains("counts 2 containers and lists 1"), "{reason}");
}

#[test]
fn what_comes_in_meanwhile_is_read() {
    let cloud =
        Cloud::start(estate().docker(|engine| engine.container("new", &json!({})).hides("new")));
    let place = before(&cloud);
    // Hidden for the first list alone: it came between that and the count.
    cloud.set_latency(LATE);
    let snapshot = std::thread::scope(|scope| {
        let read = scope.spawn(|| place.snapshot("--live live", 0));
        let until = Instant::now() + PATIENCE;
        let lists = || {
            let asked = cloud.asked();
            asked.iter().filter(|asked| asked.action == "GET /containers/json").count()
        };
        while lists() < 2 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        cloud.edit(|estate| estate.docker(|engine| engine.shows("new")));
        read.join().unwrap()
    });
    let (names, status, _) = containers(&snapshot);
    assert_eq!((names.len(), status.as_str()), (3, "complete"));
}
