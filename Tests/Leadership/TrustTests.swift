import Crypto
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Links, revocation, and being asked")
struct TrustTests {
    private static let form: HTTPFields = [
        .contentType: "application/x-www-form-urlencoded", .acceptLanguage: "en",
    ]

    private func post(
        _ client: some TestClientProtocol, _ fields: [(String, String)], cookie: String? = nil
    ) async throws -> TestResponse {
        var headers = Self.form
        if let cookie { headers[.cookie] = cookie }
        let body = fields.map { "\($0.0)=\(Browser.encoded($0.1))" }.joined(separator: "&")
        return try await client.execute(
            uri: "/sign-in", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    private func cookie(_ answer: TestResponse) throws -> String {
        String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
    }

    private func me(
        _ client: some TestClientProtocol, cookie: String? = nil, bearer: String? = nil
    ) async throws -> HTTPResponse.Status {
        var headers: HTTPFields = [:]
        if let cookie { headers[.cookie] = cookie }
        if let bearer { headers[.authorization] = "Bearer \(bearer)" }
        return try await client.execute(uri: "/api/v1/me", method: .get, headers: headers).status
    }

    @Test("A link opens one session, and the audit says so before anybody is in")
    func once() async throws {
        let fixture = try await ConsoleFixture()
        let link = try fixture.link("lin-yue")
        try await fixture.app().test(.router) { client async throws in
            let first = try await post(client, [("token", link)])
            #expect(first.status == .seeOther)
            #expect(try fixture.accesses.map(\.kind) == [.signedIn])
            let again = try await post(client, [("token", link)])
            #expect(again.status == .unauthorized)
            #expect(String(buffer: again.body).contains("used already"))
            #expect(try await me(client, cookie: try cookie(first)) == .ok)
        }
        // Another process, or this one after a start, knows from the log.
        let other = try await ConsoleFixture()
        await other.view.apply(
            fixture.log.appended.enumerated().map { index, record in
                LogRecord(
                    topicPartition: record.topicPartition, offset: Int64(index), timestamp: record.timestamp,
                    key: record.key, value: record.value, headers: record.headers)
            })
        try await other.app().test(.router) { client async throws in
            #expect(try await post(client, [("token", link)]).status == .unauthorized)
        }
    }

    @Test("Of two sessions by one link, in two processes at once, the log's first stands")
    func twoProcesses() async throws {
        let fixture = try await ConsoleFixture()
        let (one, other) = (fixture.browser("lin-yue"), fixture.browser("lin-yue"))
        func signedIn(_ browser: Browser) -> Access {
            .with {
                $0.kind = .signedIn
                $0.person = "lin-yue"
                $0.means = "link"
                $0.at = fixture.clock.now
                $0.session = browser.session.digest
                $0.sessionUntil = browser.session.expiresAt
                $0.link = "digest"
                $0.linkUntil = fixture.clock.now + 600_000
            }
        }
        try await fixture.show([
            (.accessRecorded, "lin-yue", signedIn(one)), (.accessRecorded, "lin-yue", signedIn(other)),
            (.accessRecorded, "lin-yue", signedIn(one)),
        ])
        try await fixture.app().test(.router) { client async throws in
            #expect(try await me(client, cookie: one.cookie) == .ok)
            #expect(try await me(client, cookie: other.cookie) == .unauthorized)
        }
    }

    @Test("When the log does not take it, nobody comes in, and the link is spent")
    func unrecorded() async throws {
        let fixture = try await ConsoleFixture()
        fixture.log.failNext(1)
        let link = try fixture.link("lin-yue")
        try await fixture.app().test(.router) { client async throws in
            let refused = try await post(client, [("token", link)])
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.headers[.setCookie] == nil)
            #expect(try await post(client, [("token", link)]).status == .unauthorized)
        }
    }

    @Test("A link is no program's token, and a program's token opens no session")
    func uses() async throws {
        let fixture = try await ConsoleFixture()
        let (link, token) = (try fixture.link("lin-yue"), try fixture.token("lin-yue"))
        try await fixture.app().test(.router) { client async throws in
            #expect(try await me(client, bearer: token) == .ok)
            #expect(try await me(client, bearer: link) == .unauthorized)
            #expect(try await post(client, [("token", token)]).status == .unauthorized)
        }
    }

    @Test("Nobody is signed in over an open session unasked, nor by a link that may be anybody's")
    func asked() async throws {
        let fixture = try await ConsoleFixture()
        let open = fixture.browser("he-junyi")
        let link = try fixture.link("lin-yue")
        try await fixture.app().test(.router) { client async throws in
            let asked = try await post(client, [("token", link), ("from", "link")])
            #expect(asked.status == .ok && asked.headers[.setCookie] == nil)
            #expect(String(buffer: asked.body).contains("Sign in as Lin Yue?"))
            let over = try await post(client, [("token", link)], cookie: open.cookie)
            #expect(over.status == .ok && over.headers[.setCookie] == nil)
            #expect(String(buffer: over.body).contains("that session ends"))
            // Another site's form says yes for its visitor, and has no seal.
            for seal in ["", "00", fixture.browser("he-junyi").seal] {
                let forged = try await post(
                    client, [("token", link), ("confirmed", "yes"), ("csrf", seal)], cookie: open.cookie)
                #expect(forged.status == .forbidden && forged.headers[.setCookie] == nil)
            }
            #expect(try await me(client, cookie: open.cookie) == .ok)
            let yes = try await post(
                client, [("token", link), ("confirmed", "yes"), ("csrf", open.seal)], cookie: open.cookie)
            #expect(yes.status == .seeOther)
            #expect(try await me(client, cookie: try cookie(yes)) == .ok)
            #expect(try await me(client, cookie: open.cookie) == .unauthorized, "the old session is over")
        }
        await fixture.console.ledger.flush()
        #expect(try fixture.accesses.contains { $0.kind == .signedOut && $0.person == "he-junyi" })
    }

    @Test("Revoking ends a person's links, tokens and sessions; what is given later is good")
    func revoked() async throws {
        let fixture = try await ConsoleFixture()
        let (link, token) = (try fixture.link("lin-yue"), try fixture.token("lin-yue"))
        let (browser, other) = (fixture.browser("lin-yue"), fixture.browser("he-junyi"))
        try await fixture.revoke("lin-yue")
        try await fixture.app().test(.router) { client async throws in
            #expect(try await me(client, cookie: browser.cookie) == .unauthorized)
            #expect(try await me(client, bearer: token) == .unauthorized)
            #expect(try await post(client, [("token", link)]).status == .unauthorized)
            #expect(try await me(client, cookie: other.cookie) == .ok, "somebody else's")
            fixture.clock.advance(by: 1)
            #expect(try await me(client, bearer: try fixture.token("lin-yue")) == .ok)
            let again = try await post(client, [("token", try fixture.link("lin-yue"))])
            #expect(again.status == .seeOther)
            #expect(try await me(client, cookie: try cookie(again)) == .ok)
        }
        #expect(await fixture.view.snapshot.audit.lines.contains { $0.kind == .revoked && $0.person == "lin-yue" })
    }

    @Test("What the command puts on the log is what the console takes")
    func command() async throws {
        let fixture = try await ConsoleFixture()
        let now = Date(timeIntervalSince1970: Double(fixture.clock.now) / 1000)
        try await Revocation(person: "lin-yue", reason: "left a laptop in a train").record(
            in: fixture.log, at: now, contentType: .json)
        await fixture.catchUp()
        #expect(await fixture.view.isRevoked("lin-yue", since: fixture.clock.now))
        #expect(await !fixture.view.isRevoked("lin-yue", since: fixture.clock.now + 1))
    }

    @Test("Until it is known what was revoked, nobody comes in")
    func starting() async throws {
        let fixture = try await ConsoleFixture(isRead: false)
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client async throws in
            #expect(try await me(client, cookie: browser.cookie) == .serviceUnavailable)
            #expect(try await me(client, bearer: try fixture.token("lin-yue")) == .serviceUnavailable)
            #expect(try await post(client, [("token", try fixture.link("lin-yue"))]).status == .serviceUnavailable)
            #expect(try await client.execute(uri: "/sign-in", method: .get).status == .ok)
            await fixture.view.markAuditRead()
            #expect(try await me(client, cookie: browser.cookie) == .ok)
        }
    }

    static let hostile: [String] = [
        #""aud":[]"#, #""aud":{}"#, #""aud":null"#, #""aud":[[]]"#, #""exp":-1e18"#, #""exp":1e18"#, #""exp":1e308"#,
        #""exp":-0.1"#, #""exp":"soon""#, #""exp":null"#, #""iat":-1e18"#, #""iat":1e300"#, #""iat":253402300800"#,
        #""iat":99999999999999999999999999"#, #""jti":null"#, #""jti":7"#, #""sub":"""#, #""sub":["lin-yue"]"#,
        #""iss":["fenghuo"]"#, #""exp":{"$numberLong":"1"}"#,
    ]

    @Test("Claims that are nonsense are refused by name, though the signature is good", arguments: hostile)
    func claims(_ claim: String) async throws {
        let fixture = try await ConsoleFixture()
        let later = fixture.clock.now / 1000 + 3600
        for audience in TokenIssuer.Use.allCases {
            var members = [
                "iss": #""fenghuo""#, "aud": #"["\#(audience.rawValue)"]"#, "sub": #""lin-yue""#, "iat": "1",
                "exp": "\(later)", "jti": #""0011""#,
            ]
            let parts = claim.split(separator: ":", maxSplits: 1)
            members[String(parts[0].replacing("\"", with: ""))] = String(parts[1])
            let body = "{" + members.map { "\"\($0.key)\":\($0.value)" }.sorted().joined(separator: ",") + "}"
            let token = Self.signed(header: #"{"alg":"HS256"}"#, body: body)
            try await fixture.app().test(.router) { client async throws in
                #expect(try await me(client, bearer: token) == .unauthorized)
                #expect(try await post(client, [("token", token)]).status == .unauthorized)
            }
        }
    }

    @Test(
        "A header that asks for something else is refused",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"HS512"}"#, #"{"alg":"HS256","crit":["x"]}"#, #"{"alg":["HS256"]}"#, "[]", "",
        ])
    func headers(_ header: String) async throws {
        let fixture = try await ConsoleFixture()
        let body = #"{"iss":"fenghuo","aud":["fenghuo-console"],"sub":"lin-yue","iat":1,"exp":99999999999}"#
        try await fixture.app().test(.router) { client async throws in
            #expect(try await me(client, bearer: Self.signed(header: header, body: body)) == .unauthorized)
            #expect(try await me(client, bearer: Self.signed(header: #"{"alg":"HS256"}"#, body: body)) == .ok)
        }
    }

    static func signed(header: String, body: String) -> String {
        let signing =
            PendingSignIn.base64URL(Data(header.utf8)) + "." + PendingSignIn.base64URL(Data(body.utf8))
        let key = SymmetricKey(data: ConsoleFixture.key)
        return signing + "."
            + PendingSignIn.base64URL(
                Data(HMAC<SHA256>.authenticationCode(for: Data(signing.utf8), using: key)))
    }

    @Test("An address that brings wrong tokens without end is told to wait; whoever brings a right one is let in")
    func slowed() async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client async throws in
            var statuses: [Int] = []
            for _ in 0..<50 {
                statuses.append(try await post(client, [("token", "a.b.c")]).status.code)
                statuses.append(try await me(client, bearer: "a.b.c").code)
            }
            #expect(statuses.filter { $0 == 401 }.count == WrongTries.Limits().burst)
            #expect(statuses.filter { $0 == 429 }.count == 100 - WrongTries.Limits().burst)
            #expect(try await me(client, bearer: try fixture.token("lin-yue")) == .ok)
            #expect(try await post(client, [("token", try fixture.link("lin-yue"))]).status == .seeOther)
            fixture.clock.advance(by: WrongTries.Limits().pause)
            #expect(try await post(client, [("token", "a.b.c")]).status == .unauthorized)
        }
        await fixture.console.ledger.flush()
        let refused = try fixture.accesses.filter { $0.kind == .refused }
        #expect(refused.reduce(0) { $0 + $1.count } <= Int64(WrongTries.Limits().burst) + 1)
    }

    @Test("Addresses are remembered within bounds; of IPv6 a customer's whole network is one")
    func addresses() {
        let tries = WrongTries(limits: .init(burst: 2, pause: 1_000, addresses: 100))
        for index in 0..<10_000 { _ = tries.isTooMany(from: "192.0.\(index / 256).\(index % 256)", now: Int64(index)) }
        #expect(tries.count <= 100)
        #expect(WrongTries.place("2001:db8:1:2:3:4:5:6") == WrongTries.place("2001:db8:1:2:ffff::1"))
        #expect(WrongTries.place("2001:db8:1:2:3:4:5:6") != WrongTries.place("2001:db8:1:3:3:4:5:6"))
        #expect(WrongTries.place("::ffff:192.0.2.1") == "192.0.2.1")
        for odd in ["", ":", "::", "::1", "fe80::1%eth0", ":::::::", "x"] { _ = WrongTries.place(odd) }
    }

    @Test("By HTTPS a session's cookie is this host's only, and browsers come by HTTPS from then on")
    func https() async throws {
        let fixture = try await ConsoleFixture()
        var console = fixture.console
        console.isSecure = true
        let secure = fixture.with(console)
        try await secure.app().test(.router) { client async throws in
            let answer = try await post(client, [("token", try fixture.link("lin-yue"))])
            let set = try #require(answer.headers[.setCookie])
            #expect(set.hasPrefix("__Host-\(Sessions.cookie)="))
            #expect(set.contains("Secure") && set.contains("HttpOnly") && set.contains("Path=/"))
            #expect(!set.lowercased().contains("domain="))
            let name = try #require(HTTPField.Name("Strict-Transport-Security"))
            #expect(answer.headers[name] == "max-age=31536000")
            #expect(try await me(client, cookie: String(set.prefix { $0 != ";" })) == .ok)
            // A cookie that a neighbour under the same domain could have set counts for nothing.
            #expect(try await me(client, cookie: fixture.browser("lin-yue").cookie) == .unauthorized)
        }
    }

    @Test(
        "After a sign-in nobody is led away",
        arguments: [
            "//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aSet-Cookie:x=1",
            "/\r\nSet-Cookie: x=1",
            "/a/../../", "/sign-out", "javascript:alert(1)", "/?next=:", "///", "/\u{2028}",
        ])
    func led(_ next: String) async throws {
        let fixture = try await ConsoleFixture()
        try await fixture.app().test(.router) { client async throws in
            let answer = try await post(client, [("token", try fixture.link("lin-yue")), ("next", next)])
            #expect(answer.status == .seeOther)
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("/") && !location.hasPrefix("//") && !location.contains("\\"))
            #expect(!location.hasPrefix("/sign-") && location.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
            #expect(answer.headers[values: .setCookie].count == 1)
        }
    }
}
