import EventLog
import Hosting
import Logging
import Schemas
import ServiceLifecycle
import Synchronization

/// Reads every topic from its low watermark and then follows it, into the view. Outlives failures of the log.
struct ViewFollower: Service {
    let log: any EventLog
    let view: LeadershipView
    let partitions: Int32
    let logger: Logger
    let progress: FollowingProgress

    init(
        log: any EventLog, view: LeadershipView, partitions: Int32, namespace: Namespace = .standard, logger: Logger
    ) {
        self.log = log
        self.view = view
        self.partitions = partitions
        self.logger = logger
        let all = LeadershipView.kinds.flatMap { kind in (0..<partitions).map { TopicPartition(kind.topic, $0) } }
        progress = FollowingProgress(partitions: all, namespace: namespace)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for partition in progress.partitions {
                    group.addTask { await follow(partition) }
                }
            }
        }
    }

    /// Until cancelled.
    private func follow(_ partition: TopicPartition) async {
        var position: Int64?
        var target: Int64?
        var pause = Duration.milliseconds(250)
        while !Task.isCancelled {
            do {
                let reader = try await log.makeReader()
                do {
                    try await follow(partition, reader, &position, &target, &pause)
                } catch {
                    await reader.close()
                    throw error
                }
                await reader.close()
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                progress.failed(partition, error)
                logger.warning(
                    "following the log failed, trying again",
                    metadata: ["partition": "\(partition)", "error": "\(error)", "pause": "\(pause)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func follow(
        _ partition: TopicPartition, _ reader: any LogReader, _ position: inout Int64?, _ target: inout Int64?,
        _ pause: inout Duration
    ) async throws {
        let range = try await reader.range(of: partition)
        if target == nil { target = range.high }
        var next = max(position ?? range.low, range.low)
        let end = target ?? range.high
        var auditIsRead = partition.topic != EventKind.accessRecorded.topic
        while !Task.isCancelled {
            if next >= end {
                if progress.reached(partition) { await view.markComplete() }
                if !auditIsRead, progress.hasReached(EventKind.accessRecorded.topic) {
                    auditIsRead = true
                    await view.markAuditRead()
                }
            }
            // On Kafka the last offset is a transaction's marker, not a record: nothing is waited for there.
            let (records, after) = try await reader.read(
                partition, from: next, to: next < end ? end : nil, limit: 500, wait: .seconds(5))
            progress.works(partition)
            pause = .milliseconds(250)
            if !records.isEmpty {
                let bad = await view.apply(records)
                if bad > 0 {
                    logger.warning(
                        "passed over records that are no events of ours",
                        metadata: ["partition": "\(partition)", "count": "\(bad)"])
                }
            }
            next = after
            position = next
        }
    }
}

/// How far the follower has come, for `/readyz`.
final class FollowingProgress: Sendable {
    let partitions: [TopicPartition]
    private let namespace: Namespace
    private let state: Mutex<(waiting: Set<TopicPartition>, failing: [TopicPartition: any Error])>

    init(partitions: [TopicPartition], namespace: Namespace = .standard) {
        self.partitions = partitions
        self.namespace = namespace
        state = Mutex((Set(partitions), [:]))
    }

    /// - Returns: whether this was the last partition that was waited for.
    func reached(_ partition: TopicPartition) -> Bool {
        state.withLock { state in state.waiting.remove(partition) != nil && state.waiting.isEmpty }
    }

    /// Whether every partition of that topic was.
    func hasReached(_ topic: String) -> Bool {
        state.withLock { state in !state.waiting.contains { $0.topic == topic } }
    }

    func failed(_ partition: TopicPartition, _ why: any Error) { state.withLock { $0.failing[partition] = why } }
    func works(_ partition: TopicPartition) {
        state.withLock { state in
            if !state.failing.isEmpty { state.failing[partition] = nil }
        }
    }

    var report: HealthReport {
        state.withLock { state in
            if let (partition, why) = state.failing.min(by: { $0.key < $1.key }) {
                return HealthReport(
                    isAlive: true, isReady: false, cause: HealthReport.cause(of: why),
                    detail: "\(namespace.topic(partition)): \(why)")
            }
            guard state.waiting.isEmpty else {
                return HealthReport(
                    isAlive: true, isReady: false, cause: "restoring",
                    detail: "reading, \(state.waiting.count) partitions to go")
            }
            return HealthReport(isAlive: true, isReady: true, detail: "following \(partitions.count) partitions")
        }
    }
}
