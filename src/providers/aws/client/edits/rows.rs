//! What a call is: how its line of a table becomes a request of the SDK, and how it is sent.

use serde_json::Value;

use super::request::Request;
use super::sent::Stop;
use crate::providers::aws::client::connect::Clients;
use crate::providers::calls::Named;
use crate::providers::live::{Later, Limits};

/// One call of `aws` that printed command lines make.
pub(super) struct Row {
    /// `ec2`
    pub(super) service: &'static str,
    /// `create-tags`, and the permission that it needs.
    pub(super) call: Named,
    /// What it does.
    pub(super) sort: Sort,
    /// Sends it, as a rehearsal or not.
    pub(super) send: fn(Sending) -> Later<Result<Value, Stop>>,
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// It reads.
    Reads,
    /// It changes something.
    Changes,
    /// It changes something, and AWS says beforehand whether it would.
    Rehearsed,
}

/// A request that is to be sent.
pub(super) struct Sending {
    pub(super) clients: Clients,
    pub(super) request: Request,
    pub(super) call: Named,
    pub(super) region: String,
    pub(super) limits: Limits,
    /// Whether AWS only says whether it would.
    pub(super) is_rehearsal: bool,
}

/// A table: `sort "service" "operation" "permission" client.operation(set_field, …) => |answer| what is said of it;`
macro_rules! rows {
    ($(
        $sort:ident $service:literal $name:literal $permission:literal
        $client:ident.$operation:ident($($set:ident),* $(,)?) $(=> |$answer:ident| $said:expr)?;
    )*) => {
        /// The calls.
        pub(super) const ROWS: &[Row] = &[$(
            Row {
                service: $service,
                call: ($name, $permission),
                sort: rows!(@sort $sort),
                send: |sending| Box::pin(async move {
                    let $crate::providers::aws::client::edits::rows::Sending {
                        clients, mut request, call, region, limits, is_rehearsal,
                    } = sending;
                    let odd = $crate::providers::aws::client::edits::sent::odd;
                    let sent = clients.$client.$operation()
                        $(.$set(request.take(stringify!($set)).map_err(|why| odd(call, why))?))*;
                    request.finish().map_err(|why| odd(call, why))?;
                    let sent = rows!(@rehearsed $sort sent is_rehearsal);
                    let answer = sent.send().await.map_err(|error| {
                        $crate::providers::aws::client::edits::sent::stop(call, &region, &limits, &error)
                    })?;
                    Ok(rows!(@said answer $(|$answer| $said)?))
                }),
            },
        )*];
    };
    (@sort reads) => { $crate::providers::aws::client::edits::rows::Sort::Reads };
    (@sort made) => { $crate::providers::aws::client::edits::rows::Sort::Changes };
    (@sort rehearsed) => { $crate::providers::aws::client::edits::rows::Sort::Rehearsed };
    (@rehearsed rehearsed $sent:ident $is_rehearsal:ident) => {
        $sent.set_dry_run($is_rehearsal.then_some(true))
    };
    (@rehearsed $sort:ident $sent:ident $is_rehearsal:ident) => {{
        // Nobody rehearses what can't be.
        let _ = $is_rehearsal;
        $sent
    }};
    (@said $is:ident) => {{
        let _ = $is;
        serde_json::Value::Null
    }};
    (@said $is:ident |$answer:ident| $said:expr) => {{
        let $answer = $is;
        $said
    }};
}

pub(super) use rows;
