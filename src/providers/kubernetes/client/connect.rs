//! A context → a client with its credentials.
//!
//! kube reads certificates, and runs the program that a context may name for its credentials. That is one of the user's own
//! choice, as for `kubectl`; it is given no terminal, and no more time than a request.

use std::net::IpAddr;
use std::time::Duration;

use http::Uri;
use kube::config::{ExecInteractiveMode, KubeConfigOptions};
use kube::{Client, Config};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::contexts::Access;
use super::errors::credentials;
use crate::model::Status;
use crate::providers::live::causes::innermost;
use crate::providers::live::desk::Desk;
use crate::providers::live::refusal::words;
use crate::providers::live::rows::Gap;

/// What a connection may take to be made. How long an answer may take is for the desk to say.
const CONNECT: Duration = Duration::from_secs(10);

/// Makes the client of a cluster.
pub(super) async fn connect(access: &Access, desk: &Desk<'_>) -> Result<Client, Gap> {
    let gap = |why: String| Gap::new(Status::Failed, format!("context `{}`: {why}", desk.place));
    let config = config(access).await.map_err(gap)?;
    let config = allowed(config).map_err(gap)?;
    let limit = desk.limits().call();
    // Programs are waited for.
    let client = timeout(limit, spawn_blocking(move || Client::try_from(config))).await;
    match client {
        Ok(Ok(Ok(client))) => Ok(client),
        Ok(Ok(Err(error))) => Err(gap(unusable(&error))),
        Ok(Err(_)) => Err(gap("the client could not be made".to_owned())),
        Err(_) => Err(gap(format!(
            "the program that gives the credentials did not end within {}",
            words(limit)
        ))),
    }
}

/// What the context says, without what is the desk's: when to ask again.
async fn config(access: &Access) -> Result<Config, String> {
    let config = match access {
        Access::Pod => Config::incluster().map_err(|error| {
            format!(
                "driftwall does not run in a pod with a service account ({})",
                innermost(&error)
            )
        }),
        Access::Context { kubeconfig, name } => {
            let options =
                KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
            let config = Config::from_custom_kubeconfig((**kubeconfig).clone(), &options).await;
            config.map_err(|error| {
                format!("the kubeconfig does not say how to reach it ({})", innermost(&error))
            })
        }
    };
    let mut config = config?;
    config.default_retry = false;
    config.connect_timeout = Some(CONNECT);
    if let Some(exec) = &mut config.auth_info.exec {
        if exec.interactive_mode == Some(ExecInteractiveMode::Always) {
            return Err(
                "the program that gives the credentials wants to ask somebody (`interactiveMode: Always`), and a scan has nobody"
                    .to_owned(),
            );
        }
        exec.interactive_mode = Some(ExecInteractiveMode::Never);
    }
    Ok(config)
}

/// Credentials travel with every request, so they go nowhere in the clear.
fn allowed(mut config: Config) -> Result<Config, String> {
    let is_here = is_loopback(&config.cluster_url);
    if is_here {
        // A proxy would look for this machine on its own.
        config.proxy_url = None;
    }
    match config.cluster_url.scheme_str() {
        Some("https") => Ok(config),
        Some("http") if is_here => Ok(config),
        Some("http") => Err(
            "its `server` begins with http://, and credentials would travel in the clear; write https://, or a loopback address such as that of `kubectl proxy`"
                .to_owned(),
        ),
        _ => Err("its `server` does not begin with https://".to_owned()),
    }
}

fn is_loopback(url: &Uri) -> bool {
    let host = url.host().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn unusable(error: &kube::Error) -> String {
    match error {
        kube::Error::Auth(why) => credentials(why),
        other => {
            format!("its certificates, credentials or proxy can't be used ({})", innermost(other))
        }
    }
}

#[cfg(test)]
mod tests {
    use kube::Config;

    use super::allowed;

    #[test]
    fn credentials_go_nowhere_in_the_clear() {
        for (url, is_allowed) in [
            ("https://198.51.100.7:6443", true),
            ("https://prod.example/clusters/a", true),
            ("http://127.0.0.1:8001", true),
            ("http://127.8.8.8/x", true),
            ("http://[::1]:8001", true),
            ("http://localhost:8080", true),
            ("http://198.51.100.7:8080", false),
            ("http://prod.example", false),
            ("http://localhost.example", false),
            ("http://127.0.0.1.example", false),
            ("http://[::ffff:198.51.100.7]", false),
            ("198.51.100.7:6443", false),
            ("ftp://127.0.0.1", false),
        ] {
            let config = Config::new(url.parse().unwrap());
            assert_eq!(allowed(config).is_ok(), is_allowed, "{url}");
        }
        let mut config = Config::new("http://127.0.0.1:8001".parse().unwrap());
        config.proxy_url = Some("http://proxy.example:3128".parse().unwrap());
        assert_eq!(allowed(config).unwrap().proxy_url, None);
    }
}
