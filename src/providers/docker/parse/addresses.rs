//! Addresses in one spelling.

use std::net::IpAddr;

use ipnet::IpNet;

/// An address; what is none stays as it is.
pub(super) fn address(text: &str) -> String {
    text.parse::<IpAddr>().map_or_else(|_| text.to_owned(), |address| address.to_string())
}

/// A block of addresses without host bits; what is none stays as it is.
pub(super) fn block(text: &str) -> String {
    text.parse::<IpNet>().map_or_else(|_| text.to_owned(), |block| block.trunc().to_string())
}

/// Whether an address is the first one of a block, which is what a gateway is given when nobody chose.
pub(super) fn is_first(address: &str, block: &str) -> bool {
    let (Ok(address), Ok(block)) = (address.parse::<IpAddr>(), block.parse::<IpNet>()) else {
        return false;
    };
    block.trunc().hosts().find(|host| *host != block.network()) == Some(address)
}
