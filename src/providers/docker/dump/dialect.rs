//! How the `docker` command line prints answers and errors.
//!
//! It has no pages. When the engine refuses, `inspect` prints `[]` beside its words, and newer versions of `info` an
//! object in which everything is empty: both look as if there were nothing.

use crate::model::Status;
use crate::providers::Unread;
use crate::providers::calls::Named;
use crate::providers::docker::calls;
use crate::providers::dumps::{Dialect, Refusal};

/// The habits of `docker`.
pub(super) const DIALECT: Dialect = Dialect {
    more: &[],
    envelope: &[],
    layout: None,
    recorded: false,
    again: command,
    rest: |call| format!("run `{}` again", command(call)),
    refused,
    spoken: |text| {
        let json = text.trim_start().starts_with(['[', '{']);
        if json { None } else { spoken(text) }
    },
};

/// The socket is not open to whoever asked.
const DENIED: &str = "permission denied";
/// Nobody answered.
const UNREACHED: &str = "no connection";
/// What was listed a moment ago is not there any more.
const GONE: &str = "no such object";
/// The list of what to ask about was empty.
pub(super) const ASKED_NOTHING: &str = "requires at least 1 argument";

/// The way to get the file again.
pub(super) fn command(call: Named) -> String {
    let (name, _) = call;
    let command = if name == calls::INSPECT.0 {
        "docker inspect $(docker ps -aq)"
    } else if name == calls::NETWORK_INSPECT.0 {
        "docker network inspect $(docker network ls -q)"
    } else {
        "docker info --format '{{json .}}'"
    };
    command.to_owned()
}

/// What `docker` says on a terminal when something is wrong. Nothing when it only warns.
pub(super) fn spoken(text: &str) -> Option<Refusal> {
    let lower = text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let code = if says(&["permission denied", "authorization denied", "403 forbidden"]) {
        DENIED
    } else if says(&[
        "cannot connect to the docker daemon",
        "cannot connect to podman",
        "failed to connect to the docker api",
        "is the docker daemon running",
        "error during connect",
        "connection refused",
        "deadline exceeded",
    ]) {
        UNREACHED
    } else if says(&[ASKED_NOTHING]) {
        ASKED_NOTHING
    } else if says(&["no such object", "no such container", "no such network", "not found"]) {
        GONE
    } else {
        let quiet = |line: &str| {
            let line = line.trim();
            line.is_empty() || line.starts_with("WARNING") || line.contains("level=warning")
        };
        if text.lines().all(quiet) {
            return None;
        }
        "something else"
    };
    Some(Refusal::coded(code))
}

/// What that means for what is known.
fn refused(path: &str, call: Named, refusal: &Refusal) -> Unread {
    let again = command(call);
    let (status, reason) = match refusal.code().as_str() {
        DENIED => (
            Status::Denied,
            format!(
                "{path}: denied (permission denied), needs {}: run `{again}` as root or as a member of the group `docker`",
                call.1
            ),
        ),
        UNREACHED => (
            Status::Failed,
            format!(
                "{path}: the Docker engine did not answer; start it, or point DOCKER_HOST at it, and run `{again}` again"
            ),
        ),
        ASKED_NOTHING => (
            Status::Failed,
            format!(
                "{path}: `docker` was asked about nothing, so the list of what there is was empty or could not be read; add info.json, which counts the containers, or run `{again}` again"
            ),
        ),
        GONE => (
            Status::Failed,
            format!(
                "{path}: something that was listed was gone when it was asked for; run `{again}` again"
            ),
        ),
        _ => (
            Status::Failed,
            format!("{path}: `docker` answered with words that are no answer; run `{again}` again"),
        ),
    };
    Unread { status, reason }
}
