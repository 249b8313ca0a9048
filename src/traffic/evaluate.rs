//! What a guard does with one packet, and who decided: plain rule after plain rule, without any diagram.
//!
//! This is the yardstick that the diagrams are held against, so it shares no code with them beyond the meaning
//! of a match.

use super::guard::{Action, Decision, Guard, Order, Rule, Rules};
use super::packet::Packet;

/// Who had a say about a packet at one boundary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deciding<'a> {
    /// The boundary.
    pub boundary: &'a str,
    /// The label of the rule; nothing when no rule matched and the end of the list decided.
    pub rule: Option<&'a str>,
    /// What it said.
    pub decision: Decision,
}

/// What a guard does with a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// What became of it.
    pub decision: Decision,
    /// Who decided, in the order of the guard: all that had to allow it, or the first that did not.
    pub by: Vec<Deciding<'a>>,
}

impl Guard {
    /// What the guard does with this packet.
    #[must_use]
    pub fn decide(&self, packet: &Packet) -> Answer<'_> {
        match self {
            Self::Rules(rules) => rules.decide(packet),
            Self::All(guards) => all(guards, packet),
            Self::Any(guards) => any(guards, packet),
            Self::Tiers(tiers) => in_tiers(tiers, packet),
        }
    }
}

fn all<'a>(guards: &'a [Guard], packet: &Packet) -> Answer<'a> {
    let mut by = Vec::new();
    for guard in guards {
        let answer = guard.decide(packet);
        if answer.decision != Decision::Allow {
            return Answer { decision: Decision::Deny, by: answer.by };
        }
        by.extend(answer.by);
    }
    Answer { decision: Decision::Allow, by }
}

fn any<'a>(guards: &'a [Guard], packet: &Packet) -> Answer<'a> {
    let mut by = Vec::new();
    for guard in guards {
        let answer = guard.decide(packet);
        if answer.decision == Decision::Allow {
            return answer;
        }
        by.extend(answer.by);
    }
    Answer { decision: Decision::Deny, by }
}

fn in_tiers<'a>(tiers: &'a [Guard], packet: &Packet) -> Answer<'a> {
    let mut by = Vec::new();
    for tier in tiers {
        let answer = tier.decide(packet);
        match answer.decision {
            Decision::Allow | Decision::Deny => {
                by.extend(answer.by);
                return Answer { decision: answer.decision, by };
            }
            Decision::Pass => by.extend(answer.by),
            Decision::Undecided => {}
        }
    }
    Answer { decision: Decision::Undecided, by }
}

impl Rules {
    fn decide(&self, packet: &Packet) -> Answer<'_> {
        let mut deciding: Option<&Rule> = None;
        for rule in self.rules.iter().filter(|rule| rule.contains(packet)) {
            if deciding.is_none_or(|before| self.beats(rule, before)) {
                deciding = Some(rule);
            }
        }
        let decision = deciding.map_or(self.otherwise, |rule| rule.action.into());
        let rule = deciding.map(|rule| &*rule.label);
        Answer { decision, by: vec![Deciding { boundary: &self.boundary, rule, decision }] }
    }

    /// Whether a later rule decides in place of an earlier one.
    fn beats(&self, later: &Rule, earlier: &Rule) -> bool {
        let denies = |rule: &Rule| match rule.action {
            Action::Deny => 0,
            Action::Allow => 1,
            Action::Pass => 2,
        };
        let allows = |rule: &Rule| match rule.action {
            Action::Allow => 0,
            Action::Deny => 1,
            Action::Pass => 2,
        };
        match self.order {
            Order::Listed => false,
            Order::Priority => {
                (later.priority, denies(later)) < (earlier.priority, denies(earlier))
            }
            Order::Union => allows(later) < allows(earlier),
        }
    }
}
