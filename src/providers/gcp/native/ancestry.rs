//! What a project belongs to.

use serde::Deserialize;

/// The project itself, a folder, or the organisation: `{"resourceId": {…}}` of the API, and the inside alone of `gcloud`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Ancestor {
    pub(crate) id: Option<String>,
    pub(crate) resource_id: Option<ResourceId>,
    pub(crate) r#type: Option<String>,
}

/// The number of a folder or an organisation, or the id of a project.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResourceId {
    pub(crate) id: Option<String>,
    pub(crate) r#type: Option<String>,
}
