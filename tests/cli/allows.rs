//! Questions, as they are asked on the command line and from a file.

use serde_json::{Value, json};

use crate::estates::{AWS, drifted};
use crate::harness::{Place, Run};
use crate::networks::{Network, entry, everything, from};

/// Asks for tcp, and gives the answer and the exit code.
fn ask(place: &Place, from: &str, to: &str, port: u16) -> (Value, i32) {
    let line = format!(
        "allows dump:net --from {from} --to {to} --protocol tcp --port {port} --output json"
    );
    let run = place.run(&line);
    let document: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", place.text(&line, &run)));
    assert_eq!(document["answers"].as_array().unwrap().len(), 1);
    (document["answers"][0].clone(), run.code.unwrap())
}

fn allowed(place: &Place, from: &str, to: &str, port: u16) -> String {
    let (answer, code) = ask(place, from, to, port);
    assert_eq!(answer["certainty"], "certain", "{answer:#}");
    assert_eq!(answer["depends_on"], json!([]));
    assert_eq!(code, i32::from(answer["allowed"] != "all"), "{answer:#}");
    answer["allowed"].as_str().unwrap().to_owned()
}

/// The boundaries that decided, with rule and action.
fn by(answer: &Value) -> Vec<String> {
    let say = |rule: &Value| {
        let name = rule["rule"].as_str().unwrap_or("-");
        format!(
            "{} {name} {}",
            rule["boundary"].as_str().unwrap(),
            rule["action"].as_str().unwrap()
        )
    };
    answer["decided_by"].as_array().unwrap().iter().map(say).collect()
}

#[test]
fn inside_a_subnet_groups_decide() {
    let place = Network::new().place();
    assert_eq!(allowed(&place, "api", "db", 5432), "all");
    assert_eq!(allowed(&place, "eni-3", "10.0.2.10", 5432), "all", "by id and by address");
    assert_eq!(allowed(&place, "api", "db", 22), "none");
    let (answer, _) = ask(&place, "api", "db", 5432);
    let boundaries: Vec<&Value> =
        answer["decided_by"].as_array().unwrap().iter().map(|rule| &rule["boundary"]).collect();
    assert_eq!(boundaries, ["aws.security-group:sg-api", "aws.security-group:sg-db"]);
    assert!(answer.get("replies").is_none(), "no ACL is on the way");
}

#[test]
fn across_subnets_acls_decide_both_ways() {
    let mut network = Network::new();
    assert_eq!(allowed(&network.place(), "web", "db", 5432), "all");
    // The reply leaves `db`'s subnet to a port from 1024 up.
    let inwards = entry(100, false, Some((5432, 5432)), "10.0.1.0/24");
    let acl = |low: u16, high: u16| {
        vec![inwards.clone(), entry(100, true, Some((low, high)), "10.0.1.0/24")]
    };
    network.acls(everything(), acl(1024, 65535));
    let (answer, code) = ask(&network.place(), "web", "db", 5432);
    assert_eq!(
        (answer["allowed"].as_str(), answer["replies"].as_str(), code),
        (Some("all"), Some("all"), 0)
    );
    network.acls(everything(), acl(32768, 60999));
    let (answer, code) = ask(&network.place(), "web", "db", 5432);
    assert_eq!(
        (answer["allowed"].as_str(), answer["replies"].as_str(), code),
        (Some("all"), Some("some"), 0)
    );
    network.acls(everything(), acl(443, 443));
    let (answer, code) = ask(&network.place(), "web", "db", 5432);
    assert_eq!(
        (answer["allowed"].as_str(), answer["replies"].as_str(), code),
        (Some("none"), Some("none"), 1)
    );
    assert!(by(&answer).last().unwrap().starts_with("aws.network-acl:acl-2"), "{:?}", by(&answer));
    assert!(answer["witness"].get("allowed").is_none());
    // And an ACL that lets nothing in.
    network.acls(everything(), vec![]);
    assert_eq!(allowed(&network.place(), "web", "db", 5432), "none");
    assert_eq!(allowed(&network.place(), "api", "db", 5432), "all", "beside it no ACL is asked");
}

#[test]
fn nothing_can_block_the_resolver_of_a_network() {
    let mut network = Network::new();
    network.acls(everything(), vec![]);
    let place = network.place();
    let (answer, code) = ask(&place, "db", "10.0.0.2", 53);
    assert_eq!((answer["allowed"].as_str(), code), (Some("all"), 0), "{answer:#}");
    assert_eq!(answer["replies"], "all");
    assert!(by(&answer).iter().all(|rule| rule.contains("Route 53 Resolver")), "{answer:#}");
    for (address, port) in [("10.0.0.2", 54), ("10.0.0.3", 53), ("10.9.0.2", 53)] {
        assert_eq!(allowed(&place, "db", address, port), "none", "{address} {port}");
    }
}

#[test]
fn from_the_internet_only_to_a_public_address() {
    let mut network = Network::new();
    network.lets_in(1, json!([from(443, "0.0.0.0/0")]));
    let place = network.place();
    assert_eq!(allowed(&place, "internet", "web", 443), "all");
    assert_eq!(allowed(&place, "203.0.113.9", "198.51.100.7", 443), "all", "by its public address");
    assert_eq!(allowed(&place, "internet", "web", 22), "none");
    assert_eq!(allowed(&place, "internet", "db", 443), "none", "a NAT gateway lets nothing in");
    assert_eq!(allowed(&place, "db", "internet", 443), "all", "but out");
    let (answer, _) = ask(&place, "internet", "web", 443);
    assert_eq!(answer["witness"]["allowed"]["to"], "10.0.1.10");
    assert_eq!(by(&answer).len(), 3, "route, ACL, group: {:?}", by(&answer));
    // The same interface without its address.
    let web = network.item("describe-network-interfaces", "NetworkInterfaces", 0);
    web.as_object_mut().unwrap().remove("Association");
    web["PrivateIpAddresses"][0].as_object_mut().unwrap().remove("Association");
    assert_eq!(allowed(&network.place(), "internet", "web", 443), "none");
}

#[test]
fn ipv6_needs_no_public_address_but_a_rule() {
    let mut network = Network::new();
    let web = network.item("describe-network-interfaces", "NetworkInterfaces", 0);
    web["Ipv6Addresses"] = json!([{"Ipv6Address": "2001:db8:a::10", "IsPrimaryIpv6": false}]);
    let place = network.place();
    assert_eq!(allowed(&place, "internet", "web", 443), "some", "IPv4 only");
    assert_eq!(allowed(&place, "203.0.113.0/24", "web", 443), "all");
    assert_eq!(allowed(&place, "2001:db8:ffff::/48", "web", 443), "none");
    network.lets_in(0, json!([from(443, "0.0.0.0/0"), from(443, "::/0")]));
    assert_eq!(allowed(&network.place(), "internet", "web", 443), "all");
}

#[test]
fn another_network_needs_a_way_there() {
    let mut network = Network::new();
    assert_eq!(allowed(&network.place(), "web", "far", 9100), "none");
    network.peered();
    let place = network.place();
    assert_eq!(allowed(&place, "web", "far", 9100), "all");
    assert_eq!(allowed(&place, "db", "far", 9100), "none", "its subnet has no route there");
    let (answer, _) = ask(&place, "web", "far", 9100);
    assert!(by(&answer).iter().any(|rule| rule.contains("pcx-1")), "{:?}", by(&answer));
}

#[test]
fn a_group_of_an_account_that_was_not_read_is_what_the_answer_depends_on() {
    let mut network = Network::new();
    network.lets_in(1, json!([from(5432, "9@444455556666")]));
    network.peered();
    let place = network.place();
    assert_eq!(
        allowed(&place, "web", "db", 5432),
        "none",
        "an interface that was read is not in it"
    );
    let (answer, code) = ask(&place, "10.0.1.99", "db", 5432);
    assert_eq!((answer["allowed"].as_str(), code), (Some("none"), 1));
    assert_eq!(answer["certainty"], "depends");
    assert_eq!(answer["depends_on"], json!(["aws.security-group:sg-9"]));
    // An expectation that holds only if nobody is in it is not met.
    let line = r#"{"from":"10.0.1.99","to":"db","protocol":"tcp","port":5432,"expect":false}"#;
    place.write("q.jsonl", line);
    assert_shown!(place, "allows dump:net --questions q.jsonl");
}

#[test]
fn what_was_not_asked_for_is_what_the_answer_depends_on() {
    let mut network = Network::new();
    network.without("describe-network-acls");
    let place = network.place();
    let (answer, code) = ask(&place, "web", "db", 5432);
    assert_eq!((answer["certainty"].as_str(), code), (Some("depends"), 1), "{answer:#}");
    assert_eq!(allowed(&place, "api", "db", 5432), "all", "no ACL is on this way");
}

#[test]
fn questions_from_a_file_are_a_test_when_they_expect() {
    let place = Network::new().place();
    let lines = r#"{"from":"internet","to":"web","protocol":"tcp","port":443,"expect":true}

{"from":"internet","to":"db","protocol":"all","expect":false}
{"from":"10.0.0.0/16","to":"db","protocol":6,"port":5432,"expect":"some"}
"#;
    place.write("met.jsonl", lines);
    let met = place.ends("allows dump:net --questions met.jsonl --output jsonl", 0);
    let answers: Vec<Value> =
        met.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<&str> =
        answers.iter().map(|answer| answer["allowed"].as_str().unwrap()).collect();
    assert_eq!(told, ["all", "none", "some"]);
    assert_eq!(answers[2]["protocol"], 6, "repeated as it was asked");
    place.write("unmet.jsonl", lines.replace("\"expect\":true", "\"expect\":\"none\""));
    place.ends("allows dump:net --questions unmet.jsonl", 1);
    place.ends("allows dump:net --questions unmet.jsonl --exit-zero", 0);
    assert_shown!(place, "allows dump:net --questions unmet.jsonl");
}

#[test]
fn questions_from_standard_input() {
    use std::io::Write as _;
    let place = Network::new().place();
    let mut command = place.command("allows dump:net --questions - --output jsonl");
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let line = "{\"from\":\"api\",\"to\":\"db\",\"protocol\":\"tcp\",\"port\":5432}\n";
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("\"allowed\":\"all\""), "{}", run.stdout);
}

#[test]
fn an_answer_can_go_to_a_file() {
    let place = Network::new().place();
    let line = "allows dump:net --from api --to db --protocol tcp --port 5432";
    let run = place.ends(&format!("{line} --output json=answers.json"), 0);
    assert!(run.stdout.starts_with("all   api → db  tcp 5432\n"), "{}", run.stdout);
    assert_eq!(place.json("answers.json")["answers"][0]["allowed"], "all");
    let run = place.ends(&format!("{line} --output sarif"), 2);
    assert!(run.stderr.contains("answers have no format `sarif`"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_asked_says_why() {
    let mut network = Network::new();
    let far = network.item("describe-network-interfaces", "NetworkInterfaces", 3);
    far["TagSet"][0]["Value"] = json!("db");
    let place = network.place();
    place.write(
        "bad.jsonl",
        "{\"from\":\"web\",\"to\":\"api\",\"protocoll\":\"tcp\"}\n\n{\"from\":1}\nweb → db\n",
    );
    place.write("unknown.jsonl", "{\"from\":\"wep\",\"to\":\"eni-9\",\"protocol\":\"tcp\"}\n");
    assert_shown!(
        place,
        "allows dump:net --from wep --to api --protocol tcp",
        "allows dump:net --from web --to db --protocol tcp",
        "allows dump:net --from internet --to 192.0.2.1 --protocol tcp",
        "allows dump:net --from web --to api --protocol tpc",
        "allows dump:net --from web --to api --protocol icmp --port 22",
        "allows dump:net --questions bad.jsonl",
        "allows dump:net --questions unknown.jsonl",
        "allows dump:net --questions none.jsonl",
        "allows dump:net --from web",
        "allows dump:net --questions bad.jsonl --from web",
        "allows dump:nowhere --from web --to api --protocol tcp",
    );
}

#[test]
fn what_was_not_read_makes_it_incomplete() {
    let place = Network::new().place();
    place.write(&format!("net/{AWS}/describe-flow-logs.json"), "{");
    let line = "allows dump:net --from api --to db --protocol tcp --port 5432";
    let run = place.ends(line, 4);
    assert!(run.stdout.starts_with("all "), "{}", run.stdout);
    assert!(run.stderr.contains("Not read: aws:111122223333/eu-west-1"), "{}", run.stderr);
    place.ends(&format!("{line} --allow-incomplete"), 0);
    place.ends("allows dump:net --from api --to db --protocol tcp --port 22", 1);
    let empty = Place::new();
    empty.write_json("net/nothing.json", &json!({}));
    empty.ends("allows dump:net --from api --to db --protocol tcp", 5);
}

#[test]
fn other_reports_of_the_configuration_are_not_of_answers() {
    let place = drifted();
    place.write("driftwall.toml", "[[output]]\nformat = \"sarif\"\npath = \"out.sarif\"\n");
    place.ends("connections dump:live", 0);
    assert!(!place.at("out.sarif").exists());
}
