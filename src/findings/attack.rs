//! MITRE ATT&CK as data: the techniques that rules name, in one version of the matrix.
//!
//! Version 19 (April 2026) gave what impairs defenses other numbers. Whoever counts by an older matrix finds the old number beside
//! the new one.

/// The version of the matrix for Enterprise whose numbers and names these are.
pub const MATRIX: &str = "v19";

/// One technique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Technique {
    /// Its number.
    pub id: &'static str,
    /// The number that it had in the matrix before, where that was another one.
    pub formerly: Option<&'static str>,
    /// Its name, with that of the technique that it is a part of.
    pub name: &'static str,
}

/// Which techniques a rule tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// These.
    Techniques(&'static [Technique]),
    /// None, for this reason.
    None(&'static str),
}

const fn technique(id: &'static str, name: &'static str) -> Technique {
    Technique { id, formerly: None, name }
}

const fn renumbered(id: &'static str, formerly: &'static str, name: &'static str) -> Technique {
    Technique { id, formerly: Some(formerly), name }
}

/// Rules of a cloud's firewall that are changed.
pub const CLOUD_FIREWALL: Technique =
    renumbered("T1686.001", "T1562.007", "Disable or Modify System Firewall: Cloud Firewall");
/// Logs of a cloud that are switched off or narrowed.
pub const CLOUD_LOG: Technique =
    renumbered("T1685.002", "T1562.008", "Disable or Modify Tools: Disable or Modify Cloud Log");
/// Agents and other tools of the defence that are stopped or changed.
pub const TOOLS: Technique = renumbered("T1685", "T1562.001", "Disable or Modify Tools");
/// A container that is run by an intruder.
pub const DEPLOY_CONTAINER: Technique = technique("T1610", "Deploy Container");
/// Out of a container to its host.
pub const ESCAPE: Technique = technique("T1611", "Escape to Host");
/// A look around in a cluster.
pub const DISCOVERY: Technique = technique("T1613", "Container and Resource Discovery");
/// An image with something in it.
pub const IMPLANT: Technique = technique("T1525", "Implant Internal Image");
/// A command that is run through the engine or the API of a cluster.
pub const ADMINISTRATION: Technique = technique("T1609", "Container Administration Command");
/// A token of an application that is taken.
pub const TOKEN: Technique = technique("T1528", "Steal Application Access Token");
/// Credentials that the API of an engine or a cluster hands out.
pub const CONTAINER_API: Technique = technique("T1552.007", "Unsecured Credentials: Container API");
/// More rights by a flaw of a program or the kernel.
pub const EXPLOIT: Technique = technique("T1068", "Exploitation for Privilege Escalation");
/// Packets of others that are read.
pub const SNIFFING: Technique = technique("T1040", "Network Sniffing");
/// A service for those who work from elsewhere, open to everyone.
pub const REMOTE_SERVICES: Technique = technique("T1133", "External Remote Services");
/// A program that everyone reaches and that has a flaw, or asks nobody who they are.
pub const PUBLIC_APPLICATION: Technique = technique("T1190", "Exploit Public-Facing Application");
/// How clients are set up, which tells an intruder what to attack.
pub const CLIENT_CONFIGURATIONS: Technique =
    technique("T1592.004", "Gather Victim Host Information: Client Configurations");

/// All of them, by number.
pub const TECHNIQUES: &[Technique] = &[
    SNIFFING,
    EXPLOIT,
    REMOTE_SERVICES,
    PUBLIC_APPLICATION,
    IMPLANT,
    TOKEN,
    CONTAINER_API,
    CLIENT_CONFIGURATIONS,
    ADMINISTRATION,
    DEPLOY_CONTAINER,
    ESCAPE,
    DISCOVERY,
    TOOLS,
    CLOUD_LOG,
    CLOUD_FIREWALL,
];

impl Technique {
    /// The new number and, where there is one, the old one.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        [Some(self.id), self.formerly].into_iter().flatten()
    }
}

impl Attack {
    /// In words: `T1611 (Escape to Host), …`, or why there is none.
    #[must_use]
    pub fn words(&self) -> String {
        let one = |Technique { id, formerly, name }: &Technique| match formerly {
            Some(old) => format!("{id} ({name}; {old} before {MATRIX})"),
            None => format!("{id} ({name})"),
        };
        match self {
            Self::Techniques(list) => list.iter().map(one).collect::<Vec<_>>().join(", "),
            Self::None(why) => format!("none: {why}"),
        }
    }

    /// The numbers of the techniques, new before old.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        let techniques = match self {
            Self::Techniques(techniques) => techniques,
            Self::None(_) => &[][..],
        };
        techniques.iter().flat_map(Technique::ids)
    }
}
