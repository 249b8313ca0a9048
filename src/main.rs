//! The `driftwall` binary.

fn main() {}
