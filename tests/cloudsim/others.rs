//! Azure, compute and Kubernetes: envelopes, pages, places that don't answer, and what is not there.

use serde_json::{Value, json};

use super::asks::{CLUSTER, PROJECT, SUBSCRIPTION, everything};
use super::cloudsim::{Cloud, Estate};
use super::wire::Client;

const NSG: &str = "Microsoft.Network/networkSecurityGroups";

fn nsg(group: &str, name: &str) -> Value {
    let id = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/{NSG}/{name}");
    json!({"id": id, "name": name, "type": NSG, "location": "westeurope", "properties": {}})
}

#[test]
fn azure_leads_on_by_links_in_any_case() {
    let cloud = Cloud::start(Estate::default().pages_of(2).azure(SUBSCRIPTION, |all| {
        let all = all.put(&nsg("shop", "a")).put(&nsg("Shop", "b")).put(&nsg("shop", "c"));
        all.put(&nsg("lab", "d")).put(&nsg("lab", "e"))
    }));
    let mut client = Client::to(&cloud);
    let mut path = format!("/subscriptions/{SUBSCRIPTION}/providers/{NSG}?api-version=2024-05-01");
    let mut names = Vec::new();
    loop {
        let reply = client.get(&path).json();
        for one in reply["value"].as_array().unwrap() {
            names.push(one["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = reply["nextLink"].as_str() else { break };
        next.strip_prefix(&cloud.url()).unwrap().clone_into(&mut path);
    }
    names.sort();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    let upper = format!("/SUBSCRIPTIONS/{SUBSCRIPTION}/RESOURCEGROUPS/SHOP/PROVIDERS/{NSG}");
    let shop = client.get(&format!("{upper}?api-version=1")).json();
    assert_eq!((shop["value"].as_array().unwrap().len(), shop["nextLink"].is_null()), (2, false));
    let id = nsg("lab", "d")["id"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("{id}?api-version=1")).json()["name"], "d");
    cloud.edit(|estate| estate.azure(SUBSCRIPTION, |all| all.without(&id)));
    let gone = client.get(&format!("{id}?api-version=1"));
    assert_eq!(
        (gone.status, gone.json()["error"]["code"].clone()),
        (404, json!("ResourceNotFound"))
    );
    let last = cloud.asked().pop().unwrap();
    assert_eq!((last.service.as_str(), last.account.as_str()), ("Microsoft.Network", SUBSCRIPTION));
}

#[test]
fn azure_tells_of_machines_and_of_what_they_are_doing_apart() {
    let of = "Microsoft.Compute/virtualMachines";
    let here = format!("/subscriptions/{SUBSCRIPTION}");
    let machine = json!({
        "id": format!("{here}/resourceGroups/shop/providers/{of}/web"), "name": "web", "type": of,
        "location": "westeurope",
        "properties": {"vmId": "7", "instanceView": {"statuses": [{"code": "PowerState/running"}]}},
    });
    let cloud = Cloud::start(Estate::default().azure(SUBSCRIPTION, |all| all.put(&machine)));
    let mut client = Client::to(&cloud);
    let path = format!("{here}/providers/{of}?api-version=2024-07-01");
    let plain = client.get(&path).json()["value"][0].clone();
    assert_eq!(plain["properties"], json!({"vmId": "7"}));
    let told = client.get(&format!("{path}&statusOnly=true")).json()["value"][0].clone();
    let view = json!({"instanceView": {"statuses": [{"code": "PowerState/running"}]}});
    assert_eq!((&told["properties"], &told["id"]), (&view, &machine["id"]));
    let other = format!("{here}/providers/{NSG}?api-version=1&statusOnly=true");
    assert_eq!(client.get(&other).status, 400);
    cloud.edit(|estate| {
        let estate = estate.azure(SUBSCRIPTION, |all| all.unregistered("Microsoft.Compute"));
        estate.azure(SUBSCRIPTION, |all| {
            all.put(&nsg("shop", "a")).put(&nsg("shop", "b")).leading_to("http://198.51.100.7")
        })
    });
    let reply = client.get(&path);
    let code = reply.json()["error"]["code"].clone();
    assert_eq!((reply.status, code), (409, json!("MissingSubscriptionRegistration")));
    cloud.edit(|estate| estate.pages_of(1));
    let next = client.get(&format!("{here}/providers/{NSG}?api-version=1")).json();
    let next = next["nextLink"].as_str().unwrap().to_owned();
    assert!(next.starts_with("http://198.51.100.7/subscriptions/"), "{next}");
}

#[test]
fn azure_refuses_what_it_does_not_know() {
    let cloud = everything();
    let mut client = Client::to(&cloud);
    let here = format!("/subscriptions/{SUBSCRIPTION}");
    for (path, status, code) in [
        (format!("{here}/providers/{NSG}"), 400, "MissingApiVersionParameter"),
        (format!("{here}/providers/{NSG}?api-version=1&$filter=x"), 400, "BadRequest"),
        (format!("{here}/providers/{NSG}?api-version=1&$skiptoken=x"), 400, "InvalidSkipToken"),
        (
            format!("{here}/providers/Microsoft.Sql/servers?api-version=1"),
            404,
            "InvalidResourceType",
        ),
        ("/subscriptions/none?api-version=1".to_owned(), 404, "SubscriptionNotFound"),
    ] {
        let reply = client.get(&path);
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str().unwrap()), (status, code));
    }
    let nobody = client.send(&format!("GET {here}?api-version=1"), &[], "").unwrap();
    assert_eq!((nobody.status, nobody.header("www-authenticate").is_empty()), (401, false));
    let one = client.get(&format!("{here}?api-version=1")).json();
    assert_eq!(one["subscriptionId"], SUBSCRIPTION);
    let below = client
        .get("/providers/Microsoft.Management/managementGroups/all/descendants?api-version=1");
    let below = below.json();
    let rows = below["value"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["name"]), (5, &json!(SUBSCRIPTION)), "{below}");
    assert!(below["nextLink"].is_string(), "and two more: {below}");
    let under = &rows[1]["properties"]["parent"]["id"];
    assert_eq!(under, "/providers/Microsoft.Management/managementGroups/team-0");
}

fn zones() -> Cloud {
    Cloud::start(Estate::default().gcp(PROJECT, |project| {
        let zone = |letter: char| format!("zones/europe-west1-{letter}");
        let project = ['b', 'c', 'd'].into_iter().fold(project, |project, letter| {
            let name = json!({"name": format!("web-{letter}")});
            project.put_in(&zone(letter), "instances", &name)
        });
        project.put_in("regions/europe-west1", "subnetworks", &json!({"name": "shop"}))
    }))
}

#[test]
fn compute_aggregates_places_and_says_which_it_could_not_reach() {
    let cloud = zones();
    let mut client = Client::to(&cloud);
    let path = format!("/compute/v1/projects/{PROJECT}/aggregated/instances?maxResults=2");
    let whole = client.get(&path).json();
    let items = whole["items"].as_object().unwrap();
    assert_eq!(items["zones/europe-west1-b"]["instances"][0]["name"], "web-b");
    let nothing = &items["zones/europe-west1-d"]["warning"];
    assert_eq!(nothing["code"], "NO_RESULTS_ON_PAGE", "it is on the next page");
    let token = whole["nextPageToken"].as_str().unwrap();
    let second = client.get(&format!("{path}&pageToken={token}")).json();
    assert_eq!(second["items"]["zones/europe-west1-d"]["instances"][0]["name"], "web-d");
    cloud.edit(|estate| estate.gcp(PROJECT, |project| project.unreachable("zones/europe-west1-b")));
    let part = client.get(&path).json();
    assert_eq!(part["items"]["zones/europe-west1-b"]["warning"]["code"], "UNREACHABLE");
    assert_eq!(part["unreachables"], json!([format!("projects/{PROJECT}/zones/europe-west1-b")]));
    let alone = format!("/compute/v1/projects/{PROJECT}/zones/europe-west1-b/instances");
    assert_eq!(client.get(&alone).status, 503);
    cloud.edit(|estate| {
        estate.gcp(PROJECT, |project| {
            let project = project.reachable("zones/europe-west1-b");
            project.without("zones/europe-west1-c", "instances", "web-c")
        })
    });
    assert_eq!(client.get(&alone).json()["items"][0]["name"], "web-b");
}

#[test]
fn compute_tells_effective_firewalls_and_ancestors() {
    let cloud = everything();
    let mut client = Client::to(&cloud);
    let inside = format!("/compute/v1/projects/{PROJECT}/global");
    let path = format!("{inside}/networks/networks-0/getEffectiveFirewalls");
    let rules = client.get(&path).json();
    assert_eq!(rules["firewalls"].as_array().unwrap().len(), 6);
    cloud.edit(|estate| {
        let told = json!({"firewallPolicys": [{"type": "HIERARCHY"}]});
        estate
            .gcp(PROJECT, |project| project.effective("networks-0", &told))
            .gcp("organizations/123456789012", |all| {
                all.put("firewallPolicies", &json!({"name": "1000", "shortName": "all"}))
            })
    });
    assert_eq!(client.get(&path).json()["firewallPolicys"][0]["type"], "HIERARCHY");
    let policies = "/compute/v1/locations/global/firewallPolicies";
    let list = client.get(&format!("{policies}?parentId=organizations/123456789012")).json();
    assert_eq!(list["items"][0]["shortName"], "all");
    assert_eq!(client.get(&format!("{policies}/1000")).json()["shortName"], "all");
    let line = format!("POST /v1/projects/{PROJECT}:getAncestry");
    let above = client.send(&line, &[], "{}").unwrap().json();
    assert_eq!(above["ancestor"][2]["resourceId"]["type"], "organization");
    for path in [
        format!("{inside}/firewalls?filter=x"),
        format!("{inside}/firewalls?maxResults=501"),
        format!("{inside}/firewalls?pageToken=x"),
    ] {
        assert_eq!(client.get(&path).status, 400, "{path}");
    }
    let lost = client.get(&format!("{inside}/networks/none/getEffectiveFirewalls"));
    assert_eq!(lost.json()["error"]["errors"][0]["reason"], "notFound");
}

#[test]
fn kubernetes_lists_are_cut_and_know_what_is_left() {
    let cloud = everything();
    cloud.edit(|estate| estate.pages_of(100));
    let mut client = Client::to(&cloud);
    let at = cloud.cluster(CLUSTER).replace(&cloud.url(), "") + "/apis/networking.k8s.io/v1";
    let all = client.get(&format!("{at}/networkpolicies")).json();
    assert_eq!(
        (&all["kind"], all["items"].as_array().unwrap().len()),
        (&json!("NetworkPolicyList"), 6)
    );
    assert!(all["metadata"]["continue"].is_null() && all["items"][0]["kind"].is_null(), "{all}");
    let first = client.get(&format!("{at}/networkpolicies?limit=4")).json();
    assert_eq!(first["metadata"]["remainingItemCount"], 2);
    let more = first["metadata"]["continue"].as_str().unwrap();
    let second = client.get(&format!("{at}/networkpolicies?limit=4&continue={more}")).json();
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
    let inside = client.get(&format!("{at}/namespaces/lab/networkpolicies")).json();
    assert!(inside["items"].as_array().unwrap().is_empty());
    let one = client.get(&format!("{at}/namespaces/shop/networkpolicies/thing-1")).json();
    assert_eq!(
        (&one["kind"], &one["metadata"]["name"]),
        (&json!("NetworkPolicy"), &json!("thing-1"))
    );
    cloud.edit(|estate| {
        estate.kubernetes(CLUSTER, |cluster| {
            let policy = json!({
                "apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy",
                "metadata": {"name": "deny-metadata"},
            });
            let cluster = cluster.put(&policy).without("v1", "Node", "thing-0");
            cluster.without("networking.k8s.io/v1", "NetworkPolicy", "shop/thing-0")
        })
    });
    let custom = "apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies";
    let listed = client.get(&format!("/clusters/{CLUSTER}/{custom}")).json();
    assert_eq!(listed["items"][0]["kind"], "ClusterNetworkPolicy", "custom ones say what they are");
    let groups = client.get(&format!("/clusters/{CLUSTER}/apis")).json();
    let names = groups["groups"].as_array().unwrap().iter().map(|group| group["name"].clone());
    assert!(names.into_iter().any(|name| name == "policy.networking.k8s.io"), "{groups}");
    let resources = client.get(&at).json();
    assert_eq!(resources["resources"][1]["name"], "networkpolicies");
    assert_eq!(client.get(&format!("/clusters/{CLUSTER}/version")).json()["minor"], "36");
    assert_eq!(client.get("/clusters/none/api/v1/pods").status, 404);
    cloud.edit(|estate| {
        estate.kubernetes(CLUSTER, |cluster| {
            let cluster =
                cluster.serves_no("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy");
            cluster.records(("v1", "pods"), "token", 200, "{}")
        })
    });
    assert_eq!(client.get(&format!("/clusters/{CLUSTER}/{custom}")).status, 404);
    assert_eq!(client.get(&format!("/clusters/{CLUSTER}/api/v1/pods?continue=token")).body, "{}");
}
