//! Security groups before interfaces.
//!
//! All groups of an interface together allow what one of them allows, and replies pass. (VPC user guide, "Security group rules".)
//! Interfaces in the same groups have the same shield.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::estate::Estate;
use super::interfaces::Interface;
use crate::model::{Direction, Gate, Passage, Scope, Status, unread};
use crate::providers::aws::parse::security_group::SPEC;
use crate::providers::aws::semantics::security_group;
use crate::traffic::{Decision, Guard, Side};

/// The shields so far.
#[derive(Default)]
pub(super) struct Shields {
    known: BTreeMap<Key, usize>,
    pub(super) passages: Vec<Passage>,
    /// The names that they draw on, each with a scope near which it is looked for.
    pub(super) names: BTreeMap<Arc<str>, Scope>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Groups(Scope, Vec<String>),
    /// An interface that no group filters, and whether it lets nothing in.
    Unfiltered(bool),
    Unread(Arc<str>),
}

impl Shields {
    /// The shield of an interface.
    pub(super) fn before(&mut self, estate: &Estate<'_>, interface: &Interface) -> usize {
        if interface.is_without_groups() {
            let nat = interface.is_nat();
            return self.place(Key::Unfiltered(nat), |_| unfiltered(nat));
        }
        let groups = &interface.context.groups;
        self.place(Key::Groups(interface.home.clone(), groups.clone()), |names| {
            union(estate, &interface.home, groups, names)
        })
    }

    /// The shield of something that can't be read.
    pub(super) fn unread(&mut self, name: &Arc<str>, why: &str) -> usize {
        self.place(Key::Unread(name.clone()), |_| Passage::unread(name, why.to_owned()))
    }

    fn place(
        &mut self,
        key: Key,
        make: impl FnOnce(&mut BTreeMap<Arc<str>, Scope>) -> Passage,
    ) -> usize {
        let Self { known, passages, names } = self;
        *known.entry(key).or_insert_with(|| {
            passages.push(make(names));
            passages.len() - 1
        })
    }
}

fn unfiltered(nat: bool) -> Passage {
    let mut passage = Passage::open(if nat { "NAT gateway" } else { "no security group" });
    if nat {
        passage.ingress = Guard::always("NAT gateway", Decision::Deny);
    }
    passage
}

fn union(
    estate: &Estate<'_>,
    home: &Scope,
    groups: &[String],
    names: &mut BTreeMap<Arc<str>, Scope>,
) -> Passage {
    let (mut ingress, mut egress) = (Vec::new(), Vec::new());
    let mut doubts = BTreeSet::new();
    for group in groups {
        let mut doubt = |why: String, ingress: &mut Vec<Guard>, egress: &mut Vec<Guard>| {
            let rules = rules_of(group);
            ingress.push(unread(&rules, Side::Source));
            egress.push(unread(&rules, Side::Destination));
            doubts.insert(why);
        };
        let Some((id, _)) = estate.find(&SPEC, group, home) else {
            if !estate.view.status(home, &SPEC.kind).proves_absence() {
                doubt(estate.unread(&SPEC.kind, group, home), &mut ingress, &mut egress);
            }
            continue;
        };
        let boundary = security_group::boundary(estate.view, &id);
        let gates = Direction::ALL.map(|direction| boundary.gate(direction).clone());
        if let [Gate::Guard(into), Gate::Guard(out)] = gates {
            ingress.push(into);
            egress.push(out);
        } else {
            let why = gates.iter().find_map(|gate| match gate {
                Gate::Unknown(why) => Some(why.clone()),
                Gate::Guard(_) | Gate::Nowhere => None,
            });
            doubt(
                why.unwrap_or_else(|| format!("{group} can't be read")),
                &mut ingress,
                &mut egress,
            );
        }
        if estate.view.status(&id.scope, &SPEC.kind) == Status::Partial {
            let why = format!(
                "security groups of {} were not read whole: rules may be missing",
                id.scope
            );
            doubt(why, &mut ingress, &mut egress);
        }
        for name in boundary.draws_on() {
            names.entry(name).or_insert_with(|| id.scope.clone());
        }
    }
    let doubt = (!doubts.is_empty()).then(|| doubts.into_iter().collect::<Vec<_>>().join("; "));
    Passage { ingress: Guard::Any(ingress), egress: Guard::Any(egress), stateful: true, doubt }
}

/// The name of what the rules of a group would say. Not the name of the group itself, which stands for who is in it.
fn rules_of(group: &str) -> Arc<str> {
    format!("{}:{group}/rules", SPEC.kind).into()
}
