//! `[gcp]`: what of Google Cloud is read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::ConfigFile;
use super::live::is_plain_abroad;
use super::resolve::Resolver;
use super::settings::Setting;
use crate::providers::gcp::{Number, ProjectGlob, Settings};
use crate::written::text_value;

/// `[gcp]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct GcpTable {
    /// The projects to read, as ids or patterns. By default all of `organization` and `folders`, else all that the credentials can see.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ProjectGlob>")]
    pub projects: Option<Vec<ProjectGlob>>,
    /// The number of the organisation whose projects and firewall policies are read. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Number")]
    pub organization: Option<Number>,
    /// The numbers of the folders whose projects and firewall policies are read, with all that is below them. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Number>")]
    pub folders: Option<Vec<Number>>,
    /// Where every service of Google answers, such as a proxy. Plain http, for this machine alone, is asked without credentials. By default Google itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub endpoint_url: Option<String>,
}

/// What live reads of Google Cloud are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GcpSettings {
    /// `gcp.projects`: the projects to read; nothing for all that there are.
    pub projects: Setting<Option<Vec<ProjectGlob>>>,
    /// `gcp.organization`
    pub organization: Setting<Option<Number>>,
    /// `gcp.folders`
    pub folders: Setting<Option<Vec<Number>>>,
    /// `gcp.endpoint_url`
    pub endpoint_url: Setting<Option<String>>,
}

impl GcpSettings {
    /// As the client takes them.
    #[must_use]
    pub fn client(&self) -> Settings {
        let Self { projects, organization, folders, endpoint_url } = self;
        Settings {
            projects: projects.value.clone(),
            organization: organization.value.clone(),
            folders: folders.value.clone(),
            endpoint_url: endpoint_url.value.clone(),
        }
    }
}

impl Resolver<'_> {
    /// Collects what live reads of Google Cloud are told.
    pub(super) fn gcp(&mut self, file: &ConfigFile) -> GcpSettings {
        let table = file.gcp.clone().unwrap_or_default();
        let GcpTable { projects, organization, folders, endpoint_url } = &table;
        let otherwise = "without `projects`, every project that there is is read";
        self.never_empty(projects, &["gcp", "projects"], "project", otherwise);
        let otherwise = "without `folders`, no folder is looked into by itself";
        self.never_empty(folders, &["gcp", "folders"], "folder", otherwise);
        let path = &["gcp", "endpoint_url"];
        if self.is_url(endpoint_url, path) && endpoint_url.as_deref().is_some_and(is_plain_abroad) {
            let problem = "plain http is for this machine alone: what is asked and answered could be read and changed on the way";
            let hint = "write https://, or http://127.0.0.1 with a port";
            self.wrong_key(path, problem.to_owned(), Some(hint.to_owned()));
        }
        GcpSettings {
            projects: self.of_file(projects, &["gcp", "projects"]),
            organization: self.of_file(organization, &["gcp", "organization"]),
            folders: self.of_file(folders, &["gcp", "folders"]),
            endpoint_url: self.of_file(endpoint_url, &["gcp", "endpoint_url"]),
        }
    }
}

text_value!(ProjectGlob, "ProjectGlob", {
    "type": "string",
    "pattern": "^[a-z0-9*?][a-z0-9.:*?-]*$",
    "examples": ["shop-prod", "shop-*"]
});

text_value!(Number, "Number", {
    "type": "string",
    "pattern": "^[0-9]{1,20}$",
    "examples": ["123456789012"]
});
