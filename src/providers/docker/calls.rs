//! The read calls, by the name that they have in dumps, and the requests that each is made of.

use crate::providers::calls::Named;

pub(super) const INSPECT: Named = ("inspect", "GET /containers/json and /containers/{id}/json");
pub(super) const NETWORK_INSPECT: Named = ("network-inspect", "GET /networks and /networks/{id}");
pub(super) const INFO: Named = ("info", "GET /info");

/// Which version of its API the engine has. A live read asks first; a dump does without.
pub(super) const VERSION: Named = ("version", "GET /version");
/// Which containers there are.
pub(super) const CONTAINERS: Named = (INSPECT.0, "GET /containers/json");
/// One of them.
pub(super) const CONTAINER: Named = (INSPECT.0, "GET /containers/{id}/json");
/// Which networks there are.
pub(super) const NETWORKS: Named = (NETWORK_INSPECT.0, "GET /networks");
/// One of them.
pub(super) const NETWORK: Named = (NETWORK_INSPECT.0, "GET /networks/{id}");

/// Everything that a live read asks.
pub(super) const REQUESTS: &[Named] = &[VERSION, INFO, CONTAINERS, CONTAINER, NETWORKS, NETWORK];
