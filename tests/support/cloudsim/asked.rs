//! What a request means, and the record of all that were made.

use std::collections::BTreeMap;
use std::time::Duration;

use super::faults::Kind;
use super::request::Request;
use super::{aws, azure, docker, gcp, kubernetes, pages};

/// Whose words a request is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Provider {
    Aws,
    Azure,
    Gcp,
    Kubernetes,
    Docker,
}

impl Provider {
    /// All of them, for a campaign.
    pub(crate) const ALL: [Self; 5] =
        [Self::Aws, Self::Azure, Self::Gcp, Self::Kubernetes, Self::Docker];

    /// What can be asked of it.
    pub(crate) fn actions(self) -> &'static [Action] {
        match self {
            Self::Aws => aws::ACTIONS,
            Self::Azure => azure::ACTIONS,
            Self::Gcp => gcp::ACTIONS,
            Self::Kubernetes => kubernetes::ACTIONS,
            Self::Docker => docker::ACTIONS,
        }
    }
}

/// Something that can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    /// As the provider's own policies write it: `ec2:DescribeSubnets`, `compute.firewalls.list`.
    pub(crate) name: &'static str,
    /// Whether the answer comes in pages.
    pub(crate) pages: bool,
}

/// A request, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) provider: Provider,
    /// `ec2`, `Microsoft.Network`, `compute`, `networking.k8s.io`.
    pub(crate) service: String,
    /// As the provider's policies write it; what [`Action::name`] is where the simulator knows it.
    pub(crate) action: String,
    /// The account, the subscription, the project (or `organizations/<id>`) or the cluster.
    pub(crate) account: String,
    /// Who asks AWS: `user/audit`, or `assumed-role/<role>/<session>`; empty when it does not fit together. Who asks a
    /// cluster: the credentials as they are sent.
    pub(crate) who: String,
    /// The region of AWS; what else has regions has them in what it answers.
    pub(crate) region: String,
    /// The page, counted from one.
    pub(crate) page: usize,
    /// The token that leads to it.
    pub(crate) token: Option<String>,
    /// What is asked with it: parameters, or the path and the query.
    pub(crate) parameters: BTreeMap<String, String>,
    /// The attempt that the client says it is, counted from one.
    pub(crate) attempt: usize,
    /// The connection that it came on.
    pub(crate) connection: usize,
    /// When it was there in full, counted from the start of the server.
    pub(crate) at: Duration,
    /// When the last byte of the answer was out.
    pub(crate) until: Option<Duration>,
    pub(crate) status: Option<u16>,
    /// What was done to its answer.
    pub(crate) fault: Option<Kind>,
}

impl Asked {
    /// Reads what a request means.
    pub(crate) fn new(request: &Request) -> Self {
        let parts = request.parts();
        let first = parts.first().map_or("", String::as_str);
        match first {
            "" => aws::asked(request),
            first if docker::is_of_an_engine(first) => docker::asked(request),
            "clusters" => kubernetes::asked(request, &parts),
            "compute" | "v1" | "v2" | "v3" => gcp::asked(request, &parts),
            _ => azure::asked(request, &parts),
        }
    }

    /// What every provider fills in.
    pub(crate) fn of(provider: Provider, service: &str, action: &str, account: &str) -> Self {
        Self {
            provider,
            service: service.to_owned(),
            action: action.to_owned(),
            account: account.to_owned(),
            who: String::new(),
            region: String::new(),
            page: 1,
            token: None,
            parameters: BTreeMap::new(),
            attempt: 1,
            connection: 0,
            at: Duration::ZERO,
            until: None,
            status: None,
            fault: None,
        }
    }

    /// The same on a page.
    pub(crate) fn on_page(mut self, token: Option<&str>) -> Self {
        self.page = pages::number(token);
        self.token = token.map(str::to_owned);
        self
    }

    /// A parameter that was sent, and not empty.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The list that its pages are cut from.
    pub(crate) fn list(&self, about: &str) -> String {
        [&self.action, &self.account, &self.region, about].join("/")
    }
}

/// The highest number of requests that were in flight at one time.
pub(crate) fn most_at_once<'a>(asked: impl Iterator<Item = &'a Asked>) -> usize {
    let mut steps: Vec<(Duration, bool)> = Vec::new();
    for one in asked {
        steps.push((one.at, true));
        // One that ends when another begins is over.
        steps.extend(one.until.map(|until| (until, false)));
    }
    steps.sort_unstable();
    let (mut now, mut most) = (0_usize, 0);
    for (_, starts) in steps {
        now = if starts { now + 1 } else { now.saturating_sub(1) };
        most = most.max(now);
    }
    most
}
