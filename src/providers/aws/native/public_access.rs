//! VPC Block Public Access.

use serde::Deserialize;

use super::tag::Tag;

/// The answer of `describe-vpc-block-public-access-options`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcBlockPublicAccessOptions {
    pub(crate) exclusions_allowed: Option<String>,
    pub(crate) internet_gateway_block_mode: Option<String>,
    pub(crate) managed_by: Option<String>,
}

/// An exclusion of `describe-vpc-block-public-access-exclusions`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct VpcBlockPublicAccessExclusion {
    pub(crate) exclusion_id: Option<String>,
    pub(crate) internet_gateway_exclusion_mode: Option<String>,
    pub(crate) resource_arn: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) tags: Vec<Tag>,
}
