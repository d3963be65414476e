import Casework
import Plan
import Schemas

/// Writes the executive report for those who lead and the tactical one for those who act: on the plan's schedule, on
/// occasions, and when a person asks. It goes out by the plan's routing and stands in the case with what it rests on.
enum ReportDesk {
    enum Occasion: String {
        case opened, reopened, strategy, released, requested, schedule
    }

    /// Writes a report; none where the plan has no such kind.
    /// - Parameter about: tells this occasion from others of its sort.
    static func write(
        _ kind: ResponsePlan.ReportRule.Kind, occasion: Occasion, about: String, in file: inout CaseFile
    ) {
        guard let rule = file.plan.report(kind.rawValue) else { return }
        var report = Report()
        report.id = EventID.derive(
            "report", file.row.incidentID, kind.rawValue, occasion.rawValue, about, "\(file.row.journalEntries)")
        report.kind = kind.rawValue
        report.at = file.now
        report.occasion = occasion.rawValue
        report.requestedBy = occasion == .requested ? file.actor : ""
        report.title = rule.names[file.language] + file.wording.say("：", ": ") + file.row.title
        report.grade = file.row.grade
        report.sections = rule.sections.map { section in
            var written = ReportSection()
            written.content = section.content.rawValue
            written.heading = section.names[file.language]
            written.lines = ReportContent(file: file).lines(of: section.content)
            return written
        }
        report.journalEntries = file.row.journalEntries
        report.journalHash = file.row.journalHash
        let text = text(of: report, in: file)
        report.textHash = EventID.hexSHA256([report.title, text])
        file.row.reports.append(report)
        file.enter(
            .reportWritten, about: report.id,
            ["kind": report.kind, "occasion": report.occasion, "textHash": report.textHash])
        NoticeWriter.write(
            kind == .executive ? .executiveReport : .tacticalReport, about: report.id, occasion: report.id,
            title: report.title, text: text, in: &file)
    }

    /// A person asks for one.
    static func request(_ request: RequestReport, in file: inout CaseFile) {
        guard let kind = ResponsePlan.ReportRule.Kind(rawValue: request.kind) else { return }
        write(kind, occasion: .requested, about: file.decisionID, in: &file)
    }

    /// A public word is out. What goes out together is one report and not one for each text: the first is reported at once,
    /// what follows within five minutes stands in one more at their end.
    static func released(_ statement: Statement, in file: inout CaseFile) {
        guard let end = gatheringEnd(file) else {
            return write(.executive, occasion: .released, about: statement.id, in: &file)
        }
        let next = file.row.nextExecutiveReportAt
        file.row.nextExecutiveReportAt = next > 0 ? min(next, end) : end
    }

    /// Milliseconds.
    private static let gathering: Int64 = 300_000

    /// Until when releases are gathered; `nil` when none was reported just now.
    private static func gatheringEnd(_ file: CaseFile) -> Int64? {
        let last = file.row.reports.last {
            $0.kind == ResponsePlan.ReportRule.Kind.executive.rawValue && $0.occasion == Occasion.released.rawValue
        }
        guard let last else { return nil }
        let (end, isFar) = last.at.addingReportingOverflow(gathering)
        return isFar || end < file.now ? nil : end
    }

    /// When each kind is due next by itself: as the plan's schedule for the grade has it, never later than it was.
    static func schedule(_ file: inout CaseFile) {
        for kind in ResponsePlan.ReportRule.Kind.allCases {
            guard !file.row.state.isOver, let every = file.plan.report(kind.rawValue)?.schedule(for: file.grade) else {
                file.row[keyPath: kind.next] = 0
                continue
            }
            let next = file.plan.due(after: every.every, from: file.now, time: every.time)
            let before = file.row[keyPath: kind.next]
            file.row[keyPath: kind.next] = before > file.now ? min(before, next) : next
        }
    }

    static func tick(_ file: inout CaseFile) {
        guard !file.row.state.isOver else { return }
        for kind in ResponsePlan.ReportRule.Kind.allCases {
            let due = file.row[keyPath: kind.next]
            guard due > 0, due <= file.now else { continue }
            let isGathered = kind == .executive && due == gatheringEnd(file)
            file.row[keyPath: kind.next] = 0
            write(kind, occasion: isGathered ? .released : .schedule, about: "\(due)", in: &file)
        }
        schedule(&file)
    }

    static func nextLook(_ row: Case) -> Int64? {
        guard !row.state.isOver else { return nil }
        return [row.nextExecutiveReportAt, row.nextTacticalReportAt].filter { $0 > 0 }.min()
    }

    /// As it is delivered: headings and lines, and the record it was drawn from, so that a reader can check the one
    /// against the other.
    static func text(of report: Report, in file: CaseFile) -> String {
        let sections = report.sections.map { section in
            ([section.heading] + section.lines.map { "· \($0.text)" }).joined(separator: "\n")
        }
        let record = file.wording.say(
            "依据：处置日志第\(report.journalEntries)条，哈希 \(report.journalHash.prefix(16))",
            "Drawn from journal entry \(report.journalEntries), hash \(report.journalHash.prefix(16))")
        return (sections + [record]).joined(separator: "\n\n")
    }
}

extension ResponsePlan.ReportRule.Kind {
    fileprivate var next: WritableKeyPath<Case, Int64> {
        switch self {
        case .executive: \.nextExecutiveReportAt
        case .tactical: \.nextTacticalReportAt
        }
    }
}
