//! Which scopes there are, each in its turn: projects, and the folders and the organisation above them.
//!
//! A project that is named is read whether anybody lists it or not: what is configured is never passed over. All others
//! are found, below the organisation and the folders that are configured, else among what the credentials can see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::connect::{self, Google};
use super::manager::Child;
use super::walk;
use crate::model::{Provider, Scope, Status};
use crate::providers::gcp::calls::PROJECTS_SEARCH;
use crate::providers::gcp::{ProjectGlob, Settings};
use crate::providers::live::desk::{Desk, Listed};
use crate::providers::live::office::Office;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Outcome, Places, Visitor, Visits};
use crate::providers::live::{LiveError, Wanted};

/// Visits every scope that is wanted.
pub(super) async fn visit<T: Outcome + Send + 'static>(
    wanted: Wanted,
    visitor: Visitor<Arc<Google>, T>,
) -> Result<BTreeMap<Scope, T>, LiveError> {
    let office = Arc::new(Office::new(&wanted));
    let google = connect::connect(&wanted).await?;
    let mut visits = Visits::new(&office, visitor);
    if let Some(only) = &wanted.only {
        visits.begin(Places::of(BTreeSet::from([only.clone()])).with(&google));
        return visits.finish().await;
    }
    let settings = &wanted.settings.gcp;
    let named = named(settings, &wanted);
    visits.begin(Places::of(named.clone()).with(&google));
    let is_searched = !settings.roots().is_empty() || patterns(settings).is_none_or(|some| some);
    if is_searched {
        let office = Arc::clone(&office);
        visits.find(async move {
            let mut places = if wanted.settings.gcp.roots().is_empty() {
                search(&google, &wanted, &office).await?
            } else {
                walk::down(&google, &wanted, &office).await?
            };
            places.open.retain(|scope| !named.contains(scope));
            places.unread.retain(|scope, _| !named.contains(scope));
            Ok(places.with(&google))
        });
    }
    visits.finish().await
}

/// The projects that are named and looked at.
fn named(settings: &Settings, wanted: &Wanted) -> BTreeSet<Scope> {
    let names = settings.projects.iter().flatten().filter_map(ProjectGlob::name);
    names.filter_map(scope).filter(|scope| (wanted.takes)(scope)).collect()
}

/// Whether some of the projects are patterns. Nothing when none is configured.
fn patterns(settings: &Settings) -> Option<bool> {
    let globs = settings.projects.as_ref()?;
    Some(globs.iter().any(|glob| glob.name().is_none()))
}

/// The scope of a project, a folder or an organisation.
pub(super) fn scope(place: &str) -> Option<Scope> {
    Scope::new(Provider::Gcp, place).ok()
}

/// Every project that the credentials can see.
async fn search(google: &Google, wanted: &Wanted, office: &Office) -> Result<Places, LiveError> {
    let desk = Desk::of_account(office, "Google Cloud");
    let Listed { call: _, pages, coverage } =
        desk.list(PROJECTS_SEARCH, |token| google.manager.projects(None, token)).await;
    if coverage.status != Status::Complete {
        // Half a list is no list: a project that is not on it would be one that nobody misses.
        return Err(LiveError {
            is_wrong: false,
            message: format!(
                "Google does not say which projects there are: {}",
                coverage.reason.unwrap_or_default()
            ),
            hint: Some("name every project in `projects` under [gcp]".to_owned()),
        });
    }
    let mut places = Places::default();
    let mut is_any = false;
    for child in pages.into_iter().flatten() {
        is_any |= add(&mut places, child, wanted);
    }
    if is_any { Ok(places) } else { Err(no_project(&wanted.settings.gcp)) }
}

/// Adds a project that was found, if it is meant and looked at. Says whether it is meant.
pub(super) fn add(places: &mut Places, project: Child, wanted: &Wanted) -> bool {
    let Child { name, project_id, state } = project;
    let id = project_id.unwrap_or(name);
    let globs = wanted.settings.gcp.projects.as_deref();
    let is_meant = globs.is_none_or(|globs| globs.iter().any(|glob| glob.matches(&id)));
    let scope = scope(&id).filter(|scope| is_meant && (wanted.takes)(scope));
    let Some(scope) = scope else { return is_meant };
    match state.as_deref() {
        Some("DELETE_REQUESTED" | "DELETE_IN_PROGRESS") => {
            let reason = "the project is being deleted: nobody can read it, and nothing runs in it";
            places.unread.insert(scope, Gap::new(Status::Skipped, reason));
        }
        _ => {
            places.open.insert(scope);
        }
    }
    is_meant
}

/// Nothing at all was found.
pub(super) fn no_project(settings: &Settings) -> LiveError {
    let globs: Vec<String> = settings.projects.iter().flatten().map(ToString::to_string).collect();
    let message = if globs.is_empty() {
        "the credentials can see no project".to_owned()
    } else {
        format!("no project that the credentials can see matches {}", globs.join(", "))
    };
    LiveError {
        is_wrong: true,
        message,
        hint: Some(
            "`projects` under [gcp] names them; `gcloud projects list` shows what can be seen"
                .to_owned(),
        ),
    }
}
