//! One request, sent with patience, and followed until Azure is done with it.

use serde_json::Value;
use tokio::time::timeout;

use super::super::errors::Wrong;
use super::super::manager::{Answer, Call, Manager};
use super::line::{About, Method, Rest};
use super::told::stop;
use crate::providers::live::causes;
use crate::providers::live::change::{Pause, Stop, patiently};
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words;

/// Who sends requests about one subscription.
pub(super) struct Sender<'a> {
    pub(super) manager: &'a Manager,
    pub(super) desk: &'a Desk<'a>,
}

impl Sender<'_> {
    /// What there is; nothing when there is no such thing.
    pub(super) async fn look(&self, about: &About) -> Result<Option<Value>, Stop> {
        let rest = Rest {
            method: Method::Get,
            about: about.clone(),
            unchanged: None,
            body: None,
            query: None,
            as_json: true,
        };
        match self.patiently(&rest).await {
            Ok(answer) => read(about, &answer).map(Some),
            Err(Wrong::Refused(said)) if said.http == 404 => Ok(None),
            Err(wrong) => Err(stop(Method::Get, about, &wrong)),
        }
    }

    /// Changes something, and follows it until Azure says that it is done. What is given back says why nobody knows whether it is.
    pub(super) async fn change(&self, rest: &Rest) -> Result<Option<Stop>, Stop> {
        let sent = self.patiently(rest).await;
        let Answer { body: _, operation } =
            sent.map_err(|wrong| stop(rest.method, &rest.about, &wrong))?;
        match operation {
            Some(link) => self.follow(&rest.about, &link).await,
            None => Ok(None),
        }
    }

    /// Waits until something is there and done with, or gone.
    pub(super) async fn wait(&self, about: &About, until_gone: bool) -> Result<(), Stop> {
        let mut pause = Pause::new(self.desk);
        loop {
            let is = self.look(about).await;
            let is = is.map_err(|stop| stop.after_it_was_taken(&about.named()))?;
            let state = is.as_ref().and_then(|is| is.pointer("/properties/provisioningState"));
            match (is.is_some(), state.and_then(Value::as_str), until_gone) {
                (false, _, true) | (true, None | Some("Succeeded"), false) => return Ok(()),
                (true, Some(state @ ("Failed" | "Canceled")), _) => {
                    return Err(Stop::failed(format!(
                        "{}: Azure took it, and it is {state}",
                        about.named()
                    )));
                }
                _ => {}
            }
            pause.next(&about.named()).await?;
        }
    }

    /// Follows an operation to its end.
    async fn follow(&self, about: &About, link: &str) -> Result<Option<Stop>, Stop> {
        let unsaid =
            |why: &str| Stop::Unsaid(format!("{}: Azure took it, and {why}", about.named()));
        let mut pause = Pause::new(self.desk);
        loop {
            let Ok(request) = self.manager.next(link) else {
                return Err(unsaid("says on another host how it went, which gets no token"));
            };
            let asked = timeout(self.desk.limits().attempt(), self.manager.send(request)).await;
            let said: Value = match asked {
                Ok(Ok(body)) => serde_json::from_slice(&body).unwrap_or_default(),
                // Whoever may change something may not always ask how it goes.
                Ok(Err(Wrong::Refused(said))) if said.http == 403 || said.http == 404 => {
                    return Ok(Some(unsaid("does not say how it went")));
                }
                Ok(Err(_)) | Err(_) => Value::Null,
            };
            match said.get("status").and_then(Value::as_str) {
                Some("Succeeded") => return Ok(None),
                Some(status @ ("Failed" | "Canceled")) => {
                    let text =
                        |key: &str| said.pointer(&format!("/error/{key}")).and_then(Value::as_str);
                    let why = [text("code"), text("message")].into_iter().flatten();
                    let why: Vec<String> = why.map(causes::line).collect();
                    let why = if why.is_empty() { status.to_owned() } else { why.join(": ") };
                    return Err(Stop::failed(format!(
                        "{}: Azure took it, and did not do it ({why})",
                        about.named()
                    )));
                }
                _ => {}
            }
            pause.next(&about.named()).await?;
        }
    }

    async fn patiently(&self, rest: &Rest) -> Result<Answer, Wrong> {
        let changes = rest.method != Method::Get;
        patiently(self.desk.limits(), changes, || self.once(rest)).await
    }

    async fn once(&self, rest: &Rest) -> Result<Answer, Wrong> {
        let url = rest.about.at(&self.manager.endpoint, self.desk.place).map_err(Wrong::Astray)?;
        let body = rest.body.as_ref().map(|body| body.to_string().into_bytes());
        let method = match rest.method {
            Method::Get => reqwest::Method::GET,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let call = Call { method, url, body, unchanged: rest.unchanged.clone() };
        let limit = self.desk.limits().attempt();
        match timeout(limit, self.manager.answer(call)).await {
            Ok(answer) => answer,
            Err(_) => Err(Wrong::Silent(words(limit))),
        }
    }
}

/// The document of an answer.
pub(super) fn read(about: &About, answer: &Answer) -> Result<Value, Stop> {
    serde_json::from_slice(&answer.body).map_err(|_| {
        Stop::failed(format!("read {}: the answer is none; what answers there?", about.named()))
    })
}
