//! The comparison of a scan, with or without what its changes mean as traffic.

use std::error::Error;
use std::thread;

use driftwall::baseline::Holder;
use driftwall::compare::{self, Pairing};
use driftwall::model::Assumptions;
use driftwall::sources::{Places, Source};
use driftwall::{effects, findings};

/// Reads both sides as a scan does, compares them, and tells every change.
pub(crate) fn tell(dump: &str, baseline: &str, with_effects: bool) -> Result<(), Box<dyn Error>> {
    let folder = camino::Utf8PathBuf::from_path_buf(std::env::current_dir()?)
        .map_err(|path| format!("{} is not UTF-8", path.display()))?;
    let holder = Holder {
        pid: std::process::id(),
        host: String::new(),
        command: "bench".to_owned(),
        since: jiff::Timestamp::UNIX_EPOCH,
    };
    let places = Places {
        demand: None,
        baseline: folder.clone(),
        folder,
        cluster: "bench".to_owned(),
        holder,
        wanted: None,
        seal: None,
    };
    let (before, after) = (format!("baseline:{baseline}"), format!("dump:{dump}"));
    let (before, after): (Source, Source) = (before.parse()?, after.parse()?);
    let (before, after) = thread::scope(|scope| {
        let earlier = scope.spawn(|| before.read(&places));
        (earlier.join(), after.read(&places))
    });
    let (before, after) = (before.map_err(|_| "the reader stopped")??, after?);
    let pairing = Pairing::new(&before, &after, &[])?;
    let mut subjects = compare::compare(&before, &after, &pairing).subjects;
    if with_effects {
        subjects = effects::compute(subjects, &before, &after, &pairing, Assumptions::default());
    }
    let found = findings::find(subjects, &findings::Overrides::default());
    if found.findings.is_empty() {
        return Err("nothing was found".into());
    }
    Ok(())
}
