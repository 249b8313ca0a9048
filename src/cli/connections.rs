//! `driftwall connections`: who can talk to whom.

use super::asking::{Asking, read_estate, tell_untold};
use super::exit::Exit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::session::{Session, counted};
use crate::effects;
use crate::report::questions::{Connections, FORMATS, render_connections};

pub(super) fn run(session: &mut Session<'_>, source: &str, cluster: &str) -> Result<Exit, Failure> {
    let outputs = Outputs::plan_among(session, "connections", &FORMATS)?;
    let Asking { estate, unread, was_read: _ } = read_estate(session, source, cluster)?;
    tell_untold(session, &estate);
    let found = effects::connections(&estate)
        .map_err(|error| Failure::unread(format!("the connections are {error}")))?;
    let document = Connections::from(&found);
    outputs.write_each(session, |format, style| render_connections(format, &document, style))?;
    if !document.unknown.is_empty() {
        let names = document.unknown.join(", ");
        session.tell(&format!("Not known, and taken to have no members: {names}"));
    }
    session.tell(&format!("{} asked", counted(estate.endpoints(), "endpoint")));
    // Whoever can't be asked about is missing from the list.
    Ok(unread.and(estate.untold.is_empty()).exit(session, true))
}
