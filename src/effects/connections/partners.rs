//! Whom an endpoint may talk to at all, by the names and blocks of the rules that allow anything.
//!
//! In a cluster of a thousand policies almost no two endpoints are brought together by any rule. Asking about every pair would cost the square
//! of the estate; so each list of rules is asked once for those it could let in or out, and only they are looked at closely. What is found here
//! is too much rather than too little: services are not looked at, and what nobody knows may hold.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::classes::Class;
use super::points::{Holds, Point};
use crate::model::{Direction, Members, Topology};
use crate::traffic::{Action, Addresses, Decision, Guard, Match, Rules, Side};

/// Some of the classes, by number and in order.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Few {
    All,
    These(Rc<[usize]>),
}

/// What a match says of its far end.
type Far<'a> = (&'a Addresses, Vec<(&'a Arc<str>, bool)>);

/// Who may talk to whom.
pub(super) struct Partners {
    /// Of each class, to whom it may send.
    to: Vec<Few>,
    /// Of each class, who takes packets of it because a rule brings the two together.
    takers: Vec<Vec<usize>>,
    /// Who takes packets of everyone.
    open: Vec<usize>,
}

impl Partners {
    pub(super) fn of<'a>(topology: &'a Topology, classes: &'a [Class<'a>]) -> Self {
        let mut search = Search::new(topology, classes);
        let mut shields: HashMap<(usize, Direction), Few> = HashMap::new();
        let mut allowed = |class: &'a Class<'a>, direction: Direction| {
            let Some(endpoint) = class.end.endpoint else { return Few::All };
            let key = (endpoint.shield, direction);
            let found = shields.entry(key).or_insert_with(|| {
                let passage = topology.shields.get(endpoint.shield);
                let guard = passage.map(|passage| passage.guard(direction));
                guard.map_or(Few::All, |guard| search.allowed(guard, direction.far_side()))
            });
            found.clone()
        };
        let mut takers = vec![Vec::new(); classes.len()];
        let mut open = Vec::new();
        for (number, class) in classes.iter().enumerate() {
            match allowed(class, Direction::Ingress) {
                Few::All => open.push(number),
                Few::These(senders) => {
                    for sender in senders.iter() {
                        takers.get_mut(*sender).into_iter().for_each(|list| list.push(number));
                    }
                }
            }
        }
        let to = classes.iter().map(|class| allowed(class, Direction::Egress)).collect();
        Self { to, takers, open }
    }

    /// To whom a class may talk.
    pub(super) fn of_class(&self, number: usize) -> Vec<usize> {
        let takers = self.takers.get(number).into_iter().flatten();
        let taken = takers.chain(&self.open).copied();
        match self.to.get(number) {
            Some(Few::These(to)) => taken.filter(|one| to.binary_search(one).is_ok()).collect(),
            _ => taken.collect(),
        }
    }
}

/// Finds the classes that rules speak of.
struct Search<'a> {
    topology: &'a Topology,
    classes: &'a [Class<'a>],
    /// By the name of a set that endpoints tell of: who says so.
    members: HashMap<&'a Arc<str>, Vec<usize>>,
    /// What was found for a far end.
    known: HashMap<Far<'a>, Few>,
}

impl<'a> Search<'a> {
    fn new(topology: &'a Topology, classes: &'a [Class<'a>]) -> Self {
        let mut members: HashMap<&Arc<str>, Vec<usize>> = HashMap::new();
        for (number, class) in classes.iter().enumerate() {
            let names = class.end.endpoint.map(|endpoint| &endpoint.member_of);
            for name in names.into_iter().flatten() {
                members.entry(name).or_default().push(number);
            }
        }
        Self { topology, classes, members, known: HashMap::new() }
    }

    /// Whom a guard may let through.
    fn allowed(&mut self, guard: &'a Guard, far: Side) -> Few {
        match guard {
            Guard::Rules(rules) => self.allowed_by(rules, far),
            Guard::All(each) => {
                let each = each.iter().map(|one| self.allowed(one, far));
                each.reduce(Few::and).unwrap_or(Few::All)
            }
            Guard::Any(each) => {
                each.iter().map(|one| self.allowed(one, far)).reduce(Few::or).unwrap_or(Few::none())
            }
            Guard::Tiers(tiers) => {
                let last = tiers.iter().position(is_final).unwrap_or(tiers.len());
                let asked = tiers.iter().take(last.saturating_add(1));
                asked.map(|one| self.allowed(one, far)).reduce(Few::or).unwrap_or(Few::none())
            }
        }
    }

    fn allowed_by(&mut self, rules: &'a Rules, far: Side) -> Few {
        let Rules { boundary: _, order: _, rules, otherwise } = rules;
        if *otherwise == Decision::Allow {
            return Few::All;
        }
        let allowing = rules.iter().filter(|rule| rule.action == Action::Allow);
        let mut ends: BTreeSet<Far<'a>> = BTreeSet::new();
        for Match { source, destination, service: _, symbols } in
            allowing.flat_map(|rule| &rule.matches)
        {
            let block = match far {
                Side::Source => source,
                Side::Destination => destination,
            };
            let of_far = symbols.iter().filter(|(symbol, _)| symbol.side == far);
            ends.insert((block, of_far.map(|(symbol, holds)| (&symbol.name, *holds)).collect()));
        }
        ends.into_iter().map(|end| self.at(end)).reduce(Few::or).unwrap_or(Few::none())
    }

    /// The classes that may be at a far end.
    fn at(&mut self, far: Far<'a>) -> Few {
        if let Some(known) = self.known.get(&far) {
            return known.clone();
        }
        let (block, symbols) = &far;
        let told = symbols.iter().find(|(name, holds)| {
            *holds && matches!(self.topology.sets.get(*name), Some(Members::Endpoints { .. }))
        });
        let may = |number: &usize| {
            let points = self.classes.get(*number).map(|class| &class.points);
            points.into_iter().flatten().any(|point| self.may_be(point, block, symbols))
        };
        let found: Vec<usize> = match told {
            Some((name, _)) => {
                let members = self.members.get(name).into_iter().flatten();
                members.copied().filter(may).collect()
            }
            None => (0..self.classes.len()).filter(may).collect(),
        };
        let found =
            if found.len() == self.classes.len() { Few::All } else { Few::These(found.into()) };
        self.known.insert(far, found.clone());
        found
    }

    fn may_be(&self, point: &Point<'_>, block: &Addresses, symbols: &[(&Arc<str>, bool)]) -> bool {
        point.is_in(block) != Holds::No
            && symbols.iter().all(|(name, wanted)| match point.is_member(self.topology, name) {
                Holds::Open => true,
                known => (known == Holds::Yes) == *wanted,
            })
    }
}

/// Whether nothing gets to the tiers behind this one.
fn is_final(guard: &Guard) -> bool {
    match guard {
        Guard::Rules(Rules { boundary: _, order: _, rules, otherwise }) => {
            matches!(otherwise, Decision::Allow | Decision::Deny)
                && rules.iter().all(|rule| rule.action != Action::Pass)
        }
        Guard::All(_) | Guard::Any(_) => true,
        Guard::Tiers(tiers) => tiers.iter().any(is_final),
    }
}

impl Few {
    fn none() -> Self {
        Self::These(Rc::new([]))
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, other) | (other, Self::All) => other,
            (Self::These(one), Self::These(two)) => Self::These(
                one.iter().copied().filter(|one| two.binary_search(one).is_ok()).collect(),
            ),
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::These(one), Self::These(two)) => {
                let all: BTreeSet<usize> = one.iter().chain(two.iter()).copied().collect();
                Self::These(all.into_iter().collect())
            }
        }
    }
}
