//! Lists, cut into pages.
//!
//! A token says after which id the next page starts, and to which list it belongs, in a form that a client can't look
//! into. It is refused for any other list.

use std::collections::BTreeMap;
use std::ops::Bound;

/// What is wrong with the pages of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Twist {
    #[default]
    Straight,
    /// The last page leads to one more like it, each with a token of its own.
    Endless,
    /// The second page leads to itself.
    Repeats,
    /// Before each page comes one without items, as every API is allowed to.
    Pauses,
}

/// Where a page starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Which list it belongs to: the action, the account, the region and what is asked about.
    list: String,
    /// How many pages there were before this one.
    before: usize,
    /// The id after which it starts; empty for the beginning.
    after: String,
}

/// One page.
pub(crate) struct Page<'a, T> {
    pub(crate) items: Vec<&'a T>,
    /// What leads to the next.
    pub(crate) next: Option<String>,
    /// The id of its last item.
    pub(crate) last: &'a str,
}

/// A token that leads nowhere, or into another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadToken;

impl Token {
    /// The place that a client asks for.
    pub(crate) fn read(list: &str, text: Option<&str>) -> Result<Self, BadToken> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(Self { list: list.to_owned(), ..Self::default() });
        };
        let token = decode(text).ok_or(BadToken)?;
        if token.list == list { Ok(token) } else { Err(BadToken) }
    }

    fn text(&self) -> String {
        let plain = format!("{}\n{}\n{}", self.before, self.after, self.list);
        // Nobody is kept out by this; it only is nothing that a client could have made.
        veiled(plain.bytes()).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Which page a token leads to, counted from one.
pub(crate) fn number(text: Option<&str>) -> usize {
    text.and_then(decode).map_or(1, |token| token.before + 1)
}

fn decode(text: &str) -> Option<Token> {
    if !text.is_ascii() || text.len() % 2 == 1 {
        return None;
    }
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16));
    let bytes: Vec<u8> = bytes.collect::<Result<_, _>>().ok()?;
    let plain = String::from_utf8(veiled(bytes.into_iter()).collect()).ok()?;
    let mut lines = plain.splitn(3, '\n');
    let (before, after, list) = (lines.next()?, lines.next()?, lines.next()?);
    Some(Token { list: list.to_owned(), before: before.parse().ok()?, after: after.to_owned() })
}

/// There and back.
fn veiled(bytes: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    let keys = (1_u8..=250).cycle().map(|at| at.wrapping_mul(167));
    bytes.zip(keys).map(|(byte, key)| byte ^ key)
}

/// Cuts out the page that `token` asks for.
pub(crate) fn cut<'a, T>(
    list: &'a BTreeMap<String, T>,
    token: &'a Token,
    size: usize,
    twist: Twist,
) -> Page<'a, T> {
    let start = if token.after.is_empty() {
        Bound::Unbounded
    } else {
        Bound::Excluded(token.after.as_str())
    };
    let lead = |before: usize, after: &str| {
        Some(Token { list: token.list.clone(), before, after: after.to_owned() }.text())
    };
    if twist == Twist::Pauses && token.before.is_multiple_of(2) && !list.is_empty() {
        let next = lead(token.before + 1, &token.after);
        return Page { items: Vec::new(), next, last: &token.after };
    }
    let mut rest = list.range::<str, _>((start, Bound::Unbounded));
    let mut items = Vec::with_capacity(size.min(list.len()));
    let mut last = token.after.as_str();
    for (id, item) in rest.by_ref().take(size) {
        items.push(item);
        last = id;
    }
    let is_last = rest.next().is_none();
    let next = match twist {
        Twist::Endless if is_last => lead(token.before + 1, &token.after),
        Twist::Repeats if token.before > 0 => lead(token.before, &token.after),
        Twist::Repeats => lead(1, last),
        _ if is_last => None,
        _ => lead(token.before + 1, last),
    };
    Page { items, next, last }
}
