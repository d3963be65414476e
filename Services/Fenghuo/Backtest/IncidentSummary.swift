import Schemas

/// What a backtest says of an incident.
struct IncidentSummary: Codable {
    var id: String
    var subject: String
    var title: String
    var grade: String
    var highestGrade: String
    var kind: String
    var mentions: Int64
    var negative: Int64
    var first: String
    var last: String

    init(_ incident: Incident, earlier: IncidentSummary?) {
        id = incident.id
        subject = incident.subject
        title = incident.title
        grade = Self.label(incident.grade)
        let highest = min(
            incident.highestGrade == .unspecified ? 9 : incident.highestGrade.rawValue,
            earlier.flatMap { Self.labels.dropFirst().firstIndex(of: $0.highestGrade) } ?? 9)
        highestGrade = highest < Self.labels.count ? Self.labels[highest] : "–"
        kind = "\(incident.kind)"
        mentions = incident.mentions
        negative = incident.negative
        first = Timestamps.rfc3339(incident.firstMentionAt)
        last = Timestamps.rfc3339(incident.lastMentionAt)
    }

    static let labels = ["–", "I", "II", "III", "IV"]
    static func label(_ grade: Grade) -> String {
        labels.indices.contains(grade.rawValue) ? labels[grade.rawValue] : "–"
    }
}
