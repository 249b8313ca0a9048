//! The packets that a question asks about.

use crate::effects::ends::End;
use crate::model::Question;
use crate::traffic::{Addresses, Intervals, Match, Service, protocol};

/// The source ports that replies go to, unless one is asked about: those that clients open connections from.
pub(in crate::effects) const EPHEMERAL: (u16, u16) = (1024, u16::MAX);

/// The first packets from one end to another; nothing when the two have no family in common.
pub(super) fn asked(question: &Question, from: &End<'_>, to: &End<'_>) -> Option<Match> {
    let (mut source, mut destination) = (from.all_addresses(), to.all_addresses());
    let (four, six) = question.families();
    if !four || source.v4.is_empty() || destination.v4.is_empty() {
        (source.v4, destination.v4) = (Intervals::none(), Intervals::none());
    }
    if !six || source.v6.is_empty() || destination.v6.is_empty() {
        (source.v6, destination.v6) = (Intervals::none(), Intervals::none());
    }
    let packets = Match::of(question.service()).from(source).to(destination);
    (packets.source != Addresses::none()).then_some(packets)
}

/// Those of them to which a reply is asked for.
pub(super) fn replied(question: &Question, asked: &Match) -> Vec<Match> {
    if question.source_port.is_some() {
        return vec![asked.clone()];
    }
    let with_ports =
        Intervals::of([protocol::TCP, protocol::UDP, protocol::SCTP].map(|one| (one, one)));
    let of = |protocols: Intervals<u8>| Match {
        service: Service { protocols, ..asked.service.clone() },
        ..asked.clone()
    };
    let protocols = &asked.service.protocols;
    let mut clients = of(protocols.intersection(&with_ports));
    clients.service.source_ports = Intervals::of([EPHEMERAL]);
    vec![clients, of(protocols.difference(&with_ports))]
}
