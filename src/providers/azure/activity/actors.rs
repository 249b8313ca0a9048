//! Who called, as far as Entra ID vouches for it.
//!
//! A record has the claims of the token with which Resource Manager was called. Entra ID vouches for the name of a user in its tenant, for the id of whatever called, for the application and
//! for groups; a display name is whatever somebody wrote, and stands nowhere here.

use std::sync::Arc;

use serde::Deserialize;

use super::event::Event;
use crate::model::Actor;
use crate::providers::azure::parse::{arm, last};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Claims {
    appid: Option<String>,
    groups: Option<String>,
    idtyp: Option<String>,
    #[serde(rename = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name")]
    name: Option<String>,
    #[serde(
        rename = "http://schemas.microsoft.com/identity/claims/objectidentifier",
        alias = "oid"
    )]
    object: Option<String>,
    #[serde(rename = "http://schemas.microsoft.com/identity/claims/tenantid", alias = "tid")]
    tenant: Option<String>,
    #[serde(rename = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", alias = "upn")]
    upn: Option<String>,
    wids: Option<String>,
    xms_mirid: Option<String>,
}

/// The tenants of Microsoft's own services.
const MICROSOFT: &[&str] =
    &["33e01921-4d64-4f8c-a055-5bdaffd5e33d", "f8cdef31-a31e-4b4a-93e4-5f571e91255a"];

/// Applications of Microsoft with which people call. Anybody may use them, so they say how somebody came and not who.
const DOORS: &[(&str, &str)] = &[
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "through the Azure CLI"),
    ("1950a258-227b-4e31-a9cf-717495945fc2", "through Azure PowerShell"),
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "through the Azure portal"),
];

/// Who called.
///
/// # Errors
/// Never yet; a record without claims is one of Azure's own, or names its caller by a word.
pub(super) fn actor(event: &Event<'_>) -> Result<Arc<Actor>, String> {
    let claims: Claims = event.claims().unwrap_or_default();
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let Claims { appid, groups, idtyp, name, object, tenant, upn, wids, xms_mirid } = claims;
    let (appid, object, upn, name) = (said(appid), said(object), said(upn), said(name));
    let machine = said(xms_mirid).map(|id| arm::id(&id));
    let caller = event.caller().map(str::to_owned);
    let is_app = idtyp.as_deref() == Some("app") || machine.is_some();
    // A guest has no name of this tenant, and is known by what the tenant calls him.
    let person = upn.clone().or_else(|| {
        let named = name.or_else(|| caller.clone()).filter(|text| text.contains('@'));
        named.filter(|_| !is_app)
    });
    let mut principals = Vec::new();
    let mut way = Vec::new();
    let is_microsofts =
        tenant.as_deref().is_some_and(|tenant| MICROSOFT.contains(&tenant.to_lowercase().as_str()));
    let (name, is_service) = if let Some(person) = person {
        principals.extend(upn.map(|upn| format!("user:{upn}")));
        if let Some(app) = &appid {
            let door = DOORS.iter().find(|(id, _)| id == app).map(|(_, words)| (*words).to_owned());
            way.push(door.unwrap_or_else(|| format!("through app {app}")));
        }
        (person, is_microsofts)
    } else if let Some(machine) = &machine {
        principals.push(machine.clone());
        (format!("managed identity {}", last(machine)), is_microsofts)
    } else if let Some(app) = &appid {
        (format!("app {app}"), is_microsofts)
    } else {
        match caller {
            // A word such as `Microsoft.Advisor`: what has an id or an address is no word.
            Some(caller) => {
                let is_word = !caller.contains('@') && !is_guid(&caller);
                (caller, is_word)
            }
            None => ("Azure".to_owned(), object.is_none()),
        }
    };
    principals
        .extend(appid.filter(|_| is_app || !name.contains('@')).map(|app| format!("app:{app}")));
    principals.extend(object.map(|object| format!("oid:{object}")));
    let roles = wids.unwrap_or_default();
    let groups = groups.unwrap_or_default();
    let listed = |list: &str| -> Vec<String> {
        let words = list.split([',', ' ']).filter(|word| is_guid(word));
        words.map(str::to_owned).collect()
    };
    let mut all = listed(&groups);
    all.extend(listed(&roles).into_iter().map(|role| format!("role:{role}")));
    Ok(Arc::new(Actor { name, way, principals, groups: all, credential: None, is_service }))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
