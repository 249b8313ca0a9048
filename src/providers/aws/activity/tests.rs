//! Golden records of every shape, and what a reader must make of any record.

mod alike;
mod golden;
mod hostile;
mod walk;
