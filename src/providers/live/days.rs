//! Folders that are named after days: `2026/11/20`, and `y=2026/m=11/d=20`.

use jiff::civil::Date;

/// The last day that a folder can have something of; nothing where its name says none.
///
/// The year, the month and the day are folders right below each other. What comes before is an account, a region or the name of a log,
/// and may look like a year: one is a year when it says so, or has a month below it.
pub(super) fn last_day(folders: impl IntoIterator<Item = String>) -> Option<Date> {
    let folders: Vec<String> = folders.into_iter().collect();
    let is_month =
        |folder: &String| number(folder, "m=", 2).is_some_and(|month| (1..=12).contains(&month));
    let is_year = |at: usize, folder: &String| {
        let says_so = folder.starts_with("y=") && at + 1 == folders.len();
        number(folder, "y=", 4).is_some() && (says_so || folders.get(at + 1).is_some_and(is_month))
    };
    let year_at = (0..).zip(&folders).find(|(at, folder)| is_year(*at, folder))?.0;
    let part = |after: usize, sign: &str| number(folders.get(year_at + after)?, sign, 2);
    let year = number(folders.get(year_at)?, "y=", 4)?;
    let Some(month) = part(1, "m=") else { return Date::new(year, 12, 31).ok() };
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    match part(2, "d=") {
        Some(day) => Date::new(year, first.month(), i8::try_from(day).ok()?).ok(),
        None => Some(first.last_of_month()),
    }
}

/// A number of so many digits, with the sign of its part in front or without.
fn number(folder: &str, sign: &str, digits: usize) -> Option<i16> {
    let text = folder.strip_prefix(sign).unwrap_or(folder);
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    // A year of this trade: an account or a port of four digits is none.
    text.parse().ok().filter(|number| is_number && (digits != 4 || (2000..=2100).contains(number)))
}

#[cfg(test)]
mod tests {
    use super::last_day;

    #[test]
    fn a_folder_says_until_when_it_has_something() {
        for (folder, last) in [
            ("AWSLogs/o-1/111122223333/CloudTrail/eu-west-1/2026/11/20", Some("2026-11-20")),
            ("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02", Some("2026-02-28")),
            ("AWSLogs/111122223333/CloudTrail/eu-west-1/2024", None),
            ("resourceId=/SUBSCRIPTIONS/X/y=2024", Some("2024-12-31")),
            ("resourceId=/SUBSCRIPTIONS/X/y=2026/m=11/d=20/h=02/m=00", Some("2026-11-20")),
            ("cloudaudit.googleapis.com/activity/2026/11", Some("2026-11-30")),
            ("AWSLogs/111122223333/CloudTrail/eu-west-1", None),
            ("1234/x", None),
            ("2020", None),
            ("2020/AWSLogs", None),
            ("2020/AWSLogs/o-1/111122223333/CloudTrail/eu-west-1/2026/11/20", Some("2026-11-20")),
            ("logs/2020/AWSLogs/111122223333/CloudTrail/eu-west-1", None),
            ("2026/11", Some("2026-11-30")),
            ("2026/13", None),
            ("2026/02/30", None),
            ("", None),
        ] {
            let said = last_day(folder.split('/').map(str::to_owned));
            assert_eq!(said.map(|day| day.to_string()).as_deref(), last, "{folder}");
        }
    }
}
