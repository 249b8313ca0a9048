//! Which accounts are to be read.
//!
//! Half a list is no list: an account that is not on it would be one that nobody misses. So the organisation is either
//! known as a whole, or it is an error that says what to allow.

use std::collections::{BTreeMap, BTreeSet};

use super::connect::Caller;
use crate::model::Status;
use crate::providers::aws::AccountGlob;
use crate::providers::aws::calls::LIST_ACCOUNTS;
use crate::providers::live::LiveError;
use crate::providers::live::desk::{Desk, Listed, Page};
use crate::providers::live::office::Office;

/// The accounts that are wanted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Accounts {
    /// Those to be read.
    pub(super) open: BTreeSet<String>,
    /// Those that nobody can read any more, or yet, each with the reason.
    pub(super) closed: BTreeMap<String, String>,
}

/// Finds the accounts that are wanted. When every one of them is named, nobody is asked.
pub(super) async fn accounts(
    caller: &Caller,
    globs: Option<&[AccountGlob]>,
    office: &Office,
) -> Result<Accounts, LiveError> {
    let names: BTreeSet<&str> =
        globs.unwrap_or_default().iter().filter_map(AccountGlob::name).collect();
    let mut accounts = Accounts::default();
    if globs.is_none_or(|globs| globs.iter().any(|glob| glob.name().is_none())) {
        for (id, state) in listed(caller, office).await? {
            if globs.is_none_or(|globs| globs.iter().any(|glob| glob.matches(&id))) {
                accounts.sort(id, &state);
            }
        }
    }
    // A number that the organisation does not have is asked all the same: what is configured is never passed over.
    let named = names.into_iter().filter(|name| !accounts.closed.contains_key(*name));
    accounts.open.extend(named.map(str::to_owned).collect::<Vec<_>>());
    let own = &caller.id;
    if globs.is_none_or(|globs| globs.iter().any(|glob| glob.matches(own))) {
        accounts.closed.remove(own);
        accounts.open.insert(own.clone());
    }
    if accounts == Accounts::default() {
        let globs: Vec<String> =
            globs.unwrap_or_default().iter().map(ToString::to_string).collect();
        return Err(LiveError {
            is_wrong: true,
            message: format!("no account of the organisation matches {}", globs.join(", ")),
            hint: Some("`accounts` under [aws] names them; without it all are read".to_owned()),
        });
    }
    Ok(accounts)
}

impl Accounts {
    /// Puts an account where its state says. One that is being closed still has its firewalls; what nobody has heard of is
    /// tried.
    fn sort(&mut self, id: String, state: &str) {
        let reason = match state {
            "SUSPENDED" => "the account is suspended: nobody can read it, and nothing runs in it",
            "CLOSED" => "the account is closed: there is nothing in it",
            "PENDING_ACTIVATION" => "the account is not active yet: nothing can be in it",
            _ => {
                self.open.insert(id);
                return;
            }
        };
        self.closed.insert(id, reason.to_owned());
    }
}

/// Every account of the organisation, with its state.
async fn listed(caller: &Caller, office: &Office) -> Result<Vec<(String, String)>, LiveError> {
    let desk = Desk::of_account(office, &caller.region).for_a_client_that_repeats();
    let client = caller.organization(&desk);
    let Listed { call: _, pages, coverage } = desk
        .list(LIST_ACCOUNTS, |token| {
            let request = client.list_accounts().set_next_token(token);
            async move {
                let answer = request.send().await;
                answer.map(|answer| Page {
                    items: answer.accounts.unwrap_or_default(),
                    more: answer.next_token,
                })
            }
        })
        .await;
    if coverage.status != Status::Complete {
        return Err(LiveError {
            is_wrong: false,
            message: format!(
                "AWS does not say which accounts the organisation has: {}",
                coverage.reason.unwrap_or_default()
            ),
            hint: Some(
                "allow organizations:ListAccounts, which the management account and delegated administrators can have, or name \
                 every account in `accounts` under [aws]"
                    .to_owned(),
            ),
        });
    }
    // AWS told the state as the status until September 2026.
    let accounts = pages.into_iter().flatten().filter_map(|account| {
        let state = account.state.map(|state| state.as_str().to_owned());
        let status = account.status.map(|status| status.as_str().to_owned());
        Some((account.id?, state.or(status).unwrap_or_default()))
    });
    Ok(accounts.collect())
}

#[cfg(test)]
mod tests {
    use super::Accounts;

    #[test]
    fn what_may_have_firewalls_is_read() {
        let mut accounts = Accounts::default();
        for (id, state) in [
            ("111122223333", "ACTIVE"),
            ("222233334444", "PENDING_CLOSURE"),
            ("333344445555", "SUSPENDED"),
            ("444455556666", "CLOSED"),
            ("555566667777", "SOMETHING_NEW"),
            ("666677778888", ""),
        ] {
            accounts.sort(id.to_owned(), state);
        }
        let open: Vec<&str> = accounts.open.iter().map(String::as_str).collect();
        assert_eq!(open, ["111122223333", "222233334444", "555566667777", "666677778888"]);
        assert_eq!(accounts.closed.len(), 2);
    }
}
