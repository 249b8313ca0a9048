//! Whose account it is, and which regions it has.

use std::collections::{BTreeMap, BTreeSet};

use super::connect::Account;
use super::desk::Office;
use super::unread;
use crate::model::{Provider, Scope, ScopeReading, Status};
use crate::providers::Unread;
use crate::providers::aws::RegionGlob;
use crate::providers::aws::calls::DESCRIBE_REGIONS;
use crate::providers::live::{LiveError, Wanted};

/// The scopes of an account.
pub(super) struct Places {
    /// Those to be read, each with its region.
    pub(super) enabled: Vec<(Scope, String)>,
    /// Those that the account has not opted in to: there, and not read.
    pub(super) skipped: BTreeMap<Scope, ScopeReading>,
}

/// Finds the scopes that are wanted.
pub(super) async fn places(
    account: &Account,
    wanted: &Wanted,
    office: &Office,
) -> Result<Places, LiveError> {
    if let Some(scope) = &wanted.only {
        let [number, region] = scope.parts() else { return Err(no_scope(scope)) };
        if *number != account.id {
            return Err(another(scope, &account.id));
        }
        return Ok(Places {
            enabled: vec![(scope.clone(), region.clone())],
            skipped: BTreeMap::new(),
        });
    }
    let globs = wanted.settings.aws.regions.as_deref();
    let mut places = Places { enabled: Vec::new(), skipped: BTreeMap::new() };
    for (region, is_enabled) in regions(account, office, globs).await? {
        let place = format!("{}/{region}", account.id);
        let Ok(scope) = Scope::new(Provider::Aws, &place) else { continue };
        if !(wanted.takes)(&scope) {
            continue;
        }
        if is_enabled {
            places.enabled.push((scope, region));
        } else {
            let reason = "the account has not opted in to this region, so nothing can be in it";
            places.skipped.insert(scope, unread(Status::Skipped, reason));
        }
    }
    Ok(places)
}

/// The regions that are configured, or all, and whether the account uses them.
async fn regions(
    account: &Account,
    office: &Office,
    globs: Option<&[RegionGlob]>,
) -> Result<BTreeMap<String, bool>, LiveError> {
    let asked = account.clients(&account.region).ec2.describe_regions().all_regions(true).send();
    let answer = match office.within(DESCRIBE_REGIONS, &account.region, asked).await {
        Ok(answer) => answer,
        Err(refusal) => return spelled_out(globs, refusal),
    };
    let mut regions = BTreeMap::new();
    for region in answer.regions.unwrap_or_default() {
        let Some(name) = region.region_name else { continue };
        if globs.is_none_or(|globs| globs.iter().any(|glob| glob.matches(&name))) {
            regions.insert(name, region.opt_in_status.as_deref() != Some("not-opted-in"));
        }
    }
    // A name that the account does not have is asked all the same: what is configured is never passed over.
    for name in globs.unwrap_or_default().iter().filter_map(RegionGlob::name) {
        regions.entry(name.to_owned()).or_insert(true);
    }
    if regions.is_empty() {
        let known: Vec<String> =
            globs.unwrap_or_default().iter().map(ToString::to_string).collect();
        return Err(LiveError {
            is_wrong: true,
            message: format!("no region of account {} matches {}", account.id, known.join(", ")),
            hint: Some("`regions` under [aws] names them; without it all are read".to_owned()),
        });
    }
    Ok(regions)
}

/// Without the list of regions, those that are configured by name are still known.
fn spelled_out(
    globs: Option<&[RegionGlob]>,
    Unread { status: _, reason }: Unread,
) -> Result<BTreeMap<String, bool>, LiveError> {
    let names: Option<BTreeSet<&str>> =
        globs.and_then(|globs| globs.iter().map(RegionGlob::name).collect());
    match names {
        Some(names) => Ok(names.into_iter().map(|name| (name.to_owned(), true)).collect()),
        None => Err(LiveError {
            is_wrong: false,
            message: format!("AWS does not say which regions the account has: {reason}"),
            hint: Some(
                "allow ec2:DescribeRegions, or name every region in `regions` under [aws]"
                    .to_owned(),
            ),
        }),
    }
}

fn another(scope: &Scope, account: &str) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("{scope} was asked for, and the credentials are those of account {account}"),
        hint: Some(
            "AWS_PROFILE or `profile` under [aws] chooses credentials; `aws sts get-caller-identity` says whose they are"
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
