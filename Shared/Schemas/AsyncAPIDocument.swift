import SwiftProtobuf

/// The AsyncAPI 3.0 document of the public topics, made from the catalogue.
///
/// Kafka bindings as in asyncapi/bindings `kafka/0.5.0`.
public enum AsyncAPIDocument {
    /// YAML, ending with a newline.
    public static func yaml(partitions: Int) -> String {
        var lines = [
            "# Made from the event catalogue by `fenghuo asyncapi`; a test compares them.",
            "asyncapi: 3.0.0", "info:", "  title: Fenghuo events", "  version: 1.0.0",
            "  description: >-",
            "    What the groups of a public-opinion response plan tell each other. CloudEvents 1.0 in the Kafka binary",
            "    mode; the data is protobuf or the proto3 canonical JSON of the same message, as content-type says.",
            "defaultContentType: application/protobuf", "channels:",
        ]
        let kinds = EventCatalogue.kinds.filter { !$0.isPrivate }
        for kind in kinds { lines += channel(kind, partitions: partitions) }
        lines.append("operations:")
        for kind in kinds { lines += operation(kind) }
        lines += ["components:", "  messages:"]
        for kind in kinds { lines += message(kind) }
        lines += headers
        return lines.joined(separator: "\n") + "\n"
    }

    private static func name(_ kind: EventKind) -> String {
        kind.topic.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
    }

    private static func messageName(_ kind: EventKind) -> String {
        String(kind.message.protoMessageName.split(separator: ".").last ?? "")
    }

    private static func channel(_ kind: EventKind, partitions: Int) -> [String] {
        let cleanup =
            switch kind.cleanup {
            case .compact: ["          cleanup.policy: [compact]"]
            case .never: ["          cleanup.policy: [delete]", "          retention.ms: -1"]
            case .days(let days):
                ["          cleanup.policy: [delete]", "          retention.ms: \(days * 86_400_000)"]
            }
        return [
            "  \(name(kind)):", "    address: \(kind.topic)", "    description: \(kind.summary)", "    messages:",
            "      \(messageName(kind)):", "        $ref: '#/components/messages/\(messageName(kind))'",
            "    bindings:", "      kafka:", "        topic: \(kind.topic)", "        partitions: \(partitions)",
            "        topicConfiguration:",
        ] + cleanup + ["        bindingVersion: 0.5.0"]
    }

    private static func operation(_ kind: EventKind) -> [String] {
        [
            "  \(kind.writer).\(name(kind)):", "    action: send", "    summary: Written by \(kind.writer).",
            "    channel:", "      $ref: '#/channels/\(name(kind))'",
        ]
    }

    private static func message(_ kind: EventKind) -> [String] {
        let file =
            switch messageName(kind) {
            case "Access": "access"
            case "Mention", "Source": "mention"
            case "Incident": "incident"
            case "Decision": "decision"
            case "Delivery", "ResourceRequest": "delivery"
            default: "case"
            }
        return [
            "    \(messageName(kind)):", "      name: \(kind.type)", "      contentType: application/protobuf",
            "      summary: \(kind.summary)", "      headers:", "        $ref: '#/components/schemas/cloudEvent'",
            "      payload:", "        schemaFormat: application/vnd.google.protobuf;version=3", "        schema:",
            "          $ref: ../Shared/Schemas/Proto/fenghuo/v1/\(file).proto#\(messageName(kind))",
            "      bindings:", "        kafka:", "          key:", "            type: string",
            "            description: \(kind.key); partitioned by \(kind.partitionKey.rawValue)",
            "          bindingVersion: 0.5.0",
        ]
    }

    private static let headers = [
        "  schemas:", "    cloudEvent:", "      type: object",
        "      required: [ce_specversion, ce_id, ce_type, ce_source, content-type]", "      properties:",
        "        ce_specversion: { type: string, const: '1.0' }",
        "        ce_id: { type: string, description: derived from the input or the content }",
        "        ce_type: { type: string }", "        ce_source: { type: string, format: uri-reference }",
        "        ce_time: { type: string, format: date-time }",
        "        ce_subject: { type: string, description: what the event is about }",
        "        ce_partitionkey: { type: string, description: what the partition was computed from by murmur2 }",
        "        content-type: { type: string, enum: [application/protobuf, application/json] }",
        "        traceparent: { type: string }", "        ce_drill: { type: string, const: 'true' }",
    ]
}
