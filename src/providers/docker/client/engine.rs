//! One request of HTTP at a time, over connections that are kept: behind `ssh`, each of them is a login.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::connect::{self, Tls, Way};
use super::errors::EngineError;
use crate::providers::docker::{Address, Host};
use crate::providers::live::causes::innermost;

/// No answer is longer. A container says some ten kilobytes of itself, and a list two of each.
const LONGEST: usize = 256 << 20;
/// How long is waited for what `ssh` says when it has hung up.
const PARTING: Duration = Duration::from_secs(1);
/// What HTTP asks for where there is no host in an address.
const NOBODY: &str = "docker";

/// An engine, and the connections to it that nobody uses at the moment.
pub(super) struct Engine<'a> {
    host: &'a Host,
    tls: Option<&'a Tls>,
    idle: Mutex<Vec<Line>>,
}

/// A connection.
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    words: Option<JoinHandle<String>>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(host: &'a Host, tls: Option<&'a Tls>) -> Self {
        Self { host, tls, idle: Mutex::default() }
    }

    /// Asks for what is at a path.
    pub(super) async fn get(&self, path: &str) -> Result<Bytes, EngineError> {
        let line = self.line().await?;
        self.over(line, Method::GET, path, None).await
    }

    /// A connection, one that is kept or a new one.
    pub(super) async fn line(&self) -> Result<Line, EngineError> {
        match self.kept().await {
            Some(line) => Ok(line),
            None => self.open().await,
        }
    }

    /// Sends a request over a connection. Until then nothing was sent.
    pub(super) async fn over(
        &self,
        mut line: Line,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Bytes, EngineError> {
        let name = match self.host.address() {
            Address::Tcp { host, port: _ } if !host.contains(':') => host,
            Address::Tcp { .. } | Address::Socket(_) | Address::Ssh { .. } => NOBODY,
        };
        let request = Request::builder().method(method).uri(path).header(HOST, name);
        let request = match body {
            Some(body) => {
                request.header(CONTENT_TYPE, "application/json").body(Full::from(body.to_string()))
            }
            None => request.body(Full::default()),
        };
        let request = request.map_err(|error| EngineError::NoAnswer(error.to_string()))?;
        let answer = match line.sender.send_request(request).await {
            Ok(answer) => answer,
            Err(error) => return Err(line.lost(&error).await),
        };
        let (head, body) = answer.into_parts();
        let body = match Limited::new(body, LONGEST).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => {
                let reason = format!("the answer is longer than {} megabytes", LONGEST >> 20);
                return Err(EngineError::NoAnswer(reason));
            }
            Err(_) => return Err(EngineError::BrokeOff(head.status.as_u16())),
        };
        self.keep(line);
        // What is already so is not modified.
        if head.status.is_success() || head.status == StatusCode::NOT_MODIFIED {
            return Ok(body);
        }
        let (http, after) = (head.status.as_u16(), after(&head.headers));
        Err(EngineError::refused(http, &body, after))
    }

    /// A connection that is still there.
    async fn kept(&self) -> Option<Line> {
        loop {
            let mut line = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if line.sender.ready().await.is_ok() {
                return Some(line);
            }
        }
    }

    fn keep(&self, line: Line) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    async fn open(&self) -> Result<Line, EngineError> {
        let unreached = |error: &io::Error| EngineError::unreached(self.host.address(), error);
        let way = connect::connect(self.host.address(), self.tls).await;
        let Way { bytes, through, words } = way.map_err(|error| unreached(&error))?;
        let (sender, connection) = http1::handshake(TokioIo::new(bytes))
            .await
            .map_err(|error| EngineError::Lost(innermost(&error)))?;
        tokio::spawn(async move {
            // Whoever waits for an answer is told.
            let _ = connection.await;
            drop(through);
        });
        Ok(Line { sender, words })
    }
}

impl Line {
    /// The connection ended before an answer.
    async fn lost(self, error: &hyper::Error) -> EngineError {
        let Self { sender, words } = self;
        drop(sender);
        if let Some(words) = words
            && let Ok(Ok(said)) = timeout(PARTING, words).await
            && let Some(last) = said.lines().rev().find(|line| !line.trim().is_empty())
        {
            return EngineError::turned_away(last);
        }
        EngineError::lost(error)
    }
}

/// When the engine, or who stands before it, says to come again.
fn after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
