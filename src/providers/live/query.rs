//! Queries in JMESPath, as the tools of AWS and Azure take them.

use serde_json::Value;

/// What a query finds in an answer.
///
/// # Errors
/// In words, when the query is none, or asks of a value what that does not have.
pub(crate) fn search(answer: &Value, query: &str) -> Result<Value, String> {
    let wrong = |error: jmespath::JmespathError| format!("the query `{query}` is none: {error}");
    let answer = jmespath::Variable::from_json(&answer.to_string())?;
    let found = jmespath::compile(query).map_err(wrong)?.search(answer).map_err(wrong)?;
    serde_json::from_str(&found.to_string())
        .map_err(|_| format!("what the query `{query}` finds can't be read"))
}
