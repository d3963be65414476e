import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that says what is wrong (RFC 9457).
struct Problem: Encodable, Error {
    struct Item: Encodable {
        var index: Int
        var field: String
        var found: String
        var expected: String
    }
    var type = "about:blank"
    var title: String
    var status: Int
    var detail: String
    var errors: [Item]?
    /// Seconds.
    var retryAfter: Int?

    private enum CodingKeys: CodingKey { case type, title, status, detail, errors }

    init(_ status: HTTPResponse.Status, _ detail: String, retryAfter: Int? = nil) {
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
        self.retryAfter = retryAfter
    }

    init(_ refused: RefusedDrafts) {
        self.init(
            .badRequest, "nothing was taken in; \(refused.items.first.map { "item \($0.index): \($0.mistake)" } ?? "")")
        errors = refused.items.map {
            Item(index: $0.index, field: $0.mistake.field, found: $0.mistake.found, expected: $0.mistake.expected)
        }
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if status == 401 { headers[.wwwAuthenticate] = "Bearer realm=\"mentions\"" }
        return Response(status: .init(code: status, reasonPhrase: title), headers: headers, body: JSONBody.of(self))
    }
}

enum JSONBody {
    static func of(_ value: some Encodable) -> ResponseBody {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ResponseBody(byteBuffer: ByteBuffer(bytes: (try? encoder.encode(value)) ?? Data("{}".utf8)))
    }
}
