//! Firewall policies, of networks and of what is above projects: themselves, their rules, and where they take hold.

use serde_json::{Value, json};

use super::firewalls::layers;
use super::line::Line;
use super::rows::{About, Call, Method, Row, object};

pub(super) const ROWS: &[Row] = &[
    (&["compute", "network-firewall-policies", "rules", "create"], |line, about| {
        let body = rule(line, Some(priority(about)?))?;
        Ok(part(line, about, Method::Post, "addRule", UPDATE)?.with(body))
    }),
    (&["compute", "network-firewall-policies", "rules", "update"], |line, about| {
        let (body, priority) = (rule(line, None)?, priority(about)?.to_string());
        Ok(part(line, about, Method::Post, "patchRule", UPDATE)?
            .asking("priority", priority)
            .with(body))
    }),
    (&["compute", "network-firewall-policies", "rules", "delete"], |line, about| {
        let priority = priority(about)?.to_string();
        Ok(part(line, about, Method::Post, "removeRule", UPDATE)?.asking("priority", priority))
    }),
    (&["compute", "network-firewall-policies", "associations", "create"], |line, about| {
        let network = line.need("--network")?;
        let target = format!("projects/{}/global/networks/{network}", about.project()?);
        let body = json!({ "name": line.need("--name")?, "attachmentTarget": target });
        Ok(part(line, about, Method::Post, "addAssociation", UPDATE)?.with(body))
    }),
    (&["compute", "network-firewall-policies", "associations", "delete"], |line, about| {
        let name = line.need("--name")?;
        Ok(part(line, about, Method::Post, "removeAssociation", UPDATE)?.asking("name", name))
    }),
    (&["compute", "network-firewall-policies", "create"], |line, about| {
        let body = json!({ "name": about.name()?, "description": line.take("--description") });
        let mut path = itself(line, about)?;
        path.pop();
        Ok(call(Method::Post, &path, "compute.firewallPolicies.create").with(body))
    }),
    (&["compute", "network-firewall-policies", "update"], |line, about| {
        let body = json!({ "description": line.need("--description")? });
        Ok(call(Method::Patch, &itself(line, about)?, UPDATE).with(body).fingerprinted())
    }),
    (&["compute", "network-firewall-policies", "delete"], |line, about| {
        Ok(call(Method::Delete, &itself(line, about)?, "compute.firewallPolicies.delete"))
    }),
    (&["compute", "firewall-policies", "rules", "create"], |line, about| {
        let body = rule(line, Some(priority(about)?))?;
        Ok(above(line, Method::Post, Some("addRule"))?.with(body))
    }),
    (&["compute", "firewall-policies", "rules", "update"], |line, about| {
        let (body, priority) = (rule(line, None)?, priority(about)?.to_string());
        Ok(above(line, Method::Post, Some("patchRule"))?.asking("priority", priority).with(body))
    }),
    (&["compute", "firewall-policies", "rules", "delete"], |line, about| {
        let priority = priority(about)?.to_string();
        Ok(above(line, Method::Post, Some("removeRule"))?.asking("priority", priority))
    }),
    (&["compute", "firewall-policies", "associations", "create"], |line, _| {
        let target = match (line.take("--folder"), line.take("--organization")) {
            (Some(id), None) => format!("folders/{id}"),
            (None, Some(id)) => format!("organizations/{id}"),
            _ => return Err("it does not say where the policy is to take hold".to_owned()),
        };
        let body = json!({ "name": line.need("--name")?, "attachmentTarget": target });
        Ok(above(line, Method::Post, Some("addAssociation"))?.with(body))
    }),
    (&["compute", "firewall-policies", "associations", "delete"], |line, about| {
        let name = about.name()?;
        Ok(above(line, Method::Post, Some("removeAssociation"))?.asking("name", name))
    }),
    (&["compute", "firewall-policies", "update"], |line, about| {
        let body = json!({ "description": line.need("--description")? });
        let path = ["locations", "global", "firewallPolicies", about.name()?];
        Ok(Call::new(Method::Patch, &path, UPDATE).with(body).fingerprinted())
    }),
    (&["compute", "firewall-policies", "delete"], |_, about| {
        let path = ["locations", "global", "firewallPolicies", about.name()?];
        Ok(Call::new(Method::Delete, &path, "compute.firewallPolicies.delete"))
    }),
];

const UPDATE: &str = "compute.firewallPolicies.update";

fn call(method: Method, path: &[String], permission: &'static str) -> Call {
    Call::new(method, &path.iter().map(String::as_str).collect::<Vec<_>>(), permission)
}

fn priority(about: About<'_>) -> Result<i64, String> {
    about.name()?.parse().map_err(|_| "the priority of a rule is no number".to_owned())
}

/// Where a policy of networks is.
fn place(
    line: &mut Line,
    about: About<'_>,
    is_global: bool,
    region: &str,
) -> Result<Vec<String>, String> {
    let project = about.project()?.to_owned();
    let place = match (is_global, line.take(region)) {
        (true, None) => vec!["global".to_owned()],
        (false, Some(region)) => vec!["regions".to_owned(), region],
        _ => return Err("it does not say where the policy is".to_owned()),
    };
    Ok([vec!["projects".to_owned(), project], place, vec!["firewallPolicies".to_owned()]].concat())
}

fn itself(line: &mut Line, about: About<'_>) -> Result<Vec<String>, String> {
    let is_global = line.has("--global");
    let mut path = place(line, about, is_global, "--region")?;
    path.push(about.name()?.to_owned());
    Ok(path)
}

/// A call about a part of a policy of networks.
fn part(
    line: &mut Line,
    about: About<'_>,
    method: Method,
    verb: &str,
    permission: &'static str,
) -> Result<Call, String> {
    let policy = line.need("--firewall-policy")?;
    let is_global = line.has("--global-firewall-policy");
    let mut path = place(line, about, is_global, "--firewall-policy-region")?;
    path.extend([policy, verb.to_owned()]);
    Ok(call(method, &path, permission))
}

/// A call about a policy of a folder or an organisation, or about a part of one.
fn above(line: &mut Line, method: Method, verb: Option<&str>) -> Result<Call, String> {
    let policy = line.need("--firewall-policy")?;
    let path =
        [&["locations", "global", "firewallPolicies", &policy][..], verb.as_slice()].concat();
    Ok(Call::new(method, &path, UPDATE))
}

fn rule(line: &mut Line, priority: Option<i64>) -> Result<Value, String> {
    let mut list = |name: &str| line.list(name);
    let named = |tags: Vec<String>| -> Value {
        tags.into_iter().map(|tag| json!({ "name": tag })).collect()
    };
    let layers = list("--layer4-configs").map(|words| layers(&words, "ipProtocol"));
    let matched = object(vec![
        ("layer4Configs", layers),
        ("srcIpRanges", list("--src-ip-ranges").map(Value::from)),
        ("destIpRanges", list("--dest-ip-ranges").map(Value::from)),
        ("srcAddressGroups", list("--src-address-groups").map(Value::from)),
        ("destAddressGroups", list("--dest-address-groups").map(Value::from)),
        ("srcFqdns", list("--src-fqdns").map(Value::from)),
        ("destFqdns", list("--dest-fqdns").map(Value::from)),
        ("srcRegionCodes", list("--src-region-codes").map(Value::from)),
        ("destRegionCodes", list("--dest-region-codes").map(Value::from)),
        ("srcSecureTags", list("--src-secure-tags").map(named)),
        ("srcThreatIntelligences", list("--src-threat-intelligence").map(Value::from)),
        ("destThreatIntelligences", list("--dest-threat-intelligence").map(Value::from)),
    ]);
    let accounts = list("--target-service-accounts").map(Value::from);
    let tags = list("--target-secure-tags").map(named);
    // What a rule no longer has is said, as `gcloud` does.
    let group = line.take("--security-profile-group").map(Value::from);
    let group = group.or_else(|| priority.is_none().then_some(Value::Null));
    Ok(object(vec![
        ("priority", priority.map(Value::from)),
        ("match", Some(matched)),
        ("targetServiceAccounts", accounts),
        ("targetSecureTags", tags),
        ("action", Some(line.need("--action")?.into())),
        ("direction", Some(line.need("--direction")?.into())),
        ("description", line.take("--description").map(Value::from)),
        ("disabled", line.switch("--disabled", "--no-disabled").map(Value::from)),
        ("enableLogging", line.switch("--enable-logging", "--no-enable-logging").map(Value::from)),
        ("securityProfileGroup", group),
        ("tlsInspect", line.switch("--tls-inspect", "--no-tls-inspect").map(Value::from)),
    ]))
}
