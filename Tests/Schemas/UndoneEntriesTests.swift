import Schemas
import SwiftProtobuf
import Testing

/// Journals of before only logistics' answers were entered: whole, and with entries of what was not done.
@Suite struct UndoneEntriesTests {
    private static func decision(_ id: String, approve: Bool) -> Decision {
        .with {
            $0.id = id
            $0.incidentID = "incident-1"
            $0.person = "deng-kaifeng"
            $0.decideResource = .with {
                $0.requestID = "r1"
                $0.approve = approve
            }
        }
    }

    private static func entry(_ action: String, _ decision: String, about: String = "", state: String = "")
        -> JournalEntry
    {
        .with {
            $0.incidentID = "incident-1"
            $0.action = action
            $0.actor = "deng-kaifeng"
            $0.about = about
            $0.decisionID = decision
            if !state.isEmpty { $0.details["state"] = state }
        }
    }

    @Test func `A verdict that was noted and never came about is named`() {
        let record = JournalDecisions([Self.decision("d1", approve: true)])
        let noted = Self.entry("decision-noted", "d1", about: "decide-resource")
        #expect(record.undone(in: [noted]) == [noted])
        let approved = Self.entry("resource-decided", "", about: "r1", state: "approved")
        #expect(record.undone(in: [noted, approved]).isEmpty)
        let refused = Self.entry("resource-decided", "", about: "r1", state: "refused")
        #expect(record.undone(in: [noted, refused]) == [noted])
    }

    @Test func `What was noted and then put aside is named`() {
        let decision = Decision.with {
            $0.id = "d2"
            $0.incidentID = "incident-1"
            $0.retryDelivery = .with { $0.deliveryID = "delivery-1" }
        }
        let noted = Self.entry("decision-noted", "d2", about: "retry-delivery")
        #expect(JournalDecisions([decision], buried: ["d2"]).undone(in: [noted]) == [noted])
        #expect(JournalDecisions([decision]).undone(in: [noted]).isEmpty)
    }
}
