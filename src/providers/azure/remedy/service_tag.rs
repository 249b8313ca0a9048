//! Service tags, which Microsoft keeps.

use super::nsg::NETWORK;
use super::sheet::{Made, Sheet};
use crate::providers::azure::parse::service_tag::SPEC;

pub(super) const SHEET: Sheet = Sheet {
    kind: &SPEC.kind,
    version: NETWORK,
    columns: &[],
    made: Made::Neither("Microsoft keeps what a service tag means"),
    lacks: &[],
};
