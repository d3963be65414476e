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

    /// Whatever is done to whichever entry shows, at that entry or before the next.
    @Test func everySingleAlterationDeletionAndReorderingIsFound() throws {
        let journal = try Self.journal()
        let alterations: [(String, @Sendable (inout JournalEntry) -> Void)] = [
            ("at", { $0.at -= 1 }), ("actor", { $0.actor += "x" }), ("action", { $0.action = "noted" }),
            ("about", { $0.about += " " }), ("details", { $0.details["why"] = "made up" }),
            ("decision", { $0.decisionID = "decision-0" }), ("plan", { $0.planHash = String($0.planHash.reversed()) }),
            ("subject", { $0.subject = "somebody-else" }), ("sequence", { $0.sequence += 1 }),
            ("incident", { $0.incidentID = "incident-2" }), ("previous", { $0.previousHash.append(0) }),
            ("hash", { $0.hash = Data($0.hash.reversed()) }),
        ]
        for index in journal.indices {
            for (name, alter) in alterations {
                var altered = journal
                alter(&altered[index])
                let fault = JournalChain.verify(altered)
                // The incident is that of the first entry: altered there, the second shows it.
                let place = name == "incident" && index == 0 ? 0...1 : index...index
                #expect(
                    fault.map { place.contains($0.index) } == true,
                    "\(name) of entry \(index): \(String(describing: fault))")
            }
            var shorter = journal
            shorter.remove(at: index)
            let isLast = index == journal.count - 1
            #expect((JournalChain.verify(shorter) == nil) == isLast, "entry \(index) deleted")
            var doubled = journal
            doubled.insert(journal[index], at: index)
            #expect(JournalChain.verify(doubled) != nil, "entry \(index) twice")
            for other in journal.indices where other > index {
                var moved = journal
                moved.swapAt(index, other)
                #expect(JournalChain.verify(moved)?.index == index, "entries \(index) and \(other) exchanged")
            }
        }
    }

    @Test func aRewrittenEndIsFoundByWhatNamesTheTrueOne() throws {
        let journal = try Self.journal()
        let witness = JournalChain.Witness(
            source: "evaluation", entries: Int64(journal.count - 2), hash: EventID.hex(journal[journal.count - 3].hash))
        #expect(JournalChain.verify(journal, witnesses: [witness]) == nil)
        // Everything from the tenth entry on is written anew, with a chain that is whole in itself.
        var forged = Array(journal.prefix(9))
        for entry in journal.dropFirst(9) {
            var entry = entry
            entry.actor = "nobody"
            forged.append(try JournalChain.seal(entry, after: try #require(forged.last).hash))
        }
        #expect(JournalChain.verify(forged) == nil)
        let fault = try #require(JournalChain.verify(forged, witnesses: [witness]))
        #expect(fault.index == journal.count - 3)
        #expect(fault.expected.contains("evaluation"))
        // Cut off before the witness.
        #expect(JournalChain.verify(Array(journal.prefix(5)), witnesses: [witness])?.index == 5)
        // A short hash, as a report shows it, is enough.
        let short = JournalChain.Witness(
            source: "report", entries: witness.entries, hash: String(witness.hash.prefix(16)))
        #expect(JournalChain.verify(journal, witnesses: [short]) == nil)
        #expect(JournalChain.verify(forged, witnesses: [short]) != nil)
        #expect(JournalChain.verify([], witnesses: [short])?.index == 0)
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
}
