//! Files that are missing, torn, refused or strange: told, never clean, never "there are none".

use serde_json::{Value, json};

use super::{ENTRY, answer, every_field, file, kind, read, reason};
use crate::model::Status;
use crate::providers::{Answer, Unread};

/// The status and the reason of subnets, given these files.
fn subnets(files: Vec<Answer>) -> (Status, String, usize) {
    let reading = read(files);
    let subnets = kind(&reading, "subnet");
    (subnets.coverage.status, reason(subnets).to_owned(), subnets.resources.len())
}

fn one(text: &str) -> (Status, String, usize) {
    subnets(vec![file("describe-subnets", text)])
}

fn page(number: u8, ids: &[&str], token: bool) -> Answer {
    let name = match number {
        1 => "describe-subnets".to_owned(),
        other => format!("describe-subnets.page-{other}"),
    };
    let list: Vec<Value> = ids.iter().map(|id| json!({ "SubnetId": id })).collect();
    let mut json = json!({ "Subnets": list });
    if token {
        json["NextToken"] = "more".into();
    }
    answer(&name, &json)
}

#[test]
fn a_call_without_a_file_is_skipped() {
    let reading = read(Vec::new());
    assert_eq!(reading.kinds.len(), ENTRY.kinds.len());
    for spec in ENTRY.kinds {
        let coverage = &reading.kinds[&spec.kind].coverage;
        assert_eq!(coverage.status, Status::Skipped, "{}", spec.kind);
        let reason = format!("no {}.json in the dump", spec.calls[0].name);
        assert_eq!(coverage.reason.as_deref(), Some(reason.as_str()));
    }
}

#[test]
fn an_empty_answer_is_complete_and_zero() {
    for text in [
        r#"{"Subnets":[]}"#,
        r#"{"Subnets":[],"NextToken":null}"#,
        r#"{"Subnets":[],"ResponseMetadata":{}}"#,
        r#"{"status_code":200,"data":{"Subnets":[],"ResponseMetadata":{"HTTPStatusCode":200}}}"#,
        "\u{feff}{\"Subnets\":[]}\n",
    ] {
        assert_eq!(one(text), (Status::Complete, String::new(), 0), "{text}");
    }
}

#[test]
fn an_empty_file_is_not_an_empty_answer() {
    let (status, reason, _) = one(" \n");
    assert_eq!(status, Status::Failed);
    assert_eq!(
        reason,
        "describe-subnets.json: the file is empty; run `aws ec2 describe-subnets` again"
    );
}

#[test]
fn a_broken_file_says_where_and_what_to_do() {
    for (text, wanted) in [
        (
            "{\n  \"Subnets\": \"none\"\n}",
            "describe-subnets.json: line 2 column 19: expected an array in `Subnets`, found a string; run `aws ec2 describe-subnets` again",
        ),
        ("{\"Subnets\": [{\"SubnetId\": 5}]}", "column 27: expected a string, found a number"),
        ("{\"Subnets\": [5]}", "expected an object, found a number"),
        ("{\"Subnets\": null}", "expected an array in `Subnets`, found null"),
        ("[]", "expected an object with `Subnets`, found an array"),
        ("{\"Subnets\": [{\"SubnetId\": \"subnet-1\"}, {\"Sub", "the file ends in the middle"),
        ("{\"Subnets\": [}", "line 1 column 14: not JSON"),
        ("{\"Subnets\": []} x", "not JSON"),
        ("<html>", "not JSON"),
        ("{\"Vpcs\": []}", "expected `Subnets`, found `Vpcs`"),
        ("\u{0}", "not JSON"),
    ] {
        let (status, reason, count) = one(text);
        assert_eq!((status, count), (Status::Failed, 0), "{text}");
        assert!(reason.contains(wanted), "{text}: {reason}");
        assert!(reason.ends_with("run `aws ec2 describe-subnets` again"), "{reason}");
    }
    let (_, reason, _) = subnets(vec![file("describe-subnets", b"\xFF\xFE{\0".as_slice())]);
    assert!(reason.contains("UTF-16"), "{reason}");
    let deep = format!("{{\"Subnets\": [{}", "[".repeat(100_000));
    assert_eq!(one(&deep).0, Status::Failed);
}

#[test]
fn a_file_that_cannot_be_opened_is_told_by_its_reason() {
    let unread = Unread { status: Status::Failed, reason: "describe-subnets.json: no".to_owned() };
    let answer = Answer {
        name: "describe-subnets".to_owned(),
        path: "describe-subnets.json".into(),
        read: Box::new(|| Err(unread)),
    };
    assert_eq!(subnets(vec![answer]), (Status::Failed, "describe-subnets.json: no".to_owned(), 0));
}

#[test]
fn a_refusal_is_denied_and_names_the_permission() {
    for text in [
        r#"{"Error":{"Code":"UnauthorizedOperation","Message":"You are not authorized"}}"#,
        r#"{"status_code":403,"data":{"Error":{"Code":"UnauthorizedOperation"}}}"#,
        "\nAn error occurred (UnauthorizedOperation) when calling the DescribeSubnets operation: no",
    ] {
        let (status, reason, _) = one(text);
        assert_eq!(status, Status::Denied, "{text}");
        assert_eq!(
            reason,
            "describe-subnets.json: denied (UnauthorizedOperation), needs ec2:DescribeSubnets"
        );
    }
    let slow = one(r#"{"Error":{"Code":"RequestLimitExceeded"}}"#);
    assert_eq!(slow.0, Status::Throttled);
    assert_eq!(one(r#"{"Error":{"Code":"InternalError"}}"#).0, Status::Failed);
    // Every region has this call: to believe it would be to see all subnets removed.
    let (status, reason, _) = one(r#"{"Error":{"Code":"InvalidAction"}}"#);
    assert_eq!(status, Status::Failed);
    assert!(reason.contains("every region has this call"), "{reason}");
    assert_eq!(one(r#"{"status_code":500,"data":{}}"#).0, Status::Failed);
}

#[test]
fn pages_are_read_in_order_and_gaps_are_told() {
    let (status, reason, count) =
        subnets(vec![page(2, &["subnet-2"], false), page(1, &["subnet-1"], true)]);
    assert_eq!((status, reason.as_str(), count), (Status::Complete, "", 2));

    let (status, reason, count) = subnets(vec![page(1, &["subnet-1"], true)]);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(reason.contains("describe-subnets.json ends with a NextToken"), "{reason}");

    let (status, reason, count) =
        subnets(vec![page(3, &["subnet-3"], false), page(1, &["subnet-1"], true)]);
    assert_eq!((status, count), (Status::Partial, 2));
    assert!(reason.contains("describe-subnets.page-2.json is missing"), "{reason}");

    let (status, reason, _) = subnets(vec![page(2, &["subnet-2"], false)]);
    assert_eq!(status, Status::Partial);
    assert!(reason.contains("describe-subnets.json is missing"), "{reason}");

    let torn = file("describe-subnets.page-2", "{\"Subnets\": [");
    let (status, reason, count) = subnets(vec![page(1, &["subnet-1"], true), torn]);
    assert_eq!((status, count), (Status::Partial, 1));
    assert!(reason.contains("describe-subnets.page-2.json: line 1"), "{reason}");
}

#[test]
fn whatever_says_that_there_is_more_is_believed() {
    for (text, wanted) in [
        (r#"{"Subnets":[],"NextToken":"abc","nextToken":null}"#, "a NextToken"),
        (r#"{"nextToken":"abc","Subnets":[],"NextToken":""}"#, "a NextToken"),
        (r#"{"data":{"NextToken":"abc","Subnets":[]},"NextToken":null}"#, "a NextToken"),
        (r#"{"Subnets":[],"IsTruncated":true}"#, "`\"IsTruncated\": true`"),
        (r#"{"Subnets":[],"Marker":"abc","IsTruncated":false}"#, "a Marker"),
        (r#"{"Subnets":[],"NextMarker":"abc","Marker":""}"#, "a NextMarker"),
    ] {
        let (status, reason, _) = one(text);
        assert_eq!(status, Status::Partial, "{text}");
        let wanted = format!("describe-subnets.json ends with {wanted}: there is more");
        assert!(reason.starts_with(&wanted), "{reason}");
    }
    let text = r#"{"Subnets":[],"IsTruncated":false,"Marker":null,"NextMarker":""}"#;
    assert_eq!(one(text), (Status::Complete, String::new(), 0));
}

#[test]
fn a_page_that_is_there_twice_is_told_whatever_is_in_it() {
    for again in [&["subnet-1"], &["subnet-2"]] {
        let list = json!([{ "SubnetId": again[0] }]);
        let reading = read(vec![
            answer("describe-subnets.page-1", &json!({ "Subnets": list })),
            page(1, &["subnet-1"], false),
        ]);
        let subnets = kind(&reading, "subnet");
        assert_eq!(subnets.coverage.status, Status::Partial, "{again:?}");
        assert_eq!(
            reason(subnets),
            "describe-subnets.json and describe-subnets.page-1.json are both page 1 of `describe-subnets`: only the first is read"
        );
        let note = &reading.unrecognised["describe-subnets.page-1.json"];
        let wanted = "page 1 of `describe-subnets` is there twice, also as describe-subnets.json";
        assert_eq!(note, wanted);
    }

    // Also of a call about one thing.
    let logging = json!({ "IsLogging": true });
    let reading = read(vec![
        answer("describe-trails", &json!({ "trailList": [{ "Name": "main" }] })),
        answer("get-event-selectors.main", &json!({ "EventSelectors": [] })),
        answer("get-trail-status.main", &logging),
        answer("get-trail-status.main.page-1", &logging),
    ]);
    let trails = kind(&reading, "trail");
    assert_eq!(trails.coverage.status, Status::Partial);
    for file in ["get-trail-status.main.json", "get-trail-status.main.page-1.json"] {
        assert!(reason(trails).contains(file), "{}", reason(trails));
    }
}

#[test]
fn two_versions_of_one_resource_are_told_and_the_first_kept() {
    let same = subnets(vec![page(1, &["subnet-1"], true), page(2, &["subnet-1"], false)]);
    assert_eq!(same, (Status::Complete, String::new(), 1));
    let other = answer(
        "describe-subnets.page-2",
        &json!({ "Subnets": [{ "SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/8" }] }),
    );
    let (status, reason, _) = subnets(vec![page(1, &["subnet-1"], true), other]);
    assert_eq!(status, Status::Partial);
    assert_eq!(
        reason,
        "`subnet-1` is in describe-subnets.json and again, with other content, in describe-subnets.page-2.json; the first is kept"
    );
}

#[test]
fn an_item_without_an_id_is_told() {
    let (status, reason, count) = one(r#"{"Subnets":[{"VpcId":"vpc-1"}]}"#);
    assert_eq!((status, reason.as_str(), count), (Status::Partial, "a subnet has no id", 0));
}

#[test]
fn a_field_that_nobody_knows_matters_inside_rules() {
    let (status, text, count) = one(r#"{"Subnets":[{"SubnetId":"subnet-1","Mood":{"a":1}}]}"#);
    assert_eq!((status, count), (Status::Complete, 1));
    assert_eq!(text, "describe-subnets: unknown and left out: `Mood`");

    for (name, word, json, path) in [
        (
            "describe-security-groups",
            "security-group",
            json!({ "SecurityGroups": [{ "GroupId": "sg-1", "IpPermissionsEgress": [{ "IpProtocol": "-1",
            "IpRanges": [{ "CidrIp": "0.0.0.0/0", "Unless": "10.0.0.0/8" }] }] }] }),
            "IpPermissionsEgress.IpRanges.Unless",
        ),
        (
            "describe-network-acls",
            "network-acl",
            json!({ "NetworkAcls": [{ "NetworkAclId": "acl-1", "Entries": [{ "RuleNumber": 1, "Egress": true,
            "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Until": 5 }] }] }),
            "Entries.Until",
        ),
    ] {
        let reading = read(vec![answer(name, &json)]);
        let told = kind(&reading, word);
        assert_eq!(told.coverage.status, Status::Partial, "{name}");
        assert!(reason(told).contains(path), "{}", reason(told));
    }
}

#[test]
fn a_rule_that_cannot_be_read_is_kept_and_told() {
    for permission in [
        json!({ "IpProtocol": "tcp", "FromPort": 90, "ToPort": 80, "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }),
        json!({ "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [{ "CidrIp": "10.0.0.0/40" }] }),
        json!({ "IpProtocol": "warp", "IpRanges": [{ "CidrIp": "10.0.0.0/8" }] }),
        json!({ "IpProtocol": "-1", "UserIdGroupPairs": [{ "GroupName": "web" }] }),
    ] {
        let json =
            json!({ "SecurityGroups": [{ "GroupId": "sg-1", "IpPermissions": [permission] }] });
        let reading = read(vec![answer("describe-security-groups", &json)]);
        let groups = kind(&reading, "security-group");
        assert_eq!(groups.coverage.status, Status::Partial, "{json}");
        assert!(reason(groups).contains("sg-1: can't read"), "{}", reason(groups));
        let rules = super::durable(groups, "sg-1")["ingress"].clone();
        assert_eq!(rules.as_array().unwrap().len(), 1, "{json}");
    }
}

#[test]
fn files_of_unknown_names_are_told() {
    let reading = read(vec![
        answer("describe-subnet", &json!({})),
        answer("get-trail-status.gone", &json!({ "IsLogging": true })),
        answer("describe-trails", &json!({ "trailList": [] })),
    ]);
    let names: Vec<_> = reading.unrecognised.keys().collect();
    assert_eq!(names, ["describe-subnet.json", "get-trail-status.gone.json"]);
    assert!(reading.unrecognised["describe-subnet.json"].contains("`describe-subnets`"));
}

#[test]
fn every_call_that_is_refused_makes_its_kind_not_complete() {
    let files = every_field();
    for (refused, _) in &files {
        let answers = files.iter().map(|(name, json)| {
            if name == refused {
                answer(name, &json!({ "Error": { "Code": "AccessDenied" } }))
            } else {
                answer(name, json)
            }
        });
        let reading = read(answers.collect());
        let call = refused.split('.').next().unwrap();
        // AWS's own prefix list need not be read, and rule ids only add to groups.
        if refused.ends_with(".pl-2") || call == "describe-security-group-rules" {
            continue;
        }
        let spec = ENTRY.kinds.iter().find(|spec| spec.calls[0].name == call);
        let by_id =
            |spec: &&crate::model::KindSpec| spec.calls.iter().any(|known| known.name == call);
        let spec = spec.or_else(|| ENTRY.kinds.iter().find(by_id)).unwrap();
        let coverage = &reading.kinds[&spec.kind].coverage;
        assert!(coverage.status.is_gap(), "{refused}");
        let permission = spec.calls.iter().find(|known| known.name == call).unwrap().permission;
        assert!(coverage.reason.as_deref().unwrap().contains(permission), "{refused}");
    }
}
