import Analysis
import EmbeddedLog
import EventLog
import Foundation
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Synchronization
import Testing

@testable import Fenghuo

/// Dead letters that are put back.
@Suite("Redriving dead letters", .timeLimit(.minutes(3))) struct RedriveTests {
    private static func mention(_ id: String, _ title: String = "", at time: Int64) throws -> ProducerRecord {
        try StandingLog.record(
            .mentionPublished,
            Mention.with {
                $0.id = id
                $0.subject = StandingLog.subject
                $0.title = title
                $0.publishedAt = time
                $0.receivedAt = time
            }, key: id, at: time)
    }

    private static func redriving(
        _ house: StandingLog, _ selection: LetterSelection = LetterSelection(), rate: Int? = nil,
        owners: @escaping @Sendable (String) -> [String] = { _ in [] }
    ) -> Redriving {
        Redriving(
            log: house.log, namespace: .standard, selection: selection, by: "lin-yue", rate: rate,
            clock: { house.now }, owners: owners)
    }

    private static func counts(_ house: StandingLog, _ kind: EventKind = .mentionSeen) async throws -> [String: Int64] {
        try await house.rows(kind.topic).mapValues { record in
            let event = try InputEvent(record, kind: kind)
            return kind.topic == EventKind.mentionSeen.topic
                ? (try event.decode(Seen.self)).at : (try event.decode(CoverageChange.self)).at
        }
    }

    private static func ledger(_ house: StandingLog) async throws -> [Redrive] {
        var entries: [Redrive] = []
        let topics = try await house.log.describeTopics()
        try await house.log.reading { scan in
            try await LetterLedger.each(topics, scan) { entries.append($0) }
        }
        return entries
    }

    @Test func `A thousand poison events of ten reasons are redriven by reason, and each is processed once`()
        async throws
    {
        let house = try await StandingLog()
        let at = house.now
        try await house.append(
            (0..<1100).map { number in
                try Self.mention(
                    "m\(number)", number < 1000 ? Doorman.defects[number % 10] : "", at: at + Int64(number))
            })
        // What is processed was written before.
        house.time.withLock { $0 += 60_000 }
        try await house.run { Doorman() }
        try await house.run { Bystander() }
        let listing = try await LetterListing.make(LetterSelection(), limit: 5, on: house.log, in: .standard)
        #expect(listing.letters == 1000 && listing.rows.count == 5 && listing.redriven == 0)
        #expect(listing.groups.map(\.letters) == Array(repeating: 100, count: 10), "one group for each reason")

        let before = try await house.records(EventKind.mentionPublished.topic)
        for (done, defect) in Doorman.defects.enumerated() {
            let dry = try await Self.redriving(house, LetterSelection(reason: defect)).run(execute: false)
            #expect(dry.toRedrive == 100 && dry.redriven == 0 && dry.selected == 100)
            #expect(try await house.records(EventKind.mentionPublished.topic).count == 1100 + done * 100)
            let began = ContinuousClock.now
            let report = try await Self.redriving(house, LetterSelection(reason: defect), rate: 1000)
                .run(execute: true)
            #expect(report.redriven == 100 && report.refusals == 0)
            #expect(ContinuousClock.now - began >= .milliseconds(99), "a hundred at a thousand a second")
        }
        try await house.run { Doorman(defects: []) }
        try await house.run { Bystander() }

        let counts = try await Self.counts(house)
        #expect(counts.count == 1100 && counts.values.allSatisfy { $0 == 1 })
        let others = try await Self.counts(house, .coverageKept)
        #expect(
            others.count == 1100 && others.values.allSatisfy { $0 == 1 }, "who took it the first time passes over it")

        // As they were: id, time, key, value and headers; and the ledger says which letter went where.
        let after = try await house.records(EventKind.mentionPublished.topic)
        let originals = Dictionary(before.map { ($0.header("ce_id") ?? "", $0) }) { first, _ in first }
        let entries = Dictionary(uniqueKeysWithValues: try await Self.ledger(house).map { ($0.letter, $0) })
        #expect(entries.count == 1000)
        for record in after.dropFirst(1100) {
            let original = try #require(originals[record.header("ce_id") ?? ""])
            #expect(record.key == original.key && record.value == original.value)
            #expect(record.timestamp == original.timestamp)
            #expect(Array(record.headers.prefix(original.headers.count)) == original.headers)
            #expect(record.header(Redriven.header) == "1")
            let entry = try #require(entries[record.header(Redriven.letterHeader) ?? ""])
            #expect(entry.eventID == record.header("ce_id") && entry.offset == original.offset)
            #expect(entry.by == "lin-yue" && entry.at == house.now && entry.topic == EventKind.mentionPublished.topic)
            #expect(entry.processor == "doorman" && entry.toPartition == 0)
        }

        let again = try await Self.redriving(house).run(execute: true)
        #expect(again.already == 1000 && again.redriven == 0)
        #expect(try await house.records(EventKind.mentionPublished.topic).count == 2100)
    }

    @Test func `An event that fails again is a new letter that names the old, and can be redriven`() async throws {
        let house = try await StandingLog()
        try await house.append([try Self.mention("m1", "no owner", at: house.now)])
        try await house.run { Doorman() }
        let first = try #require(try await house.records(EventKind.deadLetters).first.map { Letter($0, in: .standard) })
        _ = try await Self.redriving(house).run(execute: true)
        try await house.run { Doorman() }
        let letters = try await house.records(EventKind.deadLetters).map { Letter($0, in: .standard) }
        let second = try #require(letters.last)
        #expect(letters.count == 2 && second.id != first.id)
        #expect(second.names == first.id && second.attempts == 2 && second.redriven == 1)
        let shown = try await LetterShown.find(first.standing, on: house.log, in: .standard)
        #expect(shown.failedAgain == second.id && shown.move?.offset == 1 && shown.move?.by == "lin-yue")
        _ = try await Self.redriving(house).run(execute: true)
        try await house.run { Doorman(defects: []) }
        #expect(try await Self.counts(house) == ["m1": 1])
        #expect(try await Self.ledger(house).map(\.count).sorted() == [1, 2])
        let last = try #require(try await house.records(EventKind.mentionPublished.topic).last)
        #expect(last.headers.filter { $0.name.hasPrefix("__fenghuo.") }.count == 3, "the newest marks only")
    }

    @Test func `A command that ends in the middle leaves nothing to be redriven twice`() async throws {
        let house = try await StandingLog()
        try await house.append(
            try (0..<300).map { try Self.mention("m\($0)", "no owner", at: house.now + Int64($0)) })
        try await house.run { Doorman() }
        for stop in [40, 90, 200] {
            let task = Mutex<Task<RedriveReport, any Error>?>(nil)
            let running = Task {
                try await Self.redriving(house, rate: 400).run(execute: true) { done in
                    if done >= stop - 40 { task.withLock { $0?.cancel() } }
                }
            }
            task.withLock { $0 = running }
            _ = try? await running.value
        }
        _ = try await Self.redriving(house).run(execute: true)
        let ids = try await house.records(EventKind.mentionPublished.topic).dropFirst(300).map { $0.header("ce_id") }
        #expect(ids.count == 300 && Set(ids).count == 300)
        #expect(try await Self.ledger(house).count == 300)
    }

    @Test func `Two at once redrive nothing twice: the later fences the earlier`() async throws {
        let house = try await StandingLog()
        try await house.append(
            try (0..<200).map { try Self.mention("m\($0)", "no owner", at: house.now + Int64($0)) })
        try await house.run { Doorman() }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask { _ = try? await Self.redriving(house, rate: 1000).run(execute: true) }
            }
        }
        _ = try await Self.redriving(house).run(execute: true)
        let ids = try await house.records(EventKind.mentionPublished.topic).dropFirst(200).map { $0.header("ce_id") }
        #expect(ids.count == 200 && Set(ids).count == 200)
    }

    @Test func `What cannot be put back is refused by name, and the rest goes`() async throws {
        let house = try await StandingLog(without: [EventKind.attemptMade.topic])
        func letter(_ topic: String, key: String?, _ headers: [(String, String)] = []) -> ProducerRecord {
            let why = [
                (DeadLetter.topicHeader, topic), (DeadLetter.partitionHeader, "0"), (DeadLetter.offsetHeader, "0"),
                (DeadLetter.processorHeader, "doorman"), (DeadLetter.reasonHeader, "rejected"),
                (DeadLetter.messageHeader, "because"), (DeadLetter.attemptsHeader, "1"),
                ("ce_id", "\(topic)/\(key ?? "")"),
            ]
            return ProducerRecord(
                to: TopicPartition(EventKind.deadLetters, 0), key: key.map { Array($0.utf8) }, value: [1],
                headers: (why + headers).map { RecordHeader($0.0, $0.1) }, timestamp: house.now)
        }
        let source = try StandingLog.record(.sourceObserved, Source.with { $0.id = "s" }, key: "s", at: house.now)
        try await house.append([source, source])
        try await house.append([
            letter(EventKind.mentionPublished.topic, key: "a", [(DeadLetter.leftOutHeader, "value of 2000000 bytes")]),
            letter(EventKind.attemptMade.topic, key: "b"), letter(EventKind.journalEntered.topic, key: "c"),
            letter(EventKind.sourceObserved.topic, key: "s"), letter(EventKind.sourceObserved.topic, key: nil),
            letter("other.mentions.v1", key: "d"), letter(EventKind.mentionPublished.topic, key: "e"),
            ProducerRecord(
                to: TopicPartition(EventKind.deadLetters, 0), key: nil, value: nil, headers: [], timestamp: house.now),
        ])
        let report = try await Self.redriving(house).run(execute: true)
        #expect(report.selected == 8 && report.redriven == 1)
        let whys = report.refused.map(\.why).joined(separator: "\n")
        for word in [
            "without its value", "no topic fenghuo.logistics-attempts.v1", "fenghuo.journal.v1 is an audit record",
            "a newer record of its key", "compacted, and the event has no key", "do not say where",
        ] {
            #expect(whys.contains(word), "\(word) in \(whys)")
        }
        #expect(report.refusals == 7)
        #expect(try await house.records(EventKind.mentionPublished.topic).map(\.value) == [[1]])
    }

    @Test func `A row is put back where its topic has no newer one, and not while its writer runs`() async throws {
        let house = try await StandingLog()
        try await house.append([
            try StandingLog.record(.sourceObserved, Source.with { $0.id = "s" }, key: "s", at: house.now)
        ])
        try await house.run { Doorman() }
        let member = try await house.log.joinGroup(
            GroupSubscription(group: "monitoring-sources", topics: [EventKind.mentionPublished.topic]))
        let owners: @Sendable (String) -> [String] = { Topics.ACLs.groups(writing: $0) }
        let refused = try await Self.redriving(house, owners: owners).run(execute: true)
        #expect(refused.redriven == 0 && refused.refused.first?.why.contains("monitoring-sources is running") == true)
        await member.leave()
        #expect(try await Self.redriving(house, owners: owners).run(execute: true).redriven == 1)
        try await house.run { Doorman(defects: []) }
        #expect(try await Self.counts(house) == ["s": 1])
    }

    @Test
    func `With the real analysis, what is poison still names its letter, and what no longer is, is processed once`()
        async throws
    {
        let house = try await StandingLog()
        let plan = try ResponsePlan.load(
            file: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Plans/commercial-bank.yaml").path)
        let day: Int64 = 86_400_000
        func mention(_ id: String, published: Int64) throws -> ProducerRecord {
            try StandingLog.record(
                .mentionPublished,
                Mention.with {
                    $0.id = id
                    $0.subject = StandingLog.subject
                    $0.source = "forum-push"
                    $0.tier = .personal
                    $0.title = "澜江宝赎回延迟"
                    $0.text = "澜江银行转不出钱，客服打不通，三千人排队投诉"
                    $0.author = "a-\(id)"
                    $0.language = "zh-Hans"
                    $0.reach = 900
                    $0.publishedAt = published
                    $0.receivedAt = published
                }, key: id, at: house.now)
        }
        var garbage = try mention("garbage", published: house.now)
        garbage.value = [0xff, 0xff, 0xff]
        try await house.append([
            try mention("early", published: house.now), try mention("ahead", published: house.now + 3 * day),
            try mention("beyond", published: .max / 2), garbage,
        ])
        try await house.run { AnalysisProcessor(plan: plan) }
        #expect(try await house.records(EventKind.deadLetters).count == 3)
        // Three days later the mention from ahead is one of today.
        house.time.withLock { $0 += 3 * day }
        let report = try await Self.redriving(house).run(execute: true)
        #expect(report.redriven == 3)
        try await house.run { AnalysisProcessor(plan: plan) }
        let letters = try await house.records(EventKind.deadLetters).map { Letter($0, in: .standard) }
        #expect(letters.count == 5)
        let first = Dictionary(letters.prefix(3).map { ($0.id, $0) }) { first, _ in first }
        for letter in letters.suffix(2) {
            let old = try #require(first[letter.names ?? ""])
            #expect(old.eventID == letter.eventID && old.reason == "undecodable" && letter.attempts == 2)
        }
        let incidents = try await house.rows(EventKind.incidentAssessed.topic).values.map {
            try InputEvent($0, kind: .incidentAssessed).decode(Incident.self)
        }
        #expect(incidents.reduce(0) { $0 + $1.mentions } == 2)
        // Offsets that are lost do not bring it twice.
        try await house.log.setOffsets(
            [TopicPartition(EventKind.mentionPublished.topic, 0): 0], ofGroup: "analysis")
        try await house.run { AnalysisProcessor(plan: plan) }
        #expect(try await house.records(EventKind.deadLetters).count == 5)
    }
}
