import Plan
public import Schemas

extension GradeOutlook.Values {
    /// As an incident's assessment was measured; nil without one.
    public init?(_ incident: Incident) {
        guard incident.hasAssessment else { return nil }
        let scores = incident.assessment.indicators
        func score(_ name: String) -> Score? { scores.first { $0.name == name } }
        var axes: [ResponsePlan.ImpactAxis: Double] = [:]
        for score in incident.assessment.impacts {
            if let axis = ResponsePlan.ImpactAxis(rawValue: score.name) { axes[axis] = score.value }
        }
        let growth = score(Self.growth).flatMap { score in
            Self.hours(ofUnit: score.unit).flatMap { hours in
                Int(exactly: score.value.rounded()).map {
                    GradeOutlook.Growth(mentions: $0, hours: hours, list: Self.list(ofRule: score.rule))
                }
            }
        }
        self.init(
            indicators: ResponsePlan.Indicator.allCases.map { score($0.rawValue)?.value ?? 0 }, axes: axes,
            kind: Self.kind(incident.kind), mentions: incident.mentions, negative: incident.negative,
            authors: incident.negativeAuthors, growth: growth)
    }

    /// The name of the score that says how many negative mentions came within how many hours, where they grow.
    public static let growth = "growth"
    /// The name of the score whose reason says why it is this grade, a line for each of the institution's languages.
    public static let grade = "grade"

    /// The unit of that score: `mentions/6h`.
    public static func unit(hours: Int) -> String { "mentions/\(hours)h" }

    private static func hours(ofUnit unit: String) -> Int? {
        guard unit.hasPrefix("mentions/"), unit.hasSuffix("h") else { return nil }
        return Int(unit.dropFirst(9).dropLast())
    }

    /// The rule of a growth of one list: `grading.sensitiveTerms[3]`.
    private static func list(ofRule rule: String) -> Int? {
        let lead = "grading.sensitiveTerms["
        guard rule.hasPrefix(lead), rule.hasSuffix("]") else { return nil }
        return Int(rule.dropFirst(lead.count).dropLast())
    }

    private static func kind(_ kind: MentionKind) -> ResponsePlan.EventKind {
        switch kind {
        case .complaint: .complaint
        case .news: .negativeNews
        case .rumour: .rumour
        case .other, .unspecified, .UNRECOGNIZED: .other
        }
    }
}
