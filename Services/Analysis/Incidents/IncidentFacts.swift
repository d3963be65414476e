import Schemas
import SwiftProtobuf

/// What mentions and time change of an incident: numbers alone, side by side in its row. Named as the fields of `Incident`.
struct IncidentFacts {
    var state = IncidentState.open
    var grade = Grade.unspecified
    var highestGrade = Grade.unspecified
    var kind = MentionKind.unspecified
    var rumourState = RumourState.unverified
    var drill = false
    var firstStory = false
    var firstMentionAt: Int64 = 0
    var lastMentionAt: Int64 = 0
    var discoveredAt: Int64 = 0
    var mentions: Int64 = 0
    var distinct: Int64 = 0
    var negative: Int64 = 0
    var reach: Int64 = 0
    var distinctAuthors: Int64 = 0
    var regradedTo = Grade.unspecified
    var computedAtRegrade = Grade.unspecified
    var lowerSince: Int64 = 0
    var updatedAt: Int64 = 0
    var revision: Int64 = 0
    var refutedCopies: Int64 = 0
    var negativeAuthors: Int64 = 0
    var negativeReach: Int64 = 0
    var firstNegativeAt: Int64 = 0
    var lastNegativeAt: Int64 = 0
}

extension IncidentFacts {
    /// What the response group acts upon.
    struct Turn: Equatable {
        var state: IncidentState
        var grade: Grade
        var kind: MentionKind
        var rumourState: RumourState
    }

    var turn: Turn { Turn(state: state, grade: grade, kind: kind, rumourState: rumourState) }

    /// Whether it differs from what it was in something that the response group acts upon.
    func hasTurned(from before: Turn) -> Bool {
        turn != before && (grade != .unspecified || before.grade != .unspecified)
    }

    init(_ incident: Incident) {
        state = incident.state
        grade = incident.grade
        highestGrade = incident.highestGrade
        kind = incident.kind
        rumourState = incident.rumourState
        drill = incident.drill
        firstStory = incident.firstStory
        firstMentionAt = incident.firstMentionAt
        lastMentionAt = incident.lastMentionAt
        discoveredAt = incident.discoveredAt
        mentions = incident.mentions
        distinct = incident.distinct
        negative = incident.negative
        reach = incident.reach
        distinctAuthors = incident.distinctAuthors
        regradedTo = incident.regradedTo
        computedAtRegrade = incident.computedAtRegrade
        lowerSince = incident.lowerSince
        updatedAt = incident.updatedAt
        revision = incident.revision
        refutedCopies = incident.refutedCopies
        negativeAuthors = incident.negativeAuthors
        negativeReach = incident.negativeReach
        firstNegativeAt = incident.firstNegativeAt
        lastNegativeAt = incident.lastNegativeAt
        // Rows of before these were counted.
        if negative > 0, firstNegativeAt == 0 {
            negativeAuthors = min(distinctAuthors, negative)
            negativeReach = reach
            firstNegativeAt = firstMentionAt
            lastNegativeAt = lastMentionAt
        }
    }

    /// A negative mention, or several, at these times.
    mutating func countNegative(from first: Int64, to last: Int64, reach: Int64) {
        firstNegativeAt = firstNegativeAt == 0 ? first : min(firstNegativeAt, first)
        lastNegativeAt = max(lastNegativeAt, last)
        negativeReach = EventBounds.sum(negativeReach, reach)
    }
}

/// What is said of an incident, by people or for them; changes rarely. Named as the fields of `Incident`.
struct IncidentTexts {
    var title = ""
    var keywords: [String] = []
    var planHash = ""
    var mergedInto = ""
    var mergedFrom: [String] = []
    var splitFrom: [String] = []
    var regradedBy = ""
    var regradeReason = ""
    var silentSources: [String] = []
    var burst: Burst?
    var answers: [DecisionAnswer] = []
    /// Fields of a newer Fenghuo than this one, as they were found.
    var unknown: [UInt8] = []
}

extension IncidentTexts {
    /// Two lists of ids as one, each id once, as they first stand.
    static func joined(_ ids: [String], _ more: [String]) -> [String] {
        var seen = Set(ids)
        return ids + more.filter { seen.insert($0).inserted }
    }

    init(_ incident: Incident) {
        title = incident.title
        keywords = incident.keywords
        planHash = incident.planHash
        mergedInto = incident.mergedInto
        mergedFrom = incident.mergedFrom
        splitFrom = incident.splitFrom
        regradedBy = incident.regradedBy
        regradeReason = incident.regradeReason
        silentSources = incident.silentSources
        burst = incident.hasBurst ? incident.burst : nil
        answers = incident.answers
        unknown = [UInt8](incident.unknownFields.data)
    }
}
