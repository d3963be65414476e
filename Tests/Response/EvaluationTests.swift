import Plan
import Processing
import Schemas
import SwiftProtobuf
import Testing

@testable import Response

@Suite("Evaluation") struct EvaluationTests {
    static func volume(_ counts: [Int64]) -> [HourlyVolume] {
        counts.enumerated().filter { $0.element > 0 }.map { index, count in
            HourlyVolume.with {
                $0.hour = Int64(index) * hour
                $0.mentions = count
                $0.negative = count / 2
                $0.reach = count * 100
            }
        }
    }

    typealias Effect = (volume: [Int64], at: Int64, until: Int64, before: Double?, after: Double, hours: [Int32])
    static let measured: [Effect] = [
        // The hour of the action counts on neither side.
        ([10, 30, 99, 6, 2], 2 * hour + 5 * minute, 5 * hour, 20, 4, [2, 2]),
        // Hours without a mention count as none.
        ([10, 30, 99, 6, 2], 2 * hour, 9 * hour, 20, 8.0 / 6, [2, 6]),
        ([6, 0, 0, 99, 3], 3 * hour, 5 * hour, 2, 3, [3, 1]),
        // At most six hours on either side.
        ([1, 1, 60, 60, 60, 60, 60, 60, 9, 6, 6, 6, 6, 6, 6, 0, 0], 8 * hour, 17 * hour, 60, 6, [6, 6]),
        // No full hour after it yet; no hour before it; nothing on either side.
        ([10, 30, 99, 6, 2], 2 * hour, 3 * hour + minute, nil, 0, []),
        ([99, 6, 2], 10 * minute, 5 * hour, nil, 0, []),
        ([40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], 9 * hour, 14 * hour, nil, 0, []),
    ]
    @Test("what volume did around several actions of an hour is told once")
    func alikeEffectsAreToldTogether() {
        let effects = [("策略", 1.5, 9.0), ("声明", 1.5, 9.02), ("指令", 4, 4), ("撤回", 9, 2), ("声明", 1.5, 9)].map {
            name, before, after in
            ActionEffect.with {
                $0.action = name
                $0.mentionsPerHourBefore = before
                $0.mentionsPerHourAfter = after
            }
        }
        #expect(
            Lessons.around(effects, Wording(language: .simplifiedChinese)) == [
                "“策略”、“声明”前后每小时信息量由1.5条变为9.0条。", "“撤回”前后每小时信息量由9.0条变为2.0条。",
            ])
    }

    @Test("an effect is measured in full hours", arguments: measured.indices)
    func effects(index: Int) throws {
        let row = Self.measured[index]
        let effect = ActionEffects.measure(
            at: row.at, volume: Self.volume(row.volume), since: 0, until: row.until, hours: 6)
        #expect(effect?.mentionsPerHourBefore == row.before)
        guard let effect else { return }
        #expect(effect.mentionsPerHourAfter == row.after)
        #expect([effect.hoursBefore, effect.hoursAfter] == row.hours)
        #expect(abs(effect.reachPerHourBefore - effect.mentionsPerHourBefore * 100) < 1e-6)
        #expect(abs(effect.reachPerHourAfter - effect.mentionsPerHourAfter * 100) < 1e-6)
    }

    /// Handled with a late report, a regrade, resources and a close.
    private func evaluated() throws -> Desk {
        var desk = try Desk.open()
        desk.driver.now = monday + 30 * minute
        try desk.handle()
        try desk.driver.tick(at: monday + 2 * hour)
        try desk.meet("internal-report", by: "tang-xiaoyu")
        var request = ResourceRequest()
        request.id = "resource-1"
        request.incidentID = "incident-1"
        request.subject = "lanjiang-bank"
        request.kind = "money"
        request.quantity = 20_000
        request.unit = "CNY"
        request.purpose = "客户补偿"
        request.requestedBy = "qiao-lan"
        request.currency = "CNY"
        request.state = .requested
        try desk.take(request)
        request.state = .approved
        request.cost = 18_000
        request.decidedBy = "meng-shulan"
        request.decidedAt = monday + 3 * hour
        for _ in 1...2 { try desk.take(request) }
        try desk.take(exampleIncident(at: monday + 4 * hour, revision: 2, volume: [4, 20, 40, 60, 8, 6, 3, 1]))
        desk.driver.now = monday + 30 * hour
        try desk.decide("lin-yue", .close(.init()), reason: "热度回落")
        return desk
    }

    @Test func itSaysHowLongEachStepTook() throws {
        let evaluation = try evaluated().evaluation()
        let steps = Dictionary(uniqueKeysWithValues: evaluation.milestones.map { ($0.name, $0) })
        #expect(steps["discovered"]?.sinceFirstMention == evaluation.discoveredAt - evaluation.firstMentionAt)
        let word = try #require(steps["first-word"])
        #expect(word.at == monday + 30 * minute)
        #expect(word.sinceDiscovered == word.at - evaluation.discoveredAt)
        #expect(word.clockID == "first-word")
        #expect(word.met)
        let reported = try #require(steps["reported"])
        #expect(reported.at == monday + 2 * hour)
        #expect(reported.clockID == "internal-report")
        #expect(!reported.met)
        #expect(steps["strategy-decided"]?.at == monday + 30 * minute)
        #expect(steps["grade-confirmed"]?.at == 0)
        for step in evaluation.milestones where step.journalSequence > 0 {
            #expect(evaluation.timeline.first { $0.sequence == step.journalSequence }?.at == step.at)
        }
    }

    @Test func costIsWhatWasApproved() throws {
        let evaluation = try evaluated().evaluation()
        #expect(evaluation.cost == 18_000)
        #expect(evaluation.currency == "CNY")
        #expect(evaluation.costs.map(\.purpose) == ["客户补偿"])
        #expect(evaluation.costs.first?.approvedBy == "meng-shulan")
        #expect(evaluation.timeline.filter { $0.action == "resource-decided" }.count == 1)
    }

    @Test func aRequestThatIsApprovedAfterTheCloseStillCounts() throws {
        var desk = try evaluated()
        var request = ResourceRequest()
        request.id = "resource-2"
        request.incidentID = "incident-1"
        request.subject = "lanjiang-bank"
        request.currency = "CNY"
        request.cost = 500
        request.state = .approved
        try desk.take(request)
        #expect(try desk.evaluation().cost == 18_500)
    }

    @Test func actionsAreShownWithVolumeNegativityAndReach() throws {
        let evaluation = try evaluated().evaluation()
        let press = try #require(evaluation.effects.first { $0.action == "声明：新闻媒体" })
        #expect(press.mentionsPerHourBefore > 0)
        #expect(press.hoursBefore > 0 && press.hoursAfter > 0)
        #expect(evaluation.timeline.first { $0.sequence == press.journalSequence }?.action == "statement-released")
        #expect(evaluation.effects.contains { $0.action.hasPrefix("策略：") })
    }

    @Test func everyClauseHasItsEvidenceAndWhatWasMissedSuggestsAChange() throws {
        let evaluation = try evaluated().evaluation()
        for clause in evaluation.clauses where clause.outcome == "executed" || clause.outcome == "waived" {
            #expect(clause.journalSequence > 0, "\(clause.keyPath)")
        }
        let outcomes = Dictionary(grouping: evaluation.clauses, by: \.keyPath).mapValues { $0.map(\.outcome) }
        #expect(outcomes["reports.executive"] == ["executed"])
        #expect(outcomes["closing"] == ["executed"])
        #expect(outcomes["evaluation.sections"] == ["missed"])
        let proposal = try #require(evaluation.proposals.first { $0.keyPath == "clocks.internal-report.warnAt" })
        #expect(proposal.current == "0.5, 0.8")
        #expect(proposal.reason.contains("内部报告"))
        let shown = proposal.journalSequences.compactMap { sequence in
            evaluation.timeline.first { $0.sequence == sequence }?.action
        }
        #expect(shown == ["clock-missed", "clock-met-late"])
    }

    @Test func anOverrideSuggestsTheRule() throws {
        var desk = try Desk.open()
        try desk.choose("rebuild", reason: "客户损失已确认")
        try desk.decide("tang-xiaoyu", .falseAlarm(.init()), reason: "同名公司")
        try desk.decide("zhou-heng", .confirmGrade(.with { $0.falseAlarm = true }), reason: "同意")
        let proposal = try #require(
            desk.evaluation().proposals.first { $0.keyPath == "strategyRules.accident.strategies" })
        #expect(proposal.proposed == "rebuild")
        #expect(proposal.reason.contains("客户损失已确认"))
    }

    @Test func itIsWholeByItself() throws {
        let desk = try evaluated()
        let evaluation = try desk.evaluation()
        #expect(evaluation.grades.map(\.grade) == [.ii])
        #expect(evaluation.statements.contains { $0.releasedAt > 0 })
        #expect(evaluation.strategy.strategy == "diminish")
        #expect(evaluation.journalEntries == Int64(evaluation.timeline.count))
        #expect(evaluation.peakHourlyMentions == 60)
        // Ten years from the close, in the institution's time zone.
        #expect(evaluation.keepUntil == (try ClockTimeTests.moment("2036-03-03 16:00")))
    }
}
