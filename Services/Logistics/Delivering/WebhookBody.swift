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
        // No more than so many scalars can fit.
        let most = String(String.UnicodeScalarView(delivery.wholeBody.unicodeScalars.prefix(limit)))
        body.data.body = try Cut.longest(of: most) { text in
            var trial = body
            trial.data.body = text
            return try trial.encoded().count < limit
        }
        return try body.encoded()
    }

    private init(_ delivery: Delivery) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        type = "fenghuo.\(delivery.what)"
        timestamp = Timestamps.rfc3339(delivery.createdAt)
        data = Data(
            about: delivery.about, acknowledge: delivery.acknowledge, body: delivery.wholeBody,
            contentHash: given(delivery.contentHash), delivery: delivery.id, drill: delivery.drill ? true : nil,
            follows: given(delivery.follows), grade: delivery.gradeLabel, incident: delivery.incidentID,
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
