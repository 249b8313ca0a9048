//! Nothing secret is ever written down, wherever it stands.

use serde_json::json;

use super::{answer, read};

const SECRET: &str = "hunter2-Zq9vLw3x";

#[test]
fn secrets_in_every_place_stay_there() {
    let url = format!("https://user:{SECRET}@198.51.100.7:8088/x?q={SECRET}");
    let containers = json!([{
        "Id": "1f".repeat(32), "Name": "/web",
        "Path": format!("--password={SECRET}"),
        "Args": [format!("--password={SECRET}"), "--token", SECRET, format!("-p{SECRET}"), url,
                 format!("DB_PASSWORD={SECRET} /usr/bin/shop"), format!("--{SECRET}")],
        "State": { "Status": "exited", "Error": SECRET,
                   "Health": { "Log": [{ "Output": SECRET }] } },
        "Config": {
            "Env": [format!("DB_PASSWORD={SECRET}"), format!("MODE={SECRET}"), "A=b=c"],
            "Cmd": ["sh", "-c", format!("login {SECRET}")],
            "Entrypoint": [format!("X={SECRET}")],
            "Healthcheck": { "Test": ["CMD-SHELL", format!("curl -u a:{SECRET} localhost")] },
            "Labels": { "api-token": SECRET, "note": url, "users": format!("ana:$apr1${SECRET}"),
                        "options": format!("user=ana,password={SECRET}") },
        },
        "HostConfig": {
            "Annotations": { "registry-secret": SECRET, "url": url },
            "LogConfig": { "Type": "splunk", "Config": {
                "splunk-token": SECRET, "splunk-url": url, "fluentd-address": format!("a:{SECRET}@198.51.100.7:1") } },
            "Mounts": [{ "Target": "/data", "Type": "volume", "Source": "share", "VolumeOptions": {
                "Labels": { "k": SECRET },
                "DriverConfig": { "Name": "local", "Options": {
                    "type": "cifs", "o": format!("addr=198.51.100.9,username=shop,password={SECRET}") } } } }],
            "DeviceRequests": [{ "Driver": "x", "Options": { "license-key": SECRET } }],
            "SecurityOpt": [format!("credentialspec=raw://{{\"secret\":\"{SECRET}\"}}")],
            "StorageOpt": { "key": SECRET },
        },
        "NetworkSettings": { "Networks": { "backend": { "DriverOpts": { "wg-private-key": SECRET } } } },
    }]);
    let networks = json!([{
        "Name": "backend", "Driver": "overlay",
        "Options": { "encryption-key": SECRET, "etcd": url },
        "Labels": { "api-token": SECRET },
        "IPAM": { "Driver": "infoblox", "Options": { "wapi-password": SECRET, "wapi-url": url } },
    }]);
    let info = json!({
        "ID": "ABCD", "Name": "shop-1", "Labels": [format!("api-token={SECRET}")],
        "HttpProxy": url, "HttpsProxy": format!("http://user:{SECRET}@proxy.example:3128"),
        "RegistryConfig": { "Mirrors": [url], "IndexConfigs": { "docker.io": { "Mirrors": [url] } } },
        "Runtimes": { "runsc": { "path": "runsc", "runtimeArgs": [format!("--key={SECRET}"), SECRET] } },
        "Swarm": { "Cluster": { "Spec": { "CAConfig": { "SigningCAKey": SECRET } },
                   "JoinTokens": { "Worker": SECRET } } },
        "Warnings": [format!("WARNING: API is accessible on http://a:{SECRET}@0.0.0.0:2375 without encryption.")],
        "ServerErrors": [],
    });
    let reading = read(vec![
        answer("inspect", &containers),
        answer("network-inspect", &networks),
        answer("info", &info),
    ]);
    let mut seen = 0;
    for (kind, read) in &reading.kinds {
        let text = format!("{:?}", read.coverage);
        assert!(!text.contains(SECRET), "{kind}: {text}");
        for (id, resource) in &read.resources {
            seen += 1;
            for document in [&resource.durable, &resource.context] {
                let text = document.as_str();
                for part in [SECRET, "hunter2", "Zq9vLw3x"] {
                    assert!(!text.contains(part), "{kind} {id}: {text}");
                }
            }
        }
    }
    assert_eq!(seen, 3);
    let container = super::durable(super::kind(&reading, "container"), "web");
    assert_eq!(container["environment"], json!(["A", "DB_PASSWORD", "MODE"]));
    assert_eq!(container["command"]["options"], json!(["--password", "--token"]));
    assert_eq!(container["log_options"]["splunk-token"], "(left out)");
    assert_eq!(
        container["log_options"]["splunk-url"],
        "https://(left out)@198.51.100.7:8088/x?(left out)"
    );
}

/// A file that can't be read is told without what is in it.
#[test]
fn messages_about_broken_files_hold_no_values() {
    for broken in [
        json!([{ "Name": "/web", "Config": { "Env": SECRET } }]),
        json!([{ "Name": "/web", "Config": { "Cmd": { "x": SECRET } } }]),
        json!([{ "Name": "/web", "HostConfig": { "Privileged": SECRET } }]),
        json!([{ "Name": "/web", "HostConfig": { "NewSetting": SECRET } }]),
    ] {
        let reading = read(vec![answer("inspect", &broken)]);
        let coverage = &super::kind(&reading, "container").coverage;
        assert!(coverage.status.is_gap(), "{broken}");
        assert!(!format!("{coverage:?}").contains(SECRET), "{coverage:?}");
    }
    let said = format!("Error response from daemon: bad token {SECRET}");
    let reading = read(vec![super::file("inspect", said)]);
    let coverage = &super::kind(&reading, "container").coverage;
    assert!(coverage.status.is_gap());
    assert!(!format!("{coverage:?}").contains(SECRET), "{coverage:?}");
}
