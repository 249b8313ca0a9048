//! `driftwall baseline prune`: drop old versions by count and age; never the current one.

use jiff::{SignedDuration, Timestamp};

use super::open;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::report::visible;

pub(super) fn run(
    session: &mut Session<'_>,
    keep: Option<usize>,
    older_than: Option<&str>,
) -> Result<Exit, Failure> {
    let now = (session.around.now)();
    let before = older_than.map(|age| before(now, age)).transpose()?;
    let store = open(session, "prune")?;
    let pruned = store.lock()?.prune(keep, before)?;
    let mut dropped = 0;
    let mut text = String::new();
    for scope in pruned {
        dropped += scope.versions.len();
        let versions: Vec<String> = scope.versions.iter().map(ToString::to_string).collect();
        let name = scope.scope.to_string();
        text.push_str(&format!("{}: dropped versions {}\n", visible(&name), versions.join(", ")));
    }
    if dropped == 0 {
        text.push_str("Nothing to drop\n");
    }
    session.print(&text)?;
    Ok(Exit::Done)
}

/// The moment this long ago: `90d`, `12h`, `8w`.
fn before(now: Timestamp, age: &str) -> Result<Timestamp, Failure> {
    let wrong = || {
        Failure::usage(format!("--older-than {age}: not an age"))
            .hint("write a number and h, d or w: --older-than 90d")
    };
    let (number, unit) = age.split_at_checked(age.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 =
        number.parse().ok().filter(|n| (0..=100_000).contains(n)).ok_or_else(wrong)?;
    let hours = match unit {
        "h" => number,
        "d" => number * 24,
        "w" => number * 24 * 7,
        _ => return Err(wrong()),
    };
    now.checked_sub(SignedDuration::from_hours(hours)).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let at = |age| before(now, age).map(|at| at.to_string());
        assert_eq!(at("36h").unwrap(), "2026-11-19T00:00:00Z");
        assert_eq!(at("2d").unwrap(), "2026-11-18T12:00:00Z");
        assert_eq!(at("1w").unwrap(), "2026-11-13T12:00:00Z");
        for wrong in ["", "d", "90", "90y", "-1d", "9999999999d", "1\u{e9}"] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }
}
