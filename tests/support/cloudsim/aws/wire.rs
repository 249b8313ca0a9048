//! What `aws` prints → how EC2 sends it.
//!
//! EC2 names a field on the wire with a small first letter, lists are `<item>`s, and then there are the exceptions. They
//! are written down here from the API reference, and held against the vendor's own description by a test.

use std::borrow::Cow;

use serde_json::Value;

/// An item of a list of that name, in XML without the `<item>` around it.
pub(super) fn item(list: &str, value: &Value) -> String {
    let mut xml = String::new();
    write(list, value, &mut xml);
    xml
}

/// Text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    escape(text, &mut xml);
    xml
}

fn write(parent: &str, value: &Value, xml: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => xml.push_str(&value.to_string()),
        Value::String(text) => escape(text, xml),
        Value::Array(items) => {
            for item in items {
                element("item", parent, item, xml);
            }
        }
        Value::Object(fields) => {
            for (field, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                element(&name(parent, field), field, value, xml);
            }
        }
    }
}

fn element(name: &str, parent: &str, value: &Value, xml: &mut String) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    write(parent, value, xml);
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

fn escape(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // Line ends of text are not those of XML, which a reader would make one of.
            '\r' => xml.push_str("&#13;"),
            c => xml.push(c),
        }
    }
}

/// The name on the wire of a field, given the field or the list that it is in.
fn name<'a>(parent: &str, field: &'a str) -> Cow<'a, str> {
    let name = match (parent, field) {
        ("SecurityGroups", "Description") => "groupDescription",
        ("NetworkAcls", "IsDefault") => "default",
        ("NetworkInterfaces", "PrivateIpAddresses") => "privateIpAddressesSet",
        ("SecondaryInterfaces", "PrivateIpAddresses") => "privateIpAddressSet",
        ("Instances", "PublicDnsName") => "dnsName",
        ("Instances", "SecurityGroups") => "groupSet",
        ("Instances", "State") => "instanceState",
        (_, "AssociatedSubnets") => "associatedSubnetSet",
        (_, "Associations") => "associationSet",
        (_, "Attachments") => "attachmentSet",
        (_, "BlockDeviceMappings") => "blockDeviceMapping",
        (_, "ElasticGpuAssociations") => "elasticGpuAssociationSet",
        (_, "ElasticInferenceAcceleratorAssociations") => {
            "elasticInferenceAcceleratorAssociationSet"
        }
        (_, "Endpoint") => "regionEndpoint",
        (_, "Entries") => "entrySet",
        (_, "Geography") => "geographySet",
        (_, "Groups") => "groupSet",
        (_, "Instances") => "instancesSet",
        (_, "Ipv4Prefixes") => "ipv4PrefixSet",
        (_, "Ipv6Addresses") => "ipv6AddressesSet",
        (_, "Ipv6Prefixes") => "ipv6PrefixSet",
        (_, "Licenses") => "licenseSet",
        (_, "MetricCategoryIds") => "metricCategoryIdSet",
        (_, "NetworkInterfaces") => "networkInterfaceSet",
        (_, "ProductCodeId") => "productCode",
        (_, "ProductCodeType") => "type",
        (_, "PropagatingVgws") => "propagatingVgwSet",
        (_, "PublicIpAddress") => "ipAddress",
        (_, "Routes") => "routeSet",
        (_, "SecondaryInterfaces") => "secondaryInterfaceSet",
        (_, "StateTransitionReason") => "reason",
        (_, "TagFieldSpecifications") => "tagFieldSpecificationSet",
        (_, "TagKeys") => "tagKeySet",
        (_, "Tags") => "tagSet",
        (_, "UserIdGroupPairs") => "groups",
        _ => return lowered(field),
    };
    Cow::Borrowed(name)
}

fn lowered(field: &str) -> Cow<'_, str> {
    let mut chars = field.chars();
    match chars.next() {
        Some(first) if first.is_ascii_uppercase() => {
            Cow::Owned(format!("{}{}", first.to_ascii_lowercase(), chars.as_str()))
        }
        _ => Cow::Borrowed(field),
    }
}
