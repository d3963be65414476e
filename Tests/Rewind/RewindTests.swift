import Analysis
import EmbeddedLog
import EventLog
import Foundation
import Logging
import Logistics
import Monitoring
import Plan
import Processing
import Response
import Schemas
import SwiftProtobuf
import Synchronization
import Testing

@testable import KafkaLog

/// Offsets that were set back make no service crash, count anything twice, or say anything twice.
@Suite("Reading again, every stateful service", .timeLimit(.minutes(5)))
struct RewindTests {
    static let steps: [Int64] = [1, 100, .max]

    @Test("On the embedded log the state is as before, byte for byte")
    func embedded() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fenghuo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try await EmbeddedLog(
            path: folder.appending(path: "log.sqlite").path,
            options: EmbeddedLogOptions(
                durability: .processCrash, maintenanceInterval: nil, pollInterval: .milliseconds(2)))
        try await log.createTopics(House.topics)
        try await Self.rewind(House(log: log), by: Self.steps)
        log.close()
    }

    @Test("On Kafka's protocol the state is as before, byte for byte")
    func kafka() async throws {
        let cluster = try MockCluster()
        for topic in House.topics { try cluster.createTopic(topic.name, partitions: topic.partitions) }
        var options = KafkaOptions(bootstrapServers: cluster.bootstrapServers)
        options.fetchWait = .milliseconds(20)
        let log = try KafkaLog(options: options)
        log.remember(House.topics)
        // The mock takes three seconds for each join.
        try await Self.rewind(House(log: log), by: [100, .max])
        await log.close()
        cluster.close()
    }

    private static func rewind(_ house: House, by steps: [Int64]) async throws {
        try await house.fill()
        let before = try await house.contents()
        #expect(before.tables.count > 150)
        for topic in House.outputs { #expect(before.outputs.contains { $0.hasPrefix(topic) }, "nothing in \(topic)") }
        for step in steps {
            try await house.setBack(by: step)
            try await house.runAll()
            let after = try await house.contents()
            #expect(after.outputs == before.outputs, "set back by \(step)")
            let others = Set(before.tables.keys).union(after.tables.keys).filter {
                before.tables[$0] != after.tables[$0]
            }
            #expect(others.isEmpty, "set back by \(step)")
        }
    }
}

/// Every stateful service over one log, one after the other as data goes round.
struct House: Sendable {
    let log: any EventLog
    let plan: ResponsePlan
    let partitions: Int32
    private let key = CheckpointKey()
    private static let now: Int64 = 1_772_416_800_000
    /// Which minute it is: what comes later is written later, and processed after that.
    private let minute = Minute()

    private final class Minute: Sendable {
        private let number = Mutex<Int64>(0)
        func pass() { number.withLock { $0 += 1 } }
        var begin: Int64 { number.withLock { House.now + $0 * 60_000 } }
        /// When the services run.
        var clock: Int64 { begin + 30_000 }
    }

    static let outputs = [
        EventKind.mentionPublished.topic, EventKind.coverageChanged.topic, EventKind.journalEntered.topic,
    ]

    static let topics = topics(partitions: 1)

    static func topics(partitions: Int32) -> [TopicSpecification] {
        EventCatalogue.topics.map {
            TopicSpecification(
                name: $0.name, partitions: partitions,
                cleanup: $0.cleanup == .compact ? .compact : .delete(retentionMilliseconds: nil))
        }
    }

    static let topologies = [
        MonitoringProcessor.topology, CoverageProcessor.topology, AnalysisProcessor.topology,
        ResponseProcessor.topology,
        LogisticsProcessor.topology,
    ]

    init(log: any EventLog, partitions: Int32 = 1) throws {
        self.log = log
        self.partitions = partitions
        plan = try ResponsePlan.load(
            file: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Plans/commercial-bank.yaml").path)
    }

    // MARK: What goes in

    private typealias Given = (kind: EventKind, message: any Message & Sendable, key: String)

    func fill() async throws {
        var given: [Given] = []
        for number in 0..<160 { given.append((EventKind.mentionTakenIn, Self.intake(number), "m\(number)")) }
        for number in 0..<120 { given.append((EventKind.sourceObserved, Self.source(number), "source-\(number)")) }
        try await append(given)
        try await run(MonitoringProcessor.self) { MonitoringProcessor() }
        try await run(CoverageProcessor.self) { [plan] in CoverageProcessor(plan: plan) }
        try await run(AnalysisProcessor.self) { [plan] in AnalysisProcessor(plan: plan) }
        let incident = try #require(try await newest(EventKind.incidentAssessed.topic).keys.sorted().first)
        given = []
        for number in 0..<130 {
            given.append((EventKind.decisionTaken, Self.decision(number, incident), "decision-\(number)"))
        }
        minute.pass()
        try await append(given)
        try await runAll()
        let delivery = try await newest(EventKind.deliveryUpdated.topic).keys.sorted().first ?? "none"
        given = []
        for number in 0..<110 { given.append((EventKind.attemptMade, Self.attempt(number, delivery), delivery)) }
        minute.pass()
        try await append(given)
        try await runAll()
        // Deliveries go back to response, cases to logistics: until nothing more comes of it.
        try await runAll()
    }

    private static func attempt(_ number: Int, _ delivery: String) -> Attempt {
        Attempt.with {
            $0.deliveryID = delivery
            $0.number = Int32(number + 1)
            $0.at = now + Int64(number)
            $0.outcome = .retry
            $0.subject = "lanjiang-bank"
        }
    }

    private static func intake(_ number: Int) -> Intake {
        Intake.with {
            $0.mention = .with {
                $0.id = "m\(number)"
                $0.subject = "lanjiang-bank"
                $0.source = "forum-push"
                $0.tier = .personal
                $0.title = number % 3 == 0 ? "澜江宝赎回延迟" : "澜江银行转不出钱"
                $0.text = "澜江银行转不出钱，客服打不通，三千人排队投诉 \(number % 7) 号"
                $0.author = "a\(number % 40)"
                $0.language = "zh-Hans"
                $0.reach = 900
                $0.publishedAt = now - 3_600_000 + Int64(number) * 1000
                $0.receivedAt = $0.publishedAt + 500
            }
            $0.addressKey = "lanjiang-bank/a\(number)"
            $0.contentKey = "lanjiang-bank/c\(number)"
        }
    }

    private static func source(_ number: Int) -> Source {
        Source.with {
            $0.id = "source-\(number)"
            $0.cadenceSeconds = 60
            $0.lastSuccessAt = number % 2 == 0 ? now : now - 3_600_000
            $0.lastMentionAt = $0.lastSuccessAt
        }
    }

    private static func decision(_ number: Int, _ incident: String) -> Decision {
        Decision.with {
            $0.id = "decision-\(number)"
            $0.incidentID = incident
            $0.subject = "lanjiang-bank"
            $0.person = "lin-yue"
            $0.decidedAt = now
            $0.reason = "x"
            switch number {
            case 0: $0.regrade = .with { $0.grade = .ii }
            case 1: $0.openCase = OpenCase()
            case 2:
                $0.requestResource = .with {
                    $0.kind = "money"; $0.quantity = 5; $0.purpose = "x"; $0.currency = "CNY"
                }
            default: $0.note = .with { $0.text = "note \(number)" }
            }
        }
    }

    private func append(_ events: [Given]) async throws {
        let producer = try await log.makeProducer()
        try await producer.append(
            events.enumerated().map { index, event in
                try EventRecord.make(
                    kind: event.kind, message: event.message, key: event.key, about: event.key,
                    partitionKey: event.kind.partitionKey == .source ? event.key : "lanjiang-bank",
                    partitions: partitions, id: "\(event.kind.topic)/\(index)", source: "/test",
                    now: minute.begin + Int64(index))
            })
        await producer.close()
    }

    /// People and the outside go on, ten minutes later.
    func goOn() async throws {
        for _ in 0..<10 { minute.pass() }
        let incident = try await newest(EventKind.incidentAssessed.topic).keys.sorted().first ?? "none"
        var given: [Given] = []
        for number in 130..<150 {
            given.append((EventKind.decisionTaken, Self.decision(number, incident), "decision-\(number)"))
        }
        for number in 160..<200 { given.append((EventKind.mentionTakenIn, Self.intake(number), "m\(number)")) }
        try await append(given)
        try await runAll()
        try await runAll()
    }

    // MARK: Running

    func runAll() async throws {
        try await run(MonitoringProcessor.self) { MonitoringProcessor() }
        try await run(CoverageProcessor.self) { [plan] in CoverageProcessor(plan: plan) }
        try await run(AnalysisProcessor.self) { [plan] in AnalysisProcessor(plan: plan) }
        try await run(ResponseProcessor.self) { [plan] in ResponseProcessor(plan: plan) }
        try await run(LogisticsProcessor.self) { [plan] in LogisticsProcessor(plan: plan) }
    }

    /// Apart from the others: nothing that it says comes back to them.
    func runNotary() async throws { try await run(Notary.self) { [key] in Notary(key: key) } }

    /// Until every input is read to its end.
    private func run<P: Processor>(_ type: P.Type, _ make: @escaping @Sendable () -> P) async throws {
        let ends = Ends(topics: P.topology.inputs.map(\.topic), partitions: partitions)
        let application = StreamApplication(
            log: log, options: StreamOptions(partitions: partitions, batch: 40, wait: .milliseconds(10)),
            clock: { [minute] in minute.clock }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeProcessor: { _ in make() })
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await application.run()
                return false
            }
            group.addTask { [log] in
                let limit = ContinuousClock.now + .seconds(90)
                while try await !ends.areReached(by: application.status.lags, in: log) {
                    guard ContinuousClock.now < limit else {
                        throw Expired(name: P.topology.name, lags: application.status.lags)
                    }
                    try await Task.sleep(for: .milliseconds(5))
                }
                return true
            }
            while let isOver = try await group.next(), !isOver {}
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private struct Expired: Error {
        var name: String
        var lags: [ApplicationStatus.Lag]
    }

    private struct Ends {
        var topics: [String]
        var partitions: Int32

        func areReached(by lags: [ApplicationStatus.Lag], in log: any EventLog) async throws -> Bool {
            let reader = try await log.makeReader()
            for place in topics.flatMap({ topic in (0..<partitions).map { TopicPartition(topic, $0) } }) {
                let high = try await reader.range(of: place).high
                let lag = lags.first { $0.topic == place.topic && $0.partition == place.partition }
                guard let lag, (lag.offset ?? 0) >= high else {
                    await reader.close()
                    return false
                }
            }
            await reader.close()
            return true
        }
    }

    // MARK: Setting back, and looking

    /// Each service's offsets, as an operator may.
    func setBack(by step: Int64) async throws {
        for topology in Self.topologies {
            let topics = topology.inputs.map(\.topic)
            let member = try await log.joinGroup(GroupSubscription(group: topology.name, topics: topics))
            wait: while let change = try await member.nextChange() { if case .assigned = change { break wait } }
            let committed = try await member.committedOffsets(partition: 0)
            let producer = try await log.makeTransactionalProducer(id: "\(topology.name)-operator")
            try await producer.commit(
                [],
                offsets: ConsumedOffsets(
                    member: member,
                    next: Dictionary(committed.map { (TopicPartition($0.key, 0), max(0, $0.value - step)) }) { $1 }))
            await producer.close()
            await member.leave()
        }
    }

    /// The newest rows of every table by topic and key, and every output with its id, in order.
    func contents() async throws -> (tables: [String: [UInt8]], outputs: [String]) {
        var tables: [String: [UInt8]] = [:]
        for kind in Self.topologies.flatMap(\.tables) {
            for (key, value) in try await newest(kind.topic) { tables["\(kind.topic)/\(key)"] = value }
        }
        var outputs: [String] = []
        for topic in Self.outputs {
            outputs += try await records(topic).map { "\(topic)/\($0.header("ce_id") ?? "")" }
        }
        return (tables, outputs)
    }

    private func newest(_ topic: String) async throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for record in try await records(topic) {
            rows[String(decoding: record.key ?? [], as: UTF8.self)] = record.value
        }
        return rows
    }

    func records(_ topic: String) async throws -> [LogRecord] {
        let reader = try await log.makeReader()
        var all: [LogRecord] = []
        for place in (0..<partitions).map({ TopicPartition(topic, $0) }) {
            let range = try await reader.range(of: place)
            var at = range.low
            while at < range.high {
                let (read, next) = try await reader.read(
                    place, from: at, to: range.high, limit: 10_000, wait: .seconds(5))
                all += read
                guard next > at else { break }
                at = next
            }
        }
        await reader.close()
        return all
    }
}
