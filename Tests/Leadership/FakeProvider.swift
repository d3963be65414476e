import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import Logging
import NIOCore
import Synchronization

@testable import Leadership

/// A provider of sign-ins on loopback: says what it is, has keys, and exchanges codes for tokens.
final class FakeProvider: Sendable {
    struct Claims: Sendable {
        var issuer: String
        var audience = ["console"]
        var authorizedParty: String?
        var nonce: String
        var expires: Double
        var email: String? = "lin.yue@lanjiang.example"
        var isEmailVerified: Bool? = true
        /// Seconds since 1970.
        var issuedAt = 0.0
        var person: String?
    }

    struct Token: JWTPayload {
        var iss: String
        var aud: [String]
        var azp: String?
        var nonce: String
        var exp: Double
        var iat = 0.0
        var sub = "subject-1"
        var email: String?
        var isEmailVerified: Bool?
        var person: String?

        enum CodingKeys: String, CodingKey {
            case iss, aud, azp, nonce, exp, iat, sub, email
            case isEmailVerified = "email_verified"
            case person = "fenghuo_person"
        }

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private struct State {
        var key = ES256PrivateKey()
        var keyID = "key-1"
        /// Code to what was asked with it: nonce and PKCE challenge.
        var codes: [String: (nonce: String, challenge: String)] = [:]
        var keysFetched = 0
        var spoil: (@Sendable (inout Claims) -> Void)?
        var token: (@Sendable (Claims) async throws -> String)?
        var clientsSeen: [String] = []
    }

    private let state = Mutex(State())
    private let port = Mutex(0)
    let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    var issuer: String { "http://127.0.0.1:\(port.withLock { $0 })" }
    var keysFetched: Int { state.withLock { $0.keysFetched } }
    var clientsSeen: [String] { state.withLock { $0.clientsSeen } }

    /// Another key from now on.
    func rotate() {
        state.withLock {
            $0.key = ES256PrivateKey()
            $0.keyID = "key-\($0.keyID.count + 1)"
        }
    }

    /// The next token says something else.
    func spoil(_ change: @escaping @Sendable (inout Claims) -> Void) { state.withLock { $0.spoil = change } }
    /// The next token is written otherwise.
    func writeToken(_ token: @escaping @Sendable (Claims) async throws -> String) {
        state.withLock { $0.token = token }
    }

    /// Serves while `work` runs.
    func serving<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        let (ports, found) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                found.yield(channel.localAddress?.port ?? 0)
                found.finish()
            }, logger: .init(label: "provider") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try? await application.run()
                return nil
            }
            for await one in ports { port.withLock { $0 = one } }
            group.addTask { try await work() }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    /// A person says yes at the provider: what the browser was sent there with becomes a code.
    func consent(to address: String) throws -> (code: String, state: String) {
        let items = URLComponents(string: address)?.queryItems ?? []
        func value(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
        precondition(value("code_challenge_method") == "S256" && value("response_type") == "code")
        let code = "code-\(value("state").prefix(8))"
        state.withLock { $0.codes[code] = (value("nonce"), value("code_challenge")) }
        return (code, value("state"))
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get(".well-known/openid-configuration") { _, _ -> Response in
            let issuer = self.issuer
            return Self.json([
                "issuer": issuer, "authorization_endpoint": "\(issuer)/authorize", "token_endpoint": "\(issuer)/token",
                "jwks_uri": "\(issuer)/keys",
            ])
        }
        router.get("keys") { _, _ -> Response in
            let (key, id) = self.state.withLock { state in
                state.keysFetched += 1
                return (state.key, state.keyID)
            }
            let parameters = key.publicKey.parameters
            return Self.json([
                "keys": [
                    ["kty": "oct", "k": "AAAA", "kid": "secret", "alg": "HS256"],
                    [
                        "kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
                        "x": Self.base64URL(parameters?.x), "y": Self.base64URL(parameters?.y),
                    ],
                ]
            ])
        }
        router.post("token") { request, _ -> Response in
            let form = FormFields(body: String(buffer: try await request.body.collect(upTo: 1 << 16)))
            self.state.withLock { $0.clientsSeen.append(request.headers[.authorization] ?? "none") }
            guard let asked = self.state.withLock({ $0.codes.removeValue(forKey: form["code"] ?? "") }),
                let verifier = form["code_verifier"],
                PendingSignIn.base64URL(Data(SHA256.hash(data: Data(verifier.utf8)))) == asked.challenge
            else { return Response(status: .badRequest) }
            return Self.json(["id_token": try await self.token(nonce: asked.nonce), "token_type": "Bearer"])
        }
        return router
    }

    private func token(nonce: String) async throws -> String {
        let (key, id, spoil, write) = state.withLock { state in
            defer {
                state.spoil = nil
                state.token = nil
            }
            return (state.key, state.keyID, state.spoil, state.token)
        }
        var claims = Claims(issuer: issuer, nonce: nonce, expires: Double(now()) / 1000 + 300)
        spoil?(&claims)
        if let write { return try await write(claims) }
        return try await Self.sign(claims, key: key, id: id)
    }

    func signed(_ claims: Claims, id: String? = nil) async throws -> String {
        let (key, keyID) = state.withLock { ($0.key, $0.keyID) }
        return try await Self.sign(claims, key: key, id: id ?? keyID)
    }

    static func sign(_ claims: Claims, key: ES256PrivateKey, id: String) async throws -> String {
        let keys = await JWTKeyCollection().add(ecdsa: key, kid: JWKIdentifier(string: id))
        return try await keys.sign(payload(claims), kid: JWKIdentifier(string: id))
    }

    static func payload(_ claims: Claims) -> Token {
        Token(
            iss: claims.issuer, aud: claims.audience, azp: claims.authorizedParty, nonce: claims.nonce,
            exp: claims.expires, iat: claims.issuedAt, email: claims.email, isEmailVerified: claims.isEmailVerified,
            person: claims.person)
    }

    private static func base64URL(_ base64: String?) -> String {
        PendingSignIn.base64URL(base64.flatMap { Data(base64Encoded: $0) } ?? Data())
    }

    private static func json(_ object: [String: Any]) -> Response {
        let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
