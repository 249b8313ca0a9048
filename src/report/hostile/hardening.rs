//! Protections in which somebody else chose every text.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::super::v1::{Hardening, Protection};
use super::text;

pub(super) fn hardening() -> impl Strategy<Value = Hardening> {
    let list = || vec(protection(), 0..12);
    (list(), list(), vec(text(), 0..12)).prop_map(|(lost, gained, left)| Hardening {
        lost,
        gained,
        left,
    })
}

fn protection() -> impl Strategy<Value = Protection> {
    (text(), of(text()), text(), text(), vec(text(), 0..3)).prop_map(
        |(name, container, what, allows, attack)| Protection {
            name,
            container,
            what,
            allows,
            attack,
        },
    )
}
