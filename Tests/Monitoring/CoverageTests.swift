import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Monitoring

@Suite("Coverage is said once a change, for each subject") struct CoverageTests {
    private static let start: Int64 = 1_767_600_000_000
    private static let minute: Int64 = 60_000

    private func driver() throws -> ProcessorDriver<CoverageProcessor> {
        let plan = try Fixture.plan()
        return ProcessorDriver(now: Self.start) { CoverageProcessor(plan: plan) }
    }

    private func source(cadence: Int64 = 600, success: Int64 = 0, mention: Int64 = 0, error: String = "") -> Source {
        Source.with {
            $0.id = "feed"
            $0.cadenceSeconds = cadence
            $0.lastSuccessAt = success
            $0.lastMentionAt = mention
            $0.lastError = error
            $0.consecutiveFailures = error.isEmpty ? 0 : 3
        }
    }

    private func changes(_ driver: ProcessorDriver<CoverageProcessor>) throws -> [CoverageChange] {
        try driver.outputs(.coverageChanged)
    }

    @Test("silence past the cadence is lost coverage, a sign regains it, and nothing is said in between")
    func lostAndRegained() throws {
        var driver = try driver()
        let subjects = try Fixture.plan().subjects.map(\.id).sorted()
        try driver.pipe(.sourceObserved, source(success: Self.start), key: "feed", partitionKey: "feed")
        for minutes in Int64(1)...10 { try driver.tick(at: Self.start + minutes * Self.minute) }
        #expect(try changes(driver).isEmpty)
        for minutes in Int64(11)...30 {
            try driver.tick(at: Self.start + minutes * Self.minute)
            if minutes == 20 { try driver.restart() }
        }
        let lost = try changes(driver)
        #expect(lost.map(\.subject) == subjects)
        #expect(lost.allSatisfy { $0.lost && $0.since == Self.start && $0.at == Self.start + 11 * Self.minute })
        try driver.pipe(
            .sourceObserved, source(success: Self.start + 31 * Self.minute), key: "feed", partitionKey: "feed")
        try driver.tick(at: Self.start + 32 * Self.minute)
        let regained = try changes(driver).dropFirst(subjects.count)
        #expect(regained.map(\.subject) == subjects)
        #expect(regained.allSatisfy { !$0.lost })
    }

    @Test("a failing source says why; looking in vain is no sign of life")
    func failing() throws {
        var driver = try driver()
        try driver.pipe(.sourceObserved, source(success: Self.start), key: "feed", partitionKey: "feed")
        driver.now = Self.start + 20 * Self.minute
        try driver.pipe(
            .sourceObserved, source(success: Self.start, error: "connection refused"), key: "feed",
            partitionKey: "feed")
        #expect(try changes(driver).allSatisfy { $0.lost && $0.lastError == "connection refused" })
        #expect(try !changes(driver).isEmpty)
    }

    @Test("where silence means nothing, nothing is said; what was never heard counts from its first row")
    func cadences() throws {
        var quiet = try driver()
        try quiet.pipe(.sourceObserved, source(cadence: 0, success: 1), key: "feed", partitionKey: "feed")
        try quiet.tick(at: Self.start + 6_000 * Self.minute)
        #expect(try changes(quiet).isEmpty)
        var never = try driver()
        try never.pipe(.sourceObserved, source(), key: "feed", partitionKey: "feed")
        try never.tick(at: Self.start + 10 * Self.minute)
        #expect(try changes(never).isEmpty)
        try never.tick(at: Self.start + 11 * Self.minute)
        #expect(try !changes(never).isEmpty)
    }
}
