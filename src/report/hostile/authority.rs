//! Verdicts with any text in them.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::super::v1::Authority;
use super::{effect, text};

pub(super) fn authority() -> impl Strategy<Value = Authority> {
    let boxes = || vec(effect::traffic_box(), 0..3);
    let ids = (of(text()), of(text()), of(text()), of(text()));
    let more = (of(text()), of(text()), of(text()));
    let lists = (boxes(), boxes(), vec(text(), 0..3), vec(text(), 0..3));
    (ids, more, lists).prop_map(
        |(
            (grant, policy, waiver, nearest),
            (owner, until, file),
            (outside, outside_closed, outside_fields, because),
        )| Authority {
            grant,
            policy,
            waiver,
            nearest,
            outside,
            outside_closed,
            outside_fields,
            owner,
            until,
            file,
            because,
        },
    )
}
