//! Packet sets: what a list of rules lets through, as something that can be compared, combined and printed.
//!
//! Two lists of rules can look nothing like each other and let the same packets through, and two that differ in one line
//! can differ in nothing or in everything. Comparing rules can't tell; comparing what they do can. This module knows packets
//! and rules, and no cloud.
//!
//! # From rules to an answer
//!
//! ```text
//! Guard ──▶ Space::decisions ──▶ Decisions ──▶ Space::opened ──▶ PacketSet ──▶ boxes, witness, count
//!   │                                                                             │
//!   └───────────────────▶ Guard::decide ◀──────────── the witness ◀───────────────┘
//! ```
//!
//! A [`Guard`] is plain data: lists of rules, and guards put together. A [`Space`] is made for all the guards that are to be
//! compared and turns each into [`Decisions`], or into the [`PacketSet`] that it allows. From two of those comes what was opened or
//! closed, as a set; from a set its boxes for reading and one packet as a witness. [`Guard::decide`] holds the witness
//! against the rules themselves and says who decides.
//!
//! ```
//! use driftwall::traffic::*;
//!
//! let office = Match::of(Service::tcp(22)).from(Addresses::parse("198.51.100.0/24")?);
//! let world = Match::of(Service::tcp(22)).from(Addresses::parse("0.0.0.0/0")?);
//! let before = Guard::union("web", vec![Rule::new("r1", Action::Allow, vec![office])]);
//! let after = Guard::union("web", vec![Rule::new("r1", Action::Allow, vec![world])]);
//!
//! let mut space = Space::new([&before, &after], Budget::default())?;
//! let (was, is) = (space.decisions(&before)?, space.decisions(&after)?);
//! let opened = space.opened(was, is)?;
//! assert_eq!(space.boxes(opened)?.len(), 1);
//! let packet = space.witness(opened, Direction::Inbound)?.expect("something was opened");
//! assert_eq!(packet.source().to_string(), "8.8.8.8");
//! assert_eq!(after.decide(&packet).by[0].rule, Some("r1"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Packets
//!
//! A [`Packet`] has a family, a source, a destination and a protocol. Tcp, udp and sctp have two ports besides, icmp and icmpv6 a
//! type and a code, other protocols nothing. A rule that limits a field which a protocol lacks says nothing about that protocol.
//! Memberships that a rule names and nobody resolved ("the source is in this group") are [`Symbol`]s: booleans that every packet has and
//! that are free, unless [`Space::assume`] fixes them or [`Space::care_about`] says what is known of them.
//!
//! # The structure
//!
//! A space is one interval decision diagram with many roots: a directed graph in which each node asks for one field and has
//! sorted edges, each with the highest value for which it is taken. It ends in one of four terminals: undecided,
//! allow, deny, pass. Three laws make it canonical:
//!
//! - **ordered**: on every path the fields come in one order (`field`), so two diagrams can be walked side by side;
//! - **reduced**: neighbouring edges lead to different nodes, and a node has at least two edges;
//! - **shared**: a node is there only once (`diagram`).
//!
//! Hence two diagrams of a space do the same with every packet *exactly when they are the same node*. "This rewriting
//! changes nothing" is one comparison of two numbers, and nothing has to be proved about the rewriting.
//!
//! Compared with a decision diagram over bits, a rule's range is two edges and not two chains of up to 128 nodes, a list of a thousand
//! prefixes is one wide node, and what is printed falls out of the nodes as sets of ranges. IPv6 costs what IPv4 costs, because
//! addresses are cut into atoms first (`atoms`): a space knows all end points of its guards, and only the stretches between them count.
//!
//! # From a guard to a diagram
//!
//! Every list of rules becomes one in which the first match decides (`build`). Sixty-four terms at a time become a diagram
//! directly (`block`), and blocks are put together pairwise as a balanced tree (`combine`). Everything that puts
//! diagrams together (first match, tiers, all, any, union, difference) is a table over the four decisions (`operation`), from which also follows where a walk
//! can stop. No node knows a rule: who decides is asked of the rules themselves (`evaluate`), which are a second, plain
//! account of what a guard means, and what the tests hold the diagrams against.
//!
//! # From a set to words
//!
//! `cover` writes a set as products of sets of values, in several orders of fields and with overlaps, and takes the shortest list; `boxes` turns
//! these into [`Match`]es. Their union is exactly the set. `witness` picks the plainest packet, `count` counts them all.
//!
//! # What always holds
//!
//! - A result is exact, or it is an error. A set may need more nodes than there is memory (they can double with each field), so a space has
//!   a [`Budget`], counted and not timed: the same guards end the same way on every machine. After an error
//!   everything that was made before is still right.
//! - What is remembered of earlier operations lies in an array of bounded size (`combine`). It can forget, and can't grow.
//! - Bad input is an error or holds no packets: a range the wrong way round is empty, a prefix of 33 bits can't be made. Nothing panics.
//! - The same guards in the same order give the same boxes and the same witness.

mod addresses;
mod atoms;
mod block;
mod boxes;
mod build;
mod combine;
mod count;
mod cover;
mod diagram;
mod evaluate;
mod field;
mod guard;
mod interval;
mod mirror;
mod operation;
mod packet;
mod prefixes;
mod restrict;
mod space;
mod witness;

pub use addresses::{AddressError, Addresses};
pub use diagram::Budget;
pub use evaluate::{Answer, Deciding};
pub use guard::{Action, Decision, Guard, Match, Order, Rule, Rules, Service};
pub use interval::{Intervals, Value};
pub use packet::{Carries, Ends, Packet, Side, Symbol, protocol};
pub use space::{Decisions, PacketSet, Portion, Space, TrafficError};
pub use witness::Direction;
