"""Runs the examples in Python against a broker with one event of each kind, and looks at what they did."""

import http.server
import json
import os
import subprocess
import sys
import threading
import uuid

broker, examples = sys.argv[1:3]
tickets = {}


class Tickets(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        tickets[self.path] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def run(script, servers, *arguments, tickets_url=""):
    environment = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": servers, "TICKETS_URL": tickets_url}
    return subprocess.run(
        [sys.executable, f"{examples}/{script}", *arguments], env=environment, capture_output=True, text=True, timeout=90
    )


class Broker:
    """One in memory; or topics of their own on the one that KAFKA_BOOTSTRAP_SERVERS names."""

    def __init__(self, *arguments):
        os.environ["FENGHUO_TOPICS_PREFIX"] = f"check-{uuid.uuid4().hex[:8]}."
        given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "")
        self.process = subprocess.Popen(
            [broker, *arguments, *([given] if given else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self):
        line = self.process.stdout.readline().split()
        assert line and line[0] == "BOOTSTRAP", line
        return line[1]

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tickets)
threading.Thread(target=server.serve_forever, daemon=True).start()

with Broker() as servers:
    found = run("tickets.py", servers, "--once", tickets_url=f"http://127.0.0.1:{server.server_port}/tickets")
    assert found.returncode == 0, found.stderr
    assert len(tickets) == 1, tickets  # neither the drill nor what is gone
    ticket = next(iter(tickets.values()))
    assert ticket["priority"] == "high" and ticket["mentions"] == 42, ticket

    found = run("check_journal.py", servers)
    assert found.returncode == 0 and found.stdout.startswith("whole "), found.stdout + found.stderr
    assert " 4 entries" in found.stdout, found.stdout

    found = run("cloudevents_reader.py", servers)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("fenghuo.mention.published.v1 ") and " lanjiang-bank " in found.stdout, found.stdout

with Broker("--altered") as servers:
    found = run("check_journal.py", servers)
    assert found.returncode == 1 and "entry 3 was altered" in found.stdout, found.stdout + found.stderr

print("the examples in Python do what they say")
