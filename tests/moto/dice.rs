//! Numbers that are the same for the same seed, and what is drawn with them.

use serde_json::{Value, json};

/// xorshift64*.
pub(crate) struct Dice(u64);

/// Texts that a shell, `aws`, a query or a terminal would make something of.
const HOSTILE: &[&str] = &[
    "it's",
    "\"quoted\"",
    "two words",
    "a\nb",
    "a\n",
    "$(touch pwned)",
    "`touch pwned`",
    "${HOME}",
    "-rf",
    "--dry-run",
    "file:///etc/hostname",
    "fileb:///etc/hostname",
    "https://example.com/",
    "@/etc/hostname",
    "Key=a,Value=b",
    "[1]",
    "{\"a\":1}",
    "`\"x\"` || 'y'",
    "\\",
    "\\n",
    "%s%n",
    "a;b&c|d>e",
    "größer 日本語 🔥",
    "* ? ~ !",
    "#",
];

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from((self.bits() >> 32) % bound.max(1) as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// One of a list of an answer; nothing when it is empty.
    pub(crate) fn of<'a>(&mut self, list: &'a [Value]) -> Option<&'a Value> {
        if list.is_empty() { None } else { Some(&list[self.below(list.len())]) }
    }

    /// A text that is up to something.
    pub(crate) fn text(&mut self) -> String {
        let first = self.pick(HOSTILE).to_owned();
        if self.one_in(3) { first + self.pick(HOSTILE) } else { first }
    }

    /// A block of IPv4 that no host bit is set in.
    pub(crate) fn block(&mut self) -> String {
        self.pick(&[
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "198.51.100.0/24",
            "203.0.113.7/32",
            "10.20.0.0/16",
            "10.20.3.0/24",
            "192.0.2.128/25",
        ])
        .to_owned()
    }

    /// A block of IPv6.
    pub(crate) fn long_block(&mut self) -> String {
        self.pick(&["::/0", "2001:db8::/32", "2001:db8:1::/48"]).to_owned()
    }

    pub(crate) fn ports(&mut self) -> (u16, u16) {
        let from = u16::try_from(1 + self.below(9000)).unwrap();
        let many = if self.one_in(2) { 0 } else { u16::try_from(self.below(200)).unwrap() };
        (from, from + many)
    }

    /// A tag.
    pub(crate) fn tag(&mut self) -> Value {
        let key = match self.below(3) {
            0 => "team".to_owned(),
            1 => "env".to_owned(),
            _ => self.text(),
        };
        json!({ "Key": key, "Value": self.text() })
    }
}
