//! Settings and the kubeconfig → the clusters that are wanted.
//!
//! A context that is wanted by its name and is not there, or can't be known, is a gap of its own: the others go on. A pattern
//! that matches nothing has no name to be a gap under, so it is an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;
use kube::config::{Kubeconfig, KubeconfigError};

use crate::model::{Provider, Scope, Status};
use crate::providers::kubernetes::{ContextGlob, IN_CLUSTER, Settings};
use crate::providers::live::causes::innermost;
use crate::providers::live::rows::Gap;
use crate::providers::live::visits::{Found, Visit};
use crate::providers::live::{LiveError, Wanted};

/// How a cluster is reached.
pub(super) enum Access {
    /// With the service account of the pod that this runs in.
    Pod,
    /// As a context of the kubeconfig says.
    Context { kubeconfig: Arc<Kubeconfig>, name: String },
}

/// How many names are told of those that there are.
const NAMES: usize = 8;

/// How a cluster is reached, or why it can't be.
type Reached = Result<Access, Gap>;

/// The kubeconfig, as far as it could be read.
type Known = Result<Arc<Kubeconfig>, String>;

/// Which clusters are wanted, and how each is reached.
pub(super) fn contexts(wanted: &Wanted) -> Result<Found<Access>, LiveError> {
    let settings = &wanted.settings.kubernetes;
    let Settings { contexts: globs, kubeconfig } = settings;
    if let Some(scope) = &wanted.only {
        return one(scope, kubeconfig.as_deref());
    }
    let globs = globs.as_deref().unwrap_or_default();
    let needs_kubeconfig = globs.iter().any(|glob| glob.name() != Some(IN_CLUSTER));
    let known = if needs_kubeconfig {
        read(kubeconfig.as_deref())
    } else {
        Ok(Arc::new(Kubeconfig::default()))
    };
    let mut found: BTreeMap<String, Reached> = BTreeMap::new();
    for glob in globs {
        for (name, access) in chosen(glob, &known)? {
            found.entry(name).or_insert(access);
        }
    }
    let mut contexts = Found::default();
    for (name, access) in found {
        let Ok(scope) = Scope::new(Provider::Kubernetes, &name) else { continue };
        if !(wanted.takes)(&scope) {
            continue;
        }
        match access {
            Ok(with) => contexts.open.push(Visit { scope, place: name, with }),
            Err(gap) => contexts.unread.push((scope, gap)),
        }
    }
    Ok(contexts)
}

/// The contexts that a name or a pattern means.
fn chosen(glob: &ContextGlob, known: &Known) -> Result<Vec<(String, Reached)>, LiveError> {
    let named = |name: &str, access| Ok(vec![(name.to_owned(), access)]);
    match (glob.name(), known) {
        (Some(IN_CLUSTER), _) => named(IN_CLUSTER, Ok(Access::Pod)),
        (Some(name), Ok(kubeconfig)) => named(
            name,
            access(kubeconfig, name).ok_or_else(|| {
                Gap::new(Status::Failed, format!("{}; {NAMED}", no_context(kubeconfig, name)))
            }),
        ),
        (Some(name), Err(why)) => named(name, Err(Gap::new(Status::Failed, why.clone()))),
        (None, Ok(kubeconfig)) => {
            let names = names(kubeconfig).filter(|name| glob.matches(name));
            let found: Vec<_> = names
                .filter_map(|name| Some((name.to_owned(), Ok(access(kubeconfig, name)?))))
                .collect();
            if found.is_empty() { Err(no_match(glob, kubeconfig)) } else { Ok(found) }
        }
        (None, Err(why)) => Err(LiveError {
            is_wrong: false,
            message: why.clone(),
            hint: Some(format!("so nobody knows what `{glob}` means; {WHERE}")),
        }),
    }
}

const NAMED: &str = "`contexts` under [kubernetes] names it";
const WHERE: &str = "`kubeconfig` under [kubernetes] or KUBECONFIG says where it is";

/// The one cluster that was asked for by name.
fn one(scope: &Scope, path: Option<&Utf8Path>) -> Result<Found<Access>, LiveError> {
    let name = scope.place();
    let with = if name == IN_CLUSTER {
        Access::Pod
    } else {
        let wrong = |message, hint: &str| LiveError {
            is_wrong: true,
            message,
            hint: Some(hint.to_owned()),
        };
        let kubeconfig = read(path).map_err(|why| wrong(why, WHERE))?;
        access(&kubeconfig, &name).ok_or_else(|| {
            let hint = "`kubectl config get-contexts` lists them; `in-cluster` is the cluster that driftwall runs in";
            wrong(no_context(&kubeconfig, &name), hint)
        })?
    };
    let open = vec![Visit { scope: scope.clone(), place: name, with }];
    Ok(Found { open, ..Found::default() })
}

/// How a cluster is reached to change something there: as it is read, or as another context says that leads to the same server.
pub(super) fn to_change(
    wanted: &Wanted,
    scope: &Scope,
    profile: Option<&str>,
) -> Result<Visit<Access>, LiveError> {
    let path = wanted.settings.kubernetes.kubeconfig.as_deref();
    let name = scope.place();
    let Some(profile) = profile.filter(|profile| *profile != name) else {
        let Found { open, unread: _ } = one(scope, path)?;
        return open.into_iter().next().ok_or_else(|| LiveError {
            is_wrong: true,
            message: format!("nobody knows how {scope} is reached"),
            hint: Some(WHERE.to_owned()),
        });
    };
    let wrong = |message| LiveError { is_wrong: true, message, hint: Some(ANOTHER.to_owned()) };
    let kubeconfig = read(path).map_err(wrong)?;
    let with =
        access(&kubeconfig, profile).ok_or_else(|| wrong(no_context(&kubeconfig, profile)))?;
    let is_there = server(&kubeconfig, &name).is_some();
    if !is_there || server(&kubeconfig, profile) != server(&kubeconfig, &name) {
        return Err(wrong(format!(
            "the context `{profile}` does not lead to the server of `{name}`, so nothing is changed there with it"
        )));
    }
    // The cluster is called as it is read, whoever changes something there.
    Ok(Visit { scope: scope.clone(), place: name, with })
}

const ANOTHER: &str = "for Kubernetes, what holds credentials for changes is a context of the same cluster with another user";

/// Where a context leads.
fn server<'a>(kubeconfig: &'a Kubeconfig, context: &str) -> Option<&'a str> {
    let named = kubeconfig.contexts.iter().find(|one| one.name == context)?;
    let cluster = &named.context.as_ref()?.cluster;
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == *cluster)?;
    Some(cluster.cluster.as_ref()?.server.as_deref()?.trim_end_matches('/'))
}

fn access(kubeconfig: &Arc<Kubeconfig>, name: &str) -> Option<Access> {
    names(kubeconfig)
        .any(|known| known == name)
        .then(|| Access::Context { kubeconfig: Arc::clone(kubeconfig), name: name.to_owned() })
}

fn names(kubeconfig: &Kubeconfig) -> impl Iterator<Item = &str> {
    kubeconfig.contexts.iter().map(|context| context.name.as_str()).filter(|name| !name.is_empty())
}

/// Reads the kubeconfig that is configured, or the one that `kubectl` would take.
fn read(path: Option<&Utf8Path>) -> Known {
    let read = path.map_or_else(Kubeconfig::read, Kubeconfig::read_from);
    read.map(Arc::new).map_err(|error| unreadable(path, &error))
}

/// Why it can't be read, without a word of what is in it, and without the paths of this machine.
fn unreadable(path: Option<&Utf8Path>, error: &KubeconfigError) -> String {
    let which = path.map_or_else(
        || "the kubeconfig (of KUBECONFIG, else ~/.kube/config)".to_owned(),
        |path| format!("the kubeconfig `{path}`"),
    );
    match error {
        KubeconfigError::Parse(why) => {
            let place = why.location().map_or_else(String::new, |place| {
                format!(" (line {} column {})", place.line(), place.column())
            });
            format!("{which} can't be read: what is in it is none{place}")
        }
        other => format!("{which} can't be read: {}", innermost(other)),
    }
}

fn no_context(kubeconfig: &Kubeconfig, name: &str) -> String {
    format!("the kubeconfig has no context `{name}`{}", known(kubeconfig))
}

fn no_match(glob: &ContextGlob, kubeconfig: &Kubeconfig) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("no context of the kubeconfig matches `{glob}`{}", known(kubeconfig)),
        hint: Some(format!("`contexts` under [kubernetes] asks for it; {WHERE}")),
    }
}

fn known(kubeconfig: &Kubeconfig) -> String {
    let names: Vec<&str> = names(kubeconfig).collect();
    let more = names.len().saturating_sub(NAMES);
    let listed = names.iter().take(NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>();
    match (listed.is_empty(), more) {
        (true, _) => ", as it has none".to_owned(),
        (false, 0) => format!("; it has {}", listed.join(", ")),
        (false, more) => format!("; it has {} and {more} more", listed.join(", ")),
    }
}
