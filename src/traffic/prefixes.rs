//! Spans of addresses as prefixes, of either family.
//!
//! An address is a number of `width` bits, both ends of a span are inside, and every span is covered by prefixes in one way that takes the fewest.

/// As many prefixes a span may take before it is printed as a range.
const FEW: usize = 2;

/// How many texts a span is printed as.
pub(super) fn pieces(low: u128, high: u128, width: u32) -> usize {
    if are_few(low, high, width) { prefixes(low, high, width).count() } else { 1 }
}

/// Whether they are so few that the span is printed as them.
pub(super) fn are_few(low: u128, high: u128, width: u32) -> bool {
    prefixes(low, high, width).nth(FEW).is_none()
}

/// The prefixes that cover a span exactly, as (network, length), the lowest first.
pub(super) fn prefixes(low: u128, high: u128, width: u32) -> impl Iterator<Item = (u128, u32)> {
    let mut next = Some(low);
    std::iter::from_fn(move || {
        let low = next?;
        // As large as a block that begins here can be, and no larger than what is left.
        let left = high.saturating_sub(low).checked_add(1).map_or(u128::BITS, u128::ilog2);
        let free = low.trailing_zeros().min(width).min(left);
        let last = low | 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        next = (last < high).then(|| last + 1);
        Some((low, width - free))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Addresses, Intervals};
    use super::*;

    #[test]
    fn a_span_is_printed_in_as_many_pieces_as_are_counted() {
        for low in 0..=32_u128 {
            for high in low..=32 {
                for (from, to) in [(low, high), (u128::MAX - high, u128::MAX - low)] {
                    let texts = Addresses::of_v6(Intervals::range(from, to)).texts();
                    assert_eq!(pieces(from, to, 128), texts.len(), "{from}-{to}");
                    let read = Addresses::parse_all(texts.iter().map(String::as_str)).unwrap();
                    assert_eq!(read.v6, Intervals::range(from, to));
                    let sizes = prefixes(from, to, 128).map(|(_, length)| 1 << (128 - length));
                    assert_eq!(sizes.sum::<u128>(), to - from + 1, "{from}-{to}");
                }
            }
        }
        assert_eq!(pieces(0, u32::MAX.into(), 32), 1);
        assert_eq!(pieces(0, u128::MAX, 128), 1);
    }
}
