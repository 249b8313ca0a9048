//! What a project belongs to: the folders and the organisation whose policies apply to it, nearest first.

use serde::{Deserialize, Serialize};

use crate::model::{Bears, Field, Kind, KindSpec, Provider, Role};
use crate::providers::calls::required;
use crate::providers::gcp::calls::PROJECTS_GET_ANCESTORS;
use crate::providers::gcp::native;
use crate::providers::normalised::{Outcome, no_phrase, resource, said};

/// The kind's declaration.
pub(crate) const SPEC: KindSpec = KindSpec {
    kind: Kind::new(Provider::Gcp, "ancestry"),
    title: "ancestry",
    role: Role::Network,
    calls: &[required(PROJECTS_GET_ANCESTORS)],
    identity: "`ancestry`: a project has one",
    named_by: &[],
    comes_and_goes: None,
    fields: FIELDS,
    phrase: no_phrase,
};

/// Every field, with its class and the reason.
pub(crate) const FIELDS: &[Field] = &[Field::durable(
    "ancestors",
    Bears::Exposure,
    "whose firewall policies apply, in the order of the hierarchy",
)];

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Durable {
    /// `folders/42`, then `organizations/7`: from the project upwards.
    pub(crate) ancestors: Vec<String>,
}

/// Nothing is recorded beside it.
#[derive(Serialize)]
struct Context {}

/// Makes the resource of what a project belongs to.
pub(crate) fn normalise(list: Vec<native::Ancestor>) -> Outcome {
    let mut ancestors = Vec::new();
    let mut doubts = Vec::new();
    for native::Ancestor { id, resource_id, r#type } in list {
        let native::ResourceId { id, r#type } =
            resource_id.unwrap_or(native::ResourceId { id, r#type });
        match (said(r#type).as_deref(), said(id)) {
            (Some("project"), _) => {}
            (Some("folder"), Some(id)) => ancestors.push(format!("folders/{id}")),
            (Some("organization"), Some(id)) => ancestors.push(format!("organizations/{id}")),
            (other, _) => doubts
                .push(format!("can't read the ancestor `{}`", other.unwrap_or("without type"))),
        }
    }
    let durable = Durable { ancestors };
    resource(SPEC.title, Some(SPEC.title.to_owned()), &durable, &Context {}, doubts)
}
