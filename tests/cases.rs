//! One test for each folder of `tests/cases`: record `baseline/`, scan `live/`, and compare what comes out with `expected/`.
//!
//! `tests/cases/README.md` tells how to add one without reading this. `DRIFTWALL_BLESS=1` writes `expected/` again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that goes wrong should stop there, loudly"
)]

#[path = "cli/harness.rs"]
#[expect(dead_code, reason = "the other binary uses more of it")]
mod harness;

use std::path::Path;

use harness::Place;

datatest_stable::harness! {
    { test = case, root = "tests/cases", pattern = r"^[^/]+/README\.md$" },
}

fn case(readme: &Path) -> datatest_stable::Result<()> {
    let folder = readme.parent().ok_or("no folder")?;
    let place = Place::new();
    let mut sources = Vec::new();
    for side in ["baseline", "live"] {
        place.copy(&folder.join(side), side);
        let manifests = folder.join(side).join("manifests").is_dir();
        sources.push(if manifests {
            format!("manifests:{side}/manifests")
        } else {
            format!("dump:{side}")
        });
    }
    if folder.join("driftwall.toml").is_file() {
        place.write("driftwall.toml", std::fs::read(folder.join("driftwall.toml"))?);
    }
    // What audit logs say, where the case has any: `flags` names it.
    if folder.join("activity").is_dir() {
        place.copy(&folder.join("activity"), "activity");
    }
    for papers in ["grants", "waivers"] {
        if folder.join(papers).is_dir() {
            place.copy(&folder.join(papers), papers);
        }
    }
    let flags = std::fs::read_to_string(folder.join("flags")).unwrap_or_default();
    place.ends(&format!("baseline record --live {}", sources[0]), 0);

    let run = place.run(&format!(
        "scan --live {} --output text --output json=report.json {}",
        sources[1],
        flags.trim()
    ));
    let mut text = run.stdout.clone();
    if !run.stderr.is_empty() {
        text.push_str(&format!("-- stderr\n{}", run.stderr));
    }
    let exit = run.code.map_or("by a signal".to_owned(), |code| code.to_string());
    // What did not run to its end left no report.
    let report = if place.at("report.json").is_file() {
        told(place.json("report.json"))
    } else {
        String::new()
    };
    let outcome = [
        ("exit", format!("{exit}\n")),
        ("text", place.masked(&text)),
        ("report.json", place.masked(&report)),
    ];

    let bless = std::env::var_os("DRIFTWALL_BLESS").is_some_and(|bless| bless == "1");
    let mut wrong = String::new();
    for (name, found) in outcome {
        let path = folder.join("expected").join(name);
        if bless {
            std::fs::create_dir_all(folder.join("expected"))?;
            std::fs::write(&path, found)?;
            continue;
        }
        let expected = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}; DRIFTWALL_BLESS=1 writes it", path.display()))?;
        if expected != found {
            let diff = similar::TextDiff::from_lines(&expected, &found);
            wrong.push_str(&format!(
                "{}",
                diff.unified_diff().header(&format!("expected/{name}"), "found")
            ));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nDRIFTWALL_BLESS=1 accepts it:\n{wrong}", folder.display()).into())
}

/// A report without the kinds that the case has nothing to say about, so that a new kind is no news to every case.
fn told(mut report: serde_json::Value) -> String {
    if let Some(coverage) = report.get_mut("coverage").and_then(serde_json::Value::as_array_mut) {
        coverage.retain(|row| row["status"] != "skipped" || row["incomplete"] == true);
    }
    format!("{report:#}\n")
}
