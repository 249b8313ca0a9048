//! What real servers were recorded to answer: the simulator says the same about the same things.
//!
//! The recordings are public test data that is read in place when it lies beside the checkout, and passed over otherwise.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::asks::CLUSTER;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;

fn corpora(folder: &str) -> Option<PathBuf> {
    let corpora = std::env::var_os("DRIFTWALL_CORPORA")?;
    Some(Path::new(&corpora).join(folder))
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The body of an answer, once more, without the host that it came from.
fn without_host(mut body: Value) -> Value {
    if let Some(link) = body["selfLink"].as_str() {
        let (_, path) = link.split_once("/compute/").unwrap();
        body["selfLink"] = path.into();
    }
    body
}

#[test]
fn azure_lists_as_it_was_recorded() {
    let Some(folder) = corpora("azure/nsg-recordings") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let recorded = read(&entry.unwrap().path());
        for one in recorded["interactions"].as_array().unwrap() {
            let uri = one["request"]["uri"].as_str().unwrap();
            let path = uri.strip_prefix("https://management.azure.com").unwrap();
            let body = &one["response"]["body"];
            let data = body.get("data").unwrap_or(body);
            let data = match data.as_str() {
                Some(text) => serde_json::from_str(text).unwrap(),
                None => data.clone(),
            };
            let Some(resources) = data["value"].as_array() else { continue };
            let subscription = path.split('/').nth(2).unwrap();
            let cloud = Cloud::start(Estate::default().azure(subscription, |all| {
                resources.iter().fold(all, |all, resource| all.put(resource))
            }));
            let answer = Client::to(&cloud).get(path).json();
            let sorted = |list: &Value| {
                let mut rows: Vec<String> =
                    list.as_array().unwrap().iter().map(ToString::to_string).collect();
                rows.sort();
                rows
            };
            assert_eq!(sorted(&answer["value"]), sorted(&data["value"]));
            let fields =
                |body: &Value| body.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(fields(&answer), fields(&data));
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn compute_aggregates_as_it_was_recorded() {
    let Some(folder) = corpora("gcp/recordings/instance-effective-firewall") else { return };
    let file = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|file| file.to_string_lossy().contains("aggregated")).unwrap();
    let recorded = &read(&file)["body"];
    let id = recorded["id"].as_str().unwrap().split('/').nth(1).unwrap();
    let cloud = Cloud::start(Estate::default().gcp(id, |project| {
        recorded["items"].as_object().unwrap().iter().fold(project, |project, (place, row)| {
            let things = row["instances"].as_array().into_iter().flatten();
            things.fold(project.place(place), |project, thing| {
                project.put_in(place, "instances", thing)
            })
        })
    }));
    let path = format!("/compute/v1/projects/{id}/aggregated/instances");
    let answer = Client::to(&cloud).get(&path).json();
    assert_eq!(without_host(answer), without_host(recorded.clone()));
}

/// The same words as a recorded kube-apiserver, where they could be recorded.
#[test]
fn kubernetes_speaks_like_a_recorded_server() {
    let Some(recordings) = corpora("kubernetes/recordings") else { return };
    let json = |name: &str| read(&recordings.join(name));
    let policies = json("before/networkpolicies.json");
    let cloud =
        Cloud::start(Estate::default().kubernetes(CLUSTER, |cluster| cluster.list(&policies)));
    let mut client = Client::to(&cloud);
    let path = format!("/clusters/{CLUSTER}/apis/networking.k8s.io/v1/networkpolicies");
    cloud.fault(Kind::Denied.on("list networkpolicies.*").first(1));
    assert_eq!(client.get(&path).json(), json("forbidden-403.json"));
    cloud.heal();
    cloud.fault(Kind::ExpiredCredentials.on("*").first(1));
    assert_eq!(client.get(&path).json(), json("unauthorized-401.json"));
    let absent = client.get(&path.replace("networkpolicies", "absent"));
    assert_eq!(
        absent.body,
        std::fs::read_to_string(recordings.join("absent-api-404.txt")).unwrap()
    );
    let (mut odd, mut recorded) =
        (client.get(&format!("{path}?continue=x")).json(), json("bad-continue-400.json"));
    // The rest of the sentence is about the inside of a token.
    for status in [&mut odd, &mut recorded] {
        let words = status["message"].as_str().unwrap().to_owned();
        let start = words.match_indices(':').nth(1).map_or(words.len(), |(at, _)| at);
        status["message"] = words[..start].into();
    }
    assert_eq!(odd, recorded);
    let (page, recorded) = (client.get(&format!("{path}?limit=2")).json(), json("page1.json"));
    let fields =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(fields(&page), fields(&recorded));
    assert_eq!(fields(&page["metadata"]), fields(&recorded["metadata"]));
    assert_eq!(page["items"][0], recorded["items"][0]);
}
