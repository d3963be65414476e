import Foundation
import Plan
import Schemas

/// Why a decision is not carried out. It goes to the journal, never away silently.
struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    var reason: String
    init(_ reason: String) { self.reason = reason }
    var description: String { reason }
}

/// A case on the desk: its row, the plan and the moment, and what is entered in its journal meanwhile. The desks change
/// it; the processor keeps it, or drops it whole.
struct CaseFile {
    let plan: ResponsePlan
    /// Milliseconds since 1970.
    let now: Int64
    var row: Case
    /// What was kept of the journal before this event, in order.
    let kept: [JournalEntry]
    /// Entered during this event, sealed.
    private(set) var entries: [JournalEntry] = []
    /// An evaluation to publish, when one was written.
    var evaluation: Evaluation?
    /// Who acts; `system` unless a decision is carried out.
    var actor = "system"
    var decisionID = ""
    /// Why that decision was taken, in the person's words; empty when none were given.
    var reason = ""

    /// Notices kept on the row: the oldest make room.
    static let mostNotices = 400

    init(plan: ResponsePlan, now: Int64, row: Case, kept: [JournalEntry]) {
        self.plan = plan
        self.now = now
        self.row = row
        self.kept = kept
    }

    var date: Date { Date(milliseconds: now) }
    var language: ResponsePlan.Language { plan.institution.languages.first ?? .simplifiedChinese }
    var wording: Wording { Wording(language: language) }
    var grade: ResponsePlan.Grade { row.grade.inPlan }
    var kind: ResponsePlan.EventKind { row.kind.inPlan }
    /// All that is known of the journal, this event's entries too.
    var journal: [JournalEntry] { kept + entries }

    /// Enters a step in the journal.
    mutating func enter(_ action: JournalAction, about: String = "", _ details: [String: String] = [:]) {
        var entry = JournalEntry()
        entry.incidentID = row.incidentID
        entry.subject = row.subject
        entry.sequence = row.journalEntries + 1
        entry.at = now
        entry.actor = actor
        entry.action = action.rawValue
        entry.about = about
        entry.details = details.filter { !$0.value.isEmpty }
        entry.decisionID = decisionID
        entry.planHash = plan.hash
        let previous = Data(EventID.bytes(hex: row.journalHash) ?? [])
        // Serialising fails for messages above 2 GiB only, which an entry is not.
        guard let sealed = try? JournalChain.seal(entry, after: previous) else { return }
        entries.append(sealed)
        row.journalEntries = sealed.sequence
        row.journalHash = EventID.hex(sealed.hash)
    }

    /// Takes an event into the state machine and journals a move.
    mutating func advance(_ event: CaseEvent) throws(Refusal) {
        var machine = CaseMachine(state: row.state)
        let before = machine.state
        switch machine.take(event) {
        case .stays: break
        case .refused(let reason): throw Refusal(reason)
        case .moved(let next):
            row.state = next
            enter(.stateChanged, ["from": before.label, "to": next.label])
        }
    }

    /// As `advance`, where the event may as well mean nothing in this state.
    mutating func advanceIfPossible(_ event: CaseEvent) {
        try? advance(event)
    }
}

/// What is entered in a journal.
enum JournalAction: String, CaseIterable, Sendable {
    case caseOpened = "case-opened"
    case caseReopened = "case-reopened"
    case caseClosed = "case-closed"
    case caseMerged = "case-merged"
    case falseAlarm = "false-alarm"
    case evaluationWritten = "evaluation-written"
    case evaluationSigned = "evaluation-signed"
    case journalSealed = "journal-sealed"
    case stateChanged = "state-changed"
    case planChanged = "plan-changed"
    case gradeChanged = "grade-changed"
    case kindChanged = "kind-changed"
    case gradeConfirmed = "grade-confirmed"
    case rumourStateSet = "rumour-state-set"
    case strategyProposed = "strategy-proposed"
    case strategyDecided = "strategy-decided"
    case statementDrafted = "statement-drafted"
    case statementEdited = "statement-edited"
    case statementSigned = "statement-signed"
    case signatureRefused = "signature-refused"
    case signaturesVoided = "signatures-voided"
    case statementReleased = "statement-released"
    case statementPublished = "statement-published"
    case statementWithdrawn = "statement-withdrawn"
    case directiveProposed = "directive-proposed"
    case directiveIssued = "directive-issued"
    case directiveDelivered = "directive-delivered"
    case directiveAccepted = "directive-accepted"
    case directiveProgressed = "directive-progressed"
    case directiveReassigned = "directive-reassigned"
    case directiveDone = "directive-done"
    case directiveWaived = "directive-waived"
    case directiveOverdue = "directive-overdue"
    case clockStarted = "clock-started"
    case clockWarned = "clock-warned"
    case clockMet = "clock-met"
    case clockMetLate = "clock-met-late"
    case clockMissed = "clock-missed"
    case clockDropped = "clock-dropped"
    case clockExplained = "clock-explained"
    case noticeWithoutRecipient = "notice-without-recipient"
    case deliveryFailed = "delivery-failed"
    case acknowledged
    case noted
    /// A decision another service carries out.
    case decisionNoted = "decision-noted"
    case refused
}
