//! driftwall: is every firewall in our estate still the one we approved?
//!
//! The map of the house, ground floor first. A room imports only from rooms above it in this list;
//! `tests/architecture.rs` checks that.
//!
//! | room | what happens there |
//! | --- | --- |
//! | [`traffic`] | packet sets, and what a change does to them; knows no cloud |
//! | [`model`] | the nouns, as pure data |
//! | [`written`] | files that people write: TOML, read strictly |
//! | [`providers`] | one folder a provider, all with the same rooms, and the registry |
//! | [`trust`] | digests and format versions |
//! | [`baseline`] | the store of approved snapshots |
//! | [`sources`] | dumps, manifests, snapshot files and baselines: all yield a snapshot |
//! | [`compare`] | two snapshots → changes |
//! | [`effects`] | changes → the traffic that they opened and closed; questions, and who can talk to whom |
//! | [`activity`] | audit logs → who made a change, what was open in between, what was refused |
//! | [`findings`] | the table of rules; changes → findings |
//! | [`authority`] | grants and waivers; findings → verdicts |
//! | [`incidents`] | which findings belong together |
//! | [`remedy`] | changes → the steps that put them back, each plan proved |
//! | [`scan`] | the story from top to bottom |
//! | [`report`] | one file a format |
//! | [`cli`] | one file a subcommand |
//!
//! The library reads no environment, no clock and no terminal: `cli` passes them in.

pub mod activity;
pub mod authority;
pub mod baseline;
pub mod cli;
pub mod compare;
pub mod effects;
pub mod findings;
pub mod incidents;
pub mod model;
pub mod providers;
pub mod remedy;
pub mod report;
pub mod scan;
pub mod sources;
pub mod traffic;
pub mod trust;
pub mod written;
