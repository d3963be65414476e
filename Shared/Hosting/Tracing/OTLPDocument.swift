import Foundation
import Schemas
import Tracing

/// Spans as OTLP's JSON has them (opentelemetry-proto, `ExportTraceServiceRequest`; 64-bit numbers as texts).
enum OTLPDocument {
    static func bytes(of spans: [OTLPSpan.Record], service: String) throws -> Data {
        let document: JSONValue = [
            "resourceSpans": [
                [
                    "resource": ["attributes": [attribute("service.name", .string(service))]],
                    "scopeSpans": [["scope": ["name": "fenghuo"], "spans": .array(spans.map(span))]],
                ]
            ]
        ]
        return try JSONEncoder().encode(document)
    }

    private static func span(_ record: OTLPSpan.Record) -> JSONValue {
        var span: [String: JSONValue] = [
            "traceId": .string(record.own.traceID), "spanId": .string(record.own.spanID),
            "name": .string(record.name), "kind": .integer(kind(record.kind)),
            "startTimeUnixNano": .string(String(record.start)), "endTimeUnixNano": .string(String(record.end)),
            "attributes": attributes(record.attributes),
        ]
        if let parent = record.parent { span["parentSpanId"] = .string(parent.spanID) }
        if !record.events.isEmpty {
            span["events"] = .array(
                record.events.map { event in
                    [
                        "name": .string(event.name), "timeUnixNano": .string(String(event.nanosecondsSinceEpoch)),
                        "attributes": attributes(event.attributes),
                    ]
                })
        }
        if let status = record.status {
            var said: [String: JSONValue] = ["code": .integer(status.code == .error ? 2 : 1)]
            if let message = status.message { said["message"] = .string(String(message.prefix(500))) }
            span["status"] = .object(said)
        }
        return .object(span)
    }

    private static func kind(_ kind: SpanKind) -> Int64 {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    private static func attributes(_ all: SpanAttributes) -> JSONValue {
        var found: [JSONValue] = []
        all.forEach { name, value in
            let value: JSONValue =
                switch value {
                case .bool(let flag): ["boolValue": .bool(flag)]
                case .int32(let number): ["intValue": .string(String(number))]
                case .int64(let number): ["intValue": .string(String(number))]
                case .double(let number): ["doubleValue": .number(number)]
                case .string(let text): ["stringValue": .string(text)]
                case .stringConvertible(let thing): ["stringValue": .string(thing.description)]
                default: ["stringValue": .string("\(value)")]
                }
            found.append(["key": .string(name), "value": value])
        }
        return .array(found)
    }

    private static func attribute(_ name: String, _ value: JSONValue) -> JSONValue {
        ["key": .string(name), "value": ["stringValue": value]]
    }
}
