import Analysis
import EventLog
import Foundation
import Plan
import Schemas
import Testing

@testable import Fenghuo

/// The log's own record, taken again by this build under a plan.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LogBacktestTests {
    private static func backtest(
        _ house: RecordedHouse.Lived, under plan: ResponsePlan, since: Int64? = nil, until: Int64? = nil
    ) async throws -> Difference {
        try await LogBacktest(log: house.log, plan: plan, models: .shipped, since: since, until: until)
            .run(calling: ("the log", "this build")) { _, _ in }.difference
    }

    @Test func `The same build and plan change nothing, and every decision fits`() async throws {
        let house = try await RecordedHouse.lived.value
        let record = try await RecordedCourses.read(house.log)
        #expect(record.courses.cases.count >= 3)
        #expect(record.courses.fates.values.count { $0 == .carriedOut } >= 4, "\(record.courses.fates)")
        #expect(
            record.courses.cases.values.contains { $0.end == .falseAlarm }
                && record.courses.cases.values.contains(where: \.isDecided))
        let kinds = house.decisions.compactMap(\.kind)
        #expect(kinds.contains { if case .release = $0 { true } else { false } }, "a text was signed and released")

        let found = try await Self.backtest(house, under: house.plan)
        #expect(found.isEmpty, "\(DifferenceText(difference: found, zone: .gmt).text(most: 50))")
        #expect(found.totals.cases.before == Double(record.courses.cases.count))
        #expect(
            found.totals.cases.after == found.totals.cases.before
                && found.totals.falseAlarms == .init(before: 1, after: 1))
        #expect(found.totals.decisions == house.decisions.count)
        #expect(DifferenceText(difference: found, zone: .gmt).text(most: 20).contains("no difference"))
    }

    @Test func `One cut-off changed finds exactly the incidents that it changes`() async throws {
        let (old, new) = (try RecordedHouse.plan(), try RecordedHouse.plan("III: 36", "III: 43"))
        #expect(old.hash != new.hash)
        let house = try await RecordedHouse.lived.value
        // What a house would have lived under the new plan, with the same people deciding the same.
        var other = try await RecordedHouse(plan: new)
        defer { other.close() }
        try await other.live(taking: house.decisions)
        let (before, after) = (
            try await RecordedCourses.read(house.log).courses, try await RecordedCourses.read(other.log).courses
        )
        let changed = Set(before.incidents.keys).union(after.incidents.keys).filter { id in
            before.incidents[id]?.highestGrade != after.incidents[id]?.highestGrade
                || (before.cases[id] == nil) != (after.cases[id] == nil)
                || before.cases[id]?.grades.map(\.grade) != after.cases[id]?.grades.map(\.grade)
                || abs((before.cases[id]?.openedAt ?? 0) - (after.cases[id]?.openedAt ?? 0)) > Difference.tolerance
                || before.cases[id]?.strategy != after.cases[id]?.strategy
                || before.cases[id]?.directives != after.cases[id]?.directives
        }
        #expect(!changed.isEmpty && changed.count < before.incidents.values.count { $0.highestGrade != .unspecified })

        let found = try await Self.backtest(house, under: new)
        #expect(
            Set(found.entries.map(\.incident)) == changed,
            "\(DifferenceText(difference: found, zone: .gmt).text(most: 50))")
        let gone = found.entries.filter { $0.about == .aCase && $0.change == .removed }
        #expect(Set(gone.map(\.incident)) == Set(before.cases.keys).subtracting(after.cases.keys))
        #expect(found.totals.cases == .init(before: Double(before.cases.count), after: Double(after.cases.count)))
        #expect(found.entries.map(\.weight) == found.entries.map(\.weight).sorted(by: >))
        // Nobody can decide about a case that is not there.
        let unfit = Set(found.misfits.map(\.decision))
        let expected = house.decisions.filter { decision in
            guard case .carriedOut? = before.fates[decision.id], case .refused? = after.fates[decision.id] else {
                return false
            }
            return true
        }
        #expect(unfit == Set(expected.map(\.id)))
    }

    @Test func `A window leaves out what changed before it`() async throws {
        let house = try await RecordedHouse.lived.value
        let new = try RecordedHouse.plan("II: 50, III: 36", "II: 44, III: 20")
        let whole = try await Self.backtest(house, under: new)
        let late = try await Self.backtest(house, under: new, since: RecordedHouse.start + 60 * 3_600_000)
        #expect(late.entries.count < whole.entries.count)
        #expect(Set(late.entries.map(\.incident)).isSubset(of: whole.entries.map(\.incident)))
        let onOneSide = late.entries.filter { $0.about == .aCase && $0.change != .changed }
        #expect(onOneSide.allSatisfy { (($0.before ?? $0.after)?.caseOpenedAt ?? "") >= late.since })
        let nothing = try await Self.backtest(house, under: new, since: RecordedHouse.start + 1_000 * 3_600_000)
        #expect(nothing.isEmpty && nothing.totals.cases.before == 0)
    }

    @Test func `A log without topics is refused by name`() async throws {
        let house = try await RecordedHouse(plan: try RecordedHouse.plan())
        defer { house.close() }
        let sandbox = NamespacedLog(house.log, namespace: try Namespace(prefix: "nobody."))
        await #expect(throws: EventLogError.self) {
            try await LogBacktest(log: sandbox, plan: house.plan, models: .shipped)
                .run(calling: ("", "")) { _, _ in }
        }
    }
}
