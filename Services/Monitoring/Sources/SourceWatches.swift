import EventLog
import Logging
import Plan
import Processing
import Schemas
import ServiceLifecycle

/// Watches the polled sources whose partitions are this instance's; another instance watches the others.
struct SourceWatches: Service {
    static let group = "monitoring-sources"

    let log: any EventLog
    let ledger: SourceLedger
    let records: IntakeRecords
    let plan: ResponsePlan
    let collector: @Sendable (ResponsePlan.Source) -> (any SourceCollector)?
    let pace: Pace
    let logger: Logger
    /// How it stands in the group, for health.
    var status = ApplicationStatus(name: SourceWatches.group)
    var pulses = WatchPulses()

    func run() async throws {
        guard let member = try await join() else { return }
        status.joined(member)
        let work = Task { await watch(as: member) }
        await withTaskCancellationOrGracefulShutdownHandler {
            await work.value
        } onCancelOrGracefulShutdown: {
            work.cancel()
        }
        await member.leave()
        status.left()
    }

    /// A log that is away for a while is asked again.
    /// - Returns: `nil` when stopped before it came.
    private func join() async throws -> (any GroupMember)? {
        let subscription = GroupSubscription(
            group: Self.group, topics: [EventKind.sourceObserved.topic], clientName: "monitoring")
        return try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    return try await log.joinGroup(subscription)
                } catch let error as EventLogError where error.mayComeRight {
                    logger.warning("watching sources: \(error)")
                    status.failed(error)
                    try? await pace.sleep(1_000)
                }
            }
            return nil
        }
    }

    private func watch(as member: any GroupMember) async {
        let normaliser = Normaliser(plan: plan)
        var watches: [Int32: Task<Void, Never>] = [:]
        while !Task.isCancelled {
            do {
                guard let change = try await member.nextChange() else { break }
                switch change {
                case .assigned(let partitions):
                    for partition in partitions where watches[partition] == nil {
                        status.assigned(partition)
                        watches[partition] = Task { await watch(partition, normaliser) }
                        // Nothing is restored: each watch reads its own row.
                        status.restored(partition)
                    }
                case .revoked(let partitions):
                    await stop(partitions, &watches)
                    try await member.release(partitions)
                case .lost(let partitions):
                    await stop(partitions, &watches, isLost: true)
                }
            } catch {
                if Task.isCancelled { break }
                logger.warning("watching sources: \(error)")
                status.failed(error)
                try? await pace.sleep(1_000)
            }
        }
        await stop(Array(watches.keys), &watches)
    }

    private func stop(
        _ partitions: [Int32], _ watches: inout [Int32: Task<Void, Never>], isLost: Bool = false
    ) async {
        for partition in partitions { watches[partition]?.cancel() }
        for partition in partitions {
            await watches[partition]?.value
            watches[partition] = nil
            status.removed(partition, isLost: isLost)
        }
    }

    private func watch(_ partition: Int32, _ normaliser: Normaliser) async {
        let own = plan.sources.filter { Partitioner.partition(forKey: $0.id, count: records.partitions) == partition }
        await withTaskGroup(of: Void.self) { group in
            for source in own where source.kind != .push { group.addTask { await watch(source, normaliser) } }
            // The first rows of a partition's pushed sources go by producers of one id: side by side they would
            // supersede each other.
            group.addTask { for source in own where source.kind == .push { await watch(source, normaliser) } }
        }
    }

    /// Begins again after whatever stops a watch; after being fenced, too: if the partition is lost, this is cancelled.
    private func watch(_ source: ResponsePlan.Source, _ normaliser: Normaliser) async {
        defer { pulses.end(source.id) }
        var failures: Int64 = 0
        while !Task.isCancelled {
            do {
                // Pushed, and known: there is nothing to watch, and who takes in is not to be superseded.
                if source.kind == .push, try await ledger.row(source.id) != nil { return }
                var commits = try await SourceCommits(source: source, log: log, ledger: ledger, records: records)
                do {
                    try await watch(source, normaliser, &commits)
                    await commits.close()
                    return
                } catch {
                    await commits.close()
                    throw error
                }
            } catch {
                if Task.isCancelled { return }
                failures += 1
                pulses.beat(source.id, wait: 0)
                logger.warning("watching source \(source.id): \(error); beginning again")
                try? await pace.sleep(pace.backoff(failures: failures, interval: 1_000, retryAfter: nil))
            }
        }
    }

    private func watch(_ source: ResponsePlan.Source, _ normaliser: Normaliser, _ commits: inout SourceCommits)
        async throws
    {
        guard let collector = collector(source) else {
            // Pushed: its first row says that it is expected to speak.
            if commits.isNew { try await commits.begin(at: pace.now()) }
            return
        }
        let watch = SourceWatch(
            source: source, collector: collector, normaliser: normaliser, pace: pace, logger: logger,
            beat: { [pulses] in pulses.beat(source.id, wait: $0) })
        try await watch.run(&commits)
    }
}
