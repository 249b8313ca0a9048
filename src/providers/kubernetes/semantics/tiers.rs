//! What stands before a pod: tiers of policies, of which the first that decides is final.
//!
//! ```text
//! its own node ─ admin policies ─ network policies ─ baseline policies ─ everything is allowed
//! ```
//!
//! Admin and baseline policies are asked by their number, and in each the first rule that matches decides; `Pass` leaves the
//! tier. Which of several policies with one number is asked first is not defined, so all orders are kept, and what
//! differs between them depends on a membership that nobody can resolve. Network policies are one tier: a pod that one of them selects for a direction
//! is isolated there, lets through what any of them allows, and asks nobody else.

use std::sync::Arc;

use super::words;
use crate::model::unread;
use crate::traffic::{Action, Decision, Guard, Match, Rule, Rules, Side, Symbol};

/// What applies to a pod in one direction.
#[derive(Clone, Debug)]
pub(super) struct Tiers {
    /// Where the symbols of the far end are.
    pub(super) far: Side,
    /// Whether the pod's own node is told apart from everyone else.
    pub(super) own_node: bool,
    pub(super) admin: Vec<Layer>,
    /// Whether the admin tier was read whole.
    pub(super) admin_known: bool,
    /// What network policies decide, in this order; none when no policy isolates the pod.
    pub(super) network: Vec<Guard>,
    pub(super) baseline: Vec<Layer>,
    /// Whether the baseline tier was read whole.
    pub(super) baseline_known: bool,
}

/// The rules of one policy for one direction.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) boundary: Arc<str>,
    /// Its number. Of policies with the same one, nobody knows which is asked first.
    pub(super) rank: u32,
    pub(super) rules: Vec<Rule>,
}

/// The name under which the end of the tiers is told.
pub(super) const NO_POLICY: &str = "kubernetes.no-policy";

impl Tiers {
    pub(super) fn guard(&self) -> Guard {
        if !self.admin_known {
            return Guard::Tiers(
                [self.own_node(), vec![unread(&unread_tier("admin"), self.far)]].concat(),
            );
        }
        let mut guard = self.in_order(&self.admin, &self.baseline);
        for (name, admin, baseline) in self.other_orders() {
            let other = self.in_order(&admin, &baseline);
            let holds = Symbol { side: self.far, name: name.clone() };
            let not = Rule::new("", Action::Allow, vec![Match::any().unless(holds)]);
            guard = Guard::Any(vec![
                Guard::All(vec![unread(&name, self.far), other]),
                Guard::All(vec![Guard::union(name, vec![not]), guard]),
            ]);
        }
        guard
    }

    fn in_order(&self, admin: &[Layer], baseline: &[Layer]) -> Guard {
        let mut tiers = self.own_node();
        tiers.extend(tier(admin));
        tiers.extend(self.network.iter().cloned());
        tiers.extend(tier(baseline));
        tiers.push(if self.baseline_known {
            Guard::always(NO_POLICY, Decision::Allow)
        } else {
            unread(&unread_tier("baseline"), self.far)
        });
        Guard::Tiers(tiers)
    }

    /// A pod's own node reaches it always. Which node that is changes by the hour, so what is on the network of any node counts.
    fn own_node(&self) -> Vec<Guard> {
        if self.far == Side::Destination || !self.own_node {
            return Vec::new();
        }
        let from = Match::any().when(Symbol::source(words::HOST_NETWORK));
        let rule = Rule::new("traffic from its own node", Action::Allow, vec![from]);
        vec![Guard::listed("kubernetes.node", vec![rule], Decision::Undecided)]
    }

    /// The other orders in which policies with the same number may be asked, each of them first, and what it is called when
    /// that order is the one.
    fn other_orders(&self) -> Vec<(Arc<str>, Vec<Layer>, Vec<Layer>)> {
        let admin = moved_first(&self.admin).into_iter();
        let admin = admin.map(|(name, admin)| (name, admin, self.baseline.clone()));
        let baseline = moved_first(&self.baseline).into_iter();
        admin.chain(baseline.map(|(name, order)| (name, self.admin.clone(), order))).collect()
    }
}

/// Lists in which another one of equal policies is first.
fn moved_first(layers: &[Layer]) -> Vec<(Arc<str>, Vec<Layer>)> {
    let mut orders = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        let Some(first) = layers.iter().position(|other| other.rank == layer.rank) else {
            continue;
        };
        if first < at {
            let mut order = layers.to_vec();
            let moved = order.remove(at);
            let policy = moved.boundary.rsplit(':').next().unwrap_or_default();
            let name = format!("kubernetes.unsure:{policy}-goes-first-at-equal-priority");
            order.insert(first, moved);
            orders.push((name.into(), order));
        }
    }
    orders
}

fn unread_tier(tier: &str) -> Arc<str> {
    format!("kubernetes.{tier}-tier:not-read").into()
}

/// The name of the network policies that were not read.
pub(super) fn unread_network() -> Arc<str> {
    "kubernetes.network-policy:not-read".into()
}

/// The policies of a tier. What an earlier one passes, later ones of the tier must pass as well: whoever comes to them and is
/// matched by a passing rule of an earlier one was passed there, for no other rule of that one decided.
fn tier(layers: &[Layer]) -> Vec<Guard> {
    let mut passed: Vec<Rule> = Vec::new();
    let mut tiers = Vec::with_capacity(layers.len());
    for Layer { boundary, rank: _, rules } in layers {
        let all = [passed.as_slice(), rules].concat();
        tiers.push(Guard::Rules(Rules {
            boundary: boundary.clone(),
            order: crate::traffic::Order::Listed,
            rules: all,
            otherwise: Decision::Undecided,
        }));
        passed.extend(rules.iter().filter(|rule| rule.action == Action::Pass).cloned());
    }
    tiers
}
