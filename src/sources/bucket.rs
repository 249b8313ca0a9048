//! Buckets of S3, Google Cloud Storage and Azure Blob Storage: what lies in them, by name, and the bytes of each.
//!
//! Each is opened by its provider. Logs lie in folders by day, and a bucket has years of them: a folder whose last day is before what is
//! wanted is not looked into.

use std::io::{self, Read};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::civil::Date;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::runtime::Runtime;

use super::days::last_day;
use super::error::SourceError;
use super::live::client;
use crate::model::Provider;
use crate::providers::live::Wanted;

/// How each provider's buckets are named.
const SCHEMES: &[(&str, Provider)] =
    &[("s3", Provider::Aws), ("gs", Provider::Gcp), ("az", Provider::Azure)];

/// How many folders are listed side by side.
const LISTED: usize = 16;

/// A bucket, and a place in it.
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    place: Path,
    runtime: Runtime,
}

/// Why a bucket can't be read.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// What is written is no bucket.
    #[error(
        "`{0}` is no bucket; s3://BUCKET/FOLDER, gs://BUCKET/FOLDER and az://CONTAINER/FOLDER are"
    )]
    Form(String),
    /// It says no, or nothing.
    #[error("{url}: {error}")]
    Store {
        /// As it was named.
        url: String,
        /// What went wrong.
        error: object_store::Error,
    },
    /// Its provider can't be asked.
    #[error(transparent)]
    Source(#[from] SourceError),
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
    /// Opens what a URL names, as whoever its provider is read as.
    ///
    /// # Errors
    /// [`BucketError`] when it names none, or there is nobody to open it as.
    pub fn open(url: &str, wanted: &Wanted) -> Result<Self, BucketError> {
        // The HTTP client takes whatever is installed. That there is one already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let form = || BucketError::Form(url.to_owned());
        let (scheme, rest) = url.split_once("://").ok_or_else(form)?;
        let (name, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let provider = SCHEMES.iter().find(|(known, _)| *known == scheme);
        let (_, provider) = provider.filter(|_| !name.is_empty()).ok_or_else(form)?;
        let open = client(*provider)?.bucket.ok_or_else(form)?;
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        let runtime =
            threads.worker_threads(2).enable_all().build().map_err(BucketError::Threads)?;
        let store = runtime.block_on(open(wanted.clone(), name.to_owned()));
        let store = store.map_err(SourceError::Live)?;
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
        let is_late = |folder: &Path| {
            let last = last_day(folder.parts().map(|part| part.as_ref().to_owned()));
            since.zip(last).is_none_or(|(since, last)| last >= since)
        };
        self.runtime.block_on(async {
            let mut names = Vec::new();
            let mut found_any = false;
            let mut folders = vec![self.place.clone()];
            while !folders.is_empty() {
                let listed = stream::iter(std::mem::take(&mut folders))
                    .map(
                        |folder| async move { self.store.list_with_delimiter(Some(&folder)).await },
                    )
                    .buffer_unordered(LISTED)
                    .try_collect::<Vec<_>>()
                    .await
                    .map_err(wrong)?;
                for page in listed {
                    found_any |= !page.objects.is_empty() || !page.common_prefixes.is_empty();
                    let below = page.common_prefixes.into_iter();
                    folders
                        .extend(below.filter(|one| {
                            is_late(one) && !one.filename().is_some_and(passes_over)
                        }));
                    let objects = page.objects.into_iter().map(|object| object.location);
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
