//! What is told of a project from elsewhere, and is put back there.

use super::sheet::{Made, Sheet, Way, never};
use crate::providers::gcp::parse::{ancestry, effective_firewalls};

const ELSEWHERE: &str = "what takes effect at a network is put back where it is kept: at the project's rules, or at the policy of the network, the folder or the organisation";
const MOVED: &str = "a project is moved back with `gcloud beta projects move`, by whoever may do that to the organisation";

pub(super) const FIREWALLS: Sheet = Sheet {
    kind: &effective_firewalls::SPEC.kind,
    columns: &[("policies", Way::Not(ELSEWHERE)), ("rules", Way::Not(ELSEWHERE))],
    made: Made::Neither(ELSEWHERE),
    again: never,
    script: |_| Err(ELSEWHERE.to_owned()),
};

pub(super) const ANCESTRY: Sheet = Sheet {
    kind: &ancestry::SPEC.kind,
    columns: &[("ancestors", Way::Not(MOVED))],
    made: Made::Neither(MOVED),
    again: never,
    script: |_| Err(MOVED.to_owned()),
};
