import Plan
import Processing
import Response
import Schemas

/// What became of every incident of a window of time: its grade, the case that answered it, and the decisions that people
/// took. Filled from a log's record, or from what a recomputation puts out; the two are then told apart by nothing.
struct Courses {
    private(set) var incidents: [String: IncidentCourse] = [:]
    private(set) var cases: [String: CaseCourse] = [:]
    private(set) var fates: [String: DecisionFate] = [:]
    /// The plan that the newest of it was done under; empty where nothing was.
    var plan = ""

    /// When the first of it came about; nil where nothing did.
    var begin: Int64? {
        (incidents.values.map(\.discoveredAt) + cases.values.map(\.openedAt)).filter { $0 > 0 }.min()
    }

    /// - Parameter time: when it became so, by the log's clock; ms since 1970.
    mutating func take(_ incident: Incident, at time: Int64) {
        var course = IncidentCourse(incident)
        course.changedAt = max(incidents[incident.id]?.changedAt ?? 0, time)
        incidents[incident.id] = course
    }

    /// Retired: it never came to a case, and nobody decided about it.
    mutating func remove(incident id: String) { incidents[id] = nil }

    mutating func enter(_ entry: JournalEntry) {
        if !entry.decisionID.isEmpty { settle(entry) }
        guard let action = JournalAction(rawValue: entry.action) else { return }
        if action == .caseOpened { cases[entry.incidentID] = CaseCourse(openedBy: entry) }
        cases[entry.incidentID]?.enter(action, entry)
    }

    /// The first word about a decision counts: what is entered of it later follows from it.
    private mutating func settle(_ entry: JournalEntry) {
        guard entry.action == JournalAction.refused.rawValue else {
            if fates[entry.decisionID] == nil { fates[entry.decisionID] = .carriedOut }
            return
        }
        fates[entry.decisionID] = .refused(entry.details["reason"] ?? "")
    }

    /// A service put a decision aside.
    mutating func bury(decision id: String, because reason: String) {
        fates[id] = .refused(reason)
    }

    /// The other's incidents, cases and decisions beside these.
    mutating func merge(_ other: Courses) {
        incidents.merge(other.incidents) { $1 }
        cases.merge(other.cases) { $1 }
        fates.merge(other.fates) { $1 }
        if !other.plan.isEmpty { plan = other.plan }
    }
}

/// What came of a person's decision.
enum DecisionFate: Equatable {
    case carriedOut
    case refused(String)
}

/// An incident as one side has it at the end.
struct IncidentCourse: Equatable {
    var id: String
    var subject: String
    var title: String
    var kind: MentionKind
    var grade: Grade
    var highestGrade: Grade
    var mentions: Int64
    var firstMentionAt: Int64
    var discoveredAt: Int64
    var isFalseAlarm: Bool
    var mergedInto: String
    var isDrill: Bool
    /// Of the plan it was assessed under.
    var planHash: String
    /// Ids of the mentions it is shown by: what tells that two incidents are one happening.
    var evidence: Set<String>
    /// By the log's clock.
    var changedAt: Int64 = 0

    init(_ incident: Incident) {
        id = incident.id
        subject = incident.subject
        title = incident.title
        kind = incident.kind
        grade = incident.grade
        highestGrade = incident.highestGrade
        mentions = incident.mentions
        firstMentionAt = incident.firstMentionAt
        discoveredAt = incident.discoveredAt
        isFalseAlarm = incident.state == .falseAlarm
        mergedInto = incident.mergedInto
        isDrill = incident.drill
        planHash = incident.planHash
        evidence = Set(incident.evidence.map(\.mentionID))
    }
}

/// A case's course, from its journal alone: the one thing about it that is kept for ever.
struct CaseCourse: Equatable {
    struct Step: Equatable {
        var at: Int64
        /// `I`, `II`, `III`, `IV`.
        var grade: String
    }

    enum End: String {
        case closed = "closed"
        case falseAlarm = "false alarm"
        case merged = "merged into another"
    }

    var subject: String
    var openedAt: Int64
    /// Person id, or "system".
    var openedBy: String
    /// The grades it had, in order.
    var grades: [Step] = []
    /// As proposed last: `inform`, `rebuild + bolster`; empty: none was.
    var strategy = ""
    /// Items of the playbooks that were proposed.
    var directives: Set<String> = []
    /// A person chose a strategy.
    var isDecided = false
    var reopened = 0
    var end: End?
    var endedAt: Int64 = 0
    /// When the newest entry was made.
    var changedAt: Int64

    init(openedBy entry: JournalEntry) {
        subject = entry.subject
        openedAt = entry.at
        openedBy = entry.actor
        changedAt = entry.at
    }

    mutating func enter(_ action: JournalAction, _ entry: JournalEntry) {
        changedAt = max(changedAt, entry.at)
        switch action {
        case .caseOpened: grade(entry.details["grade"], at: entry.at)
        case .gradeChanged, .loweringConfirmed: grade(entry.details["to"], at: entry.at)
        case .caseReopened:
            reopened += 1
            end = nil
        case .strategyProposed:
            let parts = [entry.details["strategy"], entry.details["supplement"]].compactMap { $0 }
            strategy = parts.filter { !$0.isEmpty }.joined(separator: " + ")
        case .directiveProposed: directives.insert(entry.details["item"] ?? entry.about)
        case .strategyDecided: isDecided = true
        case .caseClosed: finish(.closed, at: entry.at)
        case .falseAlarm: finish(.falseAlarm, at: entry.at)
        case .caseMerged: finish(.merged, at: entry.at)
        default: break
        }
    }

    private mutating func grade(_ label: String?, at time: Int64) {
        guard let label, grades.last?.grade != label else { return }
        grades.append(Step(at: time, grade: label))
    }

    private mutating func finish(_ end: End, at time: Int64) {
        self.end = end
        endedAt = time
    }

    /// The gravest it had.
    var highestGrade: Grade { grades.map { Grade(label: $0.grade) }.max { $0.gravity < $1.gravity } ?? .unspecified }
}

extension Grade {
    /// `I` … `IV`; "–" for none.
    var label: String { ResponsePlan.Grade(rawValue: rawValue)?.label ?? "–" }

    init(label: String) {
        self = ResponsePlan.Grade(label: label).flatMap { Grade(rawValue: $0.rawValue) } ?? .unspecified
    }

    /// 4 for grade I down to 0 for none.
    var gravity: Int { ResponsePlan.Grade(rawValue: rawValue).map { 5 - $0.rawValue } ?? 0 }
}
