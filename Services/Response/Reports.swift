import Plan
import Schemas

/// The tactical report for those who act, the executive one for those who lead.
enum Reports {
    static func tactical(occasion: String, in file: inout CaseFile) {
        let directives = file.row.directives.map { "[\($0.state.word)] \($0.department): \($0.title)" }
        NoticeWriter.write(
            .tacticalReport, about: file.row.incidentID, occasion: occasion,
            title: file.wording.say("战术报告：\(file.row.title)", "Tactical report: \(file.row.title)"),
            text: (summary(of: file) + directives).joined(separator: "\n"), in: &file)
    }

    static func executive(occasion: String, in file: inout CaseFile) {
        NoticeWriter.write(
            .executiveReport, about: file.row.incidentID, occasion: occasion,
            title: file.wording.say("领导报告：\(file.row.title)", "Executive report: \(file.row.title)"),
            text: summary(of: file).joined(separator: "\n"), in: &file)
    }

    private static func summary(of file: CaseFile) -> [String] {
        let row = file.row
        let zone = file.plan.institution.timeZone
        let words = file.wording
        let strategy = StatementDrafter.strategy(of: row).flatMap { file.plan.strategy($0.main)?.names[file.language] }
        let running = row.clocks.filter { $0.state == .running }.min { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }
        return [
            words.say("截至\(words.moment(file.now, in: zone))", "As of \(words.moment(file.now, in: zone))"),
            words.say("等级：", "Grade: ") + file.grade.names[file.language],
            words.say(
                "信息\(row.incident.mentions)条，其中负面\(row.incident.negative)条，触达\(row.incident.reach)",
                "\(row.incident.mentions) mentions, \(row.incident.negative) negative, reach \(row.incident.reach)"),
            words.say(row.hasStrategy ? "策略：" : "建议策略：", row.hasStrategy ? "Strategy: " : "Proposed strategy: ")
                + (strategy ?? words.say("无", "none")),
            running.map {
                words.say("最近时限：", "Next deadline: ") + "\($0.name) \(words.moment($0.dueAt, in: zone))"
            } ?? words.say("无进行中的时限", "No deadline is running"),
        ]
    }
}
