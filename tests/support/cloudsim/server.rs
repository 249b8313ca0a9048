//! The server: connections that are kept, each on a thread of its own, before one estate.
//!
//! A thread a connection is enough: clients open some hundreds at most, and an answer that is made late only sleeps.

use std::collections::HashMap;
use std::io::{BufReader, Result};
use std::mem::take;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::asked::{Asked, Provider, most_at_once};
use super::delivery::deliver;
use super::faults::{Fault, strike};
use super::request::Request;
use super::{Estate, aws, azure, docker, gcp, kubernetes};

/// What a connection's thread may use. Nothing in here is deep.
const STACK: usize = 512 * 1024;

/// A running cloud. It is gone when this value is.
pub(crate) struct Cloud {
    port: u16,
    state: Arc<State>,
}

/// What all connections share.
struct State {
    estate: RwLock<Estate>,
    faults: Mutex<Vec<Fault>>,
    record: Mutex<Vec<Asked>>,
    /// Counts the times that the record was emptied, since whatever is in flight then is in no record.
    epoch: AtomicUsize,
    /// In microseconds.
    latency: AtomicU64,
    started: Instant,
    is_over: AtomicBool,
    connections: AtomicUsize,
    open: Mutex<HashMap<usize, TcpStream>>,
}

impl Cloud {
    /// Starts to answer for an estate.
    pub(crate) fn start(estate: Estate) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            estate: RwLock::new(estate),
            faults: Mutex::default(),
            record: Mutex::default(),
            epoch: AtomicUsize::new(0),
            latency: AtomicU64::new(0),
            started: Instant::now(),
            is_over: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            open: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.is_over() {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let state = Arc::clone(&shared);
                let serve = move || state.serve(stream);
                thread::Builder::new().stack_size(STACK).spawn(serve).unwrap();
            }
        });
        Self { port, state }
    }

    /// Where it answers: AWS, Azure and an engine of Docker at the root, compute under `/compute/v1`, clusters under `/clusters/<name>`.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where a cluster answers.
    pub(crate) fn cluster(&self, name: &str) -> String {
        format!("{}/clusters/{name}", self.url())
    }

    /// Changes the estate between two answers.
    pub(crate) fn edit(&self, change: impl FnOnce(Estate) -> Estate) {
        let mut estate = self.state.estate.write().unwrap();
        *estate = change(take(&mut *estate));
    }

    /// Makes every answer so late.
    pub(crate) fn set_latency(&self, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap();
        self.state.latency.store(micros, Ordering::Relaxed);
    }

    /// Switches a fault on, beside those that are.
    pub(crate) fn fault(&self, fault: Fault) {
        self.state.faults.lock().unwrap().push(fault);
    }

    /// Switches all faults off.
    pub(crate) fn heal(&self) {
        self.state.faults.lock().unwrap().clear();
    }

    /// Everything that was asked, in the order in which it came.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.record.lock().unwrap().clone()
    }

    /// Forgets what was asked until now.
    pub(crate) fn forget(&self) {
        let mut record = self.state.record.lock().unwrap();
        self.state.epoch.fetch_add(1, Ordering::Relaxed);
        record.clear();
    }

    /// The highest number of requests of a sort that were in flight at one time.
    pub(crate) fn most_at_once(&self, sort: impl Fn(&Asked) -> bool) -> usize {
        most_at_once(self.state.record.lock().unwrap().iter().filter(|asked| sort(asked)))
    }

    /// How many connections were opened until now.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
        for stream in self.state.open.lock().unwrap().values() {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    fn serve(&self, mut stream: TcpStream) {
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        let Ok(twin) = stream.try_clone() else { return };
        self.open.lock().unwrap().insert(connection, twin);
        // Whoever asks may go away, or say something else than HTTP, which is theirs to do.
        let _ = self.converse(&mut stream, connection);
        self.open.lock().unwrap().remove(&connection);
    }

    fn converse(&self, stream: &mut TcpStream, connection: usize) -> Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = Request::read(&mut reader)? {
            if self.is_over() {
                break;
            }
            let mut asked = Asked::new(&request);
            asked.connection = connection;
            if asked.provider == Provider::Aws && asked.account.is_empty() {
                self.estate.read().unwrap().home.clone_into(&mut asked.account);
            }
            let fault = strike(&mut self.faults.lock().unwrap(), &asked);
            asked.fault = fault.as_ref().map(|fault| fault.kind);
            let place = self.note(&mut asked);
            thread::sleep(Duration::from_micros(self.latency.load(Ordering::Relaxed)));
            let answer = self.answer(&request, &asked, fault.as_ref());
            let status = answer.status;
            // Whoever has the answer finds it written down; how long it took to send is known afterwards.
            self.finish(place, status);
            let is_kept = deliver(stream, answer, fault.as_ref(), &|| self.is_over());
            self.finish(place, status);
            if !is_kept? || request.header("connection").eq_ignore_ascii_case("close") {
                break;
            }
        }
        Ok(())
    }

    fn answer(&self, request: &Request, asked: &Asked, fault: Option<&Fault>) -> Answer {
        let estate = self.estate.read().unwrap();
        match asked.provider {
            Provider::Aws => aws::answer(&estate, asked, fault),
            Provider::Azure => azure::answer(&estate, request, asked, fault),
            Provider::Gcp => gcp::answer(&estate, request, asked, fault),
            Provider::Kubernetes => kubernetes::answer(&estate, request, asked, fault),
            Provider::Docker => docker::answer(&estate, request, fault),
        }
    }

    /// Writes a request down, and says where.
    fn note(&self, asked: &mut Asked) -> (usize, usize) {
        let mut record = self.record.lock().unwrap();
        asked.at = self.started.elapsed();
        record.push(asked.clone());
        (self.epoch.load(Ordering::Relaxed), record.len() - 1)
    }

    fn finish(&self, (epoch, at): (usize, usize), status: u16) {
        let mut record = self.record.lock().unwrap();
        if epoch == self.epoch.load(Ordering::Relaxed)
            && let Some(asked) = record.get_mut(at)
        {
            asked.until = Some(self.started.elapsed());
            asked.status = Some(status);
        }
    }
}
