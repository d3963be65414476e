import Casework
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Logistics

/// With the console's address, a webhook's and a mail's text leads somewhere, too.
@Suite("Links in messages") struct LinkedSenderTests {
    private struct Nothing: Sender {
        func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome { .delivered("accepted") }
    }

    private func linked(_ change: (inout Delivery) -> Void) throws -> Delivery {
        LinkedSender(sender: Nothing(), plan: try Fixture.plan(), links: Fixture.links).linked(Fixture.delivery(change))
    }

    @Test func `what asks for an acknowledgement leads to where it is given`() throws {
        let message = try linked { $0.acknowledge = true }
        let token = Fixture.links.acknowledgements.token(of: Fixture.delivery())
        #expect(
            message.wholeBody == "请立即处理。\n\n请确认收到\nhttps://fenghuo.bank.example/acknowledge/\(token)")
        let told = try linked { _ in }
        #expect(told.wholeBody == "请立即处理。\n\nhttps://fenghuo.bank.example/incidents/incident-1")
    }

    @Test func `of several in one message the last is followed by the link`() throws {
        let message = try linked {
            $0.joined = [
                .with {
                    $0.title = "second"
                    $0.text = "text"
                }
            ]
        }
        #expect(message.wholeBody.hasSuffix("second\ntext\n\nhttps://fenghuo.bank.example/incidents/incident-1"))
    }

    @Test func `what is signed goes out word for word`() throws {
        #expect(try linked { $0.contentHash = "signed" }.body == "请立即处理。")
        #expect(try linked { $0.incidentID = "" }.body == "请立即处理。")
    }
}
