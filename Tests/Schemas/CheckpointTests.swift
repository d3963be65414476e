import Foundation
import Schemas
import Testing

@Suite("Checkpoints") struct CheckpointTests {
    static let key = CheckpointKey()

    static func checkpoint(_ sequence: Int64, after previous: Checkpoint? = nil, key: CheckpointKey = key) throws
        -> Checkpoint
    {
        var one = Checkpoint()
        one.chain = "journal-3"
        one.sequence = sequence
        one.at = 1_767_600_000_000 + sequence
        one.reason = "hourly"
        one.previousHash = previous?.hash ?? ""
        var head = JournalHead()
        head.incidentID = "事件-\(sequence)"
        head.entries = sequence * 10
        head.hash = String(repeating: "0a", count: 32)
        one.heads = [head]
        return try one.signed(with: key)
    }

    static func chain(_ count: Int64, key: CheckpointKey = key) throws -> [Checkpoint] {
        var all: [Checkpoint] = []
        for sequence in 1...count { all.append(try checkpoint(sequence, after: all.last, key: key)) }
        return all
    }

    @Test func theTextIsAsTheDocumentsSay() throws {
        #expect(
            try Self.checkpoint(1).text == """
                fenghuo checkpoint v1
                chain journal-3
                sequence 1
                at 1767600000001
                reason hourly
                previous none
                journal 事件-1 10 \(String(repeating: "0a", count: 32))

                """)
    }

    static let spoilt: [@Sendable (inout Checkpoint) -> Void] = [
        { $0.at += 1 }, { $0.heads[0].entries += 1 }, { $0.heads[0].hash = String(repeating: "0b", count: 32) },
        { $0.heads[0].incidentID = "another" }, { $0.heads = [] }, { $0.heads.append($0.heads[0]) },
        { $0.reason = "closed" }, { $0.sequence = 9 }, { $0.chain = "journal-4" },
        { $0.previousHash = String(repeating: "00", count: 32) }, { $0.signature = "" }, { $0.publicKey = "AA==" },
        { $0.publicKey = CheckpointKey().publicKey.base64 }, { $0.hash = "" },
        {
            $0.at += 1
            $0.hash = ""
        },
    ]

    @Test(arguments: spoilt.indices) func whatWasAlteredShows(_ index: Int) throws {
        var one = try Self.checkpoint(1)
        #expect(one.check(trusting: []) == nil)
        Self.spoilt[index](&one)
        #expect(one.check(trusting: []) != nil)
    }

    @Test func anotherKeysWordDoesNotCount() throws {
        let own = try Self.checkpoint(1)
        #expect(own.check(trusting: [Self.key.publicKey]) == nil)
        #expect(
            own.check(trusting: [CheckpointKey().publicKey])?.description.contains("not among those trusted") == true)
    }

    @Test func keysGoThroughPEM() throws {
        let again = try CheckpointKey(pem: Self.key.pem)
        #expect(again.publicKey == Self.key.publicKey)
        #expect(CheckpointPublicKey(Self.key.publicKey.pem) == Self.key.publicKey)
        #expect(CheckpointPublicKey(Self.key.publicKey.base64) == Self.key.publicKey)
        for odd in [
            "", "AA==", "-----BEGIN PUBLIC KEY-----", Self.key.pem,
            "-----BEGIN PUBLIC KEY-----AA-----END PUBLIC KEY-----",
        ] {
            #expect(CheckpointPublicKey(odd) == nil)
        }
        for odd in ["", Self.key.publicKey.pem, "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----"] {
            #expect(throws: CheckpointKey.Fault.self) { try CheckpointKey(pem: odd) }
        }
    }

    @Test func aChainThatIsCutOrMovedOrForkedShows() throws {
        let chain = try Self.chain(4)
        func faults(_ logged: [Checkpoint], kept: [Checkpoint] = []) -> Int {
            CheckpointChains(logged: logged, kept: kept, trusting: [Self.key.publicKey]).faults.count
        }
        #expect(faults(chain) == 0)
        #expect(faults(chain, kept: chain) == 0)
        #expect(faults([chain[0], chain[2], chain[1], chain[3]]) == 1)
        #expect(faults(Array(chain.dropFirst())) == 1)
        #expect(faults([chain[0], chain[0]]) == 1)
        #expect(faults(Array(chain.prefix(2))) == 0, "cut off at the end: only what is kept outside tells")
        #expect(faults(Array(chain.prefix(2)), kept: [chain[3]]) == 1)
        // Written anew with the key: only what is kept outside tells.
        var other = try Self.checkpoint(1)
        other.heads[0].hash = String(repeating: "cc", count: 32)
        let anew = [try other.signed(with: Self.key)]
        #expect(faults(anew) == 0)
        #expect(faults(anew, kept: [chain[0]]) == 1)
        let stranger = try Self.chain(4, key: CheckpointKey())
        #expect(faults(stranger) == 1)
        #expect(CheckpointChains(logged: stranger).faults.isEmpty, "without a key to trust anybody's word is taken")
        for sequence in [Int64.min, -1, 0, .max] {
            var odd = chain[0]
            odd.sequence = sequence
            #expect(faults(chain, kept: [try odd.signed(with: Self.key)]) == 1)
        }
    }

    @Test func whatIsKeptIsReadHoweverItWasKept() throws {
        let chain = try Self.chain(3)
        let json = try chain.map { String(decoding: try EventCodec.encode($0, as: .json) as [UInt8], as: UTF8.self) }
        func read(_ text: String) -> [Checkpoint] { CheckpointNotes.read(Data(text.utf8)) }
        #expect(read(json.joined(separator: "\n")) == chain)
        let notes = chain.map(\.note).joined(separator: "\nFrom: somebody\n\n")
        #expect(read("Hello,\n\n" + notes + "\nregards") == chain)
        #expect(read(notes.replacing("\n", with: "\r\n")) == chain)
        let body = Data(chain[1].note.utf8).base64EncodedString(options: .lineLength76Characters)
        let mail = "From: <a@b>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body + "\r\n"
        #expect(read(mail) == [chain[1]])
        struct Message: Encodable { var body: String }
        let hook = String(decoding: try JSONEncoder().encode(Message(body: chain[2].note)), as: UTF8.self)
        #expect(read(hook) == [chain[2]])
        #expect(read(notes).allSatisfy { $0.check(trusting: [Self.key.publicKey]) == nil })
        for odd in [
            "", "{", "{}", "fenghuo checkpoint v1\nsignature x", "signature x",
            "fenghuo checkpoint v1\nat 99999999999999999999",
        ] {
            #expect(read(odd).allSatisfy { $0.check(trusting: []) != nil })
        }
    }

    @Test func aJournalIsHeldAgainstWhoDecided() throws {
        var decision = Decision()
        decision.id = "decision-1"
        decision.incidentID = "incident-1"
        decision.person = "lin-yue"
        decision.decidedAt = 10
        decision.note.text = "呈报董事会"
        func entry(_ change: (inout JournalEntry) -> Void = { _ in }) -> JournalEntry {
            var entry = JournalEntry()
            entry.incidentID = "incident-1"
            entry.sequence = 1
            entry.at = 5
            entry.actor = "lin-yue"
            entry.action = "noted"
            entry.details = ["text": "呈报董事会"]
            entry.decisionID = "decision-1"
            change(&entry)
            return entry
        }
        let record = JournalDecisions([decision])
        #expect(record.verify([entry()]) == nil)
        #expect(record.verify([entry { $0.actor = "zhou-heng" }]) != nil)
        #expect(record.verify([entry { $0.decisionID = "" }]) != nil)
        #expect(record.verify([entry { $0.decisionID = "decision-2" }]) != nil)
        #expect(record.verify([entry { $0.incidentID = "incident-2" }]) != nil)
        #expect(record.verify([entry { $0.details["for"] = "zhou-heng" }]) != nil)
        #expect(record.verify([entry { $0.details["text"] = "不呈报" }]) != nil)
        let system = entry {
            $0.actor = "system"
            $0.decisionID = ""
        }
        let late = entry {
            $0.actor = "system"
            $0.decisionID = ""
            $0.at = 4_000_000
        }
        #expect(record.verify([system]) == nil, "the decision may be on its way")
        #expect(record.verify([system, late])?.found.contains("no entry of decision") == true)
        #expect(JournalDecisions([decision], buried: ["decision-1"]).verify([system, late]) == nil)
    }
}
