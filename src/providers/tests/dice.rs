//! Choices that look random and are the same in every run.

use std::marker::PhantomData;

/// A source of choices, for random estates of one sort.
pub(crate) struct Dice<Of>(u64, PhantomData<Of>);

impl<Of> Dice<Of> {
    pub(crate) const fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), PhantomData)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        // xorshift64*: enough to pick from lists.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).unwrap() % count
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}
