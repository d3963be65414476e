import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Plan
import Synchronization

/// `POST /v1/mentions`: takes in what sources send, a whole request or nothing of it.
struct PushEndpoint: Sendable {
    /// What is answered when all is well.
    struct Accepted: Encodable {
        struct Item: Encodable {
            var index: Int
            /// One for each subject named; none when the mention names none and was dropped.
            var ids: [String]
        }
        var accepted: Int
        var matched: Int
        var dropped: Int
        var items: [Item]
    }

    static let maximumBytes = 4 << 20

    let keys: APIKeys
    let writer: IntakeWriter
    let coverage: PushCoverage
    let places: Places
    let clock: @Sendable () -> Int64
    let logger: Logger

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("v1/mentions") { request, _ in await answer(request) }
        return router
    }

    private func answer(_ request: Request) async -> Response {
        do {
            let source = try authenticated(request.headers)
            guard places.take() else {
                throw Problem(
                    .tooManyRequests, "found \(places.limit) requests under way, expected fewer; send again later",
                    retryAfter: 1)
            }
            defer { places.giveBack() }
            return try await takeIn(request, from: source)
        } catch let problem as Problem {
            return problem.response
        } catch {
            logger.error("taking in mentions: \(error)")
            return Problem(.internalServerError, "taking in mentions failed; the log of the service says why").response
        }
    }

    private func takeIn(_ request: Request, from source: ResponsePlan.Source) async throws -> Response {
        guard let format = PushFormat(headers: request.headers) else {
            throw Problem(
                .unsupportedMediaType,
                "found Content-Type \(request.headers[.contentType] ?? "none"), expected \(PushFormat.expected)")
        }
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "found Content-Encoding \(coding), expected none")
        }
        let body = try await body(of: request)
        do {
            let drafts = try PushedDrafts.read(Array(body), as: format, headers: request.headers)
            if let other = drafts.compactMap(\.source).first(where: { $0 != source.id }) {
                throw Problem(
                    .forbidden,
                    "found source \(DraftMistake.shown(other)), expected \"\(source.id)\", whose key this is")
            }
            let outcome = try await writer.append(drafts, from: source.id)
            coverage.note(outcome, source: source.id, at: clock())
            let items = outcome.ids.enumerated().map { Accepted.Item(index: $0.offset, ids: $0.element) }
            return Response(
                status: .accepted, headers: [.contentType: "application/json"],
                body: JSONBody.of(
                    Accepted(
                        accepted: items.count, matched: outcome.matched, dropped: outcome.dropped, items: items)))
        } catch let refused as RefusedDrafts {
            coverage.note(refused, source: source.id)
            throw Problem(refused)
        } catch let tooMany as PushedDrafts.TooMany {
            throw Problem(
                .contentTooLarge, "found \(tooMany.count) mentions, expected at most \(PushedDrafts.maximumItems)")
        } catch let error as EventLogError {
            logger.warning("taking in mentions: \(error)")
            throw Problem(
                .serviceUnavailable, "the log of events cannot be written; nothing was taken in, send again",
                retryAfter: 5)
        }
    }

    private func authenticated(_ headers: HTTPFields) throws -> ResponsePlan.Source {
        let named = HTTPField.Name("X-API-Key").flatMap { headers[$0] }
        let bearer = headers[.authorization].flatMap { header -> String? in
            let parts = header.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "bearer" ? parts[1].trimming(" ") : nil
        }
        guard let key = bearer ?? named, let source = keys.source(ofKey: key) else {
            throw Problem(
                .unauthorized,
                "found \(bearer ?? named == nil ? "no API key" : "an unknown API key"), expected a source's key as "
                    + "Authorization: Bearer or X-API-Key")
        }
        return source
    }

    private func body(of request: Request) async throws -> Data {
        let tooLarge = Problem(.contentTooLarge, "found more than \(Self.maximumBytes) bytes, expected at most so many")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.maximumBytes { throw tooLarge }
        var data = Data()
        do {
            for try await part in request.body {
                guard data.count + part.readableBytes <= Self.maximumBytes else { throw tooLarge }
                data.append(contentsOf: part.readableBytesView)
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.badRequest, "the request ended before its body did")
        }
        return data
    }
}

/// Places for requests under way: what is beyond them is sent away at once, so that nothing grows without limit.
final class Places: Sendable {
    let limit: Int
    private let taken = Mutex(0)

    init(limit: Int) { self.limit = limit }

    func take() -> Bool {
        taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() { taken.withLock { $0 -= 1 } }
}
