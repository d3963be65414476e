import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Why a request is refused: a page to a browser, `application/problem+json` (RFC 9457) to a program.
struct Problem: Error, Sendable {
    enum Kind: Sendable, Hashable {
        /// With the reason it is counted under.
        case signIn(String)
        case permission
        case forgery(Forgery.Finding)
        case notFound
        case invalid
        case conflict
        case keyReused
        case tooLarge
        case busy
        case unavailable
        case internalError

        /// Key of the title in the catalogue, and the last part of the problem's type.
        var name: String {
            switch self {
            case .signIn: "signIn"
            case .permission: "permission"
            case .forgery: "forgery"
            case .notFound: "notFound"
            case .invalid: "invalid"
            case .conflict: "conflict"
            case .keyReused: "keyReused"
            case .tooLarge: "tooLarge"
            case .busy: "busy"
            case .unavailable: "unavailable"
            case .internalError: "internalError"
            }
        }

        /// What refusals are counted under.
        var reason: String {
            switch self {
            case .signIn(let reason): "sign-in-\(reason)"
            case .forgery(let finding): "forgery-\(finding.rawValue)"
            default: name
            }
        }

        var status: HTTPResponse.Status {
            switch self {
            case .signIn: .unauthorized
            case .permission, .forgery: .forbidden
            case .notFound: .notFound
            case .invalid, .keyReused: .unprocessableContent
            case .conflict: .conflict
            case .tooLarge: .contentTooLarge
            case .busy, .unavailable: .serviceUnavailable
            case .internalError: .internalServerError
            }
        }
    }

    var kind: Kind
    /// For a person: what was found, what was expected.
    var detail: String
    /// The form's field or JSON member that is wrong.
    var field: String?

    init(_ kind: Kind, _ detail: String, field: String? = nil) {
        self.kind = kind
        self.detail = detail
        self.field = field
    }

    /// RFC 9457.
    func json(title: String, instance: String) throws -> Response {
        struct Body: Encodable {
            var type: String
            var title: String
            var status: Int
            var detail: String
            var instance: String
            var field: String?
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(
            Body(
                type: "urn:fenghuo:problem:\(kind.name)", title: title, status: kind.status.code, detail: detail,
                instance: instance, field: field))
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if case .signIn = kind { headers[.wwwAuthenticate] = "Bearer realm=\"fenghuo\"" }
        if kind.status == .serviceUnavailable { headers[.retryAfter] = "5" }
        return Response(status: kind.status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// Turns what is thrown into an answer.
struct Refusals: RouterMiddleware {
    typealias Context = ConsoleContext
    let console: Console

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        let problem: Problem
        do {
            return try await next(request, context)
        } catch let found as Problem {
            problem = found
        } catch is NIOTooManyBytesError {
            problem = console.refusal(.tooLarge, "the body is larger than \(Console.largestBody) bytes", request)
        } catch let error as HTTPError where error.status == .notFound {
            problem = Problem(.notFound, "there is nothing at \(request.uri.path)")
        } catch let error as HTTPError where error.status == .contentTooLarge {
            problem = console.refusal(.tooLarge, "the body is larger than \(Console.largestBody) bytes", request)
        } catch let error as HTTPError where error.status.kind == .clientError {
            problem = console.refusal(.invalid, error.body ?? "\(error.status)", request)
        } catch {
            console.logger.error(
                "answering a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            problem = Problem(.internalError, "the answer could not be made; the log says why")
        }
        let words = console.catalogue[context.language]
        let title = words["problem_\(problem.kind.name)"]
        if request.uri.path.hasPrefix("/api/") || request.uri.path == "/events" {
            return try problem.json(title: title, instance: request.uri.path)
        }
        return try console.problemPage(problem, title: title, context: context)
    }
}
