//! Sets of IPv4 and IPv6 addresses: how they are read, how they are printed, and which of them are the
//! internet.
//!
//! The two families are apart: `0.0.0.0/0` holds no IPv6 address. Host bits of a prefix mean nothing:
//! `203.0.113.7/0` is every IPv4 address. An IPv4 address written inside IPv6 (`::ffff:192.0.2.1`) is the IPv6 address
//! that it says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::interval::{Intervals, Value};
use super::prefixes::{are_few, prefixes};

/// A set of addresses of both families.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addresses {
    /// The IPv4 addresses, as numbers.
    pub v4: Intervals<u32>,
    /// The IPv6 addresses, as numbers.
    pub v6: Intervals<u128>,
}

/// A text or a number that is no set of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// More bits than an address of this family has.
    #[error("a prefix of {length} bits, where {} has at most {}", family_name(.address), bits(.address))]
    Length {
        /// The address before the slash.
        address: IpAddr,
        /// The number after it.
        length: u8,
    },
    /// A range from one family to the other.
    #[error("a range from {low} to {high} mixes IPv4 and IPv6")]
    Families {
        /// The lower end.
        low: IpAddr,
        /// The upper end.
        high: IpAddr,
    },
    /// Neither an address, nor a prefix, nor a range.
    #[error("`{0}` is no address, prefix or range")]
    Text(String),
}

const fn bits(address: &IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

const fn family_name(address: &IpAddr) -> &'static str {
    if address.is_ipv4() { "IPv4" } else { "IPv6" }
}

impl Addresses {
    /// No address.
    #[must_use]
    pub fn none() -> Self {
        Self { v4: Intervals::none(), v6: Intervals::none() }
    }

    /// Every address of both families.
    #[must_use]
    pub fn all() -> Self {
        Self { v4: Intervals::all(), v6: Intervals::all() }
    }

    /// Every IPv4 address, `0.0.0.0/0`.
    #[must_use]
    pub fn all_v4() -> Self {
        Self { v4: Intervals::all(), v6: Intervals::none() }
    }

    /// Every IPv6 address, `::/0`.
    #[must_use]
    pub fn all_v6() -> Self {
        Self { v4: Intervals::none(), v6: Intervals::all() }
    }

    /// A set of IPv4 addresses.
    #[must_use]
    pub fn of_v4(v4: Intervals<u32>) -> Self {
        Self { v4, v6: Intervals::none() }
    }

    /// A set of IPv6 addresses.
    #[must_use]
    pub fn of_v6(v6: Intervals<u128>) -> Self {
        Self { v4: Intervals::none(), v6 }
    }

    /// One address.
    #[must_use]
    pub fn one(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(Intervals::one(address.to_bits())),
            IpAddr::V6(address) => Self::of_v6(Intervals::one(address.to_bits())),
        }
    }

    /// The addresses that share their first `length` bits with this one.
    ///
    /// # Errors
    /// When the family has no prefix of this length.
    pub fn prefix(address: IpAddr, length: u8) -> Result<Self, AddressError> {
        if length > bits(&address) {
            return Err(AddressError::Length { address, length });
        }
        Ok(match address {
            IpAddr::V4(v4) => {
                let hosts = u32::MAX.checked_shr(u32::from(length)).unwrap_or(0);
                Self::of_v4(Intervals::range(v4.to_bits() & !hosts, v4.to_bits() | hosts))
            }
            IpAddr::V6(v6) => {
                let hosts = u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
                Self::of_v6(Intervals::range(v6.to_bits() & !hosts, v6.to_bits() | hosts))
            }
        })
    }

    /// The addresses from `low` to `high`, both inside; none if `low` is above `high`.
    ///
    /// # Errors
    /// When the two are of different families.
    pub fn range(low: IpAddr, high: IpAddr) -> Result<Self, AddressError> {
        match (low, high) {
            (IpAddr::V4(low), IpAddr::V4(high)) => {
                Ok(Self::of_v4(Intervals::range(low.to_bits(), high.to_bits())))
            }
            (IpAddr::V6(low), IpAddr::V6(high)) => {
                Ok(Self::of_v6(Intervals::range(low.to_bits(), high.to_bits())))
            }
            _ => Err(AddressError::Families { low, high }),
        }
    }

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9` and the same in IPv6.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError::Text(text.to_owned());
        let address = |part: &str| part.trim().parse::<IpAddr>().map_err(|_| wrong());
        if let Some((network, length)) = text.split_once('/') {
            let digits = length.trim();
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let length = digits.parse().ok().filter(|_| plain).ok_or_else(wrong)?;
            return Self::prefix(address(network)?, length);
        }
        match text.split_once('-') {
            Some((low, high)) => Self::range(address(low)?, address(high)?),
            None => address(text).map(Self::one),
        }
    }

    /// The union of several texts, as [`Addresses::parse`] reads them.
    ///
    /// # Errors
    /// When one of them is no set of addresses.
    pub fn parse_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, AddressError> {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for text in texts {
            let set = Self::parse(text)?;
            v4.extend_from_slice(set.v4.spans());
            v6.extend_from_slice(set.v6.spans());
        }
        Ok(Self { v4: Intervals::of(v4), v6: Intervals::of(v6) })
    }

    /// Whether no address is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether every address of both families is inside.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.v4.is_all() && self.v6.is_all()
    }

    /// Whether this address is inside.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.v4.contains(address.to_bits()),
            IpAddr::V6(address) => self.v6.contains(address.to_bits()),
        }
    }

    /// The addresses that are in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// The addresses that are in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// The addresses that are in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// The addresses of both families that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { v4: self.v4.complement(), v6: self.v6.complement() }
    }

    /// Private IPv4 networks (RFC 1918) and unique local IPv6 addresses (RFC 4193).
    #[must_use]
    pub fn private() -> Self {
        Self::prefixes(&[([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)])
            .union(&Self::of_v6(Intervals::range(0xfc << 120, (0xfe << 120) - 1)))
    }

    /// What counts as the internet: of IPv4 all that is not unspecified (0/8), private (RFC 1918), shared
    /// (100.64/10), loopback, link-local, multicast or reserved; of IPv6 2000::/3. Addresses for documentation
    /// are inside.
    #[must_use]
    pub fn internet() -> Self {
        let apart = Self::prefixes(&[
            ([0, 0, 0, 0], 8),
            ([10, 0, 0, 0], 8),
            ([100, 64, 0, 0], 10),
            ([127, 0, 0, 0], 8),
            ([169, 254, 0, 0], 16),
            ([172, 16, 0, 0], 12),
            ([192, 168, 0, 0], 16),
            ([224, 0, 0, 0], 3),
        ]);
        Self { v4: apart.v4.complement(), v6: Intervals::range(1 << 125, (1 << 126) - 1) }
    }

    fn prefixes(list: &[([u8; 4], u32)]) -> Self {
        Self::of_v4(Intervals::of(list.iter().map(|(bytes, length)| {
            let low = u32::from_be_bytes(*bytes);
            (low, low | (u32::MAX >> length))
        })))
    }

    /// The shortest plain form: a span that one or two prefixes cover as those, any other as `a-b`.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let v4 = texts(&self.v4, 32, u128::from, |bits| {
            Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(u32::MAX)).to_string()
        });
        let v6 = texts(&self.v6, 128, |bits| bits, |bits| Ipv6Addr::from_bits(bits).to_string());
        v4.into_iter().chain(v6).collect()
    }
}

fn texts<T: Value>(
    set: &Intervals<T>,
    width: u32,
    number: impl Fn(T) -> u128,
    text: impl Fn(u128) -> String,
) -> Vec<String> {
    let mut found = Vec::new();
    for (low, high) in set.spans() {
        let (low, high) = (number(*low), number(*high));
        if are_few(low, high, width) {
            found.extend(prefixes(low, high, width).map(|(network, length)| {
                if length == width { text(network) } else { format!("{}/{length}", text(network)) }
            }));
        } else {
            found.push(format!("{}-{}", text(low), text(high)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Addresses {
        Addresses::parse(text).unwrap()
    }

    #[test]
    fn host_bits_and_spellings_mean_nothing() {
        assert_eq!(set("208.236.235.254/0"), Addresses::all_v4());
        assert_eq!(set("0.0.0.0/1").union(&set("128.0.0.0/1")), Addresses::all_v4());
        for spelling in ["::/0", "::0/0", "0:0:0:0:0:0:0:0/0", "2001:db8::1/0"] {
            assert_eq!(set(spelling), Addresses::all_v6(), "{spelling}");
        }
        assert_eq!(set("192.0.2.7/32"), set("192.0.2.7"));
        assert!(set("192.0.2.9-192.0.2.1").is_empty());
    }

    #[test]
    fn what_is_no_set_of_addresses_is_an_error() {
        for text in [
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "a",
            "10.0.0.1-::1",
            "1-2",
            "10.0.0.0/999",
        ] {
            assert!(Addresses::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn few_prefixes_or_a_range() {
        let printed = |text: &str| set(text).texts();
        assert_eq!(printed("0.0.0.0/0"), ["0.0.0.0/0"]);
        assert_eq!(printed("::/0"), ["::/0"]);
        assert_eq!(printed("192.0.2.0-192.0.2.255"), ["192.0.2.0/24"]);
        assert_eq!(printed("10.0.0.0-10.0.2.255"), ["10.0.0.0/23", "10.0.2.0/24"]);
        assert_eq!(printed("10.0.0.1-10.0.0.7"), ["10.0.0.1-10.0.0.7"]);
        assert_eq!(printed("255.255.255.255"), ["255.255.255.255"]);
        assert_eq!(printed("2001:db8::-2001:db8::ffff"), ["2001:db8::/112"]);
        assert_eq!(
            printed("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ["::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]
        );
    }

    #[test]
    fn printed_and_read_again_it_is_the_same() {
        let internet = Addresses::internet();
        let texts = internet.texts();
        assert_eq!(Addresses::parse_all(texts.iter().map(String::as_str)).unwrap(), internet);
    }

    #[test]
    fn the_internet() {
        let internet = Addresses::internet();
        for inside in [
            "8.8.8.8",
            "203.0.113.1",
            "2001:db8::1",
            "172.32.0.1",
            "100.128.0.1",
            "223.255.255.255",
        ] {
            assert!(internet.contains(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.168.1.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
        ] {
            assert!(!internet.contains(outside.parse().unwrap()), "{outside}");
        }
        assert!(internet.intersection(&Addresses::private()).is_empty());
        assert!(Addresses::private().contains("fd00::1".parse().unwrap()));
    }
}
