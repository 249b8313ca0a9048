//! What every vendor's tool leaves in a folder, one file an answer: the part that is the same for all of them.
//!
//! A file's name is a call, perhaps a thing that it was asked about, and perhaps a page ([`Files`]). A [`Shape`] says where
//! the items are in a call's answer, a [`Dialect`] how the vendor tells of another page and of an error. Items are handed on
//! one by one, and what could not be read or was not known comes back as the call's [`Coverage`](crate::model::Coverage).
//! Nothing here fails.

mod call;
mod dialect;
mod names;
mod page;
mod parts;
mod trouble;

#[cfg(any(feature = "azure", feature = "gcp"))]
pub(crate) use call::pages;
pub(crate) use call::{alone, enrich, list, list_in_full, list_of, whole};
pub(crate) use dialect::{Dialect, Refusal};
pub(crate) use names::Files;
pub(crate) use page::Shape;
pub(crate) use parts::Parts;
