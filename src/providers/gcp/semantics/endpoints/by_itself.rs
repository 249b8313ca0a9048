//! What something around the instances decides wherever an instance may be.
//!
//! Whether a network asks its rules or its policies first, and which policies stand in it, decides about every instance that is in it or will be. So
//! it is told at the network where no instance is known.

use super::tiers::{Tiers, everywhere, own};
use crate::model::{Boundary, Gate, ResourceId, View};
use crate::providers::gcp::parse::{effective_firewalls, network};

/// The network with its rules and policies, whatever is asked before them; for its effective firewalls, all that takes effect.
pub(super) fn by_itself(view: &View<'_>, id: &ResourceId) -> Option<Boundary> {
    let of = if id.kind == network::SPEC.kind {
        own
    } else if id.kind == effective_firewalls::SPEC.kind {
        everywhere
    } else {
        return None;
    };
    view.get(id)?;
    let Tiers { ingress, egress, doubt } =
        of(view, &ResourceId { kind: network::SPEC.kind, ..id.clone() });
    let gate = |guard| match &doubt {
        Some(why) => Gate::Unknown(why.clone()),
        None => Gate::Guard(guard),
    };
    let (ingress, egress) = (gate(ingress), gate(egress));
    Some(Boundary { ingress, egress, stateful: true, stands_before: None })
}
