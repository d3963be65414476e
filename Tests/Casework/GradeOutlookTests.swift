import Casework
import Plan
import Schemas
import SwiftProtobuf
import Testing

/// What would raise a grade, said before it does: held against what analysis would compute.
@Suite struct GradeOutlookTests {
    private static func values(
        _ severity: Double, _ scope: Double, _ spread: Double, _ duration: Double, negative: Int64 = 9,
        kind: ResponsePlan.EventKind = .complaint, growth: GradeOutlook.Growth? = nil, axes: Double = 20
    ) -> GradeOutlook.Values {
        GradeOutlook.Values(
            indicators: [severity, scope, spread, duration],
            axes: Dictionary(uniqueKeysWithValues: ResponsePlan.ImpactAxis.allCases.map { ($0, axes) }), kind: kind,
            mentions: negative + 1, negative: negative, authors: Int64(scope), growth: growth)
    }

    /// With what is said to be enough.
    private static func with(
        _ change: GradeOutlook.Change, _ values: GradeOutlook.Values, _ grading: ResponsePlan.Grading
    ) -> GradeOutlook.Values? {
        var changed = values
        func many(_ count: Int) { changed.negative = max(changed.negative, Int64(count)) }
        switch change {
        case .people(let count):
            many(count)
            changed.indicators[1] = Double(count)
        case .peak(let count):
            many(count)
            changed.indicators[2] = Double(count)
        case .peopleAndPeak(let people, let peak):
            many(max(people, peak))
            (changed.indicators[1], changed.indicators[2]) = (Double(people), Double(peak))
        case .terms, .kind: return nil
        }
        return changed
    }

    @Test func `What is said to raise it does, and one fewer does not`() throws {
        let grading = try Rooms.plan().grading
        var said = 0
        for severity in [10.0, 40, 60, 90] {
            for scope in [3.0, 9, 31] {
                for spread in [3.0, 9, 25] {
                    let values = Self.values(severity, scope, spread, 7)
                    let outlook = GradeOutlook(values, grading)
                    for change in outlook.raising {
                        guard let changed = Self.with(change, values, grading) else { continue }
                        said += 1
                        let after = GradeOutlook(changed, grading).grade
                        #expect(after == outlook.graver || (after?.rawValue ?? 9) < (outlook.graver?.rawValue ?? 0))
                        var fewer = values
                        if case .people(let count) = change {
                            fewer.indicators[1] = Double(count) - 1
                            #expect(GradeOutlook(fewer, grading).grade == outlook.grade)
                        }
                    }
                }
            }
        }
        #expect(said > 20)
    }

    @Test func `Of few mentions it is said from how many on they are graded`() throws {
        let plan = try Rooms.plan()
        let outlook = GradeOutlook(Self.values(40, 3, 3, 1, negative: 3), plan.grading)
        #expect(outlook.grade == nil)
        #expect(GradeWords(plan: plan, language: .english).text(outlook).contains("graded from 5 on"))
    }

    @Test func `Growth makes it a case, and it falls when its hours have passed`() throws {
        let plan = try Rooms.plan()
        let growth = GradeOutlook.Growth(mentions: 9, hours: 12)
        let outlook = GradeOutlook(Self.values(20, 9, 5, 7, growth: growth), plan.grading)
        #expect(outlook.grade == plan.grading.openCaseAt)
        #expect(outlook.falls && outlook.lower != outlook.grade)
        for (language, words) in [
            (ResponsePlan.Language.simplifiedChinese, ["III 级", "9 个不同的人投诉", "近 12 小时负面 9 条", "升为 II 级"]),
            (.traditionalChinese, ["III 級", "9 個不同的人投訴", "近 12 小時負面 9 則", "升為 II 級"]),
            (.english, ["III because 9 different people complained", "9 negative mentions within 12 h", "II "]),
        ] {
            let text = GradeWords(plan: plan, language: language).text(outlook)
            for word in words { #expect(text.contains(word), "\(text)") }
        }
    }

    @Test func `What an incident carries is what was measured`() throws {
        var incident = Incident()
        #expect(GradeOutlook.Values(incident) == nil)
        incident.kind = .rumour
        (incident.mentions, incident.negative, incident.negativeAuthors) = (4, 3, 2)
        incident.assessment.indicators = [
            ("scope", 2.0, "authors", ""), ("growth", 2, "mentions/3h", "grading.sensitiveTerms[0]"),
        ]
        .map { name, value, unit, rule in
            Score.with { ($0.name, $0.value, $0.unit, $0.rule) = (name, value, unit, rule) }
        }
        let values = try #require(GradeOutlook.Values(incident))
        #expect(values.indicators == [0, 2, 0, 0] && values.kind == .rumour)
        #expect(values.growth == GradeOutlook.Growth(mentions: 2, hours: 3, list: 0))
        let plan = try Rooms.plan()
        let text = GradeWords(plan: plan, language: .english).text(GradeOutlook(values, plan.grading))
        #expect(text.contains(plan.grading.sensitiveTerms[0].names[.english]), "\(text)")
        // What others wrote can be anything.
        for unit in ["mentions/h", "mentions/99999999999999999999h", "h", ""] {
            incident.assessment.indicators[1].unit = unit
            incident.assessment.indicators[1].rule = "grading.sensitiveTerms[-1]"
            incident.assessment.indicators[1].value = .infinity
            _ = GradeOutlook.Values(incident).map {
                GradeWords(plan: plan, language: .english).text(GradeOutlook($0, plan.grading))
            }
        }
    }
}
