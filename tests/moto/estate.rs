//! A small estate, built through the real command line.

use serde_json::{Value, json};

use super::aws::{Aws, text};

/// The ids of what is there.
pub(crate) struct Estate {
    pub(crate) vpc: String,
    pub(crate) public: String,
    pub(crate) private: String,
    /// Open on 443 to everybody, on 8443 to the partners, to pings from inside.
    pub(crate) web: String,
    /// Reached from `web`, and from IPv6 neighbours.
    pub(crate) api: String,
    pub(crate) db: String,
    /// DNS from inside; one rule is edited later.
    pub(crate) ops: String,
    pub(crate) dns_rule: String,
    /// On no interface.
    pub(crate) spare: String,
    /// On no interface yet.
    pub(crate) jump: String,
    pub(crate) partners: String,
    /// Before the public subnet.
    pub(crate) edge: String,
    /// Before no subnet yet.
    pub(crate) inner: String,
    /// In the public subnet, in the group `web`.
    pub(crate) interface: String,
    pub(crate) gateway: String,
    pub(crate) routes: String,
    pub(crate) flow_log: String,
}

/// The recorder of configurations.
pub(crate) const RECORDER: &str = "default";
/// The trail.
pub(crate) const TRAIL: &str = "audit";
/// Where records go.
pub(crate) const BUCKET: &str = "records-of-the-shop";

/// Builds it, one call after the other: moto does not like to be written to twice at once.
pub(crate) fn build(aws: &Aws) -> Estate {
    let vpc = id(&aws.ec2(
        "create-vpc",
        &json!({"CidrBlock": "10.20.0.0/16", "AmazonProvidedIpv6CidrBlock": true}),
    )["Vpc"]["VpcId"]);
    let subnet = |cidr: &str| {
        let answer = aws.ec2("create-subnet", &json!({"VpcId": vpc, "CidrBlock": cidr,
            "TagSpecifications": [{"ResourceType": "subnet", "Tags": [{"Key": "tier", "Value": cidr}]}]}));
        id(&answer["Subnet"]["SubnetId"])
    };
    let (public, private) = (subnet("10.20.1.0/24"), subnet("10.20.2.0/24"));
    let [web, api, db, ops, spare, jump] =
        ["web", "api", "db", "ops", "spare", "jump"].map(|name| group(aws, &vpc, name));
    let partners = id(&aws.ec2(
        "create-managed-prefix-list",
        &json!({"PrefixListName": "partners", "MaxEntries": 10, "AddressFamily": "IPv4",
            "Entries": [{"Cidr": "198.51.100.0/24", "Description": "one"}, {"Cidr": "203.0.113.0/25"}]}),
    )["PrefixList"]["PrefixListId"]);
    allow(
        aws,
        &web,
        &json!([
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "everybody"}],
                "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
            {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443,
                "PrefixListIds": [{"PrefixListId": partners, "Description": "partners"}]},
            {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        ]),
    );
    allow(
        aws,
        &api,
        &json!([
            {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8081,
                "UserIdGroupPairs": [{"GroupId": web, "Description": "from web"}]},
            {"IpProtocol": "icmpv6", "FromPort": 128, "ToPort": 0,
                "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}]},
        ]),
    );
    allow(
        aws,
        &db,
        &json!([
            {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
                "UserIdGroupPairs": [{"GroupId": api}], "IpRanges": [{"CidrIp": "10.30.0.0/16"}]},
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": db}]},
        ]),
    );
    let dns = allow(
        aws,
        &ops,
        &json!([
            {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "IpRanges": [{"CidrIp": "10.20.0.0/16"}]},
        ]),
    );
    let (edge, inner) = network_acls(aws, &vpc, &public);
    let interface = id(&aws.ec2(
        "create-network-interface",
        &json!({"SubnetId": public, "Groups": [web], "Description": "a door"}),
    )["NetworkInterface"]["NetworkInterfaceId"]);
    let (gateway, routes) = way_out(aws, &vpc, &public);
    aws.ec2(
        "run-instances",
        &json!({"ImageId": "ami-12c6146b", "InstanceType": "t3.micro",
        "MinCount": 2, "MaxCount": 2, "SubnetId": private, "SecurityGroupIds": [db, api]}),
    );
    let flow_log = records(aws, &vpc);
    Estate {
        vpc,
        public,
        private,
        web,
        api,
        db,
        ops,
        dns_rule: id(&dns["SecurityGroupRules"][0]["SecurityGroupRuleId"]),
        spare,
        jump,
        partners,
        edge,
        inner,
        interface,
        gateway,
        routes,
        flow_log,
    }
}

/// A group without rules but those that every group has.
pub(crate) fn group(aws: &Aws, vpc: &str, name: &str) -> String {
    let answer = aws.ec2(
        "create-security-group",
        &json!({"GroupName": name, "Description": format!("the {name} tier"), "VpcId": vpc}),
    );
    id(&answer["GroupId"])
}

/// Allows more in, and gives back the answer with the ids of the new rules.
pub(crate) fn allow(aws: &Aws, group: &str, permissions: &Value) -> Value {
    let parameters = json!({"GroupId": group, "IpPermissions": permissions});
    aws.ec2("authorize-security-group-ingress", &parameters)
}

/// An entry of an ACL.
pub(crate) fn entry(acl: &str, number: u16, action: &str, protocol: &str, rest: &Value) -> Value {
    let mut entry = json!({"NetworkAclId": acl, "RuleNumber": number, "RuleAction": action,
        "Protocol": protocol, "Egress": false});
    for (name, value) in rest.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry
}

/// The entry of `inner` that is deleted later.
pub(crate) fn inner_deny(inner: &str) -> Value {
    let low = json!({"Ipv6CidrBlock": "2001:db8::/32", "PortRange": {"From": 0, "To": 1023}});
    entry(inner, 110, "deny", "17", &low)
}

fn network_acls(aws: &Aws, vpc: &str, public: &str) -> (String, String) {
    let [edge, inner] = [(); 2].map(|()| {
        id(&aws.ec2("create-network-acl", &json!({"VpcId": vpc}))["NetworkAcl"]["NetworkAclId"])
    });
    for entry in [
        entry(
            &edge,
            200,
            "deny",
            "6",
            &json!({"CidrBlock": "0.0.0.0/0", "PortRange": {"From": 22, "To": 22}}),
        ),
        entry(&edge, 300, "allow", "-1", &json!({"CidrBlock": "0.0.0.0/0"})),
        entry(&edge, 300, "allow", "-1", &json!({"CidrBlock": "0.0.0.0/0", "Egress": true})),
        entry(
            &inner,
            100,
            "allow",
            "6",
            &json!({"CidrBlock": "10.20.0.0/16", "PortRange": {"From": 5432, "To": 5432}}),
        ),
        inner_deny(&inner),
        entry(
            &inner,
            120,
            "allow",
            "1",
            &json!({"CidrBlock": "10.0.0.0/8", "IcmpTypeCode": {"Type": 8, "Code": -1}}),
        ),
    ] {
        aws.ec2("create-network-acl-entry", &entry);
    }
    let acls = aws.ec2("describe-network-acls", &json!({}));
    stand_before(aws, &edge, &association(&acls, public));
    (edge, inner)
}

/// The association of a subnet with its ACL, in an answer of `describe-network-acls`.
pub(crate) fn association(acls: &Value, subnet: &str) -> String {
    let mut all = acls["NetworkAcls"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|acl| acl["Associations"].as_array().unwrap());
    id(&all.find(|one| one["SubnetId"] == subnet).unwrap()["NetworkAclAssociationId"])
}

/// Puts an ACL before the subnet of an association, and gives back the new association.
pub(crate) fn stand_before(aws: &Aws, acl: &str, association: &str) -> String {
    let answer = aws.ec2(
        "replace-network-acl-association",
        &json!({"NetworkAclId": acl, "AssociationId": association}),
    );
    id(&answer["NewAssociationId"])
}

fn way_out(aws: &Aws, vpc: &str, public: &str) -> (String, String) {
    let gateway =
        id(&aws.ec2("create-internet-gateway", &json!({}))["InternetGateway"]["InternetGatewayId"]);
    aws.ec2("attach-internet-gateway", &json!({"InternetGatewayId": gateway, "VpcId": vpc}));
    let routes =
        id(&aws.ec2("create-route-table", &json!({"VpcId": vpc}))["RouteTable"]["RouteTableId"]);
    aws.ec2(
        "create-route",
        &json!({"RouteTableId": routes, "GatewayId": gateway,
        "DestinationCidrBlock": "0.0.0.0/0"}),
    );
    aws.ec2("associate-route-table", &json!({"RouteTableId": routes, "SubnetId": public}));
    (gateway, routes)
}

/// A trail that records, a recorder of configurations, and a flow log.
fn records(aws: &Aws, vpc: &str) -> String {
    aws.run(
        "s3api",
        "create-bucket",
        &json!({"Bucket": BUCKET,
        "CreateBucketConfiguration": {"LocationConstraint": super::aws::REGION}}),
    );
    aws.run(
        "cloudtrail",
        "create-trail",
        &json!({"Name": TRAIL, "S3BucketName": BUCKET, "IsMultiRegionTrail": true}),
    );
    aws.run("cloudtrail", "start-logging", &json!({"Name": TRAIL}));
    aws.run(
        "cloudtrail",
        "put-event-selectors",
        &json!({"TrailName": TRAIL,
        "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]}),
    );
    aws.run(
        "configservice",
        "put-configuration-recorder",
        &json!({"ConfigurationRecorder": {"name": RECORDER,
            "roleARN": format!("arn:aws:iam::{}:role/config", super::aws::ACCOUNT),
            "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true}}}),
    );
    aws.run(
        "configservice",
        "put-delivery-channel",
        &json!({"DeliveryChannel": {"name": RECORDER, "s3BucketName": BUCKET}}),
    );
    run_recorder(aws, true);
    flow_log(aws, vpc)
}

/// Starts the recorder of configurations, or stops it.
pub(crate) fn run_recorder(aws: &Aws, is_on: bool) {
    let verb = if is_on { "start" } else { "stop" };
    let call = format!("{verb}-configuration-recorder");
    aws.run("configservice", &call, &json!({"ConfigurationRecorderName": RECORDER}));
}

/// A flow log of all the network's traffic.
pub(crate) fn flow_log(aws: &Aws, vpc: &str) -> String {
    let answer = aws.ec2(
        "create-flow-logs",
        &json!({"ResourceIds": [vpc], "ResourceType": "VPC",
        "TrafficType": "ALL", "LogDestinationType": "s3",
        "LogDestination": format!("arn:aws:s3:::{BUCKET}")}),
    );
    id(&answer["FlowLogIds"][0])
}

fn id(value: &Value) -> String {
    text(value)
}
