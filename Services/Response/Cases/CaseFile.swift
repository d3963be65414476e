import Casework
import Foundation
import Plan
import Schemas

/// A case on the desk: its row, the plan and the moment, and what is entered in its journal meanwhile. The desks change
/// it; the processor keeps it, or drops it whole.
struct CaseFile {
    let plan: ResponsePlan
    /// Milliseconds since 1970.
    let now: Int64
    var row: Case
    /// What was kept of the journal before this event, in order.
    let kept: [JournalEntry]
    /// What stands in rows of its own.
    var records: CaseRecords
    /// Entered during this event, sealed.
    private(set) var entries: [JournalEntry] = []
    /// An evaluation to publish, when one was written.
    var evaluation: Evaluation?
    /// Who acts; `system` unless a decision is carried out.
    var actor = "system"
    var decisionID = ""
    /// The absent person by whose roles the actor decides; empty where the actor decides by their own.
    var principal = ""
    /// Why that decision was taken, in the person's words; empty when none were given.
    var reason = ""

    /// Notices kept on the row: the oldest make room.
    static let mostNotices = 400
    /// Reports kept on the row; earlier ones stand in rows of their own.
    static let mostReports = 8
    /// Acknowledgements kept on the row; deliveries have all of them.
    static let mostAcknowledged = 200

    init(
        plan: ResponsePlan, now: Int64, row: Case, kept: [JournalEntry], records: CaseRecords = CaseRecords()
    ) {
        self.records = records
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

    /// The newest entry of the first of these actions that was entered; `nil` where none was.
    func newest(of actions: [JournalAction], about: String? = nil) -> JournalEntry? {
        let journal = journal
        for action in actions {
            let entry = journal.last { $0.action == action.rawValue && (about == nil || $0.about == about) }
            if let entry { return entry }
        }
        return nil
    }

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
        if !principal.isEmpty { entry.details["for"] = principal }
        entry.decisionID = decisionID
        entry.planHash = plan.hash
        let previous = Data(EventID.bytes(hex: row.journalHash) ?? [])
        // Serialising fails for messages above 2 GiB only, which an entry is not.
        guard let sealed = try? JournalChain.seal(entry, after: previous) else { return }
        entries.append(sealed)
        row.journalEntries = sealed.sequence
        row.journalHash = EventID.hex(sealed.hash)
    }

    /// Takes an event into the state machine and journals a move; in some states it means nothing.
    mutating func advance(_ event: CaseEvent) {
        let before = row.state
        guard case .moved(let next) = CaseMachine.step(from: before, on: event) else { return }
        row.state = next
        enter(.stateChanged, ["from": before.label, "to": next.label])
    }
}
