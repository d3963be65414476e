import Casework
import Schemas
import SwiftProtobuf
import Testing

@Suite("Links that acknowledge") struct AcknowledgementLinkTests {
    private static let links = AcknowledgementLinks(secret: "a secret of tests, thirty-two bytes.")
    private static let now: Int64 = 1_767_225_600_000

    private static func delivery(_ change: (inout Delivery) -> Void = { _ in }) -> Delivery {
        var delivery = Delivery.with {
            $0.id = "d0123456789abcdef"
            $0.incidentID = "incident-1"
            $0.recipient = "lin-yue"
            $0.createdAt = now
        }
        change(&delivery)
        return delivery
    }

    @Test func `a link is bound to its delivery, person and moment, and ends`() {
        let token = Self.links.token(of: Self.delivery())
        #expect(AcknowledgementLinks.deliveryID(in: token) == "d0123456789abcdef")
        #expect(Self.links.check(token, of: Self.delivery(), now: Self.now) == .good)
        #expect(
            Self.links.check(token, of: Self.delivery(), now: Self.now + AcknowledgementLinks.lifetime + 1) == .expired)
        for other in [
            Self.delivery { $0.id += "0" }, Self.delivery { $0.recipient = "zhou-heng" },
            Self.delivery { $0.createdAt += 1 }, Self.delivery { $0.incidentID = "incident-2" },
        ] {
            #expect(Self.links.check(token, of: other, now: Self.now) == .wrong)
        }
        let others = AcknowledgementLinks(secret: "another secret of tests, as long as it.")
        #expect(others.check(token, of: Self.delivery(), now: Self.now) == .wrong)
    }

    @Test func `every changed character makes it wrong`() {
        let token = Self.links.token(of: Self.delivery())
        for index in token.indices {
            var changed = token
            changed.replaceSubrange(index...index, with: token[index] == "0" ? "1" : "0")
            #expect(Self.links.check(changed, of: Self.delivery(), now: Self.now) == .wrong)
        }
    }

    @Test(arguments: ["", ".", "a", "a.", ".0123456789abcdef0123456789abcdef", "a.b.c", "\r\n.\r\n", "é.é"])
    func `what is no link names no delivery`(text: String) {
        #expect(AcknowledgementLinks.deliveryID(in: text) == nil)
        #expect(Self.links.check(text, of: Self.delivery(), now: .max) == .wrong)
        #expect(AcknowledgementLinks.deliveryID(in: String(repeating: "a", count: 9_999)) == nil)
    }
}
