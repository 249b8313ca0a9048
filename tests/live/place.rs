//! The binary with a server in front of it.

use std::ops::Deref;

use serde_json::Value;

use super::account::Asked;
use super::binary::Folder;
use super::http::{Answer, Server};

/// A server that answers with what `script` makes of what is asked.
pub(crate) fn serve(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |request| script(&Asked::new(request)))
}

/// A folder of its own, and the server that stands for AWS there.
pub(crate) struct Place {
    folder: Folder,
    server: Server,
}

impl Deref for Place {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.folder
    }
}

impl Place {
    /// With the credentials of an example.
    pub(crate) fn new(server: Server) -> Self {
        let folder = Folder::new()
            .with_env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .with_env("AWS_SECRET_ACCESS_KEY", "none")
            .with_env("AWS_REGION", "eu-west-1")
            .with_env("AWS_EC2_METADATA_DISABLED", "true")
            .with_env("AWS_ENDPOINT_URL", server.url());
        Self { folder, server }
    }

    /// The same folder, with its baseline, before another account.
    pub(crate) fn before(self, server: Server) -> Self {
        Self { folder: self.folder.with_env("AWS_ENDPOINT_URL", server.url()), server }
    }

    /// What the server was asked.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.server.asked().iter().map(Asked::new).collect()
    }
}

/// What a report says of a kind in a region, or a scope: its status and the reason.
pub(crate) fn coverage(report: &Value, region: &str, kind: &str) -> (String, String) {
    let rows = report["coverage"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["scope"].as_str().unwrap().ends_with(region) && row["kind"] == kind)
        .unwrap_or_else(|| panic!("no row for {kind} in {region}"));
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}
