//! Between an interface and everyone outside: routes, public addresses, and the block of public access.
//!
//! What comes in is let in where its replies would go back the same way. An internet gateway maps public IPv4 addresses onto private ones, so that without one
//! nothing of IPv4 passes it; IPv6 addresses of the internet are their own. NAT gateways and egress-only internet gateways let out what begins inside. (VPC
//! user guide, "Internet gateways", "NAT devices", "Egress-only internet gateways".) What is behind an appliance is not known, so it
//! counts as if it let everything on. Ways to other networks carry what is not of the internet both ways, and towards the internet what begins
//! inside.

use super::routes::{Via, Way};
use crate::model::{Direction, Passage};
use crate::providers::aws::semantics::public_access::{self, Reach, Stand};
use crate::traffic::{Action, Addresses, Decision, Guard, Rule, Side, Symbol};

/// What an interface has, seen from outside. Interfaces of one subnet that have the same have the same door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facing {
    /// A public IPv4 address.
    pub(super) public: bool,
    /// IPv6 addresses, and none of the internet.
    pub(super) inner: bool,
    /// It may not use an internet gateway.
    pub(super) denied: bool,
}

/// The door behind a table's routes.
pub(super) fn door(table: &str, ways: &[Way], stand: &Stand, facing: Facing) -> Passage {
    let guard = |direction: Direction| {
        let side = direction.far_side();
        let routes = ways.iter().flat_map(|way| rules(way, side, facing)).collect();
        let routes = Guard::listed(table, routes, Decision::Deny);
        match block(ways, stand, side) {
            Some(block) => Guard::Tiers(vec![block, routes]),
            None => routes,
        }
    };
    let unknown = ways.iter().find_map(|way| match (way.via, way.far.unknown()) {
        (_, Some(list)) => Some(format!("{table} routes to {list}, whose blocks were not read")),
        (Via::Unknown, None) => {
            Some(format!("{table} routes to `{}`, which can't be read", way.target))
        }
        (_, None) => None,
    });
    let leads_out = || block(ways, stand, Side::Destination).is_some();
    let doubt = match stand {
        Stand::Unread(why) if leads_out() => Some(why.clone()),
        Stand::Unread(_) | Stand::Off | Stand::Blocks { .. } => unknown,
    };
    Passage {
        ingress: guard(Direction::Ingress),
        egress: guard(Direction::Egress),
        stateful: true,
        doubt,
    }
}

/// What a route does with connections whose far end is at `side`.
fn rules(way: &Way, side: Side, facing: Facing) -> Vec<Rule> {
    let (all, v4, v6) = (Addresses::all(), Addresses::all_v4(), Addresses::all_v6());
    let internet = Addresses::internet();
    let outwards = side == Side::Destination;
    let rule = |within: &Addresses, refused: Option<&str>| {
        let packets = way.far.packets(side, within)?;
        let (action, why) = match refused {
            None => (Action::Allow, String::new()),
            Some(why) => (Action::Deny, format!(" ({why})")),
        };
        Some(Rule::new(format!("{}{why}", way.label), action, vec![packets]))
    };
    let mapped = (!facing.public).then_some("no public address");
    let inner = facing.inner.then_some("no address of the internet");
    let begun_inside = (!outwards).then_some("outwards only");
    let found = match way.via {
        Via::Local => Vec::new(),
        Via::InternetGateway if facing.denied => {
            vec![rule(&all, Some("denied to the interface"))]
        }
        Via::InternetGateway => vec![rule(&v4, mapped), rule(&v6, inner)],
        Via::Nat | Via::Service => vec![rule(&all, begun_inside)],
        Via::Appliance if outwards => vec![rule(&all, None)],
        Via::Appliance => vec![rule(&v4, mapped), rule(&v6, None)],
        Via::Link => vec![rule(&internet, begun_inside), rule(&internet.complement(), None)],
        // A condition, not a membership: the target leads there, or it does not.
        Via::Unknown => {
            let packets = way.far.packets(side, &all).map(|packets| {
                packets.when(Symbol { side, name: format!("aws.unsure:{}", way.target).into() })
            });
            vec![packets.map(|packets| Rule::new(way.label.as_str(), Action::Allow, vec![packets]))]
        }
        Via::Nothing(_) => {
            let packets = way.far.packets(side, &all);
            vec![packets.map(|packets| Rule::new(way.label.as_str(), Action::Deny, vec![packets]))]
        }
    };
    found.into_iter().flatten().collect()
}

/// The block of public access, in front of what leads to the internet; nothing when it is off.
fn block(ways: &[Way], stand: &Stand, side: Side) -> Option<Guard> {
    let name = public_access::options();
    let direction = if side == Side::Source { Direction::Ingress } else { Direction::Egress };
    let mut rules = Vec::new();
    for way in ways {
        let (kind, within) = match (way.via, direction) {
            (Via::InternetGateway, _) => (Reach::Gateway, Addresses::all()),
            (Via::Nat, Direction::Egress) => (Reach::Outwards, Addresses::all()),
            (Via::Appliance, _) => (Reach::Outwards, Addresses::internet()),
            _ => continue,
        };
        let Some(packets) = way.far.packets(side, &within) else { continue };
        match stand {
            Stand::Off => {}
            Stand::Unread(_) => {
                let known = packets.clone().when(Symbol { side, name: name.clone() });
                rules.push(Rule::new("not read", Action::Pass, vec![known]));
                rules.push(Rule::new("not read", Action::Deny, vec![packets]));
            }
            Stand::Blocks { mode, here, around } => {
                let counts = if kind == Reach::Gateway { here } else { around };
                match mode.passes(direction, kind, counts.iter()) {
                    Ok(None) => {}
                    Ok(Some(exclusion)) => {
                        rules.push(Rule::new(exclusion.id.as_str(), Action::Pass, vec![packets]));
                    }
                    Err(()) => rules.push(Rule::new(mode.word(), Action::Deny, vec![packets])),
                }
            }
        }
    }
    (!rules.is_empty()).then(|| Guard::listed(name, rules, Decision::Undecided))
}
