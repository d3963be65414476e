import EventLog
import Processing
import Schemas

/// Puts events back from the dead letters: looks at first, or does it.
///
/// Each event and its entry in the ledger are one transaction, so that a command that is killed leaves no event redriven
/// without an entry, and none with one that is not. Of two commands at once the later fences the earlier.
struct Redriving {
    let log: any EventLog
    let namespace: Namespace
    var contentType = ContentType.protobuf
    var selection: LetterSelection
    /// Who does it, for the ledger.
    var by: String
    /// Events a second at the most; nil: as fast as the log takes them.
    var rate: Int?
    /// Milliseconds since 1970.
    var clock: @Sendable () -> Int64
    /// The groups of the service that writes a topic: while they have members, its rows are theirs.
    var owners: @Sendable (_ topic: String) -> [String] = { _ in [] }

    static let producerID = "dead-letter-redrives"
    /// Letters of one transaction, and their bytes.
    private static let (batch, batchBytes) = (100, 4 << 20)

    /// - Parameter progress: told how many letters were redriven, after each transaction.
    func run(execute: Bool, progress: (Int) -> Void = { _ in }) async throws -> RedriveReport {
        let before = try await log.describeTopics()
        guard let letters = before.first(where: { $0.specification.name == EventKind.deadLetters }) else {
            throw EventLogError.unknownTopic(namespace.topic(EventKind.deadLetters))
        }
        guard execute else { return try await run(before, letters, nil, progress) }
        try await log.createTopics([
            TopicSpecification(
                name: EventKind.letterRedriven.topic,
                partitions: before.first { $0.specification.name == EventKind.letterRedriven.topic }?.specification
                    .partitions ?? letters.specification.partitions, cleanup: .compact)
        ])
        // Before the ledger is read: whoever redrives at the same time is fenced from here on.
        let producer = try await log.makeTransactionalProducer(id: Self.producerID)
        do {
            let report = try await run(try await log.describeTopics(), letters, producer, progress)
            await producer.close()
            return report
        } catch {
            await producer.close()
            throw error
        }
    }

    private func run(
        _ topics: [TopicDescription], _ letters: TopicDescription, _ producer: (any TransactionalProducer)?,
        _ progress: (Int) -> Void
    ) async throws -> RedriveReport {
        try await log.reading { scan in
            var ledger = try await LetterLedger.read(topics, scan)
            var rules = RedriveRules(topics, limit: log.maximumRecordBytes)
            let busy = try await busyOwners()
            rules.newest = try await newest(letters, topics, scan)
            var report = RedriveReport(isExecuted: producer != nil)
            var outgoing = Outgoing()
            let pace = RedrivePace(rate: rate)
            let partitions =
                topics.first { $0.specification.name == EventKind.letterRedriven.topic }?.specification
                .partitions ?? letters.specification.partitions
            let batch = min(Self.batch, max(1, (rate ?? .max) / 10))
            func flush() async throws {
                guard let producer, !outgoing.records.isEmpty else { return }
                if outgoing.isToTable, let owner = try await busyOwners().first {
                    throw EventLogError.refused(
                        doing: "putting rows back to the topics of \(owner.key)",
                        found: "\(namespace.group(owner.value)) at work", expected: "it stopped until this is done")
                }
                try await commit(outgoing.records, producer)
                report.redriven += outgoing.letters
                progress(report.redriven)
                try await pace.wait(after: report.redriven)
                outgoing = Outgoing()
            }
            try await scan.each(letters) { record in
                let letter = Letter(record, in: namespace)
                guard selection.matches(letter) else { return }
                report.selected += 1
                switch rules.judge(letter, ledger, by: by, now: clock()) {
                case .already: report.already += 1
                case .refused(let why): report.refuse(letter, why)
                case .redrive(let record, let entry):
                    let isToTable = rules.topics[record.topicPartition.topic]?.cleanup == .compact
                    if isToTable, let group = busy[record.topicPartition.topic] {
                        return report.refuse(
                            letter,
                            "\(namespace.group(group)) is running and writes \(record.topicPartition.topic): "
                                + "stop it first, or its newer rows would be undone")
                    }
                    ledger.add(letter)
                    report.take(letter)
                    let noted = try EventRecord.make(
                        kind: .letterRedriven, message: entry, key: letter.id, about: letter.id,
                        partitionKey: letter.id, partitions: partitions,
                        id: EventID.derive("redrive", letter.id), source: "/fenghuo/operator", now: entry.at,
                        contentType: contentType)
                    outgoing.add([record, noted], isToTable: isToTable)
                    if outgoing.letters >= batch || outgoing.bytes >= Self.batchBytes { try await flush() }
                }
            }
            try await flush()
            return report
        }
    }

    private struct Outgoing {
        var records: [ProducerRecord] = []
        var letters = 0
        var bytes = 0
        /// Whether a row goes to a compacted topic.
        var isToTable = false

        mutating func add(_ pair: [ProducerRecord], isToTable: Bool) {
            records += pair
            letters += 1
            bytes += pair.reduce(0) { $0 + $1.byteCount }
            self.isToTable = self.isToTable || isToTable
        }
    }

    /// Compacted topics whose writer is at work, each with its group.
    private func busyOwners() async throws -> [String: String] {
        let living = Set(try await log.describeGroups().filter { !$0.members.isEmpty }.map(\.name))
        var busy: [String: String] = [:]
        for kind in EventCatalogue.kinds where kind.cleanup == .compact {
            busy[kind.topic] = owners(kind.topic).first { living.contains($0) }
        }
        return busy
    }

    /// For letters of compacted topics: where the newest record of their key stands. Holds only the keys of those.
    private func newest(
        _ letters: TopicDescription, _ topics: [TopicDescription], _ scan: LogScan
    ) async throws -> [TopicPartition: [[UInt8]: Int64]] {
        let tables = Dictionary(
            topics.filter { $0.specification.cleanup == .compact }.map { ($0.specification.name, $0) }
        ) { first, _ in first }
        var newest: [TopicPartition: [[UInt8]: Int64]] = [:]
        try await scan.each(letters) { record in
            let letter = Letter(record, in: namespace)
            guard selection.matches(letter), let place = letter.place, let table = tables[place.topic],
                let key = letter.record.key, let target = RedriveRules.target(of: letter, table.specification)
            else { return }
            newest[target, default: [:]][key] = -1
        }
        for target in newest.keys.sorted() {
            guard let ranges = tables[target.topic]?.ranges, ranges.indices.contains(Int(target.partition)) else {
                continue
            }
            try await scan.each(target, ranges[Int(target.partition)]) { record in
                guard let key = record.key, newest[target]?[key] != nil else { return }
                newest[target]?[key] = record.offset
            }
        }
        return newest.mapValues { $0.filter { $0.value >= 0 } }
    }

    /// Tried again while the log says that helps; what is undone is done anew, as nothing of it is visible.
    private func commit(_ records: [ProducerRecord], _ producer: any TransactionalProducer) async throws {
        var attempt = 1
        while true {
            do {
                return try await producer.commit(records, offsets: nil)
            } catch let error as EventLogError {
                switch error {
                case .retriable, .abortable:
                    guard attempt < 5 else { throw error }
                    attempt += 1
                    try await Task.sleep(for: .milliseconds(200 * attempt))
                case .fenced(let doing, _):
                    throw EventLogError.refused(
                        doing: doing, found: "another `fenghuo dead-letters redrive` on this log",
                        expected: "one at a time; what is in the ledger is done, run it again for the rest")
                default: throw error
                }
            }
        }
    }
}

/// Keeps to so many a second.
private struct RedrivePace {
    let rate: Int?
    private let start = ContinuousClock.now

    init(rate: Int?) { self.rate = rate }

    func wait(after done: Int) async throws {
        guard let rate, rate > 0 else { return }
        try await Task.sleep(until: start + .seconds(Double(done) / Double(rate)), clock: .continuous)
    }
}
