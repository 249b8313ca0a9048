//! A small HTTP server on loopback: a function from a request to a scripted answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Header fields, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// A header field; empty when it was not sent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut fields = self.headers.iter();
        fields.find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A status and a body.
    Whole(u16, String),
    /// The same, and the connection ends after so many bytes of the body, although more were announced.
    Cut(u16, String, usize),
    /// Nothing, for as long as the server runs.
    Silence,
}

/// A running server. It answers no more when this value is gone.
pub(crate) struct Server {
    port: u16,
    over: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers every request with what `script` makes of it, each connection on a thread of its own.
    pub(crate) fn start(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let over = Arc::new(AtomicBool::new(false));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(script);
        let (ends, asks) = (Arc::clone(&over), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::Relaxed) {
                    break;
                }
                let (ends, asks, script) =
                    (Arc::clone(&ends), Arc::clone(&asks), Arc::clone(&script));
                std::thread::spawn(move || {
                    let Ok(mut stream) = stream else { return };
                    let Some(request) = read(&stream) else { return };
                    asks.lock().unwrap().push(request.clone());
                    answer(&mut stream, script(&request), &ends);
                });
            }
        });
        Self { port, over, asked }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was asked until now.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut request = Request::default();
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut body = vec![0; request.header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

fn answer(stream: &mut TcpStream, answer: Answer, over: &AtomicBool) {
    let (status, body, sent) = match answer {
        Answer::Whole(status, body) => {
            let length = body.len();
            (status, body, length)
        }
        Answer::Cut(status, body, sent) => (status, body, sent),
        Answer::Silence => {
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
            }
            return;
        }
    };
    let head = format!(
        "HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // Whoever asked may have gone away, which is theirs to do.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body.as_bytes()[..sent]);
    let _ = stream.flush();
}
