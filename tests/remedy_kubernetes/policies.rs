//! Random drift of random network policies: what is printed puts back all of it, and what undoes that brings all of it back.

use super::place::{Place, Step, changes, is_left_out, steps};
use super::random::Random;

/// How many policies drift in one round.
const EACH: usize = 30;

#[test]
fn random_drift_of_policies_is_put_back_and_undone() {
    if is_left_out() {
        return;
    }
    let is_soak = std::env::var_os("DRIFTWALL_SOAK").is_some_and(|said| said == "1");
    for round in 1..=if is_soak { 20 } else { 3 } {
        there_and_back(round);
    }
}

/// A cluster whose policies are no longer those that were approved.
pub(crate) fn drifted(round: u64) -> Place {
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ (round << 32));
    let place = Place::new();
    let mut policies: Vec<_> =
        (0..EACH).map(|number| random.policy(&format!("policy-{number}"))).collect();
    policies.iter().for_each(|policy| place.api.put(policy));
    place.record();
    place.scan(0);

    for (number, policy) in policies.iter_mut().enumerate() {
        match random.below(8) {
            0 => place.api.take(policy),
            1 => place.api.put(&random.policy(&format!("more-{number}"))),
            _ => {
                for _ in 0..=random.below(2) {
                    random.change(policy);
                }
                place.api.put(policy);
            }
        }
    }
    place
}

fn there_and_back(round: u64) {
    let place = drifted(round);
    let drifted = place.resources();
    let findings = changes(&place.scan(1));
    assert!(findings.len() > EACH / 2);
    for finding in &findings {
        assert_eq!(finding["remedy"]["proof"], "restores-baseline", "{finding:#}");
    }
    let all: Vec<Vec<Step>> = findings.iter().map(steps).collect();
    each(&all, |steps| steps.iter().for_each(|step| place.works(&step.line)));
    place.scan(0);
    assert!(!place.folder.at("pwned").exists());

    each(&all, |steps| steps.iter().rev().for_each(|step| place.works(&step.undo)));
    assert_eq!(place.resources(), drifted);
}

/// What resources need is independent, and two of them go at a time.
fn each(all: &[Vec<Step>], run: impl Fn(&[Step]) + Sync) {
    std::thread::scope(|scope| {
        for half in all.chunks(all.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(|steps| run(steps)));
        }
    });
}
