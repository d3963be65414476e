import EventLog
import Schemas

extension SandboxDescription {
    /// What came out otherwise than in the live house.
    func difference(live: any EventLog, sandbox: NamespacedLog) async throws -> Difference {
        let until = Timestamps.milliseconds(rfc3339: until) ?? .max
        let record = try await RecordedCourses.read(live, until: until)
        let run = try await RecordedCourses.read(sandbox)
        let begins = begins.flatMap { Timestamps.milliseconds(rfc3339: $0) }
        let comparison = Comparison(
            before: record.courses, after: run.courses,
            window: Window(since: Timestamps.milliseconds(rfc3339: since) ?? 0, until: until),
            decisions: record.decisions, firstKept: [record.firstKept, begins].compactMap { $0 }.max())
        return comparison.difference(
            (
                before: .init(name: "the live house (\(source))", plan: record.courses.plan),
                after: .init(name: "sandbox \(name), \(build ?? "")", plan: planHash)
            ))
    }
}
