//! The state behind the answers. Building it and editing it are the same words: each takes the estate and gives it back.

use std::collections::BTreeMap;

use super::aws::accounts::{Account, Organization};
use super::azure::store::{Group, Subscription};
use super::docker::store::Engine;
use super::gcp::store::Project;
use super::kubernetes::store::Cluster;

/// Everything that there is, of every provider.
#[derive(Debug, Default)]
pub(crate) struct Estate {
    /// By number.
    pub(crate) accounts: BTreeMap<String, Account>,
    /// The account that credentials of nobody in particular are for, and that manages the organisation.
    pub(crate) home: String,
    pub(crate) organization: Option<Organization>,
    /// By id.
    pub(crate) subscriptions: BTreeMap<String, Subscription>,
    /// Management groups, by name.
    pub(crate) groups: BTreeMap<String, Group>,
    /// By id; those of organisations and folders as `organizations/<id>` and `folders/<id>`.
    pub(crate) projects: BTreeMap<String, Project>,
    /// By name.
    pub(crate) clusters: BTreeMap<String, Cluster>,
    /// The one engine of Docker.
    pub(crate) engine: Engine,
    /// The most that a list gives at once, whatever is asked for. Nothing: what each API gives.
    pub(crate) page: Option<usize>,
}

impl Estate {
    /// An account of AWS, as it is or new. The first one is the [`home`](Self::home).
    pub(crate) fn aws(mut self, number: &str, change: impl FnOnce(Account) -> Account) -> Self {
        let account = self.accounts.remove(number).unwrap_or_else(|| Account::new(number));
        self.accounts.insert(number.to_owned(), change(account));
        if self.home.is_empty() {
            number.clone_into(&mut self.home);
        }
        self
    }

    /// So many accounts that are alike, numbered from 100000000001 on.
    pub(crate) fn many(self, count: usize, change: impl Fn(Account) -> Account) -> Self {
        (1..=count).fold(self, |estate, number| estate.aws(&format!("1{number:011}"), &change))
    }

    /// Makes an account, a subscription, a project or a cluster vanish.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let found = [
            self.accounts.remove(name).is_some(),
            self.subscriptions.remove(name).is_some(),
            self.projects.remove(name).is_some(),
            self.clusters.remove(name).is_some(),
        ];
        assert!(found.contains(&true), "{name} is not there");
        self
    }

    /// The organisation of all accounts, which the home account manages.
    pub(crate) fn organization(
        mut self,
        change: impl FnOnce(Organization) -> Organization,
    ) -> Self {
        self.organization = Some(change(self.organization.take().unwrap_or_default()));
        self
    }

    /// A subscription of Azure, as it is or new.
    pub(crate) fn azure(
        mut self,
        id: &str,
        change: impl FnOnce(Subscription) -> Subscription,
    ) -> Self {
        let subscription = self.subscriptions.remove(id).unwrap_or_else(|| Subscription::new(id));
        self.subscriptions.insert(id.to_owned(), change(subscription));
        self
    }

    /// A management group, with the subscriptions and groups under it.
    pub(crate) fn management_group(mut self, name: &str, shown: &str, children: &[&str]) -> Self {
        let children = children.iter().map(|&child| child.to_owned()).collect();
        self.groups.insert(name.to_owned(), Group { shown: shown.to_owned(), children });
        self
    }

    /// The most that a list gives at once, whatever is asked for. Every API may give less than that, and the next page
    /// all the same; so small estates have many pages.
    pub(crate) fn pages_of(self, size: usize) -> Self {
        assert!(size > 0, "pages of nothing");
        Self { page: Some(size), ..self }
    }

    /// How much a list gives, when so much is asked for.
    pub(crate) fn page_for(&self, asked: usize) -> usize {
        self.page.map_or(asked, |page| page.min(asked))
    }

    /// A project of GCP, as it is or new; an organisation or a folder as `organizations/<id>` or `folders/<id>`.
    pub(crate) fn gcp(mut self, id: &str, change: impl FnOnce(Project) -> Project) -> Self {
        let project = self.projects.remove(id).unwrap_or_else(|| Project::new(id));
        self.projects.insert(id.to_owned(), change(project));
        self
    }

    /// A cluster of Kubernetes, as it is or new.
    pub(crate) fn kubernetes(
        mut self,
        name: &str,
        change: impl FnOnce(Cluster) -> Cluster,
    ) -> Self {
        let cluster = self.clusters.remove(name).unwrap_or_default();
        self.clusters.insert(name.to_owned(), change(cluster));
        self
    }

    /// The engine of Docker, as it is.
    pub(crate) fn docker(mut self, change: impl FnOnce(Engine) -> Engine) -> Self {
        self.engine = change(self.engine);
        self
    }
}
