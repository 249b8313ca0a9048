//! A request of HTTP/1.1, as it comes from a connection that is kept.

use std::io::{BufRead, Error, ErrorKind, Result};

use percent_encoding::percent_decode_str;

/// A longer request is none that a reader of clouds makes.
const LONGEST: usize = 1 << 20;

/// What came over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Without the query, as it was sent.
    pub(crate) path: String,
    /// In the order sent, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Header fields, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// Reads the next one. Nothing when the other side has hung up between two requests.
    pub(crate) fn read(from: &mut impl BufRead) -> Result<Option<Self>> {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (Some(method), Some(target), Some("HTTP/1.1")) =
            (words.next(), words.next(), words.next())
        else {
            return Err(Error::new(ErrorKind::InvalidData, "no request of HTTP/1.1"));
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs(query),
            ..Self::default()
        };
        loop {
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = request.header("content-length").parse().unwrap_or(0);
        if length > LONGEST || !request.header("transfer-encoding").is_empty() {
            return Err(Error::new(ErrorKind::InvalidData, "a body that no reader sends"));
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        request.body = String::from_utf8(body)
            .map_err(|_| Error::new(ErrorKind::InvalidData, "a body that is no text"))?;
        Ok(Some(request))
    }

    /// A header field; empty when it was not sent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut fields = self.headers.iter();
        fields.find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// A parameter of the query.
    pub(crate) fn asks(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The parts of the path, decoded.
    pub(crate) fn parts(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(decoded).collect()
    }
}

/// The pairs of a query, or of a form.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decoded(&key.replace('+', " ")), decoded(&value.replace('+', " "))))
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
