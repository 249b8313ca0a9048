//! Every line on Kubernetes' policies that its documents hold, from manifests to what becomes of a packet.

mod corpora;
mod estate;
