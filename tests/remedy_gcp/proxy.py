"""Between `gcloud` and gcplocal: gives operations a number for an id, as Google does, without which `gcloud` can't read them.

The operation of a PATCH names nothing, so that it is told what it was about. Nothing else of an answer is touched. It listens on the first port and asks the second, both on loopback.

The file `fault` in the folder that comes third says what goes wrong with calls that change something, one word and how often: denied, throttled, broken
(done, and then no answer), undone (taken, and then not done). `overtaken` names a rule, and before which list of rules somebody else edits it.
"""

import http.client
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

UPSTREAM = int(sys.argv[2])
FOLDER = sys.argv[3]


def fault():
    path = os.path.join(FOLDER, "fault")
    if not os.path.exists(path):
        return None
    word, _, times = open(path).read().strip().partition(" ")
    if int(times or 1) > 1:
        open(path, "w").write(f"{word} {int(times) - 1}")
    else:
        os.remove(path)
    return word


def upstream(method, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", UPSTREAM, timeout=30)
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def overtake(path):
    file = os.path.join(FOLDER, "overtaken")
    if not path.endswith("/global/firewalls") or not os.path.exists(file):
        return
    name, times = open(file).read().split()
    if int(times) > 1:
        open(file, "w").write(f"{name} {int(times) - 1}")
    else:
        os.remove(file)
        upstream("PATCH", f"{path}/{name}", b'{"priority": 7}')


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wrong = None if self.command == "GET" or not self.path.startswith("/compute/") else fault()
        if wrong in ("denied", "throttled"):
            http_status, word = (403, "PERMISSION_DENIED") if wrong == "denied" else (429, "RESOURCE_EXHAUSTED")
            said = {"error": {"code": http_status, "status": word, "message": "as the test wants it"}}
            return self.say(http_status, json.dumps(said).encode())
        if wrong == "undone":
            said = {"kind": "compute#operation", "id": "1", "name": "operation-1", "status": "DONE",
                    "error": {"errors": [{"code": "UNDONE", "message": "as the test wants it"}]}}
            return self.say(200, json.dumps(said).encode())
        if self.command == "GET":
            overtake(self.path.partition("?")[0])
        status, text = upstream(self.command, self.path, body)
        if wrong == "broken":
            self.close_connection = True
            return self.connection.close()
        if b"compute#operation" in text:
            operation = json.loads(text)
            for key in ("id", "targetId"):
                if not str(operation.get(key, "0")).isdigit():
                    operation[key] = str(crc32(str(operation[key]).encode()))
            if self.command == "PATCH":
                operation["targetLink"] = f"http://127.0.0.1:{UPSTREAM}{self.path.partition('?')[0]}"
            text = json.dumps(operation).encode()
        self.say(status, text)

    def say(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = forward

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
