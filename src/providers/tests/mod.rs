//! What is asked of every provider alike.

pub(in crate::providers) mod activities;
pub(in crate::providers) mod declarations;
pub(crate) mod dice;
pub(in crate::providers) mod dumped;
pub(in crate::providers) mod packets;
pub(in crate::providers) mod remedies;
