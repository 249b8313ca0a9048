"""The real `aws` command line, kept warm: every call is a fork of one process that has read AWS's models already.

    warm_aws.py SOCKET CALLS

CALLS are made first, so that what they need is there; that they fail is no matter. Whoever connects then sends arguments and three streams; a fork makes the call on
these, and answers with the exit code.
"""

import contextlib
import gc
import io
import json
import os
import signal
import socket
import sys

from awscli.clidriver import create_clidriver

path, calls = sys.argv[1], json.loads(sys.argv[2])
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
driver = create_clidriver()
for call in calls:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        driver.main(call)
# Forks share what nobody touches.
gc.collect()
gc.freeze()
gc.disable()
listener = socket.socket(socket.AF_UNIX)
listener.bind(path + ".new")
listener.listen(8)
os.rename(path + ".new", path)
while True:
    client, _ = listener.accept()
    if os.fork() == 0:
        said, streams, _, _ = socket.recv_fds(client, 1 << 20, 3)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        try:
            code = driver.main(json.loads(said)) or 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        client.sendall(bytes([code & 255]))
        os._exit(0)
    client.close()
