//! Records as CloudTrail writes them, a file for each sort of call, and everything that is made of each.

use std::fmt::Write as _;

use serde_json::Value;

use super::super::read;
use crate::model::{Activity, Actor, Deed, Done, Outcome, Setting, Target};
use crate::providers::Record;
use crate::providers::tests::dumped::fixtures;

/// Everything that a record says, in lines.
pub(super) fn told(record: &Result<Record, String>) -> String {
    let mut text = String::new();
    let Record { time, scope, covers, activity } = match record {
        Ok(record) => record,
        Err(error) => return format!("  error: {error}\n"),
    };
    let place = scope.as_ref().map_or_else(|| "nowhere".to_owned(), ToString::to_string);
    let covers = covers.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
    writeln!(text, "  {time} in {place}, about {covers}").unwrap();
    let Some(Activity { time: again, event, log, action, actor, source, outcome, deeds, lends }) =
        activity
    else {
        return text + "  nothing happened\n";
    };
    assert_eq!(again, time);
    writeln!(text, "  {log} {event}: {action}").unwrap();
    let Actor { name, way, principals, groups, credential, is_service } = &**actor;
    assert!(!name.is_empty() && groups.is_empty());
    let sort = if *is_service { "the service" } else { "by" };
    writeln!(text, "  {sort} {name}; way {way:?}; proved {principals:?}; with {credential:?}")
        .unwrap();
    let ended = match outcome {
        Outcome::Done => String::new(),
        Outcome::Refused(why) | Outcome::Failed(why) => format!(": {why}"),
        Outcome::Open => panic!("CloudTrail knows how a call ended"),
    };
    writeln!(text, "  from {source:?}, {}{ended}", outcome.word()).unwrap();
    if let Some(lends) = lends {
        writeln!(text, "  lends {lends}").unwrap();
    }
    for Deed { scope, kind, target, act } in deeds {
        let target = match target {
            Target::Is(id) => id.to_string(),
            Target::Has { path, value } => format!("the one whose {} is {value}", path.join(".")),
            Target::Below(prefix) => format!("everything below {prefix}"),
        };
        let act = match act {
            Done::Came => " came".to_owned(),
            Done::Went => " went".to_owned(),
            Done::Touched(fields) => format!(" touched {fields:?}"),
            Done::Became { resource, is_new } => {
                let new = if *is_new { "came as" } else { "became" };
                format!(" {new} {:?} {:?}", resource.durable, resource.context)
            }
            Done::Set(settings) => {
                assert!(!settings.is_empty());
                settings.iter().map(setting).collect()
            }
        };
        let place = if Some(scope) == record.as_ref().unwrap().scope.as_ref() {
            String::new()
        } else {
            format!(" in {scope}")
        };
        writeln!(text, "  {kind} {target}{place}:{act}").unwrap();
    }
    text
}

fn setting(setting: &Setting) -> String {
    let Setting { class, path, is_element, from, to } = setting;
    let said =
        |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_string);
    let list = if *is_element { "[]" } else { "" };
    format!("\n    {} {}{list}: {} → {}", class.word(), path.join(" "), said(from), said(to))
}

/// What is made of the records of a file.
fn all(file: &str) -> String {
    let (_, records) = fixtures("activity/aws").into_iter().find(|(name, _)| name == file).unwrap();
    let mut text = String::new();
    for record in records.as_array().unwrap() {
        let name = record.get("eventName").or_else(|| record.get("EventName"));
        writeln!(text, "{}", name.and_then(Value::as_str).unwrap_or("no call")).unwrap();
        text += &told(&read(&record.to_string(), None));
    }
    text
}

macro_rules! golden {
    ($($name:ident: $file:literal;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(all($file));
            }
        )*

        /// No file of records goes unread.
        #[test]
        fn every_file_is_read() {
            let files: Vec<String> = fixtures("activity/aws").into_iter().map(|(name, _)| name).collect();
            let mut read = vec![$($file.to_owned()),*];
            read.sort_unstable();
            assert_eq!(files, read);
        }
    };
}

golden! {
    actors: "actors";
    flow_logs: "flow-logs";
    instances: "instances";
    interfaces: "interfaces";
    network_acls: "network-acls";
    networks: "networks";
    odd_rules: "odd-rules";
    others: "others";
    prefix_lists: "prefix-lists";
    public_access: "public-access";
    recorders: "recorders";
    routes: "routes";
    security_groups: "security-groups";
    sessions: "sessions";
    strangers: "strangers";
    trails: "trails";
}
