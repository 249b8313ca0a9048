//! What Kubernetes' resources do with packets: resources → [`crate::model::Topology`].
//!
//! | file | what it says |
//! | --- | --- |
//! | `policies` | which policies there are, and what is not known of them |
//! | `rules` | peers, ports and actions as rules of guards |
//! | `tiers` | which policy decides: admin, network, baseline, and then everything is allowed |
//! | `pods` | pods under what made them, as selectors see them |
//! | `selected` | how policies treat a sort of pods |
//! | `shields` | what stands before pods |
//! | `endpoints` | pods as endpoints, and who is behind the names of selectors |
//! | `words` | the names of selectors, ports, nodes |

mod endpoints;
mod pods;
mod policies;
mod rules;
mod selected;
mod shields;
#[cfg(test)]
mod tests;
mod tiers;
mod words;

use crate::providers::Endpoints;

/// The provider's endpoints.
pub(crate) const ENDPOINTS: Endpoints =
    Endpoints { around: &[], touched: |_, ids| vec![Default::default(); ids.len()], topology: endpoints::topology };
