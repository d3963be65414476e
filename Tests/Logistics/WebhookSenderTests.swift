import Egress
import Foundation
import HTTPTypes
import Plan
import Schemas
import Testing

@testable import Logistics

@Suite struct WebhookSenderTests {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    static func sender(secret: String? = secret, timeout: Duration = .seconds(20), allows: Bool = true)
        -> WebhookSender
    {
        WebhookSender(
            egress: Egress(guardian: AddressGuard(isAllowed: { _, _ in allows })),
            secretName: { _ in "SECRET" }, environment: { $0 == "SECRET" ? secret : nil }, timeout: timeout)
    }

    private func delivery(_ port: Int, _ path: String) -> Delivery {
        Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/\(path)" }
    }

    @Test(arguments: [
        ("hook", SendOutcome.delivered("accepted (200)")), ("status/204", .delivered("accepted (204)")),
        (
            "status/410",
            .refused("refused (410)", "127.0.0.1 answered 410 Gone: it wants no more; change the plan's address")
        ),
        ("limited", .retry("refused (429)", "127.0.0.1 answered 429", after: 17)),
        ("status/400", .retry("refused (400)", "127.0.0.1 answered 400")),
        ("status/500", .retry("refused (500)", "127.0.0.1 answered 500")),
        ("status/502", .retry("refused (502)", "127.0.0.1 answered 502")),
        (
            "moved",
            .retry("refused (302)", "127.0.0.1 redirects, which is not followed; put the new address into the plan")
        ),
    ])
    func theAnswerDecides(path: String, expected: SendOutcome) async throws {
        try await Receiver.serve { receiver, port in
            let outcome = await Self.sender().send(
                Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/\(path)" }, at: Fixture.now)
            #expect(outcome == expected)
            #expect(receiver.calls.count == 1, "a redirect is not followed")
        }
    }

    @Test func theCallIsSignedAsStandardWebhooksSays() async throws {
        try await Receiver.serve { receiver, port in
            let second = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
            let outcome = await Self.sender(secret: "\(Self.secret) \(second)").send(
                Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/hook" }, at: Fixture.now + 1999)
            #expect(outcome.outcome == .delivered)
            let call = try #require(receiver.calls.first)
            func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { call.headers[$0] } }
            #expect(header("webhook-id") == "d0123456789abcdef")
            #expect(header("webhook-timestamp") == "\(Fixture.now / 1000 + 1)")
            #expect(header("content-type") == "application/json")
            let signatures = try WebhookSecret.list("\(Self.secret) \(second)").map {
                $0.signature(id: "d0123456789abcdef", seconds: Fixture.now / 1000 + 1, body: call.body)
            }
            #expect(header("webhook-signature") == signatures.joined(separator: " "))
        }
    }

    /// Each of these once went into the client, or ended the process.
    @Test(arguments: [
        "http://127.0.0.1:99999/hook", "http://127.0.0.1:0/hook", "https://robot:secret@127.0.0.1/hook",
        "ftp://127.0.0.1/",
    ])
    func anAddressThatCannotBeCalledIsRefused(address: String) async {
        let outcome = await Self.sender().send(Fixture.delivery { $0.address = address }, at: Fixture.now)
        #expect(outcome.outcome == .refused && !outcome.error.contains("secret"), "\(outcome)")
    }

    @Test func aRetryAfterThatIsNoDateIsNoWait() async throws {
        try await Receiver.serve { _, port in
            let outcome = await Self.sender().send(
                Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/later" }, at: Fixture.now)
            #expect(outcome == .retry("refused (503)", "127.0.0.1 answered 503"))
        }
    }

    /// What the recipient says after its yes is not read: it cannot take the yes back.
    @Test func anEndlessAnswerIsTaken() async throws {
        try await Receiver.serve { receiver, port in
            let outcome = await Self.sender().send(
                Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/endless" }, at: Fixture.now)
            #expect(outcome == .delivered("accepted (200)"))
        }
    }

    @Test func aReceiverThatHangsIsTriedAgain() async throws {
        try await Receiver.serve { _, port in
            let outcome = await Self.sender(timeout: .milliseconds(300)).send(
                Fixture.delivery { $0.address = "http://127.0.0.1:\(port)/hang" }, at: Fixture.now)
            #expect(outcome.outcome == .retry && outcome.verdict == "unknown")
        }
    }

    @Test func nobodyThereIsTriedAgain() async {
        let outcome = await Self.sender().send(delivery(1, ""), at: Fixture.now)
        #expect(outcome.outcome == .retry && outcome.verdict == "unknown")
    }

    @Test(arguments: ["127.0.0.1", "2130706433", "127.1", "0x7f.1", "[::ffff:127.0.0.1]"])
    func aForbiddenAddressIsNotCalled(host: String) async throws {
        try await Receiver.serve { receiver, port in
            let outcome = await Self.sender(allows: false).send(
                Fixture.delivery { $0.address = "http://\(host):\(port)/hook" }, at: Fixture.now)
            #expect(outcome.outcome == .refused && outcome.error.contains("no public address"))
            #expect(receiver.calls.isEmpty)
        }
    }

    /// A name that answers differently the second time (DNS rebinding) gains nothing: the checked address is called.
    @Test func whatWasCheckedIsWhatIsCalled() async throws {
        try await Receiver.serve { receiver, port in
            var sender = Self.sender()
            sender.egress.guardian.resolve = { name in
                #expect(name == "rebinding.example")
                return try await NetworkAddress.lookUp("127.0.0.1")
            }
            let outcome = await sender.send(
                Fixture.delivery { $0.address = "http://rebinding.example:\(port)/hook" }, at: Fixture.now)
            #expect(outcome.outcome == .delivered)
            #expect(receiver.calls.count == 1)
        }
    }

    @Test func aNameWithoutAddressIsTriedAgain() async {
        var sender = Self.sender()
        sender.egress.guardian.resolve = { _ in [] }
        #expect(await sender.send(delivery(80, ""), at: Fixture.now).outcome == .retry)
    }

    @Test(arguments: [nil, "", "nonsense"] as [String?])
    func aSecretThatIsNotThereIsSaid(secret: String?) async {
        let outcome = await Self.sender(secret: secret).send(delivery(1, ""), at: Fixture.now)
        #expect(outcome.outcome == .retry && outcome.error.contains("environment SECRET"))
    }

    @Test func aStatementThatIsTooLongIsRefused() async {
        let outcome = await Self.sender().send(
            Fixture.delivery {
                $0.contentHash = "c0ffee"
                $0.body = String(repeating: "长", count: 10_000)
            }, at: Fixture.now)
        #expect(outcome.outcome == .refused && outcome.error.contains("under 20000"))
    }

    @Test func theSecretIsThatOfTheDeliverysPlace() throws {
        let plan = try Fixture.plan()
        var delivery = Fixture.delivery { $0.address = "http://127.0.0.1:8090/people/lin-yue" }
        #expect(plan.secretName(for: delivery) == "FENGHUO_WEBHOOK_SECRET")
        delivery.address = "http://127.0.0.1:8090/nobody"
        #expect(plan.secretName(for: delivery) == nil)
    }
}
