//! From guards to diagrams.
//!
//! Every list of rules becomes a list in which the first match decides: a list by priority is sorted with the stronger
//! action first, and where position means nothing all that allow come first. It is cut into blocks (`block`), and the
//! blocks are put together as a balanced tree. What puts guards together is one operation each.

use super::atoms::Atoms;
use super::block::{Blocks, Term};
use super::diagram::{Diagram, Id};
use super::guard::{Action, Guard, Order, Rule, Rules};
use super::operation;
use super::space::TrafficError;

/// The diagram that decides as the guard does.
pub(super) fn guard(
    diagram: &mut Diagram,
    atoms: &Atoms,
    blocks: &mut Blocks,
    guard: &Guard,
) -> Result<Id, TrafficError> {
    let mut each = |guards: &[Guard]| -> Result<Vec<Id>, TrafficError> {
        guards.iter().map(|one| self::guard(diagram, atoms, blocks, one)).collect()
    };
    // The last operation of each turns what is no word of the result (a single guard that says pass, say) into one.
    match guard {
        Guard::Rules(list) => rules(diagram, atoms, blocks, list),
        Guard::All(guards) => {
            let list = each(guards)?;
            let both = diagram.combine_all(&operation::ALL, list, Id::ALLOW)?;
            diagram.combine(&operation::ALL, both, Id::ALLOW)
        }
        Guard::Any(guards) => {
            let list = each(guards)?;
            let either = diagram.combine_all(&operation::ANY, list, Id::DENY)?;
            diagram.combine(&operation::ANY, either, Id::DENY)
        }
        Guard::Tiers(guards) => {
            let list = each(guards)?;
            let tiers = diagram.combine_all(&operation::THEN, list, Id::UNDECIDED)?;
            diagram.combine(&operation::THEN, tiers, Id::UNDECIDED)
        }
    }
}

fn rules(
    diagram: &mut Diagram,
    atoms: &Atoms,
    blocks: &mut Blocks,
    list: &Rules,
) -> Result<Id, TrafficError> {
    let mut terms = Vec::with_capacity(list.rules.len());
    for rule in in_order(list) {
        for one in &rule.matches {
            terms.extend(Term::of(rule.action, one, atoms).ok_or(TrafficError::UnknownGuard)?);
        }
    }
    // Where all do the same their order means nothing, and near each other they share more.
    if terms.iter().all(|term| Some(term.action) == terms.first().map(|term| term.action)) {
        terms.sort_by_cached_key(Term::place);
    }
    let each = blocks.of(diagram, atoms, terms)?;
    let first = diagram.combine_all(&operation::FIRST, each, Id::UNDECIDED)?;
    diagram.combine(&operation::FIRST, first, Id::from(list.otherwise))
}

/// The rules in an order in which the first match decides.
fn in_order(list: &Rules) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = list.rules.iter().collect();
    match list.order {
        Order::Listed => {}
        Order::Priority => rules.sort_by_key(|rule| {
            let strength = match rule.action {
                Action::Deny => 0,
                Action::Allow => 1,
                Action::Pass => 2,
            };
            (rule.priority, strength)
        }),
        Order::Union => rules.sort_by_key(|rule| rule.action),
    }
    rules
}
