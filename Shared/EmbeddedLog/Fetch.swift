import EventLog
import GRDB

/// One partition number of several topics, read together.
struct Fetch: Sendable {
    struct Input: Sendable {
        var place: TopicPartition
        /// Of the partition in the file.
        var id: Int64
    }
    var inputs: [Input]
    var limit: Int
    var bytes: Int

    /// Each topic gets its share first, then what the others left: a full topic does not starve the others.
    func once(from positions: [String: Int64], in db: Database) throws -> Fetched {
        var fetched = Fetched(records: [], next: positions, high: [:])
        for input in inputs {
            let range = try TopicTable.range(input.id, in: db)
            fetched.high[input.place.topic] = range.high
            fetched.next[input.place.topic] = max(positions[input.place.topic] ?? 0, range.low)
        }
        var scan = Scan(bytes: bytes)
        let share = max(1, limit / max(1, inputs.count))
        for quota in [share, limit] {
            for input in inputs {
                let topic = input.place.topic
                fetched.next[topic] = try scan.take(
                    input.place, id: input.id, from: fetched.next[topic] ?? 0, to: fetched.high[topic] ?? 0,
                    limit: min(quota, limit - scan.records.count), in: db)
            }
        }
        fetched.records = scan.records
        return fetched
    }

    /// What to wait past when nothing was there.
    func levels(_ fetched: Fetched) -> Watch.Levels {
        var levels: Watch.Levels = [:]
        for input in inputs { levels[.partition(input.id)] = fetched.high[input.place.topic] }
        return levels
    }
}
