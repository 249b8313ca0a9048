//! What the readers of all audit logs are asked for: golden records, and records that are none.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::dice::Dice;
use super::dumped::fixtures;
use crate::model::{Activity, Actor, Deed, Done, KindSpec, Outcome, Setting, Target};
use crate::providers::{Logs, Record};

/// Everything that a record says, in lines.
pub(in crate::providers) fn told(record: &Result<Record, String>) -> String {
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
    assert!(!name.is_empty());
    let sort = if *is_service { "the service" } else { "by" };
    writeln!(text, "  {sort} {name}; way {way:?}; proved {principals:?}; with {credential:?}")
        .unwrap();
    if !groups.is_empty() {
        writeln!(text, "  in {groups:?}").unwrap();
    }
    let ended = match outcome {
        Outcome::Done | Outcome::Open => String::new(),
        Outcome::Refused(why) | Outcome::Failed(why) => format!(": {why}"),
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
            Done::Came => "came".to_owned(),
            Done::Went => "went".to_owned(),
            Done::Touched(fields) => format!("touched {fields:?}"),
            Done::Became { resource, is_new } => {
                let new = if *is_new { "came as" } else { "became" };
                format!(
                    "{new}\n    durable {:?}\n    context {:?}",
                    resource.durable, resource.context
                )
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
        writeln!(text, "  {kind} {target}{place}: {act}").unwrap();
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

/// The golden records of a provider, by the file that they are in.
pub(in crate::providers) fn records_of(provider: &str) -> Vec<(String, Vec<Value>)> {
    let files = fixtures(&format!("activity/{provider}")).into_iter();
    files.map(|(name, list)| (name, list.as_array().unwrap().clone())).collect()
}

/// What is made of the golden records of a file. Each says in `test` what it shows, which no reader knows.
pub(in crate::providers) fn all(logs: &Logs, provider: &str, file: &str) -> String {
    let (_, records) = records_of(provider).into_iter().find(|(name, _)| name == file).unwrap();
    let mut text = String::new();
    for mut record in records {
        let shows = record.as_object_mut().unwrap().remove("test").unwrap();
        writeln!(text, "{}", shows.as_str().unwrap()).unwrap();
        let is_marked = |keys: &&[&str]| keys.iter().all(|key| record.get(*key).is_some());
        assert!(logs.marks.iter().any(is_marked), "{record}");
        let scope = (!logs.names_its_scope).then(|| "docker:build-1".parse().unwrap());
        text += &told(&(logs.read)(&record.to_string(), scope.as_ref()));
    }
    text
}

struct Junk;

/// Something that stands where something else should.
fn junk(dice: &mut Dice<Junk>) -> Value {
    dice.pick(&[
        Value::Null,
        json!(true),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("/"),
        json!("a/b/c"),
        json!("/subscriptions//resourceGroups//providers//"),
        json!("projects//global/firewalls/"),
        json!("{\"properties\":"),
        json!("\u{0}\u{1b}[31m'"),
        json!([]),
        json!({}),
        json!([[[{"items": []}]]]),
        json!([{"key": 1}]),
        json!({"value": {"value": true}}),
        json!("arn:aws:"),
        json!("arn:::::"),
        json!({"items": {"items": {"item": "x"}}}),
        json!({"tag": 1}),
        json!({"tag": 1, "content": {"tag": 2, "content": []}}),
        json!({"omitted": true}),
    ])
}

/// Puts junk somewhere in a tree, or takes something out of it.
fn spoil(tree: &mut Value, dice: &mut Dice<Junk>) {
    let inside = match tree {
        Value::Object(fields) => fields.len(),
        Value::Array(list) => list.len(),
        _ => 0,
    };
    if inside == 0 || dice.one_in(6) {
        *tree = junk(dice);
        return;
    }
    let chosen = dice.below(inside);
    match tree {
        Value::Object(fields) => {
            let key = fields.keys().nth(chosen).unwrap().clone();
            if dice.one_in(8) {
                fields.remove(&key);
            } else {
                spoil(&mut fields[&key], dice);
            }
        }
        Value::Array(list) => spoil(&mut list[chosen], dice),
        _ => {}
    }
}

/// Whatever stands in a record, it is read, or refused in words.
pub(in crate::providers) fn nothing_in_a_record_breaks_the_reader(logs: &Logs, provider: &str) {
    let records: Vec<Value> = records_of(provider).into_iter().flat_map(|(_, list)| list).collect();
    let mut dice = Dice::<Junk>::of(7);
    let scope = (!logs.names_its_scope).then(|| "docker:build-1".parse().unwrap());
    let mut counts = [0_usize; 3];
    for _ in 0..20_000 {
        let mut record = dice.pick(&records);
        for _ in 0..=dice.below(3) {
            spoil(&mut record, &mut dice);
        }
        match (logs.read)(&record.to_string(), scope.as_ref()) {
            Err(why) => {
                counts[0] += 1;
                assert!(why.len() > 10, "{why}");
            }
            Ok(read) => match read.activity {
                None => counts[1] += 1,
                Some(activity) => {
                    counts[2] += 1;
                    assert!(!activity.actor.name.is_empty(), "{record}");
                    assert!(!activity.event.is_empty(), "{record}");
                    assert!(!activity.deeds.is_empty() || activity.lends.is_some(), "{record}");
                    for deed in &activity.deeds {
                        assert_eq!(deed.scope.provider().to_string(), provider);
                        assert!(!matches!(&deed.target, Target::Is(id) if id.is_empty()));
                        if let Done::Set(settings) = &deed.act {
                            assert!(!settings.is_empty(), "{record}");
                            let has_path = |one: &Setting| !one.path.is_empty();
                            assert!(settings.iter().all(has_path), "{record}");
                        }
                    }
                }
            },
        }
    }
    assert!(counts.iter().all(|&count| count > 500), "{counts:?}");
    for record in records {
        let text = record.to_string();
        for end in (0..text.len()).step_by(37).filter(|&end| text.is_char_boundary(end)) {
            assert!((logs.read)(&text[..end], None).is_err(), "{}", &text[..end]);
        }
    }
}

/// Every kind that a call can change is made, edited and deleted by some golden record, and by every shape of the log that is told apart; or the reason why not.
pub(in crate::providers) fn every_kind_is_walked(
    logs: &Logs,
    provider: &str,
    kinds: &[KindSpec],
    reasons: &[(&str, &str, &str)],
) {
    let scope = (!logs.names_its_scope).then(|| "docker:build-1".parse().unwrap());
    let mut done: BTreeSet<(String, &str)> = BTreeSet::new();
    for record in records_of(provider).into_iter().flat_map(|(_, list)| list) {
        let Ok(read) = (logs.read)(&record.to_string(), scope.as_ref()) else { continue };
        for deed in read.activity.iter().flat_map(|activity| &activity.deeds) {
            let act = match &deed.act {
                Done::Came | Done::Became { is_new: true, .. } => "made",
                Done::Went => "deleted",
                Done::Set(_) | Done::Touched(_) | Done::Became { is_new: false, .. } => "edited",
            };
            done.insert((deed.kind.word().to_owned(), act));
        }
    }
    for spec in kinds {
        for act in ["made", "edited", "deleted"] {
            let word = spec.kind.word();
            let reason = reasons.iter().find(|(kind, what, _)| *kind == word && *what == act);
            let is_done = done.contains(&(word.to_owned(), act));
            assert!(is_done != reason.is_some(), "{word} {act}: {is_done}, {reason:?}");
        }
    }
}

/// The settings of a golden record lead to fields that are declared.
pub(in crate::providers) fn every_field_is_declared(
    logs: &Logs,
    provider: &str,
    kinds: &[KindSpec],
) {
    let scope = (!logs.names_its_scope).then(|| "docker:build-1".parse().unwrap());
    let mut seen = 0;
    for record in records_of(provider).into_iter().flat_map(|(_, list)| list) {
        let Ok(read) = (logs.read)(&record.to_string(), scope.as_ref()) else { continue };
        for deed in read.activity.iter().flat_map(|activity| &activity.deeds) {
            let spec = kinds.iter().find(|spec| spec.kind == deed.kind).unwrap();
            let declared = |path: &str| {
                spec.field(path).or_else(|| {
                    // What is declared only in parts, such as the fields of an interface.
                    spec.fields.iter().find(|field| field.path.starts_with(&format!("{path}.")))
                })
            };
            match &deed.act {
                Done::Set(settings) => {
                    for setting in settings {
                        let field = declared(&setting.path.join("."));
                        let field =
                            field.unwrap_or_else(|| panic!("{} {:?}", spec.kind, setting.path));
                        assert_eq!(field.class, setting.class, "{:?}", setting.path);
                        seen += 1;
                    }
                }
                Done::Touched(fields) => {
                    assert!(fields.iter().all(|field| declared(field).is_some()), "{fields:?}");
                }
                Done::Came | Done::Went | Done::Became { .. } => {}
            }
        }
    }
    assert!(seen > 3);
}

/// Golden records as tests, one a file, and one that no file goes unread.
macro_rules! golden {
    ($logs:expr, $provider:literal, $($name:ident: $file:literal;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!($crate::providers::tests::activities::all($logs, $provider, $file));
            }
        )*

        #[test]
        fn every_file_is_read() {
            let files = $crate::providers::tests::activities::records_of($provider);
            let files: Vec<String> = files.into_iter().map(|(name, _)| name).collect();
            let mut read = vec![$($file.to_owned()),*];
            read.sort_unstable();
            assert_eq!(files, read);
        }

        #[test]
        fn nothing_in_a_record_breaks_the_reader() {
            $crate::providers::tests::activities::nothing_in_a_record_breaks_the_reader($logs, $provider);
        }
    };
}
pub(in crate::providers) use golden;
