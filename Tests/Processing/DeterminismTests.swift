import EventLog
import Processing
import Schemas
import SwiftProtobuf
import Testing

struct DeterminismTests {
    /// Mentions of three subjects, poison among them, with decisions in between.
    private func drive(batch: Int, contentType: ContentType = .protobuf, restartAt: Int? = nil) throws
        -> ProcessorDriver<Tally>
    {
        var driver = ProcessorDriver(now: 5000, batch: batch, contentType: contentType) { Tally() }
        for i in 0..<200 {
            driver.now = 5000 + Int64(i)
            let subject = "s\(i % 3)"
            if i % 40 == 39 {
                try driver.pipe(.decisionTaken, Decision.with { $0.subject = subject }, key: "d\(i)")
            } else {
                let title = i % 17 == 16 ? "refused" : ""
                try driver.pipe(
                    .mentionPublished, Sample.mention("m\(i)", subject: subject, title: title), key: "m\(i)")
            }
            if i == restartAt { try driver.restart() }
        }
        try driver.commit()
        return driver
    }

    private func outputs(_ driver: ProcessorDriver<Tally>) -> [[ProducerRecord]] {
        [EventKind.journalEntered.topic, EventKind.deadLetters].map { topic in
            driver.committed.filter { $0.topicPartition.topic == topic }
        }
    }

    /// The newest record of each key: headers and bytes.
    private func compacted(_ driver: ProcessorDriver<Tally>) -> [[UInt8]: ProducerRecord] {
        var rows: [[UInt8]: ProducerRecord] = [:]
        for record in driver.committed where record.topicPartition.topic == EventKind.mentionSeen.topic {
            rows[record.key ?? []] = record
        }
        return rows.filter { $0.value.value != nil }
    }

    @Test("Batches do not show in the bytes", arguments: [7, 1000], ContentType.allCases)
    func batches(batch: Int, contentType: ContentType) throws {
        let single = try drive(batch: 1, contentType: contentType)
        let other = try drive(batch: batch, contentType: contentType)
        #expect(outputs(other) == outputs(single))
        #expect(compacted(other) == compacted(single))
        #expect(single.deadLetters().count == 11)
    }

    @Test("A crash does not show in the bytes", arguments: [1, 3, 7, 50], [0, 5, 99, 199])
    func crashes(batch: Int, at: Int) throws {
        let (whole, broken) = (try drive(batch: batch), try drive(batch: batch, restartAt: at))
        #expect(broken.committed == whole.committed)
    }

    @Test("Event ids are unique")
    func ids() throws {
        var driver = try drive(batch: 7)
        try driver.tick(at: 6000)
        let ids = driver.committed.filter { $0.topicPartition.topic != EventKind.deadLetters }
            .compactMap { $0.headers.first { $0.name == "ce_id" }?.value }
        #expect(Set(ids).count == ids.count)
    }

    @Test("Both content types are read, whichever is written", arguments: ContentType.allCases, ContentType.allCases)
    func contentTypes(read: ContentType, written: ContentType) throws {
        var driver = ProcessorDriver(contentType: written) { Tally() }
        let made = try Sample.record(.mentionPublished, Sample.mention("m"), key: "m", as: read)
        let record = LogRecord(
            topicPartition: made.topicPartition, offset: 0, timestamp: 1, key: made.key, value: made.value,
            headers: made.headers)
        #expect(try driver.pipe(record) == .processed)
        #expect(try driver.outputs(.journalEntered, as: JournalEntry.self).map(\.about) == ["m: 1 of 1"])
        try driver.restart()
        #expect(driver.processor.total == 1)
    }

    @Test(
        "Whatever a processor throws, its changes are taken back", arguments: ["refused", "failed", "undeclared"])
    func takenBack(title: String) throws {
        var driver = ProcessorDriver(batch: 100) { Tally() }
        try driver.pipe(.mentionPublished, Sample.mention("m0"), key: "m0")
        guard case .deadLetter = try driver.pipe(.mentionPublished, Sample.mention("m1", title: title), key: "m1")
        else {
            Issue.record("expected a dead letter")
            return
        }
        #expect(driver.processor.total == 1)
        try driver.commit()
        #expect(try driver.table(.mentionSeen, as: Seen.self).mapValues(\.at) == ["lanjiang-bank": 1])
        #expect(try driver.outputs(.journalEntered, as: JournalEntry.self).map(\.about) == ["m0: 1 of 1"])
    }

    @Test("A core runs without encoding anything")
    func direct() throws {
        var core = TaskCore(Tally(), partition: 0, partitions: 1)
        let made = try Sample.record(.mentionPublished, Sample.mention("m"), key: "m")
        let record = LogRecord(
            topicPartition: made.topicPartition, offset: 9, timestamp: 1, key: made.key, value: made.value,
            headers: made.headers)
        try core.handle(try InputEvent(record, kind: .mentionPublished), now: 5)
        let outputs = core.takeEmitted()
        #expect(outputs.map(\.kind.topic) == [EventKind.journalEntered.topic])
        #expect(outputs.map(\.time) == [5])
        #expect(core.takeChanges().map(\.key) == ["lanjiang-bank"])
        #expect(core.takeEmitted().isEmpty && core.takeChanges().isEmpty)
    }
}
