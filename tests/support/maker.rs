//! What `driftwall` itself makes of a remedy: its edits, sent by the client that reads.
//!
//! A test includes it at its root, beside `binary`.

use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use driftwall::activity::{Book, Times};
use driftwall::authority::Papers;
use driftwall::findings::Overrides;
use driftwall::model::{Assumptions, Edit, Snapshot, Step};
use driftwall::providers::REGISTRY;
use driftwall::providers::live::{
    Errand, Limits, LiveError, Report, Settings, Unwatched, Wanted, Way,
};
use driftwall::scan::{FailsOn, Wishes, scan};
use driftwall::sources::snapshot_file;
use driftwall::sources::terraform::Terraform;

use super::binary::Folder;

/// A path in a folder.
pub(crate) fn file(folder: &Folder, name: &str) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(folder.at(name)).unwrap()
}

/// What a source holds.
fn snapshot(folder: &Folder, source: &str) -> Snapshot {
    folder.run(&format!("snapshot --live {source} --out kept.json")).ends_with(0);
    snapshot_file::read(&file(folder, "kept.json"), "kept.json".into()).unwrap()
}

/// The steps that make a source what was approved, resource by resource.
pub(crate) fn planned(folder: &Folder, source: &str) -> Vec<Vec<Step>> {
    let wishes = Wishes {
        map: Vec::new(),
        overrides: Overrides::default(),
        fails_on: FailsOn::AnyDifference,
        assumptions: Assumptions::default(),
        approved: true,
        papers: Papers::default(),
        now: jiff::Timestamp::UNIX_EPOCH,
        terraform: Terraform::default(),
        book: Book::default(),
        times: Times::default(),
        allow_incomplete: false,
    };
    let (before, after) = (snapshot(folder, "baseline"), snapshot(folder, source));
    let outcome = scan(before, after, &wishes).unwrap();
    outcome.remedies.into_values().map(|remedy| remedy.steps).collect()
}

/// Sends an edit.
pub(crate) fn send(
    edit: &Edit,
    settings: Settings,
    way: Way,
    profile: Option<&str>,
) -> Result<Report, LiveError> {
    let wanted = Wanted {
        settings,
        only: Some(edit.id.scope.clone()),
        kind: None,
        takes: Arc::new(|_| true),
        limits: Limits { concurrency: 4, deadline: Duration::from_secs(30) },
        watch: Arc::new(Unwatched),
        seal: None,
    };
    let provider = edit.id.scope.provider();
    let entry = REGISTRY.iter().find(|entry| entry.provider == provider).unwrap();
    let make = entry.live.and_then(|live| live.client?.make).unwrap();
    let errand = Errand {
        edit: edit.clone(),
        script: (entry.remedies.script)(edit).unwrap(),
        way,
        wanted,
        profile: profile.map(str::to_owned),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(make(errand))
}
