//! Who called, as far as CloudTrail vouches for it.
//!
//! `userIdentity` is written by AWS (user guide, "CloudTrail userIdentity element"). It says which user or role made a call, and by which credential. The
//! name of a session, a source identity and the name of a federated user are chosen by whoever asked for the session: they are shown and prove
//! nothing. There is one exception: sessions of roles that Identity Center keeps are named by Identity Center after the person who signed in. Such a role is
//! known by its path, which nobody else can give to a role.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::Text;
use crate::model::Actor;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Identity<'a> {
    #[serde(borrow)]
    access_key_id: Option<Text<'a>>,
    #[serde(borrow)]
    account_id: Option<Text<'a>>,
    #[serde(borrow)]
    arn: Option<Text<'a>>,
    #[serde(borrow)]
    identity_provider: Option<Text<'a>>,
    #[serde(borrow)]
    in_scope_of: Option<InScopeOf<'a>>,
    #[serde(borrow)]
    invoked_by: Option<Text<'a>>,
    #[serde(borrow)]
    on_behalf_of: Option<OnBehalfOf<'a>>,
    #[serde(borrow)]
    principal_id: Option<Text<'a>>,
    #[serde(borrow)]
    session_context: Option<Session<'a>>,
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow)]
    user_name: Option<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Session<'a> {
    #[serde(borrow)]
    ec2_role_delivery: Option<Text<'a>>,
    #[serde(borrow)]
    session_issuer: Option<Issuer<'a>>,
    #[serde(borrow)]
    source_identity: Option<Text<'a>>,
    #[serde(borrow)]
    web_id_federation_data: Option<Federation<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Issuer<'a> {
    #[serde(borrow)]
    arn: Option<Text<'a>>,
    #[serde(borrow)]
    account_id: Option<Text<'a>>,
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow)]
    user_name: Option<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Federation<'a> {
    #[serde(borrow)]
    federated_provider: Option<Text<'a>>,
}

/// Of whom a role's session carries the identity along, as Identity Center knows them.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct OnBehalfOf<'a> {
    #[serde(borrow)]
    identity_store_arn: Option<Text<'a>>,
    #[serde(borrow)]
    user_id: Option<Text<'a>>,
}

/// To what a service gave the credentials: a function, a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct InScopeOf<'a> {
    #[serde(borrow)]
    credentials_issued_to: Option<Text<'a>>,
    #[serde(borrow)]
    source_arn: Option<Text<'a>>,
}

/// Where Identity Center keeps its roles. Everybody has one, so its word counts in its own account alone.
const SSO: &str = ":role/aws-reserved/sso.amazonaws.com/";

/// Where the roles are that a service made for itself.
const OF_SERVICES: &str = ":role/aws-service-role/";

/// Who called something in an account. What comes with a call that did not work is only claimed, where it is the call that proves who somebody is.
///
/// # Errors
/// In words, when what the record says of the caller can't be read.
pub(super) fn actor(
    raw: Option<&RawValue>,
    account: Option<&str>,
    worked: bool,
) -> Result<Arc<Actor>, String> {
    let Some(raw) = raw else { return Ok(Arc::new(Actor::named(NOBODY))) };
    let identity: Identity<'_> = serde_json::from_str(raw.get())
        .map_err(|error| format!("can't read `userIdentity`: {error}"))?;
    let mut actor = match identity.r#type.as_deref().unwrap_or_default() {
        "Root" => root(&identity),
        "AssumedRole" | "Role" => assumed(&identity, account),
        "FederatedUser" => federated(&identity),
        "SAMLUser" | "WebIdentityUser" => vouched_for_elsewhere(&identity, worked),
        "AWSService" => service(&identity),
        "AWSAccount" => stranger(&identity),
        "IdentityCenterUser" => of_identity_center(&identity),
        _ => user(&identity),
    };
    actor.credential = known(&identity.access_key_id);
    if !actor.is_service
        && let Some(service) = said(&identity.invoked_by)
    {
        actor.way.insert(0, format!("through {}", title(service)));
    }
    if actor.name.is_empty() {
        NOBODY.clone_into(&mut actor.name);
    }
    Ok(Arc::new(actor))
}

/// The name of somebody of whom a record says nothing.
const NOBODY: &str = "somebody whom the record does not name";

fn said<'a>(text: &'a Option<Text<'_>>) -> Option<&'a str> {
    text.as_deref().filter(|text| !text.is_empty())
}

fn known(text: &Option<Text<'_>>) -> Option<String> {
    said(text).map(str::to_owned)
}

/// What follows the sixth colon of an ARN, whatever its partition: `user/ana`.
fn last(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    (parts.next() == Some("arn")).then(|| parts.nth(4)).flatten().filter(|part| !part.is_empty())
}

/// What follows the last slash: the name of a user or a role, without its path.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Services that people know by another name than that of their endpoint.
fn title(service: &str) -> &str {
    match service {
        "autoscaling.amazonaws.com" => "Auto Scaling",
        "cloudformation.amazonaws.com" => "CloudFormation",
        "elasticbeanstalk.amazonaws.com" => "Elastic Beanstalk",
        "servicecatalog.amazonaws.com" => "Service Catalog",
        "ssm.amazonaws.com" => "Systems Manager",
        "AWS Internal" => "AWS",
        other => other,
    }
}

fn user(identity: &Identity<'_>) -> Actor {
    let arn = said(&identity.arn);
    let name = said(&identity.user_name)
        .or_else(|| arn.and_then(last).filter(|rest| rest.starts_with("user/")).map(base))
        .map(|name| format!("user/{name}"))
        .or_else(|| arn.and_then(last).map(str::to_owned))
        .or_else(|| known(&identity.principal_id))
        .or_else(|| known(&identity.invoked_by))
        .or_else(|| said(&identity.account_id).map(|account| format!("account {account}")))
        .unwrap_or_default();
    let is_service = said(&identity.r#type).is_none() && arn.is_none() && !name.is_empty();
    Actor {
        name,
        principals: arn.map(str::to_owned).into_iter().collect(),
        is_service: is_service && said(&identity.invoked_by).is_some(),
        ..Actor::default()
    }
}

fn root(identity: &Identity<'_>) -> Actor {
    let account = said(&identity.account_id)
        .or_else(|| said(&identity.arn).and_then(|arn| arn.split(':').nth(4)));
    Actor {
        name: account.map_or_else(|| "root".to_owned(), |account| format!("root of {account}")),
        principals: known(&identity.arn).into_iter().collect(),
        ..Actor::default()
    }
}

fn assumed(identity: &Identity<'_>, account: Option<&str>) -> Actor {
    let none = Session::default();
    let context = identity.session_context.as_ref().unwrap_or(&none);
    let issuer = context.session_issuer.as_ref();
    let issuer_arn = issuer.and_then(|issuer| said(&issuer.arn));
    // `assumed-role/<role>/<session>`
    let mut parts = said(&identity.arn).and_then(last).unwrap_or_default().splitn(3, '/').skip(1);
    let (role_of_arn, session) = (parts.next(), parts.next().filter(|name| !name.is_empty()));
    let role = issuer
        .and_then(|issuer| said(&issuer.user_name))
        .or_else(|| issuer_arn.and_then(last).map(base))
        .or(role_of_arn)
        .map(|role| format!("role/{role}"));
    let session = session
        .or_else(|| said(&identity.principal_id).and_then(|id| id.split_once(':')).map(|id| id.1));
    let mut principals: Vec<String> = issuer_arn.map(str::to_owned).into_iter().collect();
    let mut way = Vec::new();
    let mut is_service = false;
    let is_at_home = issuer_arn.and_then(|arn| arn.split(':').nth(4)) == account;
    let name = match (issuer_arn, role, session) {
        (Some(arn), Some(role), Some(person)) if is_at_home && arn.contains(SSO) => {
            way.extend([role, "Identity Center".to_owned()]);
            principals.push(format!("user:{person}"));
            person.to_owned()
        }
        (Some(arn), role, _) if arn.contains(OF_SERVICES) => {
            let service = arn.split(OF_SERVICES).nth(1).and_then(|rest| rest.split('/').next());
            is_service = true;
            way.extend(role);
            principals.extend(service.map(str::to_owned));
            service.unwrap_or_default().to_owned()
        }
        (_, Some(role), Some(session)) => format!("{role} as {session}"),
        (_, Some(role), None) => role,
        (_, None, session) => {
            session.map(str::to_owned).or_else(|| known(&identity.principal_id)).unwrap_or_default()
        }
    };
    let scope = identity.in_scope_of.as_ref();
    if let Some(holder) =
        scope.and_then(|scope| said(&scope.credentials_issued_to).or(said(&scope.source_arn)))
    {
        way.push(format!("given to {holder}"));
    } else if context.ec2_role_delivery.is_some()
        && let Some(instance) = session
    {
        way.push(format!("on instance {instance}"));
    }
    let federation = context.web_id_federation_data.as_ref();
    if let Some(provider) = federation.and_then(|data| said(&data.federated_provider)) {
        way.push(format!("federated by {provider}"));
    }
    if let Some(behalf) = &identity.on_behalf_of
        && let Some(person) = person_of(behalf)
    {
        way.push(format!("on behalf of {person}"));
        principals.push(person);
    }
    if let Some(source) = said(&context.source_identity) {
        way.push(format!("source identity {source}"));
    }
    Actor { name, way, principals, is_service, ..Actor::default() }
}

fn federated(identity: &Identity<'_>) -> Actor {
    let issuer =
        identity.session_context.as_ref().and_then(|session| session.session_issuer.as_ref());
    let arn = issuer.and_then(|issuer| said(&issuer.arn));
    let chosen = said(&identity.arn)
        .and_then(last)
        .map(base)
        .or_else(|| said(&identity.principal_id).and_then(|id| id.split_once(':')).map(|id| id.1));
    let lender = issuer.and_then(|issuer| {
        if said(&issuer.r#type) == Some("Root") {
            return Some(match said(&issuer.account_id).or(said(&identity.account_id)) {
                Some(account) => format!("root of {account}"),
                None => "root".to_owned(),
            });
        }
        let name = said(&issuer.user_name).or_else(|| arn.and_then(last).map(base))?;
        Some(format!("user/{name}"))
    });
    let name = match (lender, chosen) {
        (Some(lender), Some(chosen)) => format!("{lender} as {chosen}"),
        (Some(lender), None) => lender,
        (None, Some(chosen)) => format!("federated-user/{chosen}"),
        (None, None) => String::new(),
    };
    Actor {
        name,
        way: vec!["a federated session".to_owned()],
        principals: arn.map(str::to_owned).into_iter().collect(),
        ..Actor::default()
    }
}

/// Somebody whom another provider of identities knows. Its word is checked by the call, so it counts only if that worked.
fn vouched_for_elsewhere(identity: &Identity<'_>, worked: bool) -> Actor {
    let provider = said(&identity.identity_provider);
    let name = known(&identity.user_name).or_else(|| known(&identity.principal_id));
    let name = name.unwrap_or_default();
    let principals = match (provider, worked) {
        (Some(provider), true) if !name.is_empty() => vec![format!("{provider}:{name}")],
        _ => Vec::new(),
    };
    let way = provider.map(|provider| format!("federated by {provider}"));
    Actor { name, way: way.into_iter().collect(), principals, ..Actor::default() }
}

fn service(identity: &Identity<'_>) -> Actor {
    let name = said(&identity.invoked_by).or_else(|| said(&identity.principal_id));
    Actor {
        name: name.unwrap_or("a service of AWS").to_owned(),
        principals: name.map(str::to_owned).into_iter().collect(),
        is_service: true,
        ..Actor::default()
    }
}

/// Somebody of another account, of whom only that is known here.
fn stranger(identity: &Identity<'_>) -> Actor {
    let account = said(&identity.account_id);
    let name = account.map(|account| format!("account {account}"));
    let caller = said(&identity.arn).and_then(last).or_else(|| said(&identity.principal_id));
    Actor {
        name: name.or_else(|| caller.map(str::to_owned)).unwrap_or_default(),
        way: caller.map(str::to_owned).into_iter().collect(),
        principals: account.map(|account| format!("account:{account}")).into_iter().collect(),
        ..Actor::default()
    }
}

fn person_of(behalf: &OnBehalfOf<'_>) -> Option<String> {
    let user = said(&behalf.user_id)?;
    Some(match said(&behalf.identity_store_arn) {
        Some(store) => format!("{store}/user/{user}"),
        None => format!("user:{user}"),
    })
}

fn of_identity_center(identity: &Identity<'_>) -> Actor {
    let person = identity.on_behalf_of.as_ref().and_then(person_of);
    let id = identity.on_behalf_of.as_ref().and_then(|behalf| said(&behalf.user_id));
    Actor {
        name: known(&identity.user_name)
            .or_else(|| id.map(|id| format!("Identity Center user {id}")))
            .or_else(|| known(&identity.principal_id))
            .unwrap_or_default(),
        way: vec!["Identity Center".to_owned()],
        principals: person.into_iter().collect(),
        ..Actor::default()
    }
}
