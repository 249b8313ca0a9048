//! What goes wrong, and what is told of it.

use std::time::Duration;

use serde_json::json;

use super::cloudsim::faults::{Fault, Kind};
use super::cloudsim::{Cloud, Estate};
use super::estate::{SUBSCRIPTION, all, diagnostic_setting, flow_log};
use super::place::{Place, coverage, resources};

const NSGS: &str = "Microsoft.Network/networkSecurityGroups/read";

/// What is told of a kind when a fault strikes.
fn told(fault: Fault, kind: &str) -> (String, String) {
    // Nobody but a deadline ends silence; what is asked again and again takes longer.
    let deadline = if fault.kind == Kind::Silence { "4s" } else { "2m" };
    let cloud = Cloud::start(all().pages_of(1));
    cloud.fault(fault);
    let place = Place::before(&cloud, "");
    let snapshot = place.snapshot(&format!("--deadline {deadline}"), 4);
    coverage(&snapshot, SUBSCRIPTION, kind)
}

#[test]
fn every_refusal_says_what_it_is_and_the_way_out() {
    let cases = [
        (Kind::Denied.on(NSGS), "denied", "denied (AuthorizationFailed), needs Microsoft.Network"),
        (Kind::ExpiredCredentials.on(NSGS), "denied", "`az login` signs in again"),
        (Kind::NotThere.on(NSGS), "failed", "does not have this call there (InvalidResourceType)"),
        (Kind::LostPage.on(NSGS), "partial", "InvalidSkipToken"),
        (Kind::Throttled.on(NSGS), "throttled", "throttled (TooManyRequests)"),
        (Kind::BadGateway.on(NSGS), "failed", "HTTP 502"),
        (Kind::SignInPage.on(NSGS), "failed", "what answers there?"),
        (Kind::EmptyBody.on(NSGS), "failed", "the answer is empty"),
        (Kind::CutDocument.on(NSGS), "failed", "ends in the middle"),
        (Kind::Truncated.on(NSGS), "failed", "broke off"),
        (Kind::Reset.on(NSGS), "failed", "no connection"),
        (Kind::RepeatedToken.on(NSGS), "partial", "the pages repeat"),
        (Kind::Silence.on(NSGS), "failed", "no answer within"),
    ];
    // Most of them wait for most of their time.
    std::thread::scope(|scope| {
        for (fault, status, part) in cases {
            scope.spawn(move || {
                let what = format!("{:?}", fault.kind);
                let (is, reason) = told(fault, "nsg");
                assert!(is == status && reason.contains(part), "{what}: {is}, {reason}");
                assert!(reason.contains(SUBSCRIPTION) && reason.contains("nsg-list"), "{reason}");
            });
        }
    });
}

#[test]
fn what_passes_is_asked_again() {
    for fault in [
        Kind::Throttled.on("*").first(6),
        Kind::Throttled.on("*").first(3).retry_after(1),
        Kind::ServerError.on("*").first(6),
        Kind::Unavailable.on("*").every(4),
        Kind::Reset.on("*").first(4),
        Kind::EmptyPages.on("*"),
    ] {
        let cloud = Cloud::start(all());
        let what = format!("{fault:?}");
        cloud.fault(fault);
        let place = Place::before(&cloud, "");
        let snapshot = place.snapshot("", 0);
        let kinds = &snapshot["scopes"][format!("azure:{SUBSCRIPTION}")]["kinds"];
        for (kind, read) in kinds.as_object().unwrap() {
            assert_eq!(read["coverage"]["status"], "complete", "{what}: {kind}: {read:#}");
        }
    }
}

#[test]
fn a_time_that_is_named_is_waited_for() {
    let cloud = Cloud::start(all());
    cloud.fault(Kind::Throttled.on(NSGS).first(1).retry_after(2));
    let place = Place::before(&cloud, "");
    place.snapshot("", 0);
    let asked = cloud.asked();
    let mut times = asked.iter().filter(|asked| asked.action == NSGS);
    let (first, second) = (times.next().unwrap().at, times.next().unwrap().at);
    assert!(second - first >= Duration::from_secs(2), "{first:?} {second:?}");
}

/// A token must not follow a link to whoever it names.
#[test]
fn a_page_on_another_host_is_not_asked_for() {
    let elsewhere = Cloud::start(all());
    let cloud =
        Cloud::start(all().pages_of(1).azure(SUBSCRIPTION, |one| one.leading_to(&elsewhere.url())));
    let place = Place::before(&cloud, "");
    let snapshot = place.snapshot("", 4);
    let (status, reason) = coverage(&snapshot, SUBSCRIPTION, "nsg");
    assert!(status == "partial" && reason.contains("another host"), "{status}, {reason}");
    assert!(elsewhere.asked().is_empty());
    // Behind a proxy, Resource Manager goes by its own name; who is asked is the proxy.
    cloud.edit(|estate| {
        estate.azure(SUBSCRIPTION, |one| one.leading_to("https://management.azure.com"))
    });
    let snapshot = place.snapshot("", 0);
    assert_eq!(coverage(&snapshot, SUBSCRIPTION, "nsg").0, "complete");
}

#[test]
fn one_network_that_is_refused_leaves_the_others() {
    const RULES: &str = "*listNetworkManagerEffectiveSecurityAdminRules*";
    let networks = "Microsoft.Network/virtualNetworks";
    let id =
        |name: &str| format!("/subscriptions/5d3c/resourceGroups/shop/providers/{networks}/{name}");
    let rule = |name: &str| {
        json!({
            "id": format!("/rules/{name}"), "kind": "Custom", "properties": {
                "access": "Deny", "direction": "Inbound", "priority": 1, "protocol": "Tcp",
                "sources": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}], "sourcePortRanges": ["0-65535"],
                "destinations": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}],
                "destinationPortRanges": ["23"],
            },
        })
    };
    let estate = || {
        Estate::default().pages_of(1).azure("5d3c", |subscription| {
            ["one", "two"].into_iter().fold(subscription, |subscription, name| {
                let network = json!({
                    "id": id(name), "name": name, "type": networks, "location": "westeurope",
                    "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
                });
                subscription
                    .put(&network)
                    .admin_rules(&id(name), &[rule("a"), rule("b"), rule("c")])
            })
        })
    };
    let told = |fault: Fault| {
        let cloud = Cloud::start(estate());
        cloud.fault(fault);
        let place = Place::before(&cloud, "");
        let snapshot = place.snapshot("", 4);
        let (status, reason) = coverage(&snapshot, "5d3c", "security-admin-rules");
        let read = resources(&snapshot, "5d3c", "security-admin-rules");
        (status, reason, read.as_object().unwrap().len())
    };
    let (status, reason, read) = told(Kind::Denied.on(RULES));
    assert!(status == "denied" && read == 0, "{status}, {reason}");
    assert!(reason.contains("listNetworkManagerEffectiveSecurityAdminRules/action"), "{reason}");
    let (status, reason, read) = told(Kind::Denied.on(RULES).first(1));
    assert!(status == "partial" && read == 1, "{status}, {reason}");
    assert!(reason.contains("one: ") != reason.contains("two: "), "{reason}");
    let (status, reason, read) = told(Kind::LostPage.on(RULES).page(3).first(1));
    // Some of the rules of a network are not its rules.
    assert!(status == "partial" && read == 1, "{status}, {reason}");
    assert!(reason.contains("InvalidSkipToken"), "{reason}");
    let (status, reason, read) = told(Kind::NotThere.on(RULES).first(1));
    assert!(status == "partial" && read == 1, "{status}, {reason}");
    assert!(reason.contains("there are no network managers"), "{reason}");
    // What networks there are is how it is known whom to ask about.
    let (status, reason, read) = told(Kind::Denied.on("Microsoft.Network/virtualNetworks/read"));
    assert!(status == "denied" && reason.contains("vnet-list") && read == 0, "{status}, {reason}");
    let (status, reason, read) =
        told(Kind::LostPage.on("Microsoft.Network/virtualNetworks/read").page(2));
    assert!(status == "partial" && reason.contains("vnet-list") && read == 1, "{status}, {reason}");
}

#[test]
fn one_network_watcher_that_is_refused_leaves_the_others() {
    const WATCHERS: &str = "Microsoft.Network/networkWatchers/read";
    const LOGS: &str = "Microsoft.Network/networkWatchers/flowLogs/read";
    let estate = || {
        Estate::default().pages_of(1).azure("5d3c", |subscription| {
            ["northeurope", "westeurope"].into_iter().fold(subscription, |subscription, region| {
                let logs = ["a", "b"].map(|name| flow_log("5d3c", region, name));
                subscription.watcher(region, &logs)
            })
        })
    };
    let told = |fault: Option<Fault>, estate: Estate, exit: i32| {
        let cloud = Cloud::start(estate);
        fault.into_iter().for_each(|fault| cloud.fault(fault));
        let place = Place::before(&cloud, "");
        let snapshot = place.snapshot("", exit);
        let (status, reason) = coverage(&snapshot, "5d3c", "flow-log");
        let read = resources(&snapshot, "5d3c", "flow-log");
        (status, reason, read.as_object().unwrap().len())
    };
    let (status, reason, read) = told(None, estate(), 0);
    assert!(status == "complete" && read == 4, "{status}, {reason}");
    let (status, reason, read) = told(Some(Kind::Denied.on(LOGS)), estate(), 4);
    assert!(status == "denied" && read == 0 && reason.contains(LOGS), "{status}, {reason}");
    let (status, reason, read) = told(Some(Kind::Denied.on(LOGS).first(1)), estate(), 4);
    assert!(status == "partial" && read == 2, "{status}, {reason}");
    let is_named = |region: &str| reason.contains(&format!("networkwatcher_{region}: "));
    assert!(is_named("northeurope") != is_named("westeurope"), "{reason}");
    let (status, reason, read) = told(Some(Kind::NotThere.on(LOGS).first(1)), estate(), 4);
    assert!(status == "partial" && read == 2, "{status}, {reason}");
    let (status, reason, read) = told(Some(Kind::LostPage.on(LOGS).page(2).first(1)), estate(), 4);
    assert!(status == "partial" && read == 3, "{status}, {reason}");
    // What watchers there are is how it is known whom to ask.
    let (status, reason, read) = told(Some(Kind::Denied.on(WATCHERS)), estate(), 4);
    assert!(status == "denied" && read == 0, "{status}, {reason}");
    assert!(reason.contains("network-watcher-list") && reason.contains(WATCHERS), "{reason}");
    let nobody = Estate::default().azure("5d3c", |empty| empty);
    let (status, reason, read) = told(None, nobody, 0);
    assert!(status == "complete" && read == 0, "{status}, {reason}");
    let odd = estate().azure("5d3c", |subscription| {
        let of = "Microsoft.Network/networkWatchers";
        let id = format!("/subscriptions/5d3c/resourceGroups/shop/providers/{of}/odd/part");
        subscription.put(&json!({"id": id, "name": "odd", "type": of, "location": "westeurope"}))
    });
    let (status, reason, read) = told(None, odd, 4);
    assert!(status == "partial" && read == 4, "{status}, {reason}");
    assert!(reason.contains("a network watcher has no id"), "{reason}");
}

#[test]
fn one_security_group_whose_settings_are_refused_leaves_the_others() {
    const SETTINGS: &str = "Microsoft.Insights/diagnosticSettings/read";
    let of = "Microsoft.Network/networkSecurityGroups";
    let id = |name: &str| format!("/subscriptions/5d3c/resourceGroups/shop/providers/{of}/{name}");
    let estate = |groups: &[&str]| {
        Estate::default().pages_of(1).azure("5d3c", |subscription| {
            let own = "/subscriptions/5d3c";
            let export = diagnostic_setting("subscriptions/5d3c", "export");
            let subscription = subscription
                .service_tags("westeurope", &json!({"values": []}))
                .diagnostics(own, &[export]);
            groups.iter().fold(subscription, |subscription, name| {
                let group = json!({"id": id(name), "name": name, "type": of, "location": "westeurope",
                    "properties": {"securityRules": [], "defaultSecurityRules": []}});
                let setting = diagnostic_setting(&id(name), "siem");
                subscription.put(&group).diagnostics(&id(name), &[setting])
            })
        })
    };
    let told = |fault: Option<Fault>, estate: Estate, exit: i32| {
        let cloud = Cloud::start(estate);
        fault.into_iter().for_each(|fault| cloud.fault(fault));
        let place = Place::before(&cloud, "");
        let snapshot = place.snapshot("", exit);
        let (status, reason) = coverage(&snapshot, "5d3c", "diagnostic-setting");
        let read = resources(&snapshot, "5d3c", "diagnostic-setting");
        (status, reason, read.as_object().unwrap().len())
    };
    let both = || estate(&["db", "web"]);
    let (status, reason, read) = told(None, both(), 0);
    assert!(status == "complete" && read == 3, "{status}, {reason}");
    let (status, reason, read) = told(Some(Kind::Denied.on(SETTINGS)), both(), 4);
    assert!(status == "denied" && read == 0 && reason.contains(SETTINGS), "{status}, {reason}");
    for fault in [Kind::Denied, Kind::NotThere] {
        let (status, reason, read) = told(Some(fault.on(SETTINGS).first(1)), both(), 4);
        assert!(status == "partial" && read == 2, "{fault:?}: {status}, {reason}");
    }
    // A third group, which has no id that it could be asked by.
    let odd = both().azure("5d3c", |subscription| {
        let group = json!({"id": id("odd/part"), "name": "odd", "type": of, "location": "westeurope",
            "properties": {"securityRules": [], "defaultSecurityRules": []}});
        subscription.put(&group)
    });
    let (status, reason, read) = told(None, odd, 4);
    assert!(status == "partial" && read == 3, "{status}, {reason}");
    assert!(reason.contains("diagnostic-settings-list was not answered about it"), "{reason}");
    // What groups there are is how it is known what to ask about.
    let (status, reason, read) = told(Some(Kind::Denied.on(NSGS)), both(), 4);
    assert!(status == "partial" && read == 1, "{status}, {reason}");
    assert!(reason.contains("nsg-list") && reason.contains(NSGS), "{reason}");
    let (status, reason, read) = told(None, estate(&[]), 0);
    assert!(status == "complete" && read == 1, "{status}, {reason}");
}

#[test]
fn machines_of_which_nobody_says_whether_they_run_are_a_part() {
    let machine = |name: &str| {
        let of = "Microsoft.Compute/virtualMachines";
        json!({
            "id": format!("/subscriptions/5d3c/resourceGroups/shop/providers/{of}/{name}"), "name": name, "type": of,
            "location": "westeurope", "properties": {"instanceView": {"statuses": [{"code": "PowerState/running"}]}},
        })
    };
    // Both lists are asked for at once, each page of either after the one before.
    let cloud = Cloud::start(Estate::default().pages_of(1).azure("5d3c", |subscription| {
        ["a", "b", "c"].into_iter().fold(subscription, |all, name| all.put(&machine(name)))
    }));
    let place = Place::before(&cloud, "");
    let of_machines = "Microsoft.Compute/virtualMachines/read";
    cloud.fault(Kind::Denied.on(of_machines));
    let (status, reason) = coverage(&place.snapshot("", 4), "5d3c", "virtual-machine");
    assert!(status == "denied" && reason.contains("vm-list"), "{status}, {reason}");
    cloud.heal();
    cloud.fault(Kind::LostPage.on(of_machines).page(2).first(1));
    let (status, reason) = coverage(&place.snapshot("", 4), "5d3c", "virtual-machine");
    assert!(status == "partial" && reason.contains("InvalidSkipToken"), "{status}, {reason}");
}
