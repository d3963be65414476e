import EventLog

/// What was redriven, or would be.
struct RedriveReport: Encodable {
    struct Place: Encodable, Hashable {
        var topic: String
        var processor: String
        var letters: Int
    }
    struct Refused: Encodable {
        var why: String
        var letters: Int
        /// One of them, to be shown.
        var example: String
    }
    var isExecuted: Bool
    /// Letters that were meant.
    var selected = 0
    /// Put back now.
    var redriven = 0
    /// In the ledger from before.
    var already = 0
    /// What goes, or went, where.
    private(set) var places: [Place] = []
    private(set) var refused: [Refused] = []
    /// More whys than these are counted as one.
    private static let mostWhys = 50

    init(isExecuted: Bool) { self.isExecuted = isExecuted }

    var toRedrive: Int { places.reduce(0) { $0 + $1.letters } }
    var refusals: Int { refused.reduce(0) { $0 + $1.letters } }

    mutating func take(_ letter: Letter) {
        let topic = letter.place?.topic ?? ""
        if let at = places.firstIndex(where: { $0.topic == topic && $0.processor == letter.processor }) {
            places[at].letters += 1
        } else {
            places.append(Place(topic: topic, processor: letter.processor, letters: 1))
        }
    }

    mutating func refuse(_ letter: Letter, _ why: String) {
        if let at = refused.firstIndex(where: { $0.why == why }) {
            refused[at].letters += 1
        } else if refused.count < Self.mostWhys {
            refused.append(Refused(why: why, letters: 1, example: letter.id))
        } else {
            refused[refused.count - 1].letters += 1
        }
    }

    /// - Parameter name: what a topic is called on the log.
    func named(_ name: (String) -> String) -> RedriveReport {
        var report = self
        for at in places.indices { report.places[at].topic = name(places[at].topic) }
        return report
    }

    var text: String {
        var lines: [String] = []
        if !places.isEmpty {
            var rows = [["TOPIC", "FOR", "LETTERS"]]
            for place in places {
                rows.append([place.topic, Terminal.harmless(place.processor), String(place.letters)])
            }
            lines.append(table(rows))
        }
        for one in refused {
            lines.append("refused \(one.letters): \(Terminal.harmless(one.why)) (such as \(one.example))")
        }
        if already > 0 { lines.append("\(already) were redriven before: the ledger has them") }
        if selected == 0 { lines.append("no dead letters of that kind") }
        lines.append(
            isExecuted
                ? "\(redriven) of \(selected) letters redriven"
                : "\(toRedrive) of \(selected) letters would be redriven; nothing was done. Do it with --execute")
        return lines.joined(separator: "\n")
    }
}
