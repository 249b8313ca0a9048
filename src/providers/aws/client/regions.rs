//! Which regions an account has, and which of them are wanted.

use std::collections::{BTreeMap, BTreeSet};

use super::connect::Account;
use crate::model::Effort;
use crate::providers::Unread;
use crate::providers::aws::RegionGlob;
use crate::providers::aws::calls::DESCRIBE_REGIONS;
use crate::providers::live::desk::Desk;
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;

/// Regions, and whether the account uses them.
pub(super) type Regions = BTreeMap<String, bool>;

/// All regions that an account knows.
pub(super) async fn listed(account: &Account, office: &Office) -> Result<Regions, Gap> {
    let desk = Desk::of_account(office, &account.region).for_a_client_that_repeats();
    let ec2 = account.clients(&desk).ec2;
    let mut effort = Effort::default();
    let asked = || ec2.describe_regions().all_regions(true).send();
    match desk.ask(DESCRIBE_REGIONS, &mut effort, asked).await {
        Ok(answer) => {
            let regions = answer.regions.unwrap_or_default().into_iter();
            let used = |status: Option<String>| status.as_deref() != Some("not-opted-in");
            Ok(regions
                .filter_map(|one| Some((one.region_name?, used(one.opt_in_status))))
                .collect())
        }
        Err(Unread { status, reason }) => Err(Gap {
            status,
            reason: format!("AWS does not say which regions account {} has: {reason}", account.id),
            missing: effort.missing,
        }),
    }
}

/// Those of them that are configured, or all.
pub(super) fn chosen(mut listed: Regions, globs: Option<&[RegionGlob]>) -> Regions {
    let Some(globs) = globs else { return listed };
    listed.retain(|name, _| globs.iter().any(|glob| glob.matches(name)));
    // A name that the account does not have is asked all the same: what is configured is never passed over.
    for name in globs.iter().filter_map(RegionGlob::name) {
        listed.entry(name.to_owned()).or_insert(true);
    }
    listed
}

/// Without the list of regions, those that are configured by name are still known, when all are.
pub(super) fn spelled_out(globs: Option<&[RegionGlob]>) -> Option<Regions> {
    let names: BTreeSet<&str> = globs?.iter().map(RegionGlob::name).collect::<Option<_>>()?;
    Some(names.into_iter().map(|name| (name.to_owned(), true)).collect())
}
