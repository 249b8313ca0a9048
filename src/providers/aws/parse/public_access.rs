//! VPC Block Public Access: the options of the region, and what is excluded from them.
//!
//! It overrides groups and ACLs for whatever comes through an internet gateway, so that switching it off or
//! excluding a network is a change of a boundary like any other.

use serde::{Deserialize, Serialize};

use super::tags::{Tags, tags};
use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::aws::calls::{
    DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS, DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
};
use crate::providers::aws::native;
use crate::providers::calls::required;
use crate::providers::normalised::{Outcome, is_off, no_phrase, resource, said};

/// The identity of a scope's options.
pub(crate) const ONLY: &str = "options";

/// The declaration of the options.
pub(crate) const OPTIONS: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "vpc-block-public-access-options"),
    title: "block public access options",
    role: Role::Boundary,
    calls: &[required(DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS)],
    identity: "`options`: an account has them once a region",
    named_by: &[],
    comes_and_goes: None,
    fields: OPTIONS_FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const OPTIONS_FIELDS: &[Field] = &[
    Field::durable("exclusions_allowed", Bears::Traffic, "whether exclusions have an effect"),
    Field::durable("managed_by", Bears::Hardening, "whether the account may switch it off itself"),
    Field::durable("mode", Bears::Traffic, "what is blocked at internet gateways"),
    Field::volatile("AwsAccountId", "the scope says it"),
    Field::volatile("AwsRegion", "the scope says it"),
    Field::volatile("LastUpdateTimestamp", "a timestamp"),
    Field::volatile("Reason", "words about the progress of an edit"),
    Field::volatile("State", "the progress of an edit"),
];

/// The declaration of an exclusion.
pub(crate) const EXCLUSION: KindSpec = KindSpec {
    kind: Kind::new(Provider::Aws, "vpc-block-public-access-exclusion"),
    title: "block public access exclusion",
    role: Role::Boundary,
    calls: &[required(DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS)],
    identity: "the exclusion id, which AWS never gives to another exclusion",
    named_by: &["tags.Name", "resource"],
    comes_and_goes: None,
    fields: EXCLUSION_FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const EXCLUSION_FIELDS: &[Field] = &[
    Field::durable("disabled", Bears::Traffic, "set while the options allow no exclusions"),
    Field::durable("mode", Bears::Traffic, "what goes past the block"),
    Field::durable("resource", Bears::Traffic, "the network or subnet that is excluded"),
    Field::durable("tags", Bears::Metadata, "labels"),
    Field::volatile("CreationTimestamp", "a timestamp"),
    Field::volatile("DeletionTimestamp", "a timestamp"),
    Field::volatile("LastUpdateTimestamp", "a timestamp"),
    Field::volatile("Reason", "words about the progress of an edit"),
];

/// What is compared of the options.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) exclusions_allowed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) managed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mode: Option<String>,
}

/// What is compared of an exclusion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Exclusion {
    #[serde(skip_serializing_if = "is_off")]
    pub(crate) disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<String>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub(crate) tags: Tags,
}

/// What is recorded beside either.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Context {}

/// Makes the resource of the options.
pub(crate) fn normalise_options(options: native::VpcBlockPublicAccessOptions) -> Outcome {
    let native::VpcBlockPublicAccessOptions {
        exclusions_allowed,
        internet_gateway_block_mode,
        managed_by,
    } = options;
    let mode = said(internet_gateway_block_mode);
    let doubts = match &mode {
        None => vec!["the options have no `InternetGatewayBlockMode`".to_owned()],
        Some(_) => Vec::new(),
    };
    let durable = Options {
        exclusions_allowed: said(exclusions_allowed),
        managed_by: said(managed_by),
        mode,
    };
    resource(OPTIONS.title, Some(ONLY.to_owned()), &durable, &Context {}, doubts)
}

/// Makes the resource of an exclusion. One that was never made or is gone stays in AWS's answer for a while.
pub(crate) fn normalise_exclusion(exclusion: native::VpcBlockPublicAccessExclusion) -> Outcome {
    let native::VpcBlockPublicAccessExclusion {
        exclusion_id,
        internet_gateway_exclusion_mode,
        resource_arn,
        state,
        tags: labels,
    } = exclusion;
    if matches!(state.as_deref(), Some("create-failed" | "delete-complete")) {
        return Ok(None);
    }
    let durable = Exclusion {
        disabled: matches!(state.as_deref(), Some("disable-complete")),
        mode: said(internet_gateway_exclusion_mode),
        resource: said(resource_arn),
        tags: tags(labels),
    };
    resource(EXCLUSION.title, said(exclusion_id), &durable, &Context {}, Vec::new())
}
