//! The binary as its users meet it: every test runs it in a place of its own and looks at the exit code, both streams
//! and the files it leaves.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that goes wrong should stop there, loudly"
)]

/// A text, compared with a file of `tests/cli/snapshots`.
macro_rules! assert_text {
    ($($text:expr),+ $(,)?) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($($text),+) })
    };
}

/// What a user sees of these lines, compared with a file of `tests/cli/snapshots`.
macro_rules! assert_shown {
    ($place:expr, $($line:expr),+ $(,)?) => {{
        let shown = $place.shown(&[$($line),+]);
        assert_text!(shown);
    }};
}

mod estates;
mod harness;
mod networks;

mod accept;
mod allows;
mod allows_azure;
mod bad_baselines;
mod bad_dumps;
mod bad_files;
mod baselines;
mod configuration;
mod conformance;
mod connections;
mod exits;
mod first_run;
mod fixtures;
mod grants;
mod hostile;
mod kills;
mod large;
mod locks;
mod names;
mod other_peoples_manifests;
mod recorded_clusters;
mod recorded_gcp;
mod remedies;
mod reports;
mod secrets;
mod signals;
mod signed;
mod signed_baseline;
mod summaries;
mod terminals;
mod terraform;
mod usage;
