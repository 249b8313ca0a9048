//! Reports: the result of a run, in every format.
//!
//! The types of [`v1`] are the whole of what a format may know: each format is a function from a
//! [`v1::Report`] to text. So a saved `json` report prints in any other format exactly as the run
//! itself would have printed it, and nothing reaches a reader that is not in the document.
//!
//! What a cloud or a file says is chosen by whoever can create a resource there. Every format passes it
//! through [`neutral`], so that a name can't move a cursor, close a tag or call somebody.

mod activity;
mod agents;
mod alike;
mod authority;
mod document;
mod exposure;
mod far_ends;
mod fields;
mod format;
mod github;
mod gitlab;
mod hardening;
mod incidents;
mod json;
mod jsonl;
mod junit;
mod markdown;
pub mod neutral;
pub mod questions;
pub mod remedy;
mod sarif;
mod schema;
mod shell;
mod state;
mod story;
mod text;
mod traffic;
pub mod v1;
mod values;
mod wording;
mod wrap;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod sample;

pub use authority::outside_in_words;
pub use document::{Run, document};
pub use format::{Format, Style, UnknownFormat, render};
pub use github::job_summary;
pub use json::{ReadError, read};
pub use neutral::visible;
pub use schema::{answers_schema, connections_schema, schema};
pub use story::render_story;
