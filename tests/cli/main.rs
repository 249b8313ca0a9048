//! The binary as its users meet it: every test runs it in a place of its own and looks at the exit code, both streams
//! and the files it leaves.

mod estates;
mod harness;

mod usage;
