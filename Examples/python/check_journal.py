"""Verifies the audit record: every case's journal is a chain of hashes, from its first entry on.

    KAFKA_BOOTSTRAP_SERVERS=localhost:9092 python3 check_journal.py

The classes come from Shared/Schemas/Proto (see README.md). Exits with 1 where a chain is broken.
"""

import hashlib
import os
import sys

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from google.protobuf import json_format

from fenghuo.v1.case_pb2 import JournalEntry

TOPIC = os.environ.get("FENGHUO_TOPICS_PREFIX", "fenghuo.") + "journal.v1"


def hash_of(entry):
    """SHA-256 of the hash before, then the bytes of the entry without its own hash, map keys in order."""
    bare = JournalEntry.FromString(entry.SerializeToString())
    bare.ClearField("hash")
    return hashlib.sha256(entry.previous_hash + bare.SerializeToString(deterministic=True)).digest()


def fault(entry, before):
    """What is wrong with an entry, given the one before it."""
    sequence, previous = (before.sequence + 1, before.hash) if before else (1, b"")
    if entry.sequence != sequence:
        return f"found entry {entry.sequence}, expected {sequence}: one is missing or moved"
    if entry.previous_hash != previous:
        return f"entry {sequence} follows {entry.previous_hash.hex()}, expected {previous.hex()}"
    if entry.hash != hash_of(entry):
        return f"entry {sequence} was altered: its hash is {entry.hash.hex()}, expected {hash_of(entry).hex()}"
    return None


def entries(consumer):
    """Everything that is on the topic now, in the order of each partition."""
    partitions = consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions
    consumer.assign([TopicPartition(TOPIC, partition, 0) for partition in partitions])
    left = len(partitions)
    while left:
        record = consumer.poll(10)
        if record is None:
            raise SystemExit("the broker has not answered for 10 seconds")
        if record.error():
            if record.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(record.error())
            left -= 1
            continue
        if dict(record.headers() or []).get("content-type", b"").startswith(b"application/json"):
            yield json_format.Parse(record.value(), JournalEntry(), ignore_unknown_fields=True)
        else:
            yield JournalEntry.FromString(record.value())


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "group.id": "check-journal",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
    })
    newest, broken = {}, {}
    for entry in entries(consumer):
        wrong = fault(entry, newest.get(entry.incident_id))
        if wrong:
            broken.setdefault(entry.incident_id, wrong)
        newest[entry.incident_id] = entry
    for incident, entry in sorted(newest.items()):
        print(f"{'BROKEN' if incident in broken else 'whole'} {incident}: {entry.sequence} entries, "
              f"{broken.get(incident) or 'the newest ' + entry.hash.hex()}")
    sys.exit(1 if broken else 0)


main()
