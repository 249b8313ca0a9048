//! The vendors' own clients read the simulator, and hold its answers against the vendors' own descriptions.
//!
//! AWS is read by botocore and Google by google-api-python-client, which ship their models. Azure and Kubernetes have no
//! such client among what `make test` installs: they are held against `recordings`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::asks::{PROJECT, everything};
use super::cloudsim::aws::ACTIONS;
use super::cloudsim::aws::accounts::key;
use super::cloudsim::faults::Kind;
use super::cloudsim::{Cloud, Estate};
use super::recorders::service;
use super::wire::Client;
use super::{ACCOUNT, REGION};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/aws/every-field");

/// Runs the vendors' side, and reads what it prints.
fn run(args: &[&str], calls: &[Value]) -> Value {
    let venv = std::env::var_os("DRIFTWALL_TEST_VENV").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.build/venv")),
        PathBuf::from,
    );
    let mut child = Command::new(venv.join("bin/python"))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cloudsim/vendors.py"))
        .args(args)
        .env_clear()
        .env("HOME", "/nonexistent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`make test` installs what this test needs");
    let mut stdin = child.stdin.take().unwrap();
    // It need not read them.
    let _ = stdin.write_all(Value::from(calls).to_string().as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the vendor's client makes of each call.
pub(crate) fn vendor(name: &str, cloud: &Cloud, calls: &[Value]) -> Vec<Value> {
    let Value::Array(answers) = run(&[name, &cloud.url()], calls) else { panic!("no list") };
    assert_eq!(answers.len(), calls.len());
    answers
}

/// A call of AWS by the name that the client gives it.
pub(crate) fn call(service: &str, operation: &str, sent: Value, size: Option<usize>) -> Value {
    json!({
        "service": service, "operation": operation, "parameters": sent, "size": size,
        "key": key(ACCOUNT), "region": REGION,
    })
}

/// `describe-vpcs` of `describe-vpcs.json`, and what comes after it.
fn named(file: &Path) -> (String, String) {
    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
    let (call, about) = stem.split_once('.').unwrap_or((&stem, ""));
    (call.to_owned(), about.to_owned())
}

/// In an order of their own: lists come in the order of ids.
fn sorted(items: &Value) -> Vec<String> {
    let mut items: Vec<String> =
        items.as_array().unwrap().iter().map(ToString::to_string).collect();
    items.sort();
    items
}

#[test]
fn every_field_comes_back_under_its_name_with_its_value() {
    let cloud =
        Cloud::start(Estate::default().aws(ACCOUNT, |account| {
            account.region(REGION, |region| region.dump(Path::new(FIXTURES)))
        }));
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(FIXTURES).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let calls: Vec<Value> = files
        .iter()
        .map(|file| {
            let (name, about) = named(file);
            let service = service(&name);
            let parameters = match name.as_str() {
                "get-managed-prefix-list-entries" => json!({"PrefixListId": about}),
                "get-trail-status" => json!({"Name": about}),
                "get-event-selectors" => json!({"TrailName": about}),
                _ => json!({}),
            };
            let has_pages = service == "ec2" && name != "describe-vpc-block-public-access-options";
            let size = has_pages.then_some(5);
            call(service, &name.replace('-', "_"), parameters, size)
        })
        .collect();
    let answers = vendor("aws", &cloud, &calls);
    assert_eq!(files.len(), 22);
    for (file, answer) in files.iter().zip(answers) {
        let put: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for (field, value) in put.as_object().unwrap() {
            let came = &answer[field];
            let what = format!("{} {field}: {came:#} is not {value:#}", file.display());
            match value {
                Value::Array(_) => assert_eq!(sorted(came), sorted(value), "{what}"),
                _ => assert_eq!(came, value, "{what}"),
            }
        }
    }
}

#[test]
fn all_that_tests_can_describe_is_in_the_model() {
    let cloud = everything();
    let lists = [
        ("describe_flow_logs", "FlowLogs"),
        ("describe_instances", "Reservations"),
        ("describe_internet_gateways", "InternetGateways"),
        ("describe_managed_prefix_lists", "PrefixLists"),
        ("describe_network_acls", "NetworkAcls"),
        ("describe_network_interfaces", "NetworkInterfaces"),
        ("describe_route_tables", "RouteTables"),
        ("describe_security_group_vpc_associations", "SecurityGroupVpcAssociations"),
        ("describe_security_groups", "SecurityGroups"),
        ("describe_subnets", "Subnets"),
        ("describe_vpc_block_public_access_exclusions", "VpcBlockPublicAccessExclusions"),
        ("describe_vpcs", "Vpcs"),
    ];
    let mut calls: Vec<Value> =
        lists.iter().map(|(name, _)| call("ec2", name, json!({}), Some(5))).collect();
    let role =
        json!({"RoleArn": "arn:aws:iam::111122223333:role/audit", "RoleSessionName": "scan"});
    let root = json!({"ParentId": "r-exam"});
    let units = "list_organizational_units_for_parent";
    calls.extend([
        call("ec2", "describe_security_group_rules", json!({}), Some(5)),
        call("ec2", "describe_regions", json!({"AllRegions": true}), None),
        call("ec2", "describe_vpc_block_public_access_options", json!({}), None),
        call("sts", "get_caller_identity", json!({}), None),
        call("sts", "assume_role", role, None),
        call("organizations", "describe_organization", json!({}), None),
        call("organizations", "list_accounts", json!({}), Some(5)),
        call("organizations", "list_accounts_for_parent", root.clone(), Some(5)),
        call("organizations", units, root, Some(5)),
        call("organizations", "list_roots", json!({}), Some(1)),
        call("cloudtrail", "describe_trails", json!({}), None),
        call("cloudtrail", "lookup_events", json!({}), Some(5)),
    ]);
    let answers = vendor("aws", &cloud, &calls);
    for ((name, list), answer) in lists.iter().zip(&answers) {
        assert_eq!(
            (answer["pages"].as_u64(), answer[list].as_array().unwrap().len()),
            (Some(2), 6),
            "{name}"
        );
    }
    let rest = &answers[lists.len()..];
    assert_eq!(rest[0]["SecurityGroupRules"].as_array().unwrap().len(), 12);
    assert_eq!(rest[1]["Regions"][0]["RegionName"], REGION);
    assert_eq!(rest[2]["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"], "off");
    assert_eq!(rest[3]["Account"], ACCOUNT);
    let until = rest[4]["Credentials"]["Expiration"].as_str().unwrap();
    assert!(until.parse::<jiff::Timestamp>().unwrap() > jiff::Timestamp::now(), "{until}");
    assert_eq!(rest[5]["Organization"]["MasterAccountId"], ACCOUNT);
    assert_eq!((&rest[6]["pages"], rest[6]["Accounts"].as_array().unwrap().len()), (&json!(2), 7));
    assert_eq!(rest[7]["Accounts"].as_array().unwrap().len(), 7);
    assert_eq!(rest[8]["OrganizationalUnits"].as_array().unwrap().len(), 6);
    assert_eq!(rest[9]["Roots"][0]["Id"], "r-exam");
    assert_eq!(rest[10]["trailList"][0]["Name"], "audit");
    assert_eq!(rest[11]["Events"].as_array().unwrap().len(), 6);
}

#[test]
fn refusals_are_understood_by_the_vendors_client() {
    let cloud = everything();
    let calls = [
        call("ec2", "describe_vpcs", json!({}), None),
        call("sts", "get_caller_identity", json!({}), None),
        call("organizations", "describe_organization", json!({}), None),
        call("cloudtrail", "describe_trails", json!({}), None),
    ];
    for (kind, codes) in [
        (
            Kind::Throttled,
            [
                "RequestLimitExceeded",
                "Throttling",
                "TooManyRequestsException",
                "ThrottlingException",
            ],
        ),
        (
            Kind::Denied,
            [
                "UnauthorizedOperation",
                "AccessDenied",
                "AccessDeniedException",
                "AccessDeniedException",
            ],
        ),
        (
            Kind::ExpiredCredentials,
            ["RequestExpired", "ExpiredToken", "ExpiredTokenException", "ExpiredTokenException"],
        ),
    ] {
        cloud.fault(kind.on("*"));
        for (answer, code) in vendor("aws", &cloud, &calls).iter().zip(codes) {
            assert_eq!(answer["code"], code, "{kind:?}");
            assert_ne!(answer["message"], "", "{kind:?} {code}");
        }
        cloud.heal();
    }
    // What the client takes for passing, it asks for again.
    let patient: Vec<Value> = calls
        .iter()
        .map(|call| {
            let mut call = call.clone();
            call["attempts"] = 2.into();
            call
        })
        .collect();
    let passing = [Kind::Throttled, Kind::ServerError, Kind::Unavailable, Kind::Reset];
    for kind in passing {
        for action in ["ec2:*", "sts:*", "organizations:*", "cloudtrail:*"] {
            cloud.fault(kind.on(action).first(1));
        }
        for answer in vendor("aws", &cloud, &patient) {
            assert!(answer["code"].is_null(), "{kind:?} {answer}");
        }
        cloud.heal();
    }
}

/// Errors of services that have a model of them are in it.
#[test]
fn refusals_are_in_the_model() {
    let cloud = everything();
    let of = |number: &str, call: Value| {
        let mut call = call;
        call["key"] = key(number).into();
        call
    };
    let lost = json!({"ParentId": "ou-none-00000000"});
    let time = json!({"StartTime": 2_000_000_000, "EndTime": 1_000_000_000});
    let attribute = json!({"AttributeKey": "EventName", "AttributeValue": "x"});
    let calls = [
        call("organizations", "list_accounts_for_parent", lost, None),
        call("organizations", "list_accounts", json!({"NextToken": "x"}), None),
        of("200000000001", call("organizations", "list_accounts", json!({}), None)),
        call("cloudtrail", "get_trail_status", json!({"Name": "none"}), None),
        call("cloudtrail", "lookup_events", json!({"NextToken": "x"}), None),
        call("cloudtrail", "lookup_events", time, None),
        call(
            "cloudtrail",
            "lookup_events",
            json!({"LookupAttributes": [attribute, attribute]}),
            None,
        ),
    ];
    let codes = vendor("aws", &cloud, &calls);
    cloud.fault(Kind::Throttled.on("organizations:*"));
    let throttled = vendor("aws", &cloud, &calls[1..2]);
    cloud.heal();
    cloud.fault(Kind::ServerError.on("organizations:*"));
    let broken = vendor("aws", &cloud, &calls[1..2]);
    let all: Vec<_> = codes.iter().chain(&throttled).chain(&broken).collect();
    let names: Vec<&str> = all.iter().map(|answer| answer["code"].as_str().unwrap()).collect();
    let expected = [
        "ParentNotFoundException",
        "InvalidInputException",
        "AccessDeniedException",
        "TrailNotFoundException",
        "InvalidNextTokenException",
        "InvalidTimeRangeException",
        "InvalidLookupAttributesException",
        "TooManyRequestsException",
        "ServiceException",
    ];
    assert_eq!(names, expected);
    assert!(all.iter().all(|answer| answer["is_modelled"] == true), "{all:?}");
}

/// Whoever asks for more than the API gives is refused, here as there.
#[test]
fn sizes_of_pages_are_those_of_the_model() {
    let limits = run(&["limits"], &[]);
    let cloud = everything();
    let mut client = Client::to(&cloud);
    let mut count = 0;
    for action in ACTIONS.iter().filter(|action| action.pages) {
        let Some([least, most]) = limits[action.name].as_array().map(Vec::as_slice) else {
            continue;
        };
        let (least, most) = (least.as_u64().unwrap(), most.as_u64().unwrap());
        for (size, is_good) in [(least, true), (most, true), (least - 1, false), (most + 1, false)]
        {
            let size = size.to_string();
            let parameters = match action.name.rsplit_once(':').unwrap().1 {
                "GetManagedPrefixListEntries" => vec![("PrefixListId", "pl-1")],
                name if name.ends_with("ForParent") => vec![("ParentId", "r-exam")],
                _ => Vec::new(),
            };
            let parameters = [parameters, vec![("MaxResults", size.as_str())]].concat();
            let reply = client.call(action.name, &parameters);
            assert_eq!(reply.status == 200, is_good, "{} {size}: {}", action.name, reply.body);
        }
        count += 1;
    }
    assert!(count >= 15, "the model says so of {count} calls");
}

#[test]
fn compute_is_as_its_discovery_document_says() {
    let cloud = everything();
    cloud.edit(|estate| {
        estate
            .gcp(PROJECT, |project| project.unreachable("zones/europe-west1-c"))
            .gcp("organizations/123456789012", |all| {
                all.put("firewallPolicies", &json!({"name": "1000", "shortName": "all"}))
            })
    });
    let call = |resource: &str, method: &str, mut parameters: Value| {
        if ["list", "aggregatedList"].contains(&method) {
            parameters["maxResults"] = 5.into();
        }
        json!({
            "api": "compute", "version": "v1", "resource": resource, "method": method,
            "parameters": parameters,
        })
    };
    let mut calls = Vec::new();
    let project = json!({"project": PROJECT});
    for resource in ["firewalls", "networks", "routes", "networkFirewallPolicies"] {
        calls.push(call(resource, "list", project.clone()));
    }
    for resource in ["addresses", "instances", "subnetworks", "forwardingRules"] {
        calls.push(call(resource, "aggregatedList", project.clone()));
    }
    let (paged, region) = (calls.len(), "europe-west1");
    calls.extend([
        call("subnetworks", "list", json!({"project": PROJECT, "region": region})),
        call("networkFirewallPolicies", "aggregatedList", project.clone()),
        call("regionNetworkFirewallPolicies", "list", json!({"project": PROJECT, "region": region})),
        call("firewallPolicies", "list", json!({"parentId": "organizations/123456789012"})),
        call("firewallPolicies", "get", json!({"firewallPolicy": "1000"})),
        call(
            "networks",
            "getEffectiveFirewalls",
            json!({"project": PROJECT, "network": "networks-0"}),
        ),
        json!({
            "api": "cloudresourcemanager", "version": "v1", "resource": "projects",
            "method": "getAncestry", "parameters": {"projectId": PROJECT, "body": {}},
        }),
        json!({
            "api": "cloudresourcemanager", "version": "v3", "resource": "folders", "method": "list",
            "parameters": {"parent": "organizations/123456789012", "pageSize": 5},
        }),
        json!({
            "api": "cloudresourcemanager", "version": "v3", "resource": "projects", "method": "search",
            "parameters": {"pageSize": 5},
        }),
    ]);
    let answers = vendor("gcp", &cloud, &calls);
    for (call, answer) in calls.iter().zip(&answers) {
        assert!(answer["pages"].as_u64().is_some(), "{call}: {answer}");
    }
    for (call, answer) in calls.iter().zip(&answers[..paged]) {
        assert_eq!(answer["pages"], 2, "{call}");
    }
    let lost = &answers[5]["answers"][0]["items"]["zones/europe-west1-c"]["warning"]["code"];
    assert_eq!(lost, "UNREACHABLE");
    // What the client takes for passing, it asks for again.
    let patient = |fault| {
        cloud.fault(fault);
        let mut call = call("firewalls", "list", project.clone());
        call["retries"] = 1.into();
        let answer = vendor("gcp", &cloud, &[call]).remove(0);
        cloud.heal();
        assert_eq!(answer["pages"], 2, "{answer}");
    };
    patient(Kind::Throttled.on("compute.*").first(1));
    patient(Kind::Throttled.on("compute.*").first(1).retry_after(1));
    patient(Kind::Unavailable.on("compute.*").first(1));
    cloud.fault(Kind::Denied.on("compute.firewalls.list"));
    let denied = vendor("gcp", &cloud, &[call("firewalls", "list", project)]).remove(0);
    assert_eq!(
        (&denied["status"], &denied["details"][0]["reason"]),
        (&json!(403), &json!("forbidden"))
    );
}
