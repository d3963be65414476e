import Foundation
import HTTPTypes
import Text

/// What a request's body is, by its headers.
enum PushFormat: Hashable, Sendable {
    /// One object, or an array of them.
    case json
    case ndjson
    /// CloudEvents 1.0 HTTP binding: the event around the mention, one or an array.
    case cloudEvent, cloudEventBatch
    /// The event's attributes in headers, the mention as the body.
    case binaryCloudEvent

    /// What is taken, for those who sent something else.
    static let expected =
        "application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents-batch+json"

    init?(headers: HTTPFields) {
        guard let type = headers[.contentType] else { return nil }
        let essence = type.prefix { $0 != ";" }.trimming(" \t").lowercased()
        switch essence {
        case "application/json":
            self = HTTPField.Name("ce-specversion").flatMap { headers[$0] } == nil ? .json : .binaryCloudEvent
        case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
            self = .ndjson
        case "application/cloudevents+json": self = .cloudEvent
        case "application/cloudevents-batch+json": self = .cloudEventBatch
        default: return nil
        }
    }
}

/// Reads the drafts of a request's body; every mistake at once.
enum PushedDrafts {
    static let maximumItems = 2_000
    /// Mistakes told of in one answer.
    static let maximumMistakes = 100

    struct TooMany: Error { var count: Int }

    /// - Throws: `RefusedDrafts`, `TooMany`.
    static func read(_ body: [UInt8], as format: PushFormat, headers: HTTPFields) throws -> [MentionDraft] {
        let items: [Result<JSONNode, DraftMistake>]
        switch format {
        case .json: items = try objects(body, allowsArray: true)
        case .cloudEvent, .binaryCloudEvent: items = try objects(body, allowsArray: false)
        case .cloudEventBatch: items = try objects(body, allowsArray: true)
        case .ndjson: items = lines(body)
        }
        guard items.count <= maximumItems else { throw TooMany(count: items.count) }
        guard !items.isEmpty else {
            throw refusal(0, DraftMistake(field: "", found: "nothing", expected: "at least one mention"))
        }
        var drafts: [MentionDraft] = []
        var refused: [RefusedDrafts.Item] = []
        for (index, item) in items.enumerated() {
            do throws(DraftMistake) {
                drafts.append(try draft(try item.get(), format, headers))
            } catch {
                refused.append(.init(index: index, mistake: error))
                if refused.count == maximumMistakes { break }
            }
        }
        guard refused.isEmpty else { throw RefusedDrafts(items: refused) }
        return drafts
    }

    private static func draft(_ object: JSONNode, _ format: PushFormat, _ headers: HTTPFields) throws(DraftMistake)
        -> MentionDraft
    {
        func header(_ name: String) -> String? { HTTPField.Name("ce-" + name).flatMap { headers[$0] } }
        switch format {
        case .json, .ndjson: return try MentionDraft(node: object)
        case .binaryCloudEvent: return try CloudEventEnvelope.draft(of: object) { header($0) }
        case .cloudEvent, .cloudEventBatch:
            return try CloudEventEnvelope.draft(of: try CloudEventEnvelope.data(of: object)) { object.string($0) }
        }
    }

    private static func objects(_ body: [UInt8], allowsArray: Bool) throws -> [Result<JSONNode, DraftMistake>] {
        let value: JSONNode
        do throws(StrictJSON.Mistake) {
            value = try StrictJSON.read(body, limits: .init(bytes: PushEndpoint.maximumBytes))
        } catch {
            throw refusal(0, DraftMistake(field: "", found: error.shown, expected: "JSON in UTF-8"))
        }
        switch value {
        case .object: return [.success(value)]
        case .array(let values) where allowsArray:
            return values.map {
                if case .object = $0 { return .success($0) }
                return .failure(DraftMistake(field: "", found: $0.shown, expected: "a JSON object"))
            }
        default:
            throw refusal(
                0,
                DraftMistake(
                    field: "", found: value.shown,
                    expected: allowsArray ? "a JSON object or an array of them" : "a JSON object"))
        }
    }

    /// No more than one too many.
    private static func lines(_ body: [UInt8]) -> [Result<JSONNode, DraftMistake>] {
        let limits = StrictJSON.Limits(bytes: MentionDraft.jsonBytes, values: 10_000)
        return body.split(separator: 0x0a)
            .lazy.filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 } }
            .prefix(maximumItems + 1)
            .map { line in
                do throws(StrictJSON.Mistake) {
                    return .success(try StrictJSON.read(line, limits: limits))
                } catch {
                    return .failure(
                        DraftMistake(field: "", found: error.shown, expected: "a JSON object on each line"))
                }
            }
    }

    private static func refusal(_ index: Int, _ mistake: DraftMistake) -> RefusedDrafts {
        RefusedDrafts(items: [.init(index: index, mistake: mistake)])
    }
}

/// A mention in a CloudEvents 1.0 envelope: `id` and `time` stand in for `externalId` and `publishedAt`.
enum CloudEventEnvelope {
    static func draft(
        of data: JSONNode, attribute: (String) -> String?
    ) throws(DraftMistake) -> MentionDraft {
        for name in ["specversion", "id", "source", "type"] where attribute(name)?.isEmpty != false {
            throw DraftMistake(field: name, found: "no such attribute", expected: "a CloudEvents 1.0 event with it")
        }
        if let version = attribute("specversion"), version != "1.0" {
            throw DraftMistake(field: "specversion", found: DraftMistake.shown(version), expected: "\"1.0\"")
        }
        var draft = try MentionDraft(node: data)
        if draft.externalID == nil { draft.externalID = attribute("id") }
        if draft.publishedAt == nil, let time = attribute("time") {
            do throws(DraftMistake) {
                try draft.set(.publishedAt, to: time)
            } catch {
                throw DraftMistake(field: "time", found: error.found, expected: error.expected)
            }
        }
        return draft
    }

    static func data(of event: JSONNode) throws(DraftMistake) -> JSONNode {
        guard case .object(let members) = event else {
            throw DraftMistake(field: "", found: event.shown, expected: "a CloudEvents 1.0 event")
        }
        if let data = members["data"], case .object = data { return data }
        if let text = event.string("data_base64"), let bytes = Data(base64Encoded: text) {
            do throws(StrictJSON.Mistake) {
                return try StrictJSON.read(Array(bytes), limits: .init(bytes: MentionDraft.jsonBytes))
            } catch {
                throw DraftMistake(field: "data_base64", found: error.shown, expected: "a mention as a JSON object")
            }
        }
        throw DraftMistake(
            field: "data", found: members["data"]?.shown ?? "nothing", expected: "a mention as a JSON object")
    }
}
