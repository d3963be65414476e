import Schemas

/// What the other servers of the house answer, documented here so that there is one document: intake, and how a service
/// is. Tests of those servers hold it against what they do.
enum OtherDoors {
    private static let intake: JSONValue = [
        ["url": "http://127.0.0.1:8081", "description": "MONITORING_HOST and MONITORING_PORT."]
    ]
    private static let operations: JSONValue = [
        [
            "url": "http://127.0.0.1:9080",
            "description": "OPERATIONS_HOST and OPERATIONS_PORT: 9080 for fenghuo, 9081 to 9085 for the services.",
        ]
    ]

    static let paths: [String: [String: JSONValue]] = [
        "/v1/mentions": ["servers": intake, "post": pushMentions],
        "/healthz": [
            "servers": operations,
            "get": standing("getHealth", "Whether its loops turn; for restarting what does not.", "It is alive."),
        ],
        "/readyz": [
            "servers": operations,
            "get": standing("getReadiness", "Whether it can do its work now; for sending it work.", "It is ready."),
        ],
        "/metrics": [
            "servers": operations,
            "get": [
                "operationId": "getMetrics", "tags": ["Operations"], "security": [],
                "summary": "Counters and gauges in the text format of Prometheus.",
                "responses": [
                    "200": ["description": "So it is.", "content": ["text/plain": ["schema": ["type": "string"]]]]
                ],
            ],
        ],
    ]

    private static func standing(_ id: String, _ summary: String, _ good: String) -> JSONValue {
        let text: JSONValue = ["text/plain": ["schema": ["type": "string"]]]
        return [
            "operationId": .string(id), "tags": ["Operations"], "security": [], "summary": .string(summary),
            "responses": [
                "200": ["description": .string(good + " A line for each part of the process."), "content": text],
                "503": ["description": "It is not; the lines that begin with NO say why.", "content": text],
            ],
        ]
    }

    private static let pushMentions: JSONValue = [
        "operationId": "pushMentions", "tags": ["Intake"], "security": [["sourceKey": []]],
        "summary": """
        Takes in what a push source has: one mention, an array of up to 2000, JSON lines, or CloudEvents 1.0 in their \
        HTTP binding. All of them or none. What names no subject of the plan is counted and dropped. The same mention \
        sent again counts once.
        """,
        "requestBody": [
            "required": true,
            "content": [
                "application/json": [
                    "schema": [
                        "oneOf": [
                            MessageSchemas.reference("MentionDraft"),
                            [
                                "type": "array", "minItems": 1,
                                "items": MessageSchemas.reference("MentionDraft"),
                            ],
                        ]
                    ],
                    "examples": ["one": ["value": example]],
                ],
                "application/x-ndjson": ["schema": ["type": "string", "description": "A MentionDraft on each line."]],
                "application/cloudevents+json": [
                    "schema": ["type": "object", "description": "A CloudEvent whose data is a MentionDraft."]
                ],
                "application/cloudevents-batch+json": [
                    "schema": ["type": "array", "items": ["type": "object"], "description": "Such events."]
                ],
            ],
        ],
        "responses": [
            "202": [
                "description": "They are on the log.",
                "content": ["application/json": ["schema": MessageSchemas.reference("MentionsAccepted")]],
            ],
            "400": refused("Some of them are wrong; nothing was taken in."),
            "401": refused("No key, or an unknown one."),
            "403": refused("The mention names another source than the key's."),
            "413": refused("Too many or too large."),
            "415": refused("Another content type."), "429": later("Too many requests are under way."),
            "503": later("The log cannot be written; nothing was taken in."),
        ],
    ]

    private static func refused(_ why: String) -> JSONValue {
        [
            "description": .string(why),
            "content": ["application/problem+json": ["schema": MessageSchemas.reference("MentionsRefused")]],
        ]
    }

    private static func later(_ why: String) -> JSONValue {
        refused(why).with([
            "headers": ["Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer"]]]
        ])
    }

    private static let example: JSONValue = [
        "text": "澜江宝转账一直处理中，客服打不通。", "url": "https://social.example/status/1", "author": "江边的猫",
        "publishedAt": "2026-03-02T14:30:00+08:00", "reach": 900, "externalId": "1",
    ]

    private static func text(_ description: String, longest bytes: Int64? = nil) -> JSONValue {
        let text: JSONValue = ["type": "string", "description": .string(description)]
        return bytes.map { text.with(["maxLength": .integer($0)]) } ?? text
    }

    /// `null` is as good as absent.
    private static func optional(_ description: String, longest bytes: Int64? = nil) -> JSONValue {
        text(description, longest: bytes).with(["type": ["string", "null"]])
    }

    private static func count(_ description: String) -> JSONValue {
        ["type": "integer", "minimum": 0, "description": .string(description)]
    }

    static let schemas: [String: JSONValue] = [
        "MentionDraft": [
            "type": "object", "required": ["text"], "additionalProperties": false,
            "description": "A mention as a source gives it. Members that are null count as absent.",
            "properties": [
                "text": text(
                    "What was said, plain text, at most 65536 bytes; kept up to 20000 characters.", longest: 65_536
                )
                .with(["minLength": 1]),
                "title": optional("At most 4096 bytes.", longest: 4_096), "url": optional("http or https."),
                "author": optional("At most 4096 bytes.", longest: 4_096),
                "publishedAt": optional("RFC 3339, at most a day ahead; absent: when it came in.")
                    .with(["format": "date-time"]),
                "source": optional("The plan's source id: the key's own."),
                "language": optional("BCP 47; absent: guessed from the source and the text."),
                "reach": count("People who may have seen it.").with(["type": ["integer", "null"]]),
                "externalId": optional("The source's own id of it, at most 4096 bytes.", longest: 4_096),
            ],
            "examples": [example],
        ],
        "MentionsAccepted": [
            "type": "object", "required": ["accepted", "matched", "dropped", "items"], "additionalProperties": false,
            "description": "What became of the mentions of one request.",
            "properties": [
                "accepted": count("Mentions taken in."), "matched": count("Of them, those that name a subject."),
                "dropped": count("Of them, those that name none."),
                "items": [
                    "type": "array", "description": "One for each mention, in order.",
                    "items": [
                        "type": "object", "required": ["index", "ids"], "additionalProperties": false,
                        "properties": [
                            "index": count("Its place in the request, from 0."),
                            "ids": [
                                "type": "array", "items": ["type": "string"],
                                "description": "Mention ids, one for each subject it names.",
                            ],
                        ],
                    ],
                ],
            ],
        ],
        "MentionsRefused": [
            "type": "object", "required": ["type", "title", "status", "detail"], "additionalProperties": false,
            "description": "What is wrong (RFC 9457), with every mention that is, up to 100.",
            "properties": [
                "type": text("The kind of problem."), "title": text("The kind, for people."),
                "status": count("The status of the answer, 400 to 599."),
                "detail": text("What was found and what was expected."),
                "errors": [
                    "type": "array", "description": "One for each mention that is wrong.",
                    "items": [
                        "type": "object", "required": ["index", "field", "found", "expected"],
                        "additionalProperties": false,
                        "properties": [
                            "index": count("Its place in the request, from 0."),
                            "field": text("Which member; empty: all."),
                            "found": text("What was there."), "expected": text("What should be."),
                        ],
                    ],
                ],
            ],
        ],
    ]
}
