//! One edit of one object, made with the calls that the printed command makes.
//!
//! The object is read, held against what the edit was planned for, and changed on the condition that it still is of the version that was
//! read. A rehearsal is the same call with `dryRun=All`, which the server admits and validates, and does not keep.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `object` | where an object is |
//! | `sent` | one call that changes something, and what came of it |
//! | `words` | what an answer means |

mod object;
mod sent;
mod words;

use jiff::fmt::{rfc2822, temporal};
use kube::Client;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use self::object::Object;
use self::sent::{Call as Sending, Sent};
use self::words::{changed, failed, of_gap};
use super::connect::connect;
use super::contexts;
use super::request::{self, Answer};
use crate::model::Edit;
use crate::providers::kubernetes::remedy::{self, Call, Patch, restarted};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::visits::Visit;
use crate::providers::live::{Came, Errand, Later, LiveError, Report, Way};

/// Where the server says who asks.
const WHO: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
/// How long lies between two looks at an object that is going.
const LOOKS: std::time::Duration = std::time::Duration::from_millis(500);

/// Makes one edit, or rehearses it.
pub(super) fn make(errand: Errand) -> Later<Result<Report, LiveError>> {
    Box::pin(async move {
        let Errand { edit, script: _, way, wanted, profile } = errand;
        let call = remedy::call(&edit).map_err(|why| LiveError {
            is_wrong: true,
            message: why,
            hint: None,
        })?;
        let Visit { scope, place, with } =
            contexts::to_change(&wanted, &edit.id.scope, profile.as_deref())?;
        let office = Office::new(&wanted);
        let desk = Desk::new(&office, &scope, &place);
        let client = match connect(&with, &desk).await {
            Ok(client) => client,
            Err(gap) => return Ok(Report::before_any(of_gap(gap))),
        };
        let who = match way {
            Way::Rehearse => None,
            Way::Make => who(&client, &desk).await,
        };
        let maker = Maker { client: &client, desk: &desk, way };
        let Report { came, made, who: _ } = maker.run(&edit, call).await;
        Ok(Report { came, made, who })
    })
}

/// Who the server takes the credentials for; old servers do not say.
async fn who(client: &Client, desk: &Desk<'_>) -> Option<String> {
    let review = json!({ "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview" });
    let request = request::with("POST", WHO, request::JSON, &review).ok()?;
    let limit = desk.limits().attempt();
    let answer = tokio::time::timeout(limit, request::send(client, request)).await.ok()?.ok()?;
    let Answer { http: 200..=299, body: Some(body), after: _, date: _ } = answer else {
        return None;
    };
    let review: Value = serde_json::from_slice(&body).ok()?;
    let name = review.pointer("/status/userInfo/username")?.as_str()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// Who makes an edit of one cluster.
struct Maker<'a> {
    client: &'a Client,
    desk: &'a Desk<'a>,
    way: Way,
}

impl Maker<'_> {
    async fn run(&self, edit: &Edit, call: Call) -> Report {
        let done = match call {
            Call::Create(new) => self.create(edit, &new).await,
            Call::Patch(patch) => self.patch(edit, &patch).await,
            Call::Delete(like) => self.delete(edit, &like).await,
            Call::Restart => self.restart(edit).await,
        };
        done.unwrap_or_else(Report::before_any)
    }

    async fn create(&self, edit: &Edit, new: &Value) -> Result<Report, Came> {
        let object = Object::new(edit, new, self.desk.place)?;
        let sent = self.send(Sending::create(&object, new)).await;
        Ok(self.report(sent))
    }

    async fn patch(&self, edit: &Edit, patch: &Patch) -> Result<Report, Came> {
        let object = Object::found(edit, self.client, self.desk).await?;
        let is = object.read(self.client, self.desk).await?.0;
        let operations = patch.operations(&is).ok_or_else(|| changed(object.named()))?;
        self.patched(&object, &is, operations).await
    }

    async fn patched(
        &self,
        object: &Object<'_>,
        is: &Value,
        operations: Vec<Value>,
    ) -> Result<Report, Came> {
        let sent = self.send(Sending::patch(object, &operations.into())).await;
        // Of a `test` that fails a server says the same as of a value that it does not take.
        if sent.http == Some(422) {
            let now = object.read(self.client, self.desk).await?.0;
            let version = |object: &Value| object.pointer("/metadata/resourceVersion").cloned();
            if version(&now) != version(is) {
                return Err(changed(object.named()));
            }
        }
        Ok(self.report(sent))
    }

    async fn restart(&self, edit: &Edit) -> Result<Report, Came> {
        let object = Object::found(edit, self.client, self.desk).await?;
        let (is, date) = object.read(self.client, self.desk).await?;
        if is.pointer("/spec/paused") == Some(&Value::Bool(true)) {
            return Err(failed(format!(
                "{}: it is paused, and makes no pods before `kubectl rollout resume`",
                object.named()
            )));
        }
        let time = date.as_deref().and_then(clock).ok_or_else(|| {
            failed(format!(
                "{}: the server does not say what time it is, which is what its pods are made again for; the printed command is the way",
                object.named()
            ))
        })?;
        let operations = restarted(&is, &time).ok_or_else(|| changed(object.named()))?;
        self.patched(&object, &is, operations).await
    }

    async fn delete(&self, edit: &Edit, like: &Patch) -> Result<Report, Came> {
        let object = Object::found(edit, self.client, self.desk).await?;
        let is = object.read(self.client, self.desk).await?.0;
        let text = |pointer: &str| is.pointer(pointer).and_then(Value::as_str);
        let (uid, version) = (text("/metadata/uid"), text("/metadata/resourceVersion"));
        let (Some(uid), Some(version)) = (uid, version) else {
            return Err(failed(format!(
                "{}: the server does not say which one it is",
                object.named()
            )));
        };
        if like.operations(&is).is_none() {
            return Err(changed(object.named()));
        }
        let sent = self.send(Sending::delete(&object, uid, version, self.way)).await;
        let mut report = self.report(sent);
        if report.came == Came::Made
            && let Err(came) = self.goes(&object, uid).await
        {
            report.came = came;
        }
        Ok(report)
    }

    /// Waits until an object is gone, as `kubectl` does: a namespace goes after all that is in it, and some wait for whoever cleans up.
    async fn goes(&self, object: &Object<'_>, uid: &str) -> Result<(), Came> {
        let until = Instant::now() + self.desk.limits().call();
        loop {
            let mut is_there = false;
            match object.answered(self.client, self.desk).await {
                Ok(Answer { http: 404, .. }) => return Ok(()),
                Ok(Answer { http: 200, body: Some(body), after: _, date: _ }) => {
                    let is: Option<Value> = serde_json::from_slice(&body).ok();
                    let other = is.as_ref().and_then(|is| is.pointer("/metadata/uid")?.as_str());
                    if other.is_some_and(|other| other != uid) {
                        return Ok(());
                    }
                    is_there = true;
                }
                Ok(_) | Err(_) => {}
            }
            if Instant::now() + LOOKS >= until {
                let named = object.named();
                return Err(if is_there {
                    failed(format!(
                        "{named}: the server took the deletion, and it is still there; what is in `metadata.finalizers` has not let go of it"
                    ))
                } else {
                    Came::Unsaid(format!(
                        "{named}: the server took the deletion, and does not say whether it is gone"
                    ))
                });
            }
            sleep(LOOKS).await;
        }
    }

    async fn send(&self, call: Sending<'_>) -> Sent {
        call.send(self.client, self.desk, self.way).await
    }

    fn report(&self, Sent { came, http }: Sent) -> Report {
        let is_kept = self.way == Way::Make && http.is_some_and(|http| (200..300).contains(&http));
        Report { came, made: usize::from(is_kept), who: None }
    }
}

/// The time that a header says, as `kubectl` writes it.
fn clock(date: &str) -> Option<String> {
    const READ: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new();
    const WRITTEN: temporal::DateTimePrinter = temporal::DateTimePrinter::new();
    let time = READ.parse_timestamp(date.trim()).ok()?;
    let mut text = String::new();
    WRITTEN.print_timestamp(&time, &mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_time_of_a_header_is_one_of_kubectl() {
        let time = clock("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(time.as_deref(), Some("1994-11-06T08:49:37Z"));
        assert_eq!(clock("yesterday"), None);
    }
}
