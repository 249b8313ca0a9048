"""Between `gcloud` and gcplocal: gives operations a number for an id, as Google does, without which `gcloud` can't read them.

The operation of a PATCH names nothing, so that it is told what it was about. Nothing else of an answer is touched. It listens on the first port and asks the second, both on loopback.
"""

import http.client
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

UPSTREAM = int(sys.argv[2])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", UPSTREAM, timeout=30)
        upstream.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = upstream.getresponse()
        text = answer.read()
        if b"compute#operation" in text:
            operation = json.loads(text)
            for key in ("id", "targetId"):
                if not str(operation.get(key, "0")).isdigit():
                    operation[key] = str(crc32(str(operation[key]).encode()))
            if self.command == "PATCH":
                operation["targetLink"] = f"http://127.0.0.1:{UPSTREAM}{self.path.partition('?')[0]}"
            text = json.dumps(operation).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = forward

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
