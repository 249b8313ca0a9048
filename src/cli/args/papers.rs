//! The arguments of `driftwall grant` and `driftwall waive`.

use clap::{Args, Subcommand};

use super::{Logs, Pairs, Sides};

/// What is held against what, and who did it.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Held {
    /// The two sides.
    #[command(flatten)]
    pub(in crate::cli) sides: Sides,
    /// Pairs of scopes.
    #[command(flatten)]
    pub(in crate::cli) pairs: Pairs,
    /// The logs that say who did it.
    #[command(flatten)]
    pub(in crate::cli) logs: Logs,
}

/// What to do with grants.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum GrantCommand {
    /// Write the grant that approves a finding and nothing else
    Add {
        /// The finding
        #[arg(value_name = "FINDING-ID")]
        id: String,
        /// What it says about itself.
        #[command(flatten)]
        details: PaperDetails,
        /// The ticket behind it
        #[arg(long, value_name = "TICKET")]
        ticket: Option<String>,
        /// Print it and write nothing
        #[arg(long)]
        print: bool,
        /// What is held against what.
        #[command(flatten)]
        held: Held,
    },
    /// What each grant covers now, and what it does not
    Check {
        /// What is held against what.
        #[command(flatten)]
        held: Held,
    },
}

/// What a grant or a waiver says about itself.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct PaperDetails {
    /// What it is called, such as the number of a change request [default: the first digits of the finding]
    #[arg(long = "id", value_name = "ID")]
    pub(in crate::cli) paper_id: Option<String>,
    /// Who answers for it [default: git's user]
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) owner: Option<String>,
    /// Why, in words that a reviewer can check
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: String,
    /// Its last day, such as 2026-12-15, or the moment at which it ends
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) until: String,
    /// The time zone of that, such as Europe/Berlin [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) zone: Option<String>,
}

/// A waiver to write.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct WaiveArgs {
    /// The finding
    #[arg(value_name = "FINDING-ID")]
    pub(in crate::cli) id: String,
    /// What it says about itself.
    #[command(flatten)]
    pub(in crate::cli) details: PaperDetails,
    /// Who agreed
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) approver: String,
    /// Print it and write nothing
    #[arg(long)]
    pub(in crate::cli) print: bool,
    /// What is held against what.
    #[command(flatten)]
    pub(in crate::cli) held: Held,
}
