import Schemas

/// The counts, and whether they are what exactly once means.
struct VerificationReport: Encodable {
    struct Line: Encodable, Equatable {
        var what: String
        var found: String
        /// `nil` for what is only told.
        var isGood: Bool?
    }

    private(set) var lines: [Line] = []
    var isGood: Bool { lines.allSatisfy { $0.isGood != false } }

    private enum CodingKeys: CodingKey { case lines, isGood }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lines, forKey: .lines)
        try container.encode(isGood, forKey: .isGood)
    }

    mutating func tell(_ what: String, _ found: String) { lines.append(Line(what: what, found: found, isGood: nil)) }

    mutating func check(_ what: String, _ isGood: Bool, _ found: String) {
        lines.append(Line(what: what, found: found, isGood: isGood))
    }

    /// - Parameters:
    ///   - lag: of all groups together, when they were last asked.
    mutating func check(_ census: Census, against pushed: Pushing.Outcome, lag: Int64) {
        let expected = pushed.ids.count
        tell("mentions pushed", "\(pushed.pushed), of them \(expected) different; \(pushed.retries) requests again")
        check(
            "published, each once", census.publications == expected && census.published == pushed.ids,
            "\(census.publications) of \(expected); missing \(pushed.ids.subtracting(census.published).count), "
                + "unknown \(census.published.subtracting(pushed.ids).count)")
        let others = census.allPublications - census.publications
        if others > 0 { tell("published from other sources of the plan", "\(others)") }
        let counted = census.inIncidents + census.dropped
        check(
            "counted, each in one incident or none", counted == Int64(census.allPublications),
            "\(counted) = \(census.inIncidents) in \(census.incidents) incidents + \(census.dropped) in none")
        let outputs = Census.outputs.map(\.topic)
        let records = outputs.reduce(0) { $0 + (census.records[$1] ?? 0) }
        let duplicates = census.duplicateIDs.sorted { $0.key < $1.key }.map { "\($0.value) on \($0.key)" }
        check(
            "no id twice on an output topic", duplicates.isEmpty,
            duplicates.isEmpty
                ? "0 of \(records) records on \(outputs.count) topics" : duplicates.joined(separator: ", "))
        check("no dead letters", census.deadLetters == 0, "\(census.deadLetters)")
        let broken = census.brokenJournals
        check(
            "journals intact", broken.isEmpty,
            "\(census.journalCount) chains, \(broken.count) broken" + (broken.first.map { ", such as \($0)" } ?? ""))
        check("consumer lag zero", lag == 0, "\(lag)")
    }

    var text: String {
        table(
            lines.map { line in
                [line.isGood.map { $0 ? "ok  " : "FAIL" } ?? "    ", line.what, line.found]
            })
            + "\n" + (isGood ? "exactly once held" : "exactly once did NOT hold")
    }
}
