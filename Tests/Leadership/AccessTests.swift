import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Audit of access")
struct AccessTests {
    @Test("Signing in, being refused and signing out are on the log, each with who")
    func recorded() async throws {
        let fixture = try await ConsoleFixture()
        let token = try fixture.link("he-junyi")
        try await fixture.app().test(.router) { client in
            let signedIn = try await client.execute(
                uri: "/sign-in", method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "token=\(token)"))
            let cookie = String(try #require(signedIn.headers[.setCookie]).prefix { $0 != ";" })
            let session = try #require(
                fixture.console.sessions.open(
                    String(cookie.dropFirst(Sessions.cookie.count + 1)), now: fixture.clock.now))
            let seal = fixture.console.forgery.seal(of: session)
            _ = try await client.execute(
                uri: "/incidents/inc1/decisions/regrade", method: .post,
                headers: [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "csrf=\(seal)&nonce=nonce-0001&grade=I&reason=x"))
            _ = try await client.execute(
                uri: "/sign-out", method: .post,
                headers: [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "csrf=\(seal)"))
        }
        await fixture.console.ledger.flush()
        let accesses = try fixture.accesses
        #expect(accesses.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.signedIn, .signedOut, .refused])
        #expect(accesses.allSatisfy { $0.person == "he-junyi" })
        let refused = try #require(accesses.first { $0.kind == .refused })
        #expect(refused.reason == "permission")
        #expect(refused.path == "/incidents/inc1/decisions/regrade")
        #expect(refused.detail.contains("lacks the permission regrade"))
        await fixture.catchUp()
        #expect(await fixture.view.snapshot.audit.lines.count == 3)
        #expect(accesses.first { $0.kind == .signedIn }?.means == "link")
    }

    @Test("A session that was signed out of elsewhere is over here, too")
    func elsewhere() async throws {
        let fixture = try await ConsoleFixture()
        let browser = fixture.browser("lin-yue")
        try await fixture.app().test(.router) { client in
            func status() async throws -> HTTPResponse.Status {
                try await client.execute(uri: "/api/v1/me", method: .get, headers: browser.headers).status
            }
            #expect(try await status() == .ok)
            // Another process put it on the log.
            try await fixture.show([
                (
                    .accessRecorded, "lin-yue",
                    Access.with {
                        $0.kind = .signedOut
                        $0.person = "lin-yue"
                        $0.session = browser.session.digest
                        $0.sessionUntil = browser.session.expiresAt
                    }
                )
            ])
            #expect(try await status() == .unauthorized)
        }
    }

    @Test("A flood of refusals is a few records, and not one is lost")
    func flood() async throws {
        let fixture = try await ConsoleFixture()
        let ledger = fixture.console.ledger
        let problem = Problem(.signIn("signature"), "the token was not signed with this console's key")
        func refuse(_ path: String) {
            ledger.refused(
                problem, means: "none", method: "GET", path: path, address: "192.0.2.1", now: fixture.clock.now)
        }
        for _ in 0..<10_000 { refuse("/api/v1/incidents") }
        await ledger.flush()
        #expect(try fixture.accesses.map(\.count) == [10_000])
        for _ in 0..<500 { refuse("/api/v1/incidents") }
        await ledger.flush()
        #expect(try fixture.accesses.count == 1, "alike within the minute: they wait for its end")
        for index in 0..<5_000 { refuse("/made-up-\(index)") }
        await ledger.flush()
        fixture.clock.advance(by: 3_600_000)
        await ledger.flush()
        let accesses = try fixture.accesses
        #expect(accesses.reduce(0) { $0 + $1.count } == 15_500)
        #expect(accesses.count <= 2 * AccessLedger.mostAnonymous + 2)
        #expect(Set(accesses.map(\.id)).count == accesses.count)
        #expect(accesses.contains { $0.reason == "many-more" })
    }

    @Test("Nobody in particular fills the audit by more than two records a kind and hour, however they go about it")
    func anonymousDay() async throws {
        let fixture = try await ConsoleFixture()
        let ledger = fixture.console.ledger
        let start = fixture.clock.now
        for minute in 0..<(24 * 60) {
            for index in 0..<50 {
                ledger.refused(
                    Problem(.signIn("missing"), "sign in first"), means: "none", method: "GET",
                    path: "/p-\(minute)-\(index)", address: "192.0.2.1", now: fixture.clock.now)
            }
            await ledger.flush()
            fixture.clock.advance(by: 60_000)
        }
        fixture.clock.advance(by: 3_600_000)
        await ledger.flush()
        let accesses = try fixture.accesses
        #expect(accesses.reduce(0) { $0 + $1.count } == 24 * 60 * 50)
        let hours = (fixture.clock.now - start) / 3_600_000 + 1
        #expect(accesses.count <= Int(hours) * (2 * AccessLedger.mostAnonymous + 2))
    }

    @Test("What the log does not take is tried again; when too much waits, nobody comes in unrecorded")
    func unreachable() async throws {
        let fixture = try await ConsoleFixture()
        let ledger = fixture.console.ledger
        fixture.log.failNext(2)
        func session(_ person: String) -> Session {
            fixture.console.sessions.begin(person: person, until: .max, now: fixture.clock.now)
        }
        try ledger.signedIn(session("lin-yue"), means: "token", address: "")
        await ledger.flush()
        await ledger.flush()
        #expect(try fixture.accesses.isEmpty)
        for _ in 1..<AccessLedger.mostWaiting {
            try ledger.signedIn(session("lin-yue"), means: "token", address: "")
        }
        #expect(throws: Problem.self) { try ledger.signedIn(session("he-junyi"), means: "token", address: "") }
        await ledger.flush()
        #expect(try fixture.accesses.count == AccessLedger.mostWaiting)
    }

    @Test("A session ends when nothing is done, and when its time is up; what a page does by itself keeps nothing open")
    func idle() async throws {
        let fixture = try await ConsoleFixture()
        let limits = fixture.console.sessions.limits
        let session = fixture.console.sessions.begin(
            person: "lin-yue", until: .max, now: fixture.clock.now)
        #expect(session.endsAt == fixture.clock.now + limits.idle)
        let browser = Browser(
            cookie: "\(Sessions.cookie)=\(fixture.console.sessions.seal(session))", seal: "", session: session)
        try await fixture.app().test(.router) { client in
            func renewed(_ mode: String?) async throws -> String? {
                var headers = browser.headers
                if let mode { headers[HTTPField.Name("Sec-Fetch-Mode") ?? .cookie] = mode }
                return try await client.execute(uri: "/", method: .get, headers: headers).headers[.setCookie]
            }
            #expect(try await renewed("navigate") == nil, "nothing to renew yet")
            fixture.clock.advance(by: limits.idle / 2)
            #expect(try await renewed("cors") == nil)
            #expect(try await renewed("navigate")?.hasPrefix(Sessions.cookie) == true)
            fixture.clock.advance(by: limits.idle / 2)
            let answer = try await client.execute(uri: "/", method: .get, headers: browser.headers)
            #expect(answer.status == .seeOther)
        }
        // However busy, it does not outlast its longest time.
        let end = session.expiresAt
        #expect(fixture.console.sessions.renewed(session, now: end - 1)?.endsAt == end)
    }
}
