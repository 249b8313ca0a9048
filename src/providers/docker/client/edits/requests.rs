//! A line of `docker` → the request that it sends.

use std::collections::BTreeMap;

use hyper::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::body::text;
use super::{container, network};
use crate::providers::docker::remedy::{Given, Line};

/// What of a name is not written otherwise in a path.
const PART: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// What is known of what an edit is about.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids by name, of things of the kind that the edit is about.
    pub(super) ids: BTreeMap<String, String>,
    /// What the engine says of the container that is there.
    pub(super) old: Value,
    /// The id of what was made to take its place.
    pub(super) made: Option<String>,
}

impl Known {
    /// The id of what has a name, or the name as a path has it.
    pub(super) fn id(&self, name: &str) -> String {
        self.ids.get(name).map_or_else(|| encoded(name), Clone::clone)
    }
}

/// One request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Behind the version: `/containers/create?name=web`.
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// What is called so afterwards, and has the id that is answered.
    pub(super) makes: Option<String>,
    /// What is called otherwise afterwards.
    pub(super) renames: Option<(String, String)>,
}

/// A name in a path.
pub(super) fn encoded(name: &str) -> String {
    utf8_percent_encode(name, PART).to_string()
}

/// The request that a line sends; or, in words, what of it can't be sent.
pub(super) fn request(line: &Line, known: &Known) -> Result<Request, String> {
    let Line { verb, options, names } = line;
    let named = |place: usize| match names.get(place) {
        Some(Given::Text(name)) => Ok(name.as_str()),
        _ => Err(format!("`docker {}` is without a name", verb.join(" "))),
    };
    let post = |path: String, body: Option<Value>| Request {
        method: Method::POST,
        path,
        body,
        makes: None,
        renames: None,
    };
    let delete = |path: String| Request { method: Method::DELETE, ..post(path, None) };
    let on_container = |verb: &str| -> Result<String, String> {
        Ok(format!("/containers/{}/{verb}", known.id(named(0)?)))
    };
    Ok(match verb.as_slice() {
        ["create"] => {
            let name = options.iter().find(|(option, _)| *option == "--name");
            let (_, name) = name.ok_or_else(|| "a container without a name".to_owned())?;
            let name = text(name, &known.old)?;
            let path = format!("/containers/create?name={}", encoded(&name));
            Request { makes: Some(name), ..post(path, Some(container::body(line, &known.old)?)) }
        }
        ["update"] => post(on_container("update")?, Some(container::limits(line)?)),
        ["rename"] => {
            let (from, to) = (named(0)?.to_owned(), named(1)?.to_owned());
            let path = format!("{}?name={}", on_container("rename")?, encoded(&to));
            Request { renames: Some((from, to)), ..post(path, None) }
        }
        ["rm"] => {
            let force = options.iter().any(|(option, _)| *option == "--force");
            delete(format!("/containers/{}?force={force}", known.id(named(0)?)))
        }
        [verb @ ("start" | "stop" | "pause" | "unpause")] => post(on_container(verb)?, None),
        ["network", "rm"] => delete(format!("/networks/{}", known.id(named(0)?))),
        ["network", "create"] => {
            let name = named(0)?.to_owned();
            let body = network::body(&name, options)?;
            let path = "/networks/create".to_owned();
            Request { makes: Some(name), ..post(path, Some(body)) }
        }
        ["network", "connect"] => {
            let mut body = json!({ "Container": known.id(named(1)?) });
            let place = network::place(options)?;
            if let Some(fields) = body.as_object_mut() {
                fields.insert("EndpointConfig".to_owned(), place);
            }
            post(format!("/networks/{}/connect", encoded(named(0)?)), Some(body))
        }
        ["network", "disconnect"] => {
            let body = json!({ "Container": known.id(named(1)?), "Force": false });
            post(format!("/networks/{}/disconnect", encoded(named(0)?)), Some(body))
        }
        other => {
            return Err(format!("driftwall does not send `docker {}` itself", other.join(" ")));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_name_stays_in_its_place_of_a_path() {
        assert_eq!(encoded("web-1.x"), "web-1.x");
        assert_eq!(encoded("a/../b c?#%"), "a%2F..%2Fb%20c%3F%23%25");
    }
}
