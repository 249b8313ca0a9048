//! What lies behind an error of a client.
//!
//! The texts of libraries are made for programmers: of a failed connection only the innermost cause counts, on one line.

use std::error::Error;
use std::iter::successors;

/// How much of a text of somebody else's is repeated.
pub(crate) const SAID: usize = 160;

/// An error and all its causes.
pub(crate) fn chain<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

/// The cause that has no cause.
pub(crate) fn innermost(error: &(dyn Error + 'static)) -> String {
    line(&chain(error).last().map(ToString::to_string).unwrap_or_default())
}

/// The first line of a text, cut short.
pub(crate) fn line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(SAID).collect()
}

/// A cause of a type.
pub(crate) fn cause<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    chain(error).find_map(|error| error.downcast_ref())
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind};

    use super::{SAID, cause, innermost};
    use crate::providers::Unread;

    #[derive(Debug, thiserror::Error)]
    #[error("the request failed")]
    struct Outer(#[source] io::Error);

    #[test]
    fn the_innermost_cause_is_one_line_of_text() {
        let error = Outer(io::Error::new(ErrorKind::BrokenPipe, "reset\u{1b}[31m by peer\nat 7"));
        assert_eq!(innermost(&error), "reset[31m by peer");
        let long = Outer(io::Error::other("x".repeat(SAID * 2)));
        assert_eq!(innermost(&long).len(), SAID);
        assert_eq!(cause::<io::Error>(&error).map(io::Error::kind), Some(ErrorKind::BrokenPipe));
        assert!(cause::<Unread>(&error).is_none());
    }
}
