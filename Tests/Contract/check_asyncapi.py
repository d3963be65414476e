"""Reads the AsyncAPI document as a stranger would, and checks every example against its schema."""

import copy
import sys

import yaml
from asyncapi3.models.asyncapi import AsyncAPI3
from jsonschema import Draft7Validator, FormatChecker

document = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
faults = []


def resolve(value):
    """What a reference within the document leads to."""
    while isinstance(value, dict) and "$ref" in value:
        target = document
        for name in value["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        value = target
    return value


def references(value, place="#"):
    """Every reference leads somewhere in the document; nothing stands beside one."""
    if isinstance(value, dict):
        if "$ref" in value:
            if len(value) > 1:
                faults.append(f"{place}: {sorted(value)} beside a reference")
            try:
                resolve(value)
            except KeyError:
                faults.append(f"{place}: {value['$ref']} is not there")
        for name, member in value.items():
            references(member, f"{place}/{name}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            references(element, f"{place}/{index}")


def closed(value):
    """The schemas with every object closed, so that a misspelt member of an example is found."""
    if isinstance(value, dict):
        if "properties" in value:
            value.setdefault("additionalProperties", False)
        for member in value.values():
            closed(member)
    elif isinstance(value, list):
        for element in value:
            closed(element)
    return value


def check(value, schema, place):
    whole = {"components": closed(copy.deepcopy(document["components"]))} | schema
    Draft7Validator.check_schema(whole)
    for fault in Draft7Validator(whole, format_checker=FormatChecker()).iter_errors(value):
        faults.append(f"{place}/{'/'.join(map(str, fault.path))}: {fault.message}")


references(document)
assert document["asyncapi"] == "3.0.0", document["asyncapi"]
AsyncAPI3.model_validate(copy.deepcopy(document))

members = 0
for name, schema in document["components"]["schemas"].items():
    for member, property_ in schema.get("properties", {}).items():
        members += 1
        if not resolve(property_).get("description") and not property_.get("description"):
            faults.append(f"schemas/{name}/{member}: says nothing")

examples = 0
for name, channel in document["channels"].items():
    for message in map(resolve, channel["messages"].values()):
        for example in message.get("examples", []):
            examples += 1
            check(example["payload"], message["payload"], f"{name}: payload")
            check(example["headers"], message["headers"], f"{name}: headers")
        if "examples" not in message and name != "dead-letters":
            faults.append(f"{name}: no example")

# The check has to be one that fails.
mention = document["components"]["messages"]["Mention"]
before = len(faults)
check(mention["examples"][0]["payload"] | {"reach": 900, "grade": "X"}, mention["payload"], "broken")
assert len(faults) == before + 2, faults[before:]
del faults[before:]

for fault in faults:
    print(fault, file=sys.stderr)
print(f"{sys.argv[1]}: {len(document['channels'])} channels, {members} members, {examples} examples")
sys.exit(1 if faults else 0)
