//! Command lines of `aws`.
//!
//! `aws` reads a file or a page where a value begins with `file://` or `https://`, and the values that stand here were written by whoever
//! could edit a tag. What may hold any text goes in as JSON, inside of which nothing is read from anywhere; an id that begins like that gets
//! no command line at all. In a query a text stands as JSON too, so that it can't end where it should not.

use serde_json::{Value, json};

use crate::model::{Check, Command, Edit, Script, Word, spelled};

/// A call of a service in the region of an edit: `aws ec2 revoke-security-group-ingress --region eu-west-1`.
pub(super) fn aws(service: &str, operation: &str, edit: &Edit) -> Command {
    let command = Command::new(&["aws", service, operation]);
    match region(edit) {
        Some(region) => command.option("--region", region),
        None => command,
    }
}

/// A call of EC2.
pub(super) fn ec2(operation: &str, edit: &Edit) -> Command {
    aws("ec2", operation, edit)
}

fn region(edit: &Edit) -> Option<String> {
    edit.id.scope.to_string().rsplit_once('/').map(|(_, region)| region.to_owned())
}

/// That the credentials are of the account of an edit.
pub(super) fn is_of_account(edit: &Edit) -> Command {
    let scope = edit.id.scope.place();
    let account = scope.split('/').next().unwrap_or_default();
    let read = Command::new(&["aws", "sts", "get-caller-identity"])
        .option("--query", "Account")
        .option("--output", "text");
    let mut test = Command::new(&["test"]);
    test.words.extend([
        Word::Output(read),
        Word::Text("=".to_owned()),
        Word::Text(account.to_owned()),
    ]);
    test
}

/// A value as JSON in one line.
pub(super) fn json(value: &Value) -> String {
    spelled(value)
}

/// What some fields of an answer must be: a read call, where in its answer they are, and each with its value. They are printed as JSON, in
/// which a number is no text, and nothing is no word.
pub(super) fn check<F: AsRef<str>>(read: Command, place: &str, fields: &[(F, Value)]) -> Check {
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).collect();
    let values: Value = fields.iter().map(|(_, value)| value.clone()).collect();
    let query = format!("{place}.to_string([{}])", names.join(", "));
    Check { command: asked(read, &query), prints: in_ascii(&values) }
}

/// A read call that prints, as text, what a query finds in its answer.
pub(super) fn asked(read: Command, query: &str) -> Command {
    read.option("--query", query).option("--output", "text")
}

/// A text in a query: JSON between backticks, with none inside.
pub(super) fn literal(text: &str) -> String {
    format!("`{}`", json(&text.into()).replace('`', "\\u0060"))
}

/// A condition for `--filters`.
pub(super) fn filters(conditions: &[(&str, &str)]) -> String {
    let filter = |(name, value): &(&str, &str)| json!({ "Name": name, "Values": [value] });
    json(&conditions.iter().map(filter).collect())
}

/// A script, unless `aws` would read one of its values from somewhere else.
pub(super) fn harmless(script: Script) -> Result<Script, String> {
    let Script { check, commands } = &script;
    let mut all = commands.iter().chain(check.iter().map(|check| &check.command));
    match all.find_map(read_from) {
        None => Ok(script),
        Some(text) => Err(format!(
            "`aws` would read `{text}` as a place to read from; nothing in AWS is called so"
        )),
    }
}

fn read_from(command: &Command) -> Option<&str> {
    const PLACES: &[&str] = &["file://", "fileb://", "http://", "https://"];
    command.words.iter().find_map(|word| match word {
        Word::Text(text) | Word::Option(_, text) => {
            PLACES.iter().any(|place| text.starts_with(place)).then_some(text.as_str())
        }
        Word::Output(command) => read_from(command),
        Word::Kept(_) => None,
    })
}

/// A value as `to_string` of a query writes it: JSON without spaces, and ASCII alone.
pub(super) fn in_ascii(value: &Value) -> String {
    let mut out = String::new();
    for c in json(value).chars() {
        if (' '..='~').contains(&c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}
