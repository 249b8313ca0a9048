//! `[azure]`: what of Azure is read.

use camino::Utf8PathBuf;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::ConfigFile;
use super::live::is_plain_abroad;
use super::resolve::Resolver;
use super::settings::Setting;
use super::variables;
use crate::providers::azure::{
    Cloud, ManagementGroup, Secret, Settings, SubscriptionGlob, Tenant, TenantError,
};
use crate::written::text_value;

/// `[azure]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, expecting = "a table")]
#[schemars(deny_unknown_fields)]
pub struct AzureTable {
    /// The subscriptions to read, as ids, names or patterns. By default all of `management_groups`, else all that the credentials can see.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SubscriptionGlob>")]
    pub subscriptions: Option<Vec<SubscriptionGlob>>,
    /// The ids of the management groups whose subscriptions are read, with all that is below them. By default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<ManagementGroup>")]
    pub management_groups: Option<Vec<ManagementGroup>>,
    /// The tenant to ask in, by its id or a domain. By default that of the credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Tenant")]
    pub tenant: Option<Tenant>,
    /// Which of Microsoft's clouds: `public`, `usgov` or `china`. By default `public`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Cloud")]
    pub cloud: Option<Cloud>,
    /// Where Resource Manager answers, such as a proxy. Plain http, for this machine alone, is asked without credentials. By default Azure itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub endpoint_url: Option<String>,
}

/// What live reads of Azure are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AzureSettings {
    /// `azure.subscriptions`: the subscriptions to read; nothing for all that there are.
    pub subscriptions: Setting<Option<Vec<SubscriptionGlob>>>,
    /// `azure.management_groups`
    pub management_groups: Setting<Option<Vec<ManagementGroup>>>,
    /// `azure.tenant`
    pub tenant: Setting<Option<Tenant>>,
    /// `azure.cloud`
    pub cloud: Setting<Cloud>,
    /// `azure.endpoint_url`
    pub endpoint_url: Setting<Option<String>>,
    /// Who asks, as the environment says.
    pub client: Option<String>,
    /// With which secret; shown to nobody.
    pub secret: Option<Secret>,
    /// Or with the token in which file.
    pub token_file: Option<Utf8PathBuf>,
}

impl AzureSettings {
    /// As the client takes them.
    #[must_use]
    pub fn client(&self) -> Settings {
        let Self {
            subscriptions,
            management_groups,
            tenant,
            cloud,
            endpoint_url,
            client,
            secret,
            token_file,
        } = self;
        Settings {
            subscriptions: subscriptions.value.clone(),
            management_groups: management_groups.value.clone(),
            tenant: tenant.value.clone(),
            cloud: cloud.value,
            endpoint_url: endpoint_url.value.clone(),
            client: client.clone(),
            secret: secret.clone(),
            token_file: token_file.clone(),
        }
    }
}

impl Resolver<'_> {
    /// Collects what live reads of Azure are told.
    pub(super) fn azure(&mut self, file: &ConfigFile) -> AzureSettings {
        let table = file.azure.clone().unwrap_or_default();
        let AzureTable { subscriptions, management_groups, tenant, cloud, endpoint_url } = &table;
        let otherwise = "without `subscriptions`, every subscription that there is is read";
        let path = &["azure", "subscriptions"];
        self.never_empty(subscriptions, path, "subscription", otherwise);
        let otherwise = "without `management_groups`, no group is looked into by itself";
        let path = &["azure", "management_groups"];
        self.never_empty(management_groups, path, "management group", otherwise);
        let path = &["azure", "endpoint_url"];
        if self.is_url(endpoint_url, path) && endpoint_url.as_deref().is_some_and(is_plain_abroad) {
            let problem = "plain http is for this machine alone: what is asked and answered could be read and changed on the way";
            let hint = "write https://, or http://127.0.0.1 with a port";
            self.wrong_key(path, problem.to_owned(), Some(hint.to_owned()));
        }
        let of_variable = self.variable(&variables::AZURE_TENANT_ID).and_then(|set| {
            let checked = set.value.parse().map_err(|wrong: TenantError| (wrong.to_string(), None));
            let checked = checked.map(|tenant: Tenant| Some(tenant));
            self.settle(checked, set.origin, &["azure", "tenant"])
        });
        let set = |this: &Self, variable| this.variable(variable).map(|set| set.value);
        AzureSettings {
            subscriptions: self.of_file(subscriptions, &["azure", "subscriptions"]),
            management_groups: self.of_file(management_groups, &["azure", "management_groups"]),
            tenant: of_variable.unwrap_or_else(|| self.of_file(tenant, &["azure", "tenant"])),
            cloud: cloud.map_or(Setting::default(Cloud::default()), |value| Setting {
                value,
                origin: self.line(&["azure", "cloud"]),
            }),
            endpoint_url: self.of_file(endpoint_url, &["azure", "endpoint_url"]),
            client: set(self, &variables::AZURE_CLIENT_ID),
            secret: set(self, &variables::AZURE_CLIENT_SECRET).map(Secret::new),
            token_file: set(self, &variables::AZURE_FEDERATED_TOKEN_FILE).map(Utf8PathBuf::from),
        }
    }
}

text_value!(SubscriptionGlob, "SubscriptionGlob", {
    "type": "string",
    "pattern": "^[^/<>|\\\\]{1,128}$",
    "examples": ["Shop Production", "prod-*", "00000000-0000-0000-0000-000000000000"]
});

text_value!(ManagementGroup, "ManagementGroup", {
    "type": "string",
    "pattern": "^[A-Za-z0-9_().-]{1,90}$",
    "examples": ["shop"]
});

text_value!(Tenant, "Tenant", {
    "type": "string",
    "pattern": "^[A-Za-z0-9.-]{1,253}$",
    "examples": ["shop.example"]
});

text_value!(Cloud, "Cloud", { "type": "string", "enum": ["public", "usgov", "china"] });
