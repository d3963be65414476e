import Crypto
import Egress
import Foundation
import HTTPTypes
import Hosting
import Hummingbird
import HummingbirdTesting
import JWTKit
import Plan
import Schemas
import Testing

@testable import Leadership

@Suite("Signing in at the institution's provider")
struct OIDCTests {
    /// A console beside a provider, and a browser that carries cookies.
    struct Round {
        var fixture: ConsoleFixture
        let fake: FakeProvider

        init(claim: String = "email", isVouched: Bool = false, _ fake: FakeProvider, _ fixture: ConsoleFixture) throws {
            self.fixture = fixture
            self.fake = fake
            var console = fixture.console
            console.provider = OIDCProvider(
                settings: OIDCSettings(
                    issuer: fake.issuer, clientID: "console", clientSecret: "s ecret",
                    redirect: "https://fenghuo.example/sign-in/oidc/callback",
                    scopes: "openid email", claim: claim, isEmailVouched: isVouched),
                fetch: .live(Egress(), issuer: fake.issuer),
                key: try TokenKey(bytes: ConsoleFixture.key))
            self.fixture = fixture.with(console)
        }

        struct Begun {
            var address: String
            var cookie: String
        }

        func begin(_ client: some TestClientProtocol, next: String = "") async throws -> Begun {
            let answer = try await client.execute(uri: "/sign-in/oidc?next=\(next)", method: .get)
            #expect(answer.status == .seeOther)
            return Begun(
                address: try #require(answer.headers[.location]),
                cookie: String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" }))
        }

        func finish(
            _ client: some TestClientProtocol, code: String, state: String, cookie: String?
        ) async throws -> TestResponse {
            var headers: HTTPFields = [.acceptLanguage: "en"]
            if let cookie { headers[.cookie] = cookie }
            return try await client.execute(
                uri: "/sign-in/oidc/callback?code=\(code)&state=\(state)", method: .get, headers: headers)
        }
    }

    private func round(
        claim: String = "email", isVouched: Bool = false,
        _ work: @escaping @Sendable (Round, any TestClientProtocol) async throws -> Void
    ) async throws {
        let fixture = try await ConsoleFixture()
        let fake = FakeProvider { fixture.clock.now }
        try await fake.serving {
            let round = try Round(claim: claim, isVouched: isVouched, fake, fixture)
            try await round.fixture.app().test(.router) { client in try await work(round, client) }
        }
    }

    private func expect(_ answer: TestResponse, refused reason: OIDCRefusal.Reason, _ fixture: ConsoleFixture) {
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[values: .setCookie].allSatisfy { !$0.hasPrefix(Sessions.cookie) })
        let text = fixture.console.catalogue[.english]["signIn_refused_\(reason.rawValue)"]
            .replacing("'", with: "&#39;")
        #expect(String(buffer: answer.body).contains(text), "\(reason)")
    }

    @Test("The person whose address the plan has is signed in, and comes to where they wanted to be")
    func good() async throws {
        try await round { round, client in
            let begun = try await round.begin(client, next: "/incidents/inc1")
            #expect(begun.address.hasPrefix(round.fake.issuer + "/authorize?"))
            let (code, state) = try round.fake.consent(to: begun.address)
            let answer = try await round.finish(client, code: code, state: state, cookie: begun.cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/incidents/inc1")
            let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix(Sessions.cookie) })
            let board = try await client.execute(
                uri: "/", method: .get, headers: [.cookie: String(cookie.prefix { $0 != ";" })])
            #expect(board.status == .ok)
            // The secret goes in the header, each part encoded by itself.
            #expect(round.fake.clientsSeen == ["Basic " + Data("console:s%20ecret".utf8).base64EncodedString()])
            await round.fixture.console.ledger.flush()
            let access = try #require(try round.fixture.accesses.last)
            #expect(access.kind == .signedIn && access.person == "lin-yue" && access.means == "oidc")
        }
    }

    @Test("Any other claim holds the person's id")
    func claim() async throws {
        try await round(claim: "fenghuo_person") { round, client in
            for (person, isFine) in [("xu-wenqing", true), ("nobody", false)] {
                round.fake.spoil { $0.person = person }
                let begun = try await round.begin(client)
                let (code, state) = try round.fake.consent(to: begun.address)
                let answer = try await round.finish(client, code: code, state: state, cookie: begun.cookie)
                #expect((answer.status == .seeOther) == isFine)
            }
        }
    }

    static let spoilt: [(OIDCRefusal.Reason, @Sendable (inout FakeProvider.Claims) -> Void)] = [
        (.issuer, { $0.issuer = "https://evil.example" }), (.audience, { $0.audience = ["another"] }),
        (.audience, { $0.audience = ["console", "another"] }),
        (
            .audience,
            {
                $0.audience = ["console", "another"]
                $0.authorizedParty = "another"
            }
        ), (.expired, { $0.expires -= 600 }), (.nonce, { $0.nonce = "another" }),
        (.unverified, { $0.isEmailVerified = false }), (.unverified, { $0.isEmailVerified = nil }),
        (.audience, { $0.audience = [] }), (.expired, { $0.expires = -1e18 }), (.expired, { $0.expires = -1e308 }),
        (.expired, { $0.issuedAt = 1e300 }), (.expired, { $0.issuedAt = $0.expires + 3_600 }),
        (.unknownPerson, { $0.email = "nobody@lanjiang.example" }), (.unknownPerson, { $0.email = nil }),
    ]

    @Test("A token that says something else than was asked for is refused", arguments: spoilt.indices)
    func claims(_ index: Int) async throws {
        let (reason, change) = Self.spoilt[index]
        try await round { round, client in
            round.fake.spoil(change)
            let begun = try await round.begin(client)
            let (code, state) = try round.fake.consent(to: begun.address)
            expect(
                try await round.finish(client, code: code, state: state, cookie: begun.cookie), refused: reason,
                round.fixture)
        }
    }

    @Test("Whether the address was verified is said by true or false; a text says it only where it is a refusal")
    func verifiedByText() throws {
        func verified(_ value: String) throws -> Bool? {
            let token = #"{"iss":"i","aud":"a","exp":1,"email_verified":\#(value)}"#
            return try JSONDecoder().decode(IDToken.self, from: Data(token.utf8)).isEmailVerified
        }
        #expect(try verified("true") == true)
        #expect(try verified("false") == false && verified(#""false""#) == false)
        for text in [#""true""#, #""1""#, #""""#, "null"] { #expect(try verified(text) == nil, "\(text)") }
    }

    @Test(
        "A token that the provider's key did not sign is refused",
        arguments: ["forged", "none", "hmac", "unknown key", "cut", "nonsense"])
    func forged(_ how: String) async throws {
        try await round { round, client in
            let fake = round.fake
            fake.writeToken { claims in
                let good = try await fake.signed(claims)
                let parts = good.split(separator: ".").map(String.init)
                func part(_ text: String) -> String { PendingSignIn.base64URL(Data(text.utf8)) }
                switch how {
                case "forged": return try await FakeProvider.sign(claims, key: ES256PrivateKey(), id: "key-1")
                case "none": return part(#"{"alg":"none"}"#) + "." + parts[1] + "."
                case "hmac":
                    let keys = await JWTKeyCollection().add(
                        hmac: HMACKey(from: Data(repeating: 0, count: 32)), digestAlgorithm: .sha256, kid: "secret")
                    return try await keys.sign(FakeProvider.payload(claims), kid: "secret")
                case "unknown key": return try await fake.signed(claims, id: "key-9")
                case "cut": return parts[0] + "." + parts[1]
                default: return "nonsense"
                }
            }
            let begun = try await round.begin(client)
            let (code, state) = try fake.consent(to: begun.address)
            let reason: OIDCRefusal.Reason =
                switch how {
                case "forged": .signature
                case "none", "hmac": .algorithm
                case "unknown key": .key
                default: .malformed
                }
            expect(
                try await round.finish(client, code: code, state: state, cookie: begun.cookie), refused: reason,
                round.fixture)
        }
    }

    @Test("An answer counts once, in the browser that asked, within ten minutes")
    func replayed() async throws {
        try await round { round, client in
            let begun = try await round.begin(client)
            let (code, state) = try round.fake.consent(to: begun.address)
            // Another browser, or none; a state made up; a cookie altered.
            let other = try await round.begin(client)
            for cookie in [nil, other.cookie, begun.cookie + "x"] {
                expect(
                    try await round.finish(client, code: code, state: state, cookie: cookie), refused: .state,
                    round.fixture)
            }
            expect(
                try await round.finish(client, code: code, state: "made-up", cookie: begun.cookie), refused: .state,
                round.fixture)
            let answer = try await round.finish(client, code: code, state: state, cookie: begun.cookie)
            #expect(answer.status == .seeOther)
            expect(
                try await round.finish(client, code: code, state: state, cookie: begun.cookie), refused: .state,
                round.fixture)
            // The code alone, with a sign-in of one's own, is spent as well.
            expect(
                try await round.finish(
                    client, code: code, state: try round.fake.consent(to: other.address).state, cookie: other.cookie),
                refused: .code, round.fixture)
            let late = try await round.begin(client)
            let consent = try round.fake.consent(to: late.address)
            round.fixture.clock.advance(by: PendingSignIn.longest + 1)
            expect(
                try await round.finish(client, code: consent.code, state: consent.state, cookie: late.cookie),
                refused: .state, round.fixture)
        }
    }

    @Test(
        "Where the provider vouches for its addresses, one that it does not say is verified will do; one that is not, not"
    )
    func vouched() async throws {
        try await round(isVouched: true) { round, client in
            for (isVerified, isFine) in [(nil as Bool?, true), (true, true), (false, false)] {
                round.fake.spoil { $0.isEmailVerified = isVerified }
                let begun = try await round.begin(client)
                let (code, state) = try round.fake.consent(to: begun.address)
                let answer = try await round.finish(client, code: code, state: state, cookie: begun.cookie)
                #expect((answer.status == .seeOther) == isFine, "\(String(describing: isVerified))")
            }
        }
    }

    @Test("However many sign-ins are begun and come to nothing, the next person comes in")
    func flood() async throws {
        try await round { round, client in
            let provider = try #require(round.fixture.console.provider)
            let now = round.fixture.clock.now
            for _ in 0...OIDCProvider.mostUsedStates {
                let (address, cookie) = try await provider.begin(next: "/", instead: "", now: now)
                let state = URLComponents(string: address)?.queryItems?.first { $0.name == "state" }?.value
                do throws(OIDCRefusal) {
                    _ = try await provider.finish(
                        { ["state": state, "error": "access_denied"][$0] ?? nil }, cookie: cookie, now: now)
                    Issue.record("an answer that says no signed somebody in")
                } catch { #expect(error.reason == .provider) }
            }
            let begun = try await round.begin(client)
            let (code, state) = try round.fake.consent(to: begun.address)
            #expect(
                try await round.finish(client, code: code, state: state, cookie: begun.cookie).status == .seeOther)
        }
    }

    @Test("Over an open session its person is asked first; another site cannot say yes for them")
    func openSession() async throws {
        try await round { round, client in
            let open = round.fixture.browser("he-junyi")
            let asked = try await client.execute(uri: "/sign-in/oidc", method: .get, headers: open.headers)
            #expect(asked.status == .ok && asked.headers[.location] == nil)
            #expect(String(buffer: asked.body).contains("that session ends"))
            func say(_ seal: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/sign-in/oidc", method: .post, headers: open.formHeaders, body: open.form([], seal: seal))
            }
            #expect(try await say("00").status == .forbidden)
            let yes = try await say(open.seal)
            #expect(yes.status == .seeOther)
            let pending = String(
                try #require(yes.headers[values: .setCookie].first { $0.hasPrefix(PendingSignIn.cookie) })
                    .prefix { $0 != ";" })
            let (code, state) = try round.fake.consent(to: try #require(yes.headers[.location]))
            // A sign-in begun while nobody was signed in does not end a session opened meanwhile.
            let unasked = try await round.begin(client)
            let other = try round.fake.consent(to: unasked.address)
            expect(
                try await round.finish(
                    client, code: other.code, state: other.state, cookie: unasked.cookie + "; " + open.cookie),
                refused: .state, round.fixture)
            let answer = try await round.finish(
                client, code: code, state: state, cookie: pending + "; " + open.cookie)
            #expect(answer.status == .seeOther)
            let me = try await client.execute(uri: "/api/v1/me", method: .get, headers: open.headers)
            #expect(me.status == .unauthorized, "the old session is over")
        }
    }

    @Test(
        "Key sets that are huge, odd or weak are none, and crash nothing",
        arguments: [
            #"{"keys":[]}"#, #"{"keys":[1,"x",null,{},[]]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"\#(String(repeating: "A", count: 343))","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"\#(String(repeating: "_", count: 200_000))","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"\#(String(repeating: "_", count: 343))"}]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"\#(String(repeating: "_", count: 343))","e":"\#(String(repeating: "_", count: 343))"}]}"#,
            #"{"keys":[{"kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"AA"}]}"#,
            #"{"keys":[{"kty":"EC","kid":"a","crv":"P-256","x":"","y":""}]}"#,
            #"{"keys":[{"kty":"OKP","kid":"a","crv":"Ed25519","x":"AA"}]}"#,
            #"{"keys":[{"kty":"OKP","kid":"a","crv":"X9","x":"AA"}]}"#,
            #"{"keys":[{"kty":"EC","kid":"\#(String(repeating: "k", count: 600))","crv":"P-256","x":"AA","y":"AA"}]}"#,
        ])
    func keySets(_ json: String) async throws {
        let keys = try OIDCKeys(Data(json.utf8))
        for algorithm in OIDCKeys.algorithms {
            for id in ["a", nil] {
                let verifier = try? await keys.verifier(key: id, algorithm: algorithm)
                let token = TrustTests.signed(header: #"{"alg":"\#(algorithm)"}"#, body: "{}")
                if let verifier { #expect((try? await verifier.verify(token, as: IDToken.self)) == nil) }
            }
        }
    }

    @Test("What is no key set at all is refused", arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[[[[["#])
    func noKeySet(_ json: String) { #expect(throws: (any Error).self) { try OIDCKeys(Data(json.utf8)) } }

    @Test(
        "Addresses that no client can go to are none",
        arguments: ["https://sso.example:99999/", "https://sso.example:0/", "https://", "https://a@sso.example/"])
    func addresses(_ address: String) { #expect(!OIDCSettings.isTrustworthy(address)) }

    @Test("Keys may change: an unknown one is asked for, but not at everybody's bidding")
    func rotation() async throws {
        try await round { round, client in
            func signIn() async throws -> HTTPResponse.Status {
                let begun = try await round.begin(client)
                let (code, state) = try round.fake.consent(to: begun.address)
                return try await round.finish(client, code: code, state: state, cookie: begun.cookie).status
            }
            var statuses = [try await signIn(), try await signIn()]
            #expect(round.fake.keysFetched == 1)
            round.fake.rotate()
            statuses.append(try await signIn())
            #expect(round.fake.keysFetched == 1)
            round.fixture.clock.advance(by: OIDCProvider.soonest)
            statuses.append(try await signIn())
            #expect(statuses == [.seeOther, .seeOther, .unauthorized, .seeOther])
            #expect(round.fake.keysFetched == 2)
        }
    }

    @Test("A provider that cannot be reached, or says no, is a page that says so")
    func unavailable() async throws {
        let fixture = try await ConsoleFixture()
        let fake = FakeProvider { fixture.clock.now }
        let round = try Round(fake, fixture)  // not serving
        try await round.fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/sign-in/oidc", method: .get)
            #expect(answer.status == .serviceUnavailable)
        }
        try await self.round { round, client in
            let begun = try await round.begin(client)
            let (_, state) = try round.fake.consent(to: begun.address)
            let answer = try await client.execute(
                uri: "/sign-in/oidc/callback?error=access_denied&state=\(state)", method: .get,
                headers: [.cookie: begun.cookie, .acceptLanguage: "en"])
            expect(answer, refused: .provider, round.fixture)
        }
    }

    @Test("Every reason has its words in every language")
    func words() async throws {
        let catalogue = try await ConsoleFixture().console.catalogue
        for reason in OIDCRefusal.Reason.allCases {
            #expect(catalogue[.english].texts["signIn_refused_\(reason.rawValue)"] != nil, "\(reason)")
        }
    }

    @Test(
        "Settings that would let others in are refused",
        arguments: [
            ["LEADERSHIP_OIDC_ISSUER": "http://sso.example"],
            ["LEADERSHIP_OIDC_ISSUER": "https://sso.example"],
            [
                "LEADERSHIP_OIDC_ISSUER": "https://sso.example", "LEADERSHIP_OIDC_CLIENT_ID": "c",
                "LEADERSHIP_OIDC_REDIRECT": "https://fenghuo.example/elsewhere",
            ],
            [
                "LEADERSHIP_OIDC_ISSUER": "https://sso.example", "LEADERSHIP_OIDC_CLIENT_ID": "c",
                "LEADERSHIP_OIDC_REDIRECT": "https://fenghuo.example/sign-in/oidc/callback",
                "LEADERSHIP_OIDC_SCOPES": "email",
            ],
        ])
    func settings(_ environment: [String: String]) async throws {
        let settings = try await Settings.load(environment: environment)
        #expect(throws: SettingMistake.self) { try OIDCSettings(settings) }
    }
}
