//! What documentation leaves open and somebody has to decide: the configuration does.

/// How what is not documented is read. An effect that another reading would change says so ([`super::Change::hangs_on`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// `kubernetes.ipblock`
    pub ip_blocks: IpBlocks,
}

/// Whom an `ipBlock` of a network policy means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IpBlocks {
    /// Addresses outside of the cluster, as the API's documentation has it. Pods are let in by selectors.
    #[default]
    External,
    /// Pods with such an address as well, as some networks have it.
    Any,
}

impl IpBlocks {
    /// Both.
    pub const ALL: [Self; 2] = [Self::External, Self::Any];

    /// The word in the configuration.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Any => "any",
        }
    }
}
