import Casework
import Plan
import Schemas
import SwiftProtobuf

/// Keeps a case's row small, whatever people add to it: what is over, or has newer ones of its kind, moves to a row of
/// its own on `fenghuo.case-records.v1`. Nothing is lost, and whoever reads the case reads less.
///
/// Logs take a record of about a megabyte; JSON says the same in about twice the bytes of protobuf.
enum CaseRoom {
    /// Bytes of a row from which on what is over moves out.
    static let roomy = 150_000
    /// Notes of one directive that stay with it, and their bytes.
    static let mostNotes = 12
    static let longestNotes = 8_000
    /// Bytes of the notices that stay, of a row with much in it.
    static let longestNotices = 150_000
    /// Bytes of a row up to which what settles something is carried out.
    static let fullest = 520_000
    /// What ended so long ago has been seen by whoever follows the case, in milliseconds.
    static let settling: Int64 = 3_600_000
    /// Bytes of a row from which on what ended in an earlier step goes, however short ago: one busy hour must not leave the
    /// case without room.
    static let crowded = 250_000

    /// Moves out what may go.
    static func tidy(_ file: inout CaseFile) {
        for index in file.row.directives.indices { notes(of: index, in: &file) }
        while file.row.reports.count > CaseFile.mostReports { move(report: 0, in: &file) }
        let size = bytes(file.row)
        var excess = size - roomy
        guard excess > 0 else { return }
        let before = file.now - (size > crowded ? 0 : settling)
        reports(&excess, in: &file)
        statements(&excess, endedBefore: before, in: &file)
        directives(&excess, endedBefore: before, in: &file)
        contradictions(&excess, in: &file)
        notices(&excess, in: &file)
    }

    /// Refuses what would make the row longer than a log takes; what makes it shorter is welcome however long it is.
    ///
    /// Who agrees, signs, settles or takes back finds room in a row that is full: else one person could fill it, and nobody
    /// could empty it.
    static func admit(_ file: CaseFile, was before: Case, by kind: Decision.OneOf_Kind) throws(Refusal) {
        let found = bytes(file.row)
        if isSettling(kind), found <= fullest { return }
        try CaseSize.admit(bytes: found, before: bytes(before))
    }

    /// What there can only be so much of as there is to be agreed to, signed or settled.
    private static func isSettling(_ kind: Decision.OneOf_Kind) -> Bool {
        switch kind {
        case .confirmGrade, .sign, .release, .withdraw, .waiveDirective, .meetClock, .close: true
        case .updateDirective(let update): update.step == .accept || update.step == .done
        default: false
        }
    }

    static func bytes(_ row: Case) -> Int {
        // Serialising fails for messages above 2 GiB only, which no row comes near.
        (try? EventCodec.encode(row, as: .protobuf).count) ?? .max
    }

    // MARK: what goes, in this order

    private static func notes(of index: Int, in file: inout CaseFile) {
        let notes = file.row.directives[index].notes
        var stays = 0
        var size = 0
        for note in notes.reversed() {
            size += note.text.utf8.count
            guard stays < mostNotes, stays == 0 || size <= longestNotes else { break }
            stays += 1
        }
        let directive = file.row.directives[index].id
        for note in notes.dropLast(stays) { file.record(note, of: directive) }
        file.row.directives[index].notes = Array(notes.suffix(stays))
    }

    /// The newest of each kind stays.
    private static func reports(_ excess: inout Int, in file: inout CaseFile) {
        while excess > 0,
            let index = file.row.reports.indices.first(where: { index in
                file.row.reports[(index + 1)...].contains { $0.kind == file.row.reports[index].kind }
            })
        {
            excess -= size(file.row.reports[index])
            move(report: index, in: &file)
        }
    }

    private static func move(report index: Int, in file: inout CaseFile) {
        file.record(file.row.reports.remove(at: index))
    }

    /// Withdrawn texts first, then what is out and has been followed by another of its channel and language.
    private static func statements(_ excess: inout Int, endedBefore before: Int64, in file: inout CaseFile) {
        func isOver(_ statement: Statement, _ later: ArraySlice<Statement>, withdrawn: Bool) -> Bool {
            if withdrawn { return statement.state == .withdrawn && statement.withdrawnAt < before }
            return statement.state == .published && statement.publishedAt < before
                && later.contains {
                    $0.channel == statement.channel && $0.language == statement.language && $0.releasedAt > 0
                        && $0.state != .withdrawn
                }
        }
        for withdrawn in [true, false] {
            var index = 0
            while excess > 0, index < file.row.statements.count {
                let statement = file.row.statements[index]
                if isOver(statement, file.row.statements[(index + 1)...], withdrawn: withdrawn) {
                    excess -= size(statement)
                    file.record(file.row.statements.remove(at: index))
                } else {
                    index += 1
                }
            }
        }
    }

    private static func directives(_ excess: inout Int, endedBefore before: Int64, in file: inout CaseFile) {
        var index = 0
        while excess > 0, index < file.row.directives.count {
            let directive = file.row.directives[index]
            if directive.state.isSettled, max(directive.doneAt, directive.waivedAt) < before {
                excess -= size(directive)
                file.record(file.row.directives.remove(at: index))
            } else {
                index += 1
            }
        }
    }

    /// What was released in spite of a contradiction that is none any more.
    private static func contradictions(_ excess: inout Int, in file: inout CaseFile) {
        let texts = Set(file.row.statements.map(\.contentHash))
        var index = 0
        while excess > 0, index < file.row.contradictions.count {
            let contradiction = file.row.contradictions[index]
            if contradiction.acceptedAt > 0, !contradiction.sides.allSatisfy({ texts.contains($0.contentHash) }) {
                excess -= size(contradiction)
                file.record(file.row.contradictions.remove(at: index))
            } else {
                index += 1
            }
        }
    }

    /// Notices are told by logistics, which has a row for each from the record that first had it; here the newest are
    /// enough. One hour may say so much that nothing else had room: then what was said in an earlier step goes, too.
    private static func notices(_ excess: inout Int, in file: inout CaseFile) {
        var all = file.row.notices.reduce(0) { $0 + size($1) }
        while let first = file.row.notices.first,
            excess > 0 && first.at < file.now - settling || all > longestNotices && first.at < file.now
        {
            excess -= size(first)
            all -= size(first)
            file.row.notices.removeFirst()
        }
    }

    private static func size(_ part: some SwiftProtobuf.Message) -> Int {
        (try? EventCodec.encode(part, as: .protobuf).count) ?? 0
    }
}
