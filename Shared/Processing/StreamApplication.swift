public import EventLog
public import Logging
public import Schemas
public import ServiceLifecycle

/// How a stream application works.
public struct StreamOptions: Sendable {
    /// Records of one commit at the most.
    public var batch: Int
    /// How long to wait for a first record; a lone event is taken at once.
    public var wait: Duration
    /// Of every topic partitioned by subject.
    public var partitions: Int32
    public var contentType: ContentType
    public var sessionTimeout: Duration
    /// A commit that may be tried again is, so many times.
    public var commitAttempts: Int
    public var restoreBatch: Int
    /// What topics, groups and ids are called for whoever looks from outside; the log translates.
    public var namespace: Namespace

    public init(
        partitions: Int32, contentType: ContentType = .protobuf, namespace: Namespace = .standard, batch: Int = 500,
        wait: Duration = .milliseconds(50), sessionTimeout: Duration = .seconds(10), commitAttempts: Int = 5,
        restoreBatch: Int = 2000
    ) {
        self.namespace = namespace
        self.batch = batch
        self.wait = wait
        self.partitions = partitions
        self.contentType = contentType
        self.sessionTimeout = sessionTimeout
        self.commitAttempts = commitAttempts
        self.restoreBatch = restoreBatch
    }
}

/// Runs a processor over a log, exactly once: one task for each partition number its group hands it.
public final class StreamApplication<P: Processor>: Service {
    public let status: ApplicationStatus
    private let log: any EventLog
    private let makeProcessor: @Sendable (Int32) -> P
    private let options: StreamOptions
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let observer: (any CommitObserver)?
    private let metrics: ProcessorMetrics

    /// - Parameters:
    ///   - clock: milliseconds since 1970.
    ///   - observer: told of every commit, after it.
    public init(
        log: any EventLog, options: StreamOptions, clock: @escaping @Sendable () -> Int64, logger: Logger,
        observer: (any CommitObserver)? = nil, makeProcessor: @escaping @Sendable (Int32) -> P
    ) {
        self.log = log
        self.options = options
        self.clock = clock
        self.logger = logger
        self.observer = observer
        self.makeProcessor = makeProcessor
        status = ApplicationStatus(
            name: P.topology.name, topics: P.topology.inputs.map(\.topic), namespace: options.namespace)
        metrics = ProcessorMetrics(processor: P.topology.name)
    }

    /// Until shut down gracefully: commits under way are finished, then the group is left.
    public func run() async throws {
        guard let member = try await join() else { return }
        status.joined(member)
        let (failures, failure) = AsyncStream<any Error>.makeStream()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.follow(member, failure: failure) }
                group.addTask { for await error in failures { throw error } }
                group.addTask { try await gracefulShutdown() }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is CancellationError {
        } catch {
            await Task { await member.leave() }.value
            status.left()
            throw error
        }
        await Task { await member.leave() }.value
        status.left()
    }

    /// A log that is away for a while is asked again.
    /// - Returns: `nil` when stopped before it came.
    private func join() async throws -> (any GroupMember)? {
        let subscription = GroupSubscription(
            group: P.topology.name, topics: P.topology.inputs.map(\.topic), sessionTimeout: options.sessionTimeout,
            clientName: P.topology.name)
        return try await cancelWhenGracefulShutdown { [self] in
            var pause = Backoff()
            while !Task.isCancelled {
                do {
                    return try await log.joinGroup(subscription)
                } catch let error as EventLogError where error.mayComeRight {
                    note(error)
                    try? await Task.sleep(for: pause.next())
                } catch is CancellationError {
                    return nil
                }
            }
            return nil
        }
    }

    /// Starts and stops tasks as partitions come and go.
    private func follow(_ member: any GroupMember, failure: AsyncStream<any Error>.Continuation) async throws {
        var tasks: [Int32: Task<Void, Never>] = [:]
        func stop(_ partitions: [Int32], isLost: Bool = false) async {
            for partition in partitions { tasks[partition]?.cancel() }
            for partition in partitions {
                await tasks.removeValue(forKey: partition)?.value
                status.removed(partition, isLost: isLost)
                await observer?.revoked(partition: partition)
            }
        }
        do {
            while let change = try await nextChange(member) {
                switch change {
                case .assigned(let partitions):
                    logger.info("assigned", metadata: ["partitions": "\(partitions)"])
                    for partition in partitions where tasks[partition] == nil {
                        status.assigned(partition)
                        tasks[partition] = start(partition, member, failure)
                    }
                case .revoked(let partitions):
                    logger.info("revoked", metadata: ["partitions": "\(partitions)"])
                    await stop(partitions)
                    try await member.release(partitions)
                case .lost(let partitions):
                    logger.warning("lost", metadata: ["partitions": "\(partitions)"])
                    await stop(partitions, isLost: true)
                }
            }
        } catch {
            await stop(Array(tasks.keys))
            throw error
        }
        await stop(Array(tasks.keys))
    }

    /// A log that is away for a while is asked again.
    private func nextChange(_ member: any GroupMember) async throws -> MembershipChange? {
        var pause = Backoff()
        while true {
            do {
                return try await member.nextChange()
            } catch let error as EventLogError where error.mayComeRight {
                note(error)
                try await Task.sleep(for: pause.next())
            }
        }
    }

    /// What only a person mends is said in the log too, where it changes; the rest is `/readyz`'s.
    private func note(_ error: EventLogError) {
        if error.isForbidden, !status.detail.contains("\(error)") {
            logger.error("waiting for a right, or a name of its own", metadata: ["error": "\(error)"])
        }
        status.failed(error)
    }

    private func start(
        _ partition: Int32, _ member: any GroupMember, _ failure: AsyncStream<any Error>.Continuation
    ) -> Task<Void, Never> {
        let task = StreamTask(
            partition: partition, log: log, member: member, makeProcessor: makeProcessor, options: options,
            clock: clock, logger: logger, observer: observer, status: status, metrics: metrics)
        return Task {
            do {
                try await task.run()
            } catch {
                failure.yield(error)
            }
        }
    }
}
