//! The table: a line for each call and fault, with what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::cases::{Case, Where};
use super::cloudsim::asked::Provider;
use super::judge::Outcome;

/// Where it is kept.
pub(crate) fn path(provider: Provider) -> PathBuf {
    let name = format!("campaign-{provider:?}.md").to_lowercase();
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// As Markdown. What was not run is `-`; of two estates that came out alike, it is said once.
pub(crate) fn of(outcomes: &[(Case, Outcome)]) -> String {
    let mut lines: BTreeMap<_, [Vec<&str>; 3]> = BTreeMap::new();
    for (case, outcome) in outcomes {
        let word = outcome.as_ref().map_or("WRONG", String::as_str);
        let column = match case.at {
            Where::Every => 0,
            Where::First => 1,
            Where::SecondPage => 2,
        };
        let cell = &mut lines.entry((case.call, case.kind)).or_default()[column];
        if !cell.contains(&word) {
            cell.push(word);
        }
    }
    let row = |cells: [&str; 5]| {
        let [call, kind, every, first, second] = cells;
        format!("| {call:<42} | {kind:<18} | {every:<22} | {first:<22} | {second:<22} |\n")
    };
    let mut text = row(["call", "fault", "every request", "the first", "the second page"]);
    text.push_str(&row(["---"; 5]));
    for ((call, kind), cells) in &lines {
        let [every, first, second] = cells.each_ref().map(|words| match words.as_slice() {
            [] => "-".to_owned(),
            words => words.join("; "),
        });
        text.push_str(&row([call, &format!("{kind:?}"), &every, &first, &second]));
    }
    text.push_str(&format!("\n{} runs.\n", outcomes.len()));
    text
}
