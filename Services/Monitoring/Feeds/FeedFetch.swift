import Egress
import Foundation
import Markup
import Plan
import Text

/// What a feed's server answered.
struct FeedAnswer: Sendable {
    enum Content: Sendable {
        case notModified
        case document([UInt8], charset: String?)
    }
    var content: Content
    var etag: String
    var lastModified: String
    /// Where it was found in the end; links are relative to it.
    var address: WebAddress
    /// Where the source has moved for good, if it has.
    var movedTo: String?
}

/// A fetch that failed, for a person to read.
struct FetchFailure: Error, CustomStringConvertible {
    var description: String
    /// Milliseconds the server asked to wait.
    var retryAfter: Int64?
}

/// Fetches a feed: conditionally, following redirects, one request at a time to a host.
struct FeedFetch: Sendable {
    static let maximumRedirects = 5
    /// What is asked for.
    var accepted = Self.feeds
    private static let feeds =
        "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml, "
        + "text/xml, */*;q=0.1"

    var egress: Egress
    var turns: HostTurns
    var now: @Sendable () -> Int64
    /// Of the document, uncompressed.
    var maximumBytes = 20 << 20
    /// For one request and its whole answer.
    var limit: Duration = .seconds(30)
    /// Said with every request to the source's own host.
    var headers: [(name: String, value: String)] = []
    /// Environment variables that should hold headers, and are not there.
    var missing: [String] = []

    /// With what the plan says of headers.
    func saying(_ headers: [ResponsePlan.Source.Header], _ variable: (String) -> String?) -> FeedFetch {
        var fetch = self
        for header in headers {
            // A line end would begin a header of its own.
            if let value = variable(header.variable)?.trimming(" \t\r\n"), !value.isEmpty,
                value.utf8.allSatisfy({ 0x20...0x7e ~= $0 })
            {
                fetch.headers.append((header.name, value))
            } else {
                fetch.missing.append(header.variable)
            }
        }
        return fetch
    }

    func fetch(_ address: String, etag: String, lastModified: String) async throws -> FeedAnswer {
        if let variable = missing.first {
            throw FetchFailure(
                description:
                    "fetching \(ListedSource.shown(address)): found no header's value in \(variable), expected it "
                    + "there, in printable ASCII")
        }
        let call: OutgoingCall
        do throws(WebAddress.Mistake) {
            var headers = [(name: "accept", value: accepted)] + self.headers
            if !etag.isEmpty { headers.append(("if-none-match", etag)) }
            if !lastModified.isEmpty { headers.append(("if-modified-since", lastModified)) }
            call = OutgoingCall(
                .get, try WebAddress(address), headers: headers,
                limits: .init(whole: limit, bytes: maximumBytes, redirects: Self.maximumRedirects))
        } catch {
            throw FetchFailure(description: "fetching a feed: \(error)")
        }
        let answer: OutgoingAnswer
        do {
            answer = try await egress.send(call) { host, hop in try await turns.turn(at: host, hop) }
        } catch let failure as EgressFailure {
            throw FetchFailure(description: "fetching \(call.address): \(failure)")
        }
        let content: FeedAnswer.Content
        switch answer.status {
        case 200, 203, 206:
            content = .document(
                answer.body, charset: answer["content-type"].flatMap(TextEncoding.charset(ofContentType:)))
        case 304: content = .notModified
        default:
            throw FetchFailure(
                description:
                    "fetching \(call.address): found status \(answer.status)\(Self.guarded(answer)), expected 200 or 304",
                retryAfter: RetryAfter.seconds(answer["retry-after"], now: now()).map { $0 * 1_000 })
        }
        let isSame = answer.status == 304
        return FeedAnswer(
            content: content, etag: Self.validator(answer["etag"]) ?? (isSame ? etag : ""),
            lastModified: Self.validator(answer["last-modified"]) ?? (isSame ? lastModified : ""),
            address: answer.address, movedTo: answer.movedTo?.string)
    }

    /// A body as it is unpacked on its way.
    static func unpacked(_ body: [UInt8], encodings: [String]) throws(Inflating.Mistake) -> [UInt8] {
        try Inflating.unpacked(body, encodings: encodings, limit: 20 << 20)
    }

    /// Who stands before the server and wants to see a browser.
    private static func guarded(_ answer: OutgoingAnswer) -> String {
        let isAsked = [403, 429, 503].contains(answer.status)
        let isCloudflare =
            answer["cf-mitigated"] != nil || isAsked && answer["server"]?.lowercased().hasPrefix("cloudflare") == true
        return isCloudflare ? " of Cloudflare, which asks for a browser" : ""
    }

    /// What is kept to be sent back: a longer one is not worth its row.
    private static func validator(_ header: String?) -> String? {
        header.flatMap { $0.utf8.count <= 1_024 ? $0 : nil }
    }
}
