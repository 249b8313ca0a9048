//! Reports: the result of a run, in every format.
//!
//! The types of [`v1`] are the whole of what a format may know: each format is a function from a
//! [`v1::Report`] to text. So a saved `json` report prints in any other format exactly as the run
//! itself would have printed it, and nothing reaches a reader that is not in the document.

pub mod v1;
