//! One call that changes something, and what came of it.
//!
//! It is sent again when the server turned it away as too much at once, and never otherwise: what broke off may have been done.

use std::time::Duration;

use kube::Client;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

use super::super::request;
use super::object::Object;
use super::words;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words as time;
use crate::providers::live::{Came, Way};

/// The wait after which a call is first sent again; it doubles from there.
const FIRST: Duration = Duration::from_millis(500);
/// Who asks, for the fields that he is noted as the manager of.
const MANAGER: &str = "fieldManager=driftwall";

/// One call that changes something.
pub(super) struct Call<'a> {
    object: &'a Object<'a>,
    method: &'static str,
    verb: &'static str,
    path: String,
    /// What the body is.
    sort: &'static str,
    body: Value,
}

/// What came of it.
pub(super) struct Sent {
    pub(super) came: Came,
    /// What the server answered with, if it did.
    pub(super) http: Option<u16>,
}

impl<'a> Call<'a> {
    /// Fields that the server does not know are refused, as by `kubectl create`.
    pub(super) fn create(object: &'a Object<'a>, new: &Value) -> Self {
        let path = format!("{}?{MANAGER}&fieldValidation=Strict", object.list);
        let (method, verb, sort) = ("POST", "create", request::JSON);
        Self { object, method, verb, path, sort, body: new.clone() }
    }

    pub(super) fn patch(object: &'a Object<'a>, operations: &Value) -> Self {
        let path = format!("{}?{MANAGER}", object.path);
        let (method, verb, sort) = ("PATCH", "patch", "application/json-patch+json");
        Self { object, method, verb, path, sort, body: operations.clone() }
    }

    /// What a deletion asks stands in its body, and nothing beside that is read.
    pub(super) fn delete(object: &'a Object<'a>, uid: &str, version: &str, way: Way) -> Self {
        let mut body = json!({
            "apiVersion": "v1", "kind": "DeleteOptions",
            "preconditions": { "uid": uid, "resourceVersion": version },
            "propagationPolicy": "Background",
        });
        if let (Way::Rehearse, Some(fields)) = (way, body.as_object_mut()) {
            fields.insert("dryRun".to_owned(), json!(["All"]));
        }
        let (method, verb, sort) = ("DELETE", "delete", request::JSON);
        Self { object, method, verb, path: object.path.clone(), sort, body }
    }

    /// Sends it.
    pub(super) async fn send(&self, client: &Client, desk: &Desk<'_>, way: Way) -> Sent {
        let Self { object, method, verb, path, sort, body } = self;
        let is_rehearsed = way == Way::Rehearse;
        let path = match *verb {
            "delete" => path.clone(),
            _ if is_rehearsed => format!("{path}&dryRun=All"),
            _ => path.clone(),
        };
        let named = format!("{verb} {}", object.named());
        let until = Instant::now() + desk.limits().call();
        let mut wait = FIRST;
        loop {
            let request = match request::with(method, &path, sort, body) {
                Ok(request) => request,
                Err(wrong) => {
                    return Sent { came: words::unsent(&named, &wrong, desk), http: None };
                }
            };
            let answer = match timeout_at(until, request::send(client, request)).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(wrong)) => {
                    let came = if is_rehearsed {
                        words::unsent(&named, &wrong, desk)
                    } else {
                        words::perhaps_sent(&named, &wrong, desk)
                    };
                    return Sent { came, http: None };
                }
                Err(_) => {
                    let limit = time(desk.limits().call());
                    let what = format!("{named}: no answer within {limit}");
                    let came = if is_rehearsed { words::failed(what) } else { Came::Unsaid(what) };
                    return Sent { came, http: None };
                }
            };
            let pause = answer.after.unwrap_or_default().max(wait);
            if answer.http == 429 && Instant::now() + pause < until {
                sleep(pause).await;
                wait = wait.saturating_mul(2);
                continue;
            }
            let http = Some(answer.http);
            return Sent { came: words::told(&named, verb, &answer, way), http };
        }
    }
}
