//! Published ports: which addresses of the host lead into a container.

use std::collections::BTreeMap;

use super::addresses;
use crate::providers::docker::native;

type Bindings = BTreeMap<String, Option<Vec<native::PortBinding>>>;

/// Each as `0.0.0.0:8080->80/tcp`; `*` stands for a port of the host that the engine picks.
///
/// An address that is left out means all of them, of both families, and is written out as that.
pub(super) fn published(bindings: Option<Bindings>) -> Vec<String> {
    let mut list = Vec::new();
    for (port, bindings) in bindings.unwrap_or_default() {
        let port = protocol(&port);
        for native::PortBinding { host_ip, host_port } in bindings.unwrap_or_default() {
            let host_port = match host_port.as_deref() {
                None | Some("" | "0") => "*",
                Some(port) => port,
            };
            match host_ip.as_deref() {
                None | Some("") => list.extend(everywhere(host_port, &port)),
                Some(address) => {
                    list.push(format!("{}:{host_port}->{port}", bracketed(address)));
                }
            }
        }
    }
    list.sort_unstable();
    list.dedup();
    list
}

/// A port that is open on every address of the host.
pub(super) fn everywhere(host_port: &str, port: &str) -> [String; 2] {
    [format!("0.0.0.0:{host_port}->{port}"), format!("[::]:{host_port}->{port}")]
}

/// A port with its protocol, which is TCP where none is said.
pub(super) fn protocol(port: &str) -> String {
    if port.contains('/') { port.to_ascii_lowercase() } else { format!("{port}/tcp") }
}

fn bracketed(address: &str) -> String {
    let address = addresses::address(address.trim_matches(['[', ']']));
    if address.contains(':') { format!("[{address}]") } else { address }
}
