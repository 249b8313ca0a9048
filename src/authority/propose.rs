//! A finding → the grant that approves it and nothing else.
//!
//! What is proposed is exact: the boxes are what opened and closed, the patterns are the names themselves with every character meaning
//! itself, the values are those that are there now. Whoever wants to allow more writes it, and a reviewer sees it.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::moment::Moment;
use super::parts::Parts;
use super::wild::literal;
use crate::model::{Change, End, FieldChange, Flow, spelled};
use crate::traffic::{Addresses, Carries, Match, Service, Side};
use crate::written::{quoted, quoted_list};

/// What a grant says besides what it approves.
#[derive(Clone, Debug)]
pub struct Details<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who answers for it.
    pub owner: &'a str,
    /// Why it is there.
    pub reason: &'a str,
    /// The ticket behind it.
    pub ticket: Option<&'a str>,
    /// Its last day, or the moment at which it ends.
    pub until: Moment,
    /// The zone of that.
    pub zone: Option<&'a str>,
    /// Now.
    pub now: Timestamp,
}

/// Why nothing can be proposed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProposal {
    /// Nobody knows what it did.
    #[error("what it did is not known, so no grant can approve it: {0}")]
    Unknown(String),
    /// There is nothing that a grant could name.
    #[error("nothing about it can be named in a grant")]
    Nothing,
}

/// The text of a grant for a change.
///
/// # Errors
/// When no grant can approve it.
pub fn proposal(change: &Change, details: &Details<'_>) -> Result<String, NoProposal> {
    let parts = Parts::of(change);
    if let Some(why) = parts.unknown {
        return Err(NoProposal::Unknown(why.to_owned()));
    }
    if parts.is_empty() {
        return Err(NoProposal::Nothing);
    }
    let Details { id, owner, reason, ticket, until, zone, now } = details;
    let mut text = String::new();
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(text, "{key} = {}", quoted(value));
    };
    line("id", id);
    line("owner", owner);
    line("reason", reason);
    if let Some(ticket) = ticket {
        line("ticket", ticket);
    }
    // To the second, and never later than now: a grant of the future does not count.
    let now = now.strftime("%Y-%m-%dT%H:%M:%SZ");
    let zone = zone.map(|zone| format!(", zone = {}", quoted(zone))).unwrap_or_default();
    let _ = write!(text, "recorded = {now}\nvalid = {{ until = {until}{zone} }}\n\n[where]\n");
    let scope = literal(&change.id.scope.to_string());
    let resource = format!("{}:{}", change.id.kind, literal(change.id.identity.as_str()));
    let _ = write!(text, "scope = {}\nresource = {}\n", quoted(&scope), quoted(&resource));
    for (table, flows) in [("opens", &parts.opened), ("closes", &parts.closed)] {
        for flow in flows {
            for one in apart(flow) {
                boxed(&mut text, table, &one);
            }
        }
    }
    for field in &parts.fields {
        named(&mut text, change, field);
    }
    Ok(text)
}

/// A flow as flows in which every protocol carries the same, so that no limit says nothing about one of them.
fn apart(flow: &Flow) -> Vec<Flow> {
    let kinds = [Carries::Ports, Carries::Types, Carries::Nothing];
    let of = |carries: Carries| {
        let own = (0..=u8::MAX).filter(|one| {
            Carries::of(*one) == carries && flow.packets.service.protocols.contains(*one)
        });
        let spans: Vec<(u8, u8)> = own.map(|one| (one, one)).collect();
        let Service { destination_ports, source_ports, types, codes, .. } = &flow.packets.service;
        let all = Service::protocols(crate::traffic::Intervals::of(spans));
        let service = match carries {
            Carries::Ports => {
                all.to_ports(destination_ports.clone()).from_ports(source_ports.clone())
            }
            Carries::Types => all.with_icmp(types.clone(), codes.clone()),
            Carries::Nothing => all,
        };
        Flow { packets: Match { service, ..flow.packets.clone() }, ..flow.clone() }
    };
    let service = &flow.packets.service;
    let Service { protocols: _, destination_ports, source_ports, types, codes } = service;
    let limits =
        !destination_ports.is_all() || !source_ports.is_all() || !types.is_all() || !codes.is_all();
    if !limits {
        return vec![flow.clone()];
    }
    kinds.into_iter().map(of).filter(|one| !one.packets.service.protocols.is_empty()).collect()
}

/// One box, in the words of reports.
fn boxed(text: &mut String, table: &str, flow: &Flow) {
    let _ = write!(text, "\n[[{table}]]\ndirection = {}\n", quoted(flow.direction.word()));
    let is_limited = is_limited(flow);
    for (side, key) in [(Side::Source, "from"), (Side::Destination, "to")] {
        let End { any_of, except, within } = flow.end(side);
        if side != flow.far_side() && !is_limited && except.is_empty() && within.is_empty() {
            continue;
        }
        for (suffix, list) in [("", any_of), ("_except", except), ("_within", within)] {
            if !list.is_empty() {
                let list = quoted_list(list.iter().map(String::as_str));
                let _ = writeln!(text, "{key}{suffix} = {list}");
            }
        }
    }
    let _ = writeln!(text, "protocol = {}", quoted(&flow.protocol()));
    for (key, value) in
        [("ports", flow.ports()), ("source_ports", flow.source_ports()), ("icmp", flow.icmp())]
    {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {}", quoted(&value));
        }
    }
}

/// Whether the near end is anything but whatever is there.
fn is_limited(flow: &Flow) -> bool {
    let Match { source, destination, service: _, symbols } = &flow.packets;
    let near = match flow.far_side() {
        Side::Source => destination,
        Side::Destination => source,
    };
    let far = flow.far_addresses();
    // A family that the far end lacks is in no packet.
    let whole = |near_is_all: bool, far_is_none: bool| near_is_all || far_is_none;
    let by_addresses = flow.far().any_of.iter().all(|one| Addresses::parse(one).is_ok());
    let is_whole = if by_addresses {
        whole(near.v4.is_all(), far.v4.is_empty()) && whole(near.v6.is_all(), far.v6.is_empty())
    } else {
        near.is_all()
    };
    !is_whole || symbols.iter().any(|(symbol, _)| symbol.side != flow.far_side())
}

/// One field, by its own name and with the values that it had and has.
fn named(text: &mut String, change: &Change, field: &FieldChange) {
    let path = literal(field.path.as_str());
    let action = quoted(change.action.word());
    let _ = write!(text, "\n[[changes]]\nfield = [{}]\naction = [{action}]\n", quoted(&path));
    for (key, value) in [("before", &field.before), ("after", &field.after)] {
        if let Some(value) = value {
            let written = value.as_str().map_or_else(|| spelled(value), str::to_owned);
            let _ = writeln!(text, "{key} = [{}]", quoted(&literal(&written)));
        }
    }
}
