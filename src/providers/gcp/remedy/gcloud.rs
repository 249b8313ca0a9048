//! Command lines of `gcloud`.
//!
//! Google's names are letters, digits and few other characters; whatever else a dump calls a name is none, and no command is made of it.
//! Free text stands in an option's own word. A list is split at commas, unless it begins with another separator between carets.

use crate::model::{Command, Edit};

/// A call in the project, the folder or the organisation of an edit: `gcloud compute routes delete … --project=shop --quiet`.
pub(super) fn gcloud(words: &[&str], positional: &[&str], edit: &Edit) -> Command {
    let mut command = Command::new(&["gcloud"]);
    for word in words.iter().chain(positional) {
        command = command.word(*word);
    }
    match edit.id.scope.parts() {
        [project] => option(command, "--project", project).word("--quiet"),
        [kind, id] if kind == "folders" => option(command, "--folder", id).word("--quiet"),
        [_, id] => option(command, "--organization", id).word("--quiet"),
        _ => command.word("--quiet"),
    }
}

/// The project of an edit.
pub(super) fn project(edit: &Edit) -> &str {
    edit.id.scope.parts().first().map_or("", AsRef::as_ref)
}

/// An option with its value in the same word, as Google writes them.
pub(super) fn option(
    mut command: Command,
    name: &'static str,
    value: impl Into<String>,
) -> Command {
    command.words.push(crate::model::Word::Option(name, value.into()));
    command
}

/// A list of values as one option takes it.
pub(super) fn list<T: ToString>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    let is_plain = |value: &String| !value.contains(',') && !value.starts_with('^');
    if values.iter().all(is_plain) {
        return values.join(",");
    }
    let is_free = |separator: &&str| !values.iter().any(|value| value.contains(*separator));
    let separator = [";", "|", "#", "~", ":::", "@@@"].into_iter().find(is_free).unwrap_or(";;;;");
    format!("^{separator}^{}", values.join(separator))
}

/// A name of Google's: not an option, nor anything that a path or a list would be cut at.
///
/// # Errors
/// In words, when it is none.
pub(super) fn name(text: &str) -> Result<&str, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain) {
        return Ok(text);
    }
    Err(format!("`{text}` is no name that Google gives"))
}

/// The place and the name of what is known by both: `europe-west1/web`.
///
/// # Errors
/// In words, when it is no such identity.
pub(super) fn placed(identity: &str) -> Result<(&str, &str), String> {
    let (place, last) =
        identity.split_once('/').ok_or_else(|| format!("`{identity}` does not say where it is"))?;
    Ok((name(place)?, name(last)?))
}

/// A path of Google's, such as a link without its host.
///
/// # Errors
/// In words, when a part of it is no name.
pub(super) fn path(text: &str) -> Result<&str, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('-') && part.chars().all(is_plain);
    if text.split('/').all(is_part) {
        Ok(text)
    } else {
        Err(format!("`{text}` is no path that Google gives"))
    }
}

/// A switch, in the word that turns it on or the one that turns it off.
pub(super) fn switch(command: Command, is_on: bool, on: &str, off: &str) -> Command {
    command.word(if is_on { on } else { off })
}
