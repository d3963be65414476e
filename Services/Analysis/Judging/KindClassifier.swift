import Plan
import Schemas

/// What kind of mention it is, and how much it looks like a rumour: a hint for people, never a fact.
struct KindClassifier: Sendable {
    let reader: MentionReader
    /// Sources that are for complaints, by the plan's own name for them.
    private let complaintSources: Set<String>

    init(reader: MentionReader, plan: ResponsePlan) {
        self.reader = reader
        complaintSources = Set(
            plan.sources.filter { source in
                let name = "\(source.id) \(source.name)".lowercased()
                return name.contains("complaint") || name.contains("投诉") || name.contains("投訴")
            }.map(\.id))
    }

    struct Judgement: Sendable {
        var kind: MentionKind
        /// 0…1.
        var rumour: Double
    }

    func judge(
        _ mention: Mention, _ reading: MentionReading, negativity: Double, learnt: LearntJudge.Opinion
    ) -> Judgement {
        var hearsay = 1.0
        var refutes = false
        var denies = false
        var speaksForItself = false
        var asks = false
        reader.forEachOwnCue(reading) { role, hit in
            switch role {
            case .rumour(let weight): hearsay *= 1 - Double(weight)
            case .refutation: refutes = true
            case .denial, .past, .solicitation: denies = true
            case .firstPerson: speaksForItself = true
            case .complaint: asks = true
            default: break
            }
        }
        // Hearsay about nothing in particular is talk; about a matter it may become a rumour.
        var rumour = reading.matters.isEmpty ? (1 - hearsay) * 0.5 : 1 - hearsay
        // The models' word counts beside the cues', not without any.
        if hearsay < 1, !reading.matters.isEmpty { rumour = max(rumour, (rumour + learnt.rumour) / 2) }
        switch mention.tier {
        case .official: rumour *= 0.2
        case .national: rumour *= 0.6
        case .industry: rumour *= 0.85
        default: break
        }
        if refutes { rumour *= 0.5 }
        if denies { rumour *= 0.3 }
        let isComplaintSource = complaintSources.contains(mention.source)
        let kind: MentionKind =
            if isComplaintSource && negativity >= 0.1 {
                .complaint
            } else if rumour >= 0.5 {
                .rumour
            } else if mention.tier != .personal && mention.tier != .unspecified && negativity >= 0.25 && !refutes {
                .news
            } else if negativity >= 0.3
                && (speaksForItself || asks || (!refutes && (!reading.matters.isEmpty || learnt.complaint >= 0.5)))
            {
                .complaint
            } else {
                .other
            }
        return Judgement(kind: kind, rumour: rumour)
    }
}
