//! Every action of every provider as a request, for one estate that has some of everything.

use std::io::Result;

use serde_json::{Value, json};

use super::cloudsim::asked::{Action, Provider};
use super::cloudsim::aws::accounts::key;
use super::cloudsim::{Cloud, Estate};
use super::wire::{Client, Reply};
use super::{ACCOUNT, REGION, groups};

pub(crate) const SUBSCRIPTION: &str = "00000000-0000-4000-8000-000000000001";
pub(crate) const PROJECT: &str = "shop-prod";
pub(crate) const CLUSTER: &str = "prod";

/// Six of each, so that the smallest pages of EC2 are two.
const EACH: usize = 6;

fn account(estate: Estate) -> Estate {
    let event = |number: usize| {
        json!({
            "eventID": format!("event-{number}"), "eventName": "CreateVpc", "eventSource": "ec2.amazonaws.com",
            "eventTime": format!("2026-01-02T03:04:0{number}Z"),
        })
    };
    // The first is the home account.
    let estate = estate.aws(ACCOUNT, |account| account.role("audit"));
    let estate = (1..=EACH).fold(estate, |estate, number| {
        estate.aws(&format!("20000000000{number}"), |account| account).organization(|all| {
            all.unit(&format!("ou-exam-{number}"), &format!("unit {number}"), "r-exam")
        })
    });
    estate.aws(ACCOUNT, |account| {
        account.region(REGION, |region| {
            let region = groups(region.trail("audit", true).recorder("default"), EACH);
            (0..EACH).fold(region, |region, number| {
                let id = |start: &str| format!("{start}-{number}");
                let (vpc, subnet) = (id("vpc"), id("subnet"));
                region
                    .vpc(&vpc)
                    .subnet(&subnet, &vpc, "10.0.0.0/24")
                    .internet_gateway(&id("igw"), &vpc)
                    .route_table(&id("rtb"), &vpc, Some(&id("igw")), &[&subnet])
                    .open_acl(&id("acl"), &vpc, &[&subnet])
                    .interface(
                        &id("eni"),
                        (&vpc, &subnet),
                        &["sg-00001"],
                        "10.0.0.4",
                        Some("198.51.100.4"),
                    )
                    .prefix_list(&id("pl"), "partners", &["198.51.100.0/24", "203.0.113.0/24"])
                    .put("FlowLogs", &json!({"FlowLogId": id("fl"), "TrafficType": "ALL"}))
                    .put("Reservations", &json!({"ReservationId": id("r"), "Instances": []}))
                    .put(
                        "SecurityGroupVpcAssociations",
                        &json!({"GroupId": "sg-00001", "VpcId": vpc, "State": "associated"}),
                    )
                    .put(
                        "VpcBlockPublicAccessExclusions",
                        &json!({"ExclusionId": id("vpcbpa-exclude"), "State": "create-complete"}),
                    )
                    .event(&event(number))
            })
        })
    })
}

fn subscription(estate: Estate) -> Estate {
    let types = [
        "Microsoft.Compute/virtualMachines",
        "Microsoft.Network/applicationSecurityGroups",
        "Microsoft.Network/loadBalancers",
        "Microsoft.Network/networkInterfaces",
        "Microsoft.Network/networkSecurityGroups",
        "Microsoft.Network/publicIPAddresses",
        "Microsoft.Network/routeTables",
        "Microsoft.Network/virtualNetworks",
    ];
    let id = |kind: &str, name: &str| {
        format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers/{kind}/{name}")
    };
    let rules: Vec<Value> = (0..EACH).map(|n| json!({"id": format!("/rule-{n}")})).collect();
    let estate = estate.azure(SUBSCRIPTION, |subscription| {
        let tags = json!({"values": [], "changeNumber": "1"});
        let subscription = subscription
            .named("shop")
            .service_tags("westeurope", &tags)
            .admin_rules(&id("Microsoft.Network/virtualNetworks", "vnet-0"), &rules)
            .watcher("westeurope", &rules)
            .diagnostics(&format!("/subscriptions/{SUBSCRIPTION}"), &rules);
        let subscription = (0..EACH).fold(subscription, |subscription, number| {
            let time = format!("2026-11-20T02:13:{number:02}.5Z");
            subscription.record(&json!({"eventTimestamp": time, "eventDataId": "1"}))
        });
        types.iter().fold(subscription, |subscription, kind| {
            (0..EACH).fold(subscription, |subscription, number| {
                let name = format!("thing-{number}");
                subscription.put(&json!({"id": id(kind, &name), "name": name, "type": kind}))
            })
        })
    });
    let others = |number: usize| format!("00000000-0000-4000-8000-00000000010{number}");
    let estate = (0..EACH).fold(estate, |estate, number| {
        let other = others(number);
        estate.azure(&other, |one| one.in_state("Disabled")).management_group(
            &format!("team-{number}"),
            "a team",
            &[&other],
        )
    });
    estate.management_group("all", "everybody", &["team-0", "team-1", "team-2", SUBSCRIPTION])
}

fn project(estate: Estate) -> Estate {
    let places = [
        ("addresses", "regions/europe-west1"),
        ("firewallPolicies", "global"),
        ("firewalls", "global"),
        ("forwardingRules", "regions/europe-west1"),
        ("instances", "zones/europe-west1-b"),
        ("networks", "global"),
        ("routes", "global"),
        ("sinks", "global"),
        ("subnetworks", "regions/europe-west1"),
    ];
    let all = "organizations/123456789012";
    let estate = estate.gcp(PROJECT, |project| {
        let project = project.under(&["folders/7", all]);
        let project = (0..EACH).fold(project, |project, number| {
            project.entry(&json!({
                "timestamp": format!("2026-11-20T02:13:{number:02}.5Z"), "insertId": "1",
                "logName": format!("projects/{PROJECT}/logs/cloudaudit.googleapis.com%2Factivity"),
            }))
        });
        places.iter().fold(project, |project, (collection, place)| {
            (0..EACH).fold(project, |project, number| {
                let name = format!("{}-{number}", collection.to_lowercase());
                let mut thing = json!({"name": name, "id": format!("{number}")});
                if *collection == "firewalls" {
                    let network = format!("projects/{PROJECT}/global/networks/networks-0");
                    thing["network"] = network.into();
                }
                project.put_in(place, collection, &thing)
            })
        })
    });
    (0..EACH).fold(estate, |estate, number| {
        estate
            .gcp(&format!("shop-{number}"), |project| project.under(&[all]))
            .gcp(&format!("folders/{number}"), |folder| folder.under(&[all]))
    })
}

fn cluster(estate: Estate) -> Estate {
    let kinds = [
        ("apps/v1", "DaemonSet"),
        ("apps/v1", "Deployment"),
        ("apps/v1", "ReplicaSet"),
        ("apps/v1", "StatefulSet"),
        ("batch/v1", "CronJob"),
        ("batch/v1", "Job"),
        ("gateway.networking.k8s.io/v1", "Gateway"),
        ("gateway.networking.k8s.io/v1", "GRPCRoute"),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"),
        ("gateway.networking.k8s.io/v1alpha2", "TCPRoute"),
        ("gateway.networking.k8s.io/v1alpha2", "TLSRoute"),
        ("gateway.networking.k8s.io/v1alpha2", "UDPRoute"),
        ("networking.k8s.io/v1", "Ingress"),
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
        ("v1", "Namespace"),
        ("v1", "Node"),
        ("v1", "Pod"),
        ("v1", "ReplicationController"),
        ("v1", "Service"),
    ];
    estate.kubernetes(CLUSTER, |cluster| {
        kinds.iter().fold(cluster, |cluster, (group, kind)| {
            (0..EACH).fold(cluster, |cluster, number| {
                let mut metadata = json!({"name": format!("thing-{number}")});
                let is_namespaced =
                    !["Namespace", "Node"].contains(kind) && !group.starts_with("policy");
                if is_namespaced {
                    metadata["namespace"] = "shop".into();
                }
                cluster.put(&json!({"apiVersion": group, "kind": kind, "metadata": metadata}))
            })
        })
    })
}

fn engine(estate: Estate) -> Estate {
    estate.docker(|engine| engine.container("web", &json!({})).network("backend", true))
}

/// Some of everything.
pub(crate) fn everything() -> Cloud {
    Cloud::start(engine(cluster(project(subscription(account(Estate::default().pages_of(5)))))))
}

/// The stretch of the activity log that is asked for.
const AZURE_STRETCH: &str = "&$filter=eventTimestamp%20ge%20%272026-11-01T00:00:00Z%27%20and%20eventTimestamp%20le%20%272026-11-30T00:00:00Z%27";

/// The account, subscription, project or cluster that [`ask`] asks; an engine is nobody's.
pub(crate) fn asked(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => ACCOUNT,
        Provider::Azure => SUBSCRIPTION,
        Provider::Gcp => PROJECT,
        Provider::Kubernetes => CLUSTER,
        Provider::Docker => "",
    }
}

/// Asks for one page of an action, of five.
pub(crate) fn ask(
    client: &mut Client,
    provider: Provider,
    action: &Action,
    token: Option<&str>,
) -> Result<Reply> {
    let bearer = [("Authorization", "Bearer example")];
    match provider {
        Provider::Aws => aws_ask(client, action, token),
        Provider::Azure if action.name.ends_with("/action") => {
            let line = format!("POST {}?api-version=1", azure_path(action.name));
            let body = token.map(|token| json!({"skipToken": token}).to_string());
            client.send(&line, &bearer, &body.unwrap_or_default())
        }
        Provider::Azure => {
            let token = token.map(|token| format!("&$skiptoken={token}")).unwrap_or_default();
            let is_log = action.name == "Microsoft.Insights/eventtypes/values/read";
            let token = if is_log { format!("{AZURE_STRETCH}{token}") } else { token };
            let path = azure_path(action.name);
            client.send(&format!("GET {path}?api-version=1{token}"), &bearer, "")
        }
        Provider::Gcp if action.name == "logging.logEntries.list" => {
            let mut asked = json!({
                "resourceNames": [format!("projects/{PROJECT}")], "pageSize": 5,
                "filter": "(log_id(\"cloudaudit.googleapis.com/activity\")) AND timestamp>=\"2026-11-01T00:00:00Z\" \
                           AND timestamp<=\"2026-11-30T00:00:00Z\"",
            });
            if let Some(token) = token {
                asked["pageToken"] = token.into();
            }
            client.send("POST /v2/entries:list?alt=json", &[], &asked.to_string())
        }
        Provider::Gcp => {
            let token = token.map(|token| format!("&pageToken={token}")).unwrap_or_default();
            client.send(&format!("{}{token}", gcp_line(action.name)), &[], "")
        }
        Provider::Kubernetes => {
            let token = token.map(|token| format!("&continue={token}")).unwrap_or_default();
            let path = kubernetes_path(action.name);
            client.send(&format!("GET /clusters/{CLUSTER}{path}?limit=5{token}"), &[], "")
        }
        Provider::Docker => client.send(&docker_line(action.name), &[], ""),
    }
}

fn aws_ask(client: &mut Client, action: &Action, token: Option<&str>) -> Result<Reply> {
    let mut parameters = Vec::new();
    match action.name.split_once(':').unwrap().1 {
        "AssumeRole" => parameters.extend([
            ("RoleArn", "arn:aws:iam::111122223333:role/audit"),
            ("RoleSessionName", "driftwall"),
        ]),
        "GetManagedPrefixListEntries" => parameters.push(("PrefixListId", "pl-1")),
        "GetTrailStatus" => parameters.push(("Name", "audit")),
        "GetEventSelectors" => parameters.push(("TrailName", "audit")),
        "ListAccountsForParent" | "ListOrganizationalUnitsForParent" => {
            parameters.push(("ParentId", "r-exam"));
        }
        _ => {}
    }
    if action.pages {
        let one = action.name.ends_with("Entries") || action.name.ends_with("Roots");
        parameters.push(("MaxResults", if one { "1" } else { "5" }));
        parameters.extend(token.map(|token| ("NextToken", token)));
    }
    client.aws(&key(ACCOUNT), REGION, action.name, &parameters)
}

fn azure_path(action: &str) -> String {
    let (kind, _) = action.rsplit_once('/').unwrap();
    let inside = format!("/subscriptions/{SUBSCRIPTION}/providers");
    match kind {
        "Microsoft.Resources/subscriptions" => "/subscriptions".to_owned(),
        "Microsoft.Management/managementGroups" => format!("/providers/{kind}"),
        "Microsoft.Management/managementGroups/descendants" => {
            "/providers/Microsoft.Management/managementGroups/all/descendants".to_owned()
        }
        "Microsoft.Network/locations/serviceTags" => {
            format!("{inside}/Microsoft.Network/locations/westeurope/serviceTags")
        }
        "Microsoft.Network/networkWatchers/flowLogs" => format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope/flowLogs"
        ),
        "Microsoft.Insights/eventtypes/values" => {
            format!("{inside}/Microsoft.Insights/eventtypes/management/values")
        }
        kind if kind.contains("listNetworkManager") => format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/vnet-0/{}",
            kind.rsplit('/').next().unwrap()
        ),
        kind => format!("{inside}/{kind}"),
    }
}

fn gcp_line(action: &str) -> String {
    let inside = format!("GET /compute/v1/projects/{PROJECT}");
    match action {
        "resourcemanager.projects.get" => {
            format!("POST /v1/projects/{PROJECT}:getAncestry?alt=json")
        }
        "resourcemanager.projects.list" => {
            "GET /v3/projects?parent=organizations/123456789012&pageSize=5".to_owned()
        }
        "resourcemanager.projects.search" => "GET /v3/projects:search?pageSize=5".to_owned(),
        "resourcemanager.folders.list" => {
            "GET /v3/folders?parent=organizations/123456789012&pageSize=5".to_owned()
        }
        "logging.sinks.list" => format!("GET /v2/projects/{PROJECT}/sinks?pageSize=5"),
        "compute.firewallPolicies.get" => {
            format!("{inside}/global/firewallPolicies/firewallpolicies-0?alt=json")
        }
        "compute.networks.getEffectiveFirewalls" => {
            format!("{inside}/global/networks/networks-0/getEffectiveFirewalls?alt=json")
        }
        action => {
            let collection = action.split('.').nth(1).unwrap();
            let is_global = ["firewalls", "networks", "routes"].contains(&collection);
            let place = if is_global { "global" } else { "aggregated" };
            format!("{inside}/{place}/{collection}?maxResults=5")
        }
    }
}

fn kubernetes_path(action: &str) -> String {
    let Some(resource) = action.strip_prefix("list ") else { return "/apis".to_owned() };
    match resource.split_once('.') {
        None => format!("/api/v1/{resource}"),
        Some((plural, group)) => {
            let version = match plural {
                "adminnetworkpolicies" | "baselineadminnetworkpolicies" => "v1alpha1",
                "clusternetworkpolicies" | "tcproutes" | "tlsroutes" | "udproutes" => "v1alpha2",
                _ => "v1",
            };
            format!("/apis/{group}/{version}/{plural}")
        }
    }
}

fn docker_line(action: &str) -> String {
    let path = action.strip_prefix("GET ").unwrap();
    let name = if path.starts_with("/networks") { "backend" } else { "web" };
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("GET /v1.41{}", path.replace(":id", &format!("{digits:0<64}")))
}

/// What leads to the next page.
pub(crate) fn next(reply: &Reply) -> Option<String> {
    if reply.body.starts_with('<') {
        return reply.element("nextToken").map(str::to_owned);
    }
    let body = reply.json();
    let link = body["nextLink"].as_str().map(|link| link.rsplit('=').next().unwrap());
    let fields = ["NextToken", "nextPageToken", "skipToken"].iter();
    let token = fields.filter_map(|field| body[*field].as_str()).next();
    let more = body["metadata"]["continue"].as_str();
    link.or(token).or(more).map(str::to_owned)
}
