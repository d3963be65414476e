"""Reads mentions with the CloudEvents SDK, and keeps the partition key that the SDK writes over.

    KAFKA_BOOTSTRAP_SERVERS=localhost:9092 python3 cloudevents_reader.py

The SDK's Kafka binding takes the record's key for the attribute `partitionkey`. Ours is the plan's subject, and the
record's key is the event's own (a mention's id): take the header `ce_partitionkey` itself.
"""

import json
import os

from cloudevents.v1.kafka import KafkaMessage, from_binary
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

TOPIC = os.environ.get("FENGHUO_TOPICS_PREFIX", "fenghuo.") + "mentions.v1"


def event(record):
    """The record as a CloudEvent, its data as bytes, its partition key as it was written."""
    headers = dict(record.headers() or [])
    read = from_binary(KafkaMessage(headers, record.key(), record.value()), data_unmarshaller=bytes)
    read["partitionkey"] = headers["ce_partitionkey"].decode()
    return read


def main():
    consumer = Consumer({
        "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
        "group.id": "cloudevents-reader",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
    })
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
        if record.value() is None:
            continue
        read = event(record)
        if read.get("drill") == "true":
            continue
        shown = json.loads(read.data)["title"] if read["datacontenttype"] == "application/json" else "(protobuf)"
        print(read["type"], read["id"], read["subject"], read["partitionkey"], shown)


main()
