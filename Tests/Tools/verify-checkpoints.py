#!/usr/bin/env python3
"""Verifies checkpoints of `fenghuo journal checkpoints` (JSON lines on standard input) with nothing of Fenghuo's: the
text from Documentation/checkpoints.md, the hash from hashlib, the signature from `cryptography`.

    fenghuo journal checkpoints | verify-checkpoints.py [PUBLIC-KEY.pem]
"""
import base64, hashlib, json, sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def text(checkpoint):
    lines = ["fenghuo checkpoint v1"]
    lines += [f"chain {checkpoint['chain']}", f"sequence {checkpoint['sequence']}", f"at {checkpoint.get('at', 0)}"]
    lines += [f"reason {checkpoint['reason']}", f"previous {checkpoint.get('previousHash') or 'none'}"]
    lines += [f"journal {one['incidentId']} {one['entries']} {one['hash']}" for one in checkpoint.get("heads", [])]
    return "".join(line + "\n" for line in lines).encode()


def main(pem=None):
    trusted = load_pem_public_key(open(pem, "rb").read()) if pem else None
    newest, count = {}, 0
    for line in sys.stdin:
        checkpoint = json.loads(line)
        said = text(checkpoint)
        assert hashlib.sha256(said).hexdigest() == checkpoint["hash"], "another hash"
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(checkpoint["publicKey"]))
        assert trusted is None or key == trusted, "another key"
        key.verify(base64.b64decode(checkpoint["signature"]), said)
        before = newest.get(checkpoint["chain"], {"sequence": "0", "hash": ""})
        assert int(checkpoint["sequence"]) == int(before["sequence"]) + 1, "one is missing"
        assert checkpoint.get("previousHash", "") == before["hash"], "it does not follow"
        newest[checkpoint["chain"]] = checkpoint
        count += 1
    assert count, "no checkpoint"
    print(f"{count} checkpoints of {len(newest)} chains, each signed and in its place")


main(*sys.argv[1:])
