import SwiftProtobuf
import Yams

/// The AsyncAPI 3.0 document of the public topics, made from the catalogue and the messages.
///
/// Kafka bindings as in asyncapi/bindings `kafka/0.5.0`.
public enum AsyncAPIDocument {
    /// YAML, ending with a newline.
    /// - Parameters:
    ///   - partitions: that the topics have.
    ///   - prefix: what begins the topics, as FENGHUO_TOPICS_PREFIX has it.
    public static func yaml(partitions: Int, prefix: String = standardPrefix) throws -> String {
        let document = try value(partitions: partitions, prefix: prefix)
        guard case .object(let members) = document else { return "" }
        let order = ["asyncapi", "info", "servers", "channels", "operations", "components"]
        let body = try order.compactMap { name in
            try members[name].map {
                try Yams.serialize(
                    node: Node.mapping(.init([(.init(name), $0.node)])), width: -1, allowUnicode: true)
            }
        }
        return "# Made from the event catalogue by `fenghuo asyncapi`; a test compares them.\n" + body.joined()
    }

    public static let standardPrefix = "fenghuo."

    static func value(partitions: Int, prefix: String) throws -> JSONValue {
        let kinds = EventCatalogue.kinds.filter { !$0.isPrivate }
        var schemas = MessageSchemas(for: .events)
        for kind in kinds { schemas.add(kind.message) }
        var channels: [String: JSONValue] = [:]
        var operations: [String: JSONValue] = [:]
        var messages: [String: JSONValue] = [:]
        for kind in kinds {
            let message = SchemaDescriptors.name(of: kind.message)
            channels[name(kind)] = channel(
                kind.topic, prefix, kind.summary, message, cleanup: kind.cleanup, partitions: partitions)
            operations["\(kind.writer)-\(name(kind))"] = operation(kind)
            messages[message] = try self.message(kind, name: message)
        }
        channels["dead-letters"] = channel(
            EventKind.deadLetters, prefix, "Events that could not be read or were refused, as they were, with why.",
            "DeadLetter", cleanup: .days(30), partitions: partitions)
        messages["DeadLetter"] = DeadLetterContract.message
        operations["services-dead-letters"] = [
            "action": "send", "summary": "Written by every service.", "channel": ["$ref": "#/channels/dead-letters"],
        ]
        let definitions = schemas.definitions.merging([
            "EventHeaders": EventHeadersContract.schema, "DeadLetterHeaders": DeadLetterContract.headers,
        ]) { first, _ in first }
        return [
            "asyncapi": "3.0.0", "info": info, "servers": servers, "channels": .object(channels),
            "operations": .object(operations),
            "components": ["messages": .object(messages), "schemas": .object(definitions)],
        ]
    }

    private static let info: JSONValue = [
        "title": "Fenghuo events", "version": "1.0.0",
        "license": ["name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"],
        "description": """
        What the groups of a public-opinion response plan tell each other: CloudEvents 1.0 in the Kafka binary mode. \
        The header content-type of each record says how its value is written: application/protobuf (unless \
        FENGHUO_CONTENT_TYPE says otherwise) or application/json, the proto3 canonical JSON of the same \
        message. The schemas here are those of the JSON form; x-protobuf names the message and the file of the binary \
        one. Members that have their default are left out; 64-bit numbers, and so times, are texts of digits. A reader \
        passes over members it does not know, and takes a value of an enumeration that it does not know (a number, in \
        JSON) as not set. A record without a value is a tombstone: what had this key is gone. Read with \
        isolation.level=read_committed. Filter records with the header ce_drill: they are exercises. See \
        Documentation/events.md.
        """,
    ]

    private static let servers: JSONValue = [
        "kafka": [
            "host": "{host}:{port}", "protocol": "kafka",
            "description": "The cluster that KAFKA_BOOTSTRAP_SERVERS names.",
            "variables": [
                "host": ["default": "localhost", "description": "A broker's name or address."],
                "port": ["default": "9092", "description": "Its port for clients."],
            ],
        ],
        "kafkaSecure": [
            "host": "{host}:{port}", "protocol": "kafka-secure",
            "description": "The same over TLS, with SASL where the cluster asks for it.",
            "variables": [
                "host": ["default": "localhost", "description": "A broker's name or address."],
                "port": ["default": "9093", "description": "Its port for clients over TLS."],
            ],
            "security": [["type": "scramSha512"]],
        ],
    ]

    private static func name(_ kind: EventKind) -> String {
        kind.topic.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
    }

    private static func channel(
        _ topic: String, _ prefix: String, _ summary: String, _ message: String, cleanup: TopicCleanup, partitions: Int
    ) -> JSONValue {
        let address = prefix + topic.dropFirst(standardPrefix.count)
        let configuration: JSONValue =
            switch cleanup {
            case .compact: ["cleanup.policy": ["compact"]]
            case .never: ["cleanup.policy": ["delete"], "retention.ms": -1]
            case .days(let days): ["cleanup.policy": ["delete"], "retention.ms": .integer(Int64(days) * 86_400_000)]
            }
        return [
            "address": .string(address), "description": .string(summary),
            "messages": .object([message: ["$ref": .string("#/components/messages/\(message)")]]),
            "bindings": [
                "kafka": [
                    "topic": .string(address), "partitions": .integer(Int64(partitions)),
                    "topicConfiguration": configuration, "bindingVersion": "0.5.0",
                ]
            ],
        ]
    }

    private static func operation(_ kind: EventKind) -> JSONValue {
        let message = SchemaDescriptors.name(of: kind.message)
        return [
            "action": "send", "summary": .string("Written by \(kind.writer)."),
            "channel": ["$ref": .string("#/channels/\(name(kind))")],
            "messages": [["$ref": .string("#/channels/\(name(kind))/messages/\(message)")]],
        ]
    }

    private static func message(_ kind: EventKind, name: String) throws -> JSONValue {
        var message: JSONValue = [
            "name": .string(kind.type), "title": .string(name), "summary": .string(kind.summary),
            "contentType": "application/json", "headers": ["$ref": "#/components/schemas/EventHeaders"],
            "payload": MessageSchemas.reference(name),
            "x-protobuf": [
                "message": .string(kind.message.protoMessageName),
                "file": .string(SchemaDescriptors.all.messages[name]?.file ?? ""),
            ],
            "bindings": [
                "kafka": [
                    "key": [
                        "type": "string",
                        "description": .string("The \(kind.key); partitioned by \(kind.partitionKey.rawValue)."),
                    ],
                    "bindingVersion": "0.5.0",
                ]
            ],
        ]
        if let data = try EventExamples.data(of: kind) {
            let example: JSONValue = [
                "name": .string(name), "summary": .string(kind.summary),
                "headers": EventHeadersContract.example(of: kind), "payload": data,
            ]
            message = message.with(["examples": [example]])
        }
        return message
    }
}

extension JSONValue {
    /// With members in the order of their names.
    fileprivate var node: Node {
        switch self {
        case .object(let members):
            .mapping(.init(members.sorted { $0.key < $1.key }.map { (.string($0.key), $0.value.node) }))
        case .array(let elements): .sequence(.init(elements.map(\.node)))
        case .string(let text): .string(text)
        case .integer(let number): .init(String(number), Tag(.int))
        case .number(let number): .init("\(number)", Tag(.float))
        case .bool(let flag): .init(flag ? "true" : "false", Tag(.bool))
        }
    }
}

extension Node {
    /// A text stays one, whatever it looks like: `1.0`, `true` and `null` are quoted.
    fileprivate static func string(_ text: String) -> Node {
        let isPlain = text.contains { $0.isLetter } && Resolver.default.resolveTag(of: Node(text)) == .str
        return Node(text, Tag(.str), isPlain ? .any : .doubleQuoted)
    }
}
