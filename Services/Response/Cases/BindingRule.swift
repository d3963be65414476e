import Casework
import Plan
import Schemas

/// Whom a case binds it binds wherever it goes: what it was merged into, and what was split off it, is made less grave, or
/// ended as a false alarm, by two people only. Else one person walked round the second by moving the mentions.
enum BindingRule {
    /// How many cases a row names that it is bound by: one is enough for the rule, the others are for people to read.
    static let mostNamed = 16

    /// Whom a case has bound it binds for good: a text that is drafted anew, without its signatures, unbinds nobody.
    static func stick(in file: inout CaseFile) {
        if file.row.isBoundByGrade, file.row.boundBy.isEmpty { file.row.boundBy = [file.row.incidentID] }
    }

    /// Cases in which people are bound and from which mentions have come into the incident since it was last seen here.
    ///
    /// It goes by the incident's own row, not by the end of the other one: both may come in either order, and with what
    /// was decided after the merge.
    /// - Parameter known: the incident as it was last seen; `nil` where there is no case yet.
    static func bound(by incident: Incident, since known: Incident?, among cases: (String) -> Case?) -> [Case] {
        let before = Set((known?.mergedFrom ?? []) + (known?.splitFrom ?? []))
        var seen: Set<String> = [incident.id]
        return (incident.mergedFrom + incident.splitFrom)
            .filter { !before.contains($0) && seen.insert($0).inserted }
            .compactMap(cases).filter(\.isBoundByGrade)
    }

    /// Whether an incident has to have a case, whatever its own grade: one in which people are bound was merged into it.
    /// Of what is split off such a case the grade decides, or each stray mention taken out became a case.
    static func carriesOn(_ incident: Incident, since known: Incident?, among cases: (String) -> Case?) -> Bool {
        var merged = incident
        merged.splitFrom = []
        return incident.state != .merged && !bound(by: merged, since: known, among: cases).isEmpty
    }

    /// From here on the case is bound as those are, and no less grave than they are until two people say so.
    static func bind(to bound: [Case], in file: inout CaseFile) {
        for other in bound {
            file.row.boundBy = (file.row.boundBy.filter { $0 != other.incidentID } + [other.incidentID])
                .suffix(mostNamed)
            file.enter(
                .bindingInherited, about: other.incidentID, ["title": other.title, "grade": other.grade.inPlan.label])
            GradeRule.inherit(inForce: other, in: &file)
        }
    }
}
