//! What is beside groups in a region, in a few words each. Everything else is [`Region::put`].

use serde_json::{Value, json};

use super::regions::Region;

impl Region {
    /// A network, 10.0.0.0/16.
    pub(crate) fn vpc(self, id: &str) -> Self {
        let owner = self.account.clone();
        self.put(
            "Vpcs",
            &json!({
                "VpcId": id, "OwnerId": owner, "CidrBlock": "10.0.0.0/16", "State": "available",
                "InstanceTenancy": "default", "IsDefault": false, "DhcpOptionsId": "dopt-1", "Tags": [],
                "CidrBlockAssociationSet": [{
                    "AssociationId": format!("vpc-cidr-assoc-{id}"), "CidrBlock": "10.0.0.0/16",
                    "CidrBlockState": {"State": "associated"},
                }],
            }),
        )
    }

    /// A part of a network.
    pub(crate) fn subnet(self, id: &str, vpc: &str, cidr: &str) -> Self {
        let (owner, zone) = (self.account.clone(), format!("{}a", self.name));
        let arn = format!("arn:aws:ec2:{}:{owner}:subnet/{id}", self.name);
        self.put(
            "Subnets",
            &json!({
                "SubnetId": id, "VpcId": vpc, "OwnerId": owner, "SubnetArn": arn, "CidrBlock": cidr,
                "AvailabilityZone": zone, "State": "available", "DefaultForAz": false,
                "MapPublicIpOnLaunch": false, "AssignIpv6AddressOnCreation": false,
                "Ipv6CidrBlockAssociationSet": [], "AvailableIpAddressCount": 251, "Tags": [],
                "MapCustomerOwnedIpOnLaunch": false, "EnableDns64": false, "Ipv6Native": false,
            }),
        )
    }

    /// A way to the internet.
    pub(crate) fn internet_gateway(self, id: &str, vpc: &str) -> Self {
        let owner = self.account.clone();
        self.put(
            "InternetGateways",
            &json!({
                "InternetGatewayId": id, "OwnerId": owner, "Tags": [],
                "Attachments": [{"VpcId": vpc, "State": "available"}],
            }),
        )
    }

    /// The routes of subnets, or of the whole network when there are none: inside, and everything else to a gateway.
    pub(crate) fn route_table(
        self,
        id: &str,
        vpc: &str,
        gateway: Option<&str>,
        subnets: &[&str],
    ) -> Self {
        let association = |subnet: Option<&&str>| {
            let mut row = json!({
                "RouteTableAssociationId": format!("rtbassoc-{id}-{}", subnet.unwrap_or(&"main")),
                "RouteTableId": id, "Main": subnet.is_none(), "AssociationState": {"State": "associated"},
            });
            if let Some(subnet) = subnet {
                row["SubnetId"] = (*subnet).into();
            }
            row
        };
        let associations: Vec<Value> = if subnets.is_empty() {
            vec![association(None)]
        } else {
            subnets.iter().map(|subnet| association(Some(subnet))).collect()
        };
        let mut routes = vec![json!({
            "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active",
            "Origin": "CreateRouteTable",
        })];
        routes.extend(gateway.map(|gateway| {
            json!({
                "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway, "State": "active",
                "Origin": "CreateRoute",
            })
        }));
        let owner = self.account.clone();
        self.put(
            "RouteTables",
            &json!({
                "RouteTableId": id, "VpcId": vpc, "OwnerId": owner, "Associations": associations,
                "Routes": routes, "PropagatingVgws": [], "Tags": [],
            }),
        )
    }

    /// The ACL of subnets that lets everything through, as AWS makes the first of a network.
    pub(crate) fn open_acl(self, id: &str, vpc: &str, subnets: &[&str]) -> Self {
        let entry = |number: u32, action: &str, egress: bool| {
            json!({
                "RuleNumber": number, "Protocol": "-1", "RuleAction": action, "Egress": egress,
                "CidrBlock": "0.0.0.0/0",
            })
        };
        let entries: Vec<Value> = [true, false]
            .into_iter()
            .flat_map(|egress| [entry(100, "allow", egress), entry(32767, "deny", egress)])
            .collect();
        let association = |subnet: &&str| {
            json!({
                "NetworkAclAssociationId": format!("aclassoc-{subnet}"), "NetworkAclId": id,
                "SubnetId": subnet,
            })
        };
        let owner = self.account.clone();
        self.put(
            "NetworkAcls",
            &json!({
                "NetworkAclId": id, "VpcId": vpc, "OwnerId": owner, "IsDefault": true,
                "Associations": subnets.iter().map(association).collect::<Vec<Value>>(),
                "Entries": entries, "Tags": [],
            }),
        )
    }

    /// An interface with one address, and a public one in front of it.
    pub(crate) fn interface(
        self,
        id: &str,
        (vpc, subnet): (&str, &str),
        groups: &[&str],
        address: &str,
        public: Option<&str>,
    ) -> Self {
        let (owner, zone) = (self.account.clone(), format!("{}a", self.name));
        let group =
            |group: &&str| json!({"GroupId": group, "GroupName": group.trim_start_matches("sg-")});
        let mut own = json!({"PrivateIpAddress": address, "Primary": true});
        let mut row = json!({
            "NetworkInterfaceId": id, "VpcId": vpc, "SubnetId": subnet, "OwnerId": owner,
            "AvailabilityZone": zone, "Description": "", "InterfaceType": "interface",
            "MacAddress": "02:00:00:00:00:01", "PrivateIpAddress": address, "RequesterManaged": false,
            "SourceDestCheck": true, "Status": "in-use", "Ipv6Addresses": [], "TagSet": [],
            "Groups": groups.iter().map(group).collect::<Vec<Value>>(),
        });
        if let Some(public) = public {
            let association =
                json!({"PublicIp": public, "IpOwnerId": "amazon", "PublicDnsName": ""});
            row["Association"] = association.clone();
            own["Association"] = association;
        }
        row["PrivateIpAddresses"] = json!([own]);
        self.put("NetworkInterfaces", &row)
    }

    /// A list of prefixes that rules can name.
    pub(crate) fn prefix_list(mut self, id: &str, name: &str, cidrs: &[&str]) -> Self {
        let entries: Vec<Value> = cidrs.iter().map(|cidr| json!({"Cidr": cidr})).collect();
        self.put_entries(id, &entries);
        let owner = self.account.clone();
        let arn = format!("arn:aws:ec2:{}:{owner}:prefix-list/{id}", self.name);
        self.put(
            "PrefixLists",
            &json!({
                "PrefixListId": id, "PrefixListName": name, "AddressFamily": "IPv4",
                "State": "create-complete", "PrefixListArn": arn, "MaxEntries": cidrs.len().max(1),
                "Version": 1, "OwnerId": owner, "Tags": [],
            }),
        )
    }
}
