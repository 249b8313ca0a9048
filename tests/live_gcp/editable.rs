//! A project that can be changed: rules and a machine behind the few calls that edit them, and whatever goes wrong on the way.
//!
//! What it knows nothing of is not there, so that a scan of it is never whole.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Map, Value, json};

const HOME: &str = "/compute/v1/projects/shop/";

/// What befalls the next request that changes something.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// It is refused with a status and a reason.
    Refused(u16, &'static str),
    /// It is taken, and the operation ends with an error.
    EndsIn(&'static str, u16),
    /// It is followed, and the connection breaks.
    Unheard,
    /// The connection breaks, and it is not followed.
    Lost,
    /// It is followed after more questions than anybody asks.
    Endless,
}

/// What there is.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) rules: BTreeMap<String, Value>,
    /// The tags of the machine `web`, and how often they were written.
    pub(crate) tags: Vec<String>,
    pub(crate) version: u64,
    /// What was sent to change something, and its body.
    pub(crate) changes: Vec<(String, Value)>,
    pub(crate) faults: Vec<Fault>,
    /// The rule `ssh` becomes this when rules are listed for the second time from now on.
    pub(crate) overtaken: Option<(u32, Value)>,
    /// The machine gets this tag just after it is looked at, this many times later.
    pub(crate) retagged: Option<(u32, String)>,
    operations: BTreeMap<String, (u32, Option<Value>)>,
}

/// A running project.
pub(crate) struct Editable {
    port: u16,
    state: Arc<Mutex<State>>,
    over: Arc<AtomicBool>,
}

impl Editable {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let over = Arc::new(AtomicBool::new(false));
        let (kept, ends) = (Arc::clone(&state), Arc::clone(&over));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    break;
                }
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || answered(stream, &kept));
            }
        });
        Self { port, state, over }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Editable {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answered(mut stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(&stream);
    let (mut first, mut length) = (String::new(), 0);
    if reader.read_line(&mut first).is_err() {
        return;
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some((status, answer)) = state.lock().unwrap().answer(method, target, &body) else {
        return;
    };
    let text = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    // Whoever asked may have gone away, which is theirs to do.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(text.as_bytes()));
}

fn error(http: u16, reason: &str) -> (u16, Value) {
    let errors = json!([{"reason": reason, "domain": "global", "message": "no"}]);
    (http, json!({"error": {"code": http, "message": "it says no", "errors": errors}}))
}

fn list(kind: &str, items: Value) -> (u16, Value) {
    (200, json!({"kind": format!("compute#{kind}"), "items": items}))
}

impl State {
    fn machine(&self) -> Value {
        json!({
            "kind": "compute#instance", "id": "7", "name": "web", "zone": "projects/shop/zones/z", "status": "RUNNING",
            "tags": {"items": self.tags, "fingerprint": format!("{:04}", self.version)},
            "networkInterfaces": [],
        })
    }

    fn answer(&mut self, method: &str, target: &str, body: &Value) -> Option<(u16, Value)> {
        let path = target.split('?').next().unwrap_or_default();
        let path = path.strip_prefix(HOME).unwrap_or(path).to_owned();
        if method != "GET" {
            return self.changed(method, target, &path, body);
        }
        Some(match path.as_str() {
            "global/firewalls" => {
                self.overtake();
                list("firewallList", self.rules.values().cloned().collect())
            }
            "global/networks" => list("networkList", json!([])),
            "aggregated/instances" => {
                let there = json!({"zones/z": {"instances": [self.machine()]}});
                list("instanceAggregatedList", there)
            }
            "zones/z/instances/web" => {
                let machine = self.machine();
                match self.retagged.take() {
                    Some((0, tag)) => {
                        self.tags.push(tag);
                        self.version += 1;
                    }
                    Some((times, tag)) => self.retagged = Some((times - 1, tag)),
                    None => {}
                }
                (200, machine)
            }
            _ => match path.rsplit_once("operations/") {
                Some((_, name)) => self.operation(name),
                None => error(404, "notFound"),
            },
        })
    }

    fn overtake(&mut self) {
        match self.overtaken.take() {
            Some((0, rule)) => drop(self.rules.insert("ssh".to_owned(), rule)),
            Some((times, rule)) => self.overtaken = Some((times - 1, rule)),
            None => {}
        }
    }

    /// An operation, which is not done the first time that it is asked about.
    fn operation(&mut self, name: &str) -> (u16, Value) {
        let Some((left, ends)) = self.operations.get_mut(name) else {
            return error(404, "notFound");
        };
        let status = if *left == 0 { "DONE" } else { "RUNNING" };
        *left = left.saturating_sub(1);
        let mut operation = json!({"kind": "compute#operation", "name": name, "status": status});
        if let (Some(error), "DONE") = (ends, status) {
            operation.as_object_mut().unwrap().extend(error.as_object().unwrap().clone());
        }
        (200, operation)
    }

    fn changed(
        &mut self,
        method: &str,
        target: &str,
        path: &str,
        body: &Value,
    ) -> Option<(u16, Value)> {
        let said = target.strip_prefix(HOME).unwrap_or(target);
        // What a project is in is asked with a POST.
        if path.starts_with("/v1/") {
            return Some(error(404, "notFound"));
        }
        self.changes.push((format!("{method} {said}"), body.clone()));
        let fault = (!self.faults.is_empty()).then(|| self.faults.remove(0));
        let (mut left, mut ends) = (1, None);
        match fault {
            Some(Fault::Refused(http, reason)) => return Some(error(http, reason)),
            Some(Fault::Lost) => return None,
            Some(Fault::EndsIn(code, http)) => {
                let errors = json!({"errors": [{"code": code, "message": "it says so"}]});
                ends = Some(json!({"error": errors, "httpErrorStatusCode": http}));
            }
            Some(Fault::Endless) => left = u32::MAX,
            Some(Fault::Unheard) | None => {}
        }
        if ends.is_none()
            && left < u32::MAX
            && let Err(refused) = self.follow(method, path, body)
        {
            return Some(refused);
        }
        if matches!(fault, Some(Fault::Unheard)) {
            return None;
        }
        let name = format!("operation-{}", self.operations.len());
        self.operations.insert(name.clone(), (left, ends));
        Some((200, json!({"kind": "compute#operation", "name": name, "status": "PENDING"})))
    }

    fn follow(&mut self, method: &str, path: &str, body: &Value) -> Result<(), (u16, Value)> {
        let name = path.strip_prefix("global/firewalls/").unwrap_or_default();
        match method {
            "POST" if path == "global/firewalls" => {
                let name = body["name"].as_str().unwrap().to_owned();
                if self.rules.contains_key(&name) {
                    return Err(error(409, "alreadyExists"));
                }
                let mut rule = body.clone();
                rule["kind"] = "compute#firewall".into();
                self.rules.insert(name, rule);
            }
            "POST" if path == "zones/z/instances/web/setTags" => {
                if body["fingerprint"] != format!("{:04}", self.version) {
                    return Err(error(412, "conditionNotMet"));
                }
                self.tags = serde_json::from_value(body["items"].clone()).unwrap();
                self.version += 1;
            }
            "DELETE" if self.rules.contains_key(name) => {
                self.rules.remove(name);
            }
            "PATCH" if self.rules.contains_key(name) => {
                let fields: &mut Map<String, Value> =
                    self.rules.get_mut(name).unwrap().as_object_mut().unwrap();
                fields.extend(body.as_object().unwrap().clone());
                fields.retain(|_, value| !value.is_null());
            }
            _ => return Err(error(404, "notFound")),
        }
        Ok(())
    }
}
