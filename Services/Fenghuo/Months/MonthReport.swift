import Foundation

/// What months say of the judgement that operates: of each month, and the median of each kind.
struct MonthReport: Encodable {
    /// The median over the months of a kind: those whose files have one name but for a number at its end.
    struct Kind: Encodable {
        var kind: String
        var months: Int
        var falseAlarms: Double
        var cases: Double
        var joinedToOld: Double
        var events: [Event]
    }

    struct Event: Encodable {
        var event: String
        /// nil where in the median month nobody was told.
        var delayHours: Double?
        var purity: Double
        var completeness: Double
        var pieces: Double
        var judgedNegative: Double
    }

    var plan: String
    var months: [MonthScore]
    var kinds: [Kind]

    init(plan: String, months: [MonthScore]) {
        self.plan = plan
        self.months = months
        let groups = Dictionary(grouping: months) { Self.kind(of: $0.month) }
        kinds = groups.sorted { $0.key < $1.key }.map { kind, months in
            Kind(
                kind: kind, months: months.count, falseAlarms: Self.median(months.map(\.falseAlarms)),
                cases: Self.median(months.map(\.cases)), joinedToOld: Self.median(months.map(\.joinedToOld)),
                events: Set(months.flatMap { $0.events.map(\.event) }).sorted().map { event in
                    Self.event(event, months.flatMap { $0.events.filter { $0.event == event } })
                })
        }
    }

    private static func event(_ event: String, _ found: [MonthScore.Event]) -> Event {
        // What nobody was told of came later than anything.
        let delay = median(found.map { $0.delayHours ?? .infinity })
        return Event(
            event: event, delayHours: delay.isFinite ? delay : nil, purity: median(found.map(\.purity)),
            completeness: median(found.map(\.completeness)), pieces: median(found.map { Double($0.pieces) }),
            judgedNegative: median(found.map(\.judgedNegative)))
    }

    /// A name without the number at its end.
    static func kind(of month: String) -> String {
        let kind = month.reversed().drop { $0.isASCII && $0.isNumber }.drop { $0 == "-" || $0 == "_" }
        return kind.isEmpty ? month : String(kind.reversed())
    }

    /// Of an even number the mean of the two in the middle; 0 of none.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let upper = sorted.indices.contains(sorted.count / 2) ? sorted[sorted.count / 2] : nil else { return 0 }
        if sorted.count % 2 == 1 { return upper }
        return MonthScore.rounded((sorted[sorted.count / 2 - 1] + upper) / 2)
    }

    // MARK: For a terminal

    private static let head = [
        "FALSE III", "CASES", "OLD", "EVENT", "TOLD AFTER", "PURITY", "COMPLETE", "PIECES", "NEGATIVE",
    ]

    var text: String {
        var rows = [["MONTH", "DAYS"] + Self.head]
        for month in months {
            let lead = [month.month, Self.figure(month.days, 1)]
            let quiet = [
                Self.figure(month.falseAlarms, 1), Self.figure(month.cases, 1), Self.figure(month.joinedToOld, 2),
            ]
            rows += Self.rows(lead + quiet, month.events) { event in
                [
                    event.event, Self.delay(event.delayHours), Self.figure(event.purity, 2),
                    Self.figure(event.completeness, 2), String(event.pieces), Self.figure(event.judgedNegative, 2),
                ]
            }
        }
        var parts = [table(rows)]
        if kinds.contains(where: { $0.months > 1 }) {
            var medians = [["MEDIAN OF", "MONTHS"] + Self.head]
            for kind in kinds {
                let lead = [
                    kind.kind, String(kind.months), Self.figure(kind.falseAlarms, 1), Self.figure(kind.cases, 1),
                    Self.figure(kind.joinedToOld, 2),
                ]
                medians += Self.rows(lead, kind.events) { event in
                    [
                        event.event, Self.delay(event.delayHours), Self.figure(event.purity, 2),
                        Self.figure(event.completeness, 2), Self.figure(event.pieces, 1),
                        Self.figure(event.judgedNegative, 2),
                    ]
                }
            }
            parts.append(table(medians))
        }
        parts.append("False III and cases: in 30 days. Old: joined to incidents older than 14 days.")
        return parts.joined(separator: "\n\n")
    }

    /// A month without events is one row.
    private static func rows<Event>(
        _ lead: [String], _ events: [Event], _ cells: (Event) -> [String]
    ) -> [[String]] {
        if events.isEmpty { return [lead + ["–", "–", "–", "–", "–", "–"]] }
        return events.enumerated().map { index, event in
            (index == 0 ? lead : lead.map { _ in "" }) + cells(event)
        }
    }

    private static func delay(_ hours: Double?) -> String { hours.map { figure($0, 1) + " h" } ?? "never" }

    private static func figure(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }
}
