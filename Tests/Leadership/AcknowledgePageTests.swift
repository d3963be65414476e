import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

@Suite("Acknowledging by a link") struct AcknowledgePageTests {
    private static let links = AcknowledgementLinks(secret: "a secret of tests, thirty-two bytes.")

    private static func delivery(_ change: (inout Delivery) -> Void = { _ in }) -> Delivery {
        var delivery = Delivery.with {
            $0.id = "d0123456789abcdef"
            $0.incidentID = Samples.incident().id
            $0.subject = "lanjiang-bank"
            $0.recipient = "lin-yue"
            $0.title = "a title that is nobody else's"
            $0.acknowledge = true
            $0.state = .delivered
            $0.createdAt = ConsoleFixture.now
        }
        change(&delivery)
        return delivery
    }

    private static func fixture(_ deliveries: [Delivery]) async throws -> ConsoleFixture {
        var fixture = try await ConsoleFixture()
        fixture.console.acknowledgements = links
        try await fixture.show(deliveries.map { (EventKind.deliveryUpdated, $0.id, $0) })
        return fixture
    }

    private static func call(
        _ fixture: ConsoleFixture, _ method: HTTPRequest.Method, _ token: String, headers: HTTPFields = [:]
    ) async throws -> (status: HTTPResponse.Status, page: String) {
        var all = headers
        all[.acceptLanguage] = "en"
        return try await fixture.app().test(.router) { [all] client in
            let answer = try await client.execute(uri: "/acknowledge/\(token)", method: method, headers: all)
            return (answer.status, String(buffer: answer.body))
        }
    }

    private static func decisions(_ fixture: ConsoleFixture) async throws -> [Decision] {
        await fixture.catchUp()
        return await Array(fixture.view.snapshot.decisions.values)
    }

    @Test func `opening it says nothing and shows nothing, its button acknowledges once`() async throws {
        let fixture = try await Self.fixture([Self.delivery()])
        let token = Self.links.token(of: Self.delivery())
        for method in [HTTPRequest.Method.get, .head] {
            let shown = try await Self.call(fixture, method, token)
            #expect(shown.status == .ok)
            #expect(!shown.page.contains("nobody else's") && !shown.page.contains("Lin Yue"))
        }
        #expect(try await Self.call(fixture, .get, token).page.contains("data-test=\"acknowledge-link\""))
        #expect(try await Self.decisions(fixture).isEmpty)
        for _ in 0..<2 {
            let done = try await Self.call(fixture, .post, token)
            #expect(done.status == .ok && done.page.contains("data-standing=\"done\""))
        }
        let decisions = try await Self.decisions(fixture)
        #expect(decisions.map(\.person) == ["lin-yue"])
        #expect(decisions.map(\.acknowledge.deliveryID) == [Self.delivery().id])
    }

    @Test(arguments: [
        (DeliveryState.acknowledged, "before"), (.cancelled, "over"), (.failed, "asking"), (.pending, "asking"),
    ])
    func `it says how the message stands`(state: DeliveryState, standing: String) async throws {
        let fixture = try await Self.fixture([Self.delivery { $0.state = state }])
        let page = try await Self.call(fixture, .get, Self.links.token(of: Self.delivery())).page
        #expect(page.contains("data-standing=\"\(standing)\""))
    }

    @Test func `what is no link, or has expired, acknowledges nothing`() async throws {
        let fixture = try await Self.fixture([Self.delivery()])
        let token = Self.links.token(of: Self.delivery())
        let others = Self.links.token(of: Self.delivery { $0.recipient = "zhou-heng" })
        let foreign = AcknowledgementLinks(secret: String(repeating: "x", count: 40)).token(of: Self.delivery())
        let unknown = Self.links.token(of: Self.delivery { $0.id = "another" })
        for wrong in [others, foreign, unknown, "x", "a.b", String(token.dropLast()), "%00", "%0d%0a.1"] {
            for method in [HTTPRequest.Method.get, .post] {
                #expect(try await Self.call(fixture, method, wrong).status == .unauthorized, "\(wrong)")
            }
        }
        let posted: HTTPFields = [.origin: "https://elsewhere.example"]
        #expect(try await Self.call(fixture, .post, token, headers: posted).status == .forbidden)
        fixture.clock.advance(by: AcknowledgementLinks.lifetime + 1)
        #expect(try await Self.call(fixture, .post, token).status == .unauthorized)
        #expect(try await Self.decisions(fixture).isEmpty)
    }

    @Test func `a link opens no session`() async throws {
        let fixture = try await Self.fixture([Self.delivery()])
        let token = Self.links.token(of: Self.delivery())
        try await fixture.app().test(.router) { client in
            let answer = try await client.execute(uri: "/acknowledge/\(token)", method: .post)
            #expect(answer.headers[.setCookie] == nil)
            let board = try await client.execute(uri: "/", method: .get)
            #expect(board.status == .seeOther)
        }
    }
}
