//! `driftwall.toml`: what it may say, where it is found, and what follows from it.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`file`](mod@file) | the keys, as types |
//! | `source`, `pattern` | values that parse: sources, globs |
//! | `load`, `find`, `resolve` | the file, read as [`crate::written`] does; flags over `DRIFTWALL_*` over the file over the defaults |
//! | `live`, `azure`, `gcp` | what live reads are told: `[aws]`, `[azure]`, `[docker]`, `[gcp]`, `[kubernetes]`, deadlines, requests at once |
//! | `authority` | where grants are kept: `[authority]` |
//! | `assumed` | what documentation leaves open: `[kubernetes]` |
//! | `variables` | every environment variable, declared once |
//! | `settings` | the result: every value knows its origin |
//! | `filter` | what `[[scope]]` and `--scope` leave of a snapshot |
//! | `show`, `schema` | what `driftwall config` prints |
//! | `look`, `template` | what `driftwall init` finds and writes |
//!
//! A key is declared only when something reads it, so no key is accepted and then ignored. Nothing
//! in here reads the environment: [`Surroundings`] is passed in.

mod assumed;
mod authority;
mod azure;
mod error;
pub mod file;
mod filter;
mod find;
mod gcp;
mod live;
mod load;
mod log;
mod look;
mod pattern;
mod resolve;
mod schema;
mod settings;
mod show;
mod source;
mod template;
mod variables;

#[cfg(test)]
mod tests;

pub use assumed::{IpBlockText, UnknownIpBlock};
pub use authority::{AuthoritySettings, AuthorityTable};
pub use azure::{AzureSettings, AzureTable};
pub use error::{ConfigError, Fault};
pub use filter::{Filter, LeftOut, Side};
pub use gcp::{GcpSettings, GcpTable};
pub use live::{LiveSettings, TimeText, TimeTextError};
pub use load::{Flags, Surroundings, Vocabulary, load, validate};
pub use log::LogText;
pub use look::{Found, look};
pub use pattern::{KindGlob, PatternError, ResourceGlob, ScopeGlob};
pub use schema::schema;
pub use settings::{FindingSetting, Origin, Output, Setting, Settings};
pub use show::{json, text};
pub use source::{Argument, SourceForm, SourceText, SourceTextError};
pub use template::template;
pub use variables::{VARIABLES, Variable, clock, columns, seal, step_summary};
