//! `driftwall baseline sign`: somebody's word for what is approved.

use camino::Utf8Path;

use super::open;
use crate::baseline::Signable;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::{Session, counted};
use crate::report::visible;
use crate::trust::key_of;

pub(super) fn run(session: &mut Session<'_>, key: &Utf8Path) -> Result<Exit, Failure> {
    let store = open(session, "sign")?;
    let mut all = store.signable()?;
    let is_none = all.is_empty();
    all.retain(|one| session.settings.filter.is_named(&one.scope));
    if is_none {
        return Err(Failure::invalid(format!("there is no baseline in {}", store.root()))
            .hint("`driftwall baseline record` records one"));
    }
    let at = session.at(key);
    let mut made = Vec::new();
    for one in &all {
        let approval = &one.version.approval;
        let line = format!(
            "{} version {}: {}, approved by {} on {}: {}",
            one.scope,
            approval.version,
            counted(one.version.resources, "resource"),
            approval.by,
            approval.at,
            approval.reason,
        );
        session.tell(&format!("Signing {line}"));
        let signature = (session.around.sign)(&at, &one.text).map_err(|why| {
            Failure::invalid(format!("{} can't sign: {}", visible(key.as_str()), visible(&why)))
                .hint("`ssh-keygen -t ed25519` makes a key; the public half is enough when an agent holds the other")
        })?;
        let signed_by = key_of(one.text.as_bytes(), signature.as_bytes());
        if signed_by.is_none() {
            let said = "ssh-keygen made something that is no signature";
            return Err(Failure::invalid(said).hint("driftwall needs OpenSSH 8.1 or newer"));
        }
        made.push((one, line, signature, signed_by));
    }
    let mut writer = store.lock()?;
    for (one, line, signature, signed_by) in &made {
        let line = visible(line);
        if has(one, signed_by.as_deref()) {
            session.print(&format!("Signed before  {line}\n"))?;
            continue;
        }
        writer.sign(one, signature)?;
        session.print(&format!("Signed  {line}\n"))?;
    }
    drop(writer);
    // Whether that is enough is for whoever says who may sign.
    let left = store.inspect().1;
    for problem in &left {
        session.tell(&problem.to_string());
    }
    let next = if left.is_empty() { "commit the baseline" } else { "let others sign it too" };
    session.tell(&format!("Next: {next}"));
    Ok(Exit::Done)
}

/// Whether a key has signed a version already. What it signed of another one does not count.
fn has(one: &Signable, key: Option<&str>) -> bool {
    let text = one.text.as_bytes();
    one.signatures().iter().any(|(_, signature)| key_of(text, signature).as_deref() == key)
}
