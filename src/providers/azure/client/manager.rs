//! Resource Manager: requests out, pages in, as the bytes that they came as.

use reqwest::header::{ACCEPT, CONTENT_TYPE, IF_MATCH, RETRY_AFTER};
use reqwest::{Client, Method, Url};
use serde::Deserialize;
use serde_json::Value;

use super::errors::{Said, Wrong};
use super::scribe::Written;
use super::tokens::Tokens;
use crate::providers::live::desk::Page;

/// Who asks it.
#[derive(Debug)]
pub(super) struct Manager {
    http: Client,
    tokens: Tokens,
    /// Where it is asked.
    pub(super) endpoint: Url,
    /// Where it says that it is.
    home: Url,
}

/// One page of an answer: as it came, and what is asked further about what is on it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) json: Vec<u8>,
    pub(super) things: Vec<Thing>,
}

/// One call of Resource Manager.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<Vec<u8>>,
    /// The etag that it must still have.
    pub(super) unchanged: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// Where it is said how it goes, when Azure took it and does it later.
    pub(super) operation: Option<String>,
}

/// What of an item leads to further questions. Whoever reads the item says what is wrong with it.
#[derive(Debug, Deserialize)]
pub(super) struct Thing {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    location: Value,
}

impl Thing {
    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_str()
    }

    pub(super) fn location(&self) -> Option<&str> {
        self.location.as_str()
    }
}

/// A list always has its list, whatever else a page has.
#[derive(Deserialize)]
struct Listing {
    #[serde(alias = "values")]
    value: Option<Vec<Thing>>,
    #[serde(rename = "nextLink", alias = "@odata.nextLink")]
    next_link: Option<String>,
    #[serde(rename = "skipToken", alias = "$skipToken")]
    skip_token: Option<String>,
}

impl Sheet {
    /// Reads what leads on: to the next page, and to what is on this one.
    pub(super) fn of(json: Vec<u8>) -> Result<(Self, Option<String>), Wrong> {
        let Listing { value, next_link, skip_token } = serde_json::from_slice(&json)?;
        let things = value.ok_or(Wrong::Without("value"))?;
        Ok((Self { json, things }, next_link.filter(|link| !link.is_empty()).or(skip_token)))
    }
}

impl Manager {
    pub(super) fn new(http: Client, tokens: Tokens, endpoint: Url, home: Url) -> Self {
        Self { http, tokens, endpoint, home }
    }

    /// The address of something, in a version of the API.
    pub(super) fn address(&self, path: &[&str], version: &str) -> Url {
        let mut url = self.endpoint.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.clear().extend(path);
        }
        url.query_pairs_mut().append_pair("api-version", version);
        url
    }

    /// The request for the page that a link leads to. A token goes nowhere but where it is for: behind a proxy Resource
    /// Manager names itself, and whoever else is named gets nothing.
    pub(super) fn next(&self, link: &str) -> Result<Written, Wrong> {
        let link = Url::parse(link).map_err(|_| Wrong::Elsewhere)?;
        if link.origin() != self.endpoint.origin() && link.origin() != self.home.origin() {
            return Err(Wrong::Elsewhere);
        }
        let mut url = self.endpoint.clone();
        url.set_path(link.path());
        url.set_query(link.query());
        Ok(Written::get(url))
    }

    /// Sends a request, and gives back the whole of the answer when it is one.
    pub(super) async fn send(&self, Written { url, body }: Written) -> Result<Vec<u8>, Wrong> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let asked = Call { method, url, body, unchanged: None };
        Ok(self.answer(asked).await?.body)
    }

    /// Who asks, as the token says.
    pub(super) async fn who(&self) -> Option<String> {
        self.tokens.who().await
    }

    /// Makes a call: what it says, and where it says how it goes on.
    pub(super) async fn answer(&self, call: Call) -> Result<Answer, Wrong> {
        let Call { method, url, body, unchanged } = call;
        let token = self.tokens.token().await?;
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        if let Some(etag) = unchanged {
            request = request.header(IF_MATCH, etag);
        }
        let request = request.bearer_auth(token.secret()).header(ACCEPT, "application/json");
        let answer = request.send().await.map_err(|error| Wrong::Unsent(error.without_url()))?;
        let http = answer.status();
        let after = answer.headers().get(RETRY_AFTER).and_then(|text| text.to_str().ok());
        let after = after.map(str::to_owned);
        let operation = answer.headers().get("azure-asyncoperation");
        let operation = operation.and_then(|link| link.to_str().ok()).map(str::to_owned);
        let body = answer.bytes().await.map_err(|error| Wrong::Broken(error.without_url()))?;
        if http.is_success() {
            Ok(Answer { body: body.into(), operation })
        } else {
            Err(Wrong::Refused(Said::of(http.as_u16(), after.as_deref(), &body)))
        }
    }

    /// Sends a request for a list, and reads what the page leads to.
    pub(super) async fn page(&self, request: Written) -> Result<Page<Sheet>, Wrong> {
        let (sheet, more) = Sheet::of(self.send(request).await?)?;
        Ok(Page { items: vec![sheet], more })
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Client, Url};

    use super::{Manager, Sheet, Tokens, Wrong};

    #[test]
    fn a_page_has_its_list_and_says_what_comes_next() {
        let sheet = |json: &str| Sheet::of(json.as_bytes().to_vec());
        let (page, more) =
            sheet(r#"{"value": [{"id": "/x", "location": 7}], "nextLink": "there"}"#).unwrap();
        assert_eq!((page.things[0].id(), page.things[0].location()), (Some("/x"), None));
        assert_eq!(more.as_deref(), Some("there"));
        let (_, more) = sheet(r#"{"values": [], "nextLink": "", "skipToken": "x"}"#).unwrap();
        assert_eq!(more.as_deref(), Some("x"));
        assert!(sheet(r#"{"value": []}"#).unwrap().1.is_none());
        for listless in ["{}", r#"{"value": null}"#, r#"{"nextLink": "there"}"#] {
            assert!(matches!(sheet(listless), Err(Wrong::Without("value"))), "{listless}");
        }
        for wrong in ["", "[]", r#"{"value": {}}"#, r#"{"value": [7]}"#, r#"{"value": []} x"#] {
            assert!(matches!(sheet(wrong), Err(Wrong::Unreadable(_))), "{wrong}");
        }
    }

    #[test]
    fn a_link_is_followed_where_the_token_is_for() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = |text: &str| Url::parse(text).unwrap();
        let (proxy, home) = ("https://proxy.example", "https://management.azure.com");
        let manager = Manager::new(Client::new(), Tokens::of_nobody(), url(proxy), url(home));
        for (link, followed) in [
            ("https://proxy.example/a?b=c", Some("https://proxy.example/a?b=c")),
            ("https://management.azure.com:443/a?b=%20", Some("https://proxy.example/a?b=%20")),
            ("https://management.azure.com@198.51.100.7/a", None),
            ("https://management.azure.com.example/a", None),
            ("http://management.azure.com/a", None),
            ("https://proxy.example:8443/a", None),
            ("/a?b=c", None),
            ("", None),
        ] {
            let next = manager.next(link).ok().map(|written| written.url.to_string());
            assert_eq!(next.as_deref(), followed, "{link}");
        }
        let path = ["subscriptions", "a/b", "x y"];
        let address = manager.address(&path, "1").to_string();
        assert_eq!(address, "https://proxy.example/subscriptions/a%2Fb/x%20y?api-version=1");
    }
}
