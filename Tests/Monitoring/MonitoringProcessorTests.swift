import EventLog
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Monitoring

@Suite("Each mention is published once") struct MonitoringProcessorTests {
    private func event(_ intake: Intake, offset: Int64) throws -> InputEvent {
        let kind = EventKind.mentionTakenIn
        let attributes = EventAttributes(
            id: "e\(offset)", type: kind.type, source: "/test", time: intake.mention.receivedAt, subject: "",
            partitionKey: intake.mention.subject)
        return InputEvent(
            kind: kind, attributes: attributes, partition: 0, offset: offset, timestamp: intake.mention.receivedAt,
            key: intake.mention.id, data: try intake.serializedBytes())
    }

    private func intake(_ id: String, address: String = "", content: String, at: Int64 = 1_000) -> Intake {
        Intake.with {
            $0.mention.id = id
            $0.mention.subject = "s"
            $0.mention.receivedAt = at
            $0.addressKey = address
            $0.contentKey = content
        }
    }

    /// The ids published, through tables that are restored from the changelog in the middle.
    private func published(_ intakes: [Intake], restoringBefore restart: Int? = nil) throws -> [String] {
        try emitted(intakes, restoringBefore: restart).map(\.id)
    }

    private func emitted(_ intakes: [Intake], restoringBefore restart: Int? = nil) throws -> [Mention] {
        var processor = MonitoringProcessor()
        var changes: [TableChange] = []
        var mentions: [Mention] = []
        for (index, intake) in intakes.enumerated() {
            if index == restart {
                processor = MonitoringProcessor()
                for change in changes {
                    try processor.tables[0].restore(
                        key: change.key, data: change.message.map { try EventCodec.encode($0, as: .protobuf) },
                        contentType: .protobuf)
                }
                processor.restored()
            }
            var context = ProcessorContext(now: intake.mention.receivedAt, partition: 0)
            processor.tables[0].begin()
            try processor.process(try event(intake, offset: Int64(index)), &context)
            processor.tables[0].keep(stamp: ChangeStamp(origin: "t/0/\(index)", now: intake.mention.receivedAt))
            changes += processor.tables[0].takeChanges()
            mentions += context.emitted.compactMap { $0.message as? Mention }
        }
        return mentions
    }

    @Test("the same address or content again is dropped, before and after a restart", arguments: [nil, 1, 2, 3, 4])
    func duplicates(restart: Int?) throws {
        let ids = try published(
            [
                intake("1", address: "s/a1", content: "s/c1"), intake("1", address: "s/a1", content: "s/c2"),
                intake("3", address: "s/a3", content: "s/c1"), intake("4", content: "s/c2"),
                intake("5", address: "s/a5", content: "s/c5"),
            ], restoringBefore: restart)
        #expect(ids == ["1", "5"])
    }

    @Test("what a source edits under an address is published as the mention's revision, now and then and not for ever")
    func revisions() throws {
        func saying(_ text: String, at: Int64, source: String = "news") -> Intake {
            var intake = intake("1", address: "s/a1", content: "s/c\(text)", at: at)
            intake.mention.source = source
            intake.mention.title = "澜江银行"
            intake.mention.text = text
            return intake
        }
        let step = MonitoringProcessor.betweenRevisions
        let first: Int64 = 1_772_438_400_000
        var intakes = [
            saying("正常", at: first), saying("正 常", at: first + 1), saying("另一家转载", at: first + 2, source: "other"),
            saying("停业", at: first + 3), saying("倒闭", at: first + 4), saying("倒闭", at: first + step + 3),
            saying("停业", at: first + step + 4),
        ]
        for restart in [nil, 3, 4, 5] as [Int?] {
            let found = try emitted(intakes, restoringBefore: restart)
            #expect(found.map(\.text) == ["正常", "停业", "倒闭"])
            #expect(found.map(\.revision) == [0, 1, 2])
            #expect(Set(found.map(\.id)) == ["1"])
        }
        intakes = (0..<60).map { saying("第\($0)版", at: first + Int64($0) * step) }
        #expect(try emitted(intakes).count == 1 + Int(MonitoringProcessor.mostRevisions))
    }

    private struct Driver {
        var processor = MonitoringProcessor()
        var offset: Int64 = 0
        var published: [Mention] = []

        mutating func step(
            _ now: Int64, _ body: (inout MonitoringProcessor, inout ProcessorContext) throws -> Void
        ) throws {
            var context = ProcessorContext(now: now, partition: 0)
            processor.tables[0].begin()
            try body(&processor, &context)
            processor.tables[0].keep(stamp: ChangeStamp(origin: "t\(offset)", now: now))
            let changes = processor.tables[0].takeChanges()
            published += context.emitted.compactMap { $0.message as? Mention }
            offset += 1
            _ = changes
        }
    }

    private func saying(_ text: String, at: Int64, isEdit: Bool = false) -> Intake {
        var intake = intake("1", address: "s/a1", content: "s/c\(text)", at: at)
        intake.mention.source = "news"
        intake.mention.text = text
        intake.isEdit = isEdit
        return intake
    }

    @Test(
        "an edit within ten minutes of another waits and is published when they are over, the newest words of several")
    func waits() throws {
        let (first, step) = (Int64(1_772_438_400_000), MonitoringProcessor.betweenRevisions)
        var driver = Driver()
        for (text, at) in [("正常", first), ("停业", first + 1), ("倒闭", first + 2), ("破产", first + 3)] {
            try driver.step(at) { try $0.process(try event(saying(text, at: at), offset: at), &$1) }
        }
        try driver.step(first + step) { try $0.tick(&$1) }
        #expect(driver.published.map(\.text) == ["正常", "停业"])
        try driver.step(first + step + 1) { try $0.tick(&$1) }
        #expect(driver.published.map(\.text) == ["正常", "停业", "破产"])
        #expect(driver.published.map(\.revision) == [0, 1, 2])
        try driver.step(first + 9 * step) { try $0.tick(&$1) }
        #expect(driver.published.count == 3)
    }

    @Test("words that are put back before anybody heard of others are no edit")
    func putBack() throws {
        let (first, step) = (Int64(1_772_438_400_000), MonitoringProcessor.betweenRevisions)
        var driver = Driver()
        for (text, at) in [("正常", first), ("停业", first + 1), ("倒闭", first + 2), ("停业", first + 3)] {
            try driver.step(at) { try $0.process(try event(saying(text, at: at), offset: at), &$1) }
        }
        try driver.step(first + 2 * step) { try $0.tick(&$1) }
        #expect(driver.published.map(\.text) == ["正常", "停业"])
    }

    @Test("what names the subject no more is published as a revision of what did, or not at all")
    func unnamed() throws {
        let first: Int64 = 1_772_438_400_000
        var driver = Driver()
        let nothing = saying("别的事", at: first, isEdit: true)
        try driver.step(first) { try $0.process(try event(nothing, offset: 1), &$1) }
        #expect(driver.published.isEmpty && driver.processor.tables[0].count == 0)
        for (text, isEdit, at) in [("停业", false, first + 1), ("已更正", true, first + 2)] {
            let intake = saying(text, at: at, isEdit: isEdit)
            try driver.step(at) { try $0.process(try event(intake, offset: at), &$1) }
        }
        #expect(driver.published.map(\.text) == ["停业", "已更正"] && driver.published.last?.revision == 1)
    }

    @Test("what has not come in for 30 days is forgotten, and not a moment sooner")
    func expiry() throws {
        var processor = MonitoringProcessor()
        let at: Int64 = 1_772_438_400_000
        func step(_ now: Int64, _ body: (inout MonitoringProcessor, inout ProcessorContext) throws -> Void) throws {
            var context = ProcessorContext(now: now, partition: 0)
            processor.tables[0].begin()
            try body(&processor, &context)
            processor.tables[0].keep(stamp: ChangeStamp(origin: "t", now: now))
        }
        try step(at) { try $0.process(try event(intake("1", address: "s/a", content: "s/c", at: at), offset: 0), &$1) }
        try step(at + MonitoringProcessor.memory) { try $0.tick(&$1) }
        #expect(processor.tables[0].count == 2)
        try step(at + MonitoringProcessor.memory + 1) { try $0.tick(&$1) }
        #expect(processor.tables[0].count == 0)
        let removed = processor.tables[0].takeChanges()
        #expect(removed.allSatisfy { $0.partitionKey == "s" })
    }

    @Test("an intake without its keys is rejected by name")
    func rejected() throws {
        var processor = MonitoringProcessor()
        var context = ProcessorContext(now: 0, partition: 0)
        #expect(throws: Rejection.self) { try processor.process(try event(Intake(), offset: 0), &context) }
        #expect(throws: Rejection.self) {
            try processor.process(try event(intake("1", content: ""), offset: 0), &context)
        }
    }
}
