import Archive
import Foundation
import Plan
import Schemas

/// What the page of the archive is asked for, by its address: anything may stand there.
struct ArchiveFilters: Sendable {
    var query = ArchiveQuery()
    /// The incident whose time and subject the mentions are of.
    var incident: Incident?
    /// Items that say nothing that can be understood.
    var wrong: [String] = []

    /// Mentions on a page.
    static let pageSize = 30

    /// - Parameters:
    ///   - zone: where the institution's days begin.
    ///   - incident: the incident of that id.
    ///   - address: what the address says under that name.
    init(zone: TimeZone, incident: (String) -> Incident?, address: (String) -> String?) {
        query.limit = Self.pageSize
        query.text = address("q") ?? ""
        query.subject = address("subject")
        query.source = address("source")
        query.language = address("language")
        if let word = address("kind") {
            if let kind = ArchiveKind(word: word) { query.kinds = [kind] } else { wrong.append("kind") }
        }
        if let label = address("grade") {
            query.grade = Self.grade(label)
            if query.grade == nil { wrong.append("grade") }
        }
        if let word = address("drill") {
            if let drills = ArchiveQuery.Drills(rawValue: word) { query.drills = drills } else { wrong.append("drill") }
        }
        if let text = address("after") {
            query.after = Int64(text)
            if query.after == nil { wrong.append("after") }
        }
        if let text = address("since") {
            query.since = Self.day(text, zone, adding: 0)
            if query.since == nil { wrong.append("since") }
        }
        if let text = address("until") {
            query.until = Self.day(text, zone, adding: 1)
            if query.until == nil { wrong.append("until") }
        }
        if let id = address("incident") { of(id, incident(id)) }
    }

    /// No topic says which mention joined which incident: those of its subject in its time have it among them. What else
    /// is of an incident says so.
    private mutating func of(_ id: String, _ incident: Incident?) {
        guard query.kinds == [.mention] else {
            query.incident = id
            return
        }
        guard let incident else {
            query.incident = id
            return
        }
        self.incident = incident
        query.subject = incident.subject
        query.since = incident.firstMentionAt
        query.until = EventBounds.sum(incident.lastMentionAt, 1_000)
        query.drills = incident.drill ? .only : .without
    }

    /// `II` or `2`.
    static func grade(_ text: String) -> Int64? {
        let grades: [Grade] = [.i, .ii, .iii, .iv]
        return grades.first { $0.label == text || String($0.rawValue) == text }.map { Int64($0.rawValue) }
    }

    /// The start of a day `yyyy-mm-dd` where the institution is, or of the day after.
    static func day(_ text: String, _ zone: TimeZone, adding days: Int) -> Int64? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count == 10,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1970...9998).contains(year),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let wanted = DateComponents(year: year, month: month, day: day)
        guard wanted.isValidDate(in: calendar), let start = calendar.date(from: wanted),
            let date = calendar.date(byAdding: .day, value: days, to: start)
        else { return nil }
        return Int64(date.timeIntervalSince1970) * 1_000
    }
}
