//! Golden records of every shape, and what a reader must make of any record.

mod golden;
mod hostile;
mod walk;
