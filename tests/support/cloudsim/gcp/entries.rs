//! The entries of Cloud Logging, as far as its query language is asked here: which logs, from when, to when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::words;
use crate::cloudsim::Estate;
use crate::cloudsim::answer::Answer;
use crate::cloudsim::asked::Asked;
use crate::cloudsim::pages::{Token, Twist, cut};
use crate::cloudsim::request::Request;

/// The most that a page holds.
const MOST: usize = 1000;

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap_or_default()
}

/// Whose entries are asked for: `shop`, `organizations/7`.
pub(super) fn account(request: &Request) -> String {
    let body = body(request);
    let name = body["resourceNames"][0].as_str().unwrap_or_default();
    name.strip_prefix("projects/").unwrap_or(name).to_owned()
}

/// What a filter asks for: `(log_id("…") OR …) AND timestamp>="…" AND timestamp<="…"`.
struct Filter {
    logs: Vec<String>,
    from: Timestamp,
    to: Timestamp,
}

impl Filter {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(" AND ");
        let logs = parts.next()?.strip_prefix('(')?.strip_suffix(')')?;
        let logs = logs.split(" OR ").map(|log| {
            let id = log.strip_prefix("log_id(\"")?.strip_suffix("\")")?;
            Some(id.replace('/', "%2F"))
        });
        let time = |part: Option<&str>, how: &str| -> Option<Timestamp> {
            let text = part?.strip_prefix("timestamp")?.strip_prefix(how)?;
            text.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
        };
        let (from, to) = (time(parts.next(), ">=")?, time(parts.next(), "<=")?);
        parts.next().is_none().then_some(())?;
        Some(Self { logs: logs.collect::<Option<_>>()?, from, to })
    }

    fn has(&self, entry: &Value) -> bool {
        let time: Timestamp = entry["timestamp"].as_str().unwrap().parse().unwrap();
        let log = entry["logName"].as_str().unwrap().rsplit('/').next().unwrap_or_default();
        self.logs.iter().any(|one| one == log) && (self.from..=self.to).contains(&time)
    }
}

pub(super) fn answer(estate: &Estate, request: &Request, asked: &Asked, twist: Twist) -> Answer {
    let body = body(request);
    let Some(project) = estate.projects.get(&asked.account) else {
        return words::no_project(&asked.account);
    };
    let text = body["filter"].as_str().unwrap_or_default();
    let Some(filter) = Filter::read(text) else { return words::bad_parameter("filter") };
    let size = usize::try_from(body["pageSize"].as_u64().unwrap_or(50)).unwrap().min(MOST);
    let Ok(token) = Token::read(&asked.list(text), asked.token.as_deref()) else {
        return words::bad_token();
    };
    let wanted = project.entries.iter().filter(|(_, entry)| filter.has(entry));
    let wanted: BTreeMap<String, Value> =
        wanted.map(|(key, entry)| (key.clone(), entry.clone())).collect();
    let page = cut(&wanted, &token, estate.page_for(size), twist);
    let mut answer = json!({});
    if !page.items.is_empty() {
        answer["entries"] = json!(page.items);
    }
    if let Some(next) = page.next {
        answer["nextPageToken"] = next.into();
    }
    Answer::json(200, &answer)
}
