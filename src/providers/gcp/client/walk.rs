//! What is below folders and organisations: level after level, the folders of each side by side.
//!
//! Half a list is no list: what is configured says all that is in it, or it is an error that says what to allow. A folder
//! further down that does not could hold any number of projects as well. It is itself a gap with the reason, or, where it
//! is not looked at, an error too: it must not be passed over in silence.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::connect::Google;
use super::manager::Child;
use super::places::{add, no_project, scope};
use crate::model::{Coverage, Status};
use crate::providers::gcp::calls::{FOLDERS_LIST, PROJECTS_LIST};
use crate::providers::live::desk::{Desk, Listed};
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::Places;
use crate::providers::live::{LiveError, Wanted};

/// What is right under a folder or an organisation.
struct Below {
    parent: String,
    folders: Listed<Child>,
    projects: Listed<Child>,
}

/// Finds everything below what is configured, and that itself.
pub(super) async fn down(
    google: &Arc<Google>,
    wanted: &Wanted,
    office: &Arc<Office>,
) -> Result<Places, LiveError> {
    let mut places = Places::default();
    let mut seen = BTreeSet::new();
    let roots = wanted.settings.gcp.roots();
    let mut level = roots.clone();
    let mut is_any = false;
    while !level.is_empty() {
        let mut asked = JoinSet::new();
        for parent in level.drain(..).filter(|parent| seen.insert(parent.clone())) {
            let (google, office) = (Arc::clone(google), Arc::clone(office));
            asked.spawn(async move { below(&google, &office, parent).await });
        }
        // In the order of their coming, which is no order that anything is told in.
        for Below { parent, folders, projects } in asked.join_all().await {
            let Some(itself) = scope(&parent) else { continue };
            let gap = gap(&parent, [&folders.coverage, &projects.coverage]);
            let is_taken = (wanted.takes)(&itself);
            match gap {
                Some(gap) if is_taken && !roots.contains(&parent) => {
                    places.unread.insert(itself, gap);
                }
                Some(gap) => return Err(unknown(gap)),
                None if is_taken => {
                    places.open.insert(itself);
                }
                None => {}
            }
            level.extend(folders.pages.into_iter().flatten().map(|folder| folder.name));
            for project in projects.pages.into_iter().flatten() {
                is_any |= add(&mut places, project, wanted);
            }
        }
    }
    // Where something is not known, that is told, and stands for what may be there.
    if is_any || !places.unread.is_empty() || wanted.settings.gcp.projects.is_none() {
        Ok(places)
    } else {
        Err(no_project(&wanted.settings.gcp))
    }
}

async fn below(google: &Google, office: &Office, parent: String) -> Below {
    let desk = Desk::of_account(office, &parent);
    let (folders, projects) = tokio::join!(
        desk.list(FOLDERS_LIST, |token| google.manager.folders(&parent, token)),
        desk.list(PROJECTS_LIST, |token| google.manager.projects(Some(&parent), token)),
    );
    drop(desk);
    Below { parent, folders, projects }
}

/// What it means that a folder does not say what is in it.
fn gap(parent: &str, listings: [&Coverage; 2]) -> Option<Gap> {
    let wrong: Vec<&Coverage> =
        listings.into_iter().filter(|listing| listing.status != Status::Complete).collect();
    let status = wrong.iter().map(|listing| listing.status).max()?;
    let reasons: Vec<&str> = wrong.iter().filter_map(|listing| listing.reason.as_deref()).collect();
    let reason = format!("not all that is in {parent} is known: {}", reasons.join("; "));
    let missing = wrong.iter().filter_map(|listing| listing.effort.as_ref());
    let missing = missing.flat_map(|effort| effort.missing.iter().cloned()).collect();
    Some(Gap { status, reason, missing })
}

fn unknown(gap: Gap) -> LiveError {
    LiveError {
        is_wrong: false,
        message: gap.reason,
        hint: Some(
            "allow resourcemanager.folders.list and resourcemanager.projects.list there, or name every project in `projects` under \
             [gcp]"
                .to_owned(),
        ),
    }
}
