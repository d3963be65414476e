package import EventLog
package import Schemas
import SwiftProtobuf

/// Makes the state of one partition anew from its inputs, and says what would be otherwise than it stands.
///
/// Nothing is published on the way: rows are compared when all is read, and outputs by their ids, which are derived from
/// the input. So what stands already is not written, and not said, twice.
package struct StateRebuild<P: Processor> {
    package struct Options: Sendable {
        package var partition: Int32
        package var partitions: Int32
        package var contentType: ContentType
        package var namespace: Namespace
        /// Where each input begins.
        package var begin: [String: Int64]
        /// Events that were put back from the dead letters: they are taken where they stand now. `topic/partition/offset`.
        package var passedOver: Set<String> = []
        /// Whether the time of a step says nothing that the event does not say.
        package var isByEventTime = false

        package init(
            partition: Int32, partitions: Int32, contentType: ContentType, namespace: Namespace,
            begin: [String: Int64]
        ) {
            self.partition = partition
            self.partitions = partitions
            self.contentType = contentType
            self.namespace = namespace
            self.begin = begin
        }
    }

    /// What was found; `records` make it so.
    package struct Difference: Sendable {
        package var read: Int64 = 0
        package var refused: Int64 = 0
        /// Rows that are the same, byte for byte.
        package var same = 0
        /// `topic key` of rows that are otherwise.
        package var added: [String] = []
        package var changed: [String] = []
        package var removed: [String] = []
        /// Outputs that stand on their topics with the same id, and of them those that say otherwise.
        package var outputsAgain = 0
        package var outputsOtherwise: [String] = []
        /// Outputs that stand nowhere yet, by topic.
        package var outputsNew: [String: Int] = [:]
        /// What to write: rows, tombstones, outputs.
        package var records: [ProducerRecord] = []
    }

    private let standing: StandingState
    private let options: Options
    private let reader: any LogReader
    private let make: () -> P
    private static var topology: Topology { P.topology }
    /// Passes over the inputs until the times of all steps are known.
    private static var mostPasses: Int { 4 }

    package init(
        _ standing: StandingState, options: Options, reader: any LogReader, make: @escaping () -> P
    ) {
        self.standing = standing
        self.options = options
        self.reader = reader
        self.make = make
    }

    /// - Parameters:
    ///   - identity: of the log.
    ///   - now: ms since 1970, the time of what is written.
    ///   - progress: told how many records were read.
    package func run(identity: String?, now: Int64, progress: (Int64) -> Void = { _ in }) async throws -> Difference {
        var times = standing.times
        var pass = try await self.pass(times, progress)
        var passes = 1
        while !options.isByEventTime, passes < Self.mostPasses, times.take(pass.steps) {
            pass = try await self.pass(times, progress)
            passes += 1
        }
        var difference = pass.difference
        for (_, output) in pass.newest.sorted(by: { $0.key < $1.key }) { compare(output, &difference) }
        try compare(pass.core.snapshot(), &difference, identity: identity, now: now)
        return difference
    }

    private struct Pass {
        var core: TaskCore<P>
        var steps: [String: [(offset: Int64, now: Int64)]] = [:]
        var difference = Difference()
        /// Of compacted topics the last output of each key is what stands there.
        var newest: [String: OutputEvent] = [:]
    }

    private func pass(_ times: KnownTimes, _ progress: (Int64) -> Void) async throws -> Pass {
        var pass = Pass(
            core: TaskCore(
                make(), partition: options.partition, partitions: options.partitions, contentType: options.contentType,
                namespace: options.namespace))
        pass.core.restored()
        var inputs = PastInputs(
            reader, partition: options.partition, topics: Self.topology.inputs.map(\.topic), from: options.begin,
            to: standing.ends)
        var ticks = times.ticks[...]
        var last: Int64 = 0
        while let record = try await inputs.next(times) {
            try Task.checkCancellation()
            let now = max(times.now(record), last)
            while let tick = ticks.first, tick <= now, tick <= last && now > last || now - tick > Self.turn {
                try self.tick(ticks.removeFirst(), times, &pass)
            }
            last = now
            try take(record, now: now, times, &pass)
            pass.difference.read += 1
            if pass.difference.read % 1000 == 0 { progress(pass.difference.read) }
        }
        for tick in ticks { try self.tick(tick, times, &pass) }
        return pass
    }

    /// A service that has something to do looks at the clock after it; otherwise within so many milliseconds.
    private static var turn: Int64 { 60 }

    private func take(_ record: LogRecord, now: Int64, _ times: KnownTimes, _ pass: inout Pass) throws {
        let place = record.topicPartition
        let origin = "\(place.topic)/\(place.partition)/\(record.offset)"
        guard !options.passedOver.contains(origin) else { return }
        switch pass.core.handle(record, now: now) {
        case .processed: break
        case .deadLetter: pass.difference.refused += 1
        case .mustRestore(_, let message):
            throw EventLogError.refused(
                doing: "making the state of \(P.topology.name) anew",
                found: "\(place) \(record.offset), which is refused half-way: \(message)",
                expected: "an event that is taken or refused whole")
        }
        pass.core.forgetDeadLetters()
        if let known = collect(origin, times, &pass), !options.isByEventTime {
            pass.steps[place.topic, default: []].append((record.offset, known))
        }
    }

    private func tick(_ time: Int64, _ times: KnownTimes, _ pass: inout Pass) throws {
        // A tick that fails is taken back, and the service goes on.
        do { try pass.core.tick(time) } catch let error as NotTakenBack { throw error } catch {}
        _ = collect("tick/\(time)", times, &pass)
    }

    /// Compares what a step put out with what stands.
    /// - Returns: when the step was made, where what it made tells.
    private func collect(_ origin: String, _ times: KnownTimes, _ pass: inout Pass) -> Int64? {
        var known: Int64?
        for event in pass.core.takeEmitted() {
            if known == nil { known = times.time(of: event.id) }
            if event.kind.cleanup == .compact {
                pass.newest["\(event.kind.topic) \(event.key)"] = event
            } else if !standing.isPastRetention(event) {
                compare(event, &pass.difference)
            }
        }
        guard !options.isByEventTime else { return known }
        for change in pass.core.takeChanges() where known == nil {
            known = times.time(of: EventID.derive(change.kind.topic, change.key, origin))
        }
        return known
    }

    // MARK: Comparing

    private func compare(_ event: OutputEvent, _ difference: inout Difference) {
        let topic = event.kind.topic
        guard let said = standing.said(event) else {
            difference.outputsNew[topic, default: 0] += 1
            if let record = try? TaskCore<P>.record(of: event, partitions: options.partitions, as: options.contentType)
            {
                difference.records.append(record)
            }
            return
        }
        difference.outputsAgain += 1
        let value: [UInt8]? = try? EventCodec.encode(event.message, as: said.contentType)
        if said.digest != value.hashValue { difference.outputsOtherwise.append("\(topic) \(event.id)") }
    }

    private func compare(
        _ made: [TableChange], _ difference: inout Difference, identity: String?, now: Int64
    ) throws {
        var left = standing.rows
        let positions = Positions(log: identity ?? "", next: standing.ends)
        let stamp = ChangeStamp(origin: "rebuilt/\(EventID.derive(positions.text))", now: now)
        var changes: [TableChange] = []
        for var change in made {
            let topic = change.kind.topic
            guard let message = change.message else { continue }
            change.stamp = stamp
            guard let row = left[topic]?.removeValue(forKey: change.key) else {
                difference.added.append("\(topic) \(change.key)")
                changes.append(change)
                continue
            }
            if try Self.isSame(message, as: row) {
                difference.same += 1
            } else if let counted = try Self.counted(message, kind: change.kind, as: row) {
                guard let grown = counted.grown else {
                    difference.same += 1
                    continue
                }
                change.message = grown
                difference.changed.append("\(topic) \(change.key)")
                changes.append(change)
            } else {
                difference.changed.append("\(topic) \(change.key)")
                changes.append(change)
            }
        }
        for kind in Self.topology.tables {
            for (key, row) in (left[kind.topic] ?? [:]).sorted(by: { $0.key < $1.key }) {
                difference.removed.append("\(kind.topic) \(key)")
                changes.append(
                    TableChange(
                        kind: kind, key: key, message: nil, partitionKey: row.partitionKey, isDrill: row.isDrill,
                        stamp: stamp))
            }
        }
        for kind in Self.topology.tables {
            var writer = ChangeWriter(
                kind, source: "/fenghuo/\(P.topology.name)", partition: options.partition,
                contentType: options.contentType)
            let own = changes.filter { $0.kind.topic == kind.topic }
            for (number, change) in own.enumerated() {
                var record = try writer.record(of: change)
                if number == own.count - 1, identity != nil {
                    record.headers.append(RecordHeader(Positions.header, positions.text))
                }
                difference.records.append(record)
            }
        }
    }

    /// Rows that others read say how often they changed, and that only grows: how often a row was written while it came
    /// about depends on how its inputs fell into commits, which no reading again knows.
    /// - Returns: nil for rows that do not count; `grown` is nil where nothing but the count is otherwise.
    private static func counted(
        _ message: any Message & Sendable, kind: EventKind, as row: StandingState.Row
    ) throws -> (grown: (any Message & Sendable)?, Void)? {
        switch kind.topic {
        case EventKind.incidentAssessed.topic: (try grown(message, as: row, \Incident.revision), ())
        case EventKind.caseAdvanced.topic: (try grown(message, as: row, \Case.revision), ())
        case EventKind.deliveryUpdated.topic: (try grown(message, as: row, \Delivery.revision), ())
        default: nil
        }
    }

    private static func grown<M: Message & Equatable & Sendable>(
        _ message: any Message & Sendable, as row: StandingState.Row, _ revision: WritableKeyPath<M, Int64>
    ) throws -> (any Message & Sendable)? {
        let bytes: [UInt8] = try EventCodec.encode(message, as: row.contentType)
        var made = try EventCodec.decode(M.self, from: bytes, contentType: row.contentType)
        let standing = try EventCodec.decode(M.self, from: row.value, contentType: row.contentType)
        let own = made[keyPath: revision]
        made[keyPath: revision] = standing[keyPath: revision]
        if made == standing { return nil }
        made[keyPath: revision] = max(own, EventBounds.sum(standing[keyPath: revision], 1))
        return made
    }

    private static func isSame(_ message: any Message & Sendable, as row: StandingState.Row) throws -> Bool {
        let made: [UInt8] = try EventCodec.encode(message, as: row.contentType)
        return made == row.value
    }
}
