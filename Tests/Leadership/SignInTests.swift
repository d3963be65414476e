import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JWTKit
import NIOCore
import Plan
import Testing

@testable import Leadership

@Suite("Signing in")
struct SignInTests {
    struct Foreign: JWTPayload {
        var iss = "fenghuo"
        var aud = ["fenghuo-sign-in"]
        var jti: String? = "00112233445566778899aabbccddeeff"
        var sub = "lin-yue"
        var iat = 0.0
        var exp: Double
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func post(
        _ token: String, to fixture: ConsoleFixture, headers: HTTPFields = [:], extra: String = ""
    ) async throws -> TestResponse {
        try await fixture.app().test(.router) { client in
            var all: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .acceptLanguage: "en"]
            for field in headers { all[field.name] = field.value }
            return try await client.execute(
                uri: "/sign-in", method: .post, headers: all,
                body: ByteBuffer(string: "token=" + Browser.encoded(token) + extra))
        }
    }

    @Test("A good token opens a session that reads the board, until signed out")
    func good() async throws {
        let fixture = try await ConsoleFixture()
        let answer = try await post(fixture.link("lin-yue"), to: fixture)
        #expect(answer.status == .seeOther)
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.contains("HttpOnly"))
        #expect(cookie.contains("SameSite=Lax"))
        #expect(!cookie.contains("Secure"))
        let pair = String(cookie.prefix { $0 != ";" })
        try await fixture.app().test(.router) { client in
            let headers: HTTPFields = [.cookie: pair, .acceptLanguage: "en"]
            let board = try await client.execute(uri: "/", method: .get, headers: headers)
            #expect(board.status == .ok)
            #expect(String(buffer: board.body).contains("Lin Yue"))
            let value = String(pair.dropFirst(Sessions.cookie.count + 1))
            let session = try #require(fixture.console.sessions.open(value, now: fixture.clock.now))
            let seal = fixture.console.forgery.seal(of: session)
            let out = try await client.execute(
                uri: "/sign-out", method: .post, headers: headers, body: ByteBuffer(string: "csrf=\(seal)"))
            #expect(out.status == .seeOther)
            let again = try await client.execute(uri: "/", method: .get, headers: headers)
            #expect(again.headers[.location] == "/sign-in")
        }
    }

    @Test("A token that is not ours is refused, and says why", arguments: TokenIssuer.Refusal.Reason.allCases)
    func refused(_ reason: TokenIssuer.Refusal.Reason) async throws {
        let fixture = try await ConsoleFixture()
        let later = Double(fixture.clock.now / 1000 + 3600)
        let keys = await JWTKeyCollection().add(
            hmac: HMACKey(from: Data(ConsoleFixture.key)), digestAlgorithm: .sha256)
        let token: String
        switch reason {
        case .unknownPerson: token = try await keys.sign(Foreign(sub: "nobody", exp: later))
        case .malformed: token = "not.a.token"
        case .signature:
            token = try fixture.link("lin-yue", key: Array("another key, thirty-two bytes or more".utf8))
        case .expired: token = try await keys.sign(Foreign(exp: Double(fixture.clock.now / 1000)))
        case .issuer: token = try await keys.sign(Foreign(iss: "somebody", exp: later))
        case .audience: token = try await keys.sign(Foreign(aud: ["fenghuo-intake"], exp: later))
        case .used:
            token = try fixture.link("lin-yue")
            #expect(try await post(token, to: fixture).status == .seeOther)
        case .revoked:
            token = try fixture.link("lin-yue")
            try await fixture.revoke("lin-yue")
        case .tooLong: return  // only when issuing
        }
        let answer = try await post(token, to: fixture)
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.setCookie] == nil)
        let expected = fixture.console.catalogue[.english]["signIn_refused_\(reason.rawValue)"]
        #expect(String(buffer: answer.body).contains(expected))
    }

    @Test("A token whose algorithm is none is refused")
    func unsigned() async throws {
        let fixture = try await ConsoleFixture()
        func part(_ text: String) -> String {
            Data(text.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing(
                "/", with: "_")
        }
        let claims = #"{"iss":"fenghuo","aud":["fenghuo-sign-in"],"jti":"1","sub":"lin-yue","iat":1,"exp":99999999999}"#
        let answer = try await post(part(#"{"alg":"none","typ":"JWT"}"#) + "." + part(claims) + ".", to: fixture)
        #expect(answer.status == .unauthorized)
    }

    @Test("A sign-in form from another site is refused")
    func otherSite() async throws {
        let fixture = try await ConsoleFixture()
        let origin: HTTPFields = [.origin: "https://evil.example"]
        #expect(try await post(fixture.link("lin-yue"), to: fixture, headers: origin).status == .forbidden)
    }

    @Test("A session does not outlive its token, and cannot be altered")
    func sessions() throws {
        let sessions = Sessions(key: try TokenKey(bytes: ConsoleFixture.key))
        let session = sessions.begin(person: "lin-yue", until: 5000, now: 1000)
        #expect(session.expiresAt == 5000)
        let cookie = sessions.seal(session)
        #expect(sessions.open(cookie, now: 4999) == session)
        #expect(sessions.open(cookie, now: 5000) == nil)
        #expect(sessions.open(cookie.replacing(".5000.", with: ".9000."), now: 4999) == nil)
        let other = Sessions(key: try TokenKey(bytes: Array("another key, thirty-two bytes or more".utf8)))
        #expect(other.open(cookie, now: 4999) == nil)
        #expect(sessions.begin(person: "lin-yue", until: .max, now: 0).expiresAt == sessions.limits.longest)
        sessions.end(session, now: 2000)
        #expect(sessions.open(cookie, now: 4999) == nil)
    }

    @Test("The key's file is made once, for its owner only")
    func keyFile() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try TokenKey.load(folder: folder)
        let second = try TokenKey.load(folder: folder)
        #expect(first.key == second.key)
        let file = folder.appending(path: "token.key").path
        let permissions = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(permissions?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["token.key"])
    }

    @Test("Nobody is issued a token whom the plan does not know, nor for longer than a year")
    func issuing() async throws {
        let fixture = try await ConsoleFixture()
        #expect(throws: TokenIssuer.Refusal.self) { try fixture.token("nobody") }
        #expect(throws: TokenIssuer.Refusal.self) { try fixture.link("lin-yue", validFor: .seconds(3601)) }
        #expect(throws: TokenIssuer.Refusal.self) {
            try fixture.token("lin-yue", validFor: .seconds(400 * 86_400))
        }
    }
}
