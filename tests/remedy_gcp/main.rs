//! What is printed for Google Cloud, run: rules on gcplocal are changed in random ways, the real `gcloud` runs the printed commands, and a scan
//! finds nothing; what takes them back gives the change again.
//!
//! gcplocal, an emulator that others wrote, names operations in letters, which `gcloud` can't read: `proxy.py` stands between them and gives
//! each a number, and that of an edit its target. gcplocal drops `destinationRanges` and `logConfig`, and knows no service accounts, so that no change here is about these. Each
//! call of `gcloud` takes a second, so that only a few changes are made unless `DRIFTWALL_SOAK` is set.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in the functions that it calls as well"
)]

#[cfg(feature = "gcp")]
mod applied;
#[path = "../support/binary.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod binary;
#[path = "../support/emulator.rs"]
mod emulator;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use binary::Folder;
use emulator::{Emulator, programs};

const GCLOUD: &str = "/usr/bin/gcloud";
const RULES: &str = "/compute/v1/projects/shop/global/firewalls";

fn rounds() -> u64 {
    if std::env::var_os("DRIFTWALL_SOAK").is_some() { 100 } else { 6 }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

struct Cloud {
    local: Emulator,
    proxy: Emulator,
    folder: Folder,
}

fn send(port: u16, method: &str, path: &str, body: Option<&Value>) -> Option<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

impl Cloud {
    fn new() -> Self {
        let folder = Folder::new();
        folder.write("elsewhere/empty", "");
        let bin = programs(&["gcplocal", "python"]);
        let start = |name: &str, command: &dyn Fn(u16) -> Command| {
            Emulator::start(name, &folder.at("elsewhere/.."), command, |port| {
                send(port, "GET", RULES, None)
                    .is_some_and(|answer| answer["kind"] == "compute#firewallList")
            })
        };
        let local = start("gcplocal", &|port| {
            let mut command = Command::new(bin.join("gcplocal"));
            command.args(["start", "--host", "127.0.0.1", "--port", &port.to_string()]).env_clear();
            command
        });
        let proxy = start("proxy", &|port| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remedy_gcp/proxy.py");
            let mut command = Command::new(bin.join("python"));
            command.arg(script).args([port.to_string(), local.port.to_string()]);
            command.arg(folder.at("")).env_clear();
            command
        });
        Self { local, proxy, folder }
    }

    /// Puts two networks and four rules there.
    fn furnish(&self, dice: &mut Dice) {
        for network in ["main", "edge"] {
            let body = json!({"name": network, "autoCreateSubnetworks": false});
            self.ask("POST", "/compute/v1/projects/shop/global/networks", Some(&body));
        }
        for name in ["ssh", "web", "db", "deny-all"] {
            self.ask("POST", RULES, Some(&rule(name, dice)));
        }
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        send(self.local.port, method, path, body).unwrap_or_else(|| panic!("{method} {path}"))
    }

    fn rules(&self) -> Vec<Value> {
        self.ask("GET", RULES, None)["items"].as_array().cloned().unwrap_or_default()
    }

    /// Writes what the API answers into a dump, and gives back what is in it under names.
    fn dump(&self) -> BTreeMap<String, Value> {
        for (call, path) in [
            ("firewall-rules-list", RULES),
            ("networks-list", "/compute/v1/projects/shop/global/networks"),
        ] {
            let answer = self.ask("GET", path, None);
            self.folder.write(&format!("live/gcp/shop/{call}.json"), &answer.to_string());
        }
        self.rules()
            .iter()
            .map(|rule| (rule["name"].as_str().unwrap().to_owned(), plain(rule)))
            .collect()
    }

    /// Runs a text by `sh`, with `gcloud` asking the emulator.
    fn sh(&self, text: &str) {
        let output = Command::new("sh")
            .args(["-c", text])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.folder.at("home"))
            .env("CLOUDSDK_CONFIG", self.folder.at("home/gcloud"))
            .env("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true")
            .env("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true")
            .env("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true")
            .env(
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE",
                format!("{}/compute/v1/", self.proxy.url()),
            )
            .env("PYTHONIOENCODING", "utf-8")
            .current_dir(self.folder.at("elsewhere"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{text}\n{said}\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// A rule without what is new each time, its ports one by one.
fn plain(rule: &Value) -> Value {
    let list = |key: &str| {
        let mut texts: Vec<String> = rule[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect();
        texts.sort();
        texts
    };
    let rows = |key: &str| {
        let mut words = Vec::new();
        for row in rule[key].as_array().into_iter().flatten() {
            let protocol = row["IPProtocol"].as_str().unwrap();
            match row["ports"].as_array().filter(|ports| !ports.is_empty()) {
                Some(ports) => words.extend(
                    ports.iter().map(|port| format!("{protocol}:{}", port.as_str().unwrap())),
                ),
                None => words.push(protocol.to_owned()),
            }
        }
        words.sort();
        words
    };
    json!({
        "allowed": rows("allowed"), "denied": rows("denied"), "ranges": list("sourceRanges"), "from": list("sourceTags"),
        "for": list("targetTags"), "priority": rule["priority"], "disabled": rule["disabled"] == true,
        "direction": rule["direction"], "description": rule["description"].as_str().unwrap_or_default(),
        "network": rule["network"].as_str().unwrap().rsplit('/').next(),
    })
}

fn hostile() -> Vec<&'static str> {
    vec![
        "it's",
        "a \"b\" c",
        "$(touch owned)",
        "`touch owned`",
        "--project=other",
        "-x",
        "^;^a;b",
        "@/etc/passwd",
        "a,b=c",
        "; touch owned;",
        "line\nbreak",
        "caf\u{e9}",
        "%24%28id%29",
        "file://x",
    ]
}

fn rule(name: &str, dice: &mut Dice) -> Value {
    let ports: [&[&str]; 5] = [&["22"], &["80", "443", "8000-8080"], &["3389"], &["1-65535"], &[]];
    let ranges: [&[&str]; 4] =
        [&["0.0.0.0/0"], &["10.0.0.0/8", "192.0.2.7/32"], &["198.51.100.0/24"], &["2001:db8::/32"]];
    let ports = *dice.of(&ports);
    let row = if ports.is_empty() {
        json!({"IPProtocol": "icmp"})
    } else {
        json!({"IPProtocol": "tcp", "ports": ports})
    };
    let verb = *dice.of(&["allowed", "denied"]);
    json!({
        "name": name, "network": format!("global/networks/{}", dice.of(&["main", "edge"])), "direction": "INGRESS", verb: [row],
        "priority": 900 + dice.below(300), "sourceRanges": dice.of(&ranges), "targetTags": if dice.below(2) == 0 { json!([]) } else { json!(["web", "db"]) },
        "description": dice.of(&hostile()), "disabled": dice.below(4) == 0,
    })
}

/// Changes a few rules, each in one of the ways in which people do.
fn drift(cloud: &Cloud, dice: &mut Dice, round: u64) {
    for number in 0..3 {
        let rules = cloud.rules();
        let one = dice.of(&rules).clone();
        let place = format!("{RULES}/{}", one["name"].as_str().unwrap());
        let edit = |patch: Value| drop(cloud.ask("PATCH", &place, Some(&patch)));
        match dice.below(7) {
            0 => {
                drop(cloud.ask("POST", RULES, Some(&rule(&format!("mine-{round}-{number}"), dice))))
            }
            1 if rules.len() > 2 => drop(cloud.ask("DELETE", &place, None)),
            2 => {
                // Made again as something else under its name.
                cloud.ask("DELETE", &place, None);
                cloud.ask("POST", RULES, Some(&rule(one["name"].as_str().unwrap(), dice)));
            }
            3 => edit(json!({"sourceRanges": ["0.0.0.0/0"], "priority": 1 + dice.below(800)})),
            4 => edit(
                json!({"disabled": one["disabled"] != true, "description": dice.of(&hostile())}),
            ),
            5 => edit(json!({"targetTags": ["other"]})),
            _ => edit(json!({"description": dice.of(&hostile())})),
        }
    }
}

fn steps(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .flat_map(|one| one["remedy"]["steps"].as_array().cloned().unwrap_or_default())
        .collect()
}

#[test]
fn what_is_printed_puts_back_what_was_changed_and_nothing_else() {
    if !Path::new(GCLOUD).is_file() {
        // Past the harness, which swallows what a test that passes prints.
        let _ = std::io::stderr()
            .write_all(b"\nThere is no gcloud here: NO PRINTED COMMAND OF GOOGLE CLOUD WAS RUN\n");
        return;
    }
    let cloud = Cloud::new();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    cloud.furnish(&mut dice);
    let approved = cloud.dump();
    cloud
        .folder
        .run("baseline record --live dump:live --by auditor --allow-incomplete")
        .ends_with(0);
    let mut made = 0;
    for round in 0..rounds() {
        drift(&cloud, &mut dice, round);
        let drifted = cloud.dump();
        let run = cloud.folder.run("scan --live dump:live --output json");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let steps = steps(&report);
        let about = format!("round {round}\n{:#}", report["findings"]);
        for finding in
            report["findings"].as_array().unwrap().iter().filter(|one| one.get("change").is_some())
        {
            assert_eq!(finding["remedy"]["proof"], "restores-baseline", "{about}");
        }
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{about}")).to_owned();
        for step in &steps {
            match step.get("check") {
                Some(check) => cloud.sh(&format!("{} &&\n{}", text(check), text(&step["command"]))),
                None => cloud.sh(&text(&step["command"])),
            }
        }
        assert_eq!(cloud.dump(), approved, "{about}");
        let run = cloud.folder.run("scan --live dump:live --output json");
        binary::no_drift(&run.json());
        if round % 2 == 0 {
            for step in steps.iter().rev() {
                cloud.sh(&text(&step["undo"]));
            }
            assert_eq!(cloud.dump(), drifted, "taken back, {about}");
            // And once more: what was planned for the change is right again.
            for step in &steps {
                cloud.sh(&text(&step["command"]));
            }
            assert_eq!(cloud.dump(), approved, "{about}");
        }
        made += steps.len();
    }
    let names: Vec<_> = std::fs::read_dir(cloud.folder.at("elsewhere"))
        .unwrap()
        .map(|one| one.unwrap().file_name())
        .collect();
    assert_eq!(names, ["empty"], "something that was printed made a file");
    assert!(made > 10, "{made}");
}
