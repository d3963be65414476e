import EventLog

/// The sandboxes on the log, for reading. Asked for while a page is made, and not more often than every fifteen seconds.
actor SandboxShelf {
    private static let ending = ".sandbox.v1"
    private static let lifetime = Duration.seconds(15)
    /// More than that on one log are not shown, nor more records of one.
    private static let most = 50
    private static let mostRecords = 100

    private let log: any EventLog
    private var found: [SandboxReading] = []
    private var readAt: ContinuousClock.Instant?

    /// - Parameter log: every namespace of it, as far as this account may see.
    init(_ log: any EventLog) { self.log = (log as? NamespacedLog)?.log ?? log }

    /// By name. When the log does not answer, what was read last.
    func sandboxes() async -> [SandboxReading] {
        if let readAt, ContinuousClock.now - readAt < Self.lifetime { return found }
        // Whoever asks meanwhile gets what is known.
        readAt = .now
        if let read = try? await read() { found = read }
        return found
    }

    private func read() async throws -> [SandboxReading] {
        var read: [SandboxReading] = []
        let topics = try await log.describeTopics().filter { $0.specification.name.hasSuffix(Self.ending) }
            .sorted { $0.specification.name < $1.specification.name }
        guard !topics.isEmpty else { return [] }
        let reader = try await log.makeReader()
        for topic in topics.prefix(Self.most) {
            let name = topic.specification.name
            guard let range = topic.ranges.first, range.high > range.low else { continue }
            do {
                let records = try await records(of: TopicPartition(name, 0), range, reader)
                if let one = SandboxReading(name: String(name.dropLast(Self.ending.utf8.count)), records: records) {
                    read.append(one)
                }
            } catch EventLogError.unknownTopic, EventLogError.refused {
                // It was dropped meanwhile.
                continue
            } catch {
                await reader.close()
                throw error
            }
        }
        await reader.close()
        return read
    }

    private func records(
        of place: TopicPartition, _ range: OffsetRange, _ reader: any LogReader
    ) async throws -> [LogRecord] {
        var (records, next) = ([LogRecord](), max(range.low, range.high - Int64(Self.mostRecords)))
        while next < range.high {
            let part = try await reader.read(
                place, from: next, to: range.high, limit: Self.mostRecords, wait: .milliseconds(500))
            records += part.records
            guard part.next > next else { break }
            next = part.next
        }
        return records
    }
}
