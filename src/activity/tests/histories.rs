//! Random histories of edits, told by a log, are followed through every state that was.

use super::super::versions::{Version, versions};
use super::*;
use crate::providers::dice::Dice;
use crate::providers::kind_spec;

/// What a group is after each edit, and the log of it.
fn history(dice: &mut Dice<()>, start: &[Value]) -> (Vec<Vec<Value>>, Vec<Activity>) {
    let mut rules = start.to_vec();
    let mut states = Vec::new();
    let mut events = Vec::new();
    for round in 0..12_i64 {
        let fresh = || format!("sgr-{round}");
        let peer = dice.pick(&["0.0.0.0/0", "10.0.0.0/8", "203.0.113.0/24", "::/0"]);
        let ports = dice.pick(&["22", "443", "0-65535"]);
        let new = with_id(rule(peer, ports), &fresh());
        let act = if rules.is_empty() || dice.one_in(2) {
            rules.push(new.clone());
            adds(new)
        } else {
            let which = dice.below(rules.len());
            let id = json!({ "id": rules[which]["id"] });
            match dice.below(3) {
                0 => {
                    rules.remove(which);
                    takes(id)
                }
                1 => {
                    let edited = with_id(rule(peer, ports), rules[which]["id"].as_str().unwrap());
                    rules[which] = edited.clone();
                    edit(Some(id), Some(edited))
                }
                _ => {
                    // Named by what it says, as an old call does.
                    let gone = rules.remove(which);
                    let mut said = gone.clone();
                    said.as_object_mut().unwrap().remove("id");
                    // Of two that say the same, the first is meant.
                    let first = rules.iter().position(|one| {
                        let mut one = one.clone();
                        one.as_object_mut().unwrap().remove("id");
                        one == said
                    });
                    if let Some(first) = first.filter(|first| *first < which) {
                        rules.insert(which.min(rules.len()), gone);
                        rules.remove(first);
                    }
                    takes(said)
                }
            }
        };
        states.push(rules.clone());
        events.push(event(round * 10 + 1, "mallory", "sg-1", act));
    }
    (states, events)
}

fn sorted(mut rules: Vec<Value>) -> Vec<String> {
    rules.iter_mut().for_each(|one| {
        one.as_object_mut().unwrap().remove("id");
    });
    let mut texts: Vec<String> = rules.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

#[test]
fn every_state_in_between_is_rebuilt() {
    let spec = kind_spec(&kind()).unwrap();
    for seed in 0..300 {
        let mut dice = Dice::<()>::of(seed + 1);
        let start = [with_id(rule("10.0.0.0/8", "443"), "sgr-start")];
        let (states, events) = history(&mut dice, &start);
        let events: Vec<Arc<Activity>> = book(events).events;
        let acts = events.iter().map(|event| (event, &event.deeds[0].act));
        let steps = versions(spec, Some(&group(&start)), acts);
        assert_eq!(steps.len(), states.len());
        for (step, state) in steps.iter().zip(states) {
            let Version::Known(Some(is)) = &step.version else { panic!("{seed}: {step:?}") };
            let durable = is.durable.value().unwrap();
            let rules = durable["ingress"].as_array().unwrap().clone();
            assert_eq!(sorted(rules), sorted(state), "{seed}");
        }
    }
}

#[test]
fn whatever_is_different_at_the_end_is_attributed() {
    for seed in 0..60 {
        let mut dice = Dice::<()>::of(seed + 1000);
        let start = [with_id(rule("10.0.0.0/8", "443"), "sgr-start")];
        let (states, events) = history(&mut dice, &start);
        let before = estate(&[("sg-1", group(&start))]);
        let after = estate(&[("sg-1", group(states.last().unwrap()))]);
        for finding in scan(&before, &after, &book(events.clone())) {
            let who = &finding.who;
            assert_eq!(who.attribution.word(), "attributed", "{seed}: {finding:?}");
            assert!(who.evidence.iter().all(|one| one.confidence.word() == "high"), "{seed}");
        }
        // Without its last event the log no longer leads to what is there.
        let (_, cut) = events.split_last().unwrap();
        for finding in scan(&before, &after, &book(cut.to_vec())) {
            assert!(finding.who.evidence.iter().all(|one| one.activity.time <= at(600)));
        }
    }
}
