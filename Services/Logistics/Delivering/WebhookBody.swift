import Foundation
import Schemas

/// What a webhook receives: `{"type", "timestamp", "data"}` of Standard Webhooks; the same bytes at every attempt.
struct WebhookBody: Encodable {
    /// "under 20 kB" (Standard Webhooks 1.0.0, "Payload size").
    static let limit = 20_000

    struct Data: Encodable {
        var about: String
        var acknowledge: Bool
        var body: String
        var contentHash: String?
        var delivery: String
        var drill: Bool?
        var follows: String?
        var grade: String?
        var incident: String
        var plan: String
        var recipient: String
        var subject: String
        var title: String
        var truncated: Bool?
        var what: String
    }

    var type: String
    /// When the delivery was made out, RFC 3339.
    var timestamp: String
    var data: Data

    struct TooLong: Error, CustomStringConvertible {
        var bytes: Int
        var description: String {
            "the statement makes a body of \(bytes) bytes, a webhook takes under \(WebhookBody.limit); shorten it and have "
                + "it signed anew, or publish it elsewhere"
        }
    }

    /// - Throws: `TooLong` for a statement, which is sent whole or not at all; other texts are cut to fit, and say so.
    static func bytes(of delivery: Delivery) throws -> [UInt8] {
        var body = WebhookBody(delivery)
        let whole = try body.encoded()
        if whole.count < limit { return whole }
        guard delivery.contentHash.isEmpty else { throw TooLong(bytes: whole.count) }
        body.data.truncated = true
        body.data.title = String(delivery.wholeTitle.prefix(200))
        // Cut by scalars, each of which takes at least a byte, so that one huge character cannot defeat the cut.
        let text = Array(delivery.wholeBody.unicodeScalars.prefix(limit))
        var (fits, tooMany) = (0, text.count + 1)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            body.data.body = cut(text, middle)
            if try body.encoded().count < limit { fits = middle } else { tooMany = middle }
        }
        body.data.body = cut(text, fits)
        return try body.encoded()
    }

    private static func cut(_ text: [Unicode.Scalar], _ count: Int) -> String {
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: text.prefix(count))
        cut.append("…")
        return String(cut)
    }

    private init(_ delivery: Delivery) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        type = "fenghuo.\(delivery.what)"
        timestamp = Timestamps.rfc3339(delivery.createdAt)
        let grades: [Grade: String] = [.i: "I", .ii: "II", .iii: "III", .iv: "IV"]
        data = Data(
            about: delivery.about, acknowledge: delivery.acknowledge, body: delivery.wholeBody,
            contentHash: given(delivery.contentHash), delivery: delivery.id, drill: delivery.drill ? true : nil,
            follows: given(delivery.follows), grade: grades[delivery.grade], incident: delivery.incidentID,
            plan: delivery.planHash, recipient: delivery.recipient, subject: delivery.subject,
            title: delivery.wholeTitle,
            truncated: nil, what: delivery.what)
    }

    private func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
