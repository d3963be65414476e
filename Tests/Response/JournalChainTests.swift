import Foundation
import Plan
import Schemas
import Testing

@testable import Response

@Suite("Journal chain") struct JournalChainTests {
    static func journal() throws -> [JournalEntry] {
        var desk = try Desk.open()
        try desk.handle()
        return try desk.journal()
    }

    @Test func aTrueJournalHasNoFault() throws {
        let journal = try Self.journal()
        #expect(journal.count > 30)
        #expect(journal.first?.previousHash.isEmpty == true)
        #expect(JournalChain.verify(journal, newestHash: EventID.hex(try #require(journal.last).hash)) == nil)
        #expect(journal.allSatisfy { $0.planHash.count == 64 })
    }

    typealias Tampering = @Sendable (inout [JournalEntry]) -> Void
    static let tamperings: [(String, Int, Tampering)] = [
        ("actor altered", 4, { $0[4].actor = "nobody" }),
        ("detail altered", 4, { $0[4].details["source"] = "nobody" }),
        ("time altered", 0, { $0[0].at += 1 }),
        ("hash altered", 7, { $0[7].hash[0] ^= 1 }),
        ("deleted", 5, { $0.remove(at: 5) }),
        ("first deleted", 0, { $0.removeFirst() }),
        ("reordered", 3, { $0.swapAt(3, 9) }),
        ("another incident's", 6, { $0[6].incidentID = "incident-2" }),
        (
            "deleted and renumbered", 5,
            {
                $0.remove(at: 5)
                for index in 5..<$0.count { $0[index].sequence -= 1 }
            }
        ),
        (
            "altered and sealed again", 5,
            {
                $0[4].actor = "nobody"
                if let hash = try? JournalChain.hash(of: $0[4]) { $0[4].hash = hash }
            }
        ),
    ]

    @Test(arguments: tamperings.indices) func tamperingIsFound(index: Int) throws {
        let (name, place, tamper) = Self.tamperings[index]
        var journal = try Self.journal()
        tamper(&journal)
        let fault = try #require(JournalChain.verify(journal), "\(name)")
        #expect(fault.index == place, "\(name): \(fault)")
    }

    @Test func aMissingEndIsFoundByTheNewestHash() throws {
        var journal = try Self.journal()
        let newest = EventID.hex(try #require(journal.last).hash)
        journal.removeLast()
        #expect(JournalChain.verify(journal) == nil)
        #expect(JournalChain.verify(journal, newestHash: newest)?.index == journal.count)
    }

    @Test func hexReadsBack() {
        #expect(EventID.bytes(hex: EventID.hex([0, 15, 160, 255])) == [0, 15, 160, 255])
        for wrong in ["0", "0g", "zz"] { #expect(EventID.bytes(hex: wrong) == nil) }
    }

    @Test func everyKindOfDecisionNamesAPermissionOfThePlan() {
        let kinds: [Decision.OneOf_Kind] = [
            .regrade(.init()), .falseAlarm(.init()), .merge(.init()), .split(.init()), .rumour(.init()),
            .confirmGrade(.init()), .strategy(.init()), .editStatement(.init()), .sign(.init()), .release(.init()),
            .withdraw(.init()), .issueDirective(.init()), .updateDirective(.init()), .waiveDirective(.init()),
            .meetClock(.init()), .explainClock(.init()), .close(.init()), .reopen(.init()), .note(.init()),
            .acknowledge(.init()), .requestResource(.init()), .decideResource(.init()), .retryDelivery(.init()),
            .openCase(.init()), .extendClock(.init()), .requestReport(.init()), .writeEvaluation(.init()),
        ]
        #expect(Set(kinds.map(DecisionPolicy.name(of:))).count == kinds.count)
        for kind in kinds {
            #expect(ResponsePlan.Permission(rawValue: DecisionPolicy.permission(for: kind)) != nil)
        }
    }
}
