//! Buckets on loopback, as Cloud Storage and Blob Storage list them and hand out what is in them: two names a page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How many names are on a page.
const PAGE: usize = 2;

/// A running server. It runs as long as the test's process.
pub(crate) struct Shelf {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shelf {
    /// A bucket `logs` with these objects.
    pub(crate) fn start(objects: &[(&str, &[u8])]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let objects: BTreeMap<String, Vec<u8>> =
            objects.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        let (objects, heard) = (Arc::new(objects), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (objects, heard) = (Arc::clone(&objects), Arc::clone(&heard));
                std::thread::spawn(move || answer(stream.unwrap(), &objects, &heard));
            }
        });
        Self { port, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The targets of all requests.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(stream: TcpStream, objects: &BTreeMap<String, Vec<u8>>, heard: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
    let first = lines.next().unwrap_or_default();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let target = first.split(' ').nth(1).unwrap_or_default();
    heard.lock().unwrap().push(target.to_owned());
    // Nobody's secret travels in plain text.
    assert!(!headers.iter().any(|line| line.to_ascii_lowercase().starts_with("authorization:")));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let asked: BTreeMap<String, String> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), plain(value)))
        .collect();
    let path = plain(path);
    let body = if path.trim_end_matches('/') != "/logs" {
        objects.get(path.strip_prefix("/logs/").unwrap_or_default()).cloned()
    } else if asked.contains_key("comp") {
        Some(blobs(&page(objects, &asked, "marker")).into_bytes())
    } else {
        Some(keys(&page(objects, &asked, "continuation-token")).into_bytes())
    };
    let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
    let body = body.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\nETag: \"1\"\r\n\
         Content-Type: application/xml\r\n\
         Last-Modified: Fri, 20 Nov 2026 06:00:00 GMT\r\n\r\n",
        body.len()
    );
    let mut stream = &stream;
    let _ = stream.write_all(head.as_bytes());
    if !first.starts_with("HEAD") {
        let _ = stream.write_all(&body);
    }
}

fn plain(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// Names of objects, names of folders, and where the next page begins.
struct Page {
    objects: Vec<(String, usize)>,
    folders: Vec<String>,
    next: Option<String>,
}

fn page(
    objects: &BTreeMap<String, Vec<u8>>,
    asked: &BTreeMap<String, String>,
    marker: &str,
) -> Page {
    let prefix = asked.get("prefix").map_or("", String::as_str);
    assert_eq!(asked.get("delimiter").map(String::as_str), Some("/"));
    let names: BTreeSet<String> = objects
        .keys()
        .filter_map(|name| {
            let below = name.strip_prefix(prefix)?;
            let end = below.find('/').map_or(below.len(), |at| at + 1);
            Some(format!("{prefix}{}", below.get(..end)?))
        })
        .collect();
    let from = asked.get(marker).cloned().unwrap_or_default();
    let mut names = names.into_iter().skip_while(|name| *name < from);
    let shown: Vec<String> = names.by_ref().take(PAGE).collect();
    let (folders, files): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|name| name.ends_with('/') && name != prefix);
    let objects = files.into_iter().map(|name| (name.clone(), objects[&name].len())).collect();
    Page { objects, folders, next: names.next() }
}

/// As Cloud Storage lists them.
fn keys(page: &Page) -> String {
    let mut text = format!("<ListBucketResult><IsTruncated>{}</IsTruncated>", page.next.is_some());
    if let Some(next) = &page.next {
        let _ = write!(text, "<NextContinuationToken>{next}</NextContinuationToken>");
    }
    for (name, size) in &page.objects {
        let _ = write!(
            text,
            "<Contents><Key>{name}</Key><LastModified>2026-11-20T06:00:00.000Z</LastModified>\
             <Size>{size}</Size><ETag>\"1\"</ETag></Contents>"
        );
    }
    for name in &page.folders {
        let _ = write!(text, "<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>");
    }
    text + "</ListBucketResult>"
}

/// As Blob Storage does.
fn blobs(page: &Page) -> String {
    let mut text = "<EnumerationResults><Blobs>".to_owned();
    for (name, size) in &page.objects {
        let _ = write!(
            text,
            "<Blob><Name>{name}</Name><Properties><Last-Modified>Fri, 20 Nov 2026 06:00:00 GMT\
             </Last-Modified><Content-Length>{size}</Content-Length>\
             <Content-Type>application/json</Content-Type><Etag>1</Etag>\
             <BlobType>BlockBlob</BlobType></Properties></Blob>"
        );
    }
    for name in &page.folders {
        let _ = write!(text, "<BlobPrefix><Name>{name}</Name></BlobPrefix>");
    }
    let next = page.next.as_deref().unwrap_or_default();
    text + &format!("</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>")
}
