//! Buckets, where audit logs are kept: what lies in them, by name, and the bytes of each.
//!
//! Each provider opens its own, with the credentials that its live reads have. Logs lie in folders by day, and a bucket has years of them: a
//! folder whose last day is before what is wanted is not looked into.

use std::io::{self, Read};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::civil::Date;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use reqwest::Url;
use tokio::runtime::{Builder, Runtime};

use super::causes::innermost;
use super::days::last_day;
use super::{Later, LiveError, Wanted};

/// How many folders are listed side by side.
const LISTED: usize = 16;

/// What opens a bucket by its name. Whether it is there shows when it is read.
pub type OpenBucket = fn(Wanted, String) -> Later<Result<Arc<dyn ObjectStore>, LiveError>>;

/// Whether requests go out in plain text, as they may to this machine alone: they say who asks.
///
/// # Errors
/// When they would leave it.
pub(crate) fn is_plain(endpoint: Option<&str>) -> Result<bool, LiveError> {
    match endpoint {
        None => Ok(false),
        Some(endpoint) if is_here(endpoint) => Ok(true),
        Some(endpoint) if Url::parse(endpoint).is_ok_and(|url| url.scheme() == "https") => {
            Ok(false)
        }
        Some(endpoint) => Err(LiveError {
            is_wrong: true,
            message: format!("credentials would travel in plain text to {endpoint}"),
            hint: Some("name an endpoint that begins with https://".to_owned()),
        }),
    }
}

/// Whether a place of requests is on this machine.
fn is_here(endpoint: &str) -> bool {
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

/// A bucket, and a place in it.
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    place: Path,
    runtime: Runtime,
}

/// Why a bucket can't be read.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// Its name is none, or there is nobody to open it as.
    #[error("{message}")]
    Unopened {
        /// Why.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
    /// It says no, or nothing.
    #[error("{url}: {error}")]
    Store {
        /// As it was named.
        url: String,
        /// What went wrong.
        error: object_store::Error,
    },
    /// There is nothing there.
    #[error("there is nothing under {0}")]
    Empty(String),
    /// The threads that it needs could not be made.
    #[error("the threads that reading a bucket needs could not be made: {0}")]
    Threads(io::Error),
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Bucket {
    /// Opens a bucket by its name, at a folder or an object in it.
    ///
    /// # Errors
    /// [`BucketError`] when there is nobody to open it as.
    pub fn open(
        url: &str,
        [name, folder]: [&str; 2],
        open: OpenBucket,
        wanted: &Wanted,
    ) -> Result<Self, BucketError> {
        // The HTTP client takes whatever is installed. That there is one already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut threads = Builder::new_multi_thread();
        let runtime =
            threads.worker_threads(2).enable_all().build().map_err(BucketError::Threads)?;
        let store = runtime.block_on(open(wanted.clone(), name.to_owned()));
        let store = store.map_err(|LiveError { is_wrong: _, message, hint }| {
            BucketError::Unopened { message, hint }
        })?;
        let place = Path::parse(folder.trim_matches('/'))
            .map_err(|error| BucketError::Store { url: url.to_owned(), error: error.into() })?;
        Ok(Self { store, place, runtime })
    }

    /// The names of everything there, below the place, in order: what may hold something of `since` or later, where that is said.
    ///
    /// # Errors
    /// [`BucketError`] when it can't be listed as a whole, or there is nothing.
    pub fn names(
        &self,
        url: &str,
        since: Option<Date>,
        passes_over: fn(&str) -> bool,
    ) -> Result<Vec<Utf8PathBuf>, BucketError> {
        let wrong = |error| BucketError::Store { url: url.to_owned(), error };
        let above = self.place.parts().count();
        let is_late = |folder: &Path| {
            let below = folder.parts().skip(above);
            let last = last_day(below.map(|part| part.as_ref().to_owned()));
            since.zip(last).is_none_or(|(since, last)| last >= since)
        };
        self.runtime.block_on(async {
            let mut names = Vec::new();
            let mut found_any = false;
            let mut folders = vec![self.place.clone()];
            while !folders.is_empty() {
                let listed = stream::iter(std::mem::take(&mut folders))
                    .map(|folder| async move {
                        let page = self.store.list_with_delimiter(Some(&folder)).await?;
                        Ok((folder, page))
                    })
                    .buffer_unordered(LISTED)
                    .try_collect::<Vec<_>>()
                    .await
                    .map_err(wrong)?;
                for (folder, page) in listed {
                    found_any |= !page.objects.is_empty() || !page.common_prefixes.is_empty();
                    let below = page.common_prefixes.into_iter();
                    folders
                        .extend(below.filter(|one| {
                            is_late(one) && !one.filename().is_some_and(passes_over)
                        }));
                    let objects = page.objects.into_iter().map(|object| object.location);
                    // What stands for the folder itself is no log.
                    let objects = objects.filter(|one| *one != folder);
                    names.extend(objects.filter(|one| !one.filename().is_some_and(passes_over)));
                }
            }
            if !found_any {
                // It may be the name of one object.
                self.store.head(&self.place).await.map_err(|error| match error {
                    object_store::Error::NotFound { .. } => BucketError::Empty(url.to_owned()),
                    error => wrong(error),
                })?;
                names.push(self.place.clone());
            }
            let mut names: Vec<Utf8PathBuf> =
                names.into_iter().map(|name| name.as_ref().into()).collect();
            names.sort();
            Ok(names)
        })
    }

    /// A name as it is below the place.
    #[must_use]
    pub fn below<'n>(&self, name: &'n Utf8Path) -> &'n Utf8Path {
        name.strip_prefix(self.place.as_ref()).unwrap_or(name)
    }

    /// The bytes of what has a name, as they come.
    ///
    /// # Errors
    /// When it is not there, or may not be read.
    pub fn read(&self, name: &Utf8Path) -> io::Result<Body<'_>> {
        let path = Path::parse(name).map_err(io::Error::other)?;
        let got = self.runtime.block_on(self.store.get(&path)).map_err(io::Error::other)?;
        let chunks = got.into_stream().map_ok(|chunk| chunk.to_vec()).boxed();
        Ok(Body { runtime: &self.runtime, chunks, chunk: io::Cursor::default() })
    }
}

/// Bytes on their way.
pub struct Body<'a> {
    runtime: &'a Runtime,
    chunks: BoxStream<'static, object_store::Result<Vec<u8>>>,
    /// What came last, and how much of it was taken.
    chunk: io::Cursor<Vec<u8>>,
}

impl Read for Body<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let taken = self.chunk.read(into)?;
            if taken > 0 || into.is_empty() {
                return Ok(taken);
            }
            match self.runtime.block_on(self.chunks.next()) {
                Some(chunk) => self.chunk = io::Cursor::new(chunk.map_err(io::Error::other)?),
                None => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_here, is_plain};

    #[test]
    fn plain_text_is_for_this_machine() {
        for url in
            ["http://127.0.0.1:9000", "http://127.9.9.9", "http://[::1]:80/", "http://localhost:1"]
        {
            assert!(is_here(url) && is_plain(Some(url)).unwrap(), "{url}");
        }
        for url in [
            "https://127.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "127.0.0.1:9000",
        ] {
            assert!(!is_here(url), "{url}");
            assert_eq!(is_plain(Some(url)).is_ok(), url.starts_with("https:"), "{url}");
        }
        assert!(!is_plain(None).unwrap());
    }
}
