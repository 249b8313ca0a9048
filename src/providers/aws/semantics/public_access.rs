//! VPC Block Public Access: what it lets past at the gateways to the internet.
//!
//! The options of an account and region apply to the networks and subnets that it owns. `block-bidirectional` stops everything at internet gateways
//! and egress-only internet gateways, and with them what NAT gateways do; `block-ingress` lets pass what NAT gateways and egress-only internet gateways
//! begin, and nothing else. An exclusion takes one network or subnet out: of both (`allow-bidirectional`), or of the block of what
//! goes out (`allow-egress`), which means something under `block-bidirectional` alone. (VPC user guide, "Block public access to VPCs and
//! subnets"; EC2 API reference, `VpcBlockPublicAccessOptions` and `VpcBlockPublicAccessExclusion`.)
//!
//! Where the documentation is silent, nothing is called blocked that may be open: a NAT gateway may stand in any subnet of a network,
//! so an exclusion of one of them counts for all that goes out by NAT.

use std::sync::Arc;

use super::{name, unknown};
use crate::model::{Boundary, Direction, Gate, Identity, Kind, Resource, ResourceId, Scope, View};
use crate::providers::aws::parse::public_access::{EXCLUSION, Exclusion, ONLY, OPTIONS, Options};
use crate::traffic::{Action, Guard, Match, Rule};

/// What the options of a scope say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// They block nothing.
    Off,
    /// Whatever comes in, and what goes out other than by NAT.
    Ingress,
    /// Everything.
    Both,
}

/// What goes past the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Past {
    Egress,
    Both,
}

/// An exclusion that is in effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Excluded {
    pub(super) id: String,
    /// The network or subnet.
    pub(super) of: String,
    pub(super) past: Past,
}

/// Which way to the internet is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// An internet gateway, both ways.
    Gateway,
    /// A NAT gateway, an egress-only internet gateway, or an appliance: connections that begin inside.
    Outwards,
}

/// The mode of a scope. What nobody asked for is off, as it is by default.
///
/// # Errors
/// In words, when it was asked for and can't be said.
pub(super) fn mode(view: &View<'_>, scope: &Scope) -> Result<(Mode, Options), String> {
    let status = view.status(scope, &OPTIONS.kind);
    let Some(resource) = found(view, scope) else {
        return if status.is_gap() {
            Err(format!("the block public access options of {scope} were not read ({status})"))
        } else {
            Ok((Mode::Off, Options::default()))
        };
    };
    let options: Options = resource.durable.decode().map_err(|error| error.to_string())?;
    let mode = match options.mode.as_deref() {
        Some("off") => Mode::Off,
        Some("block-ingress") => Mode::Ingress,
        Some("block-bidirectional") => Mode::Both,
        other => {
            let word = other.unwrap_or_default();
            return Err(format!(
                "{scope} has the block public access mode `{word}`, which can't be read"
            ));
        }
    };
    Ok((mode, options))
}

/// Whether the options of a scope are there, or known not to be.
fn is_known(view: &View<'_>, scope: &Scope) -> bool {
    view.status(scope, &OPTIONS.kind).proves_absence() || found(view, scope).is_some()
}

fn found<'a>(view: &View<'a>, scope: &Scope) -> Option<&'a Resource> {
    let identity = Identity::new(ONLY).ok()?;
    view.get(&ResourceId { scope: scope.clone(), kind: OPTIONS.kind, identity })
}

/// The exclusions of a scope that are in effect.
///
/// # Errors
/// In words, when there may be others.
pub(super) fn exclusions(
    view: &View<'_>,
    scope: &Scope,
    options: &Options,
) -> Result<Vec<Excluded>, String> {
    if !are_allowed(options) {
        return Ok(Vec::new());
    }
    let kind = EXCLUSION.kind;
    let status = view.status(scope, &kind);
    if !status.proves_absence() {
        return Err(format!(
            "the block public access exclusions of {scope} were not read ({status})"
        ));
    }
    let mut list = Vec::new();
    for (_, identity, resource) in view.resources(&kind).filter(|(at, _, _)| *at == scope) {
        let exclusion: Exclusion = resource.durable.decode().map_err(|error| error.to_string())?;
        let Some(past) = past(&exclusion)? else { continue };
        let arn = exclusion.resource.unwrap_or_default();
        let of = arn.rsplit('/').next().unwrap_or_default().to_owned();
        list.push(Excluded { id: identity.to_string(), of, past });
    }
    Ok(list)
}

fn are_allowed(options: &Options) -> bool {
    options.exclusions_allowed.as_deref() != Some("not-allowed")
}

fn past(exclusion: &Exclusion) -> Result<Option<Past>, String> {
    Ok(match exclusion.mode.as_deref() {
        _ if exclusion.disabled => None,
        Some("allow-bidirectional") => Some(Past::Both),
        Some("allow-egress") => Some(Past::Egress),
        other => {
            let word = other.unwrap_or_default();
            return Err(format!("an exclusion has the mode `{word}`, which can't be read"));
        }
    })
}

/// What is said of one subnet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    /// Nothing is blocked.
    Off,
    /// Not known, for this reason.
    Unread(String),
    /// Blocked.
    Blocks {
        mode: Mode,
        /// The exclusions of the subnet and its network.
        here: Vec<Excluded>,
        /// Those of any subnet of its network.
        around: Vec<Excluded>,
    },
}

impl Mode {
    /// AWS's word.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Ingress => "block-ingress",
            Self::Both => "block-bidirectional",
        }
    }

    /// Whether a connection passes where these exclusions hold: the exclusion that lets it, nothing when none has to.
    pub(super) fn passes<'e>(
        &self,
        direction: Direction,
        reach: Reach,
        exclusions: impl Iterator<Item = &'e Excluded>,
    ) -> Result<Option<&'e Excluded>, ()> {
        let free = match (self, direction, reach) {
            (Self::Off, _, _) | (Self::Ingress, Direction::Egress, Reach::Outwards) => true,
            (Self::Ingress | Self::Both, _, _) => false,
        };
        if free {
            return Ok(None);
        }
        let egress = *self == Self::Both && direction == Direction::Egress;
        let lets = |one: &&Excluded| one.past == Past::Both || egress;
        exclusions.min_by_key(|one| !lets(one)).filter(lets).map(Some).ok_or(())
    }
}

/// Whether a kind is the options or an exclusion.
pub(super) fn is_of(kind: &Kind) -> bool {
    *kind == OPTIONS.kind || *kind == EXCLUSION.kind
}

/// The name of the options, as in answers.
pub(super) fn options() -> Arc<str> {
    format!("{}:{ONLY}", OPTIONS.kind).into()
}

/// The options, or an exclusion, as a boundary: what goes past it of what would reach the internet and be reached by it.
pub(super) fn boundary(view: &View<'_>, id: &ResourceId) -> Boundary {
    let gate = |direction| gate(view, id, direction).unwrap_or_else(|why| unknown(id, why));
    let (ingress, egress) = (gate(Direction::Ingress), gate(Direction::Egress));
    Boundary { ingress, egress, stateful: true, stands_before: None }
}

fn gate(view: &View<'_>, id: &ResourceId, direction: Direction) -> Result<Gate, String> {
    if !is_known(view, &id.scope) {
        return Err("goes past options that were not read".to_owned());
    }
    let (mode, options) = mode(view, &id.scope)?;
    let own: Vec<Excluded> = match view.get(id) {
        Some(resource) if id.kind == EXCLUSION.kind && are_allowed(&options) => {
            let exclusion: Exclusion =
                resource.durable.decode().map_err(|error| error.to_string())?;
            let id = id.identity.to_string();
            past(&exclusion)?
                .map(|past| Excluded { id, of: String::new(), past })
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    };
    let (action, label) = match mode.passes(direction, Reach::Outwards, own.iter()) {
        Ok(None) => (Action::Allow, mode.word()),
        Ok(Some(exclusion)) => (Action::Allow, &*exclusion.id),
        Err(()) => (Action::Deny, mode.word()),
    };
    let rule = Rule::new(label, action, vec![Match::any()]);
    Ok(Gate::Guard(Guard::union(name(id), vec![rule])))
}
