//! What to ask CloudTrail.
//!
//! Lake keeps the parameters of a request as a map and its times as times; a table of Athena over the log files has both as text (CloudTrail
//! user guide, "CloudTrail Lake SQL constraints"; Athena user guide, "Querying CloudTrail logs").

use jiff::Timestamp;

use crate::model::{Query, ResourceId};

/// The calls that change a kind, and the parameter of most of them that names the resource.
struct Trace {
    kind: &'static str,
    parameter: &'static str,
    events: &'static [&'static str],
}

const TRACES: &[Trace] = &[
    Trace {
        kind: "security-group",
        parameter: "groupId",
        events: &[
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "ModifySecurityGroupRules",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ],
    },
    Trace {
        kind: "network-acl",
        parameter: "networkAclId",
        events: &[
            "CreateNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
            "CreateNetworkAcl",
            "DeleteNetworkAcl",
        ],
    },
    Trace {
        kind: "prefix-list",
        parameter: "prefixListId",
        events: &["ModifyManagedPrefixList", "CreateManagedPrefixList", "DeleteManagedPrefixList"],
    },
    Trace {
        kind: "route-table",
        parameter: "routeTableId",
        events: &[
            "CreateRoute",
            "ReplaceRoute",
            "DeleteRoute",
            "AssociateRouteTable",
            "ReplaceRouteTableAssociation",
            "DisassociateRouteTable",
        ],
    },
    Trace {
        kind: "trail",
        parameter: "name",
        events: &["StopLogging", "UpdateTrail", "PutEventSelectors", "DeleteTrail", "CreateTrail"],
    },
    Trace { kind: "flow-log", parameter: "", events: &["DeleteFlowLogs", "CreateFlowLogs"] },
    Trace {
        kind: "config-recorder",
        parameter: "",
        events: &[
            "StopConfigurationRecorder",
            "DeleteConfigurationRecorder",
            "PutConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
        ],
    },
    Trace {
        kind: "vpc-block-public-access-options",
        parameter: "",
        events: &["ModifyVpcBlockPublicAccessOptions"],
    },
    Trace {
        kind: "vpc-block-public-access-exclusion",
        parameter: "exclusionId",
        events: &[
            "CreateVpcBlockPublicAccessExclusion",
            "ModifyVpcBlockPublicAccessExclusion",
            "DeleteVpcBlockPublicAccessExclusion",
        ],
    },
    Trace {
        kind: "network-interface",
        parameter: "networkInterfaceId",
        events: &[
            "ModifyNetworkInterfaceAttribute",
            "AssociateAddress",
            "DisassociateAddress",
            "CreateNetworkInterface",
            "DeleteNetworkInterface",
        ],
    },
];

pub(super) fn queries(id: &ResourceId, since: Option<Timestamp>) -> Vec<Query> {
    let scope = id.scope.to_string();
    let account = scope.strip_prefix("aws:").and_then(|rest| rest.split('/').next());
    let account = text(account.unwrap_or_default());
    let trace = TRACES.iter().find(|trace| trace.kind == id.kind.word());
    let events = trace.map(|trace| {
        let events: Vec<String> = trace.events.iter().map(|event| text(event)).collect();
        format!(" AND eventname IN ({})", events.join(", "))
    });
    let events = events.unwrap_or_default();
    let identity = id.identity.as_str();
    let parameter = trace.map_or("", |trace| trace.parameter);
    let in_lake = if parameter.is_empty() {
        String::new()
    } else {
        format!(" AND element_at(requestparameters, {}) = {}", text(parameter), text(identity))
    };
    // Where the calls name it under several names, or not at all, every one of them is worth a look.
    let in_athena = if parameter.is_empty() && trace.is_some() {
        String::new()
    } else {
        format!(" AND strpos(requestparameters, {}) > 0", text(identity))
    };
    let time = |literal: &str| {
        since.map_or_else(String::new, |since| {
            format!(" AND eventtime >= {}", literal.replace("{}", &since.to_string()))
        })
    };
    let lake_time = since.map_or_else(String::new, |since| {
        format!(" AND eventtime >= '{}'", since.strftime("%Y-%m-%d %H:%M:%S"))
    });
    const COLUMNS: &str = "eventtime, eventname, useridentity.arn, useridentity.sessioncontext.sessionissuer.arn, useridentity.invokedby, sourceipaddress, errorcode, eventid";
    vec![
        Query {
            log: "CloudTrail Lake",
            text: format!(
                "SELECT {COLUMNS} FROM EVENT_DATA_STORE_ID WHERE recipientaccountid = {account}{events}{in_lake}{lake_time} ORDER BY eventtime"
            ),
        },
        Query {
            log: "Athena",
            text: format!(
                "SELECT {COLUMNS} FROM cloudtrail_logs WHERE recipientaccountid = {account}{events}{in_athena}{} ORDER BY eventtime",
                time("'{}'")
            ),
        },
    ]
}

/// A literal of SQL, in which a quote is written twice and nothing else is special.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
