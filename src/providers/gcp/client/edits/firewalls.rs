//! Firewall rules of networks, and routes.

use serde_json::Value;

use super::line::Line;
use super::rows::{About, Call, First, Method, Row, object};

pub(super) const ROWS: &[Row] = &[
    (&["compute", "firewall-rules", "create"], |line, about| {
        let action = line.need("--action")?;
        let body = rule(line, Some(&action), Some(about.name()?))?;
        let path = ["projects", about.project()?, "global", "firewalls"];
        Ok(Call::new(Method::Post, &path, "compute.firewalls.create").with(body))
    }),
    (&["compute", "firewall-rules", "update"], |line, about| {
        let body = rule(line, None, None)?;
        let call = rule_call(Method::Patch, about, "compute.firewalls.update")?.with(body);
        let path = call.path.clone();
        // What the rule does is not said again, and decides where its rows stand.
        Ok(Call { first: First::Made(path, of_what_is_there), ..call })
    }),
    (&["compute", "firewall-rules", "delete"], |_, about| {
        rule_call(Method::Delete, about, "compute.firewalls.delete")
    }),
    (&["compute", "routes", "create"], |line, about| {
        let body = route(line, about)?;
        let path = ["projects", about.project()?, "global", "routes"];
        Ok(Call::new(Method::Post, &path, "compute.routes.create").with(body))
    }),
    (&["compute", "routes", "delete"], |_, about| {
        let path = ["projects", about.project()?, "global", "routes", about.name()?];
        Ok(Call::new(Method::Delete, &path, "compute.routes.delete"))
    }),
];

fn rule_call(method: Method, about: About<'_>, permission: &'static str) -> Result<Call, String> {
    let path = ["projects", about.project()?, "global", "firewalls", about.name()?];
    Ok(Call::new(method, &path, permission))
}

/// Under which name rows stand until it is known what the rule does.
const ROWS_OF: &str = "rules";

fn rule(line: &mut Line, action: Option<&str>, name: Option<&str>) -> Result<Value, String> {
    let rows = line.list("--rules").map(|words| layers(&words, "IPProtocol"));
    let kept = match action {
        None => ROWS_OF,
        Some("ALLOW") => "allowed",
        Some("DENY") => "denied",
        Some(other) => return Err(format!("`{other}` is nothing that a rule does")),
    };
    let logs = line.switch("--enable-logging", "--no-enable-logging");
    let metadata = line.take("--logging-metadata");
    let metadata = metadata.map(|word| match word.as_str() {
        "include-all" => Ok("INCLUDE_ALL_METADATA"),
        "exclude-all" => Ok("EXCLUDE_ALL_METADATA"),
        other => Err(format!("`{other}` is no amount of metadata")),
    });
    let metadata = metadata.transpose()?;
    let log = logs.map(|is_on| {
        object(vec![("enable", Some(is_on.into())), ("metadata", metadata.map(Value::from))])
    });
    if log.is_none() && metadata.is_some() {
        return Err("how much is recorded is said without whether anything is".to_owned());
    }
    let mut list = |name: &str| line.list(name).map(Value::from);
    let lists = [
        ("destinationRanges", list("--destination-ranges")),
        ("sourceRanges", list("--source-ranges")),
        ("sourceServiceAccounts", list("--source-service-accounts")),
        ("sourceTags", list("--source-tags")),
        ("targetServiceAccounts", list("--target-service-accounts")),
        ("targetTags", list("--target-tags")),
    ];
    let mut fields = vec![
        ("name", name.map(Value::from)),
        (kept, rows),
        ("logConfig", log),
        ("direction", line.take("--direction").map(Value::from)),
        ("network", line.take("--network").map(Value::from)),
        ("description", line.take("--description").map(Value::from)),
        ("disabled", line.switch("--disabled", "--no-disabled").map(Value::from)),
        ("priority", line.number("--priority")?.map(Value::from)),
    ];
    fields.extend(lists);
    Ok(object(fields))
}

/// The rows of an edited rule go where its own are.
fn of_what_is_there(is: &Value, said: &Value) -> Result<Value, String> {
    let mut said = said.clone();
    let Some(fields) = said.as_object_mut() else { return Err("it says nothing".to_owned()) };
    if let Some(rows) = fields.remove(ROWS_OF) {
        let denies =
            is.get("denied").and_then(Value::as_array).is_some_and(|rows| !rows.is_empty());
        fields.insert(if denies { "denied" } else { "allowed" }.to_owned(), rows);
    }
    Ok(said)
}

/// `tcp:22`, `tcp:80-90`, `icmp`: the ports of one protocol together.
pub(super) fn layers(words: &[String], protocol_key: &str) -> Value {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for word in words {
        let (protocol, port) = match word.split_once(':') {
            Some((protocol, port)) => (protocol, Some(port)),
            None => (word.as_str(), None),
        };
        match (rows.last_mut(), port) {
            (Some((last, ports)), Some(port)) if last == protocol && !ports.is_empty() => {
                ports.push(port.to_owned());
            }
            _ => rows.push((protocol.to_owned(), port.map(str::to_owned).into_iter().collect())),
        }
    }
    let row = |(protocol, ports): (String, Vec<String>)| {
        let ports = Some(ports).filter(|ports| !ports.is_empty()).map(Value::from);
        object(vec![(protocol_key, Some(protocol.into())), ("ports", ports)])
    };
    rows.into_iter().map(row).collect()
}

fn route(line: &mut Line, about: About<'_>) -> Result<Value, String> {
    let project = about.project()?;
    let hop = if let Some(gateway) = line.take("--next-hop-gateway") {
        ("nextHopGateway", format!("projects/{project}/global/gateways/{gateway}"))
    } else if let Some(machine) = line.take("--next-hop-instance") {
        let zone = line.need("--next-hop-instance-zone")?;
        ("nextHopInstance", format!("projects/{project}/zones/{zone}/instances/{machine}"))
    } else if let Some(address) = line.take("--next-hop-address") {
        ("nextHopIp", address)
    } else if let Some(tunnel) = line.take("--next-hop-vpn-tunnel") {
        let region = line.need("--next-hop-vpn-tunnel-region")?;
        ("nextHopVpnTunnel", format!("projects/{project}/regions/{region}/vpnTunnels/{tunnel}"))
    } else {
        let balancer = line.need("--next-hop-ilb")?;
        let at = match line.take("--next-hop-ilb-region") {
            Some(region) => {
                format!("projects/{project}/regions/{region}/forwardingRules/{balancer}")
            }
            None => balancer,
        };
        ("nextHopIlb", at)
    };
    Ok(object(vec![
        ("name", Some(about.name()?.into())),
        ("network", Some(line.need("--network")?.into())),
        ("destRange", Some(line.need("--destination-range")?.into())),
        ("priority", line.number("--priority")?.map(Value::from)),
        ("tags", line.list("--tags").map(Value::from)),
        ("description", line.take("--description").map(Value::from)),
        (hop.0, Some(hop.1.into())),
    ]))
}
