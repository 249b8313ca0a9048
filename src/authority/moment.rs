//! From when until when: dates with a zone, as people write them.
//!
//! A grant that is valid until the 15th is valid on the 15th, all day, where its owner lives: a day is inside whole, in the grant's own zone, which
//! is UTC unless it says otherwise. A time of a day ends what it ends at that very moment. Zones are those that driftwall was built
//! with and not the machine's, so that a grant ends at the same moment wherever it is read.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize as _, Deserializer, Error, MapAccess, Visitor};

use crate::written::text_value;

/// A moment as it is written: a day, a time of a day in the zone that goes with it, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `2026-12-15`, all of it.
    Day(Date),
    /// `2026-12-15T18:00:00`.
    Wall(DateTime),
    /// `2026-12-15T18:00:00Z`.
    Instant(Timestamp),
}

/// A text that is no moment.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no date; write 2026-12-15, 2026-12-15T18:00:00 or, with a zone of its own, 2026-12-15T18:00:00Z"
)]
pub struct MomentError(String);

impl Moment {
    /// When it begins.
    #[must_use]
    pub fn begins(self, zone: &Zone) -> Timestamp {
        match self {
            Self::Day(day) => zone.midnight(day),
            Self::Wall(time) => zone.instant(time),
            Self::Instant(at) => at,
        }
    }

    /// The first moment after it: of a day, the midnight that ends it.
    #[must_use]
    pub fn ends(self, zone: &Zone) -> Timestamp {
        match self {
            // A change of the clock may take a day out of a zone. The next one that there is begins when this one ends.
            Self::Day(day) => {
                day.checked_add(1.day()).map_or(Timestamp::MAX, |next| zone.midnight(next))
            }
            Self::Wall(_) | Self::Instant(_) => self.begins(zone),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Wall(time) => time.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || MomentError(text.to_owned());
        // TOML lets a blank stand for the `T`.
        let plain = text.replacen(' ', "T", 1);
        if !plain.contains(['T', 't']) {
            return plain.parse().map(Self::Day).map_err(|_| wrong());
        }
        if let Ok(at) = plain.parse::<Timestamp>() {
            return Ok(Self::Instant(at));
        }
        // A wall clock with anything behind it would lose that.
        let is_plain = plain.bytes().all(|b| b.is_ascii_digit() || b"-:.Tt".contains(&b));
        let time = plain.parse().ok().filter(|_| is_plain);
        time.map(Self::Wall).ok_or_else(wrong)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2026-12-15")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Moment, E> {
                text.parse().map_err(E::custom)
            }

            // A date without quotes: TOML has them, serde has not, and hands them on as a map.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Moment, A::Error> {
                let written = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                written.to_string().parse().map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Written)
    }
}

impl schemars::JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?$",
            "examples": ["2026-12-15"]
        })
    }
}

/// A time zone by its IANA name: `Europe/Berlin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A text that is no zone.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no time zone; write a name of the IANA database, for example Europe/Berlin")]
pub struct ZoneError(String);

impl Zone {
    /// UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// Its rules.
    #[must_use]
    pub const fn rules(&self) -> &TimeZone {
        &self.rules
    }

    fn midnight(&self, day: Date) -> Timestamp {
        let midnight = day.to_zoned(self.rules.clone());
        midnight.map_or_else(|_| bound(day.year()), |midnight| midnight.timestamp())
    }

    fn instant(&self, time: DateTime) -> Timestamp {
        let instant = self.rules.to_timestamp(time);
        instant.unwrap_or_else(|_| bound(time.year()))
    }
}

/// What stands for a moment that no clock can show.
const fn bound(year: i16) -> Timestamp {
    if year < 0 { Timestamp::MIN } else { Timestamp::MAX }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "UTC" {
            return Ok(Self::utc());
        }
        let rules = TimeZoneDatabase::bundled().get(text);
        let rules = rules.map_err(|_| ZoneError(text.to_owned()))?;
        let name = rules.iana_name().unwrap_or(text).to_owned();
        Ok(Self { name, rules })
    }
}

text_value!(Zone, "Zone", { "type": "string", "examples": ["Europe/Berlin"] });

/// From when until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first moment; nothing for whenever.
    pub from: Option<Moment>,
    /// The last day, or the moment at which it ends.
    pub until: Moment,
    /// Where days and times are meant.
    pub zone: Zone,
}

/// Whether something is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Valid,
    /// Not yet.
    Early,
    /// No more.
    Expired,
}

impl Validity {
    /// Whether it is valid at a moment.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Standing {
        let Self { from, until, zone } = self;
        if now >= until.ends(zone) {
            Standing::Expired
        } else if from.is_some_and(|from| now < from.begins(zone)) {
            Standing::Early
        } else {
            Standing::Valid
        }
    }

    /// Whether there is any moment at which it is valid.
    #[must_use]
    pub fn is_ever(&self) -> bool {
        let Self { from, until, zone } = self;
        from.is_none_or(|from| from.begins(zone) < until.ends(zone))
    }

    /// Its end in words: `2026-12-15`, `2026-12-15 (Europe/Berlin)`.
    #[must_use]
    pub fn end(&self) -> String {
        self.named(self.until)
    }

    /// One of its moments in words.
    #[must_use]
    pub fn named(&self, moment: Moment) -> String {
        match moment {
            Moment::Instant(_) => moment.to_string(),
            Moment::Day(_) | Moment::Wall(_) if self.zone == Zone::utc() => moment.to_string(),
            Moment::Day(_) | Moment::Wall(_) => format!("{moment} ({})", self.zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validity(from: &str, until: &str, zone: &str) -> Validity {
        let from = (!from.is_empty()).then(|| from.parse().unwrap());
        Validity { from, until: until.parse().unwrap(), zone: zone.parse().unwrap() }
    }

    fn at(validity: &Validity, now: &str) -> Standing {
        validity.at(now.parse().unwrap())
    }

    #[test]
    fn the_last_day_is_inside_whole_wherever_the_owner_lives() {
        // The first moment after 2026-12-15 in each zone, in UTC.
        for (zone, midnight) in [
            ("UTC", "2026-12-16T00:00:00Z"),
            ("Europe/Berlin", "2026-12-15T23:00:00Z"),
            ("America/Los_Angeles", "2026-12-16T08:00:00Z"),
            ("Pacific/Kiritimati", "2026-12-15T10:00:00Z"),
        ] {
            let valid = validity("2026-12-15", "2026-12-15", zone);
            let end: Timestamp = midnight.parse().unwrap();
            assert_eq!(valid.at(end), Standing::Expired, "{zone}");
            assert_eq!(valid.at(end - 1.nanosecond()), Standing::Valid, "{zone}");
            assert_eq!(valid.at(end - 24.hours()), Standing::Valid, "{zone}");
            assert_eq!(valid.at(end - 24.hours() - 1.nanosecond()), Standing::Early, "{zone}");
        }
    }

    #[test]
    fn days_are_as_long_as_they_are() {
        // Clocks go forward on 2026-03-29 and back on 2026-10-25.
        let [short, long] =
            ["2026-03-29", "2026-10-25"].map(|day| validity(day, day, "Europe/Berlin"));
        let hours = |one: &Validity| {
            let (from, end) = (one.from.unwrap().begins(&one.zone), one.until.ends(&one.zone));
            end.duration_since(from).as_hours()
        };
        assert_eq!((hours(&short), hours(&long)), (23, 25));
        let leap = validity("2028-02-29", "2028-02-29", "UTC");
        assert_eq!(at(&leap, "2028-02-29T23:59:59Z"), Standing::Valid);
        assert_eq!(at(&leap, "2028-03-01T00:00:00Z"), Standing::Expired);
        assert!("2026-02-29".parse::<Moment>().is_err());
    }

    #[test]
    fn a_time_ends_at_its_moment() {
        let wall = validity("", "2026-12-15T18:00:00", "Europe/Berlin");
        assert_eq!(at(&wall, "2026-12-15T16:59:59Z"), Standing::Valid);
        assert_eq!(at(&wall, "2026-12-15T17:00:00Z"), Standing::Expired);
        let instant = validity("", "2026-12-15T18:00:00+01:00", "Asia/Tokyo");
        assert_eq!(at(&instant, "2026-12-15T17:00:00Z"), Standing::Expired);
        assert!(!validity("2026-12-16", "2026-12-15", "UTC").is_ever());
        assert!(validity("2026-12-15", "2026-12-15", "UTC").is_ever());
        assert!(validity("", "9999-12-31", "UTC").is_ever());
    }

    #[test]
    fn what_is_no_moment_is_an_error() {
        for text in [
            "",
            "soon",
            "2026-13-01",
            "15.12.2026",
            "2026-12-15T25:00:00",
            "2026-12-15T18:00:00[Europe/Berlin]",
            "18:00:00",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
        assert!("Mars/Olympus".parse::<Zone>().is_err());
        assert!("../../etc/passwd".parse::<Zone>().is_err());
        assert_eq!(
            "2026-12-15 18:00:00Z".parse::<Moment>().unwrap().to_string(),
            "2026-12-15T18:00:00Z"
        );
    }
}
