//! Live clusters: the only room of this provider that knows a network.
//!
//! kube finds credentials and connects; what is asked, and what of an answer is read, is ours: lists go through `parse` as
//! they were sent, so that nothing is defaulted twice and no field is lost.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `contexts` | settings and the kubeconfig → the clusters that are wanted |
//! | `connect` | a context → a client with its credentials |
//! | `served` | which kinds a cluster serves, and where |
//! | `lists` | the list of every kind, page after page |
//! | `request` | one request, and an answer that is whole |
//! | `edits` | one edit of one object, made or rehearsed |
//! | `errors` | what went wrong, in words |

mod connect;
mod contexts;
mod edits;
mod errors;
mod lists;
mod request;
mod served;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::contexts::Access;
use self::served::Served;
use super::kinds;
use super::parse::{ListedKind, read_lists};
use crate::model::{Scope, ScopeReading};
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::{Gap, Told};
use crate::providers::live::visits::{Outcome, Visit, Visitor, Visits};
use crate::providers::live::{Checked, Client, Later, LiveError, Scopes, Wanted};

/// What reads live clusters, and makes edits there.
pub(super) const CLIENT: Client = Client {
    read,
    check,
    make: Some(edits::make),
    search: None,
    #[cfg(feature = "buckets")]
    bucket: None,
};

fn read(wanted: Wanted) -> Later<Result<Scopes, LiveError>> {
    let read = |visit, office| Box::pin(read_cluster(visit, office)) as _;
    let unread = |_: &Scope, gap: &Gap| gap.reading(kinds::KINDS);
    Box::pin(visit(wanted, Visitor::new(read, unread)))
}

fn check(wanted: Wanted) -> Later<Result<Vec<Checked>, LiveError>> {
    let read = |visit, office| Box::pin(check_cluster(visit, office)) as _;
    Box::pin(async move {
        let unread = |scope: &Scope, gap: &Gap| gap.rows(scope, kinds::KINDS);
        let checked = visit(wanted, Visitor::new(read, unread)).await?;
        Ok(checked.into_values().flatten().collect())
    })
}

/// Visits every cluster that is wanted.
async fn visit<T: Outcome + Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<Access, T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let mut visits = Visits::new(&office, visitor);
    visits.begin(contexts::contexts(&wanted)?);
    visits.finish().await
}

async fn read_cluster(visit: Visit<Access>, office: Arc<Office>) -> ScopeReading {
    let Visit { scope, place, with } = visit;
    let desk = Desk::new(&office, &scope, &place);
    match ask_all(&with, &desk).await {
        Ok((kinds, beside)) => read_lists(kinds, beside),
        Err(gap) => gap.reading(kinds::KINDS),
    }
}

async fn check_cluster(visit: Visit<Access>, office: Arc<Office>) -> Vec<Checked> {
    let Visit { scope, place, with } = visit;
    let desk = Desk::new(&office, &scope, &place);
    match ask_all(&with, &desk).await {
        Ok((kinds, _)) => {
            let mut told = Told::default();
            for (spec, listed) in kinds::KINDS.iter().zip(kinds) {
                for call in spec.calls {
                    told.of(call.name, listed.coverage.clone());
                }
            }
            told.rows(&scope, kinds::KINDS)
        }
        Err(gap) => gap.rows(&scope, kinds::KINDS),
    }
}

/// Asks a cluster for everything: the list of each kind, in the order of the kinds, and what else it is known to serve.
async fn ask_all(
    access: &Access,
    desk: &Desk<'_>,
) -> Result<(Vec<ListedKind>, BTreeMap<String, String>), Gap> {
    let client = connect::connect(access, desk).await?;
    let Served { kinds, beside } = served::served(&client, desk).await;
    Ok((lists::list_all(&client, desk, kinds).await, beside))
}
