import Analysis
import EventLog
import Hosting
import Plan
import Schemas

/// Analysis and response of this build, under a plan, over what a log has recorded; and what that changes.
struct LogBacktest {
    let log: any EventLog
    let plan: ResponsePlan
    let models: JudgingModels
    /// What is compared, ms since 1970; nil: from the beginning, to the end of the record.
    var since: Int64?
    var until: Int64?
    /// How long before `since` the inputs begin, so that the state at its beginning is what it was; ms; nil: all there is.
    var lead: Int64?

    struct Outcome {
        var difference: Difference
        var mentions: Int64
        var rejected: Int64
        var seconds: Double
    }

    /// - Parameters:
    ///   - sides: what the record and the recomputation are called.
    ///   - progress: told how many of how many records were read.
    func run(
        calling sides: (before: String, after: String), progress: (Int64, Int64) -> Void
    ) async throws -> Outcome {
        let began = ContinuousClock.now
        let record = try await RecordedCourses.read(log, until: until ?? .max)
        let wall = ServiceHost.wallClock()
        let end = min(until ?? .max, EventBounds.sum(record.end, Recomputation.tick))
        let start = lead.flatMap { lead in since.map { max(0, EventBounds.sum($0, -lead)) } }
        let texts = SignedTexts(texts: record.texts)
        guard
            let topic = try await log.describeTopics().first(where: {
                $0.specification.name == EventKind.mentionPublished.topic
            })
        else { throw EventLogError.unknownTopic(EventKind.mentionPublished.topic) }
        var courses = Courses()
        courses.plan = plan.hash
        var (mentions, rejected, read): (Int64, Int64, Int64) = (0, 0, 0)
        var first = Int64.max
        for partition in 0..<topic.specification.partitions {
            var inputs = try await RecordedInputs(log, partition: partition, from: start, until: until ?? .max)
            let left = read + inputs.count
            var run = Recomputation(
                plan: plan, models: models, partition: partition, partitions: topic.specification.partitions,
                texts: texts,
                horizon: max(end, min(wall, until ?? .max)))
            var isEmpty = true
            do {
                while true {
                    let records = try await inputs.next()
                    if records.isEmpty { break }
                    if isEmpty { first = min(first, EventBounds.time(records[0].timestamp)) }
                    isEmpty = false
                    for record in records { try run.take(record) }
                    read += Int64(records.count)
                    progress(read, left * Int64(topic.specification.partitions) / Int64(partition + 1))
                    try Task.checkCancellation()
                }
            } catch {
                await inputs.close()
                throw error
            }
            await inputs.close()
            guard !isEmpty else { continue }
            try run.finish(at: end)
            courses.merge(run.courses)
            mentions += run.mentions
            rejected += run.rejected
        }
        let window = Window(since: since ?? (first == .max ? 0 : first), until: until ?? end)
        let comparison = Comparison(
            before: record.courses, after: courses, window: window, decisions: record.decisions,
            firstKept: [record.firstKept, start].compactMap { $0 }.max())
        let elapsed = began.duration(to: .now) / .seconds(1)
        return Outcome(
            difference: comparison.difference(
                (
                    before: .init(name: sides.before, plan: record.courses.plan),
                    after: .init(name: sides.after, plan: courses.plan)
                )), mentions: mentions, rejected: rejected, seconds: elapsed)
    }
}
