//! The networks that a container is in: what is said of its place in one, and how it joins and leaves.

use super::cli::{Given, Line, about, docker, literal};
use crate::providers::docker::parse::networks::Membership;
use crate::providers::normalised::LEFT_OUT;

/// How a container joins a network.
pub(super) fn connect(container: &str, place: &Membership) -> Result<Line, String> {
    let Membership { addresses, aliases, driver_options, links, name, priority } = place;
    let mut command = docker(&["network", "connect"]);
    for (option, value) in addresses.iter().map(|address| (of(address), address)) {
        command = command.option(option, value);
    }
    for alias in aliases {
        command = command.option("--alias", alias);
    }
    for (key, value) in driver_options {
        command = command.option("--driver-opt", format!("{key}={}", known(key, value)?));
    }
    for link in links {
        command = command.option("--link", link);
    }
    if let Some(priority) = priority {
        command = command.option("--gw-priority", priority.to_string());
    }
    Ok(about(command, &[name, container]))
}

/// How it leaves one.
pub(super) fn disconnect(container: &str, network: &str) -> Line {
    about(docker(&["network", "disconnect"]), &[network, container])
}

/// The network that a container is made in, as one option says it.
pub(super) fn first(command: Line, place: &Membership) -> Result<Line, String> {
    let Membership { addresses, aliases, driver_options, links, name, priority } = place;
    let mut said = vec![format!("name={name}")];
    for address in addresses {
        said.push(format!("{}={address}", of(address).trim_start_matches('-')));
    }
    said.extend(aliases.iter().map(|alias| format!("alias={alias}")));
    for (key, value) in driver_options {
        said.push(format!("driver-opt={key}={}", known(key, value)?));
    }
    said.extend(priority.map(|priority| format!("gw-priority={priority}")));
    let mut command = match said.as_slice() {
        [_] => command.option("--network", name),
        _ => command.given("--network", Given::Fields(said)),
    };
    for link in links {
        command = command.option("--link", link);
    }
    Ok(command)
}

/// Which option an address is for.
fn of(address: &str) -> &'static str {
    let is_local =
        address.starts_with("169.254.") || address.to_ascii_lowercase().starts_with("fe80:");
    match (is_local, address.contains(':')) {
        (true, _) => "--link-local-ip",
        (false, true) => "--ip6",
        (false, false) => "--ip",
    }
}

/// A value that was recorded.
pub(super) fn known<'a>(key: &str, value: &'a str) -> Result<&'a str, String> {
    if value.contains(LEFT_OUT) {
        return Err(format!("the value of {} may be a secret, and is not recorded", literal(key)));
    }
    Ok(value)
}
