//! Small estates, as `aws` and `kubectl` print them.

use serde_json::{Value, json};

use crate::harness::Place;

/// The folder of the one AWS scope.
pub(crate) const AWS: &str = "aws/111122223333/eu-west-1";
/// The folder of the one cluster.
pub(crate) const CLUSTER: &str = "kubernetes/prod";

/// A security group that lets a port in from a range.
pub(crate) fn group(id: &str, name: &str, port: u16, from: &str) -> Value {
    json!({
        "GroupId": id,
        "GroupName": name,
        "Description": format!("{name} tier"),
        "OwnerId": "111122223333",
        "VpcId": "vpc-1",
        "IpPermissions": [{
            "IpProtocol": "tcp",
            "FromPort": port,
            "ToPort": port,
            "IpRanges": [{"CidrIp": from}],
            "Ipv6Ranges": [],
            "PrefixListIds": [],
            "UserIdGroupPairs": []
        }],
        "IpPermissionsEgress": [],
        "Tags": [{"Key": "env", "Value": "prod"}]
    })
}

/// The answer of `describe-security-groups`.
pub(crate) fn groups(groups: &[Value]) -> Value {
    json!({ "SecurityGroups": groups })
}

/// A network policy that lets one label in.
pub(crate) fn policy(namespace: &str, name: &str, from: &str) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "podSelector": {"matchLabels": {"app": name}},
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": from}}}]}]
        }
    })
}

/// What `kubectl get` prints.
pub(crate) fn list(items: &[Value]) -> Value {
    json!({ "apiVersion": "v1", "kind": "List", "items": items, "metadata": {"resourceVersion": ""} })
}

/// Writes a dump of one AWS scope with these groups.
pub(crate) fn dump(place: &Place, folder: &str, all: &[Value]) {
    place.write_json(&format!("{folder}/{AWS}/describe-security-groups.json"), &groups(all));
}

/// The two groups that most tests start from.
pub(crate) fn approved() -> [Value; 2] {
    [group("sg-1", "web", 443, "0.0.0.0/0"), group("sg-2", "db", 5432, "10.0.0.0/16")]
}

/// A place with a recorded baseline of two groups, and a live dump in which `db` is open to the world.
pub(crate) fn drifted() -> Place {
    let place = recorded();
    dump(
        &place,
        "live",
        &[group("sg-1", "web", 443, "0.0.0.0/0"), group("sg-2", "db", 5432, "0.0.0.0/0")],
    );
    place
}

/// A place with a recorded baseline of two groups, and a live dump that is the same.
pub(crate) fn recorded() -> Place {
    let place = Place::new();
    dump(&place, "approved", &approved());
    dump(&place, "live", &approved());
    place.write("driftwall.toml", "[scan]\nlive = \"dump:live\"\n");
    place.ends("baseline record --live dump:approved --reason 'ticket NET-1'", 0);
    place
}
