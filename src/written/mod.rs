//! Files that people write: TOML, read strictly.
//!
//! The configuration, grants and waivers are written by hand, and a typo in one of them must never mean that it says less than its author
//! thinks. So every unknown key is an error, everything that is wrong is told at once, each with its line and what may have been
//! meant. The types of a file say which keys there are ([`schema()`]); [`parse`] holds a text against them, and [`Places`] says
//! where in the file everything is.

mod error;
mod nearest;
mod places;
mod quote;
mod read;
mod schema;
pub mod text;

pub use error::FileError;
pub use nearest::{did_you_mean, listed, nearest};
pub use places::{KeyPath, Place, Places, dotted};
pub use quote::{quoted, quoted_list};
pub use read::{Parsed, decode, parse};
pub use schema::schema;
pub(crate) use text::text_value;
