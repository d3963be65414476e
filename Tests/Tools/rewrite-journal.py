#!/usr/bin/env python3
"""What an administrator of the log could do to a journal: rewrites an entry in an embedded log and everything that
quotes it, so that the chain, the case's row, its reports and its evaluation agree again.

    rewrite-journal.py LOG INCIDENT ENTRY OLD NEW [everywhere]

OLD becomes NEW (of the same length in UTF-8) in that entry; with `everywhere` in the decisions and all else about that
incident too. Stop whatever has the log open first. For tests of `fenghuo journal verify`.
"""
import hashlib, sqlite3, sys


def varint(data, at):
    shift = value = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def fields(data):
    """Number, start, start of the contents, end of each field of a message."""
    at = 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        contents = at
        if tag & 7 == 2:
            size, contents = varint(data, at)
            at = contents + size
        elif tag & 7 == 0:
            _, at = varint(data, at)
        else:
            at += 8 if tag & 7 == 1 else 4
        yield tag >> 3, start, contents, at


def put(data, number, new):
    """Replaces the contents of a field by as many bytes."""
    for found, _, start, end in fields(data):
        if found == number:
            return data[:start] + new + data[end:]
    return data


def entry(data):
    return {number: data[start:end] for number, _, start, end in fields(data)}


def main(log, incident, sequence, old, new, everywhere=None):
    old, new = old.encode(), new.encode()
    assert len(old) == len(new), "OLD and NEW differ in length"
    db = sqlite3.connect(log)
    places = db.execute(
        "SELECT p.id FROM partitions p JOIN topics t ON t.id = p.topic WHERE t.name = 'fenghuo.journal.v1'")
    quoted, previous = [], b""
    for (place,) in places.fetchall():
        rows = db.execute(
            "SELECT id, value FROM records WHERE id >= ? AND id < ? ORDER BY id", (place << 40, place + 1 << 40))
        for row, value in rows.fetchall():
            said = entry(value)
            if said[1].decode() != incident:
                continue
            if varint(said[2], 0)[0] == int(sequence):
                assert old in value, "the entry does not say OLD"
                value = value.replace(old, new)
            value = put(value, 10, previous)
            bare = b"".join(value[start:end] for number, start, _, end in fields(value) if number != 11)
            hash = hashlib.sha256(previous + bare).digest()
            quoted.append((said[11], hash))
            db.execute("UPDATE records SET value = ? WHERE id = ?", (put(value, 11, hash), row))
            previous = hash
    for row, value in db.execute("SELECT id, value FROM records WHERE value IS NOT NULL").fetchall():
        forged = value.replace(old, new) if everywhere and incident.encode() in value else value
        for was, now in quoted:
            forged = forged.replace(was, now).replace(was.hex().encode(), now.hex().encode())
        if forged != value:
            db.execute("UPDATE records SET value = ? WHERE id = ?", (forged, row))
    db.commit()
    print(f"rewrote entry {sequence} of {len(quoted)}")


main(*sys.argv[1:])
