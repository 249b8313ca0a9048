//! What is no longer recorded, and in which words.

use serde_json::Value;

use super::*;

/// The code, the severity and the title of an edit of one field.
fn told(kind: &str, path: &str, before: Value, after: Value) -> (&'static str, Severity, String) {
    told_of(kind, vec![(path, before, after)])
}

/// `null` stands for nothing there.
fn told_of(kind: &str, edits: Vec<(&str, Value, Value)>) -> (&'static str, Severity, String) {
    let spec = specs().find(|spec| spec.kind.to_string() == kind).unwrap();
    let edit = |(path, before, after): (&str, Value, Value)| {
        let declared = spec.field(&path.replace("[1000]", "[]").replace("[noise]", "[]"));
        let declared = declared.or_else(|| spec.field(&path.replace("[Administrative]", "[]")));
        let declared = declared.unwrap_or_else(|| panic!("{kind} has no {path}"));
        let there = |value: Value| Some(value).filter(|value| !value.is_null());
        FieldChange {
            path: FieldPath::from(path),
            class: declared.class,
            bears: declared.bears,
            before: there(before),
            after: there(after),
        }
    };
    let fields = edits.into_iter().map(edit).collect();
    let subject = change(spec, Action::Modified, fields);
    let mut findings = find(vec![subject], &Overrides::default()).findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    (finding.code, finding.severity, finding.title)
}

#[test]
fn what_is_switched_off_is_loud_where_it_records_for_many() {
    for (kind, path, on, severity) in [
        ("aws.trail", "logging", json!(true), Severity::High),
        ("aws.config-recorder", "logging", json!(true), Severity::High),
        ("azure.flow-log", "logging", json!(true), Severity::High),
        ("azure.diagnostic-setting", "logging", json!(true), Severity::High),
        ("gcp.firewall-rule", "logging", json!(true), Severity::Medium),
        ("gcp.subnetwork", "flow_logs", json!({"sampling": "0.5"}), Severity::Medium),
    ] {
        let (code, found, title) = told(kind, path, on.clone(), json!(null));
        assert_eq!((code, found), ("logging-disabled", severity), "{kind}");
        assert!(title.ends_with("no longer records anything"), "{title}");
        let (code, _, title) = told(kind, path, json!(null), on);
        assert!(!code.starts_with("logging-"), "{kind} {path}: {code} {title}");
    }
}

#[test]
fn a_part_that_is_no_longer_recorded_is_named() {
    let narrower = [
        ("aws.trail", "multi_region", json!(true), json!(null), "other regions"),
        ("aws.trail", "organization", json!(true), json!(null), "other accounts"),
        ("aws.trail", "global_events", json!(true), json!(null), "IAM and other global services"),
        (
            "aws.config-recorder",
            "excluded[]",
            json!(null),
            json!("AWS::EC2::SecurityGroup"),
            "the types that it leaves out",
        ),
        (
            "aws.config-recorder",
            "global_types",
            json!(true),
            json!(null),
            "users, groups, roles and policies of IAM",
        ),
        ("aws.config-recorder", "types[]", json!("AWS::EC2::VPC"), json!(null), "that it did"),
        ("aws.config-recorder", "daily[]", json!(null), json!("*"), "each change as it is made"),
        ("aws.config-recorder", "channel", json!({}), json!(null), "anything that anybody gets"),
        ("aws.flow-log", "traffic", json!("ALL"), json!("REJECT"), "all traffic"),
        ("aws.flow-log", "max_interval", json!(60), json!(600), "short intervals"),
        (
            "azure.flow-log",
            "retention",
            json!(null),
            json!({"days": 7}),
            "what is older than its retention",
        ),
        ("azure.flow-log", "retention.days", json!(90), json!(7), "as many days"),
        (
            "azure.flow-log",
            "analytics",
            json!({"interval": 10}),
            json!(null),
            "what analyses the flows",
        ),
        (
            "azure.flow-log",
            "analytics.interval",
            json!(10),
            json!(60),
            "short intervals of analysis",
        ),
        (
            "azure.flow-log",
            "filter",
            json!(null),
            json!("dstport=22"),
            "what its filter leaves out",
        ),
        ("azure.flow-log", "left_out[]", json!(null), json!("deny"), "flows in all their states"),
        ("azure.flow-log", "format_version", json!(2), json!(1), "as much of each flow"),
        (
            "azure.diagnostic-setting",
            "logs[Administrative]",
            json!({"category": "Administrative"}),
            json!(null),
            "all the logs that it did",
        ),
        (
            "azure.diagnostic-setting",
            "logs[Administrative].retention.days",
            json!(90),
            json!(7),
            "as many days",
        ),
        (
            "gcp.subnetwork",
            "flow_logs.sampling",
            json!("1"),
            json!("0.1"),
            "as large a share of the flows",
        ),
        (
            "gcp.subnetwork",
            "flow_logs.filter",
            json!(null),
            json!("false"),
            "what its filter leaves out",
        ),
        (
            "gcp.network-firewall-policy",
            "rules[1000].logging",
            json!(true),
            json!(null),
            "what one of its rules decides",
        ),
        (
            "gcp.log-sink",
            "exclusions[noise]",
            json!(null),
            json!({"filter": "severity<ERROR"}),
            "what its exclusions leave out",
        ),
        (
            "gcp.log-sink",
            "exclusions[noise].filter",
            json!("a"),
            json!("b"),
            "what its exclusions leave out",
        ),
        (
            "gcp.log-sink",
            "filter",
            json!(null),
            json!("severity>=ERROR"),
            "what its filter leaves out",
        ),
        ("gcp.log-sink", "include_children", json!(true), json!(null), "the projects below"),
    ];
    for (kind, path, wide, narrow, what) in narrower {
        let (code, severity, title) = told(kind, path, wide, narrow);
        assert_eq!(
            (code, severity),
            ("logging-narrowed", Severity::Medium),
            "{kind} {path}: {title}"
        );
        let is_so = title.contains(" no longer records ") && title.ends_with(what);
        assert!(is_so, "{title}");
    }
    let wider = [
        ("aws.trail", "multi_region", json!(null), json!(true)),
        ("aws.flow-log", "traffic", json!("REJECT"), json!("ALL")),
        ("aws.flow-log", "max_interval", json!(600), json!(60)),
        ("aws.config-recorder", "excluded[]", json!("AWS::EC2::VPC"), json!(null)),
        ("aws.config-recorder", "daily[]", json!("*"), json!(null)),
        ("aws.config-recorder", "types[]", json!(null), json!("AWS::EC2::VPC")),
        ("azure.flow-log", "retention", json!({"days": 7}), json!(null)),
        ("azure.flow-log", "retention.days", json!(7), json!(90)),
        ("azure.flow-log", "analytics", json!(null), json!({"workspace": "w"})),
        ("azure.flow-log", "left_out[]", json!("deny"), json!(null)),
        ("gcp.subnetwork", "flow_logs.sampling", json!("0.1"), json!("1")),
        ("gcp.log-sink", "exclusions[noise]", json!({"filter": "severity<ERROR"}), json!(null)),
    ];
    for (kind, path, narrow, wide) in wider {
        let (code, _, title) = told(kind, path, narrow, wide);
        assert_ne!(code, "logging-narrowed", "{kind} {path}: {title}");
    }
}

#[test]
fn what_is_delivered_elsewhere_is_told_as_that() {
    for (kind, path) in [
        ("aws.trail", "bucket"),
        ("aws.config-recorder", "channel.bucket"),
        ("aws.config-recorder", "channel.topic"),
        ("azure.flow-log", "analytics.workspace"),
        ("azure.flow-log", "storage"),
        ("azure.diagnostic-setting", "workspace"),
        ("azure.diagnostic-setting", "storage"),
        ("azure.diagnostic-setting", "event_hub.name"),
        ("gcp.log-sink", "destination"),
    ] {
        let (code, severity, title) = told(kind, path, json!("logs"), json!("mine"));
        assert_eq!((code, severity), ("log-redirected", Severity::Medium));
        assert!(title.ends_with("delivers its records elsewhere"), "{title}");
    }
    let (code, ..) = told("aws.trail", "log_group", json!(null), json!("besides"));
    assert_eq!(code, "monitoring-changed", "one place more is no other place");
}

#[test]
fn the_events_of_a_trail_are_compared_by_what_they_take_in() {
    let select = |read_write: &str, excluded: Value, values: Value| {
        json!({"management": true, "read_write": read_write, "excluded": excluded,
            "data": [{"type": "AWS::S3::Object", "values": values}]})
    };
    let code = |before: &Value, after: &Value| {
        let gone = ("selectors[]", before.clone(), json!(null));
        told_of("aws.trail", vec![gone, ("selectors[]", json!(null), after.clone())]).0
    };
    let all = select("All", json!([]), json!(["arn:aws:s3"]));
    for narrow in [
        select("ReadOnly", json!([]), json!(["arn:aws:s3"])),
        select("All", json!(["kms.amazonaws.com"]), json!(["arn:aws:s3"])),
        select("All", json!([]), json!(["arn:aws:s3:::one/"])),
        json!({"management": true, "read_write": "All"}),
        json!({"read_write": "All", "data": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}),
    ] {
        assert_eq!(code(&all, &narrow), "logging-narrowed", "{narrow}");
        assert_eq!(code(&narrow, &all), "monitoring-changed", "{narrow}");
    }
    let advanced = |conditions: Value| json!({"conditions": conditions});
    let code = |before: &Value, after: &Value| {
        let gone = ("advanced_selectors[]", before.clone(), json!(null));
        told_of("aws.trail", vec![gone, ("advanced_selectors[]", json!(null), after.clone())]).0
    };
    let management = json!({"field": "eventCategory", "equals": ["Management"]});
    let wide = advanced(json!([management]));
    let narrow = advanced(json!([management, {"field": "readOnly", "equals": ["true"]}]));
    assert_eq!(code(&wide, &narrow), "logging-narrowed");
    assert_eq!(code(&narrow, &wide), "monitoring-changed");
}

#[test]
fn categories_that_became_their_group_are_no_fewer() {
    let came = |group: &str| {
        let gone = ("logs[Administrative]", json!({"category": "Administrative"}), json!(null));
        let came = json!({"group": group});
        told_of("azure.diagnostic-setting", vec![gone, ("logs[]", json!(null), came)]).0
    };
    assert_eq!(came("allLogs"), "monitoring-changed");
    assert_eq!(came("audit"), "logging-narrowed");
}

#[test]
fn types_that_became_every_type_are_no_fewer() {
    let swapped = |list: &str, gone: &str, came: &str| {
        let path = format!("{list}[]");
        let edits = vec![(&*path, json!(gone), json!(null)), (&*path, json!(null), json!(came))];
        told_of("aws.config-recorder", edits).0
    };
    for list in ["types", "continuous"] {
        assert_eq!(swapped(list, "AWS::EC2::VPC", "*"), "monitoring-changed");
        assert_eq!(swapped(list, "*", "AWS::EC2::VPC"), "logging-narrowed");
        assert_eq!(swapped(list, "AWS::EC2::VPC", "AWS::EC2::Volume"), "logging-narrowed");
    }
}

/// What passes is worse than what is noted of it.
#[test]
fn a_rule_that_opens_and_is_no_longer_recorded_is_told_by_what_it_opens() {
    let (code, severity, _) = told_of(
        "gcp.firewall-rule",
        vec![
            ("logging", json!(true), json!(null)),
            ("source_ranges", json!(["192.0.2.0/24"]), json!(["0.0.0.0/0"])),
        ],
    );
    assert_eq!((code, severity), ("boundary-changed", Severity::High));
}

/// What nobody was told is no loss.
#[test]
fn what_was_not_read_is_not_switched_off() {
    let spec = specs().find(|spec| spec.kind.to_string() == "aws.trail").unwrap();
    let unread = FieldChange {
        path: FieldPath::from("logging"),
        class: Class::Durable,
        bears: Bears::Logging,
        before: Some(json!(true)),
        after: Some(json!(null)),
    };
    let found = find(vec![change(spec, Action::Modified, vec![unread])], &Overrides::default());
    assert_ne!(found.findings[0].code, "logging-disabled");
}
