//! What a container runs, as far as it may be written down.
//!
//! Arguments hold passwords often enough that none is written, and a digest of one could be guessed. What is kept tells
//! most changes all the same: the program, the names of long options (`--listen` of `--listen=0.0.0.0:80`), and how
//! many arguments there are. Another value in the same place is seen by those who have a key to seal it with.

use serde::{Deserialize, Serialize};

use super::{LEFT_OUT, said};

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Command {
    /// How many words follow the program.
    #[serde(skip_serializing_if = "is_zero")]
    pub arguments: usize,
    /// The names of its long options, as a set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
}

const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Command {
    /// A program and its arguments. Nothing when there is neither.
    pub(crate) fn new(program: Option<String>, arguments: &[String]) -> Option<Self> {
        let program = said(program)
            .map(|program| if is_program(&program) { program } else { LEFT_OUT.to_owned() });
        if program.is_none() && arguments.is_empty() {
            return None;
        }
        Some(Self { arguments: arguments.len(), options: options(arguments), program })
    }

    /// The command of a list of words, the first of which is the program.
    pub(crate) fn of(words: &[String]) -> Option<Self> {
        let (program, arguments) = words.split_first()?;
        Self::new(Some(program.clone()), arguments)
    }
}

/// The names of long options, without their values.
pub(crate) fn options(arguments: &[String]) -> Vec<String> {
    let mut names: Vec<String> = arguments
        .iter()
        .filter_map(|word| {
            let name = word.split('=').next().unwrap_or_default();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
            let rest = name.strip_prefix("--")?;
            (rest.len() > 1
                && rest.len() <= 60
                && rest.starts_with(|c: char| c.is_ascii_lowercase())
                && rest.chars().all(plain))
            .then(|| name.to_owned())
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a word is the name of a program and nothing else.
fn is_program(word: &str) -> bool {
    word.len() <= 250
        && word.chars().all(|c| c.is_alphanumeric() || "/._-+\\:".contains(c))
        && !word.starts_with('-')
        && !word.contains("://")
}

#[cfg(test)]
mod tests {
    use super::{Command, LEFT_OUT};

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn no_argument_is_kept_and_option_names_are() {
        let command = Command::of(&words(
            "/usr/bin/shop --listen=0.0.0.0:80 --password hunter2 -phunter2 --db-url=pg://u:hunter2@db --HUNTER2",
        ));
        assert_eq!(
            command.unwrap(),
            Command {
                arguments: 6,
                options: ["--db-url", "--listen", "--password"].map(str::to_owned).into(),
                program: Some("/usr/bin/shop".to_owned()),
            }
        );
    }

    #[test]
    fn what_stands_in_a_programs_place_and_is_none_is_left_out() {
        for odd in ["--token=hunter2", "TOKEN=hunter2", "curl http://u:hunter2@x", "-phunter2"] {
            let command = Command::new(Some(odd.to_owned()), &[]).unwrap();
            assert_eq!(command.program.as_deref(), Some(LEFT_OUT));
        }
        assert_eq!(Command::new(None, &[]), None);
    }
}
