//! What a grant asks for besides: who did it, and when.
//!
//! A condition takes away and never adds: an actor alone approves nothing, a window neither. What is asked is what audit logs prove. So a grant with
//! conditions approves nothing where no log explains a change for sure, and nothing where any event that explains it breaks one of them.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::envelope::Wrong;
use super::moment::Zone;
use super::pattern::{ActorPattern, TicketPattern};
use super::several::Several;
use crate::model::{Change, Confidence, Evidence};
use crate::written::text_value;

/// `[when]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct WhenTable {
    /// Who may do it, by names that the provider vouches for: `arn:aws:iam::111122223333:role/deploy`, `user:alice@example.com`. `*` stays within one
    /// part, `**` does not. By default anybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<ActorPattern>")]
    pub actor: Option<Several<ActorPattern>>,
    /// Groups and roles of which whoever does it has to be in one, as the provider vouches: `system:masters`. By default none is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<ActorPattern>")]
    pub group: Option<Several<ActorPattern>>,
    /// Tickets of which one has to be named, as a word: in what is new (a description, a tag), or in the session of everybody who did it: `NET-*`. It
    /// proves nothing, and keeps what was meant for one purpose from covering another. By default none is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<TicketPattern>")]
    pub ticket: Option<Several<TicketPattern>>,
    /// When it may be done: any of these. By default whenever.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub window: Vec<WindowTable>,
}

/// One of `when.window`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, extend("required" = ["from", "until"]))]
pub struct WindowTable {
    /// The days on which it begins: `mon`, `tue` and so on. By default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Several<DayText>")]
    pub days: Option<Several<DayText>>,
    /// When it begins: `22:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ClockText")]
    pub from: Option<ClockText>,
    /// When it ends: `04:00`, on the next day if that is no later than `from`. That minute is outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ClockText")]
    pub until: Option<ClockText>,
    /// The zone whose clocks count, such as `Europe/Berlin`. By default UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Zone")]
    pub zone: Option<Zone>,
}

/// A day of the week, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayText(pub Weekday);

/// A time of a day, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockText(pub Time);

/// A text that is neither.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No day.
    #[error("unknown day `{0}`; known are mon, tue, wed, thu, fri, sat and sun")]
    Day(String),
    /// No time.
    #[error("`{0}` is no time of a day; write 22:00")]
    Clock(String),
}

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl std::str::FromStr for DayText {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = DAYS.iter().find(|(word, _)| *word == text);
        day.map(|(_, day)| Self(*day)).ok_or_else(|| WindowError::Day(text.to_owned()))
    }
}

impl std::fmt::Display for DayText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(DAYS.iter().find(|(_, day)| *day == self.0).map_or("", |(word, _)| word))
    }
}

impl std::str::FromStr for ClockText {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || WindowError::Clock(text.to_owned());
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let number = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i8>().ok().filter(|_| plain)
        };
        let (hour, minute) = (number(hour).ok_or_else(wrong)?, number(minute).ok_or_else(wrong)?);
        Time::new(hour, minute, 0, 0).map(Self).map_err(|_| wrong())
    }
}

impl std::fmt::Display for ClockText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

text_value!(DayText, "Day", { "type": "string", "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] });
text_value!(ClockText, "Clock", { "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "examples": ["22:00"] });

impl WindowTable {
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Result<(), Vec<Wrong>> {
        let Self { days, from, until, zone: _ } = self;
        let mut wrong: Vec<Wrong> = Vec::new();
        for (key, clock) in [("from", from), ("until", until)] {
            if clock.is_none() {
                let hint =
                    "write `{ days = [\"sat\", \"sun\"], from = \"22:00\", until = \"04:00\" }`";
                wrong.push(("", format!("a window needs `{key}`"), Some(hint.to_owned())));
            }
        }
        if days.as_ref().is_some_and(|days| days.list().is_empty()) {
            wrong.push(("days", "an empty list is no day".to_owned(), None));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Whether clocks in its zone show a time in it. Where clocks go back, an hour is shown twice, and both are inside; an hour that is left out is never
    /// shown.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        let Self { days, from, until, zone } = self;
        let (Some(ClockText(from)), Some(ClockText(until))) = (from, until) else { return false };
        let zone = zone.clone().unwrap_or_else(Zone::utc);
        let shown = at.to_zoned(zone.rules().clone());
        let (day, time) = (shown.weekday(), shown.time());
        let is_day =
            |day: Weekday| days.as_ref().is_none_or(|days| days.list().contains(&DayText(day)));
        if from < until {
            return is_day(day) && *from <= time && time < *until;
        }
        // Over midnight: what is left of yesterday's, or the beginning of today's.
        is_day(day) && *from <= time || is_day(day.previous()) && time < *until
    }
}

impl WhenTable {
    /// Which condition is not met, if any is not.
    #[must_use]
    pub fn unmet(&self, change: &Change, evidence: &[Evidence]) -> Option<String> {
        let Self { actor, group, ticket, window } = self;
        // An event that is merely about the resource explains nothing; each that does has to meet the conditions.
        let events: Vec<&Evidence> =
            evidence.iter().filter(|one| one.confidence >= Confidence::Medium).collect();
        if let Some(tickets) = ticket
            && !is_named(tickets.list(), change, &events)
        {
            return Some(format!("nothing in it names a ticket {}", in_words(tickets.list())));
        }
        if actor.is_none() && group.is_none() && window.is_empty() {
            return None;
        }
        if !events.iter().any(|one| one.confidence == Confidence::High) {
            return Some("it has conditions, and no log proves who did it and when".to_owned());
        }
        let is_one = |patterns: &Option<Several<ActorPattern>>, names: &[String]| {
            patterns.as_ref().is_none_or(|patterns| {
                names.iter().any(|name| patterns.list().iter().any(|one| one.matches(name)))
            })
        };
        events.into_iter().find_map(|one| {
            let Evidence { activity, actor: who, confidence: _, reason: _ } = one;
            if !is_one(actor, &who.principals) {
                return Some(format!("it is for others than {who}"));
            }
            if !is_one(group, &who.groups) {
                return Some(format!("{who} is in none of the groups that it is for"));
            }
            let inside = window.is_empty() || window.iter().any(|one| one.holds(activity.time));
            (!inside).then(|| format!("it was done at {}, outside of its windows", activity.time))
        })
    }
}

/// Whether what is new names one of these tickets, or the sessions of all who did it.
fn is_named(tickets: &[TicketPattern], change: &Change, events: &[&Evidence]) -> bool {
    let says = |text: &str| tickets.iter().any(|ticket| ticket.is_named_in(text));
    let is_said = |one: &&Evidence| {
        let names = std::iter::once(&one.actor.name).chain(&one.actor.way);
        names.into_iter().any(|name| says(name))
    };
    // What was there before names what it was there for.
    let news = change.fields.iter().filter(|field| field.before != field.after);
    news.filter_map(|field| field.after.as_ref()).any(|value| any_text(value, &says))
        || !events.is_empty() && events.iter().all(is_said)
}

/// Whether any text in a value, names of keys apart, is one of these.
fn any_text(value: &Value, is_it: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_it(text),
        Value::Array(list) => list.iter().any(|one| any_text(one, is_it)),
        Value::Object(fields) => fields.values().any(|one| any_text(one, is_it)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `NET-*`, `NET-* or OPS-*`
fn in_words(tickets: &[TicketPattern]) -> String {
    tickets.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::model::{Action, Activity, Actor, Bears, Class, FieldChange, Outcome, ResourceId};

    fn window(days: &[&str], from: &str, until: &str, zone: &str) -> WindowTable {
        let text =
            format!("days = {days:?}\nfrom = \"{from}\"\nuntil = \"{until}\"\nzone = \"{zone}\"\n");
        toml::from_str(&text).unwrap()
    }

    fn holds(window: &WindowTable, at: &str) -> bool {
        window.holds(at.parse().unwrap())
    }

    #[test]
    fn a_window_is_what_clocks_there_show() {
        let night = window(&["sat"], "22:00", "04:00", "Europe/Berlin");
        // Saturday 2026-11-21, winter time.
        for (at, wanted) in [
            ("2026-11-21T20:59:59Z", false),
            ("2026-11-21T21:00:00Z", true),
            ("2026-11-22T02:59:59Z", true),
            ("2026-11-22T03:00:00Z", false),
            ("2026-11-21T02:00:00Z", false),
            ("2026-11-22T21:30:00Z", false),
            // In summer the same clocks are an hour earlier in UTC.
            ("2026-07-18T20:00:00Z", true),
            ("2026-07-18T19:59:59Z", false),
        ] {
            assert_eq!(holds(&night, at), wanted, "{at}");
        }
        // Clocks go back from 03:00 to 02:00 on 2026-10-25: 02:15 is shown twice.
        let hour = window(&["sun"], "02:00", "03:00", "Europe/Berlin");
        let shown = ["2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z"];
        assert!(shown.iter().all(|at| holds(&hour, at)));
        assert!(!holds(&hour, "2026-10-25T02:15:00Z"));
        // On 2026-03-29 it is not shown at all.
        let never = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"];
        assert!(!never.iter().any(|at| holds(&hour, at)));
        // A whole day, and the leap day.
        let all = window(&["tue"], "00:00", "00:00", "UTC");
        assert!(holds(&all, "2028-02-29T00:00:00Z") && holds(&all, "2028-02-29T23:59:59Z"));
        assert!(!holds(&all, "2028-03-01T00:00:01Z"));
    }

    fn event(principal: &str, time: &str, confidence: Confidence) -> Evidence {
        let actor = Arc::new(Actor {
            // What a caller may choose says nothing.
            name: "arn:aws:iam::111122223333:role/deploy".to_owned(),
            principals: vec![principal.to_owned()],
            groups: vec!["net-admins".to_owned()],
            ..Actor::default()
        });
        let activity = Activity {
            time: time.parse().unwrap(),
            event: "1".into(),
            log: "CloudTrail",
            action: "ec2:AuthorizeSecurityGroupIngress".into(),
            actor: actor.clone(),
            source: None,
            outcome: Outcome::Done,
            deeds: Vec::new(),
            lends: None,
        };
        Evidence { activity: Arc::new(activity), actor, confidence, reason: String::new() }
    }

    /// A change that came with a description.
    fn change(description: &str) -> Change {
        let id = ResourceId {
            scope: "aws:111122223333/eu-west-1".parse().unwrap(),
            kind: "aws.security-group".parse().unwrap(),
            identity: "sg-1".parse().unwrap(),
        };
        let rule = json!({ "description": description, "id": "NET-1", "ports": "443" });
        let field = FieldChange {
            path: "ingress[NET-2]".into(),
            class: Class::Durable,
            bears: Bears::Traffic,
            before: Some(json!({ "description": "NET-3" })),
            after: Some(rule),
        };
        Change::new(id, Some("NET-4".to_owned()), Action::Modified, vec![field])
    }

    #[test]
    fn a_ticket_is_in_what_is_new_or_in_every_session() {
        let when: WhenTable = toml::from_str("ticket = [\"OPS-*\", \"CHG-4?\"]\n").unwrap();
        let day = "2026-11-20T10:00:00Z";
        let session = |name: &str| {
            let mut event = event("arn:aws:iam::111122223333:role/deploy", day, Confidence::High);
            event.actor = Arc::new(Actor { name: name.to_owned(), ..Actor::default() });
            event
        };
        let unnamed = Some("nothing in it names a ticket OPS-* or CHG-4?".to_owned());
        assert_eq!(when.unmet(&change(""), &[]), unnamed);
        assert_eq!(when.unmet(&change("partner"), &[session("role/deploy as ana")]), unnamed);
        assert_eq!(when.unmet(&change("partner, OPS-7"), &[]), None);
        assert_eq!(when.unmet(&change("CHG-42"), &[session("role/deploy as ana")]), None);
        assert_eq!(when.unmet(&change(""), &[session("role/deploy as OPS-7")]), None);
        let both = [session("role/deploy as OPS-7"), session("role/deploy as ana")];
        assert_eq!(when.unmet(&change(""), &both), unnamed);
        // A ticket takes no other condition away.
        let when: WhenTable = toml::from_str("ticket = \"OPS-*\"\nactor = \"x\"\n").unwrap();
        let unproved = "it has conditions, and no log proves who did it and when";
        assert_eq!(when.unmet(&change("OPS-7"), &[]).as_deref(), Some(unproved));
    }

    #[test]
    fn an_actor_has_to_be_proved_and_every_event_counts() {
        let when: WhenTable = toml::from_str(
            "actor = \"arn:aws:iam::111122223333:role/deploy\"\ngroup = \"net-*\"\nwindow = [{ from = \"09:00\", until = \"17:00\" }]\n",
        )
        .unwrap();
        let (day, night) = ("2026-11-20T10:00:00Z", "2026-11-20T03:00:00Z");
        let deploy = "arn:aws:iam::111122223333:role/deploy";
        let other = "arn:aws:iam::111122223333:role/other";
        let unproved = Some("it has conditions, and no log proves who did it and when".to_owned());
        assert_eq!(when.unmet(&change(""), &[event(deploy, day, Confidence::High)]), None);
        assert_eq!(when.unmet(&change(""), &[]), unproved);
        assert_eq!(when.unmet(&change(""), &[event(deploy, day, Confidence::Medium)]), unproved);
        let named = when.unmet(&change(""), &[event(other, day, Confidence::High)]).unwrap();
        assert!(named.starts_with("it is for others than"), "{named}");
        let both = [event(deploy, day, Confidence::High), event(other, day, Confidence::Medium)];
        assert!(when.unmet(&change(""), &both).is_some());
        let aside = [event(deploy, day, Confidence::High), event(other, day, Confidence::Low)];
        assert_eq!(when.unmet(&change(""), &aside), None);
        let late = when.unmet(&change(""), &[event(deploy, night, Confidence::High)]).unwrap();
        assert_eq!(late, "it was done at 2026-11-20T03:00:00Z, outside of its windows");
        assert_eq!(WhenTable::default().unmet(&change(""), &[]), None);
    }
}
