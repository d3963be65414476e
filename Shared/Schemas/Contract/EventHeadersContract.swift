/// What the headers of a record say, for documents.
enum EventHeadersContract {
    static let schema: JSONValue = [
        "type": "object", "description": "CloudEvents 1.0 in the Kafka binary mode; every value is UTF-8 text.",
        "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "content-type"],
        "properties": [
            "ce_specversion": ["type": "string", "const": "1.0", "description": "The version of CloudEvents."],
            "ce_id": [
                "type": "string", "minLength": 1,
                "description": """
                Derived from the input or the content, never random. With ce_source it names the event: a reader that has \
                seen it may pass over it.
                """,
            ],
            "ce_type": [
                "type": "string", "pattern": "^fenghuo\\.[a-z]+\\.[a-z-]+\\.v1$",
                "description": "What happened: the message's name here.",
            ],
            "ce_source": [
                "type": "string", "format": "uri-reference", "description": "Which service says so: /fenghuo/analysis.",
            ],
            "ce_time": ["type": "string", "format": "date-time", "description": "When it happened, RFC 3339 in UTC."],
            "ce_subject": [
                "type": "string", "description": "What the event is about: an incident, a source, a person.",
            ],
            "ce_partitionkey": [
                "type": "string",
                "description": """
                What the partition was computed from by murmur2, as Kafka's Java client does: mostly the plan's subject, \
                not the record's key. Some CloudEvents SDKs write the record's key over it when they read; take the \
                header itself.
                """,
            ],
            "content-type": [
                "type": "string", "enum": ["application/protobuf", "application/json"],
                "description": "How the value is written. Parameters and case do not matter.",
            ],
            "traceparent": [
                "type": "string", "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
                "description": "W3C trace context of what led to this event; not on every record.",
            ],
            "__fenghuo.positions": [
                "type": "string",
                "description": "Fenghuo's own note of how far it had read, on some rows of tables: pass over it.",
            ],
            "__fenghuo.redriven": [
                "type": "string", "pattern": "^[0-9]+$",
                "description": """
                How often this event was put back from the dead letters: its first record, with the same ce_id, stands \
                before it. Who took that one passes over this.
                """,
            ],
            "__fenghuo.redriven.letter": [
                "type": "string", "description": "The dead letter that it was put back from, by its id.",
            ],
            "__fenghuo.redriven.processor": [
                "type": "string",
                "description": "Which processor had refused it, and is the only one of Fenghuo's to take it now.",
            ],
            "ce_drill": [
                "type": "string", "const": "true",
                "description": """
                **Filter this.** It is there on every event of a drill, an exercise in which nothing happened, and on no \
                other. The message says the same in its member drill, where it has one.
                """,
            ],
        ],
    ]

    static func example(of kind: EventKind) -> JSONValue {
        [
            "ce_specversion": "1.0", "ce_id": "b1946ac92492d2347c6235b4d2611184", "ce_type": .string(kind.type),
            "ce_source": .string("/fenghuo/\(kind.writer)"), "ce_time": "2026-03-02T06:30:00.000Z",
            "ce_subject": "lanjiang-bank", "ce_partitionkey": "lanjiang-bank", "content-type": "application/json",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ]
    }
}

/// What a record of the topic of dead letters is, for documents. Written by `Processing`.
enum DeadLetterContract {
    private static let prefix = "__fenghuo.errors."

    static let headers: JSONValue = [
        "type": "object",
        "description": "The headers of the original record as they were, whatever they were, and why it is here.",
        "required": .array(
            ["topic", "partition", "offset", "processor", "reason", "message", "attempts"].map { .string(prefix + $0) }),
        "properties": .object(
            Dictionary(
                uniqueKeysWithValues: [
                    ("topic", ["type": "string", "description": "The topic where it stood."]),
                    ("partition", digits("The partition where it stood.")),
                    ("offset", digits("The offset where it stood.")),
                    ("processor", ["type": "string", "description": "Which service could not take it."]),
                    (
                        "reason",
                        [
                            "type": "string", "enum": ["undecodable", "rejected", "too-large"],
                            "description":
                                "It could not be read, it was refused, or what it led to is larger than the log takes.",
                        ]
                    ),
                    ("message", ["type": "string", "description": "What was found and what was expected."]),
                    ("attempts", digits("How often it was tried.")),
                    (
                        "left-out",
                        [
                            "type": "string",
                            "description": """
                            What does not fit a record and was left out here; it still stands where the event stood. Absent: \
                            nothing was.
                            """,
                        ]
                    ),
                ].map { (name: String, schema: JSONValue) in (prefix + name, schema) })),
    ]

    static let message: JSONValue = [
        "name": "dead-letter", "title": "DeadLetter",
        "summary": "An event that could not be read or was refused: its key, value and headers as they were.",
        "contentType": "application/octet-stream", "headers": ["$ref": "#/components/schemas/DeadLetterHeaders"],
        "payload": ["description": "The original bytes, whatever they are; content-type may say."],
        "bindings": [
            "kafka": [
                "key": ["type": "string", "description": "As the original's; partitioned as the original."],
                "bindingVersion": "0.5.0",
            ]
        ],
    ]

    private static func digits(_ description: String) -> JSONValue {
        ["type": "string", "pattern": "^-?[0-9]+$", "description": .string(description)]
    }
}
