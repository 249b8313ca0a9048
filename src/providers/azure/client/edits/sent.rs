//! One request, sent with patience.
//!
//! What only reads is sent again whenever that may help. What changes something is sent again only when Azure says that it was too much at
//! once: what broke off may have been done.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::super::errors::Wrong;
use super::super::manager::{Answer, Call, Manager};
use super::line::{About, Method, Rest};
use super::told::{Stop, stop};
use crate::providers::azure::words::Means;
use crate::providers::live::causes;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::{Again, Trouble as _, words};

/// How often a request is sent that Azure says is too much at once.
const ATTEMPTS: u32 = 7;
/// How long is waited before it is sent again; each time twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How long lies between two looks at something that is not done; each time longer.
const LOOK: Duration = Duration::from_millis(250);
const LONGEST_LOOK: Duration = Duration::from_secs(5);

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

    /// Changes something, and follows it until Azure says that it is done.
    pub(super) async fn change(&self, rest: &Rest) -> Result<(), Stop> {
        let sent = self.patiently(rest).await;
        let Answer { body: _, operation } =
            sent.map_err(|wrong| stop(rest.method, &rest.about, &wrong))?;
        match operation {
            Some(link) => self.follow(&rest.about, &link).await,
            None => Ok(()),
        }
    }

    /// Waits until something is there and done with, or gone.
    pub(super) async fn wait(&self, about: &About, until_gone: bool) -> Result<(), Stop> {
        let mut pause = Pause::new(self.desk);
        loop {
            let is = self.look(about).await.map_err(|stop| match stop {
                Stop::Refused(_, why) => Stop::Unsaid(format!("it was taken, but {why}")),
                unsaid => unsaid,
            })?;
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
            pause.next(about).await?;
        }
    }

    /// Follows an operation to its end.
    async fn follow(&self, about: &About, link: &str) -> Result<(), Stop> {
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
                // Whoever may change something may not always ask how it goes; the look at the thing tells.
                Ok(Err(Wrong::Refused(said))) if said.http == 403 || said.http == 404 => {
                    return Ok(());
                }
                Ok(Err(_)) | Err(_) => Value::Null,
            };
            match said.get("status").and_then(Value::as_str) {
                Some("Succeeded") => return Ok(()),
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
            pause.next(about).await?;
        }
    }

    async fn patiently(&self, rest: &Rest) -> Result<Answer, Wrong> {
        let mut wait = FIRST_WAIT;
        let mut tries = 1;
        loop {
            let wrong = match self.once(rest).await {
                Ok(answer) => return Ok(answer),
                Err(wrong) => wrong,
            };
            let pause = match (wrong.again(), rest.method) {
                (Again::Slower(after), Method::Get) => after.unwrap_or(wait),
                (Again::Slower(after), _) if is_throttled(&wrong) => after.unwrap_or(wait),
                (Again::Soon, Method::Get) => wait,
                _ => return Err(wrong),
            };
            if tries >= ATTEMPTS {
                return Err(wrong);
            }
            tries += 1;
            sleep(pause).await;
            wait *= 2;
        }
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

/// Whether Azure did nothing because it was asked too much.
fn is_throttled(wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::Refused(said) if said.means() == Means::Throttled)
}

/// The document of an answer.
pub(super) fn read(about: &About, answer: &Answer) -> Result<Value, Stop> {
    serde_json::from_slice(&answer.body).map_err(|_| {
        Stop::failed(format!("read {}: the answer is none; what answers there?", about.named()))
    })
}

/// The time between looks, until it is too late.
struct Pause {
    until: Instant,
    look: Duration,
}

impl Pause {
    fn new(desk: &Desk<'_>) -> Self {
        Self { until: Instant::now() + desk.limits().scope(), look: LOOK }
    }

    async fn next(&mut self, about: &About) -> Result<(), Stop> {
        if Instant::now() + self.look >= self.until {
            return Err(Stop::Unsaid(format!(
                "{}: Azure took it, and is not done with it",
                about.named()
            )));
        }
        sleep(self.look).await;
        self.look = (self.look * 2).min(LONGEST_LOOK);
        Ok(())
    }
}
