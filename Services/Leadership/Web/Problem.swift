import Casework
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request is refused: a page to a browser, `application/problem+json` (RFC 9457) to a program.
struct Problem: Error, Sendable {
    enum Kind: Sendable, Hashable {
        /// With the reason it is counted under.
        case signIn(String)
        case permission
        case forgery(Forgery.Finding)
        case notFound
        /// Of a path that is there for the methods named.
        case methodNotAllowed([String])
        /// The body cannot be read at all.
        case malformed
        case mediaType
        case invalid
        case conflict
        case keyReused
        case tooLarge
        case busy
        /// Too many wrong ones from one address: wait.
        case tooManyTries
        case unavailable
        case internalError

        /// Key of the title in the catalogue, and the last part of the problem's type.
        var name: String {
            switch self {
            case .signIn: "signIn"
            case .permission: "permission"
            case .forgery: "forgery"
            case .notFound: "notFound"
            case .methodNotAllowed: "methodNotAllowed"
            case .malformed: "malformed"
            case .mediaType: "mediaType"
            case .invalid: "invalid"
            case .conflict: "conflict"
            case .keyReused: "keyReused"
            case .tooLarge: "tooLarge"
            case .busy: "busy"
            case .tooManyTries: "tooManyTries"
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
            case .methodNotAllowed: .methodNotAllowed
            case .malformed: .badRequest
            case .mediaType: .unsupportedMediaType
            case .invalid, .keyReused: .unprocessableContent
            case .conflict: .conflict
            case .tooLarge: .contentTooLarge
            case .tooManyTries: .tooManyRequests
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
    /// Who was refused; empty where nobody is signed in.
    var person = ""

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
        for field in self.headers { headers[field.name] = field.value }
        return Response(status: kind.status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// What a client that does not read the body has to know.
    var headers: HTTPFields {
        switch kind {
        case .signIn: [.wwwAuthenticate: "Bearer realm=\"fenghuo\""]
        case .methodNotAllowed(let methods): [.allow: methods.joined(separator: ", ")]
        case .busy, .unavailable, .tooManyTries: [.retryAfter: "5"]
        default: [:]
        }
    }

    /// It goes into the audit: what is not there, or went wrong here, is nobody's being refused; and who is told to wait
    /// was refused often enough.
    var isRefusal: Bool {
        switch kind {
        case .notFound, .methodNotAllowed, .internalError, .unavailable, .tooManyTries: false
        default: true
        }
    }
}
