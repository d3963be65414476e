import Processing
import Testing

@testable import Analysis

/// A partition that goes to another process takes its memory with it.
@Suite struct LeavingTests {
    private struct Traces {
        weak var subject: Subject?
        weak var profile: SubjectRow?
        weak var incident: IncidentRow?
        weak var cluster: OpenCluster?
        var isEmpty: Bool { subject == nil && profile == nil && incident == nil && cluster == nil }
    }

    /// - Parameter isRestored: whether the state came from the changelog.
    private func traces(isRestored: Bool) throws -> Traces {
        var driver = try Bench.driver()
        for (index, text) in ClusteringTests.run.enumerated() {
            try driver.say(Bench.mention("m\(index)", text, at: Double(index)))
        }
        if isRestored {
            try driver.commit()
            try driver.restart()
            try driver.say(Bench.mention("later", ClusteringTests.run[0], at: 30))
        }
        let row = driver.processor.incidents.working.first
        let subject = driver.processor.subjects[Bench.subject]
        let traces = Traces(subject: subject, profile: subject?.profileRow, incident: row, cluster: row?.cluster)
        #expect(traces.subject != nil && traces.profile != nil && traces.incident != nil && traces.cluster != nil)
        return traces
    }

    @Test(arguments: [false, true])
    func nothingIsLeftOfAProcessor(isRestored: Bool) throws {
        #expect(try traces(isRestored: isRestored).isEmpty)
    }
}
