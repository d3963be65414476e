import Schemas

/// A case with the parts that made room in its row (``CaseRecord``).
extension ViewSnapshot {
    /// In the order of record ids.
    func records(about incident: String) -> [CaseRecord] {
        (records[incident] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Every statement the case has had, the oldest first.
    func statements(of matter: Case) -> [Statement] {
        let moved = records(about: matter.incidentID).compactMap { record -> Statement? in
            guard case .statement(let statement)? = record.part else { return nil }
            return statement
        }
        let known = Set(matter.statements.map(\.id))
        return moved.filter { !known.contains($0.id) }.sorted { ($0.draftedAt, $0.id) < ($1.draftedAt, $1.id) }
            + matter.statements
    }

    /// Every directive the case has had, those that made room first.
    func directives(of matter: Case) -> [Directive] {
        let moved = records(about: matter.incidentID).compactMap { record -> Directive? in
            guard case .directive(let directive)? = record.part else { return nil }
            return directive
        }
        let known = Set(matter.directives.map(\.id))
        return moved.filter { !known.contains($0.id) }.sorted { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) }
            + matter.directives
    }

    /// All that happened to a directive, the oldest first.
    func notes(of directive: Directive, in incident: String) -> [DirectiveNote] {
        let moved = records(about: incident).compactMap { record -> DirectiveNote? in
            guard case .note(let note)? = record.part, record.about == directive.id else { return nil }
            return note
        }
        return moved.filter { !directive.notes.contains($0) } + directive.notes
    }

    /// Reports that made room, and those in the row.
    func reports(of matter: Case) -> [Report] {
        let moved = records(about: matter.incidentID).compactMap { record -> Report? in
            guard case .report(let report)? = record.part else { return nil }
            return report
        }
        let known = Set(matter.reports.map(\.id))
        return moved.filter { !known.contains($0.id) }.sorted { ($0.at, $0.id) < ($1.at, $1.id) } + matter.reports
    }
}
