#if FUZZ
    import EventLog
    import Processing
    import Schemas
    import SwiftProtobuf

    /// A real task, given messages that look valid, some of them spoilt on the wire; time moves in between.
    struct ProcessorWalk<P: Processor> {
        var driver: ProcessorDriver<P>
        var random: Random
        /// Of so many passings of time one is a crash.
        private let crashes: Int
        private var offsets: [String: Int64] = [:]

        init(_ walk: Walk, crashes: Int = 6, _ make: @escaping () -> P) {
            self.crashes = crashes
            random = Random(seed: walk.seed)
            driver = ProcessorDriver(now: House.now, batch: 1 + random.below(4), make)
        }

        /// - Parameter spoilt: of so many messages one is spoilt.
        mutating func send(
            _ kind: EventKind, _ message: some Message & Sendable, key: String, partitionKey: String = "lanjiang-bank",
            spoilt: Int = 4
        ) throws {
            let topic = kind.topic
            let offset = offsets[topic, default: 0]
            offsets[topic] = offset + 1
            var made = try EventRecord.make(
                kind: kind, message: message, key: key, about: key, partitionKey: partitionKey, partitions: 1,
                id: "\(topic)/\(offset)", source: "/fuzz", now: driver.now)
            if random.chance(1, in: spoilt), var value = made.value {
                for _ in 0...random.below(3) { WireChange.apply(&value, &random) }
                made.value = value
            }
            if random.chance(1, in: 60) { made.value = nil }
            let time = random.chance(1, in: 40) ? random.pick(Extremes.integers, else: 0) : driver.now
            let committed = driver.committed.count
            _ = try driver.pipe(
                LogRecord(
                    topicPartition: TopicPartition(topic, 0), offset: offset, timestamp: time, key: made.key,
                    value: made.value, headers: made.headers))
            try checkOutputs(from: committed)
        }

        /// What is put out is what others take.
        private func checkOutputs(from first: Int) throws {
            for record in driver.committed[min(first, driver.committed.count)...] {
                guard let value = record.value, let kind = EventCatalogue.kind(ofTopic: record.topicPartition.topic)
                else {
                    continue
                }
                do {
                    try Self.read(kind.message, value)
                } catch {
                    throw Finding("\(P.topology.name) wrote to \(kind.topic) what nobody takes: \(error)")
                }
            }
        }

        private static func read<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws {
            _ = try EventCodec.decode(type, from: bytes, contentType: .protobuf)
        }

        /// Time passes, now and then a crash happens.
        mutating func pass() throws {
            let steps: [Int64] = [1000, 60_000, 600_000, 3_600_000, 86_400_000, 40 * 86_400_000]
            let time = driver.now + random.pick(steps, else: 1000)
            try driver.tick(at: time - time % max(1, P.topology.tick))
            if random.chance(1, in: crashes) { try crash() }
        }

        /// What is restored is what was there.
        mutating func crash() throws {
            try driver.commit()
            let before = try rows()
            try driver.restart()
            let after = try rows()
            guard before == after else {
                let keys = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
                throw Finding("\(P.topology.name): after a crash these rows are others: \(keys.prefix(5))")
            }
        }

        private func rows() throws -> [String: [UInt8]] {
            var rows: [String: [UInt8]] = [:]
            for change in driver.core.snapshot() {
                guard let message = change.message else { continue }
                rows["\(change.kind.topic)/\(change.key)"] = try EventCodec.encode(message, as: .protobuf)
            }
            return rows
        }
    }
#endif
