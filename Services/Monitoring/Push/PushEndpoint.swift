import EventLog
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import Logging
import NIOCore
import Plan
import Processing
import Text
import Tracing

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
    let room: IntakeRoom
    let refusals: KeyRefusals
    let clock: @Sendable () -> Int64
    let logger: Logger

    func router() -> Router<PushContext> {
        let router = Router(context: PushContext.self)
        router.add(middleware: RequestMetrics(server: "intake"))
        router.add(
            middleware: MethodsAllowed(["/v1/mentions": .post]) { found, expected in
                Problem(.methodNotAllowed, "found \(found), expected \(expected)").response
            })
        router.post("v1/mentions") { request, context in
            let incoming = HTTPField.Name("traceparent").flatMap { request.headers[$0] }
            return await Trace.following(incoming, "POST /v1/mentions", ofKind: .server) {
                await answer(request, context)
            }
        }
        return router
    }

    private func answer(_ request: Request, _ context: PushContext) async -> Response {
        do {
            let source = try await authenticated(request.headers, context)
            guard room.begin(source.id) else { throw Self.busy }
            var held = 0
            defer { room.end(source.id, bytes: held) }
            return try await takeIn(request, from: source, held: &held)
        } catch let problem as Problem {
            return problem.response
        } catch {
            logger.error("taking in mentions: \(error)")
            return Problem(.internalServerError, "taking in mentions failed; the log of the service says why").response
        }
    }

    private static let busy = Problem(
        .tooManyRequests, "found as many requests under way as are borne, expected fewer; send again later",
        retryAfter: 1)

    private func takeIn(
        _ request: Request, from source: ResponsePlan.Source, held: inout Int
    ) async throws -> Response {
        guard let format = PushFormat(headers: request.headers) else {
            throw Problem(
                .unsupportedMediaType,
                "found Content-Type \(request.headers[.contentType] ?? "none"), expected \(PushFormat.expected)")
        }
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "found Content-Encoding \(coding), expected none")
        }
        let body = try await body(of: request, from: source, held: &held)
        // Taken only now: a body that trickles keeps nobody from working.
        guard room.takePlace(source.id) else { throw Self.busy }
        defer { room.giveBack(source.id) }
        do {
            let drafts = try PushedDrafts.read(body, as: format, headers: request.headers)
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

    private func authenticated(_ headers: HTTPFields, _ context: PushContext) async throws -> ResponsePlan.Source {
        let named = HTTPField.Name("X-API-Key").flatMap { headers[$0] }
        let bearer = headers[.authorization].flatMap { header -> String? in
            let parts = header.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "bearer" ? parts[1].trimming(" ") : nil
        }
        guard let key = bearer ?? named else {
            throw await refusals.problem("no API key", reason: "no-key", from: context.peer, at: clock())
        }
        guard key.utf8.count <= 1_024, let source = keys.source(ofKey: key) else {
            throw await refusals.problem("an unknown API key", reason: "unknown-key", from: context.peer, at: clock())
        }
        return source
    }

    private func body(
        of request: Request, from source: ResponsePlan.Source, held: inout Int
    ) async throws -> [UInt8] {
        let tooLarge = Problem(.contentTooLarge, "found more than \(Self.maximumBytes) bytes, expected at most so many")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.maximumBytes { throw tooLarge }
        var data: [UInt8] = []
        do {
            for try await part in request.body {
                guard part.readableBytes <= Self.maximumBytes - data.count else { throw tooLarge }
                guard room.grow(source.id, by: part.readableBytes) else { throw Self.busy }
                held += part.readableBytes
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

/// What is known of a request while it is answered.
struct PushContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address the connection comes from, a proxy's where there is one; empty where it is not known.
    let peer: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
