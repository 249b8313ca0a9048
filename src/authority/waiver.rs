//! One waiver: somebody decided not to be told of one finding, until a date.
//!
//! A waiver names a finding by its id, which is a hash of where it is, of its code and of the normalised content of the change: something else that
//! becomes wrong with the same resource is another finding, and is told. A date that can't be read has passed.

use camino::Utf8Path;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grant::{Reading, as_text};
use super::moment::{Moment, Standing, Validity, Zone};
use super::paper_id::PaperId;
use crate::model::{Finding, Paper, Scope};
use crate::written::{self, FileError, Parsed, quoted, text_value};

/// `waivers/*.toml`: one finding that is not to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields, title = "A waiver of driftwall", extend("required" = ["id", "finding", "code", "scope", "owner", "approver", "reason", "expires"]))]
pub struct WaiverFile {
    /// What it is called. No two waivers have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PaperId")]
    pub id: Option<PaperId>,
    /// The finding's id, whole: 16 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "FindingText")]
    pub finding: Option<FindingText>,
    /// The finding's code, for whoever reads the waiver. A finding of another code is not meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub code: Option<String>,
    /// The scope that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ScopeText")]
    pub scope: Option<ScopeText>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub owner: Option<String>,
    /// Who agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub approver: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub reason: Option<String>,
    /// When it was written. A clock that shows an earlier time was set back, and then it does not count.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[schemars(with = "Moment")]
    pub recorded: Option<Moment>,
    /// Its last day, or the moment at which it ends. What is no date has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Expiry")]
    pub expires: Option<Expiry>,
    /// The time zone of that, such as `Europe/Berlin`. By default UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Zone")]
    pub zone: Option<Zone>,
}

/// The whole id of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingText(String);

/// A text that is no id of a finding.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no id of a finding; it has 16 hexadecimal digits, as JSON reports print it")]
pub struct FindingTextError(String);

impl std::str::FromStr for FindingText {
    type Err = FindingTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 16 && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FindingTextError(text.to_owned()))
        }
    }
}

impl std::fmt::Display for FindingText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A scope as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeText(pub Scope);

impl std::str::FromStr for ScopeText {
    type Err = crate::model::ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl std::fmt::Display for ScopeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// When a waiver ends, if that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    text: String,
    moment: Option<Moment>,
}

impl std::str::FromStr for Expiry {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { text: text.to_owned(), moment: text.parse().ok() })
    }
}

impl<'de> serde::Deserialize<'de> for Expiry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> serde::de::Visitor<'de> for Written {
            type Value = Expiry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date such as 2026-12-15")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Expiry, E> {
                Ok(Expiry { text: text.to_owned(), moment: text.parse().ok() })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Expiry, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                let text = toml::value::Datetime::deserialize(map)?.to_string();
                Ok(Expiry { moment: text.parse().ok(), text })
            }
        }
        deserializer.deserialize_any(Written)
    }
}

impl Serialize for Expiry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl JsonSchema for Expiry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Expiry".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Moment::json_schema(generator)
    }
}

text_value!(FindingText, "FindingId", { "type": "string", "pattern": "^[0-9a-f]{16}$" });
text_value!(ScopeText, "Scope", { "type": "string", "examples": ["aws:111122223333/eu-west-1"] });

/// A waiver that says all that it has to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// How it is named in what is told.
    pub paper: Paper,
    /// Who agreed.
    pub approver: String,
    /// The finding.
    pub finding: String,
    /// Its code.
    pub code: String,
    /// The scope that it is in.
    pub scope: Scope,
    /// The moment at which it was written.
    pub recorded: Option<Timestamp>,
    /// Until when; nothing when that can't be read, and then it has passed.
    pub valid: Option<Validity>,
}

impl Waiver {
    /// Reads a waiver.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the lines; never empty.
    pub fn read(path: &Utf8Path, text: &str) -> Result<Self, Vec<FileError>> {
        let schema = written::schema::<WaiverFile>();
        let mended = mended(text);
        let parsed = written::parse::<WaiverFile>(path, mended.as_deref().unwrap_or(text), &schema);
        let Parsed { file, places } = parsed?;
        Reading::new(&places, "a waiver").waiver(file)
    }

    /// Whether it means a finding.
    #[must_use]
    pub fn means(&self, finding: &Finding) -> bool {
        self.finding == finding.id.as_str()
            && self.code == finding.code
            && self.scope == *finding.subject.scope()
    }

    /// Whether it counts at a moment.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Standing {
        self.valid.as_ref().map_or(Standing::Expired, |valid| valid.at(now))
    }
}

/// The text with the end of the waiver in quotes, where it is a date that TOML refuses: then the file can be read, and the date has passed.
fn mended(text: &str) -> Option<String> {
    if text.parse::<toml::Table>().is_ok() {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    let mut is_mended = false;
    for line in text.lines() {
        let value = line.strip_prefix("expires").map(str::trim_start);
        let value = value.and_then(|rest| rest.strip_prefix('=')).map(str::trim);
        match value.filter(|value| !is_mended && value.starts_with(|c: char| c.is_ascii_digit())) {
            Some(value) => {
                let value = value.split('#').next().unwrap_or_default().trim();
                lines.push(format!("expires = {}", quoted(value)));
                is_mended = true;
            }
            None => lines.push(line.to_owned()),
        }
    }
    is_mended.then(|| lines.join("\n") + "\n")
}

impl Reading<'_> {
    fn waiver(mut self, file: WaiverFile) -> Result<Waiver, Vec<FileError>> {
        let WaiverFile {
            id,
            finding,
            code,
            scope,
            owner,
            approver,
            reason,
            recorded,
            expires,
            zone,
        } = file;
        let id = self.said("id", id.map(|id| id.to_string()), "such as a number");
        let hint = "the whole id of the finding, as JSON reports print it";
        let finding = self.said("finding", finding.map(|one| one.to_string()), hint);
        let code = self.said("code", code, "the code of the finding, such as traffic-opened");
        let hint = "the scope of the finding, such as aws:111122223333/eu-west-1";
        self.said("scope", scope.as_ref().map(ToString::to_string), hint);
        let owner = self.said("owner", owner, "who answers for it, such as an address of mail");
        let approver = self.said("approver", approver, "who agreed, such as an address of mail");
        let reason = self.said("reason", reason, "why nobody has to be told");
        let hint = "write `expires = 2026-12-15`: nothing is waived for ever";
        self.said("expires", expires.as_ref().map(|one| one.text.clone()), hint);
        let places_file = self.places.file().to_string();
        let errors = self.finished();
        let (Some(ScopeText(scope)), Some(Expiry { text, moment }), true) =
            (scope, expires, errors.is_empty())
        else {
            return Err(errors);
        };
        let zone = zone.unwrap_or_else(Zone::utc);
        let recorded = recorded.map(|moment| moment.begins(&zone));
        let valid = moment.map(|until| Validity { from: None, until, zone });
        let until = valid.as_ref().map_or(text, Validity::end);
        let paper = Paper { id, owner, reason, until, file: places_file };
        Ok(Waiver { paper, approver, finding, code, scope, recorded, valid })
    }
}

/// What a waiver says besides what it waives.
#[derive(Clone, Debug)]
pub struct WaiverDetails<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who answers for it.
    pub owner: &'a str,
    /// Who agreed.
    pub approver: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Its last day, or the moment at which it ends.
    pub expires: Moment,
    /// The zone of that.
    pub zone: Option<&'a str>,
    /// Now.
    pub now: Timestamp,
}

/// The text of a waiver for a finding.
#[must_use]
pub fn waiver_text(finding: &Finding, details: &WaiverDetails<'_>) -> String {
    let WaiverDetails { id, owner, approver, reason, expires, zone, now } = details;
    let now = now.strftime("%Y-%m-%dT%H:%M:%SZ");
    let mut lines = vec![
        // What it is about may hold any text; in quotes it can't end the comment.
        format!("# {}", quoted(&finding.title)),
        format!("id = {}", quoted(id)),
        format!("finding = {}", quoted(finding.id.as_str())),
        format!("code = {}", quoted(finding.code)),
        format!("scope = {}", quoted(&finding.subject.scope().to_string())),
        format!("owner = {}", quoted(owner)),
        format!("approver = {}", quoted(approver)),
        format!("reason = {}", quoted(reason)),
        format!("recorded = {now}"),
        format!("expires = {expires}"),
    ];
    lines.extend(zone.map(|zone| format!("zone = {}", quoted(zone))));
    lines.join("\n") + "\n"
}
