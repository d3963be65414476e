import EventLog
import Logging
import Metrics
import Schemas

/// One partition's task: restore, then fetch, process, commit, until it is stopped or another takes over.
struct StreamTask<P: Processor>: Sendable {
    let partition: Int32
    let log: any EventLog
    let member: any GroupMember
    let makeProcessor: @Sendable (Int32) -> P
    let options: StreamOptions
    let clock: @Sendable () -> Int64
    let logger: Logger
    let observer: (any CommitObserver)?
    let status: ApplicationStatus
    let metrics: ProcessorMetrics

    private var name: String { P.topology.name }

    /// A task without a commit for so long lets its producer rest.
    private static var restAfter: Duration { .seconds(60) }

    /// Returns when cancelled or fenced.
    /// - Throws: an `EventLogError.fatal`, or one that restoring cannot mend.
    func run() async throws {
        var pause = Backoff()
        var care = Care(limit: log.maximumRecordBytes)
        while !Task.isCancelled {
            status.restoring(partition)
            let began = ContinuousClock.now
            do {
                let producer = try await log.makeTransactionalProducer(id: "\(name)-\(partition)")
                do {
                    try await live(producer, &care)
                } catch {
                    await producer.close()
                    throw error
                }
                await producer.close()
                return
            } catch is CancellationError {
                return
            } catch let error as EventLogError {
                switch error {
                case .fenced:
                    logger.notice("fenced: another has taken over", metadata: ["partition": "\(partition)"])
                    status.fenced(partition, error)
                    // A member that lost the partition is told so within its session, and this task is cancelled. If it
                    // still has it then, the id is another deployment's: said by health, and taken back.
                    try? await Task.sleep(for: options.sessionTimeout * 3)
                    continue
                case .fatal, .topicContradicts, .unknownTopic, .refused: throw error
                case .retriable, .abortable, .forbidden: note(error)
                }
            } catch {
                note(error)
            }
            if ContinuousClock.now - began > .seconds(60) { pause = Backoff() }
            try? await Task.sleep(for: pause.next())
        }
    }

    private func note(_ error: any Error) {
        guard !Task.isCancelled else { return }
        status.failed(error, partition: partition)
        metrics.restarts.increment()
        logger.warning(
            "a task is restored after an error", metadata: ["partition": "\(partition)", "error": "\(error)"])
    }

    /// One life: ends by an error, or by cancellation.
    private func live(_ producer: any TransactionalProducer, _ care: inout Care) async throws {
        var core = TaskCore(
            makeProcessor(partition), partition: partition, partitions: options.partitions,
            contentType: options.contentType, namespace: options.namespace, limit: care.limit)
        let restoring = ContinuousClock.now
        let identity = try await retrying { try await log.identity() }
        let standing = try await restore(&core, identity)
        core.restored()
        var positions = try await member.committedOffsets(partition: partition)
        let begin = start(standing, committed: positions)
        metrics.restoring.recordNanoseconds(restoring.duration(to: .now).nanoseconds)
        status.restored(partition)
        await observer?.restored(partition: partition, rows: core.snapshot())

        let topics = P.topology.inputs.map(\.topic)
        let isTraced = Trace.isRecorded
        var lastTick = grid(clock())
        var lastCommit: ContinuousClock.Instant? = .now
        var merge = InputMerge(topics.map { ($0, begin[$0] ?? 0) })
        // Where nothing was committed yet, there is nothing to commit before something was read.
        for topic in topics where positions[topic] == nil { positions[topic] = 0 }
        while true {
            try Task.checkCancellation()
            let wanted = merge.wanted
            if !wanted.isEmpty {
                let wait = merge.mayWait ? options.wait : .zero
                let fetched = try await retrying {
                    try await member.fetch(partition: partition, from: wanted, limit: options.batch, wait: wait)
                }
                merge.add(fetched, wanted: wanted)
                // Said also where what was read cannot be committed.
                status.saw(partition, lag: merge.lag)
            }
            let now = clock()
            var handled = 0
            var buried: [(record: LogRecord, reason: String, message: String)] = []
            var written: [Int64] = []
            core.isCareful = care.isNeeded
            while handled < options.batch, let record = merge.takeNext() {
                let outcome: TaskCore<P>.Outcome
                if let why = care.refusal(of: record) {
                    outcome = core.refuse(record, reason: why.reason, message: why.message, now: now)
                } else {
                    outcome =
                        isTraced
                        ? Trace.processing(record, processor: name) { core.handle(record, now: now) }
                        : core.handle(record, now: now)
                }
                switch outcome {
                case .processed: break
                case .deadLetter(let reason, let message): buried.append((record, reason, message))
                case .mustRestore(let reason, let message):
                    care.refuse(record, reason: reason, message: message)
                    throw NotTakenBack(cause: Rejection(message))
                }
                written.append(record.timestamp)
                handled += 1
            }
            let time = grid(now)
            if time > lastTick {
                lastTick = time
                try tick(&core, at: time)
            }
            let next = merge.next
            if core.isDirty || next != positions {
                let began = ContinuousClock.now
                let records: [ProducerRecord]
                let changes: [TableChange]
                do {
                    (records, changes) = try core.takeCommit(
                        withMessages: observer != nil, positions: identity.map { Positions(log: $0, next: next) })
                } catch let error as DoesNotFit {
                    care.begin(handled: handled)
                    throw error
                }
                do {
                    try await commit(producer, records: records, positions: next)
                } catch let error as EventLogError {
                    if let why = care.learn(from: error, records, handled: handled) { throw why }
                    throw error
                }
                care.committed(handled, next: next)
                positions = next
                lastCommit = .now
                metrics.committing.recordNanoseconds(began.duration(to: .now).nanoseconds)
                metrics.commits.increment()
                metrics.processed.increment(by: Int64(handled))
                // From the record's own time to its effect being durable; a record from the future counts as 0.
                let done = clock()
                for time in written { metrics.latency.recordMilliseconds(max(0, done - EventBounds.time(time))) }
                for letter in buried { report(letter.record, reason: letter.reason, message: letter.message) }
                if !changes.isEmpty { await observer?.committed(partition: partition, changes: changes) }
            }
            status.turned(partition, lag: merge.lag, offsets: positions)
            if let last = lastCommit, ContinuousClock.now - last > Self.restAfter {
                await producer.rest()
                lastCommit = nil
            }
        }
    }

    private func tick(_ core: inout TaskCore<P>, at time: Int64) throws {
        do {
            try core.tick(time)
        } catch let error as NotTakenBack {
            throw error
        } catch {
            metrics.failedTicks.increment()
            logger.error("a tick failed and was taken back", metadata: ["at": "\(time)", "error": "\(error)"])
        }
    }

    private func grid(_ time: Int64) -> Int64 { time - time % max(1, P.topology.tick) }

    /// Reads each table's changelog to the end known now. The producer is there already, so an earlier owner's late
    /// commit cannot land behind it.
    /// - Returns: by input, how far it had been read when the newest rows were written.
    private func restore(_ core: inout TaskCore<P>, _ identity: String?) async throws -> [String: Int64] {
        guard !P.topology.tables.isEmpty else { return [:] }
        let reader = try await log.makeReader()
        do {
            var standing: [String: Int64] = [:]
            for kind in P.topology.tables {
                let place = TopicPartition(kind.topic, partition)
                let range = try await reader.range(of: place)
                // There is nothing to read; whether it could be read is found out now, and not once there is.
                if range.low == range.high {
                    _ = try await reader.read(place, from: range.high, to: nil, limit: 1, wait: .zero)
                }
                var position = range.low
                var newest: Positions?
                while position < range.high {
                    try Task.checkCancellation()
                    let read = try await reader.read(
                        place, from: position, to: range.high, limit: options.restoreBatch, wait: .milliseconds(200))
                    for record in read.records {
                        do { try core.restore(record) } catch let error as UnreadableRow { note(error) }
                        if let text = record.header(Positions.header) { newest = Positions(text) }
                    }
                    position = max(position, read.next)
                }
                guard let newest, newest.log == identity else { continue }
                standing.merge(newest.next) { max($0, $1) }
            }
            // Where a topic was made anew, its offsets are others.
            for (topic, next) in standing {
                guard P.topology.inputs.contains(where: { $0.topic == topic }),
                    next <= (try await reader.range(of: TopicPartition(topic, partition)).high)
                else {
                    standing[topic] = nil
                    continue
                }
            }
            await reader.close()
            return standing
        } catch {
            await reader.close()
            throw error
        }
    }

    private func note(_ row: UnreadableRow) {
        metrics.unreadableRows.increment()
        logger.error(
            "a row that cannot be read was left out; what was known of its key before stands",
            metadata: ["row": "\(row)"])
    }

    /// The committed offsets, or where the state stands when that is further: the offsets were set back or lost then, and
    /// what they would bring again is in the state already. The first kept record where there is neither.
    private func start(_ standing: [String: Int64], committed: [String: Int64]) -> [String: Int64] {
        var begin = committed
        for kind in P.topology.inputs {
            let (before, known) = (committed[kind.topic] ?? 0, standing[kind.topic] ?? 0)
            begin[kind.topic] = max(before, known)
            guard known > before else { continue }
            logger.notice(
                "the state holds more than the committed offset says: not read again",
                metadata: ["topic": "\(kind.topic)", "committed": "\(before)", "state": "\(known)"])
        }
        return begin
    }

    /// Shielded from cancellation: a commit under way is finished.
    private func commit(
        _ producer: any TransactionalProducer, records: [ProducerRecord], positions: [String: Int64]
    ) async throws {
        let next = Dictionary(positions.map { (TopicPartition($0.key, partition), $0.value) }) { $1 }
        let offsets = ConsumedOffsets(member: member, next: next)
        status.commits(partition)
        defer { status.committed(partition) }
        try await Task {
            try await retrying { try await producer.commit(records, offsets: offsets) }
        }.value
    }

    private func report(_ record: LogRecord, reason: String, message: String) {
        metrics.deadLetters(reason).increment()
        logger.error(
            "an event went to dead letters",
            metadata: [
                "place": "\(options.namespace.topic(record.topicPartition))", "offset": "\(record.offset)",
                "reason": "\(reason)",
                "message": "\(message)",
                "trace_id": "\(record.header("traceparent").flatMap { TraceParent($0) }?.traceID ?? "")",
            ])
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
