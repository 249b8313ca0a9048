//! A printed command line as what Resource Manager is asked.
//!
//! Every option that a command line has must be known: one that nobody knows would be something that is printed and not done.

use percent_encoding::percent_decode_str;
use reqwest::Url;
use serde_json::Value;

use crate::providers::azure::remedy::path;
use crate::providers::live::causes;

/// What a command line asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// `az rest`
    Rest(Rest),
    /// `az resource wait`
    Wait(Wait),
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) method: Method,
    /// What it is about, from the root, with the version of the interface.
    pub(super) about: About,
    /// The etag that what is changed must still have.
    pub(super) unchanged: Option<String>,
    pub(super) body: Option<Value>,
    /// What is taken out of the answer.
    pub(super) query: Option<String>,
    /// Whether that is taken as JSON, or as text.
    pub(super) as_json: bool,
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) about: About,
    /// Whether it is to be gone, or there and done with.
    pub(super) until_gone: bool,
}

/// Something that Resource Manager has, as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// With every odd character as its number.
    pub(super) path: String,
    pub(super) version: String,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Put,
    Patch,
    Delete,
}

impl Method {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "get" => Self::Get,
            "put" => Self::Put,
            "patch" => Self::Patch,
            "delete" => Self::Delete,
            _ => return None,
        })
    }

    /// The last word of the permission that it takes.
    pub(super) const fn permission(self) -> &'static str {
        match self {
            Self::Get => "read",
            Self::Put | Self::Patch => "write",
            Self::Delete => "delete",
        }
    }
}

impl Line {
    /// Reads the words of a command line, with what other commands print put in.
    pub(super) fn of(words: &[String]) -> Result<Self, String> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["az", "rest", options @ ..] => rest(options).map(Self::Rest),
            ["az", "resource", "wait", options @ ..] => wait(options).map(Self::Wait),
            _ => Err(format!(
                "driftwall makes no call `{}`",
                words.iter().take(3).copied().collect::<Vec<_>>().join(" ")
            )),
        }
    }
}

fn rest(words: &[&str]) -> Result<Rest, String> {
    let (mut method, mut about, mut unchanged, mut body) = (None, None, None, None);
    let (mut query, mut as_json) = (None, true);
    let mut words = words.iter().copied();
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| format!("`{name}` has no value"))?;
        match name {
            "--method" => method = Method::of(value),
            "--url" => about = Some(About::of_url(value)?),
            "--headers" => {
                let etag = value.strip_prefix("If-Match=").filter(|etag| !etag.is_empty());
                unchanged =
                    Some(etag.ok_or("what it is to be unchanged from is not said")?.to_owned());
            }
            "--body" => {
                let read = serde_json::from_str(value).map_err(|_| "the body is no JSON")?;
                body = Some(read);
            }
            "--query" => query = Some(value.to_owned()),
            "--output" => as_json = value == "json",
            _ => return Err(format!("nothing is known of the option `{name}`")),
        }
    }
    let method = method.ok_or("it does not say what it does")?;
    let about = about.ok_or("it does not say what it is about")?;
    if body.is_some() != matches!(method, Method::Put | Method::Patch) {
        return Err("what is written and how do not go together".to_owned());
    }
    Ok(Rest { method, about, unchanged, body, query, as_json })
}

fn wait(words: &[&str]) -> Result<Wait, String> {
    let ["--ids", id, "--api-version", version, until] = words else {
        return Err("it does not say what it waits for".to_owned());
    };
    let until_gone = match *until {
        "--created" | "--updated" => false,
        "--deleted" => true,
        other => return Err(format!("nothing is known of the option `{other}`")),
    };
    let path = path(id);
    Ok(Wait { about: About { path, version: (*version).to_owned() }, until_gone })
}

impl About {
    fn of_url(url: &str) -> Result<Self, String> {
        let (path, version) =
            url.split_once("?api-version=").ok_or("it does not say in which version it speaks")?;
        Ok(Self { path: path.to_owned(), version: version.to_owned() })
    }

    /// Where that is asked, when it is a thing of this subscription and nothing else: a name may not lead out of its place.
    pub(super) fn at(&self, endpoint: &Url, subscription: &str) -> Result<Url, String> {
        let mut url = endpoint.clone();
        url.set_path(&self.path);
        url.set_query(None);
        url.query_pairs_mut().append_pair("api-version", &self.version);
        let own = format!("/subscriptions/{subscription}/");
        let is_own =
            self.path.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(&own));
        if is_own && url.path() == self.path {
            Ok(url)
        } else {
            Err(format!("it is not about anything of {subscription}"))
        }
    }

    /// Its last word, as people read it: `networkSecurityGroups/web`.
    pub(super) fn named(&self) -> String {
        let words: Vec<&str> = self.path.split('/').collect();
        let last = words.get(words.len().saturating_sub(2)..).unwrap_or_default().join("/");
        let text = percent_decode_str(&last).decode_utf8_lossy().into_owned();
        causes::line(&text)
    }

    /// What kind of thing it is, as permissions name it: `Microsoft.Network/networkSecurityGroups/securityRules`.
    pub(super) fn kind(&self) -> String {
        let Some((_, below)) = self.path.rsplit_once("/providers/") else { return String::new() };
        let mut words = below.split('/');
        let provider = words.next().unwrap_or_default();
        let types = words.step_by(2);
        let mut kind = provider.to_owned();
        for one in types {
            kind.push('/');
            kind.push_str(one);
        }
        kind
    }
}
