//! A small Kubernetes API that keeps what it is told, for the real `kubectl`: plain HTTP on loopback, a few kinds, and the server's rules
//! that a remedy relies on: versions of objects, patches that fail as a whole, and no two objects of one name.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::json_patch;

/// A kind: its group with the version, what one is called, and what many are.
type Row = (&'static str, &'static str, &'static str, bool);

const KINDS: &[Row] = &[
    ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true),
    ("networking.k8s.io/v1", "Ingress", "ingresses", true),
    ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "adminnetworkpolicies", false),
    (
        "policy.networking.k8s.io/v1alpha1",
        "BaselineAdminNetworkPolicy",
        "baselineadminnetworkpolicies",
        false,
    ),
    ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", "clusternetworkpolicies", false),
    ("v1", "Namespace", "namespaces", false),
    ("v1", "Service", "services", true),
    ("v1", "Pod", "pods", true),
    ("v1", "Node", "nodes", false),
    ("v1", "ReplicationController", "replicationcontrollers", true),
    ("apps/v1", "Deployment", "deployments", true),
    ("apps/v1", "DaemonSet", "daemonsets", true),
    ("apps/v1", "StatefulSet", "statefulsets", true),
    ("apps/v1", "ReplicaSet", "replicasets", true),
    ("batch/v1", "Job", "jobs", true),
    ("batch/v1", "CronJob", "cronjobs", true),
    ("gateway.networking.k8s.io/v1", "Gateway", "gateways", true),
    ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", true),
    ("gateway.networking.k8s.io/v1", "GRPCRoute", "grpcroutes", true),
    ("gateway.networking.k8s.io/v1alpha2", "TCPRoute", "tcproutes", true),
    ("gateway.networking.k8s.io/v1alpha2", "TLSRoute", "tlsroutes", true),
    ("gateway.networking.k8s.io/v1alpha2", "UDPRoute", "udproutes", true),
];

/// What befalls the next call that would change something.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "kubernetes"), expect(dead_code, reason = "what befalls a client"))]
pub(crate) enum Fault {
    /// The server says no with this code, and does nothing.
    Refused(u16, &'static str),
    /// It does what it is told, and hangs up without a word.
    Lost,
    /// Somebody was faster: this object is there before the call.
    Overtaken(Value),
    /// It takes a deletion, and the object is still there for so many looks.
    Lingers(usize),
}

/// What there is, by kind and by where it is.
#[derive(Default)]
struct Store {
    version: u64,
    objects: BTreeMap<String, Value>,
    faults: VecDeque<Fault>,
    /// Objects that are going, and how often they are still seen.
    going: BTreeMap<String, usize>,
    /// Calls that would change something, in words: `PATCH /api/v1/…`, with `rehearsed` behind those that are dry.
    calls: Vec<String>,
}

/// A running server.
pub(crate) struct Api {
    port: u16,
    store: Arc<Mutex<Store>>,
}

impl Api {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let store = Arc::new(Mutex::new(Store::default()));
        let own = Arc::clone(&store);
        // It ends with the process; nothing else does it hold.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let store = Arc::clone(&own);
                std::thread::spawn(move || serve(&stream, &store));
            }
        });
        Self { port, store }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Puts an object there, whatever was there before.
    pub(crate) fn put(&self, object: &Value) {
        let mut store = self.store.lock().unwrap();
        let key = key(object);
        store.keep(&key, object.clone());
    }

    /// Takes an object away.
    pub(crate) fn take(&self, object: &Value) {
        self.store.lock().unwrap().objects.remove(&key(object));
    }

    /// Lets something befall the next call that would change something, or the one after those before.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn fault(&self, fault: Fault) {
        self.store.lock().unwrap().faults.push_back(fault);
    }

    /// The calls since the last time that would change something.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.store.lock().unwrap().calls)
    }

    /// Every object, as `kubectl get -o json` lists them.
    pub(crate) fn list(&self) -> Value {
        let store = self.store.lock().unwrap();
        json!({
            "apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""},
            "items": store.objects.values().collect::<Vec<_>>(),
        })
    }
}

impl Store {
    fn keep(&mut self, key: &str, mut object: Value) -> Value {
        self.version += 1;
        object["metadata"]["resourceVersion"] = self.version.to_string().into();
        if object["metadata"].get("uid").is_none() {
            object["metadata"]["uid"] = format!("uid-{}", self.version).into();
        }
        self.objects.insert(key.to_owned(), object.clone());
        object
    }
}

/// The address of an object.
fn key(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (version, kind) = (text(&object["apiVersion"]), text(&object["kind"]));
    let row = KINDS.iter().find(|(v, k, ..)| *v == version && *k == kind).unwrap();
    let name = text(&object["metadata"]["name"]);
    let namespace = row.3.then(|| text(&object["metadata"]["namespace"]));
    address(row, namespace.as_deref(), &name)
}

fn root(version: &str) -> String {
    let root = if version.contains('/') { "apis" } else { "api" };
    format!("/{root}/{version}")
}

fn address((version, _, plural, _): &Row, namespace: Option<&str>, name: &str) -> String {
    let within = namespace.map_or_else(String::new, |name| format!("/namespaces/{name}"));
    let own = if name.is_empty() { String::new() } else { format!("/{name}") };
    format!("{}{within}/{plural}{own}", root(version))
}

fn status(code: u16, reason: &str, message: &str) -> (u16, Value) {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code,
    });
    (code, body)
}

/// What is answered; nothing when the server hangs up.
fn answer(method: &str, target: &str, body: &str, store: &Mutex<Store>) -> Option<(u16, Value)> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if let Some(found) = discovery(path) {
        return Some((200, found));
    }
    let mut store = store.lock().unwrap();
    if method == "GET" {
        return Some(answered(method, (path, query), body, false, &mut store));
    }
    if path.ends_with("/selfsubjectreviews") {
        let who = json!({"status": {"userInfo": {"username": "system:admin"}}});
        return Some((201, who));
    }
    let is_dry = query.contains("dryRun=All") || method == "DELETE" && body.contains("dryRun");
    let rehearsed = if is_dry { " rehearsed" } else { "" };
    store.calls.push(format!("{method} {path}{rehearsed}"));
    let mut hangs_up = false;
    match store.faults.pop_front() {
        Some(Fault::Refused(code, reason)) => return Some(status(code, reason, "as was asked")),
        Some(Fault::Lost) => hangs_up = true,
        Some(Fault::Overtaken(object)) => {
            store.keep(&key(&object), object);
        }
        Some(Fault::Lingers(looks)) => {
            store.going.insert(path.to_owned(), looks);
            return Some((200, store.objects[path].clone()));
        }
        None => {}
    }
    let answer = answered(method, (path, query), body, is_dry, &mut store);
    (!hangs_up).then_some(answer)
}

fn answered(
    method: &str,
    (path, query): (&str, &str),
    body: &str,
    is_dry: bool,
    store: &mut Store,
) -> (u16, Value) {
    match store.going.get_mut(path) {
        Some(0) => drop((store.going.remove(path), store.objects.remove(path))),
        Some(looks) => *looks -= 1,
        None => {}
    }
    let not_found = || status(404, "NotFound", &format!("{path} not found"));
    match method {
        "GET" => match store.objects.get(path) {
            Some(object) => (200, object.clone()),
            None => match listed(path, query, store) {
                Some(list) => (200, list),
                None => not_found(),
            },
        },
        "DELETE" => {
            let Some(object) = store.objects.get(path) else { return not_found() };
            let asked: Value = serde_json::from_str(body).unwrap_or_default();
            let is_same = |key: &str| {
                let asked = &asked["preconditions"][key];
                asked.is_null() || *asked == object["metadata"][key]
            };
            if !is_same("uid") || !is_same("resourceVersion") {
                return status(409, "Conflict", "the precondition is not met");
            }
            if !is_dry {
                store.objects.remove(path);
            }
            (200, json!({"kind": "Status", "apiVersion": "v1", "status": "Success"}))
        }
        "POST" => {
            let object: Value = serde_json::from_str(body).unwrap();
            let key = key(&object);
            if store.objects.contains_key(&key) {
                return status(409, "AlreadyExists", &format!("{key} already exists"));
            }
            (201, if is_dry { object } else { store.keep(&key, object) })
        }
        "PATCH" => {
            let Some(object) = store.objects.get(path) else { return not_found() };
            let patch: Value = serde_json::from_str(body).unwrap();
            match json_patch::applied(object, &patch) {
                Ok(object) if is_dry => (200, object),
                Ok(object) => (200, store.keep(path, object)),
                Err(why) => status(422, "Invalid", &why),
            }
        }
        other => status(405, "MethodNotAllowed", other),
    }
}

/// A list of one kind, of which `kubectl delete` asks whether it still has what it deleted.
fn listed(path: &str, query: &str, store: &Store) -> Option<Value> {
    let (version, kind, plural, _) = KINDS.iter().find(|(v, _, plural, _)| {
        path.starts_with(&root(v)) && path.rsplit('/').next() == Some(*plural)
    })?;
    // Without a namespace it is those of all of them.
    let (within, of) = (path.strip_suffix(plural)?, format!("/{plural}/"));
    let named =
        query.split('&').find_map(|part| part.strip_prefix("fieldSelector=metadata.name%3D"));
    let items = store.objects.iter().filter(|(key, object)| {
        key.starts_with(within)
            && key.contains(&of)
            && named.is_none_or(|name| object["metadata"]["name"] == name)
    });
    let items: Vec<&Value> = items.map(|(_, object)| object).collect();
    Some(json!({
        "kind": format!("{kind}List"), "apiVersion": version,
        "metadata": {"resourceVersion": "1"}, "items": items,
    }))
}

/// What the server says of itself.
fn discovery(path: &str) -> Option<Value> {
    let versions = KINDS.iter().map(|(version, ..)| *version);
    let groups: std::collections::BTreeSet<&str> = versions.filter(|v| v.contains('/')).collect();
    match path {
        "/api" => return Some(json!({"kind": "APIVersions", "versions": ["v1"]})),
        "/version" => return Some(json!({"major": "1", "minor": "32", "gitVersion": "v1.32.0"})),
        "/apis" => {
            let mut by_group: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
            for version in &groups {
                let (group, short) = version.split_once('/').unwrap();
                let row = json!({"groupVersion": version, "version": short});
                by_group.entry(group).or_default().push(row);
            }
            let groups = by_group.iter().map(|(name, versions)| {
                json!({"name": name, "versions": versions, "preferredVersion": versions[0]})
            });
            return Some(
                json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups.collect::<Vec<_>>()}),
            );
        }
        "/openapi/v3" => {
            let all = groups.iter().chain(&["v1"]).map(|version| {
                let place = root(version)[1..].to_owned();
                let url = format!("/openapi/v3/{place}");
                (place, json!({"serverRelativeURL": url}))
            });
            return Some(json!({"paths": all.collect::<serde_json::Map<_, _>>()}));
        }
        _ => {}
    }
    if let Some(place) = path.strip_prefix("/openapi/v3") {
        return Some(schema(place));
    }
    let version = groups.iter().chain(&["v1"]).find(|version| root(version) == path)?;
    let rows = KINDS.iter().filter(|(of, ..)| of == version);
    let resources = rows.map(|(_, kind, plural, namespaced)| {
        json!({
            "name": plural, "singularName": kind.to_lowercase(), "namespaced": namespaced,
            "kind": kind, "verbs": ["create", "delete", "get", "list", "patch", "watch"],
        })
    });
    Some(json!({
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version,
        "resources": resources.collect::<Vec<_>>(),
    }))
}

/// That the server itself looks for unknown fields, which `kubectl create` asks before it sends anything.
fn schema(place: &str) -> Value {
    let rows = KINDS.iter().filter(|(version, ..)| root(version) == place);
    let paths = rows.map(|row| {
        let (version, kind, ..) = row;
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        let operation = json!({
            "parameters": [{"name": "fieldValidation", "in": "query"}],
            "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": kind},
            "responses": {},
        });
        (address(row, row.3.then_some("{namespace}"), "{name}"), json!({"patch": operation}))
    });
    let paths: serde_json::Map<_, _> = paths.collect();
    json!({"openapi": "3.0.0", "info": {"title": "small", "version": "1"}, "paths": paths})
}

fn serve(stream: &TcpStream, store: &Mutex<Store>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return };
        let mut length = 0;
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header).unwrap_or(0) == 0 {
                return;
            }
            let Some((name, value)) = header.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let body = String::from_utf8(body).unwrap();
        let Some((code, value)) = answer(&method, &target, &body, store) else { return };
        let text = value.to_string();
        let head = format!(
            "HTTP/1.1 {code} Answer\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        let mut stream = stream;
        // Whoever asked may have gone away, which is theirs to do.
        let _ = stream.write_all((head + &text).as_bytes());
    }
}
