import Archive
import HTTPTypes
import Plan
import Schemas

/// The OpenAPI 3.1 document of the API, made from its routes and the messages.
public enum OpenAPIDocument {
    /// Readable JSON that ends with a newline; the same for the same routes.
    public static var text: String {
        get throws { try value.text() }
    }

    static let value: JSONValue = {
        var schemas = MessageSchemas(for: .api)
        var paths: [String: [String: JSONValue]] = [:]
        for route in APIRoutes.all {
            switch route.answer {
            case .one(let type), .list(let type): schemas.add(type)
            case .found, .file: for message in ArchiveTable.messages { schemas.add(message.type) }
            case .document, .events: break
            }
            if let body = route.body { schemas.add(body) }
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route)
        }
        var definitions = schemas.definitions
        for kind in EventCatalogue.kinds where !kind.isPrivate {
            let name = SchemaDescriptors.name(of: kind.message)
            guard let schema = definitions[name], let example = try? EventExamples.data(of: kind) else { continue }
            definitions[name] = schema.with(["examples": [example]])
        }
        definitions["Problem"] = problem
        definitions.merge(DecisionDrafts.schemas(from: definitions["Decision"])) { $1 }
        definitions.merge(OtherDoors.schemas) { $1 }
        paths.merge(OtherDoors.paths) { $1 }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Fenghuo", "version": "1.0.0",
                "description": """
                What the leadership group's console does, for programs. Answers are proto3's canonical JSON: members that \
                have their default are left out, 64-bit numbers and so times (milliseconds since 1970) are texts of \
                digits, and a reader passes over members it does not know. Refusals are problem details (RFC 9457). See \
                Documentation/api.md.
                """,
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "security": [["bearer": []], ["session": []]],
            "tags": .array(
                [
                    ("Overview", "The house at a glance, and what waits for the caller."),
                    ("Incidents", "What happened, and how it was judged."), ("Cases", "What is done about it."),
                    ("Decisions", "What people decided. People enter the data's round here, and nowhere else."),
                    ("Records", "What is on record."),
                    ("Archive", "What can be looked up: each console's own copy of what the topics had."),
                    ("House", "The plan and its people."),
                    ("Live", "What changes, as it changes."),
                    ("Intake", "What sources push."), ("Operations", "How a service is."),
                ].map { ["name": .string($0.0), "description": .string($0.1)] }),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": .object(definitions),
                "securitySchemes": [
                    "sourceKey": [
                        "type": "http", "scheme": "bearer",
                        "description": "The key of a push source, from the environment variable that the plan names.",
                    ],
                    "bearer": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description": "A token of `fenghuo token issue`.",
                    ],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": .string(Sessions.cookie),
                        "description": "A browser's session; posts carry the form's seal in X-CSRF-Token.",
                    ],
                ],
            ],
        ]
    }()

    private static func operation(_ route: APIRoute) -> JSONValue {
        var parameters = route.captures.map { name -> JSONValue in
            [
                "name": .string(name), "in": "path", "required": true,
                "schema": ["type": "string", "minLength": 1, "maxLength": 200],
            ]
        }
        parameters += route.query.map { parameter in
            [
                "name": .string(parameter.name), "in": "query", "schema": parameter.schema,
                "description": .string(parameter.description),
            ]
        }
        var operation: [String: JSONValue] = [
            "operationId": .string(route.id), "summary": .string(route.summary), "tags": [.string(route.tag)],
        ]
        if route.body != nil {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": true,
                "schema": ["type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]{8,200}$"],
                "description": "New for each decision, the same when it is asked again.",
            ])
            operation["requestBody"] = [
                "required": true,
                "content": [
                    "application/json": [
                        "schema": ["$ref": "#/components/schemas/DecisionDraft"],
                        "examples": DecisionDrafts.examples,
                    ]
                ],
            ]
        }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if case .events = route.answer { operation["parameters"] = [lastEventID] }
        if let permission = route.permission {
            operation["x-permission"] = .string(permission.rawValue)
        } else {
            operation["security"] = []
        }
        var responses: [String: JSONValue] = [String(route.status): success(route)]
        for status in statuses(of: route) { responses[String(status)] = refused(status) }
        operation["responses"] = .object(responses)
        return .object(operation)
    }

    private static let lastEventID: JSONValue = [
        "name": "Last-Event-ID", "in": "header", "schema": ["type": "string", "maxLength": 200],
        "description": "The id of the last event that was received.",
    ]

    /// What a route refuses with, besides its own.
    static func statuses(of route: APIRoute) -> [Int] {
        guard route.permission != nil else { return [422] }
        return Array(Set([401, 403, 422] + route.problems)).sorted()
    }

    private static func success(_ route: APIRoute) -> JSONValue {
        var content: [String: JSONValue] = [:]
        switch route.answer {
        case .one(let type): content["application/json"] = ["schema": MessageSchemas.reference(to: type)]
        case .list(let type):
            content["application/json"] = [
                "schema": [
                    "type": "object", "required": ["items"], "additionalProperties": false,
                    "properties": [
                        "items": ["type": "array", "items": MessageSchemas.reference(to: type)],
                        "next": ["type": "string"],
                    ],
                ]
            ]
        case .found: content["application/json"] = ["schema": found]
        case .file:
            content["text/csv"] = ["schema": ["type": "string"]]
            content["application/jsonl"] = ["schema": ["type": "string"]]
        case .document: content["application/json"] = ["schema": ["type": "object"]]
        case .events: content["text/event-stream"] = ["schema": ["type": "string"]]
        }
        if route.hasCSV { content["text/csv"] = ["schema": ["type": "string"]] }
        return ["description": route.status == 201 ? "It is on the log." : "So it is.", "content": .object(content)]
    }

    private static func refused(_ status: Int) -> JSONValue {
        [
            "description": .string(HTTPResponse.Status(code: status).reasonPhrase),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }

    /// A page of the archive's entries.
    private static let found: JSONValue = {
        var properties: [String: JSONValue] = [
            "kind": ["type": "string", "enum": .array(ArchiveTable.messages.map { .string($0.kind.word) })],
            "drill": ["type": "boolean"],
        ]
        for (kind, type) in ArchiveTable.messages { properties[kind.word] = MessageSchemas.reference(to: type) }
        return [
            "type": "object", "required": ["items"], "additionalProperties": false,
            "properties": [
                "items": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["kind"], "additionalProperties": false,
                        "description": "An entry: its kind, and the message under the kind's name.",
                        "properties": .object(properties),
                    ],
                ],
                "next": ["type": "string"],
            ],
        ]
    }()

    /// RFC 9457.
    private static let problem: JSONValue = [
        "type": "object", "required": ["type", "title", "status", "detail", "instance"], "additionalProperties": false,
        "description": "What is wrong (RFC 9457).",
        "properties": [
            "type": ["type": "string", "format": "uri", "description": "The kind of problem."],
            "title": ["type": "string", "description": "The kind, for people."],
            "status": ["type": "integer", "description": "The status of the answer, 400 to 599."],
            "detail": ["type": "string", "description": "What was found and what was expected."],
            "instance": ["type": "string", "description": "The request's path."],
            "field": ["type": "string", "description": "The member, parameter or field that is wrong."],
        ],
    ]
}
