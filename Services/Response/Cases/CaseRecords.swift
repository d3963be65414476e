import Schemas

/// The parts of a case that stand in rows of their own, as a file knows and changes them.
struct CaseRecords {
    /// By record id, as they stood before this event.
    private let before: [String: CaseRecord]
    /// By record id: moved out during this event, or taken back (`nil`).
    private(set) var changes: [String: CaseRecord?] = [:]

    init(_ records: [CaseRecord] = []) {
        before = Dictionary(records.map { ($0.id, $0) }) { _, last in last }
    }

    subscript(id: String) -> CaseRecord? {
        get { changes[id] ?? before[id] }
        set { changes[id] = .some(newValue) }
    }

    /// In the order of ids: notes of one directive by time.
    var all: [CaseRecord] {
        before.merging(changes.compactMapValues { $0 }) { $1 }
            .filter { changes[$0.key].map { $0 != nil } ?? true }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    static func key(_ incident: String, _ id: String) -> String { "\(incident)/\(id)" }
    static func id(ofStatement id: String) -> String { "statement/\(id)" }
}

extension CaseFile {
    mutating func record(_ note: DirectiveNote, of directive: String) {
        let place = EventID.derive("note", directive, "\(note.at)", note.person, note.step, note.text)
        let digits = String(max(note.at, 0))
        let time = String(repeating: "0", count: max(0, 15 - digits.count)) + digits
        put("note/\(directive)/\(time)/\(place)", about: directive) { $0.note = note }
    }

    mutating func record(_ statement: Statement) {
        put(CaseRecords.id(ofStatement: statement.id), about: statement.id) { $0.statement = statement }
    }

    mutating func record(_ directive: Directive) {
        put("directive/\(directive.id)", about: directive.id) { $0.directive = directive }
    }

    mutating func record(_ report: Report) {
        put("report/\(report.id)", about: report.id) { $0.report = report }
    }

    mutating func record(_ contradiction: Contradiction) {
        put("contradiction/\(contradiction.id)", about: contradiction.id) { $0.contradiction = contradiction }
    }

    /// Takes a statement back into the row, as the oldest there: somebody decides about it once more.
    mutating func recall(statement id: String) {
        guard !id.isEmpty, !row.statements.contains(where: { $0.id == id }),
            case .statement(let statement)? = records[CaseRecords.id(ofStatement: id)]?.part
        else { return }
        row.statements.insert(statement, at: 0)
        records[CaseRecords.id(ofStatement: id)] = nil
    }

    private mutating func put(_ id: String, about: String, _ part: (inout CaseRecord) -> Void) {
        var record = CaseRecord()
        record.id = id
        record.incidentID = row.incidentID
        record.subject = row.subject
        record.keptAt = now
        record.drill = row.drill
        record.about = about
        part(&record)
        records[id] = record
    }

    /// Every statement the case has had, the oldest first.
    var statements: [Statement] {
        let moved = records.all.compactMap { record -> Statement? in
            guard case .statement(let statement)? = record.part else { return nil }
            return statement
        }
        return moved.sorted { ($0.draftedAt, $0.id) < ($1.draftedAt, $1.id) } + row.statements
    }

    /// Every directive the case has had, those that made room first.
    var directives: [Directive] {
        let moved = records.all.compactMap { record -> Directive? in
            guard case .directive(let directive)? = record.part else { return nil }
            return directive
        }
        return moved.sorted { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) } + row.directives
    }

    /// What was released in spite of a contradiction.
    var acceptedContradictions: [Contradiction] {
        let moved = records.all.compactMap { record -> Contradiction? in
            guard case .contradiction(let contradiction)? = record.part else { return nil }
            return contradiction
        }
        return (moved + row.contradictions).filter { $0.acceptedAt > 0 }
    }
}
