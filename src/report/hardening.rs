//! Protections: as a part of the document, and as lines for people.

use super::v1::{self, Finding};
use super::wording::{name, sentence};
use crate::findings::protections;
use crate::model::{Hardening, Protection, Taken};

/// As many protections as are listed, unless everything is asked for.
const MOST: usize = 8;

/// Writes down which protections differ.
pub(super) fn document(hardening: &Hardening) -> v1::Hardening {
    let Hardening { lost, gained, left } = hardening;
    let list = |list: &[Protection], say: fn(&Taken) -> String| {
        list.iter().map(|one| protection(one, say)).collect()
    };
    v1::Hardening {
        lost: list(lost, protections::lost),
        gained: list(gained, protections::gained),
        left: left.iter().cloned().collect(),
    }
}

fn protection(protection: &Protection, say: fn(&Taken) -> String) -> v1::Protection {
    let Protection { missing, container } = protection;
    let techniques = protections::words(missing.liberty).attack;
    v1::Protection {
        name: protections::name(missing),
        container: container.clone(),
        what: say(missing),
        allows: protections::allows(missing).to_owned(),
        attack: techniques.iter().flat_map(|one| one.ids()).map(str::to_owned).collect(),
    }
}

/// What is said below the lines of a finding: each protection that was lost with what that allows, then what was gained, and the
/// policies that were left.
pub(super) fn remarks(finding: &Finding, verbose: bool) -> Vec<(&'static str, String)> {
    let Some(v1::Hardening { lost, gained, left }) = &finding.hardening else { return Vec::new() };
    let most = if verbose { usize::MAX } else { MOST };
    let mut out = Vec::new();
    for one in lost.iter().take(most) {
        out.push(("lost", format!("{}: {}", called(one), sentence(&one.allows))));
    }
    if lost.len() > most {
        out.push(("lost", format!("and {} more", lost.len().saturating_sub(most))));
    }
    let names = |list: Vec<String>| {
        let more = list.len().saturating_sub(most);
        let mut text = list.into_iter().take(most).collect::<Vec<_>>().join(", ");
        if more > 0 {
            text.push_str(&format!(" and {more} more"));
        }
        text
    };
    if !gained.is_empty() {
        out.push(("gained", names(gained.iter().map(called).collect())));
    }
    if !left.is_empty() {
        out.push(("left", names(left.iter().map(|one| name(one)).collect())));
    }
    out
}

/// `seccomp of web`.
fn called(one: &v1::Protection) -> String {
    match &one.container {
        Some(container) => format!("{} of {}", name(&one.name), name(container)),
        None => name(&one.name),
    }
}
