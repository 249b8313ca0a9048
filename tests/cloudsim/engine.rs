//! An engine of Docker: what it lists, each of it, what is not there, and the vendor's own description of all that.

use bollard_stubs::models;
use serde_json::{Value, json};

use super::cloudsim::{Cloud, Estate};
use super::wire::Client;

fn cloud() -> Cloud {
    Cloud::start(Estate::default().docker(|engine| {
        engine
            .network("backend", true)
            .container("db", &json!({}))
            .container("web", &json!({"Privileged": true}))
    }))
}

fn ids(client: &mut Client) -> Vec<String> {
    let listed = client.get("/v1.41/containers/json?all=true").json();
    let ids = listed.as_array().unwrap().iter().map(|one| one["Id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// A description that a third party made of the API can read every answer.
#[test]
fn answers_are_what_the_api_describes() {
    let cloud = cloud();
    let mut client = Client::to(&cloud);
    let body = |client: &mut Client, path: &str| client.get(path).body;
    let id = ids(&mut client).pop().unwrap();
    let list = body(&mut client, "/v1.41/containers/json?all=true");
    let list: Vec<models::ContainerSummary> = serde_json::from_str(&list).unwrap();
    assert_eq!(list.len(), 2);
    let one = body(&mut client, &format!("/v1.41/containers/{id}/json"));
    let one: models::ContainerInspectResponse = serde_json::from_str(&one).unwrap();
    assert_eq!((one.id, one.host_config.unwrap().privileged), (Some(id), Some(true)));
    let networks = body(&mut client, "/v1.41/networks");
    let networks: Vec<models::Network> = serde_json::from_str(&networks).unwrap();
    let id = networks[0].id.clone().unwrap();
    let network = body(&mut client, &format!("/v1.41/networks/{id}"));
    let network: models::NetworkInspect = serde_json::from_str(&network).unwrap();
    assert_eq!(network.internal, Some(true));
    let info: models::SystemInfo = serde_json::from_str(&body(&mut client, "/v1.41/info")).unwrap();
    assert_eq!(info.containers, Some(2));
    let version = body(&mut client, "/version");
    let version: models::SystemVersion = serde_json::from_str(&version).unwrap();
    assert_eq!(version.api_version.as_deref(), Some("1.41"));
}

#[test]
fn what_it_does_not_know_it_refuses_in_its_own_words() {
    let cloud = cloud();
    let mut client = Client::to(&cloud);
    for (path, status, message) in [
        ("/v1.41/containers/ab12/json", 404, "No such container: ab12"),
        ("/v1.41/networks/ab12", 404, "network ab12 not found"),
        ("/v1.41/volumes", 404, "page not found"),
        (
            "/v1.53/info",
            400,
            "client version 1.53 is too new. Maximum supported API version is 1.41",
        ),
        ("/v1.41/containers/json?limit=1", 400, "the parameter limit is not supported"),
    ] {
        let reply = client.get(path);
        assert_eq!((reply.status, reply.json()), (status, json!({ "message": message })), "{path}");
    }
}

#[test]
fn containers_come_and_go_and_are_kept_from_its_lists() {
    let cloud = cloud();
    let mut client = Client::to(&cloud);
    let all = ids(&mut client);
    let count = |client: &mut Client| client.get("/v1.41/info").json()["Containers"].clone();
    cloud.edit(|estate| estate.docker(|engine| engine.hides("web")));
    assert_eq!((ids(&mut client).len(), count(&mut client)), (1, Value::from(2)));
    cloud.edit(|estate| estate.docker(|engine| engine.shows("web").haunted_by("web")));
    assert_eq!(ids(&mut client), all);
    let path = format!("/v1.41/containers/{}/json", all[1]);
    assert_eq!(client.get(&path).status, 404);
    cloud.edit(|estate| estate.docker(|engine| engine.without("web")));
    assert_eq!((ids(&mut client), count(&mut client)), (vec![all[0].clone()], Value::from(1)));
}
