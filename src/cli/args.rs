//! The command line as data.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "driftwall",
    version,
    about = "Compares every cloud firewall with the one you approved",
    long_about = "driftwall answers one question: is every firewall in our estate still the one we approved, \
                  and if not, what changed?\n\nIt reads; it never changes a cloud.",
    after_help = "Exit codes: 0 clean, 1 drift, 2 wrong usage, 3 configuration or baseline invalid or missing, \
                  4 incomplete, 5 nothing in scope, 70 a bug, 130 or 143 interrupted",
    disable_help_subcommand = true
)]
pub(super) struct CommandLine {
    /// What applies to every command.
    #[command(flatten)]
    pub(super) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What applies to every command.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Global {
    /// The configuration file [default: driftwall.toml here or above, up to the git root]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<Utf8PathBuf>,
    /// text, json, jsonl, markdown, sarif, junit, github, gitlab or sh, to stdout or to a file; repeat it for several at once
    #[arg(long, global = true, value_name = "FORMAT[=PATH]")]
    pub(super) output: Vec<String>,
    /// Only scopes that match, such as 'aws:111122223333/*'; may be repeated
    #[arg(long, global = true, value_name = "GLOB")]
    pub(super) scope: Vec<String>,
    /// The least severity of an unauthorized finding that exits with 1 [default: low]
    #[arg(long, global = true, value_name = "SEVERITY")]
    pub(super) fail_on: Option<String>,
    /// Exit with 0 whatever was found or could not be read
    #[arg(long, global = true)]
    pub(super) exit_zero: bool,
    /// Exit as if everything in scope had been read
    #[arg(long, global = true)]
    pub(super) allow_incomplete: bool,
    /// What a live read may take, such as 90s or 10m [default: 10m]
    #[arg(long, global = true, value_name = "TIME")]
    pub(super) deadline: Option<String>,
    /// Read nothing over a network
    #[arg(long, global = true)]
    pub(super) offline: bool,
    /// Print the last lines only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print notes, every field and every reason
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    /// Show no progress
    #[arg(long, global = true)]
    pub(super) no_progress: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The two sides, in place of the configured ones.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Sides {
    /// What to read as it is now: live, live:SCOPE, dump:DIR, manifests:DIR, snapshot:FILE
    #[arg(long, value_name = "SOURCE")]
    pub(super) live: Option<String>,
    /// What was approved: baseline:DIR, or any other source
    #[arg(long, value_name = "SOURCE")]
    pub(super) baseline: Option<String>,
    /// The name of the cluster that manifests are for
    #[arg(long, value_name = "NAME", default_value = "manifests")]
    pub(super) cluster: String,
}

/// Pairs of scopes.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Pairs {
    /// Hold two scopes of different names against each other; may be repeated
    #[arg(long, value_name = "A=B")]
    pub(super) map: Vec<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compare what is there now with the approved baseline: the main job
    Scan {
        /// The two sides.
        #[command(flatten)]
        sides: Sides,
        /// Pairs of scopes.
        #[command(flatten)]
        pairs: Pairs,
        /// A Terraform state: remedies say where it keeps what changed; may be repeated
        #[arg(long, value_name = "FILE")]
        terraform_state: Vec<Utf8PathBuf>,
    },
    /// Compare any two sources; the first is the one before
    Diff {
        /// The earlier side
        #[arg(value_name = "BEFORE")]
        before: String,
        /// The later side
        #[arg(value_name = "AFTER")]
        after: String,
        /// Exit 1 only when traffic is decided otherwise, or may be; a refactoring then exits 0
        #[arg(long)]
        traffic_only: bool,
        /// Pairs of scopes.
        #[command(flatten)]
        pairs: Pairs,
        /// The name of the cluster that manifests are for
        #[arg(long, value_name = "NAME", default_value = "manifests")]
        cluster: String,
    },
    /// Print how what nobody approved is put back: the commands, what was proved about them, and what takes them back
    #[command(
        after_help = "Formats: text, json, and sh, a script that stops at the first thing that is no longer what the report saw"
    )]
    Remedy {
        /// Finding ids; without one, every unauthorized finding
        #[arg(value_name = "FINDING-ID")]
        ids: Vec<String>,
        /// The two sides.
        #[command(flatten)]
        sides: Sides,
        /// Pairs of scopes.
        #[command(flatten)]
        pairs: Pairs,
        /// A Terraform state: remedies say where it keeps what changed; may be repeated
        #[arg(long, value_name = "FILE")]
        terraform_state: Vec<Utf8PathBuf>,
        /// Whether it is done, and how.
        #[command(flatten)]
        apply: ApplyArgs,
    },
    /// Ask whether one thing may open connections to another, and who decides about it
    Allows(AllowsArgs),
    /// Who can talk to whom, on what
    Connections {
        /// What to ask about: live, live:SCOPE, dump:DIR, manifests:DIR, snapshot:FILE, baseline:DIR
        #[arg(value_name = "SOURCE")]
        source: String,
        /// The name of the cluster that manifests are for
        #[arg(long, value_name = "NAME", default_value = "manifests")]
        cluster: String,
    },
    /// Collect only, into a file that can be compared later
    Snapshot {
        /// The source.
        #[command(flatten)]
        sides: Sides,
        /// Where to write it [default: stdout]
        #[arg(long = "out", short = 'o', value_name = "FILE")]
        out: Option<Utf8PathBuf>,
    },
    /// Record, approve and look after baselines
    Baseline {
        /// What to do with them.
        #[command(subcommand)]
        command: BaselineCommand,
    },
    /// Print a saved json report in another format
    Report {
        /// What `--output json` wrote
        #[arg(value_name = "RESULT.json")]
        file: Utf8PathBuf,
    },
    /// What a code means, why it matters and what to do
    Explain {
        /// A finding's code, such as boundary-changed; without one, all are listed
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Show, check or describe the configuration
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Try every call that a live read makes, and say which are allowed
    Doctor {
        /// Print the least permissions that a provider needs, such as aws, and try nothing; aws:caller is what the credentials
        /// need that assume a role in each account
        #[arg(long, value_name = "PROVIDER")]
        permissions: Option<String>,
        /// The one scope to try, such as live:aws:111122223333/eu-west-1
        #[arg(long, value_name = "SOURCE")]
        live: Option<String>,
    },
    /// Write a commented driftwall.toml for what is found here
    Init,
    /// Completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The manual page
    Man,
}

/// Whether a plan is made, and how.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct ApplyArgs {
    /// Do it, for the findings that are named: each resource is read again just before it is changed; then scan again
    #[arg(long)]
    pub(super) apply: bool,
    /// With --apply: every unauthorized finding
    #[arg(long, requires = "apply", conflicts_with = "ids")]
    pub(super) all_unauthorized: bool,
    /// With --apply: don't ask
    #[arg(long, short, requires = "apply")]
    pub(super) yes: bool,
    /// With --apply: the credentials that change something (aws: a profile), in place of those of the scan
    #[arg(long, value_name = "NAME", requires = "apply")]
    pub(super) apply_profile: Option<String>,
    /// With --apply: where it is written down what was done [default: driftwall-journal.jsonl beside the configuration]
    #[arg(long, value_name = "FILE", requires = "apply")]
    pub(super) journal: Option<Utf8PathBuf>,
}

/// What to ask.
#[derive(Args, Clone, Debug)]
pub(super) struct AllowsArgs {
    /// What to ask about: live, live:SCOPE, dump:DIR, manifests:DIR, snapshot:FILE, baseline:DIR
    #[arg(value_name = "SOURCE")]
    pub(super) source: String,
    /// Who opens the connection: internet, an address, a CIDR, or the id or name of an endpoint
    #[arg(long, value_name = "END", required_unless_present = "questions")]
    pub(super) from: Option<String>,
    /// To whom
    #[arg(long, value_name = "END", required_unless_present = "questions")]
    pub(super) to: Option<String>,
    /// tcp, udp, sctp, icmp, icmpv6, esp, ah, gre, a number, or all
    #[arg(long, value_name = "PROTOCOL", required_unless_present = "questions")]
    pub(super) protocol: Option<String>,
    /// The destination port [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(super) port: Option<u16>,
    /// The source port [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(super) source_port: Option<u16>,
    /// The ICMP type [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(super) icmp_type: Option<u8>,
    /// The ICMP code [default: all]
    #[arg(long, value_name = "NUMBER")]
    pub(super) icmp_code: Option<u8>,
    /// Many questions at once, one JSON object a line; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["from", "to", "protocol", "port", "source_port", "icmp_type", "icmp_code"]
    )]
    pub(super) questions: Option<Utf8PathBuf>,
    /// The name of the cluster that manifests are for
    #[arg(long, value_name = "NAME", default_value = "manifests")]
    pub(super) cluster: String,
}

/// What to do with baselines.
#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
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
pub(super) struct StoreArgs {
    /// The baseline, in place of the configured one: baseline:DIR
    #[arg(long, value_name = "SOURCE")]
    pub(super) baseline: Option<String>,
}

/// Who approves and why.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct ApprovalArgs {
    /// Why, such as a ticket
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Who [default: git's user]
    #[arg(long, value_name = "WHO")]
    pub(super) by: Option<String>,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Each value and where it comes from
    Show,
    /// Check it
    Validate,
    /// Its JSON Schema
    Schema,
}
