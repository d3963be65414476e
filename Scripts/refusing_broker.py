"""A Kafka broker that lets nobody in: it takes a SASL handshake and refuses every password. For check-commands."""

import socket
import struct
import threading

API_VERSIONS, SASL_HANDSHAKE, SASL_AUTHENTICATE = 18, 17, 36
UNSUPPORTED_VERSION, AUTHENTICATION_FAILED = 35, 58
SUPPORTED = [(0, 0, 7), (1, 0, 11), (2, 0, 5), (3, 0, 8), (10, 0, 2), (17, 0, 1), (18, 0, 0), (22, 0, 1), (36, 0, 0)]


def text(value):
    data = value.encode()
    return struct.pack(">h", len(data)) + data


def answer(key, version):
    """The body of the answer, and whether the connection ends with it."""
    if key == API_VERSIONS:
        error = 0 if version == 0 else UNSUPPORTED_VERSION
        listed = b"".join(struct.pack(">hhh", *entry) for entry in SUPPORTED)
        return struct.pack(">hi", error, len(SUPPORTED)) + listed, False
    if key == SASL_HANDSHAKE:
        return struct.pack(">hi", 0, 1) + text("PLAIN"), False
    message = "Authentication failed: Invalid username or password"
    return struct.pack(">h", AUTHENTICATION_FAILED) + text(message) + struct.pack(">i", 0), True


def serve(connection):
    with connection:
        stream = connection.makefile("rb")
        while True:
            head = stream.read(4)
            if len(head) < 4:
                return
            request = stream.read(struct.unpack(">i", head)[0])
            if len(request) < 8:
                return
            key, version, correlation = struct.unpack(">hhi", request[:8])
            body, ends = answer(key, version)
            connection.sendall(struct.pack(">ii", len(body) + 4, correlation) + body)
            if ends:
                return


def start(port):
    """Listens on the loopback until the process ends."""
    listener = socket.create_server(("127.0.0.1", port))

    def accept():
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


if __name__ == "__main__":
    import sys
    import time
    start(int(sys.argv[1]))
    time.sleep(3600)
