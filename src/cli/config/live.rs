//! What live reads are told: `[aws]`, `[azure]`, `[docker]`, `[gcp]`, `[kubernetes]`, and how long and how many at once under `[scan]`.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;
use std::time::Duration;

use camino::Utf8PathBuf;
use jiff::SignedDuration;

use super::azure::AzureSettings;
use super::file::{AwsTable, ConfigFile, DockerTable, KubernetesTable};
use super::gcp::GcpSettings;
use super::resolve::Resolver;
use super::settings::{Origin, Setting};
use super::source::placed;
use super::variables;
use crate::model::Provider;
use crate::providers::aws::{
    AccountGlob, ExternalId, RegionGlob, RoleName, Settings as AwsSettings,
};
use crate::providers::docker::{Host, Settings as DockerSettings};
use crate::providers::kubernetes::{ContextGlob, Settings as KubernetesSettings};
use crate::providers::live::{Limits, Settings as ProviderSettings};
use crate::written::text_value;

/// How long a live read may take unless somebody says otherwise.
const DEADLINE: Duration = Duration::from_mins(10);
/// How many requests are in flight unless somebody says otherwise.
const CONCURRENCY: NonZeroU16 = match NonZeroU16::new(16) {
    Some(number) => number,
    None => NonZeroU16::MIN,
};

/// What live reads are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSettings {
    /// The providers that `live` reads.
    pub asked: BTreeSet<Provider>,
    /// What a live read may take.
    pub deadline: Setting<TimeText>,
    /// Requests in flight.
    pub concurrency: Setting<NonZeroU16>,
    /// `aws.accounts`: the accounts to read with the role; nothing for all of the organisation.
    pub accounts: Setting<Option<Vec<AccountGlob>>>,
    /// `aws.role`: the role to assume in each account; nothing for the account of the credentials alone.
    pub role: Setting<Option<RoleName>>,
    /// `aws.external_id`
    pub external_id: Setting<Option<ExternalId>>,
    /// `aws.regions`: the regions to read; nothing for all.
    pub regions: Setting<Option<Vec<RegionGlob>>>,
    /// `aws.profile`
    pub profile: Setting<Option<String>>,
    /// `aws.endpoint_url`
    pub endpoint_url: Setting<Option<String>>,
    /// `kubernetes.contexts`: the contexts to read; nothing for none.
    pub contexts: Setting<Option<Vec<ContextGlob>>>,
    /// `kubernetes.kubeconfig`
    pub kubeconfig: Setting<Option<Utf8PathBuf>>,
    /// `docker.hosts`: the hosts to read; nothing for this machine's own.
    pub hosts: Setting<Option<Vec<Host>>>,
    /// `docker.cert_path`
    pub cert_path: Setting<Option<Utf8PathBuf>>,
    /// `[gcp]`
    pub gcp: GcpSettings,
    /// `[azure]`
    pub azure: AzureSettings,
}

impl LiveSettings {
    /// The limits, as clients take them.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            concurrency: usize::from(self.concurrency.value.get()),
            deadline: self.deadline.value.0,
        }
    }

    /// What is configured of each provider, as clients take it.
    #[must_use]
    pub fn providers(&self) -> ProviderSettings {
        let Self {
            asked,
            deadline: _,
            concurrency: _,
            accounts,
            role,
            external_id,
            regions,
            profile,
            endpoint_url,
            contexts,
            kubeconfig,
            hosts,
            cert_path,
            gcp,
            azure,
        } = self;
        ProviderSettings {
            asked: asked.clone(),
            aws: AwsSettings {
                accounts: accounts.value.clone(),
                role: role.value.clone(),
                external_id: external_id.value.clone(),
                regions: regions.value.clone(),
                profile: profile.value.clone(),
                endpoint_url: endpoint_url.value.clone(),
            },
            kubernetes: KubernetesSettings {
                contexts: contexts.value.clone(),
                kubeconfig: kubeconfig.value.clone(),
            },
            docker: DockerSettings {
                hosts: hosts.value.clone(),
                cert_path: cert_path.value.clone(),
            },
            gcp: gcp.client(),
            azure: azure.client(),
        }
    }
}

impl Resolver<'_> {
    /// Collects what live reads are told.
    pub(super) fn live(&mut self, file: &ConfigFile) -> LiveSettings {
        let aws = file.aws.clone().unwrap_or_default();
        let AwsTable { accounts, role, external_id, regions, profile, endpoint_url } = &aws;
        let otherwise = "without `accounts`, every account of the organisation is read";
        self.never_empty(accounts, &["aws", "accounts"], "account", otherwise);
        for (key, is_set) in
            [("accounts", accounts.is_some()), ("external_id", external_id.is_some())]
        {
            if is_set && role.is_none() {
                let problem = "without `role`, only the account of the credentials is read";
                let hint =
                    "name the role that is assumed in each account: role = \"driftwall-audit\"";
                self.wrong_key(&["aws", key], problem.to_owned(), Some(hint.to_owned()));
            }
        }
        let otherwise = "without `regions`, every region that is enabled is read";
        self.never_empty(regions, &["aws", "regions"], "region", otherwise);
        if profile.as_ref().is_some_and(String::is_empty) {
            let problem = "a profile has a name".to_owned();
            self.wrong_key(&["aws", "profile"], problem, None);
        }
        self.is_url(endpoint_url, &["aws", "endpoint_url"]);
        let KubernetesTable { contexts, kubeconfig, ipblock: _ } = &file.kubernetes;
        let otherwise = "without `contexts`, `live` reads no cluster";
        self.never_empty(contexts, &["kubernetes", "contexts"], "cluster", otherwise);
        let kubeconfig = kubeconfig.as_ref().map(|path| placed(path.as_str(), self.base()));
        let docker = file.docker.clone().unwrap_or_default();
        let cert_path = self.docker(&docker);
        let concurrency = file.scan.concurrency;
        LiveSettings {
            asked: asked(file),
            deadline: self.deadline(file),
            concurrency: concurrency.map_or(Setting::default(CONCURRENCY), |value| Setting {
                value,
                origin: self.line(&["scan", "concurrency"]),
            }),
            accounts: self.of_file(accounts, &["aws", "accounts"]),
            role: self.of_file(role, &["aws", "role"]),
            external_id: self.of_file(external_id, &["aws", "external_id"]),
            regions: self.of_file(regions, &["aws", "regions"]),
            profile: self.of_file(profile, &["aws", "profile"]),
            endpoint_url: self.of_file(endpoint_url, &["aws", "endpoint_url"]),
            contexts: self.of_file(contexts, &["kubernetes", "contexts"]),
            kubeconfig: self.of_file(&kubeconfig, &["kubernetes", "kubeconfig"]),
            gcp: self.gcp(file),
            azure: self.azure(file),
            hosts: self.of_file(&docker.hosts, &["docker", "hosts"]),
            cert_path: self.of_file(&cert_path, &["docker", "cert_path"]),
        }
    }

    /// Checks what is said of Docker, and says where the certificates are.
    fn docker(&mut self, table: &DockerTable) -> Option<Utf8PathBuf> {
        let DockerTable { hosts, cert_path } = table;
        let cert_path = cert_path.as_ref().map(|path| placed(path.as_str(), &self.base));
        let otherwise = "without `[docker]`, no host is read";
        self.never_empty(hosts, &["docker", "hosts"], "host", otherwise);
        let settings = DockerSettings { hosts: hosts.clone(), cert_path: cert_path.clone() };
        if let Err(error) = settings.hosts() {
            self.wrong_key(&["docker", "hosts"], error.to_string(), Some(error.hint()));
        }
        cert_path
    }

    /// A list says what is to be read, so one without anything in it is a mistake.
    pub(super) fn never_empty<T>(
        &mut self,
        list: &Option<Vec<T>>,
        path: &[&str],
        what: &str,
        otherwise: &str,
    ) {
        if list.as_ref().is_some_and(Vec::is_empty) {
            let problem = format!("an empty list leaves no {what} to read");
            self.wrong_key(path, problem, Some(otherwise.to_owned()));
        }
    }

    /// Whether a text is a URL, when there is one; it is a mistake otherwise.
    pub(super) fn is_url(&mut self, url: &Option<String>, path: &[&str]) -> bool {
        let is_wrong = url.as_ref().is_some_and(|url| !is_url(url));
        if is_wrong {
            let problem = "expected a URL that begins with https:// or http://".to_owned();
            self.wrong_key(path, problem, None);
        }
        url.is_some() && !is_wrong
    }

    pub(super) fn of_file<T: Clone>(&self, value: &Option<T>, path: &[&str]) -> Setting<Option<T>> {
        match value {
            Some(_) => Setting { value: value.clone(), origin: self.line(path) },
            None => Setting::default(None),
        }
    }

    fn deadline(&mut self, file: &ConfigFile) -> Setting<TimeText> {
        let path = &["scan", "deadline"];
        let flag = self.flags.deadline.clone().map(|text| (text, Origin::Flag("--deadline")));
        let variable = self.variable(&variables::DEADLINE).map(|set| (set.value, set.origin));
        let outside: Vec<Option<Setting<TimeText>>> = [flag, variable]
            .into_iter()
            .flatten()
            .map(|(text, origin)| {
                let checked =
                    text.parse().map_err(|error: TimeTextError| (error.to_string(), None));
                self.settle(checked, origin, path)
            })
            .collect();
        let inside = file.scan.deadline.map(|value| Setting { value, origin: self.line(path) });
        outside
            .into_iter()
            .flatten()
            .next()
            .or(inside)
            .unwrap_or(Setting::default(TimeText(DEADLINE)))
    }
}

/// The providers whose tables say what is to be read. Where none does, it is AWS.
fn asked(file: &ConfigFile) -> BTreeSet<Provider> {
    let mut asked = BTreeSet::new();
    asked.extend(file.aws.is_some().then_some(Provider::Aws));
    asked.extend(file.kubernetes.contexts.is_some().then_some(Provider::Kubernetes));
    let hosts = file.docker.as_ref().and_then(|docker| docker.hosts.as_ref());
    asked.extend(hosts.map(|_| Provider::Docker));
    asked.extend(file.gcp.is_some().then_some(Provider::Gcp));
    asked.extend(file.azure.is_some().then_some(Provider::Azure));
    if asked.is_empty() {
        asked.insert(Provider::Aws);
    }
    asked
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Whether a URL leads to another machine in plain text.
pub(super) fn is_plain_abroad(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_loopback = host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|host: std::net::IpAddr| host.is_loopback());
    !is_loopback || port.is_some_and(|port| port.parse::<u16>().is_err())
}

/// A length of time that is not zero: `90s`, `10m`, `1h 30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeText(pub Duration);

/// A text that is no length of time.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a length of time; write 90s, 10m or 1h")]
pub struct TimeTextError(String);

impl FromStr for TimeText {
    type Err = TimeTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || TimeTextError(text.to_owned());
        let time: SignedDuration = text.parse().map_err(|_| wrong())?;
        let time = Duration::try_from(time).map_err(|_| wrong())?;
        if time.is_zero() { Err(wrong()) } else { Ok(Self(time)) }
    }
}

impl fmt::Display for TimeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match SignedDuration::try_from(self.0) {
            Ok(time) => write!(f, "{time:#}"),
            Err(_) => write!(f, "{}s", self.0.as_secs()),
        }
    }
}

text_value!(TimeText, "Time", { "type": "string", "examples": ["90s", "10m", "1h"] });

text_value!(RegionGlob, "RegionGlob", {
    "type": "string",
    "pattern": "^[a-z0-9*?-]+$",
    "examples": ["eu-west-1", "eu-*"]
});

text_value!(ContextGlob, "ContextGlob", {
    "type": "string",
    "minLength": 1,
    "examples": ["prod", "prod-*", "in-cluster"]
});

text_value!(AccountGlob, "AccountGlob", {
    "type": "string",
    "pattern": "^([0-9]{12}|[0-9*?]*[*?][0-9*?]*)$",
    "examples": ["111122223333", "1111*"]
});

text_value!(RoleName, "RoleName", {
    "type": "string",
    "pattern": "^([!-9;-~]*/)?[A-Za-z0-9_+=,.@-]{1,64}$",
    "examples": ["driftwall-audit", "security/driftwall-audit"]
});

text_value!(ExternalId, "ExternalId", {
    "type": "string",
    "pattern": "^[A-Za-z0-9_+=,.@:/-]{2,1224}$"
});

text_value!(Host, "DockerHost", {
    "type": "string",
    "pattern": "^([A-Za-z0-9._-]+=)?(unix:///|tcp://|ssh://).+$",
    "examples": ["unix:///var/run/docker.sock", "tcp://docker.example:2376", "shop-1=ssh://user@docker.example"]
});
#[cfg(test)]
mod tests {
    use super::is_plain_abroad;

    #[test]
    fn plain_text_stays_on_this_machine() {
        for url in [
            "https://proxy.example",
            "http://127.0.0.1:8080",
            "http://127.9.9.9/",
            "http://[::1]:80/x",
            "http://localhost",
        ] {
            assert!(!is_plain_abroad(url), "{url}");
        }
        for url in [
            "http://proxy.example",
            "http://127.0.0.1.example:80",
            "http://127.0.0.1@proxy.example",
            "http://127.0.0.1:80@proxy.example",
            "http://localhost\\@proxy.example",
            "http://[2001:db8::1]:80",
            "http://0.0.0.0",
            "http://10.0.0.1",
        ] {
            assert!(is_plain_abroad(url), "{url}");
        }
    }
}
