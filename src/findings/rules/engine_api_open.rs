//! `engine-api-open`: an engine obeys whoever reaches it, and no baseline speaks of it.

use crate::findings::attack::{ADMINISTRATION, Attack, DEPLOY_CONTAINER};
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "engine-api-open",
    title: "A container engine takes orders without asking who gives them",
    what: "In a scope without a baseline, an engine listens on an address of the network without certificates, by its own warnings.",
    why: "Whoever reaches that address is root on the host. Worms look for nothing else.",
    how: "Take the address out of the hosts of the daemon, or ask for certificates with tlsverify; from elsewhere, use SSH.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::Techniques(&[ADMINISTRATION, DEPLOY_CONTAINER]),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::ApiOpen { addresses } = &state.condition else { return None };
    let (engine, at) = (words::in_state(state)?, addresses.join(" and "));
    Some(Told::plainly(format!("{engine} takes orders from whoever reaches {at}")))
}
