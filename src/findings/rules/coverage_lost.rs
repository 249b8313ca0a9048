//! `coverage-lost`: a kind that the baseline holds could not be read.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Lacks, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "coverage-lost",
    title: "Something that is in the baseline could not be read",
    what: "A kind that the baseline knows was not fully read this time, or its values are sealed with a key that is not there (DRIFTWALL_SEAL_KEY). Whether it changed is unknown.",
    why: "Unknown is not clean. Taking the scanner's permissions away is a way to hide.",
    how: "The coverage entry says what is missing: a file, a permission, a page. Supply it and scan again.",
    approve: "It can't be approved; take the scope or the kind out of the configuration if it is not meant to be watched.",
    severity: Severity::Medium,
    attack: Attack::None("what was not read may be anything, or nothing"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Gap { scope, kind, held, lacks } = subject else { return None };
    if *lacks == Lacks::Key {
        let what = kind.as_ref().map_or_else(|| "resource".to_owned(), words::kind);
        let what = words::count(*held, &what);
        return Some(Told::plainly(format!(
            "values and commands of {what} of {scope} are not compared: the baseline's are sealed with a key that this scan does not have"
        )));
    }
    let holds = match held {
        0 => "the baseline holds none".to_owned(),
        held => format!("the baseline holds {held}"),
    };
    Some(Told::plainly(match kind {
        None => format!("{scope} was not read at all; {holds} of its resources"),
        Some(kind) => {
            let kinds = words::several(&words::kind(kind));
            format!("{kinds} of {scope} were not fully read; {holds}")
        }
    }))
}
