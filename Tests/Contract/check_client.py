"""Sends every kind of decision through a client that openapi-python-client generated, with types and without `Any`."""

import json
import sys
import typing

import attrs

from client import models
from client.api.decisions import decide

document = json.load(open(sys.argv[1], encoding="utf-8"))
operation = document["paths"]["/api/v1/decisions"]["post"]
examples = operation["requestBody"]["content"]["application/json"]["examples"]
assert len(examples) >= 27, len(examples)

hints = typing.get_type_hints(decide._get_kwargs, vars(decide))
kinds = typing.get_args(hints["body"])
assert kinds and typing.Any not in kinds, hints["body"]

for name, example in examples.items():
    kind = getattr(models, name[0].upper() + name[1:] + "Draft")
    assert kind in kinds, f"{kind.__name__} is no body of decide"
    draft = kind.from_dict(example["value"])
    assert draft.to_dict() == example["value"], f"{name}: {draft.to_dict()} is not {example['value']}"
    for field in attrs.fields(kind):
        assert "Any" not in str(field.type).replace("Unset", ""), f"{kind.__name__}.{field.name}: {field.type}"
    kwargs = decide._get_kwargs(body=draft, idempotency_key="check-client-1")
    assert kwargs["method"] == "post" and kwargs["json"] == example["value"], kwargs
print(f"a generated client sends {len(examples)} kinds of decisions")
