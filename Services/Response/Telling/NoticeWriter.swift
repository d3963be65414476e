import Casework
import Foundation
import Plan
import Schemas

/// Says who has to hear of something, by the plan's routing. Logistics delivers it.
enum NoticeWriter {
    /// Bytes of one notice: what is longer is read where it stands.
    static let longest = 30_000

    /// Writes one notice for each route of the plan that matches; none where the plan has no route for it.
    /// - Parameters:
    ///   - occasion: tells this notice from others of the same thing; the same occasion is told once.
    ///   - concerned: whom `concerned` in a route means here.
    static func write(
        _ what: ResponsePlan.Notice, about: String = "", occasion: String, title: String, text: String,
        concerned: [ResponsePlan.Recipient] = [], in file: inout CaseFile
    ) {
        let plan = file.plan
        for (index, route) in plan.routes(for: what, grade: file.grade).enumerated() {
            let id = EventID.derive(
                "notice", file.row.incidentID, what.rawValue, about, occasion, "\(file.row.reopened)", "\(index)")
            guard !file.row.notices.contains(where: { $0.id == id }) else { continue }
            let people = resolve(route.to, concerned: concerned, in: file)
            guard !people.isEmpty else {
                file.enter(.noticeWithoutRecipient, about: about, ["notice": what.rawValue, "title": title])
                continue
            }
            var notice = Notice()
            notice.id = id
            notice.what = what.rawValue
            notice.title = file.row.drill ? plan.drill.marker[file.language] + title : title
            notice.text = text.cut(toBytes: longest)
            notice.at = file.now
            notice.grade = file.row.grade
            notice.about = about
            notice.people = people
            notice.channels = route.channels.map(\.rawValue)
            notice.acknowledge = route.acknowledge
            notice.repeatSeconds = Int64(route.repetition?.every.seconds ?? 0)
            notice.escalateTo = resolve(route.escalateTo, concerned: concerned, in: file)
            file.row.notices.append(notice)
        }
        let excess = file.row.notices.count - CaseFile.mostNotices
        if excess > 0 { file.row.notices.removeFirst(excess) }
    }

    private static func resolve(
        _ recipients: [ResponsePlan.Recipient], concerned: [ResponsePlan.Recipient], in file: CaseFile
    ) -> [String] {
        let all = recipients.flatMap { $0 == .concerned ? concerned : [$0] }
        return file.plan.people(for: all, at: file.date).map(\.id)
    }
}
