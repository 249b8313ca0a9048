//! Answers to questions, and who can talk to whom: as documents and as lines.
//!
//! An answer repeats its question as it was asked, so that a line of the output can be asked again.

mod answers;
mod asked;
mod connections;
mod read;
#[cfg(test)]
mod tests;
mod text;

pub use answers::{Answer, Answers, Packet, Rule, Witness, render_answers};
pub use asked::{Asked, AskedProtocol, Expect};
pub use connections::{Connections, Row, Traffic, render_connections};
pub use read::{LineError, read_questions};

use super::Format;

/// The formats that answers and connections have.
pub const FORMATS: [Format; 3] = [Format::Text, Format::Json, Format::Jsonl];
