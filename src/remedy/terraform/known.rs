//! Which block of a configuration is a resource, where no state says so: only by literals that are its identity.

use crate::model::{Provider, ResourceId};
use crate::providers::Drift;
use crate::sources::terraform::{Block, Configuration, Terraform, at, text};

/// The one block that is this resource, with its address and what is declared beside it.
pub(super) fn block<'a>(
    terraform: &'a Terraform,
    drift: &Drift<'_>,
    types: &[&str],
) -> Option<(String, &'a Block, &'a [Block])> {
    let mut found = terraform.configurations.iter().flat_map(|configuration| {
        let blocks = configuration.single(types).into_iter();
        blocks.filter(move |(address, block, _)| is_it(configuration, drift, address, block))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn is_it(configuration: &Configuration, drift: &Drift<'_>, address: &str, block: &Block) -> bool {
    let id = drift.id;
    match (id.kind.provider(), id.kind.word()) {
        (Provider::Gcp, "firewall-rule" | "network" | "route" | "log-sink") => {
            let project = place(configuration, address, block, "google", "project");
            let is_here = project.is_some_and(|project| id.scope.place() == project);
            is_here && text(&block.parts, &["name"]) == Some(id.identity.as_str())
        }
        (Provider::Azure, _) => {
            let Some((subscription, group, name)) = azure(id) else { return false };
            let says = |key: &str, is: &str| {
                text(&block.parts, &[key]).is_some_and(|said| said.eq_ignore_ascii_case(is))
            };
            let said = place(configuration, address, block, "azurerm", "subscription_id");
            let is_here = match said {
                Some(said) => said.eq_ignore_ascii_case(subscription),
                None => is_alone(drift),
            };
            is_here && says("name", name) && says("resource_group_name", group)
        }
        (Provider::Kubernetes, "network-policy" | "service") => {
            let Some((namespace, name)) = id.identity.as_str().split_once('/') else {
                return false;
            };
            is_alone(drift)
                && text(&block.parts, &["metadata", "name"]) == Some(name)
                && text(&block.parts, &["metadata", "namespace"]) == Some(namespace)
        }
        (Provider::Kubernetes, "namespace") => {
            is_alone(drift)
                && text(&block.parts, &["metadata", "name"]) == Some(id.identity.as_str())
        }
        _ => false,
    }
}

/// The project or subscription that a block says, or that the provider of the root module says for it.
fn place<'a>(
    configuration: &'a Configuration,
    address: &str,
    block: &'a Block,
    provider: &str,
    key: &str,
) -> Option<&'a str> {
    if !at(&block.parts, &[key]).is_empty() {
        return text(&block.parts, &[key]);
    }
    let is_root = !address.starts_with("module.");
    let is_plain = is_root && at(&block.parts, &["provider"]).is_empty();
    is_plain.then(|| configuration.provider(provider, key)).flatten()
}

/// The subscription, the resource group and the name in an id of Resource Manager that is of nothing within anything.
fn azure(id: &ResourceId) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = id.identity.as_str().split('/').collect();
    match parts.as_slice() {
        ["", "subscriptions", subscription, "resourcegroups", group, "providers", _, _, name] => {
            Some((subscription, group, name))
        }
        _ => None,
    }
}

/// Whether no other cluster or subscription was read, which could have something of the same name.
fn is_alone(drift: &Drift<'_>) -> bool {
    let provider = drift.id.kind.provider();
    let scopes = drift.estate.scopes.keys();
    scopes.filter(|scope| scope.provider() == provider).count() == 1
}
