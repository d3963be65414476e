import EventLog

/// Reads topics from end to end, a batch at a time: up to the ends that were known at the start, whatever is appended
/// meanwhile.
struct LogScan {
    let reader: any LogReader
    /// Records of one read.
    var batch = 1000

    /// Every committed record of the topic, partition by partition.
    func each(_ topic: TopicDescription, _ body: (LogRecord) async throws -> Void) async throws {
        for (number, range) in topic.ranges.enumerated() {
            try await each(TopicPartition(topic.specification.name, Int32(number)), range, body)
        }
    }

    /// Every committed record of the partition within the range.
    /// - Throws: `EventLogError.retriable` when the log gives nothing for half a minute though it should.
    func each(
        _ place: TopicPartition, _ range: OffsetRange, _ body: (LogRecord) async throws -> Void
    ) async throws {
        var position = range.low
        var patience = 30
        while position < range.high {
            try Task.checkCancellation()
            let read = try await reader.read(place, from: position, to: range.high, limit: batch, wait: .seconds(1))
            for record in read.records { try await body(record) }
            patience = read.next > position ? 30 : patience - 1
            // Held up by an open transaction, or by a broker that is away: to leave out the rest would be no answer.
            guard patience > 0 else {
                throw EventLogError.retriable(
                    doing: "reading \(place) from offset \(position) to \(range.high)", found: "nothing for 30 s")
            }
            position = max(position, read.next)
        }
    }
}

extension EventLog {
    /// Reads with a reader that is closed afterwards.
    func reading<T>(_ body: (LogScan) async throws -> T) async throws -> T {
        let reader = try await makeReader()
        do {
            let result = try await body(LogScan(reader: reader))
            await reader.close()
            return result
        } catch {
            await reader.close()
            throw error
        }
    }
}
