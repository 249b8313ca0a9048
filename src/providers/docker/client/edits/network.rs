//! The options of a network, and of a place in one.

use serde_json::{Value, json};

use super::body::{Body, number};
use crate::providers::docker::remedy::{Given, Line};

/// A network, as it is made.
pub(super) fn body(name: &str, options: &[(&'static str, Given)]) -> Result<Value, String> {
    let mut body = Body::default();
    body.set(&["Name"], name);
    let mut subnets: Vec<Body> = Vec::new();
    for (option, given) in options {
        let (option, value) = match given {
            Given::On => (*option, ""),
            Given::Text(value) => (*option, value.as_str()),
            Given::Fields(_) | Given::Of { .. } => return Err(unknown(option)),
        };
        match option {
            "--attachable" => body.set(&["Attachable"], true),
            "--config-only" => body.set(&["ConfigOnly"], true),
            "--ingress" => body.set(&["Ingress"], true),
            "--internal" => body.set(&["Internal"], true),
            "--ipv4=false" => body.set(&["EnableIPv4"], false),
            "--ipv6" => body.set(&["EnableIPv6"], true),
            "--config-from" => body.set(&["ConfigFrom"], json!({ "Network": value })),
            "--driver" => body.set(&["Driver"], value),
            "--ipam-driver" => body.set(&["IPAM", "Driver"], value),
            "--scope" => body.set(&["Scope"], value),
            "--ipam-opt" => body.pair(&["IPAM", "Options"], value),
            "--label" => body.pair(&["Labels"], value),
            "--opt" => body.pair(&["Options"], value),
            "--subnet" => {
                let mut subnet = Body::default();
                subnet.set(&["Subnet"], value);
                subnets.push(subnet);
            }
            // What follows a subnet is of that subnet.
            "--gateway" | "--ip-range" | "--aux-address" => {
                let subnet = subnets.last_mut().ok_or_else(|| unknown(option))?;
                match option {
                    "--gateway" => subnet.set(&["Gateway"], value),
                    "--ip-range" => subnet.set(&["IPRange"], value),
                    _ => subnet.pair(&["AuxiliaryAddresses"], value),
                }
            }
            _ => return Err(unknown(option)),
        }
    }
    for subnet in subnets {
        body.push(&["IPAM", "Config"], subnet.value());
    }
    Ok(body.value())
}

/// A place in a network, as a container joins it.
pub(super) fn place(options: &[(&'static str, Given)]) -> Result<Value, String> {
    let mut place = Body::default();
    for (option, given) in options {
        let Given::Text(value) = given else { return Err(unknown(option)) };
        said(&mut place, option.trim_start_matches('-'), value)?;
    }
    Ok(place.value())
}

/// The network that a line puts a container in, if it is one that somebody has made.
pub(super) fn joined(line: &Line) -> Option<&str> {
    let Line { verb, options, names } = line;
    let named =
        match verb.as_slice() {
            ["network", "connect"] => match names.first() {
                Some(Given::Text(name)) => Some(name.as_str()),
                _ => None,
            },
            ["create"] => options.iter().filter(|(option, _)| *option == "--network").find_map(
                |(_, given)| match given {
                    Given::Text(name) => Some(name.as_str()),
                    Given::Fields(all) => all.iter().find_map(|field| field.strip_prefix("name=")),
                    Given::On | Given::Of { .. } => None,
                },
            ),
            _ => None,
        };
    named.filter(|name| is_own(name))
}

/// Whether the mode of a network is the name of one that somebody has made.
pub(super) fn is_own(mode: &str) -> bool {
    !matches!(mode, "default" | "bridge" | "host" | "none" | "nat")
        && !mode.starts_with("container:")
}

/// One thing that is said of a place in a network.
pub(super) fn said(place: &mut Body, key: &str, value: &str) -> Result<(), String> {
    match key {
        "ip" => place.set(&["IPAMConfig", "IPv4Address"], value),
        "ip6" => place.set(&["IPAMConfig", "IPv6Address"], value),
        "link-local-ip" => place.push(&["IPAMConfig", "LinkLocalIPs"], value),
        "alias" => place.push(&["Aliases"], value),
        "link" => place.push(&["Links"], value),
        "driver-opt" => place.pair(&["DriverOpts"], value),
        "gw-priority" => place.set(&["GwPriority"], number(key, value)?),
        _ => return Err(unknown(key)),
    }
    Ok(())
}

/// An option that the printed command has and the client does not know.
pub(super) fn unknown(option: &str) -> String {
    format!("driftwall does not send what `{option}` says itself; the printed command is the way")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_is_joined_is_one_that_somebody_made() {
        let text = |text: &str| Given::Text(text.to_owned());
        let line = |verb: &[&'static str], options, names: &[&str]| Line {
            verb: verb.to_vec(),
            options,
            names: names.iter().map(|name| text(name)).collect(),
        };
        let create = |given: Given| line(&["create"], vec![("--network", given)], &["shop:1"]);
        let fields = ["name=two", "ip=192.0.2.9"].map(str::to_owned).to_vec();
        for (line, expected) in [
            (
                line(&["network", "connect"], vec![("--ip", text("192.0.2.9"))], &["one", "web"]),
                Some("one"),
            ),
            (line(&["network", "disconnect"], Vec::new(), &["one", "web"]), None),
            (create(text("two")), Some("two")),
            (create(Given::Fields(fields)), Some("two")),
            (create(text("host")), None),
            (create(text("container:6b86")), None),
            (line(&["start"], Vec::new(), &["web"]), None),
        ] {
            assert_eq!(joined(&line), expected, "{line:?}");
        }
    }

    #[test]
    fn what_follows_a_subnet_is_of_that_subnet() {
        let text = |text: &str| Given::Text(text.to_owned());
        let options = [
            ("--internal", Given::On),
            ("--subnet", text("192.0.2.0/24")),
            ("--gateway", text("192.0.2.1")),
            ("--subnet", text("2001:db8::/64")),
            ("--aux-address", text("host=2001:db8::5")),
        ];
        let expected = json!({
            "Name": "web", "Internal": true,
            "IPAM": {"Config": [
                {"Subnet": "192.0.2.0/24", "Gateway": "192.0.2.1"},
                {"Subnet": "2001:db8::/64", "AuxiliaryAddresses": {"host": "2001:db8::5"}},
            ]},
        });
        assert_eq!(body("web", &options), Ok(expected));
        assert!(body("web", &[("--gateway", text("192.0.2.1"))]).is_err());
        assert!(body("web", &[("--other", Given::On)]).is_err());
    }
}
