//! What is read just before a call, in one line, in the words of `gcloud topic projections`.

use super::gcloud::{gcloud, option};
use crate::model::{Check, Edit};

/// One value of an answer: the projection that prints it, and what it has to print.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    projection: String,
    is: String,
}

impl Shown {
    /// A text or a number.
    pub(super) fn text(path: &str, is: impl ToString) -> Self {
        Self { projection: path.to_owned(), is: is.to_string() }
    }

    /// A switch. What is left out is off.
    pub(super) fn switch(path: &str, is_on: bool) -> Self {
        let is = if is_on { "on" } else { "off" };
        Self { projection: format!("{path}.yesno(yes=on,no=off)"), is: is.to_owned() }
    }

    /// A list of texts in any order.
    pub(super) fn list<T: ToString>(path: &str, values: &[T]) -> Self {
        let mut values: Vec<String> = values.iter().map(ToString::to_string).collect();
        values.sort_unstable();
        Self { projection: format!("{path}.sort().list()"), is: values.join(",") }
    }

    /// The last word of a link.
    pub(super) fn last(path: &str, link: &str) -> Self {
        let last = link.rsplit('/').next().unwrap_or(link);
        Self { projection: format!("{path}.basename()"), is: last.to_owned() }
    }

    /// How many there are.
    pub(super) fn count(path: &str, count: usize) -> Self {
        Self { projection: format!("{path}.len()"), is: count.to_string() }
    }
}

/// The format that shows all of this, and what it must print.
pub(super) fn format(shown: &[Shown]) -> (String, String) {
    let projections: Vec<&str> = shown.iter().map(|one| one.projection.as_str()).collect();
    let are: Vec<&str> = shown.iter().map(|one| one.is.as_str()).collect();
    (format!("value[separator=\";\"]({})", projections.join(",")), are.join(";"))
}

/// The command line that shows all of this, and what it must print.
pub(super) fn check(words: &[&str], positional: &[&str], edit: &Edit, shown: &[Shown]) -> Check {
    let (format, prints) = format(shown);
    Check { command: option(gcloud(words, positional, edit), "--format", format), prints }
}
