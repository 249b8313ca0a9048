//! What is asked of baselines, as data.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::{Pairs, Sides};

/// What to do with baselines.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BaselineCommand {
    /// Record scopes for the first time
    Record {
        /// The two sides.
        #[command(flatten)]
        sides: Sides,
        /// Who approves and why.
        #[command(flatten)]
        approval: ApprovalArgs,
    },
    /// Approve changes, so that they are what is expected from now on
    Accept {
        /// Finding ids or resource ids
        #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
        ids: Vec<String>,
        /// Everything that differs
        #[arg(long)]
        all: bool,
        /// Don't ask
        #[arg(long, short)]
        yes: bool,
        /// The two sides.
        #[command(flatten)]
        sides: Sides,
        /// Pairs of scopes.
        #[command(flatten)]
        pairs: Pairs,
        /// Who approves and why.
        #[command(flatten)]
        approval: ApprovalArgs,
    },
    /// The scopes and versions that are recorded
    List(StoreArgs),
    /// One resource as it was approved, or a scope's list of them
    // Here `--version` names a version of the baseline.
    #[command(disable_version_flag = true)]
    Show {
        /// A resource id; without one, all are listed
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// An earlier version of the scope
        #[arg(long, value_name = "NUMBER")]
        version: Option<u64>,
        /// Which baseline.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Check every file against its recorded digest
    Verify(StoreArgs),
    /// Sign the versions in force with a key of SSH, as `[baseline] require_signatures` demands it
    Sign {
        /// The key: a private one, or the public half of one that an agent holds
        #[arg(long, value_name = "FILE")]
        key: Utf8PathBuf,
        /// Which baseline.
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Drop old versions; never the current one
    Prune {
        /// Keep this many of the newest versions; the current one counts
        #[arg(long, value_name = "COUNT", required_unless_present = "older_than")]
        keep: Option<usize>,
        /// Drop only versions that were approved longer ago than this, such as 90d
        #[arg(long, value_name = "AGE")]
        older_than: Option<String>,
        /// Which baseline.
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// Which baseline.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct StoreArgs {
    /// The baseline, in place of the configured one: baseline:DIR
    #[arg(long, value_name = "SOURCE")]
    pub(in crate::cli) baseline: Option<String>,
}

/// Who approves and why.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct ApprovalArgs {
    /// Why, such as a ticket
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Who [default: git's user]
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) by: Option<String>,
}
