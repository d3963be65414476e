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
            .sourceObserved,
            source(success: Self.start + 31 * Self.minute, mention: Self.start + 30 * Self.minute), key: "feed",
            partitionKey: "feed")
        try driver.tick(at: Self.start + 32 * Self.minute)
        let regained = try changes(driver).dropFirst(subjects.count)
        #expect(regained.map(\.subject) == subjects)
        #expect(regained.allSatisfy { !$0.lost })
    }

    @Test("a source that answers and brings nothing new past its cadence is lost as well")
    func frozen() throws {
        var driver = try driver()
        for minutes in stride(from: Int64(0), through: 20, by: 1) {
            let now = Self.start + minutes * Self.minute
            driver.now = now
            try driver.pipe(
                .sourceObserved, source(success: now, mention: Self.start), key: "feed", partitionKey: "feed")
        }
        let lost = try changes(driver)
        #expect(!lost.isEmpty && lost.allSatisfy { $0.lost && $0.since == Self.start })
    }

    @Test(arguments: [
        // first asked, newest, last answer, cadence, standing; minutes, 60 is now.
        (0, 0, 0, 10, SourceStanding.notHeardYet), (1, 0, 0, 10, .silent), (55, 0, 0, 10, .notHeardYet),
        (55, 0, 58, 10, .notHeardYet),
        (1, 0, 58, 10, .frozen), (1, 40, 59, 10, .frozen), (1, 55, 59, 10, .heard), (1, 40, 41, 10, .silent),
        (1, 500, 59, 10, .heard), (1, 500, 40, 10, .silent), (1, 0, 0, 0, .notHeardYet), (1, 5, 5, 0, .heard),
    ])
    func `a source stands as its newest item and its answers say`(
        first: Int64, newest: Int64, answer: Int64, cadence: Int64, standing: SourceStanding
    ) {
        func at(_ minutes: Int64) -> Int64 { minutes == 0 ? 0 : Self.start + minutes * Self.minute }
        let row = Source.with {
            $0.kind = "rss"
            $0.firstAttemptAt = at(first)
            $0.lastMentionAt = at(newest)
            $0.lastSuccessAt = at(answer)
        }
        #expect(row.standing(cadence: cadence * Self.minute, at: at(60)) == standing)
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
