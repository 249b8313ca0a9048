"""A little Resource Manager on the files of a dump, and the part of `az` that remedies use.

As `az`, it takes exactly the options that Microsoft documents for `az rest` and `az resource wait`, and refuses any other. What it is asked to
write it holds against the rules of Resource Manager: known fields, one priority a direction, one route a destination, an etag that still is.

    arm.py rest|resource …         as `az`, on the dump in $ARM
    arm.py estate FOLDER           makes an estate
    arm.py drift FOLDER SEED       changes it in random ways
    arm.py open FOLDER             opens a port to everybody
    arm.py detach FOLDER           takes the security group off a subnet
    arm.py same FOLDER FOLDER      whether two are one, etags and the case of ids aside
"""

import json
import os
import sys
from urllib.parse import unquote

SUB = "/subscriptions/00000000-0000-4000-8000-000000000000"
FILES = {
    "networksecuritygroups": "nsg-list", "virtualnetworks": "vnet-list", "networkinterfaces": "nic-list",
    "applicationsecuritygroups": "asg-list", "routetables": "route-table-list", "loadbalancers": "lb-list",
    "publicipaddresses": "public-ip-list", "flowlogs": "flow-log-list.westeurope",
    "diagnosticsettings": "diagnostic-settings-subscription-list", "virtualmachines": "vm-list",
}
CHILDREN = {"securityrules": "securityRules", "routes": "routes", "subnets": "subnets",
            "virtualnetworkpeerings": "virtualNetworkPeerings"}
VERSIONS = {"microsoft.network": "2024-05-01", "microsoft.insights": "2021-05-01-preview",
            "microsoft.resources": "2021-04-01", "microsoft.compute": "2024-07-01"}
RULE = {"access", "description", "direction", "priority", "protocol", "provisioningState"} | {
    side + word for side in ("source", "destination")
    for word in ("AddressPrefix", "AddressPrefixes", "ApplicationSecurityGroups", "PortRange", "PortRanges")}


class Refused(Exception):
    pass


def insist(what, why):
    if not what:
        raise Refused(why)


class Arm:
    def __init__(self, folder):
        self.folder = folder
        self.lists = {}
        for kind, name in FILES.items():
            path = os.path.join(folder, "azure", SUB.split("/")[2], name + ".json")
            self.lists[kind] = json.load(open(path))["value"] if os.path.exists(path) else []

    def save(self):
        place = os.path.join(self.folder, "azure", SUB.split("/")[2])
        os.makedirs(place, exist_ok=True)
        for kind, name in FILES.items():
            with open(os.path.join(place, name + ".json"), "w") as file:
                json.dump({"value": self.lists[kind]}, file, indent=1)
        for name in os.listdir(place):
            if name.startswith("diagnostic-settings-list."):
                os.remove(os.path.join(place, name))
        for group in self.lists["networksecuritygroups"]:
            with open(os.path.join(place, f"diagnostic-settings-list.{group['name']}.json"), "w") as file:
                file.write('{"value": []}')

    def place(self, id):
        """The list that something is in, what it is a part of, and its name."""
        parts = id.strip("/").split("/")
        kind, name = parts[-2].lower(), parts[-1]
        if kind in CHILDREN:
            parent = self.find("/" + "/".join(parts[:-2]))
            insist(parent is not None, "ParentResourceNotFound")
            return parent["properties"].setdefault(CHILDREN[kind], []), parent, name
        insist(kind in self.lists, "NoRegisteredProviderFound " + kind)
        return self.lists[kind], None, name

    def find(self, id):
        entries, _, _ = self.place(id)
        return next((one for one in entries if one["id"].lower() == id.lower()), None)

    def touch(self, *things):
        for thing in things:
            if thing is not None:
                count = int(thing.get("etag", 'W/"0"')[3:-1]) + 1
                thing["etag"] = f'W/"{count}"'

    def put(self, id, body):
        entries, parent, name = self.place(id)
        known = self.find(id)
        allowed = {"id", "name", "type", "etag", "location", "tags", "sku", "zones", "identity", "properties"}
        insist(set(body) <= allowed, f"InvalidRequestContent {set(body) - allowed}")
        insist(isinstance(body.get("properties"), dict), "InvalidRequestContent: no properties")
        body = without_nulls(body)
        thing = known if known is not None else {"name": name, "id": id}
        keep = {key: thing[key] for key in ("id", "name", "etag", "type") if key in thing}
        fixed = thing.get("location")
        thing.clear()
        thing.update(body)
        thing.update(keep)
        insist(fixed is None or thing.get("location") == fixed, "InvalidResourceLocation")
        properties = thing["properties"]
        properties["provisioningState"] = "Succeeded"
        kind = id.split("/")[-2].lower()
        for list_name in ("securityRules", "routes", "virtualNetworkPeerings", "ipConfigurations"):
            for part in properties.get(list_name, []):
                insist(isinstance(part.get("name"), str), "a part has no name")
                part["id"] = f"{thing['id']}/{list_name}/{part['name']}"
        if kind == "networksecuritygroups":
            properties.setdefault("securityRules", [])
            properties["defaultSecurityRules"] = born_with(thing["id"])
        if kind == "virtualnetworkpeerings":
            properties["peeringState"] = "Connected"
        if known is None:
            entries.append(thing)
        for group in self.lists["networksecuritygroups"]:
            check_rules(group["properties"]["securityRules"])
        for table in self.lists["routetables"]:
            check_routes(table["properties"]["routes"])
        self.touch(thing, parent)
        return thing

    def delete(self, id):
        entries, parent, _ = self.place(id)
        thing = self.find(id)
        if thing is not None:
            users = json.dumps([self.lists[kind] for kind in ("networkinterfaces", "virtualnetworks")]).lower()
            is_part = parent is not None
            insist(is_part or json.dumps({"id": thing["id"]}).lower()[1:-1] not in users.replace(json.dumps(thing).lower(), ""), "InUse")
            entries[:] = [one for one in entries if one is not thing]
            self.touch(parent)


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def check_rules(rules):
    insist(len({rule["name"].lower() for rule in rules}) == len(rules), "two rules of one name")
    places = [(rule["properties"]["direction"], rule["properties"]["priority"]) for rule in rules]
    insist(len(set(places)) == len(places), f"SecurityRuleConflict {sorted(places)}")
    for rule in rules:
        said = rule["properties"]
        insist(set(said) <= RULE, f"unknown {set(said) - RULE}")
        insist(said["access"] in ("Allow", "Deny") and said["direction"] in ("Inbound", "Outbound"), "SecurityRuleInvalid")
        insist(said["protocol"] in ("Tcp", "Udp", "Icmp", "Esp", "Ah", "*"), "SecurityRuleInvalid protocol")
        insist(100 <= said["priority"] <= 4096, "SecurityRuleInvalidPriority")
        for side in ("source", "destination"):
            said_of = [word for word in ("AddressPrefix", "AddressPrefixes", "ApplicationSecurityGroups") if said.get(side + word)]
            insist(len(said_of) == 1, f"SecurityRuleInvalidAddressPrefix {said_of}")
            ports = [word for word in ("PortRange", "PortRanges") if said.get(side + word)]
            insist(len(ports) == 1, "SecurityRuleInvalidPortRange")


def check_routes(routes):
    insist(len({route["properties"]["addressPrefix"] for route in routes}) == len(routes), "RouteConflict")
    for route in routes:
        said = route["properties"]
        is_hop = said["nextHopType"] == "VirtualAppliance"
        insist(is_hop == bool(said.get("nextHopIpAddress")), "InvalidNextHop")


def born_with(group):
    rules = []
    for direction, word in (("Inbound", "In"), ("Outbound", "Out")):
        rules.append({"name": f"DenyAll{word}Bound", "id": f"{group}/defaultSecurityRules/DenyAll{word}Bound", "properties": {
            "access": "Deny", "direction": direction, "priority": 65500, "protocol": "*", "sourceAddressPrefix": "*",
            "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "*"}})
    return rules


# The part of `az`.

def options(words, known):
    given = {}
    words = list(words)
    while words:
        word = words.pop(0)
        insist(word in known, f"unrecognized arguments: {word}")
        if known[word]:
            insist(words, f"{word}: expected one argument")
            value = words.pop(0)
            insist(not value.startswith("@"), "a value that begins with @ is a file")
            insist(not value.startswith("-") or " " in value, f"{word}: expected one argument")
            given[word] = value
        else:
            given[word] = True
    return given


def say(result, output):
    if output == "none" or result is None:
        return
    if output == "json":
        print(json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True, separators=(",", ": ")))
    elif output == "tsv":
        insist(isinstance(result, str), f"the test expects one text, not {result!r}")
        print(result)
    else:
        raise Refused("--output")


def rest(arm, words):
    given = options(words, {"--method": 1, "--url": 1, "--headers": 1, "--body": 1, "--query": 1, "--output": 1})
    url, _, query = given["--url"].partition("?")
    insist(url.startswith("/subscriptions/"), "url")
    insist("{" not in url, "a token in the url")
    id = unquote(url)
    version = query.removeprefix("api-version=")
    provider = id.lower().split("/providers/")[-1].split("/")[0]
    insist(VERSIONS.get(provider) == version, f"InvalidApiVersionParameter {provider} {version}")
    method = given["--method"]
    body = json.loads(given["--body"]) if "--body" in given else None
    if id.lower().endswith("/providers/microsoft.resources/tags/default"):
        thing = arm.find(id[: -len("/providers/microsoft.resources/tags/default")])
        insist(thing is not None, "ResourceNotFound")
        tags = thing.get("tags") or {}
        if method == "patch":
            changed = body["properties"]["tags"]
            if body["operation"] == "Merge":
                tags.update(changed)
            else:
                insist(body["operation"] == "Delete", "operation")
                tags = {key: value for key, value in tags.items() if changed.get(key) != value}
            thing["tags"] = tags
            arm.touch(thing)
            arm.save()
        result = {"properties": {"tags": tags}}
    else:
        thing = arm.find(id)
        header = given.get("--headers")
        if header is not None:
            key, _, etag = header.partition("=")
            insist(key == "If-Match" and thing is not None and thing["etag"] == etag, "PreconditionFailed (412)")
        if method == "get":
            insist(thing is not None, "Not Found (ResourceNotFound)")
            result = thing
        elif method == "put":
            result = arm.put(id, body)
            arm.save()
        elif method == "patch":
            insist(thing is not None, "Not Found (ResourceNotFound)")
            merge(thing, body)
            arm.touch(thing)
            arm.save()
            result = thing
        else:
            insist(method == "delete", method)
            arm.delete(id)
            arm.save()
            result = None
    if "--query" in given and result is not None:
        import jmespath
        result = jmespath.search(given["--query"], json.loads(json.dumps(result)))
    say(result, given.get("--output", "json"))


def merge(thing, body):
    for key, value in body.items():
        if isinstance(value, dict):
            merge(thing.setdefault(key, {}), value)
        else:
            thing[key] = value


def wait(arm, words):
    given = options(words, {"--ids": 1, "--api-version": 1, "--created": 0, "--updated": 0, "--deleted": 0})
    thing = arm.find(given["--ids"])
    insist((thing is None) == ("--deleted" in given), "Wait condition not met")


# Whether two are one.

def plain(value):
    """What stays of it when etags, the case of ids, the order of lists, and the ways to say nothing are one."""
    if isinstance(value, dict):
        fields = {key.lower() if key.startswith("/") else key: plain(one) for key, one in value.items() if key not in ("etag", "provisioningState", "recordTypes")}
        for side in ("source", "destination"):
            for word in ("AddressPrefix", "PortRange"):
                one, several = fields.pop(side + word, None), fields.pop(side + word + "es", None) or fields.pop(side + word + "s", None)
                if one or several:
                    fields[side + word] = sorted(text.removesuffix("/32") for text in [one] * bool(one) + (several or []))
        if fields.get("enabled") in (False, None) and ("category" in fields or "days" in fields):
            return None
        if "recordTypes" in value and len(value["recordTypes"].split(",")) != 4:
            fields["recordTypes"] = sorted(value["recordTypes"].split(","))
        return {key: one for key, one in fields.items() if one not in (None, "", [], {}, False)}
    if isinstance(value, list):
        return sorted((one for one in map(plain, value) if one not in (None, "", [], {}, False)), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, str) and value.startswith("/"):
        return value.lower()
    return value


def same(one, other):
    one, other = Arm(one).lists, Arm(other).lists
    for kind in FILES:
        mine, theirs = plain(one[kind]), plain(other[kind])
        if mine != theirs:
            import difflib
            show = lambda value: json.dumps(value, indent=1, sort_keys=True).splitlines()
            insist(False, kind + "\n" + "\n".join(difflib.unified_diff(show(mine), show(theirs), lineterm="", n=4)))


def main(words):
    try:
        if words[0] == "rest":
            rest(Arm(os.environ["ARM"]), words[1:])
        elif words[:2] == ["resource", "wait"]:
            wait(Arm(os.environ["ARM"]), words[2:])
        else:
            import changes
            {"estate": changes.estate, "drift": changes.drift, "open": changes.open_port, "detach": changes.detach_group, "same": same}[words[0]](*words[1:])
    except Refused as why:
        print(f"ERROR: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
