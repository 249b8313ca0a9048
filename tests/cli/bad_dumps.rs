//! A dump that can't be understood: what is in it is unknown, told with the file and the way out, and never a crash.

use serde_json::json;

use crate::estates::{AWS, CLUSTER, approved, dump, group, list, policy};
use crate::harness::{Place, Run};

/// What a scan says when the answer about groups is this.
fn scan(answer: impl AsRef<[u8]>) -> (Place, Run) {
    let place = crate::estates::recorded();
    place.write(&format!("live/{AWS}/describe-security-groups.json"), answer);
    let run = place.ends("scan", 4);
    (place, run)
}

fn shown(answer: impl AsRef<[u8]>) -> String {
    let (place, run) = scan(answer);
    assert!(!run.stdout.contains("removed"), "unknown is not removed: {}", run.stdout);
    place.text("scan", &run)
}

#[test]
fn answers_that_are_not_whole_json() {
    let mut all = String::new();
    for (what, bytes) in [
        ("truncated", &b"{\"SecurityGroups\": [{\"GroupId\": \"sg-1\""[..]),
        ("empty", b""),
        ("only spaces", b" \n\t\n"),
        ("not JSON", b"{\"SecurityGroups\": [}"),
        ("more after the end", b"{\"SecurityGroups\": []} {}"),
        ("an HTML page of a proxy", b"<!DOCTYPE html><title>Sign in</title>"),
        ("a lone byte", b"\x80"),
    ] {
        all.push_str(&format!("## {what}\n{}\n", shown(bytes)));
    }
    assert_text!(all);
}

#[test]
fn answers_of_the_wrong_type() {
    let mut all = String::new();
    for (what, answer) in [
        ("a list", "[]"),
        ("a string", "\"SecurityGroups\""),
        ("null", "null"),
        ("the answer of another call", "{\"Subnets\": []}"),
        ("groups are an object", "{\"SecurityGroups\": {}}"),
        ("a group is a number", "{\"SecurityGroups\": [1]}"),
        ("an id is a number", "{\"SecurityGroups\": [{\"GroupId\": 7}]}"),
        ("there is no id", "{\"SecurityGroups\": [{\"GroupName\": \"web\"}]}"),
        (
            "a port is a word",
            "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"IpPermissions\": [{\"IpProtocol\": \"tcp\", \"FromPort\": \"ssh\"}]}]}",
        ),
    ] {
        all.push_str(&format!("## {what}\n{}\n", shown(answer)));
    }
    assert_text!(all);
}

#[test]
fn answers_that_are_not_utf_8() {
    let latin =
        b"{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"Description\": \"caf\xe9\"}]}".to_vec();
    let mut utf_16 = vec![0xff, 0xfe];
    utf_16.extend("{\"SecurityGroups\": []}".encode_utf16().flat_map(u16::to_le_bytes));
    assert_text!(format!("## latin-1\n{}\n## utf-16\n{}", shown(latin), shown(utf_16)));
}

#[test]
fn a_byte_order_mark_is_no_harm() {
    let place = crate::estates::recorded();
    let text = format!("\u{feff}{}", crate::estates::groups(&approved()));
    place.write(&format!("live/{AWS}/describe-security-groups.json"), text);
    place.ends("scan", 0);
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    let (_, run) = scan(deep("[", "]"));
    assert!(run.stdout.contains("describe-security-groups.json"), "{}", run.stdout);
    scan(format!("{{\"SecurityGroups\": [{{\"Odd\": {}}}]}}", deep("[", "]")));
    scan(format!("{{\"SecurityGroups\": [{}]}}", deep("{\"Tags\":", "}")));
}

#[test]
fn fields_that_nobody_knows_are_told_where_they_may_matter() {
    let place = crate::estates::recorded();
    let mut odd = group("sg-1", "web", 443, "0.0.0.0/0");
    odd["Colour"] = json!("blue");
    let mut odder = group("sg-2", "db", 5432, "10.0.0.0/16");
    odder["IpPermissions"][0]["ExceptRanges"] = json!([{"CidrIp": "10.0.0.1/32"}]);
    dump(&place, "live", &[odd.clone(), group("sg-2", "db", 5432, "10.0.0.0/16")]);
    let harmless = place.shown(&["scan --verbose"]);
    dump(&place, "live", &[odd, odder]);
    assert_text!(format!("{harmless}\n{}", place.shown(&["scan --verbose"])));
}

#[test]
fn files_in_the_wrong_place() {
    let place = crate::estates::recorded();
    dump(&place, "live", &approved());
    place.write("live/describe-subnets.json", "{}");
    place.write("live/aws/111122223333/describe-subnets.json", "{}");
    place.write(&format!("live/{AWS}/more/describe-subnets.json"), "{}");
    place.write(&format!("live/{AWS}/README.md"), "notes for people are no problem");
    place.write("live/oracle/x.json", "{}");
    assert_shown!(place, "scan --verbose", "snapshot --out s.json");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let place = crate::estates::recorded();
    let file = place.at(&format!("live/{AWS}/describe-security-groups.json"));
    std::fs::rename(&file, place.at("elsewhere.json")).unwrap();
    std::os::unix::fs::symlink(place.at("elsewhere.json"), &file).unwrap();
    assert_shown!(place, "scan");
}

/// A place with one recorded policy.
fn cluster() -> Place {
    let place = Place::new();
    let answer = list(&[policy("shop", "web", "lb")]);
    for side in ["approved", "live"] {
        place.write_json(&format!("{side}/{CLUSTER}/networkpolicies.json"), &answer);
    }
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place.ends("baseline record --live dump:approved", 0);
    place
}

#[test]
fn yaml_that_is_a_bomb() {
    let place = cluster();
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", ")));
    }
    bomb.push_str("kind: NetworkPolicy\n");
    place.write(&format!("live/{CLUSTER}/networkpolicies.yaml"), &bomb);
    std::fs::remove_file(place.at(&format!("live/{CLUSTER}/networkpolicies.json"))).unwrap();
    place.write("manifests/bomb.yaml", bomb);
    assert_shown!(place, "scan", "snapshot --live manifests:manifests --out s.json");
}

#[test]
fn yaml_that_can_not_be_understood() {
    let place = cluster();
    for (name, text) in [
        ("deep.yaml", "[".repeat(100_000)),
        ("tabs.yaml", "kind: NetworkPolicy\n\tmetadata: {}\n".to_owned()),
        ("cut.yaml", "kind: NetworkPolicy\nmetadata: {name: \"we".to_owned()),
        ("twice.yaml", "kind: NetworkPolicy\nkind: Pod\n".to_owned()),
        ("nameless.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {podSelector: {}}\n".to_owned()),
        ("odd.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: odd, namespace: shop}\nspec: {podSelector: {}, ingres: [{}]}\n".to_owned()),
    ] {
        place.write(&format!("manifests/{name}"), text);
        place.ends("snapshot --live manifests:manifests --out s.json", 4);
        let told = place.text("", &place.run("snapshot --live manifests:manifests --out s.json"));
        assert!(told.contains(name), "{told}");
        std::fs::remove_file(place.at(&format!("manifests/{name}"))).unwrap();
    }
    place.write("manifests/cut.yaml", "kind: NetworkPolicy\nmetadata: {name: \"we");
    place.write("manifests/good.yaml", policy("shop", "web", "lb").to_string());
    assert_shown!(place, "scan --live manifests:manifests");
}
