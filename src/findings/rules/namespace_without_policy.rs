//! `namespace-without-policy`: pods are open to all other pods, and no baseline speaks of it.

use crate::findings::attack::Attack;
use crate::findings::rule::{Rule, Told};
use crate::findings::words;
use crate::model::{Condition, Severity, Subject};

pub(super) const RULE: Rule = Rule {
    code: "namespace-without-policy",
    title: "A namespace has workloads and no network policy",
    what: "In a scope without a baseline, workloads on the cluster's network run in a namespace in which there is no network policy, and there is no policy of the whole cluster either. The namespaces of the cluster's own parts, such as kube-system, are left out.",
    why: "Whoever gets into one pod of the cluster reaches all of these, on every port.",
    how: "Begin with a policy that selects all pods and allows what they need to be reached by.",
    approve: "driftwall baseline record --scope <scope> records the scope as it is, and with that this.",
    severity: Severity::Info,
    attack: Attack::None("it is a state, and nothing says that a policy was ever there"),
    tell,
};

fn tell(subject: &Subject) -> Option<Told> {
    let Subject::State(state) = subject else { return None };
    let Condition::NoPolicy { workloads } = &state.condition else { return None };
    let namespace = words::in_state(state)?;
    let inside = words::count(*workloads, "workload");
    Some(Told::plainly(format!("{namespace} has {inside} and no network policy")))
}
