//! The binary as its users meet it: every test runs it in a place of its own and looks at the exit code, both streams
//! and the files it leaves.

mod estates;
mod harness;

mod accept;
mod bad_baselines;
mod bad_dumps;
mod bad_files;
mod baselines;
mod configuration;
mod conformance;
mod exits;
mod fixtures;
mod hostile;
mod kills;
mod large;
mod locks;
mod names;
mod reports;
mod signals;
mod terminals;
mod usage;
