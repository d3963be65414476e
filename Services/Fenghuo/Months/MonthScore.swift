import Analysis
import Schemas

/// What was told of a month, when, and for nothing: its record held against its labels.
struct MonthScore: Encodable {
    /// Of one event in it.
    struct Event: Encodable {
        var event: String
        var mentions: Int
        /// Hours from the first mention to the first grade of III, case or notice of an incident at least half of which is the
        /// event; nil where nobody was told.
        var delayHours: Double?
        /// Mentions of the event until then.
        var mentionsByThen: Int?
        /// Of the incident that holds most of the event: how much of it is the event, and how much of the event it is.
        var purity: Double
        var completeness: Double
        /// Incidents that hold a twentieth of the event or more.
        var pieces: Int
        var judgedNegative: Double
    }

    var month: String
    var days: Double
    var mentions: Int
    var incidents: Int
    /// In 30 days: incidents told at grade III or worse, cases, and of the cases those, whose mentions were mostly no event's.
    var falseAlarms: Double
    var cases: Double
    var falseCases: Double
    /// Of the mentions that joined an incident, those that joined one older than 14 days.
    var joinedToOld: Double
    var events: [Event]

    private static let mostlyNone = 0.3
    private static let mostlyOne = 0.5
    private static let piece = 0.05
    private static let old: Int64 = 14 * 86_400_000
    private static let hour = 3_600_000.0

    init(month: String, _ record: MonthRecord, _ labels: MonthLabels) {
        let life = MonthLife(record, labels)
        self.month = month
        days = Self.rounded(labels.days)
        mentions = labels.byAddress.count
        incidents = life.created
        let scale = 30 / labels.days
        func isFalse(_ told: MonthLife.Told) -> Bool {
            life.share(of: nil, in: told.incident, at: told.at) < Self.mostlyNone
        }
        falseAlarms = Self.rounded(Double(life.firstGrades.count(where: isFalse)) * scale)
        cases = Self.rounded(Double(life.cases.count) * scale)
        falseCases = Self.rounded(Double(life.cases.count(where: isFalse)) * scale)
        joinedToOld = Self.rounded(life.share(olderThan: Self.old))
        events = labels.events.map { event in
            let times = labels.times(of: event)
            let first = times.first ?? 0
            let at = (life.grades + life.cases).lazy.filter { told in
                told.at >= first && life.share(of: event, in: told.incident, at: told.at) >= Self.mostlyOne
            }.map(\.at).min()
            let holdings = life.holdings(of: event)
            let most = holdings.first ?? (own: 0, all: 0)
            let count = Double(max(1, times.count))
            return Event(
                event: event, mentions: times.count,
                delayHours: at.map { Self.rounded(Double($0 - first) / Self.hour) },
                mentionsByThen: at.map { at in times.count { $0 <= at } },
                purity: Self.rounded(Double(most.own) / Double(max(1, most.all))),
                completeness: Self.rounded(Double(most.own) / count),
                pieces: holdings.count { Double($0.own) >= Self.piece * count },
                judgedNegative: Self.rounded(Double(life.negatives(of: event)) / count))
        }
    }

    /// To a thousandth.
    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
