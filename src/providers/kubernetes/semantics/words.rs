//! The names under which guards draw on pods, nodes, ports and addresses.
//!
//! | name | who is behind it |
//! | --- | --- |
//! | `kubernetes.selector:shop/app=web` | the pods of the namespace `shop` with this label |
//! | `kubernetes.selector:{env=prod}/*` | all pods of the namespaces with this label |
//! | `kubernetes.selector:*/*` | all pods |
//! | `kubernetes.port:http=tcp/8080` | the pods that call this port so |
//! | `kubernetes.node:pool=edge` | the nodes with this label |
//! | `kubernetes.domain:example.com` | whatever the name leads to |
//! | `kubernetes.workload:shop/web[Deployment]` | the pods of this workload |
//! | `kubernetes.pod-address:10.0.0.0/8` | the pods that have such an address; with `only:` in front, those that have no other |
//! | `kubernetes.pod-address:unknown` | the pods of which no address was read |
//! | `kubernetes.pod:host-network` | the pods on the network of their node |
//! | `kubernetes.next:…`, `kubernetes.unsure:…` | a condition, and nobody's membership |
//!
//! Two selectors have the same name exactly when they are the same: what the API would refuse in a label is quoted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::providers::kubernetes::parse::namespace::NAME_LABEL;
use crate::providers::kubernetes::parse::port::Protocol;
use crate::providers::kubernetes::parse::selector::{Operator, Requirement, Selector};
use crate::traffic::Addresses;

/// Labels of a pod or a namespace.
pub(super) type Labels = BTreeMap<String, String>;

/// The pods on the network of their node: they are the node, for every policy.
pub(super) const HOST_NETWORK: &str = "kubernetes.pod:host-network";
/// The pods of which no address was read. Whether they have one of a block is a membership that nobody resolves.
pub(super) const NO_ADDRESS: &str = "kubernetes.pod-address:unknown";
/// At a pod whose network policies stand for any that there may be: they isolate it and none allows the packet.
pub(super) const DENIES: &str = "kubernetes.next:network-policies-deny";
/// Likewise: one of them allows the packet.
pub(super) const ALLOWS: &str = "kubernetes.next:network-policies-allow";

/// Pods as a policy selects them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chosen {
    namespaces: Namespaces,
    pods: Selector,
}

/// Namespaces as a policy selects them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Namespaces {
    One(String),
    Those(Selector),
}

impl Chosen {
    /// Every pod of the cluster.
    pub(super) const fn everyone() -> Self {
        let namespaces = Namespaces::Those(Selector(Vec::new()));
        Self { namespaces, pods: Selector(Vec::new()) }
    }

    /// Pods of one namespace.
    pub(super) fn within(namespace: &str, pods: &Selector) -> Self {
        Self { namespaces: Namespaces::One(namespace.to_owned()), pods: pods.clone() }
    }

    /// Pods of namespaces; all of them without a selector for pods.
    pub(super) fn across(namespaces: &Selector, pods: Option<&Selector>) -> Self {
        let namespaces = match namespaces.0.as_slice() {
            // Every namespace carries its name as a label, so this is another way to write it.
            [Requirement { key, operator: Operator::In, values }]
                if key == NAME_LABEL && values.len() == 1 =>
            {
                Namespaces::One(values.concat())
            }
            _ => Namespaces::Those(namespaces.clone()),
        };
        Self { namespaces, pods: pods.cloned().unwrap_or_default() }
    }

    /// The name in guards.
    pub(super) fn name(&self) -> Arc<str> {
        self.to_string().into()
    }

    /// The one namespace that it looks at, when it is one.
    pub(super) fn namespace(&self) -> Option<&str> {
        match &self.namespaces {
            Namespaces::One(name) => Some(name),
            Namespaces::Those(_) => None,
        }
    }

    /// Whether all pods of these namespaces are selected.
    pub(super) fn takes_all_pods(&self) -> bool {
        self.pods.0.is_empty()
    }

    /// Whether a pod is selected; nothing when that hangs on labels of a namespace that was not read.
    pub(super) fn holds(&self, home: &Home, pod: &Labels) -> Option<bool> {
        if !self.pods.matches(pod) {
            return Some(false);
        }
        match &self.namespaces {
            Namespaces::One(name) => Some(*name == home.name),
            Namespaces::Those(selector) => home.matches(selector),
        }
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("kubernetes.selector:")?;
        match &self.namespaces {
            Namespaces::One(name) => f.write_str(&quoted(name, "-."))?,
            Namespaces::Those(selector) if selector.0.is_empty() => f.write_str("*")?,
            Namespaces::Those(selector) => write!(f, "{{{}}}", labels(selector))?,
        }
        write!(f, "/{}", labels(&self.pods))
    }
}

/// A namespace, as selectors see it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Home {
    pub(super) name: String,
    /// Nothing when they were not read. The label with the name is known all the same.
    pub(super) labels: Option<Labels>,
}

impl Home {
    fn matches(&self, selector: &Selector) -> Option<bool> {
        if let Some(labels) = &self.labels {
            return Some(selector.matches(labels));
        }
        let known = Labels::from([(NAME_LABEL.to_owned(), self.name.clone())]);
        let (named, rest): (Vec<Requirement>, Vec<Requirement>) =
            selector.0.iter().cloned().partition(|requirement| requirement.key == NAME_LABEL);
        if !Selector(named).matches(&known) {
            return Some(false);
        }
        rest.is_empty().then_some(true)
    }
}

/// The name of a port that a pod calls so; without a number where any pod may call any port so.
pub(super) fn port(name: &str, protocol: Protocol, number: Option<u16>) -> Arc<str> {
    let (name, protocol) = (quoted(name, "-"), protocol.word());
    match number {
        Some(number) => format!("kubernetes.port:{name}={protocol}/{number}").into(),
        None => format!("kubernetes.port:{name}={protocol}").into(),
    }
}

/// The name of nodes.
pub(super) fn nodes(selector: &Selector) -> Arc<str> {
    format!("kubernetes.node:{}", labels(selector)).into()
}

/// The name of what a name in DNS leads to.
pub(super) fn domain(name: &str) -> Arc<str> {
    format!("kubernetes.domain:{}", quoted(name, "-.*")).into()
}

/// The name of the pods of a workload, or of one pod, by its label in answers.
pub(super) fn workload(label: &str) -> Arc<str> {
    format!("kubernetes.workload:{label}").into()
}

/// The names of the pods that have an address of a block.
#[derive(Clone, Debug)]
pub(super) struct InBlock {
    /// Those that are known to have one.
    pub(super) some: Arc<str>,
    /// Those that are known to have no other.
    pub(super) only: Arc<str>,
    /// Those of [`NO_ADDRESS`] that have one, which nobody knows.
    pub(super) open: Arc<str>,
}

pub(super) fn in_block(block: &Addresses) -> InBlock {
    let text = block.texts().join(",");
    InBlock {
        some: format!("kubernetes.pod-address:{text}").into(),
        only: format!("kubernetes.pod-address:only:{text}").into(),
        open: format!("kubernetes.pod-address:unknown:{text}").into(),
    }
}

/// The name of a namespace whose labels decide and were not read.
pub(super) fn namespace(name: &str) -> Arc<str> {
    format!("kubernetes.namespace:{}", quoted(name, "-.")).into()
}

fn labels(selector: &Selector) -> String {
    if selector.0.is_empty() {
        return "*".to_owned();
    }
    let mut text = String::new();
    for Requirement { key, operator, values } in &selector.0 {
        let key = quoted(key, "-._/");
        let listed: Vec<Cow<'_, str>> = values.iter().map(|value| quoted(value, "-._")).collect();
        let comma = if text.is_empty() { "" } else { "," };
        let written = match (operator, listed.as_slice()) {
            (Operator::In, [value]) => write!(text, "{comma}{key}={value}"),
            (Operator::NotIn, [value]) => write!(text, "{comma}{key}!={value}"),
            (Operator::In, _) => write!(text, "{comma}{key} in ({})", listed.join(",")),
            (Operator::NotIn, _) => write!(text, "{comma}{key} notin ({})", listed.join(",")),
            (Operator::Exists, _) => write!(text, "{comma}{key}"),
            (Operator::DoesNotExist, _) => write!(text, "{comma}!{key}"),
        };
        debug_assert!(written.is_ok(), "writing to a string");
    }
    text
}

/// The text itself when it holds nothing but letters, digits and these, else in quotation marks.
fn quoted<'a>(text: &'a str, also: &str) -> Cow<'a, str> {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{text:?}"))
    }
}
