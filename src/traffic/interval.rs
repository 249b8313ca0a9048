//! Sets of values of one field, as sorted spans with both ends inside.
//!
//! The spans never touch or overlap, so two sets are equal exactly when their spans are. A span whose
//! ends are the wrong way round holds nothing; it is not an error.

use std::fmt;

use smallvec::{SmallVec, smallvec};

/// A value that a field can have: dense, ordered, with a first and a last.
pub trait Value: Copy + Ord + fmt::Debug + fmt::Display {
    /// The first value.
    const FIRST: Self;
    /// The last value.
    const LAST: Self;
    /// The value after this one; nothing after the last.
    fn after(self) -> Option<Self>;
    /// The value before this one; nothing before the first.
    fn before(self) -> Option<Self>;
}

macro_rules! values {
    ($($number:ty),*) => {$(
        impl Value for $number {
            const FIRST: Self = 0;
            const LAST: Self = Self::MAX;
            fn after(self) -> Option<Self> {
                self.checked_add(1)
            }
            fn before(self) -> Option<Self> {
                self.checked_sub(1)
            }
        }
    )*};
}
values!(u8, u16, u32, u128);

/// A set of values: sorted spans that neither touch nor overlap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Intervals<T> {
    /// Most sets of a rule are one span, for which nothing is allocated.
    spans: SmallVec<[(T, T); 1]>,
}

impl<T: Value> Intervals<T> {
    /// No value.
    #[must_use]
    pub fn none() -> Self {
        Self { spans: SmallVec::new() }
    }

    /// Every value.
    #[must_use]
    pub fn all() -> Self {
        Self { spans: smallvec![(T::FIRST, T::LAST)] }
    }

    /// One value.
    #[must_use]
    pub fn one(value: T) -> Self {
        Self { spans: smallvec![(value, value)] }
    }

    /// The values from `low` to `high`, both inside; none if `low` is above `high`.
    #[must_use]
    pub fn range(low: T, high: T) -> Self {
        if low <= high { Self { spans: smallvec![(low, high)] } } else { Self::none() }
    }

    /// The union of spans in any order, overlapping or not.
    #[must_use]
    pub fn of(spans: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut spans: SmallVec<[(T, T); 1]> =
            spans.into_iter().filter(|(low, high)| low <= high).collect();
        spans.sort_unstable();
        spans.dedup_by(|next, last| {
            let touches = last.1.after().is_none_or(|after| next.0 <= after);
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
        Self { spans }
    }

    /// The spans, lowest first.
    #[must_use]
    pub fn spans(&self) -> &[(T, T)] {
        &self.spans
    }

    /// Whether there is no value inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether every value is inside.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self.spans == [(T::FIRST, T::LAST)]
    }

    /// Whether this value is inside.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        let at = self.spans.partition_point(|(_, high)| *high < value);
        self.spans.get(at).is_some_and(|(low, _)| *low <= value)
    }

    /// The values that are in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.spans.iter().chain(&other.spans).copied())
    }

    /// The values that are in neither span of this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut spans = SmallVec::new();
        let mut from = Some(T::FIRST);
        for (low, high) in &self.spans {
            if let (Some(from), Some(before)) = (from, low.before())
                && from <= before
            {
                spans.push((from, before));
            }
            from = high.after();
        }
        spans.extend(from.map(|from| (from, T::LAST)));
        Self { spans }
    }

    /// The values that are in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut spans = SmallVec::new();
        let (mut left, mut right) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low <= high {
                spans.push((low, high));
            }
            if a.1 <= b.1 {
                left.next();
            } else {
                right.next();
            }
        }
        Self { spans }
    }

    /// The values that are in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }
}

impl<T: Value> From<T> for Intervals<T> {
    fn from(value: T) -> Self {
        Self::one(value)
    }
}

impl<T: Value> From<std::ops::RangeInclusive<T>> for Intervals<T> {
    fn from(range: std::ops::RangeInclusive<T>) -> Self {
        Self::range(*range.start(), *range.end())
    }
}

/// `22,80-90`; nothing for the empty set.
impl<T: Value> fmt::Display for Intervals<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (low, high)) in self.spans.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            if low == high {
                write!(f, "{comma}{low}")?;
            } else {
                write!(f, "{comma}{low}-{high}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_are_one() {
        let set = Intervals::<u8>::of([(10, 19), (5, 4), (20, 29), (0, 3), (28, 40)]);
        assert_eq!(set.spans(), [(0, 3), (10, 40)]);
        assert_eq!(set.to_string(), "0-3,10-40");
        assert_eq!(Intervals::<u8>::of([(250, 255), (0, 249)]), Intervals::all());
        assert_eq!(Intervals::<u8>::of([(9, 255), (255, 255)]).spans(), [(9, 255)]);
    }

    #[test]
    fn operations_agree_with_membership() {
        let sets: Vec<Intervals<u8>> =
            [vec![], vec![(0, 255)], vec![(0, 9), (255, 255)], vec![(7, 30), (40, 50)]]
                .into_iter()
                .map(Intervals::of)
                .collect();
        for a in &sets {
            assert_eq!(a.complement().complement(), *a);
            for b in &sets {
                for value in 0..=255 {
                    let (in_a, in_b) = (a.contains(value), b.contains(value));
                    assert_eq!(a.union(b).contains(value), in_a || in_b);
                    assert_eq!(a.intersection(b).contains(value), in_a && in_b);
                    assert_eq!(a.difference(b).contains(value), in_a && !in_b);
                    assert_eq!(a.complement().contains(value), !in_a);
                }
            }
        }
    }
}
