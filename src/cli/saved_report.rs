//! `driftwall report RESULT.json`: a saved result in another format.

use camino::Utf8Path;

use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::session::Session;
use crate::report;

/// The largest report that is read.
const LARGEST: u64 = 512 * 1024 * 1024;

pub(super) fn run(session: &mut Session<'_>, file: &Utf8Path) -> Result<Exit, Failure> {
    let outputs = Outputs::plan(session)?;
    let at = session.at(file);
    let unreadable = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            Failure::usage(format!("{file} does not exist"))
        } else {
            Failure::usage(format!("can't read {file}: {error}"))
        }
    };
    let size = std::fs::metadata(&at).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(Failure::usage(format!("{file} is larger than 512 MiB")));
    }
    let bytes = std::fs::read(&at).map_err(unreadable)?;
    let hint = "it takes what `driftwall scan --output json=RESULT.json` wrote";
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{file} is not UTF-8")).hint(hint))?;
    let report = report::read(&text)
        .map_err(|error| Failure::usage(format!("{file}: {error}")).hint(hint))?;
    outputs.write(session, &report)?;
    Ok(Exit::Done)
}
