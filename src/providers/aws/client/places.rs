//! Which scopes there are: the regions of every account that is wanted.
//!
//! An account that can't be entered, or does not say which regions it has, still has the scopes that it was to be read in:
//! they are gaps with the reason, so that neither silence nor an error of one account stands for the others.

use std::sync::Arc;

use super::connect::{Account, Caller};
use super::organization::{self, Accounts};
use super::regions::{self, Regions};
use super::roles;
use crate::model::{Provider, Scope, Status};
use crate::providers::aws::{RegionGlob, RoleName};
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Found, Visit};
use crate::providers::live::{LiveError, Wanted};

/// Where a scope is read: a region of this account.
pub(super) struct Place {
    pub(super) account: Arc<Account>,
}

/// The scopes of an account.
pub(super) type Places = Found<Place>;

/// Where accounts are to be read that don't say where they can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Fallback {
    /// The regions that are configured by name, else those that the credentials' own account uses.
    used: Vec<String>,
    /// All regions that there may be; empty when nobody knows.
    all: Vec<String>,
}

/// What is to be found out about each account.
pub(super) struct Estate {
    /// What is known at once.
    pub(super) places: Places,
    /// The accounts that are yet to be entered, each with the role.
    pub(super) accounts: Vec<(String, RoleName)>,
    pub(super) fallback: Fallback,
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
    let known = match regions::listed(&own, office).await {
        Ok(listed) => Ok(regions::chosen(listed, globs)),
        Err(gap) => regions::spelled_out(globs).ok_or(gap),
    };
    if known.as_ref().is_ok_and(Regions::is_empty) {
        return Err(no_region(&own.id, globs.unwrap_or_default()));
    }
    let Some(role) = &settings.role else {
        let places = places(&own, known.map_err(no_regions)?, wanted);
        return Ok(Estate { places, accounts: Vec::new(), fallback: Fallback::default() });
    };
    let Accounts { mut open, closed } =
        organization::accounts(caller, settings.accounts.as_deref(), office).await?;
    let fallback = match &known {
        Ok(regions) => Fallback::new(regions),
        Err(_) => Fallback { used: vec![caller.region.clone()], all: Vec::new() },
    };
    let is_own = open.remove(&caller.id);
    let mut found = match known {
        Ok(regions) if is_own => places(&own, regions, wanted),
        Err(gap) if is_own => fallback.unread(&caller.id, nameless(gap), wanted)?,
        Ok(_) | Err(_) => Places::default(),
    };
    for (id, reason) in closed {
        let gap = Gap::new(Status::Skipped, reason);
        let scopes = fallback.scopes(&id, wanted).into_iter();
        found.unread.extend(scopes.map(|scope| (scope, gap.clone())));
    }
    // Where all regions are known, an account of which no scope is looked at needs not be entered.
    let is_wanted =
        |id: &String| fallback.all.is_empty() || !fallback.scopes(id, wanted).is_empty();
    let accounts = open.into_iter().filter(is_wanted).map(|id| (id, role.clone())).collect();
    Ok(Estate { places: found, accounts, fallback })
}

impl Fallback {
    fn new(regions: &Regions) -> Self {
        let used = regions.iter().filter(|(_, is_used)| **is_used);
        Self {
            used: used.map(|(name, _)| name.clone()).collect(),
            all: regions.keys().cloned().collect(),
        }
    }

    /// The scopes that are looked at of an account that does not say which it has.
    fn scopes(&self, id: &str, wanted: &Wanted) -> Vec<Scope> {
        let taken = |regions: &[String]| -> Vec<Scope> {
            let scopes = regions.iter().filter_map(|region| scope(id, region));
            scopes.filter(|scope| is_taken(scope, wanted)).collect()
        };
        let used = taken(&self.used);
        if used.is_empty() { taken(&self.all) } else { used }
    }

    /// An account of which nothing can be read. It has at least one scope that says so: else it would be passed over in
    /// silence.
    fn unread(&self, id: &str, gap: Gap, wanted: &Wanted) -> Result<Places, LiveError> {
        let scopes = self.scopes(id, wanted);
        if scopes.is_empty() {
            let hint =
                "name every region in `regions` under [aws], so that it is known what is not read";
            return Err(LiveError {
                is_wrong: false,
                message: gap.reason,
                hint: Some(hint.to_owned()),
            });
        }
        let unread = scopes.into_iter().map(|scope| (scope, gap.clone())).collect();
        Ok(Places { unread, ..Places::default() })
    }
}

/// The one scope that was asked for by name.
fn one(caller: &Caller, scope: &Scope, role: Option<&RoleName>) -> Result<Estate, LiveError> {
    let [number, region] = scope.parts() else { return Err(no_scope(scope)) };
    if *number == caller.id {
        let account = Arc::new(caller.own());
        let with = Place { account };
        let place = Visit { scope: scope.clone(), place: region.clone(), with };
        return Ok(Estate {
            places: Places { open: vec![place], ..Places::default() },
            accounts: Vec::new(),
            fallback: Fallback::default(),
        });
    }
    let Some(role) = role else { return Err(another(scope, &caller.id)) };
    Ok(Estate {
        places: Places::default(),
        accounts: vec![(number.clone(), role.clone())],
        fallback: Fallback { used: vec![region.clone()], all: Vec::new() },
    })
}

/// The scopes of another account, with the role.
pub(super) async fn entered(
    caller: &Caller,
    id: &str,
    role: &RoleName,
    fallback: &Fallback,
    wanted: &Wanted,
    office: &Office,
) -> Result<Places, LiveError> {
    let settings = &wanted.settings.aws;
    let account = match roles::enter(caller, id, role, settings, office).await {
        Ok(account) => Arc::new(account),
        Err(gap) => return fallback.unread(id, gap, wanted),
    };
    if let Some(scope) = &wanted.only {
        let regions = scope.parts().iter().skip(1).map(|region| (region.clone(), true));
        return Ok(places(&account, regions.collect(), wanted));
    }
    let globs = settings.regions.as_deref();
    let regions = match regions::listed(&account, office).await {
        Ok(listed) => regions::chosen(listed, globs),
        Err(gap) => match regions::spelled_out(globs) {
            Some(regions) => regions,
            None => return fallback.unread(id, nameless(gap), wanted),
        },
    };
    if regions.is_empty() {
        let reason = format!("account {id} has no region that matches `regions` under [aws]");
        let gap = Gap::new(Status::Failed, reason);
        return fallback.unread(id, gap, wanted);
    }
    Ok(places(&account, regions, wanted))
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
            let with = Place { account: Arc::clone(account) };
            places.open.push(Visit { scope, place: region, with });
        } else {
            let reason = "the account has not opted in to this region, so nothing can be in it";
            places.unread.push((scope, Gap::new(Status::Skipped, reason)));
        }
    }
    places
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
