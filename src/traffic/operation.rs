//! Operations on diagrams, each given by what it does with two terminals.
//!
//! A combination of two diagrams does at every packet what its table does with the two decisions there. From the table alone
//! follows when a walk may stop: where the decisions that can still come up on both sides leave only one result, or make the
//! result one of the sides. So a new operation is a new table, and cannot have a wrong shortcut.

use super::diagram::Id;

const U: u8 = 0;
const A: u8 = 1;
const D: u8 = 2;
const P: u8 = 3;

/// What an operation can say about two nodes before looking inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortcut {
    /// The result is this terminal.
    Terminal(Id),
    /// The result is the left side.
    Left,
    /// The result is the right side.
    Right,
    /// Look inside.
    Inside,
    /// Look inside; the sides may be exchanged.
    Either,
}

/// A table over the four decisions, and what follows from it.
#[derive(Debug)]
pub(super) struct Operation {
    /// Different for each operation; for remembering results.
    pub(super) code: u32,
    /// For the decisions that the left (high half of the index) and the right side can still reach.
    shortcuts: [Shortcut; 256],
    /// For two sides that are the same node.
    same: [Shortcut; 16],
}

impl Operation {
    /// Rows: the left decision. Columns: the right one. Both in the order Undecided, Allow, Deny, Pass.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const fn new(code: u32, table: [[u8; 4]; 4]) -> Self {
        let mut shortcuts = [Shortcut::Inside; 256];
        let mut same = [Shortcut::Inside; 16];
        let mut left = 0;
        while left < 16 {
            let mut right = 0;
            while right < 16 {
                shortcuts[left << 4 | right] = shortcut(&table, left, right, false);
                right += 1;
            }
            same[left] = shortcut(&table, left, left, true);
            left += 1;
        }
        Self { code, shortcuts, same }
    }

    /// What follows from the decisions that both sides can still reach.
    #[expect(
        clippy::indexing_slicing,
        reason = "a set of four decisions is below 16, two are below 256"
    )]
    pub(super) const fn shortcut(&self, left: u8, right: u8, same: bool) -> Shortcut {
        if same {
            self.same[(left & 15) as usize]
        } else {
            self.shortcuts[((left & 15) as usize) << 4 | (right & 15) as usize]
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler; the indices are below four"
)]
const fn shortcut(table: &[[u8; 4]; 4], left: usize, right: usize, same: bool) -> Shortcut {
    let (mut is_left, mut is_right, mut is_either) = (true, true, true);
    let (mut results, mut any) = (0u8, 0u8);
    let mut a = 0;
    while a < 4 {
        let mut b = 0;
        while b < 4 {
            if left >> a & 1 == 1 && right >> b & 1 == 1 && (!same || a == b) {
                let result = table[a][b];
                is_left = is_left && result as usize == a;
                is_right = is_right && result as usize == b;
                is_either = is_either && result == table[b][a];
                results |= 1 << result;
                any = result;
            }
            b += 1;
        }
        a += 1;
    }
    if results.count_ones() <= 1 {
        Shortcut::Terminal(Id::terminal(any))
    } else if is_left {
        Shortcut::Left
    } else if is_right {
        Shortcut::Right
    } else if is_either {
        Shortcut::Either
    } else {
        Shortcut::Inside
    }
}

/// The left side where it has decided, else the right: first match.
pub(super) static FIRST: Operation =
    Operation::new(0, [[U, A, D, P], [A, A, A, A], [D, D, D, D], [P, P, P, P]]);

/// The left side where it says allow or deny, else the right: one tier after another.
pub(super) static THEN: Operation =
    Operation::new(1, [[U, A, D, P], [A, A, A, A], [D, D, D, D], [U, A, D, P]]);

/// Allow where both allow, else deny.
pub(super) static ALL: Operation =
    Operation::new(2, [[D, D, D, D], [D, A, D, D], [D, D, D, D], [D, D, D, D]]);

/// Allow where one allows, else deny.
pub(super) static ANY: Operation =
    Operation::new(3, [[D, A, D, D], [A, A, A, A], [D, A, D, D], [D, A, D, D]]);

/// The set of what both sides allow.
pub(super) static INTERSECTION: Operation =
    Operation::new(4, [[U, U, U, U], [U, A, U, U], [U, U, U, U], [U, U, U, U]]);

/// The set of what one of the sides allows.
pub(super) static UNION: Operation =
    Operation::new(5, [[U, A, U, U], [A, A, A, A], [U, A, U, U], [U, A, U, U]]);

/// The set of what the left side allows and the right does not.
pub(super) static DIFFERENCE: Operation =
    Operation::new(6, [[U, U, U, U], [A, U, A, A], [U, U, U, U], [U, U, U, U]]);

/// The set of what the sides decide differently.
pub(super) static CHANGED: Operation =
    Operation::new(7, [[U, A, A, A], [A, U, A, A], [A, A, U, A], [A, A, A, U]]);

/// The left side inside the set on the right, undecided outside.
pub(super) static WITHIN: Operation =
    Operation::new(8, [[U, U, U, U], [U, A, U, U], [U, D, U, U], [U, P, U, U]]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let all =
            [&FIRST, &THEN, &ALL, &ANY, &INTERSECTION, &UNION, &DIFFERENCE, &CHANGED, &WITHIN];
        let codes: std::collections::BTreeSet<u32> = all.iter().map(|one| one.code).collect();
        assert_eq!(codes.len(), all.len());
    }

    #[test]
    fn shortcuts_follow_from_the_table() {
        const ANYTHING: u8 = 15;
        let (undecided, allow, deny) = (1 << U, 1 << A, 1 << D);
        assert_eq!(FIRST.shortcut(allow | deny, ANYTHING, false), Shortcut::Left);
        assert_eq!(FIRST.shortcut(undecided, ANYTHING, false), Shortcut::Right);
        assert_eq!(FIRST.shortcut(ANYTHING, ANYTHING, true), Shortcut::Left);
        assert_eq!(FIRST.shortcut(undecided | allow, undecided | allow, false), Shortcut::Either);
        assert_eq!(FIRST.shortcut(ANYTHING, ANYTHING, false), Shortcut::Inside);
        assert_eq!(THEN.shortcut(1 << P, ANYTHING, false), Shortcut::Right);
        assert_eq!(
            DIFFERENCE.shortcut(ANYTHING, ANYTHING, true),
            Shortcut::Terminal(Id::UNDECIDED)
        );
        assert_eq!(DIFFERENCE.shortcut(ANYTHING, allow, false), Shortcut::Terminal(Id::UNDECIDED));
        assert_eq!(CHANGED.shortcut(ANYTHING, ANYTHING, true), Shortcut::Terminal(Id::UNDECIDED));
        assert_eq!(WITHIN.shortcut(ANYTHING, allow, false), Shortcut::Left);
        assert_eq!(ALL.shortcut(allow, allow, true), Shortcut::Terminal(Id::ALLOW));
    }
}
