//! Which scopes there are: the regions of every account that is wanted.
//!
//! An account that can't be entered, or does not say which regions it has, still has the scopes that it was to be read in:
//! they are gaps with the reason, so that neither silence nor an error of one account stands for the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::connect::{Account, Caller};
use super::desk::Office;
use super::organization::{self, Accounts};
use super::regions::{self, Regions};
use super::roles;
use crate::model::{Provider, Scope, Status};
use crate::providers::aws::{RegionGlob, RoleName};
use crate::providers::live::{LiveError, Wanted};

/// Why a scope is not read.
#[derive(Clone, Debug)]
pub(super) struct Gap {
    pub(super) status: Status,
    pub(super) reason: String,
    /// The permissions without which it can't be.
    pub(super) missing: BTreeSet<String>,
}

/// A scope that can be read.
pub(super) struct Place {
    pub(super) account: Arc<Account>,
    pub(super) scope: Scope,
    pub(super) region: String,
}

/// The scopes of an account.
#[derive(Default)]
pub(super) struct Places {
    pub(super) open: Vec<Place>,
    pub(super) unread: Vec<(Scope, Gap)>,
}

/// What is to be found out about each account.
pub(super) struct Estate {
    /// What is known at once.
    pub(super) places: Places,
    /// The accounts that are yet to be entered.
    pub(super) accounts: Vec<String>,
    /// Where an account is to be read that does not say where it can be.
    pub(super) fallback: Vec<String>,
}

impl Estate {
    fn of(places: Places) -> Self {
        Self { places, accounts: Vec::new(), fallback: Vec::new() }
    }
}

/// What there is to read, as far as it can be known without entering another account.
pub(super) async fn estate(
    caller: &Caller,
    wanted: &Wanted,
    office: &Office,
) -> Result<Estate, LiveError> {
    let settings = &wanted.settings.aws;
    if let Some(scope) = &wanted.only {
        return one(caller, scope, settings.role.as_ref());
    }
    let own = Arc::new(caller.own());
    let globs = settings.regions.as_deref();
    let listed = regions::listed(&own, office).await;
    let known = match &listed {
        Ok(listed) => Some(regions::chosen(listed.clone(), globs)),
        Err(_) => regions::spelled_out(globs),
    };
    if known.as_ref().is_some_and(Regions::is_empty) {
        return Err(no_region(&own.id, globs.unwrap_or_default()));
    }
    if settings.role.is_none() {
        return match (known, listed) {
            (Some(regions), _) => Ok(Estate::of(places(&own, regions, wanted))),
            (None, Err(gap)) => Err(no_regions(gap)),
            (None, Ok(_)) => Ok(Estate::of(Places::default())),
        };
    }
    let Accounts { mut open, closed } =
        organization::accounts(caller, settings.accounts.as_deref(), office).await?;
    let used = |regions: &Regions| {
        regions.iter().filter(|(_, used)| **used).map(|(name, _)| name.clone()).collect()
    };
    let fallback = known.as_ref().map_or_else(|| vec![caller.region.clone()], used);
    let mut found = Places::default();
    for (id, reason) in closed {
        let gap = Gap { status: Status::Skipped, reason, missing: BTreeSet::new() };
        found.unread.extend(gaps(&id, &fallback, &gap, wanted));
    }
    if open.remove(&caller.id) {
        match (&known, listed) {
            (Some(regions), _) => {
                let Places { open, unread } = places(&own, regions.clone(), wanted);
                found.open.extend(open);
                found.unread.extend(unread);
            }
            (None, Err(gap)) => {
                found.unread.extend(gaps(&caller.id, &fallback, &nameless(gap), wanted));
            }
            (None, Ok(_)) => {}
        }
    }
    // Where all regions are known, an account of which no scope is looked at needs not be entered.
    let is_wanted = |id: &String| {
        known.as_ref().is_none_or(|regions| {
            regions.keys().any(|region| scope(id, region).is_some_and(|one| (wanted.takes)(&one)))
        })
    };
    let accounts = open.into_iter().filter(is_wanted).collect();
    Ok(Estate { places: found, accounts, fallback })
}

/// The one scope that was asked for by name.
fn one(caller: &Caller, scope: &Scope, role: Option<&RoleName>) -> Result<Estate, LiveError> {
    let [number, region] = scope.parts() else { return Err(no_scope(scope)) };
    if *number == caller.id {
        let account = Arc::new(caller.own());
        let place = Place { account, scope: scope.clone(), region: region.clone() };
        return Ok(Estate::of(Places { open: vec![place], unread: Vec::new() }));
    }
    if role.is_none() {
        return Err(another(scope, &caller.id));
    }
    Ok(Estate {
        places: Places::default(),
        accounts: vec![number.clone()],
        fallback: vec![region.clone()],
    })
}

/// The scopes of another account, with the role.
pub(super) async fn entered(
    caller: &Caller,
    id: &str,
    role: &RoleName,
    fallback: &[String],
    wanted: &Wanted,
    office: &Office,
) -> Places {
    let settings = &wanted.settings.aws;
    let unread = |gap: &Gap| Places { open: Vec::new(), unread: gaps(id, fallback, gap, wanted) };
    let account = match roles::enter(caller, id, role, settings, office).await {
        Ok(account) => Arc::new(account),
        Err(gap) => return unread(&gap),
    };
    if let Some(scope) = &wanted.only {
        let regions = scope.parts().iter().skip(1).map(|region| (region.clone(), true));
        return places(&account, regions.collect(), wanted);
    }
    let globs = settings.regions.as_deref();
    let regions = match regions::listed(&account, office).await {
        Ok(listed) => regions::chosen(listed, globs),
        Err(gap) => match regions::spelled_out(globs) {
            Some(regions) => regions,
            None => return unread(&nameless(gap)),
        },
    };
    if regions.is_empty() {
        let reason = format!("account {id} has no region that matches `regions` under [aws]");
        return unread(&Gap { status: Status::Failed, reason, missing: BTreeSet::new() });
    }
    places(&account, regions, wanted)
}

fn scope(id: &str, region: &str) -> Option<Scope> {
    Scope::new(Provider::Aws, &format!("{id}/{region}")).ok()
}

fn is_taken(scope: &Scope, wanted: &Wanted) -> bool {
    wanted.only.as_ref().is_some_and(|only| only == scope) || (wanted.takes)(scope)
}

/// The regions of an account that are looked at; those that it has not opted in to are there, and not read.
fn places(account: &Arc<Account>, regions: Regions, wanted: &Wanted) -> Places {
    let mut places = Places::default();
    for (region, is_used) in regions {
        let scope = scope(&account.id, &region).filter(|scope| is_taken(scope, wanted));
        let Some(scope) = scope else { continue };
        if is_used {
            places.open.push(Place { account: Arc::clone(account), scope, region });
        } else {
            let reason = "the account has not opted in to this region, so nothing can be in it";
            let gap = Gap {
                status: Status::Skipped,
                reason: reason.to_owned(),
                missing: BTreeSet::new(),
            };
            places.unread.push((scope, gap));
        }
    }
    places
}

/// The same gap in each of these regions of an account.
fn gaps(id: &str, regions: &[String], gap: &Gap, wanted: &Wanted) -> Vec<(Scope, Gap)> {
    let scopes = regions.iter().filter_map(|region| scope(id, region));
    scopes.filter(|scope| is_taken(scope, wanted)).map(|scope| (scope, gap.clone())).collect()
}

const WITHOUT_LIST: &str =
    "allow ec2:DescribeRegions, or name every region in `regions` under [aws]";

/// A gap for want of a list of regions.
fn nameless(mut gap: Gap) -> Gap {
    gap.reason.push_str("; ");
    gap.reason.push_str(WITHOUT_LIST);
    gap
}

fn no_regions(gap: Gap) -> LiveError {
    LiveError { is_wrong: false, message: gap.reason, hint: Some(WITHOUT_LIST.to_owned()) }
}

fn no_region(id: &str, globs: &[RegionGlob]) -> LiveError {
    let globs: Vec<String> = globs.iter().map(ToString::to_string).collect();
    LiveError {
        is_wrong: true,
        message: format!("no region of account {id} matches {}", globs.join(", ")),
        hint: Some("`regions` under [aws] names them; without it all are read".to_owned()),
    }
}

fn another(scope: &Scope, account: &str) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("{scope} was asked for, and the credentials are those of account {account}"),
        hint: Some(
            "AWS_PROFILE or `profile` under [aws] chooses credentials, and `role` under [aws] is assumed in other accounts; `aws \
             sts get-caller-identity` says whose the credentials are"
                .to_owned(),
        ),
    }
}

fn no_scope(scope: &Scope) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("{scope} is no account and region"),
        hint: Some("write live:aws:<account>/<region>".to_owned()),
    }
}
