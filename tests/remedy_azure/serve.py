"""The little Resource Manager of arm.py, asked over HTTP on loopback: what a scan lists, and what puts one thing back.

    serve.py PORT FOLDER

What it is asked to write, it takes at once and says that it does later, as the real one does. The file FOLDER.fault says what goes wrong with
calls that change something, one word and how often: denied, throttled, broken (done, and then no answer), undone (taken, and then not done), unfollowed (done, and nobody may ask how it goes),
overtaken (somebody else changes the thing after it was read). What was changed is told in FOLDER.log.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import unquote, urlsplit

from arm import FILES, SUB, Arm, Refused, insist, merge

LISTS = {
    "Microsoft.Network/" + name: name.lower() for name in (
        "networkSecurityGroups", "virtualNetworks", "networkInterfaces", "applicationSecurityGroups", "routeTables", "loadBalancers",
        "publicIPAddresses")} | {"Microsoft.Compute/virtualMachines": "virtualmachines"}
WATCHER = SUB + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/we"
LOCK = Lock()
ENDED = {}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, http, body=None, headers=()):
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(http)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def refuse(self, http, code, headers=()):
        self.say(http, {"error": {"code": code, "message": "as the test wants it"}}, headers)

    def listed(self, path):
        """What a scan lists; nothing when it is none of that."""
        arm = Arm(self.server.folder)
        for name, kind in LISTS.items():
            if path.lower() == f"{SUB}/providers/{name}".lower():
                return arm.lists[kind]
        if path == f"{SUB}/providers/Microsoft.Network/networkWatchers":
            return [{"id": WATCHER, "name": "we", "location": "westeurope", "properties": {}}]
        if path.lower() == f"{WATCHER}/flowLogs".lower():
            return arm.lists["flowlogs"]
        if path.endswith("/diagnosticSettings"):
            return arm.lists["diagnosticsettings"] if path.startswith(SUB + "/providers/") else []
        return None

    def do_GET(self):
        with LOCK:
            path = unquote(urlsplit(self.path).path)
            if path.startswith("/subscriptions/operations/"):
                return self.say(200, ENDED.get(path, {"status": "InProgress"}))
            if path == SUB:
                return self.say(200, {"subscriptionId": SUB.split("/")[2], "state": "Enabled"})
            listed = self.listed(path)
            if listed is not None:
                return self.say(200, {"value": listed})
            if path.startswith(SUB + "/providers/Microsoft.Network/locations/"):
                return self.say(200, {"id": "x", "cloud": "Public", "changeNumber": "1", "name": "x", "values": []})
            try:
                arm = Arm(self.server.folder)
                thing, tags = self.thing(arm, path)
                if thing is None:
                    return self.refuse(404, "ResourceNotFound")
                self.say(200, {"properties": {"tags": thing.get("tags") or {}}} if tags else thing)
                if self.server.fault("overtaken"):
                    arm.touch(thing)
                    arm.save()
            except Refused as why:
                self.refuse(404, str(why))

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.say(200, {"value": []})

    def thing(self, arm, path):
        end = "/providers/microsoft.resources/tags/default"
        if path.lower().endswith(end):
            return arm.find(path[: -len(end)]), True
        return arm.find(path), False

    def change(self, method):
        size = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(size)) if size else None
        with LOCK:
            path = unquote(urlsplit(self.path).path)
            if self.server.fault("denied"):
                return self.refuse(403, "AuthorizationFailed")
            if self.server.fault("throttled"):
                return self.refuse(429, "TooManyRequests", [("Retry-After", "0")])
            number = len(ENDED)
            operation = f"/subscriptions/operations/{number}"
            link = f"http://127.0.0.1:{self.server.server_address[1]}{operation}?api-version=1"
            if self.server.fault("undone"):
                ENDED[operation] = {"status": "Failed", "error": {"code": "Undone", "message": "as the test wants it"}}
                return self.say(202, None, [("Azure-AsyncOperation", link)])
            try:
                arm = Arm(self.server.folder)
                thing, tags = self.thing(arm, path)
                etag = self.headers.get("If-Match")
                if etag is not None and (thing is None or thing["etag"] != etag):
                    return self.refuse(412, "PreconditionFailed")
                if method == "put":
                    arm.put(path, body)
                elif method == "delete":
                    arm.delete(path)
                elif tags:
                    said = body["properties"]["tags"]
                    kept = thing.get("tags") or {}
                    if body["operation"] == "Merge":
                        kept.update(said)
                    else:
                        kept = {key: value for key, value in kept.items() if said.get(key) != value}
                    thing["tags"] = kept
                    arm.touch(thing)
                else:
                    insist(thing is not None, "ResourceNotFound")
                    merge(thing, body)
                    arm.touch(thing)
                arm.save()
            except Refused as why:
                return self.refuse(400, str(why).replace(" ", "_"))
            with open(self.server.folder + ".log", "a") as log:
                log.write(f"{method} {path}\n".replace("\n", " ").strip() + "\n")
            if self.server.fault("unfollowed"):
                link = link.replace("operations/", "others/")
            ENDED[operation] = {"status": "Succeeded"}
            if self.server.fault("broken"):
                self.close_connection = True
                return self.connection.close()
            self.say(202 if method == "delete" else 200, None, [("Azure-AsyncOperation", link)])

    def do_PUT(self):
        self.change("put")

    def do_PATCH(self):
        self.change("patch")

    def do_DELETE(self):
        self.change("delete")


class Server(ThreadingHTTPServer):
    def fault(self, word):
        """Whether this goes wrong now; each time is one of those that the file allows."""
        path = self.folder + ".fault"
        if not os.path.exists(path):
            return False
        what, _, times = open(path).read().strip().partition(" ")
        if what != word:
            return False
        left = int(times or 1) - 1
        if left > 0:
            open(path, "w").write(f"{what} {left}")
        else:
            os.remove(path)
        return True


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Answer)
    server.folder = sys.argv[2]
    assert FILES
    server.serve_forever()
