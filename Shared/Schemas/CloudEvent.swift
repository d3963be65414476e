/// The attributes of a CloudEvents 1.0 event, as headers of the Kafka binary mode.
public struct EventAttributes: Hashable, Sendable {
    public var id: String
    public var type: String
    /// URI-reference of the service: `/fenghuo/analysis`.
    public var source: String
    /// Milliseconds since 1970.
    public var time: Int64
    /// What the event is about: an incident, a source, a person.
    public var subject: String
    /// The record is partitioned by this.
    public var partitionKey: String
    public var contentType: ContentType
    /// W3C trace context.
    public var traceParent: String?
    public var isDrill: Bool

    public init(
        id: String, type: String, source: String, time: Int64, subject: String, partitionKey: String,
        contentType: ContentType = .protobuf, traceParent: String? = nil, isDrill: Bool = false
    ) {
        self.id = id
        self.type = type
        self.source = source
        self.time = time
        self.subject = subject
        self.partitionKey = partitionKey
        self.contentType = contentType
        self.traceParent = traceParent
        self.isDrill = isDrill
    }
}

/// How an event's data is written.
public enum ContentType: String, Sendable, CaseIterable {
    case protobuf = "application/protobuf"
    /// proto3 canonical JSON of the same message.
    case json = "application/json"

    /// Parameters (`; charset=utf-8`) and case do not matter.
    public init?(header: String) {
        let essence = header.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        self.init(rawValue: essence)
    }
}

/// Why a record is no event of ours.
public enum EventDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    case missingHeader(String)
    case unsupported(header: String, found: String, expected: String)
    case undecodable(type: String, reason: String)

    public var description: String {
        switch self {
        case .missingHeader(let name): "reading an event: header \(name) is missing; expected CloudEvents binary mode"
        case .unsupported(let header, let found, let expected):
            "reading an event: header \(header) is \"\(found)\", expected \(expected)"
        case .undecodable(let type, let reason): "reading an event: data is no \(type): \(reason)"
        }
    }
}

extension EventAttributes {
    /// Header names and values, in a fixed order.
    public var headers: [(name: String, value: String)] {
        var headers = [
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_type", type), ("ce_source", source),
            ("ce_time", Timestamps.rfc3339(time)), ("ce_subject", subject), ("ce_partitionkey", partitionKey),
            ("content-type", contentType.rawValue),
        ]
        if let traceParent { headers.append(("traceparent", traceParent)) }
        if isDrill { headers.append(("ce_drill", "true")) }
        return headers
    }

    /// - Parameter value: the header of that name.
    public init(value: (String) -> String?) throws(EventDecodingError) {
        func required(_ name: String) throws(EventDecodingError) -> String {
            guard let found = value(name) else { throw .missingHeader(name) }
            return found
        }
        let version = try required("ce_specversion")
        guard version == "1.0" else {
            throw .unsupported(header: "ce_specversion", found: version, expected: "1.0")
        }
        let content = value("content-type") ?? ContentType.protobuf.rawValue
        guard let contentType = ContentType(header: content) else {
            throw .unsupported(
                header: "content-type", found: content,
                expected: ContentType.allCases.map(\.rawValue).joined(separator: " or "))
        }
        let timeText = value("ce_time") ?? ""
        guard let time = timeText.isEmpty ? 0 : Timestamps.milliseconds(rfc3339: timeText) else {
            throw .unsupported(header: "ce_time", found: timeText, expected: "an RFC 3339 time")
        }
        self.init(
            id: try required("ce_id"), type: try required("ce_type"), source: try required("ce_source"), time: time,
            subject: value("ce_subject") ?? "", partitionKey: value("ce_partitionkey") ?? "",
            contentType: contentType,
            // What is no trace context is none: it is nobody's reason to refuse an event.
            traceParent: value("traceparent").flatMap { TraceParent($0) }?.description,
            isDrill: value("ce_drill") == "true")
    }
}
