//! Questions from a file: one JSON object a line.

use serde_json::Value;

use super::asked::Asked;
use crate::model::Question;
use crate::report::neutral;

/// A line that is no question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Which, from 1.
    pub line: usize,
    /// Why.
    pub message: String,
    /// A field that questions don't have.
    pub unknown_field: Option<String>,
}

/// The fields of a question.
pub(super) const FIELDS: [&str; 8] =
    ["from", "to", "protocol", "port", "source_port", "icmp_type", "icmp_code", "expect"];

impl LineError {
    /// The fields that questions have.
    #[must_use]
    pub const fn fields() -> &'static [&'static str] {
        &FIELDS
    }
}

/// Reads questions, one a line, each with the number of its line. Blank lines are passed over.
///
/// # Errors
/// Every line that is no question.
pub fn read_questions(text: &str) -> Result<Vec<(usize, Asked, Question)>, Vec<LineError>> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut questions, mut errors) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match question(line) {
            Ok((asked, question)) => questions.push((at + 1, asked, question)),
            Err((message, unknown_field)) => {
                errors.push(LineError { line: at + 1, message, unknown_field });
            }
        }
    }
    if errors.is_empty() { Ok(questions) } else { Err(errors) }
}

fn question(line: &str) -> Result<(Asked, Question), (String, Option<String>)> {
    // A list would be read as the fields in their order.
    if !line.trim_start().starts_with('{') {
        return Err(("a question is a JSON object, on a line of its own".to_owned(), None));
    }
    let asked: Asked = serde_json::from_str(line).map_err(|error| {
        // The place is that in the line, which the caller names.
        let text = error.to_string().replace(" at line 1 column ", ", at column ");
        (text, unknown_field(line).map(|field| neutral::short(&field, 60)))
    })?;
    let question = asked.question().map_err(|message| (message, None))?;
    Ok((asked, question))
}

fn unknown_field(line: &str) -> Option<String> {
    let Ok(Value::Object(fields)) = serde_json::from_str(line) else { return None };
    fields.into_iter().map(|(field, _)| field).find(|field| !FIELDS.contains(&field.as_str()))
}
