//! Opening a provider's buckets, where audit logs are kept.
//!
//! Each provider opens its own, with the credentials that its live reads have. How a bucket is listed and read is alike for all, and not
//! for here.

use std::sync::Arc;

use object_store::ObjectStore;
use reqwest::Url;

use super::causes::innermost;
use super::{Later, LiveError, Wanted};

/// What opens a bucket by its name. Whether it is there shows when it is read.
pub type OpenBucket = fn(Wanted, String) -> Later<Result<Arc<dyn ObjectStore>, LiveError>>;

/// Whether a place of requests is on this machine: only there nothing that is secret travels in plain text.
pub(crate) fn is_here(endpoint: &str) -> bool {
    let Ok(url) = Url::parse(endpoint) else { return false };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback = host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    url.scheme() == "http" && (is_loopback || host == "localhost")
}

/// What is configured names no bucket.
pub(crate) fn unopened(error: &object_store::Error, hint: &str) -> LiveError {
    LiveError {
        is_wrong: true,
        message: format!("the bucket can't be opened: {}", innermost(error)),
        hint: Some(hint.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn plain_text_is_for_this_machine() {
        for url in
            ["http://127.0.0.1:9000", "http://127.9.9.9", "http://[::1]:80/", "http://localhost:1"]
        {
            assert!(is_here(url), "{url}");
        }
        for url in [
            "https://127.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "127.0.0.1:9000",
        ] {
            assert!(!is_here(url), "{url}");
        }
    }
}
