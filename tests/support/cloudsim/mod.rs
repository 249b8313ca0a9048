//! A cloud on loopback: one small HTTP/1.1 server that speaks for a synthetic estate in each provider's own words.
//!
//! A test describes an estate in a few lines, starts a [`Cloud`] with it and points a client at [`Cloud::url`]. While it
//! runs the estate can be edited, answers can be made late, and faults can be switched on for a provider, a service, an
//! action, a region, an account or a page:
//!
//! ```ignore
//! let cloud = Cloud::start(Estate::default().aws("111122223333", |account| {
//!     account.region("eu-west-1", |region| {
//!         region.vpc("vpc-1").group("sg-1", |group| group.allows(tcp(22).from("0.0.0.0/0")))
//!     })
//! }));
//! cloud.fault(Kind::Throttled.on("ec2:DescribeSubnets").every(5));
//! cloud.edit(|estate| estate.aws("111122223333", |account| account.suspended()));
//! assert!(cloud.most_at_once(|asked| asked.account == "111122223333") <= 4);
//! ```
//!
//! How it is built, from the outside in: `server` owns sockets and threads, `request` and `answer` are HTTP, `asked` is
//! what a request means and the record of it, `faults` decides what goes wrong, `delivery` does it to an answer on its
//! way out, `pages` cuts lists. `estate` is the state; `aws`, `azure`, `gcp`, `kubernetes` and `docker` each turn what is asked
//! into an answer, and know their provider's words for what goes wrong (`words`).
//!
//! What always holds: an answer has the form that the API references give. What the simulator does not know (a filter, a
//! parameter, a path) is refused in the provider's words, never passed over, so that a client can't believe that it was
//! heard. Lists are in the order of their ids, and a page starts after an id, so that an edit between two pages moves
//! nothing else. Nothing is checked that only matters to the provider: signatures, tokens of identity, versions of an
//! API.
//!
//! A test or a benchmark includes it at its root, as `#[path = "../support/cloudsim/mod.rs"] mod cloudsim;`. It stops at
//! what it did not expect, as tests do: whoever is no test expects those lints, and `dead_code` where not all is used.

pub(crate) mod answer;
pub(crate) mod asked;
pub(crate) mod aws;
pub(crate) mod azure;
mod delivery;
pub(crate) mod docker;
pub(crate) mod estate;
pub(crate) mod faults;
pub(crate) mod gcp;
pub(crate) mod kubernetes;
mod pages;
pub(crate) mod request;
mod server;

pub(crate) use estate::Estate;
pub(crate) use server::Cloud;
