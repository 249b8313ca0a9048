//! The binary with a cloud in front of it.

use std::ops::Deref;

use serde_json::Value;

use super::binary::{self, Folder};
use super::cloudsim::Cloud;

/// A folder whose configuration says where the cloud is.
pub(crate) struct Place(Folder);

impl Deref for Place {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Place {
    /// With a configuration: the lines of `[azure]` beside the address of the cloud.
    pub(crate) fn before(cloud: &Cloud, lines: &str) -> Self {
        let place = Self(Folder::new());
        place.configure(&cloud.url(), lines);
        place
    }

    /// Writes another configuration.
    pub(crate) fn configure(&self, url: &str, lines: &str) {
        let text = format!("[scan]\nlive = \"live\"\n[azure]\nendpoint_url = \"{url}\"\n{lines}\n");
        self.write("driftwall.toml", &text);
    }
}

/// The scopes of a snapshot.
pub(crate) fn scopes(snapshot: &Value) -> Vec<String> {
    snapshot["scopes"].as_object().unwrap().keys().cloned().collect()
}

/// What a snapshot says of a kind: its status and the reason.
pub(crate) fn coverage(snapshot: &Value, subscription: &str, kind: &str) -> (String, String) {
    binary::told(snapshot, &format!("azure:{subscription}"), &format!("azure.{kind}"))
}

/// The resources of a kind.
pub(crate) fn resources<'a>(snapshot: &'a Value, subscription: &str, kind: &str) -> &'a Value {
    let kinds = &snapshot["scopes"][format!("azure:{subscription}")]["kinds"];
    &kinds[format!("azure.{kind}")]["resources"]
}
