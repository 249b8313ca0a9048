"""An estate of Azure, and the random ways in which people change it, with names and notes as an attacker would choose them."""

import json
import random

from arm import SUB, Arm, Refused, check_routes, check_rules

GROUP = SUB + "/resourceGroups/Shop/providers/Microsoft.Network"
WATCHER = SUB + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/we"
HOSTILE = ["plain", "it's", 'a "b" c', "$(touch owned)", "`touch owned`", "-rf", "--body", "@/etc/passwd", "line\nbreak",
           "{subscriptionId}", "a\\b", "; touch owned;", "\u202egnp.exe", "caf\u00e9 \U0001f512", "\x1b[31mred", "%24%28id%29", "a=b,c"]


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


def open_port(folder):
    arm = Arm(folder)
    group = arm.lists["networksecuritygroups"][0]
    arm.put(group["id"] + "/securityRules/mine", {"properties": {
        "access": "Allow", "direction": "Inbound", "priority": 105, "protocol": "Tcp", "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "3389"}})
    arm.save()


def detach_group(folder):
    arm = Arm(folder)
    del arm.lists["virtualnetworks"][0]["properties"]["subnets"][0]["properties"]["networkSecurityGroup"]
    arm.touch(arm.lists["virtualnetworks"][0])
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
        # What somebody took away a moment ago has no settings any more.
        ways = [lambda: arm.lists["flowlogs"].clear(), lambda: arm.lists["diagnosticsettings"].clear()]
        for said in [one["properties"] for one in arm.lists["flowlogs"][:1]]:
            ways += [
                lambda: said.update(enabled=False), lambda: said.update(retentionPolicy={"days": 1, "enabled": True}), lambda: said.update(recordTypes="B,C,E"),
                lambda: said.update(retentionPolicy={"days": 0, "enabled": False}), lambda: said.update(enabledFilteringCriteria=hostile()),
            ]
        for export in [one["properties"] for one in arm.lists["diagnosticsettings"][:1]]:
            ways += [
                lambda: export["logs"][0].update(enabled=False), lambda: export["logs"][1].update(enabled=True),
                lambda: export.update(workspaceId=export["workspaceId"] + "x"),
            ]
        dice.choice(ways)()

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
