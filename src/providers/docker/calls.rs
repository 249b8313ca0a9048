//! The read calls, by the name that they have in dumps.

use crate::providers::calls::Named;

pub(super) const INSPECT: Named = ("inspect", "GET /containers/json and /containers/{id}/json");
pub(super) const NETWORK_INSPECT: Named = ("network-inspect", "GET /networks and /networks/{id}");
pub(super) const INFO: Named = ("info", "GET /info");
