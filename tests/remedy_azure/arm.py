"""A little Resource Manager on the files of a dump, and the part of `az` that remedies use.

As `az`, it takes exactly the options that Microsoft documents for `az rest` and `az resource wait`, and refuses any other. What it is asked to
write it holds against the rules of Resource Manager: known fields, one priority a direction, one route a destination, an etag that still is.

    arm.py rest|resource …         as `az`, on the dump in $ARM
    arm.py estate FOLDER           makes an estate
    arm.py drift FOLDER SEED       changes it in random ways
    arm.py same FOLDER FOLDER      whether two are one, etags and the case of ids aside
"""

import json
import os
import random
import sys
from urllib.parse import unquote

SUB = "/subscriptions/00000000-0000-4000-8000-000000000000"
GROUP = SUB + "/resourceGroups/Shop/providers/Microsoft.Network"
WATCHER = SUB + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/we"
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
HOSTILE = ["plain", "it's", 'a "b" c', "$(touch owned)", "`touch owned`", "-rf", "--body", "@/etc/passwd", "line\nbreak",
           "{subscriptionId}", "a\\b", "; touch owned;", "\u202egnp.exe", "caf\u00e9 \U0001f512", "\x1b[31mred", "%24%28id%29", "a=b,c"]


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


# The estate, and what becomes of it.

def estate(folder):
    arm = Arm(folder)
    rule = lambda name, priority, **said: {"name": name, "properties": {
        "access": "Allow", "direction": "Inbound", "priority": priority, "protocol": "Tcp", "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "443"} | said}
    for name in ("Web", "Db-it's"):
        arm.put(f"{GROUP}/applicationSecurityGroups/{name}", {"location": "westeurope", "properties": {}})
    asg = arm.lists["applicationsecuritygroups"][0]["id"]
    for name in ("Edge", "Core.2"):
        rules = [rule("https", 100), rule("ssh", 110, sourceAddressPrefix="192.0.2.7", destinationPortRange="22", description="it's `ours`"),
                 rule("many", 120, sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "198.51.100.0/24"],
                      destinationPortRange=None, destinationPortRanges=["80", "8000-8080"]),
                 rule("deny all", 4000, access="Deny", protocol="*", destinationPortRange="*"),
                 rule("group", 130, destinationAddressPrefix=None, destinationApplicationSecurityGroups=[{"id": asg}]),
                 rule("out", 100, direction="Outbound", destinationAddressPrefix="Storage.WestEurope", protocol="Udp")]
        arm.put(f"{GROUP}/networkSecurityGroups/{name}", {"location": "westeurope", "tags": {"env": "prod", "it's": "$(id)"}, "properties": {"securityRules": rules}})
    group = arm.lists["networksecuritygroups"][0]["id"]
    arm.put(f"{GROUP}/routeTables/Main", {"location": "westeurope", "properties": {"disableBgpRoutePropagation": False, "routes": [
        {"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4"}},
        {"name": "drop", "properties": {"addressPrefix": "203.0.113.0/24", "nextHopType": "None"}}]}})
    table = arm.lists["routetables"][0]["id"]
    for name, block in (("main", "10.0"), ("spoke", "10.1")):
        id = f"{GROUP}/virtualNetworks/{name}"
        arm.put(id, {"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": [block + ".0.0/16"]}, "subnets": [], "virtualNetworkPeerings": []}})
        for number, subnet in enumerate(("Web", "db")):
            arm.put(f"{id}/subnets/{subnet}", {"properties": {"addressPrefix": f"{block}.{number}.0/24", "networkSecurityGroup": {"id": group},
                    "routeTable": {"id": table}, "serviceEndpoints": [{"service": "Microsoft.Storage", "locations": ["westeurope"]}],
                    "delegations": [], "privateEndpointNetworkPolicies": "Disabled"}})
    one, other = (network["id"] for network in arm.lists["virtualnetworks"])
    arm.put(f"{one}/virtualNetworkPeerings/to-spoke", {"properties": {"allowVirtualNetworkAccess": True, "allowForwardedTraffic": False,
            "allowGatewayTransit": False, "useRemoteGateways": False, "remoteVirtualNetwork": {"id": other}}})
    for number in (1, 2):
        arm.put(f"{GROUP}/publicIPAddresses/Ip{number}", {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {
            "publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4", "ipAddress": f"203.0.113.{number}"}})
    address = arm.lists["publicipaddresses"][0]["id"]
    for number in (1, 2):
        arm.put(f"{GROUP}/networkInterfaces/nic{number}", {"location": "westeurope", "properties": {
            "networkSecurityGroup": {"id": group}, "enableIPForwarding": False, "dnsSettings": {"dnsServers": []}, "ipConfigurations": [
                {"name": "ipconfig1", "properties": {"privateIPAddress": f"10.0.0.{number + 3}", "primary": True, "subnet": {"id": one + "/subnets/Web"},
                 "applicationSecurityGroups": [{"id": asg}]} | ({"publicIPAddress": {"id": address}} if number == 1 else {})}]}})
    arm.put(f"{WATCHER}/flowLogs/main", {"location": "westeurope", "properties": {
        "enabled": True, "storageId": SUB + "/resourceGroups/audit/providers/Microsoft.Storage/storageAccounts/flows", "targetResourceId": one,
        "format": {"type": "JSON", "version": 2}, "retentionPolicy": {"days": 90, "enabled": True}}})
    arm.put(f"{SUB}/providers/microsoft.insights/diagnosticSettings/export", {"properties": {
        "workspaceId": SUB + "/resourceGroups/audit/providers/Microsoft.OperationalInsights/workspaces/logs",
        "logs": [{"category": "Administrative", "enabled": True}, {"category": "Policy", "enabled": False}]}})
    arm.save()


def drift(folder, seed):
    arm, dice = Arm(folder), random.Random(int(seed))
    hostile = lambda: dice.choice(HOSTILE)
    asgs = [one["id"] for one in arm.lists["applicationsecuritygroups"]]

    def edge():
        return dice.choice(arm.lists["networksecuritygroups"])

    def peer(said, side):
        for word in ("AddressPrefix", "AddressPrefixes", "ApplicationSecurityGroups"):
            said.pop(side + word, None)
        how = dice.randrange(4)
        if how == 0:
            said[side + "AddressPrefix"] = dice.choice(["*", "0.0.0.0/0", "Internet", "192.0.2.9", "2001:db8::/32", "10.2.0.0/16"])
        elif how == 1:
            said[side + "AddressPrefixes"] = dice.sample(["10.3.0.0/16", "192.0.2.1", "198.51.100.0/25", "203.0.113.9"], 2)
        elif how == 2:
            said[side + "ApplicationSecurityGroups"] = [{"id": dice.choice(asgs)}]
        else:
            said[side + "AddressPrefix"] = "VirtualNetwork"

    def ports(said):
        said.pop("destinationPortRange", None), said.pop("destinationPortRanges", None)
        if dice.random() < 0.5:
            said["destinationPortRange"] = dice.choice(["*", "22", "3389", "5000-6000"])
        else:
            said["destinationPortRanges"] = dice.sample(["22", "80", "443", "1000-2000"], 2)

    def free(rules, direction):
        taken = {rule["properties"]["priority"] for rule in rules if rule["properties"]["direction"] == direction}
        return dice.choice([number for number in range(100, 160) if number not in taken])

    def add_rule():
        rules = edge()["properties"]["securityRules"]
        direction = dice.choice(["Inbound", "Outbound"])
        said = {"access": dice.choice(["Allow", "Deny"]), "direction": direction, "protocol": dice.choice(["Tcp", "Udp", "*", "Icmp"]),
                "priority": free(rules, direction), "sourcePortRange": "*", "description": hostile()}
        peer(said, "source"), peer(said, "destination"), ports(said)
        rules.append({"name": f"{hostile()} {dice.randrange(10**6)}".replace("/", "_"), "properties": said})

    def drop_rule():
        rules = edge()["properties"]["securityRules"]
        rules and rules.remove(dice.choice(rules))

    def edit_rule():
        rules = edge()["properties"]["securityRules"]
        if rules:
            rule = dice.choice(rules)["properties"]
            dice.choice([lambda: peer(rule, "source"), lambda: peer(rule, "destination"), lambda: ports(rule), lambda: rule.update(description=hostile()),
                         lambda: rule.update(access=dice.choice(["Allow", "Deny"])), lambda: rule.update(priority=free(rules, rule["direction"]))])()

    def swap_rules():
        rules = [rule["properties"] for rule in edge()["properties"]["securityRules"] if rule["properties"]["direction"] == "Inbound"]
        if len(rules) > 1:
            one, other = dice.sample(rules, 2)
            one["priority"], other["priority"] = other["priority"], one["priority"]

    def take_priority():
        rules = edge()["properties"]["securityRules"]
        if rules:
            gone = dice.choice(rules)
            rules.remove(gone)
            said = dict(gone["properties"])
            ports(said)
            rules.append({"name": f"mine {dice.randrange(10**6)}", "properties": said})

    def tag():
        thing = dice.choice(arm.lists["networksecuritygroups"] + arm.lists["virtualnetworks"] + arm.lists["publicipaddresses"])
        tags = thing.get("tags") or {}
        if tags and dice.random() < 0.5:
            key = dice.choice(sorted(tags))
            if dice.random() < 0.5:
                del tags[key]
            else:
                tags[key] = hostile()
        else:
            tags[hostile()] = hostile()
        thing["tags"] = tags

    def detach():
        things = [subnet for network in arm.lists["virtualnetworks"] for subnet in network["properties"]["subnets"]] + arm.lists["networkinterfaces"]
        said = dice.choice(things)["properties"]
        how = dice.randrange(3)
        if how == 0:
            said.pop("networkSecurityGroup", None)
        elif how == 1:
            said["networkSecurityGroup"] = {"id": edge()["id"]}
        elif "addressPrefix" in said:
            said.pop("routeTable", None)
        else:
            said["enableIPForwarding"] = True

    def address():
        said = dice.choice(arm.lists["networkinterfaces"])["properties"]
        first = said["ipConfigurations"][0]["properties"]
        how = dice.randrange(4)
        if how == 0:
            first.pop("publicIPAddress", None)
        elif how == 1:
            first["publicIPAddress"] = {"id": arm.lists["publicipaddresses"][1]["id"]}
        elif how == 2:
            first["applicationSecurityGroups"] = [{"id": one} for one in dice.sample(asgs, dice.randrange(len(asgs) + 1))]
        else:
            name = f"{hostile()} 2".replace("/", "_")
            said["ipConfigurations"].append({"name": name, "properties": {"privateIPAddress": "10.0.0.77", "subnet": dict(first["subnet"])}})

    def subnet():
        said = dice.choice(dice.choice(arm.lists["virtualnetworks"])["properties"]["subnets"])["properties"]
        dice.choice([
            lambda: said.update(privateEndpointNetworkPolicies="Enabled"), lambda: said.update(defaultOutboundAccess=False),
            lambda: said.update(serviceEndpoints=[]), lambda: said.update(serviceEndpoints=[{"service": "Microsoft.Sql", "locations": ["westeurope"]}]),
            lambda: said.update(delegations=[{"name": "Microsoft.Web/serverFarms", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}]),
        ])()

    def route():
        said = arm.lists["routetables"][0]["properties"]
        routes = said["routes"]
        how = dice.randrange(4)
        if how == 0 and routes:
            routes.remove(dice.choice(routes))
        elif how == 1 and routes:
            taken = dice.choice(routes)
            routes.remove(taken)
            routes.append({"name": hostile().replace("/", "_"), "properties": {"addressPrefix": taken["properties"]["addressPrefix"], "nextHopType": "Internet"}})
        elif how == 2 and routes:
            dice.choice(routes)["properties"].update(nextHopType="VirtualAppliance", nextHopIpAddress="10.0.9.99")
        else:
            said["disableBgpRoutePropagation"] = True

    def peering():
        for one in arm.lists["virtualnetworks"][0]["properties"]["virtualNetworkPeerings"]:
            one["properties"][dice.choice(["allowForwardedTraffic", "allowGatewayTransit"])] = True

    def logs():
        said = arm.lists["flowlogs"][0]["properties"]
        export = arm.lists["diagnosticsettings"][0]["properties"]
        dice.choice([
            lambda: said.update(enabled=False), lambda: said.update(retentionPolicy={"days": 1, "enabled": True}), lambda: said.update(recordTypes="B,C,E"),
            lambda: said.update(retentionPolicy={"days": 0, "enabled": False}), lambda: said.update(enabledFilteringCriteria=hostile()),
            lambda: export["logs"][0].update(enabled=False), lambda: export["logs"][1].update(enabled=True),
            lambda: export.update(workspaceId=export["workspaceId"] + "x"), lambda: arm.lists["flowlogs"].clear(), lambda: arm.lists["diagnosticsettings"].clear(),
        ])()

    def network():
        said = arm.lists["virtualnetworks"][1]["properties"]
        dice.choice([lambda: said["addressSpace"]["addressPrefixes"].append("10.9.0.0/16"),
                     lambda: said.update(dhcpOptions={"dnsServers": ["192.0.2.53"]}), lambda: said.update(enableVmProtection=True)])()

    def group():
        if dice.random() < 0.5:
            arm.put(f"{GROUP}/networkSecurityGroups/Mine-9", {"location": "westeurope", "properties": {"securityRules": []}})
        else:
            name = f"x{dice.randrange(9)}"
            arm.put(f"{GROUP}/applicationSecurityGroups/{name}", {"location": "westeurope", "properties": {}})

    ways = [add_rule, add_rule, drop_rule, edit_rule, edit_rule, swap_rules, take_priority, tag, tag, detach, address, subnet, route, peering, logs, network]
    if dice.random() < 0.2:
        group()
    for _ in range(dice.randrange(1, 8)):
        before = json.dumps(arm.lists)
        dice.choice(ways)()
        try:
            for one in arm.lists["networksecuritygroups"]:
                check_rules(one["properties"]["securityRules"])
            for one in arm.lists["routetables"]:
                check_routes(one["properties"]["routes"])
        except Refused:
            arm.lists = json.loads(before)
    for entries in arm.lists.values():
        for one in entries:
            arm.touch(one)
            for list_name in ("securityRules", "routes", "ipConfigurations"):
                for part in one["properties"].get(list_name, []):
                    part["id"] = f"{one['id']}/{list_name}/{part['name']}"
    arm.save()


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
            {"estate": estate, "drift": drift, "same": same}[words[0]](*words[1:])
    except Refused as why:
        print(f"ERROR: {why}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
