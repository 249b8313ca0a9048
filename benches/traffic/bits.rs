//! The same lists with the BDD crate: one variable a bit, in the order of driftwall's fields, rules put together as a balanced
//! tree. A list in which the first match decides is a pair of BDDs, what is allowed and what is matched.

use biodivine_lib_bdd::{Bdd, BddPartialValuation, BddVariable, BddVariableSet};
use driftwall::traffic::{Action, Intervals, Match, Rule, Value};

pub(crate) struct Bits {
    set: BddVariableSet,
    variables: Vec<BddVariable>,
    /// 32 or 128.
    width: usize,
}

impl Bits {
    /// Variables for lists of one family.
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let v6 = rules.iter().flat_map(|rule| &rule.matches).any(|one| !one.source.v6.is_empty());
        let width = if v6 { 128 } else { 32 };
        let set = BddVariableSet::new_anonymous(u16::try_from(8 + 2 * width + 32).unwrap());
        let variables = set.variables();
        Self { set, variables, width }
    }

    /// What a list allows.
    pub(crate) fn list(&self, rules: &[Rule]) -> Bdd {
        let ordered = rules.iter().any(|rule| rule.action != Action::Allow);
        let mut parts: Vec<(Bdd, Bdd)> = rules
            .iter()
            .map(|rule| {
                let matched = rule.matches.iter().map(|one| self.one(one)).reduce(|a, b| a.or(&b));
                let matched = matched.unwrap_or_else(|| self.set.mk_false());
                let allowed = if rule.action == Action::Allow {
                    matched.clone()
                } else {
                    self.set.mk_false()
                };
                (allowed, matched)
            })
            .collect();
        while parts.len() > 1 {
            parts = parts
                .chunks(2)
                .map(|pair| match pair {
                    [(allowed, matched), (later, rest)] if ordered => {
                        (allowed.or(&later.and_not(matched)), matched.or(rest))
                    }
                    [(allowed, _), (later, _)] => (allowed.or(later), self.set.mk_true()),
                    other => other[0].clone(),
                })
                .collect();
        }
        parts.pop().map_or_else(|| self.set.mk_false(), |(allowed, _)| allowed)
    }

    fn one(&self, one: &Match) -> Bdd {
        let (source, destination) = (8, 8 + self.width);
        let ports = 8 + 2 * self.width;
        let addresses = if self.width == 32 {
            self.spans(source, 32, &one.source.v4).and(&self.spans(
                destination,
                32,
                &one.destination.v4,
            ))
        } else {
            self.spans(source, 128, &one.source.v6).and(&self.spans(
                destination,
                128,
                &one.destination.v6,
            ))
        };
        let carried = self.spans(ports, 16, &one.service.destination_ports).and(&self.spans(
            ports + 16,
            16,
            &one.service.source_ports,
        ));
        self.spans(0, 8, &one.service.protocols).and(&addresses).and(&carried)
    }

    fn spans<T: Value + Into<u128>>(&self, at: usize, width: usize, set: &Intervals<T>) -> Bdd {
        let spans = set
            .spans()
            .iter()
            .map(|(low, high)| self.span(at, width, (*low).into(), (*high).into()));
        spans.reduce(|a, b| a.or(&b)).unwrap_or_else(|| self.set.mk_false())
    }

    fn span(&self, at: usize, width: usize, low: u128, high: u128) -> Bdd {
        // The bits that both ends share are one clause.
        let differing = 128 - (low ^ high).leading_zeros() as usize;
        let bit = |value: u128, index: usize| value >> (width - 1 - index) & 1 == 1;
        let shared =
            (0..width - differing).map(|index| (self.variables[at + index], bit(low, index)));
        let shared = self
            .set
            .mk_conjunctive_clause(&BddPartialValuation::from_values(&shared.collect::<Vec<_>>()));
        let (mut above, mut below) = (self.set.mk_true(), self.set.mk_true());
        for index in (width - differing..width).rev() {
            let one = self.set.mk_literal(self.variables[at + index], true);
            above = if bit(low, index) { one.and(&above) } else { one.or(&above) };
            below = if bit(high, index) { one.not().or(&below) } else { one.not().and(&below) };
        }
        shared.and(&above).and(&below)
    }
}
