//! The nouns of driftwall as pure data: what was read, what changed, what is worth telling.
//!
//! Everything above this room speaks in these types, and nothing in here reads a file, a clock, a
//! network or the environment. Newtypes parse on construction and print back what they parsed, so
//! a value that exists is a value that is well formed. Names follow the glossary of
//! `docs/architecture.md`; there are no synonyms.

mod activity;
mod agent;
mod assumptions;
mod change;
mod command;
mod coverage;
mod document;
mod effect;
mod exposure;
mod field;
mod finding;
mod hardening;
mod identity;
mod incident;
mod kind;
mod liberty;
mod protocol;
mod provider;
mod question;
mod remedy;
mod resource;
mod same_event;
mod scope;
mod severity;
mod snapshot;
mod stand_in;
mod state;
mod topology;
mod verdict;
mod view;

pub use activity::{
    Activity, Actor, Attempt, Confidence, Deed, Done, Evidence, Outcome, Spell, Target, Transient,
};
pub use agent::{Agent, AgentChange, Duty, Idle, Loss, Nodes, Sight};
pub use assumptions::{Assumptions, IpBlocks};
pub use change::{Action, Change, FieldChange, FieldPath};
pub use command::{Check, Command, Script, Word};
pub use coverage::{Coverage, Effort, Status};
pub use document::{Document, DocumentError, spelled};
pub use effect::{Effect, End, Flow, Ruling, Traffic, Witness, is_condition, is_part_of};
pub use exposure::{Exposed, Exposure, Reach};
pub use field::{Bears, Class, Field, Less, Matching};
pub use finding::{Attribution, Finding, FindingId, Lacks, Subject, Who};
pub use hardening::{Containment, Hardening, Protection};
pub use identity::{Identity, IdentityError, ResourceId};
pub use incident::Incident;
pub use kind::{Call, Inventory, Kind, KindError, KindSpec, Need, Role};
pub use liberty::{DEFAULT_CAPABILITIES, Liberties, Liberty, Taken, Topic, is_within};
pub use protocol::{protocol_name, protocol_names, protocol_number};
pub use provider::{Provider, UnknownProvider};
pub use question::{Answer, Connection, Connections, Protocols, Question, Sample, Talk};
pub use remedy::{
    Act, Advice, Attribute, Course, Edit, Hint, Line, Misfit, Proof, Query, Remedy, Says, Setting,
    Step,
};
pub use resource::Resource;
pub use same_event::same_event;
pub use scope::{Scope, ScopeError};
pub use severity::{Severity, UnknownSeverity};
pub use snapshot::{Approval, Reading, ScopeReading, Snapshot};
pub use stand_in::{StandIn, StandIns};
pub use state::{Condition, Opening, State};
pub use topology::{
    Boundary, Direction, Endpoint, Gate, Link, Members, Passage, Segment, Topology, Way, unread,
};
pub use verdict::{Authority, Matter, Outside, Paper, Stale, Verdict};
pub use view::View;
