"""Prints Documentation/dependencies.md; called by Scripts/dependencies."""

import json
import re

# What each direct dependency is for; the others come with them.
PURPOSE = {
    "async-http-client": "fetches feeds, calls webhooks and the provider of sign-ins",
    "grdb.swift": "the embedded log's SQLite",
    "hummingbird": "HTTP servers: console and API, intake, health",
    "jwt-kit": "reads and signs tokens",
    "swift-argument-parser": "the commands",
    "swift-collections": "ordered and double-ended collections",
    "swift-configuration": "settings from environment and file",
    "swift-crypto": "hashes, signatures, HMAC",
    "swift-distributed-tracing": "spans",
    "swift-http-types": "HTTP's words",
    "swift-log": "log lines",
    "swift-metrics": "metrics",
    "swift-mustache": "the console's templates",
    "swift-nio": "network and threads",
    "swift-nio-extras": "HTTP types on channels",
    "swift-nio-ssl": "TLS for mail",
    "swift-protobuf": "messages",
    "swift-service-lifecycle": "start, signals, shutdown",
    "swift-system": "file paths",
    "yams": "reads plans, writes YAML documents",
}
# What Debian 12 gives: development package, what runs, what for.
DEBIAN = [
    ("librdkafka-dev", "librdkafka1 2.0.2", "Kafka's protocol"),
    ("libsqlite3-dev", "libsqlite3-0 3.40.1", "the embedded log"),
    ("libxml2-dev", "libxml2 2.9.14", "feeds and HTML"),
    ("libuchardet-dev", "libuchardet0 0.0.7", "the encoding of what does not say it"),
    ("zlib1g-dev", "zlib1g 1.2.13", "packed feeds: gzip, deflate"),
    ("libzstd-dev", "libzstd1 1.5.4", "packed feeds: zstd"),
    ("libbrotli-dev", "libbrotli1 1.0.9", "packed feeds: br"),
]


def main():
    manifest = open("Package.swift").read()
    pins = json.load(open("Package.resolved"))["pins"]
    rows = []
    for pin in sorted(pins, key=lambda pin: (pin["identity"] not in PURPOSE, pin["identity"])):
        name, version = pin["identity"], pin["state"].get("version", pin["state"].get("revision"))
        asked = re.search(rf'{re.escape(name)}(?:\.git)?", (from|exact): "([^"]+)"', manifest, re.IGNORECASE)
        rows.append(
            f"| {name} | {version} | {' '.join(asked.groups()) if asked else 'comes with another'} "
            f"| {PURPOSE.get(name, '')} |")
    debian = [f"| {development} | {runs} | {purpose} |" for development, runs, purpose in DEBIAN]
    print("\n".join([
        "# Dependencies",
        "",
        "The exact versions that a build resolves and CI tests. `Package.resolved` is not kept with the sources; instead",
        "what parses input from outside (NIO and its companions, async-http-client, Hummingbird, jwt-kit, Yams, SwiftProtobuf)",
        "is pinned `exact:` in `Package.swift`, and this page, written by `Scripts/dependencies`, is compared with what was",
        "resolved in CI: a version that moved fails there and is looked at before it is taken.",
        "",
        "| Package | Resolved | Asked for | For |",
        "|---|---|---|---|",
        *rows,
        "",
        "From Debian 12; the image installs what runs, a build what develops.",
        "",
        "| To build | To run | For |",
        "|---|---|---|",
        *debian,
    ]))


main()
