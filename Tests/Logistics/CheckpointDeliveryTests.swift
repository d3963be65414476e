import EventLog
import Foundation
import Plan
import Processing
import Schemas
import Testing

@testable import Logistics

@Suite struct CheckpointDeliveryTests {
    static func checkpoint(_ sequence: Int64, key: CheckpointKey = CheckpointKey()) throws -> Checkpoint {
        var one = Checkpoint()
        one.chain = "journal-3"
        one.sequence = sequence
        one.at = Fixture.now
        one.reason = "closed"
        one.previousHash = sequence > 1 ? String(repeating: "0a", count: 32) : ""
        var head = JournalHead()
        head.incidentID = "incident-1"
        head.entries = 7
        head.hash = String(repeating: "0b", count: 32)
        one.heads = [head]
        return try one.signed(with: key)
    }

    @Test func aCheckpointGoesToWhomThePlanNamesWordForWord() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let checkpoint = try Self.checkpoint(1)
        try driver.pipe(.checkpointSigned, checkpoint, key: "journal-3", partitionKey: "journal-3")
        try driver.pipe(.checkpointSigned, checkpoint, key: "journal-3", partitionKey: "journal-3")
        let delivery = try #require(driver.deliveries.first)
        #expect(driver.deliveries.count == 1)
        #expect(delivery.channel == "email" && delivery.state == .pending && delivery.subject == "journal-3")
        #expect(CheckpointNotes.read(Data(delivery.body.utf8)) == [checkpoint])
        // As the mail has it, base64 and all.
        let mail = try MailMessage(delivery, from: MailAddress("fenghuo@lanjiang.example"))
        let read = CheckpointNotes.read(Data(mail.bytes))
        #expect(read == [checkpoint])
        #expect(read.first?.check(trusting: []) == nil)
    }

    @Test func aPlanWithoutThatRouteSendsNone() throws {
        var plan = try Fixture.plan()
        plan.routing.removeAll { $0.what == .journalCheckpoint }
        var driver = Fixture.driver(plan)
        try driver.pipe(.checkpointSigned, try Self.checkpoint(1), key: "journal-3", partitionKey: "journal-3")
        #expect(driver.deliveries.isEmpty)
    }

    @Test func deliveriesOfCheckpointsDoNotPileUp() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let most = LogisticsProcessor.mostCheckpointDeliveries
        for sequence in 1...Int64(most + 50) {
            driver.now += 1000
            try driver.pipe(
                .checkpointSigned, try Self.checkpoint(sequence), key: "journal-3", partitionKey: "journal-3")
            let delivery = try #require(driver.deliveries.last { $0.state == .pending })
            var attempt = Attempt()
            attempt.deliveryID = delivery.id
            attempt.number = 1
            attempt.at = driver.now
            attempt.outcome = .delivered
            attempt.subject = delivery.subject
            try driver.pipe(.attemptMade, attempt, key: delivery.id, partitionKey: delivery.subject)
        }
        #expect(driver.processor.book.table.count <= most + 1)
    }

    @Test func aCheckpointThatSaysNothingIsRefused() throws {
        var driver = Fixture.driver(try Fixture.plan())
        let outcome = try driver.pipe(.checkpointSigned, Checkpoint(), key: "x", partitionKey: "x")
        guard case .deadLetter = outcome else {
            Issue.record("it was taken")
            return
        }
    }
}
