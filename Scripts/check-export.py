"""Compares an export with what kcat reads; see check-export."""

import base64
import hashlib
import json
import subprocess
import sys


def raw(line, name):
    """The bytes of a key or header, however the line has them."""
    if name + "Base64" in line:
        return base64.b64decode(line[name + "Base64"], validate=True)
    return None if line[name] is None else line[name].encode("utf-8")


def same_value(line, payload):
    if "valueBase64" in line:
        return base64.b64decode(line["valueBase64"], validate=True) == payload
    if line["value"] is None:
        return payload is None
    return payload is not None and json.loads(payload) == line["value"]


def encoded(text):
    return None if text is None else text.encode("utf-8", "surrogateescape")


def read_by_kcat(servers, topic, partition):
    done = subprocess.run(
        ["kcat", "-b", servers, "-C", "-t", topic, "-p", str(partition), "-o", "beginning", "-e", "-q", "-J", "-X",
         "isolation.level=read_committed"], capture_output=True, check=True)
    for line in done.stdout.split(b"\n"):
        if line:
            # kcat writes bytes that are no UTF-8 as they are.
            yield json.loads(line.decode("utf-8", "surrogateescape"))


servers, folder, prefix = sys.argv[1:]
manifest = json.load(open(f"{folder}/manifest.json", encoding="utf-8"))
compared = 0
for file in manifest["files"]:
    data = open(f"{folder}/{file['file']}", "rb").read()
    assert hashlib.sha256(data).hexdigest() == file["sha256"], f"{file['file']}: SHA-256"
    assert len(data) == file["bytes"], f"{file['file']}: bytes"
    lines = [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]
    assert len(lines) == file["records"], f"{file['file']}: {len(lines)} records"
    tombstones = sum(1 for line in lines if "value" in line and line["value"] is None)
    assert tombstones == file["tombstones"], f"{file['file']}: {tombstones} tombstones"
    topic = prefix + file["topic"].removeprefix("fenghuo.")
    found = list(read_by_kcat(servers, topic, file["partition"])) if lines else []
    assert len(found) == len(lines), f"{file['file']}: {len(lines)} records, kcat reads {len(found)}"
    for line, other in zip(lines, found):
        where = f"{file['file']}, offset {line['offset']}"
        assert (line["partition"], line["offset"], line["timestamp"]) == (
            other["partition"], other["offset"], other["ts"]), where
        assert raw(line, "key") == encoded(other["key"]), f"{where}: key"
        names = [header["name"] for header in line["headers"]]
        values = [raw(header, "value") for header in line["headers"]]
        given = other.get("headers", [])
        assert names == given[0::2], f"{where}: names of headers {names} {given}"
        assert values == [encoded(value) or b"" for value in given[1::2]], f"{where}: headers {values} {given}"
        assert same_value(line, encoded(other["payload"])), f"{where}: value"
        compared += 1
print(f"{compared} records in {len(manifest['files'])} files: as kcat reads them")
