"""Speaks TLS for a server that speaks plain HTTP: `tls_front.py PORT TO CERTIFICATES`.

Whoever asks has to show a certificate of the authority in the folder. Each connection is handed on as it is.
"""

import socket
import ssl
import sys
import threading

port, to, certificates = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{certificates}/server.pem", f"{certificates}/server-key.pem")
context.load_verify_locations(f"{certificates}/ca.pem")
context.verify_mode = ssl.CERT_REQUIRED


def hand_on(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(plain):
    try:
        outer = context.wrap_socket(plain, server_side=True)
        # Whoever shows no certificate may only learn of it with the first answer.
        inner = socket.create_connection(("127.0.0.1", to))
    except OSError:
        plain.close()
        return
    threading.Thread(target=hand_on, args=(outer, inner), daemon=True).start()
    hand_on(inner, outer)


listener = socket.create_server(("127.0.0.1", port))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
