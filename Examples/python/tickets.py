"""Opens a ticket for every grave incident, and changes it when the incident's grade does.

    KAFKA_BOOTSTRAP_SERVERS=localhost:9092 TICKETS_URL=http://localhost:8099/tickets python3 tickets.py

Wants JSON on the topics: FENGHUO_CONTENT_TYPE=application/json. A ticket's key is the incident's id, so that a record
that is read twice changes nothing. --once ends when everything that is there has been read.
"""

import json
import os
import sys
import urllib.request

from confluent_kafka import Consumer, KafkaError, KafkaException

TOPIC = os.environ.get("FENGHUO_TOPICS_PREFIX", "fenghuo.") + "incidents.v1"
TICKETS = os.environ.get("TICKETS_URL", "http://localhost:8099/tickets")
GRAVE = {"GRADE_I": "critical", "GRADE_II": "high"}


def tell(incident, priority):
    """Creates or replaces its ticket. Members that have their default are left out, and 64-bit numbers are texts."""
    ticket = {
        "title": incident.get("title", ""),
        "priority": priority,
        "mentions": int(incident.get("mentions", "0")),
        "since": int(incident.get("firstMentionAt", "0")),
        "state": incident.get("state", ""),
    }
    request = urllib.request.Request(
        f"{TICKETS}/{incident['id']}", json.dumps(ticket).encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        print(f"{incident['id']} {priority} {ticket['title']}: {answer.status}", flush=True)


def take(record, grades):
    """One record: what is a drill, a tombstone or nothing grave is passed over."""
    headers = {name: value.decode() for name, value in record.headers() or [] if value is not None}
    if headers.get("ce_drill") == "true" or record.value() is None:
        return
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        print(f"offset {record.offset()}: no JSON; set FENGHUO_CONTENT_TYPE=application/json", file=sys.stderr)
        return
    incident = json.loads(record.value())
    grade = incident.get("grade", "")
    # A compacted topic tells the state again and again: only a change of the grade is news.
    if grades.get(incident["id"]) != grade and (grade in GRAVE or incident["id"] in grades):
        tell(incident, GRAVE.get(grade, "normal"))
        grades[incident["id"]] = grade


def main():
    once = "--once" in sys.argv
    consumer = Consumer({
        "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "group.id": "tickets",
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": once,
    })
    grades, ended = {}, set()
    consumer.subscribe([TOPIC])
    partitions = len(consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions)
    while not (once and len(ended) == partitions):
        record = consumer.poll(1.0)
        if record is None:
            continue
        if record.error():
            if record.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(record.error())
            ended.add(record.partition())
            continue
        take(record, grades)
        consumer.commit(record, asynchronous=False)  # after the ticket: at least once
    consumer.close()


main()
