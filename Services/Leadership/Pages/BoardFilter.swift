import Foundation
import Plan
import Schemas
import Text

/// Which incidents the board shows: by standing, grade, and words in the title.
struct BoardFilter {
    /// What is not graded, and has no case, is chatter so far: it stands apart from what has to be handled.
    enum Standing: String, CaseIterable { case open, ungraded, over, drill }

    static let longestText = 100

    let address: PageAddress
    let standing: Standing
    let grade: ResponsePlan.Grade?
    let text: String?

    init(address: PageAddress) {
        self.address = address
        standing = address["show"].flatMap { Standing(rawValue: $0) } ?? .open
        grade = address["grade"].flatMap { ResponsePlan.Grade(label: $0) }
        text = address["q"].map { SafeText.line($0, maximumCharacters: Self.longestText) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    var isNarrow: Bool { grade != nil || text != nil }

    /// Ids of what is of that standing, the worst first.
    func ids(_ snapshot: ViewSnapshot) -> [String] {
        switch standing {
        case .open: snapshot.open.ids.filter { Self.isOfWeight($0, snapshot) }
        case .ungraded: snapshot.open.ids.filter { !Self.isOfWeight($0, snapshot) }
        case .over: Array(snapshot.over.ids)
        case .drill: (Array(snapshot.open.ids) + Array(snapshot.over.ids)).filter { snapshot.drills.contains($0) }
        }
    }

    private static func isOfWeight(_ id: String, _ snapshot: ViewSnapshot) -> Bool {
        snapshot.incidents[id]?.grade.plan != nil || snapshot.cases[id] != nil
    }

    func admits(_ id: String, in snapshot: ViewSnapshot, naming: Naming) -> Bool {
        guard isNarrow else { return true }
        guard let incident = snapshot.incidents[id], grade == nil || incident.grade.plan == grade else { return false }
        guard let text else { return true }
        return [incident.title, incident.id, naming.subject(incident.subject)]
            .contains { $0.localizedCaseInsensitiveContains(text) }
            || incident.keywords.contains { $0.localizedCaseInsensitiveContains(text) }
    }

    func gradeLinks(_ snapshot: ViewSnapshot, _ words: Words) -> [Fields] {
        var counts: [ResponsePlan.Grade: Int] = [:]
        for id in ids(snapshot) {
            if let grade = snapshot.incidents[id]?.grade.plan { counts[grade, default: 0] += 1 }
        }
        let links = FilterLinks(item: "grade", address: address)
        return ResponsePlan.Grade.allCases.map { grade in
            var link = links.link(
                self.grade == grade ? nil : grade.label, grade.names[words.language],
                count: counts[grade] ?? 0, colour: grade.colour)
            link["isCurrent"] = self.grade == grade
            // A tile says 0, too: that there is none of a grade is news.
            link["filterCount"] = String(counts[grade] ?? 0)
            link["label"] = grade.label
            return link
        }
    }

    func standingLinks(_ snapshot: ViewSnapshot, _ words: Words) -> [Fields] {
        let links = FilterLinks(item: "show", address: address)
        let weighty = snapshot.open.ids.reduce(0) { $0 + (Self.isOfWeight($1, snapshot) ? 1 : 0) }
        let counts: [Standing: Int] = [
            .open: weighty, .ungraded: snapshot.open.count - weighty, .over: snapshot.over.count,
            .drill: snapshot.drills.count,
        ]
        return Standing.allCases.filter { $0 != .drill || counts[$0] ?? 0 > 0 || standing == .drill }.map { one in
            var link = links.link(
                one == .open ? nil : one.rawValue, words["show_\(one.rawValue)"], count: counts[one] ?? 0)
            link["isCurrent"] = standing == one
            return link
        }
    }
}
