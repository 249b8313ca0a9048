//! `s3://BUCKET/FOLDER`, `gs://BUCKET/FOLDER`, `az://CONTAINER/FOLDER`: whose it is, and who opens it.

use super::error::SourceError;
use super::live::client;
use crate::model::Provider;
use crate::providers::live::{Bucket, BucketError, Wanted};

/// How each provider's buckets are named.
const SCHEMES: &[(&str, Provider)] =
    &[("s3", Provider::Aws), ("gs", Provider::Gcp), ("az", Provider::Azure)];

/// Opens what a URL names, as whoever its provider is read as.
///
/// # Errors
/// [`BucketError`] when it names none, or there is nobody to open it as.
pub fn bucket(url: &str, wanted: &Wanted) -> Result<Bucket, BucketError> {
    let form = || BucketError::Unopened {
        message: format!("`{url}` is no bucket"),
        hint: Some(
            "s3://BUCKET/FOLDER, gs://BUCKET/FOLDER and az://CONTAINER/FOLDER are".to_owned(),
        ),
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(form)?;
    let (name, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let known = SCHEMES.iter().find(|(known, _)| *known == scheme);
    let (_, provider) = known.filter(|_| !name.is_empty()).ok_or_else(form)?;
    let client = client(*provider).map_err(|error: SourceError| BucketError::Unopened {
        message: error.to_string(),
        hint: None,
    })?;
    let open = client.bucket.ok_or_else(form)?;
    Bucket::open(url, [name, folder], open, wanted)
}
