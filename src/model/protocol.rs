//! Protocols by name: the words of questions and reports.

use crate::traffic::protocol;

/// The protocols that have a name here, by number.
const NAMES: &[(u8, &str)] = &[
    (protocol::ICMP, "icmp"),
    (protocol::TCP, "tcp"),
    (protocol::UDP, "udp"),
    (47, "gre"),
    (50, "esp"),
    (51, "ah"),
    (protocol::ICMPV6, "icmpv6"),
    (protocol::SCTP, "sctp"),
];

/// The name of a protocol; nothing for one that is known by its number.
#[must_use]
pub fn protocol_name(number: u8) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

/// The number of a protocol, from its name or from its number.
#[must_use]
pub fn protocol_number(text: &str) -> Option<u8> {
    let named = NAMES.iter().find(|(_, name)| text.eq_ignore_ascii_case(name));
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    named.map(|(number, _)| *number).or_else(|| text.parse().ok().filter(|_| plain))
}

/// The names, in the order of their numbers.
pub fn protocol_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for name in protocol_names() {
            let number = protocol_number(name).unwrap();
            assert_eq!(protocol_name(number), Some(name));
            assert_eq!(protocol_number(&number.to_string()), Some(number));
        }
        assert_eq!(protocol_number("TCP"), Some(6));
        assert_eq!(protocol_number("89"), Some(89));
        assert_eq!(protocol_name(89), None);
        for wrong in ["", "256", "-1", "+6", "tpc", "all"] {
            assert_eq!(protocol_number(wrong), None, "{wrong}");
        }
    }
}
