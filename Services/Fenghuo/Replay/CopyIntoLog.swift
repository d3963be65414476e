import EventLog
import Schemas

/// A run that copies lanes into topics of a namespace: begun once, gone on with, ended once.
struct CopyIntoLog: Sendable {
    let log: any EventLog
    let namespace: Namespace
    /// By the name of the topic that is read: what is written, and with how many partitions.
    let targets: [String: TopicSpecification]
    let target: LogTarget

    /// - Parameters:
    ///   - log: that is written to, without a namespace.
    ///   - targets: by the names of the topics that are read, those that are written, by their names on the log.
    ///   - shape: what is written for a record.
    init(
        run: String, log: any EventLog, namespace: Namespace, targets: [String: TopicSpecification],
        shape: @escaping LogTarget.Shape
    ) {
        self.log = log
        self.namespace = namespace
        self.targets = targets
        target = LogTarget(run: run, log: log, namespace: namespace, shape: shape)
    }

    /// Makes the topics that are missing.
    /// - Throws: `EventLogError.topicContradicts`.
    func prepare() async throws {
        try await log.createTopics(targets.values.sorted { $0.name < $1.name })
        try await ReplayLedger(log: log, namespace: namespace).create()
    }

    /// - Parameter beforeEnd: what else belongs to the run; done again when it fails or the process ends meanwhile.
    /// - Returns: how the run stands afterwards: what was begun before under its name, when it was, goes on instead.
    func run(
        _ wanted: ReplayRun, pace: Pace? = nil, title: String,
        source: @escaping @Sendable () async throws -> any LogReader,
        beforeEnd: () async throws -> Void = {}
    ) async throws -> (run: ReplayRun, isResumed: Bool) {
        let standing = try await target.begin(wanted)
        var run = standing.run ?? wanted
        guard run.kind == wanted.kind, run.source == wanted.source, run.topics == wanted.topics || wanted.lanes.isEmpty
        else {
            await target.close()
            throw EventLogError.refused(
                doing: "going on with run \(run.id)",
                found:
                    "that it was begun as a \(run.kind.rawValue) from \(run.source) of \(run.topics.joined(separator: ", "))",
                expected: "the same, or another --run")
        }
        guard run.ended == nil else {
            // Looking at it has left a seal.
            try await target.finish(run)
            await target.close()
            return (run, true)
        }
        let progress = CopyProgress(title, lanes: run.lanes)
        try await TopicCopy(
            lanes: run.lanes, selection: run.selection, pace: pace, source: source, target: target, progress: progress
        ).run()
        // Producers begun anew wait until what they committed is everywhere: ends that are looked up now are the ends.
        _ = try await target.begin(nil)
        try await beforeEnd()
        let totals = progress.totals
        (run.ended, run.read, run.written) = (ReplayClock.wall.now(), totals.read, totals.written)
        try await target.finish(run)
        await target.close()
        return (run, !standing.positions.isEmpty)
    }

    /// What the topics are as they stand: those that are missing are to be made.
    static func missing(_ targets: [String: TopicSpecification], in found: [TopicDescription]) throws -> Set<String> {
        let known = Dictionary(found.map { ($0.specification.name, $0.specification) }) { first, _ in first }
        var missing = Set<String>()
        for target in targets.values {
            guard let found = known[target.name] else {
                missing.insert(target.name)
                continue
            }
            guard found.partitions == target.partitions else {
                throw EventLogError.topicContradicts(
                    topic: target.name, found: "\(found.partitions) partitions",
                    expected: "\(target.partitions), so that what belongs together stays together")
            }
        }
        return missing
    }
}
