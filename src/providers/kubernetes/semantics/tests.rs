//! Every line on Kubernetes' policies that its documents hold, from manifests to what becomes of a packet.

mod admin;
mod boundaries;
mod corpora;
mod estate;
mod gaps;
mod owners;
mod peers;
mod policies;
mod ports;
mod published;
pub(crate) mod random;
pub(crate) mod reference;
mod touched;

pub(crate) use estate::applied;
