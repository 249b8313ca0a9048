//! Refuses answers that are none. A reader that takes what is missing for what was never set would call a container tight of
//! which nothing was said.

use std::collections::BTreeMap;

use hyper::body::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::errors::EngineError;

/// What the engine always says of a container.
pub(super) const OF_CONTAINER: &[&str] =
    &["Config", "HostConfig", "Id", "Image", "Mounts", "Name", "NetworkSettings", "State"];
/// What it always says of a network.
pub(super) const OF_NETWORK: &[&str] = &["Driver", "Id", "Name", "Options", "Scope"];
/// What it always says of itself.
pub(super) const OF_ENGINE: &[&str] = &["Containers", "ID", "Name", "ServerVersion"];
/// What may be `null` all the same.
const MAYBE_NULL: &[&str] = &["Mounts", "Options"];

/// The newest version of the API whose answers are known.
const NEWEST: (u32, u32) = (1, 53);

#[derive(Deserialize)]
struct Versions {
    #[serde(rename = "ApiVersion")]
    api: String,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "Id")]
    id: String,
}

/// A document of JSON.
fn document(body: &[u8]) -> Result<(), EngineError> {
    if body.trim_ascii().is_empty() {
        return Err(EngineError::NoAnswer("the answer is empty".to_owned()));
    }
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => Ok(()),
        Err(error) if error.is_eof() => {
            Err(EngineError::NoAnswer("the answer ends in the middle".to_owned()))
        }
        Err(_) => Err(EngineError::NoAnswer("the answer can't be read".to_owned())),
    }
}

/// Where the calls of an engine begin: `/v1.41`. A path without it means another version from engine to engine.
pub(super) fn version(body: &Bytes) -> Result<String, EngineError> {
    document(body)?;
    let lacks = || EngineError::NoAnswer("the answer is without `ApiVersion`".to_owned());
    let Versions { api } = serde_json::from_slice(body).map_err(|_| lacks())?;
    let (major, minor) = api.split_once('.').ok_or_else(lacks)?;
    let spoken = (major.parse().map_err(|_| lacks())?, minor.parse().map_err(|_| lacks())?);
    let (major, minor) = NEWEST.min(spoken);
    Ok(format!("/v{major}.{minor}"))
}

/// The ids of a list.
pub(super) fn ids(body: &Bytes) -> Result<Vec<String>, EngineError> {
    document(body)?;
    let listed: Vec<Listed> = serde_json::from_slice(body).map_err(|_| {
        EngineError::NoAnswer("the answer is no list of things with `Id`".to_owned())
    })?;
    let mut ids: Vec<String> = listed.into_iter().map(|Listed { id }| id).collect();
    let is_id = |id: &String| {
        (1..=128).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if !ids.iter().all(is_id) {
        return Err(EngineError::NoAnswer("the answer lists an id that is none".to_owned()));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// An answer about one thing, with everything that is always said of it.
pub(super) fn one(body: Bytes, always: &[&str], id: Option<&str>) -> Result<Bytes, EngineError> {
    document(&body)?;
    let said: BTreeMap<String, &RawValue> = serde_json::from_slice(&body).map_err(|_| {
        EngineError::NoAnswer("the answer can't be read, it is no object".to_owned())
    })?;
    for key in always {
        let value = said.get(*key).map(|value| value.get());
        if value.is_none_or(|value| value == "null" && !MAYBE_NULL.contains(key)) {
            return Err(EngineError::NoAnswer(format!("the answer is without `{key}`")));
        }
    }
    if let Some(id) = id {
        let own = said.get("Id").and_then(|own| serde_json::from_str::<String>(own.get()).ok());
        if own.as_deref() != Some(id) {
            return Err(EngineError::NoAnswer("the answer is about something else".to_owned()));
        }
    }
    drop(said);
    Ok(body)
}

#[cfg(test)]
mod tests {
    use hyper::body::Bytes;
    use serde_json::{Value, json};

    use super::{OF_CONTAINER, ids, one, version};

    fn bytes(value: &Value) -> Bytes {
        value.to_string().into()
    }

    #[test]
    fn the_newest_version_that_both_sides_know_is_spoken() {
        for (theirs, spoken) in [("1.41", "/v1.41"), ("1.53", "/v1.53"), ("1.99", "/v1.53")] {
            assert_eq!(version(&bytes(&json!({ "ApiVersion": theirs }))).unwrap(), spoken);
        }
        for wrong in [json!({}), json!({"ApiVersion": ""}), json!({"ApiVersion": "1.x"}), json!([])]
        {
            let error = format!("{:?}", version(&bytes(&wrong)).unwrap_err());
            assert!(error.contains("without `ApiVersion`"), "{wrong}: {error}");
        }
    }

    /// An id becomes a part of a path.
    #[test]
    fn a_list_is_a_list_of_ids() {
        assert_eq!(ids(&bytes(&json!([]))).unwrap(), [""; 0]);
        let twice = json!([{"Id": "b2", "Names": []}, {"Id": "a1"}, {"Id": "b2"}]);
        assert_eq!(ids(&bytes(&twice)).unwrap(), ["a1", "b2"]);
        for wrong in [
            json!(null),
            json!({}),
            json!([{}]),
            json!([{"Id": ""}]),
            json!([{"Id": "../info"}]),
            json!([{"Id": "a?all=1"}]),
        ] {
            assert!(ids(&bytes(&wrong)).is_err(), "{wrong}");
        }
        for (text, word) in
            [("", "is empty"), ("[{\"Id\"", "ends in the middle"), ("<p>", "can't be")]
        {
            let error = format!("{:?}", ids(&Bytes::from(text)).unwrap_err());
            assert!(error.contains(word), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_always_said_must_be_said() {
        let whole = json!({
            "Config": {}, "HostConfig": {}, "Id": "a1", "Image": "", "Mounts": null, "Name": "/web",
            "NetworkSettings": {}, "State": {},
        });
        assert!(one(bytes(&whole), OF_CONTAINER, Some("a1")).is_ok());
        let error = one(bytes(&whole), OF_CONTAINER, Some("b2")).unwrap_err();
        assert!(format!("{error:?}").contains("about something else"));
        for key in OF_CONTAINER {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(*key);
            let error = format!("{:?}", one(bytes(&less), OF_CONTAINER, Some("a1")).unwrap_err());
            assert!(error.contains(&format!("without `{key}`")), "{error}");
        }
        let mut null = whole.clone();
        null["HostConfig"] = Value::Null;
        assert!(one(bytes(&null), OF_CONTAINER, None).is_err());
    }
}
