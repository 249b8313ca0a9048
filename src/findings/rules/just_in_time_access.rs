//! `just-in-time-access`: a way in that the cloud opens for somebody who asked, and closes by itself.

use crate::findings::attack::{Attack, CLOUD_FIREWALL};
use crate::findings::rule::{Rule, Told};
use crate::findings::{grade, traffic, words};
use crate::model::{Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "just-in-time-access",
    title: "Somebody was given access for a while",
    what: "A rule came or went that a service of the cloud puts in and takes out by itself: in Azure, the just-in-time rules of Defender for Cloud. It has their whole shape: the name and the note, one machine, single ports, a few small blocks of addresses, below it the policy's own rule that forbids the same to everyone else and that the baseline holds; and nothing else about the traffic of the group differs. What opened is listed as ever, and graded low at most. A rule that only has the name, that was edited, that lets in everyone or a large block, or that no policy stands behind, is told as any other rule.",
    why: "Such access is meant to be there for some hours. Whoever may edit the group can make a rule that looks the same, which is why it is told at all.",
    how: "The log of just-in-time access says who asked, why and until when. An access that nobody asked for there is an intruder's, and so is one that outlives its time.",
    approve: "It ends by itself: don't accept it, or its end will be told as well. Where it is everyday work, set severity = \"info\" under [findings.just-in-time-access].",
    severity: Severity::Low,
    attack: Attack::Techniques(&[CLOUD_FIREWALL]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::Change(change) = subject else { return None };
    let effect = words::traffic(change)?;
    let temporary = effect.temporary?;
    if effect.is_same() {
        return None;
    }
    Some(if effect.opened.is_empty() {
        let closed = traffic::closed(change, effect);
        Told::at(Severity::Info, format!("{closed}: the end of {temporary}"))
    } else {
        let severity = grade::opened(change, effect).min(Severity::Low);
        let opened = traffic::opened(change, effect);
        Told::at(severity, format!("{opened}: {temporary}, which ends by itself"))
    })
}
