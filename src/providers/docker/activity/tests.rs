//! Events as the engine sends them, and everything that is made of each.

use super::LOGS;
use crate::providers::docker::kinds::KINDS;
use crate::providers::tests::activities::{
    every_field_is_declared, every_kind_is_walked, golden, records_of,
};

golden! {
    &LOGS, "docker",
    events: "events";
}

#[test]
fn every_kind_is_made_edited_and_deleted() {
    every_kind_is_walked(
        &LOGS,
        "docker",
        KINDS,
        &[
            ("host", "made", "an engine tells of itself only while it runs"),
            ("host", "deleted", "an engine tells of itself only while it runs"),
        ],
    );
}

#[test]
fn every_field_that_is_told_is_declared() {
    every_field_is_declared(&LOGS, "docker", KINDS);
}

#[test]
fn an_event_proves_nobody() {
    let scope = "docker:build-1".parse().unwrap();
    for (_, list) in records_of("docker") {
        for event in list {
            let read = (LOGS.read)(&event.to_string(), Some(&scope)).unwrap();
            let Some(activity) = read.activity else { continue };
            assert!(activity.actor.principals.is_empty() && activity.source.is_none());
            // Without a host nobody knows whose engine it was.
            assert_eq!((LOGS.read)(&event.to_string(), None).unwrap().activity, None);
        }
    }
}

#[test]
fn what_is_malformed_says_what_is_missing() {
    let scope = "docker:build-1".parse().unwrap();
    for (text, part) in [
        (r#"{"Type":"container","Action":"start","Actor":{"ID":"1"}}"#, "`timeNano`"),
        (r#"{"Action":"start","Actor":{"ID":"1"},"time":1}"#, "`Type`"),
        (r#"{"Type":"container","Actor":{"ID":"1"},"time":1}"#, "`Action`"),
        (r#"{"Type":"container","Action":"start","Actor":{"ID":"1"},"time":1}"#, "no name"),
        (
            r#"{"Type":"container","Action":"start","Actor":{"Attributes":{"name":"w"}},"time":1}"#,
            "`Actor.ID`",
        ),
        (r#"{"Type":"container","Action":"start","timeNano":99999999999999999999}"#, "can't read"),
    ] {
        let wrong = (LOGS.read)(text, Some(&scope)).unwrap_err();
        assert!(wrong.contains(part), "{wrong}");
    }
}
