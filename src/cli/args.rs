//! The command line as data.

mod baseline;
mod papers;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use baseline::{ApprovalArgs, BaselineCommand, StoreArgs};
pub(super) use papers::{GrantCommand, Held, PaperDetails, WaiveArgs};

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

/// The logs that say who did it.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Logs {
    /// An audit log that says who made a change: a file or a folder, here or in a bucket (s3://, gs://, az://), SCOPE=PATH where its records don't say whose they are, or live to ask the providers. May be repeated
    #[arg(long, value_name = "LOG")]
    pub(super) activity: Vec<String>,
    /// Since when events count, such as 2026-11-20T06:00:00Z [default: since the baseline was approved]
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
}

/// What Terraform keeps and declares.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct TerraformArgs {
    /// A Terraform state: remedies say where it keeps what changed; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) terraform_state: Vec<Utf8PathBuf>,
    /// The folder of a Terraform root module: remedies say where it declares what changed; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) terraform_config: Vec<Utf8PathBuf>,
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
        /// The logs that say who did it.
        #[command(flatten)]
        logs: Logs,
        /// What Terraform keeps and declares.
        #[command(flatten)]
        terraform: TerraformArgs,
        /// Ask no waivers: what is waived is told
        #[arg(long)]
        no_waivers: bool,
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
        /// The logs that say who did it.
        #[command(flatten)]
        logs: Logs,
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
        /// The logs that say who did it.
        #[command(flatten)]
        logs: Logs,
        /// What Terraform keeps and declares.
        #[command(flatten)]
        terraform: TerraformArgs,
        /// Whether it is done, and how.
        #[command(flatten)]
        apply: ApplyArgs,
        /// Ask no waivers: what is waived is told
        #[arg(long)]
        no_waivers: bool,
    },
    /// Approve changes before they are accepted: write and check grants
    Grant {
        /// What to do with them.
        #[command(subcommand)]
        command: GrantCommand,
    },
    /// Write a waiver: a finding that is not to be told, until a date
    Waive(WaiveArgs),
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
    /// What a code means, why it matters and what to do; or the whole story of one finding, in order of time
    Explain {
        /// A finding's code, such as boundary-changed, or a finding's id; without one, all codes are listed
        #[arg(value_name = "CODE|FINDING-ID")]
        code: Option<String>,
        /// The two sides.
        #[command(flatten)]
        sides: Sides,
        /// Pairs of scopes.
        #[command(flatten)]
        pairs: Pairs,
        /// The logs that say who did it.
        #[command(flatten)]
        logs: Logs,
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
        /// need that assume a role in each account, aws:activity what asking who changed it needs beside
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
    /// With --apply: the credentials that change something (aws: a profile; kubernetes: a context), in place of those of the scan
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
