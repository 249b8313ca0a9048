//! How a read call is declared: the name that it has in dumps, and the permission that allows it.

use crate::model::{Call, Need};

/// A call: its name and the permission that allows it.
pub(crate) type Named = (&'static str, &'static str);

/// A call without which nothing is known of a kind.
pub(crate) const fn required((name, permission): Named) -> Call {
    Call { name, permission, need: Need::Required }
}

/// A call that adds to what is known of a kind.
pub(crate) const fn enriches((name, permission): Named) -> Call {
    Call { name, permission, need: Need::Enriches }
}
