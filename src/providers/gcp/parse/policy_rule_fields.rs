//! The fields of a firewall policy's rules, which two kinds of policies and the effective firewalls declare alike.

use crate::model::{Bears, Field, Less, Matching};

/// The declarations of the rules in a list, and of what is left out of them: the path in documents, that in Google's answers, and
/// what a difference can affect.
macro_rules! of_rules {
    ($list:literal, $native:literal, $bears:expr, $reason:literal) => {
        [
            Field::list($list, $bears, Matching::Keyed(&["priority", "direction"]), $reason),
            Field::durable(concat!($list, "[].description"), Bears::Metadata, "a note"),
            Field::list(
                concat!($list, "[].destination.address_groups"),
                $bears,
                Matching::Set,
                "the other end of egress",
            ),
            Field::list(
                concat!($list, "[].destination.fqdns"),
                $bears,
                Matching::Set,
                "the other end of egress",
            ),
            Field::list(
                concat!($list, "[].destination.ranges"),
                $bears,
                Matching::Set,
                "the other end of egress",
            ),
            Field::list(
                concat!($list, "[].destination.region_codes"),
                $bears,
                Matching::Set,
                "the other end of egress",
            ),
            Field::list(
                concat!($list, "[].destination.threat_lists"),
                $bears,
                Matching::Set,
                "the other end of egress",
            ),
            Field::durable(
                concat!($list, "[].logging"),
                Bears::Logging,
                "whether connections are recorded",
            )
            .records(Less::Off, "what one of its rules decides"),
            Field::durable(concat!($list, "[].name"), Bears::Metadata, "a name for people"),
            Field::list(
                concat!($list, "[].source.address_groups"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.fqdns"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.networks"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.ranges"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.region_codes"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.secure_tags"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].source.stale_secure_tags"),
                $bears,
                Matching::Set,
                "tags that match nothing any more",
            ),
            Field::list(
                concat!($list, "[].source.threat_lists"),
                $bears,
                Matching::Set,
                "the other end of ingress",
            ),
            Field::list(
                concat!($list, "[].target.forwarding_rules"),
                $bears,
                Matching::Set,
                "what it filters; none named is all",
            ),
            Field::list(
                concat!($list, "[].target.networks"),
                $bears,
                Matching::Set,
                "what it filters; none named is all",
            ),
            Field::list(
                concat!($list, "[].target.secure_tags"),
                $bears,
                Matching::Set,
                "what it filters; none named is all",
            ),
            Field::list(
                concat!($list, "[].target.service_accounts"),
                $bears,
                Matching::Set,
                "what it filters; none named is all",
            ),
            Field::list(
                concat!($list, "[].target.stale_secure_tags"),
                $bears,
                Matching::Set,
                "tags that match nothing any more",
            ),
            Field::list(
                concat!($list, "[].traffic"),
                $bears,
                Matching::Set,
                "the protocols and ports it speaks of",
            ),
            Field::volatile(concat!($native, "[].kind"), "says what the list says"),
            Field::volatile(concat!($native, "[].ruleTupleCount"), "how much of a quota it takes"),
        ]
    };
}
pub(super) use of_rules;

/// How many declarations [`of_rules`] makes.
pub(super) const OF_RULES: usize = 25;

/// Several tables as one.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks every index")]
pub(super) const fn together<const N: usize>(tables: [&[Field]; 3]) -> [Field; N] {
    let mut all = [Field::volatile("", ""); N];
    let mut filled = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[filled] = tables[table][row];
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    assert!(filled == N, "the table has rows to spare");
    all
}

/// The rules of a policy of either kind, and those that copy packets.
pub(super) const OF_A_POLICY: [Field; OF_RULES * 2] = together([
    &of_rules!("rules", "rules", Bears::Traffic, "what passes, in the order of priorities"),
    &of_rules!(
        "mirroring_rules",
        "packetMirroringRules",
        Bears::Logging,
        "which packets are copied to be looked at"
    ),
    &[],
]);
