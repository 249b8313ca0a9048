//! What Terraform knows of the resources: the states in which it keeps them, and the configurations that declare them.

mod config;
mod error;
mod state;
#[cfg(test)]
mod tests;
mod written;

pub use config::{Block, Configuration, Declared};
pub use error::ConfigurationError;
pub use state::{Kept, KeptAt, KeptPart, StateError};
pub use written::{Part, Place, Said, at, text};

/// All that was named of Terraform.
#[derive(Clone, Debug, Default)]
pub struct Terraform {
    /// What states keep.
    pub kept: Kept,
    /// What is declared, one for each root module.
    pub configurations: Vec<Configuration>,
}

impl Terraform {
    /// What declares the resource of an address, when that is one block of one configuration.
    #[must_use]
    pub fn declared(&self, address: &str) -> Option<Declared<'_>> {
        let mut found = self.configurations.iter().filter_map(|one| one.find(address));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}
