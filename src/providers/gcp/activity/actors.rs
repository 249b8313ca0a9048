//! Who called, as far as Google vouches for it.
//!
//! The names are those of `google.cloud.audit.AuthenticationInfo`. What Google authenticated is an address of a user or of a service account, or the subject of a pool of identities; whoever
//! acts as a service account is listed, the one who began first. The user agent, the client and the claims that others made stand nowhere here.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::Actor;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Authentication {
    principal_email: Option<String>,
    principal_subject: Option<String>,
    service_account_delegation_info: Vec<Delegation>,
    service_account_key_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Delegation {
    first_party_principal: FirstParty,
    principal_subject: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FirstParty {
    principal_email: Option<String>,
    principal_subject: Option<String>,
}

/// Somebody whom Google names.
struct Named {
    /// For people.
    name: String,
    /// In full, as policies name it.
    principal: String,
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    Account,
    /// Something of Google's own.
    Google,
}

/// Who called.
///
/// # Errors
/// In words, when the entry has another shape than Google documents.
pub(super) fn actor(raw: Option<&RawValue>) -> Result<Arc<Actor>, String> {
    let Authentication {
        principal_email,
        principal_subject,
        service_account_delegation_info,
        service_account_key_name,
    } = match raw {
        Some(raw) => serde_json::from_str(raw.get())
            .map_err(|error| format!("can't read the entry's `authenticationInfo`: {error}"))?,
        None => Authentication::default(),
    };
    let caller = named(principal_email, principal_subject);
    let lenders: Vec<Named> = service_account_delegation_info
        .into_iter()
        .filter_map(|Delegation { first_party_principal, principal_subject }| {
            let FirstParty { principal_email, principal_subject: subject } = first_party_principal;
            named(principal_email, principal_subject.or(subject))
        })
        .collect();
    let credential = service_account_key_name.as_deref().and_then(key_of).map(String::from);
    let Some(caller) = caller else {
        // Google leaves out who failed to read; that is no change, and whoever it was is not the one who is named elsewhere.
        let name = "somebody whom Google does not name".to_owned();
        return Ok(Arc::new(Actor { name, credential, ..Actor::default() }));
    };
    // Whoever began is the one who did it, unless that is a service of Google that acts for the account.
    let chain: Vec<&Named> = std::iter::once(&caller).chain(lenders.iter().rev()).collect();
    let first = chain.iter().rposition(|one| one.sort != Sort::Google).unwrap_or(0);
    let (mut name, mut is_service) = (caller.name.clone(), caller.sort == Sort::Google);
    if let Some(began) = chain.get(first) {
        name.clone_from(&began.name);
        is_service = began.sort == Sort::Google;
    }
    let mut way: Vec<String> = Vec::new();
    for (at, one) in chain.iter().enumerate() {
        if at != first {
            let word = if at < first { "as" } else { "through" };
            way.push(format!("{word} {}", one.name));
        }
    }
    if let Some(key) = &credential {
        way.push(format!("with key {key}"));
    }
    let mut principals: Vec<String> = chain.iter().map(|one| one.principal.clone()).collect();
    principals.dedup();
    Ok(Arc::new(Actor { name, way, principals, groups: Vec::new(), credential, is_service }))
}

/// Whom an address or a subject names. The subject of a pool is what its owner made of a claim, so the pool is always said with it.
fn named(email: Option<String>, subject: Option<String>) -> Option<Named> {
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    match (said(email), said(subject)) {
        (Some(email), _) => Some(of_email(email)),
        (None, Some(subject)) => Some(of_subject(subject)),
        (None, None) => None,
    }
}

fn of_email(email: String) -> Named {
    let sort = if is_googles(&email) {
        Sort::Google
    } else if is_account(&email) {
        Sort::Account
    } else {
        Sort::Person
    };
    let word = if is_account(&email) { "serviceAccount" } else { "user" };
    Named { principal: format!("{word}:{email}"), name: email, sort }
}

fn of_subject(subject: String) -> Named {
    if let Some((word @ ("user" | "serviceAccount"), email)) = subject.split_once(':') {
        let named = of_email(email.to_owned());
        return Named { principal: format!("{word}:{email}"), ..named };
    }
    let words: Vec<&str> = subject.split('/').collect();
    let pool =
        words.iter().position(|word| matches!(*word, "workforcePools" | "workloadIdentityPools"));
    let after = |word: &str| subject.split_once(word).map(|(_, rest)| rest);
    let name = match (pool.and_then(|at| words.get(at + 1)), after("/subject/")) {
        (Some(pool), Some(name)) if !name.is_empty() => format!("{name} of the pool {pool}"),
        _ => subject.clone(),
    };
    Named { name, principal: subject, sort: Sort::Person }
}

fn is_account(email: &str) -> bool {
    email.ends_with(".gserviceaccount.com") || email.ends_with(".svc.id.goog")
}

/// What Google runs by itself: its own people and systems, and the agents with which its services act in a project.
fn is_googles(email: &str) -> bool {
    let Some((name, domain)) = email.split_once('@') else { return false };
    domain == "prod.google.com"
        || email == "system@google.com"
        || domain == "cloudservices.gserviceaccount.com"
        || domain == "system.gserviceaccount.com"
        || (name.strip_prefix("service-").is_some_and(|rest| {
            rest.split('-').next().is_some_and(|digits| {
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
            })
        }) && is_agents(domain))
}

/// Domains of service agents. Nobody else can make an account in them: an account of a customer lies in `PROJECT.iam.gserviceaccount.com`, and these projects are Google's.
fn is_agents(domain: &str) -> bool {
    let Some(project) = domain.strip_suffix(".iam.gserviceaccount.com") else { return false };
    project.starts_with("gcp-sa-")
        || matches!(
            project,
            "compute-system"
                | "container-engine-robot"
                | "gcf-admin-robot"
                | "serverless-robot-prod"
                | "dataflow-service-producer-prod"
                | "dataproc-accounts"
                | "cloud-redis"
                | "cloudcomposer-accounts"
                | "service-networking"
                | "trifacta-gcloud-prod"
        )
}

/// The id of a key: the last word of `//iam.googleapis.com/projects/…/serviceAccounts/…/keys/0a1b`.
pub(super) fn key_of(name: &str) -> Option<Box<str>> {
    let (_, id) = name.rsplit_once("/keys/")?;
    (!id.is_empty() && !id.contains('/')).then(|| id.into())
}
