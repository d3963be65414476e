"""Pushes a mention with a traceparent into a `fenghuo up`, and looks at the spans that reach a collector.

OpenTelemetry's own messages (opentelemetry-proto) read what is sent.
"""

import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
EXPECTED = {"POST /v1/mentions", "send fenghuo.monitoring-intake.v1", "process fenghuo.monitoring-intake.v1",
            "process fenghuo.mentions.v1"}
spans = []


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces" and self.headers["Content-Type"] == "application/json"
        read = json_format.ParseDict(json.loads(body), ExportTraceServiceRequest())
        assert all(span.name and span.kind and span.end_time_unix_nano >= span.start_time_unix_nano > 1 << 60
                   for resource in read.resource_spans for scope in resource.scope_spans for span in scope.spans)
        for resource in json.loads(body)["resourceSpans"]:
            spans.extend(span for scope in resource["scopeSpans"] for span in scope["spans"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def answer(url, *arguments, **more):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, *arguments, **more), timeout=5) as found:
            return found.status
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        return getattr(error, "code", 0)


def wait(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"nothing after {seconds} s: {sorted({span['name'] for span in spans})}"
        time.sleep(0.1)


collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=collector.serve_forever, daemon=True).start()
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
leadership, monitoring, operations = (each.getsockname()[1] for each in sockets)
for each in sockets:
    each.close()
with tempfile.TemporaryDirectory() as data:
    process = subprocess.Popen([sys.argv[1], "up"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=os.environ | {
        "FENGHUO_DATA": data, "LEADERSHIP_PORT": str(leadership), "MONITORING_PORT": str(monitoring),
        "OPERATIONS_PORT": str(operations), "FENGHUO_KEY_WEIBO_STREAM": "check-traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}"})
    try:
        wait(lambda: answer(f"http://127.0.0.1:{operations}/readyz") == 200)
        mention = json.dumps({"text": "澜江银行转账一直处理中"}).encode()
        status = answer(f"http://127.0.0.1:{monitoring}/v1/mentions", mention, {
            "Content-Type": "application/json", "Authorization": "Bearer check-traces",
            "traceparent": f"00-{TRACE}-{PARENT}-01"})
        assert status == 202, status
        wait(lambda: EXPECTED <= {span["name"] for span in spans if span["traceId"] == TRACE})
    finally:
        process.terminate()
        process.wait(20)
served = next(span for span in spans if span["name"] == "POST /v1/mentions")
assert served["parentSpanId"] == PARENT and served["kind"] == 2, served
processed = next(span for span in spans if span["name"] == "process fenghuo.mentions.v1" and span["traceId"] == TRACE)
keys = {attribute["key"] for attribute in processed["attributes"]}
assert processed["kind"] == 5 and {"messaging.system", "messaging.destination.name", "messaging.kafka.offset"} <= keys
print(f"{len(spans)} spans, a mention's trace from the door to analysis")
