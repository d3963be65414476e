import Foundation
import Plan
import Schemas

/// What a message says on a channel where one line has to do: grade, what happened, what is asked of whom it is for and
/// until when, and where to look.
struct ChannelMessage: Hashable {
    var title: String
    /// Empty where the channel may not carry it.
    var body: String
    /// The line.
    var headline: String
    /// What is asked of the recipient; empty: nothing.
    var ask: String
    /// Where to look; empty where the console's address is not set.
    var link: String
    /// What a button to it says.
    var open: String
    /// Of its own: a statement is sent as it was signed, or not at all.
    var isStatement: Bool

    /// - Parameter links: `nil`: the console's address is not set.
    init(
        _ delivery: Delivery, carries: ResponsePlan.ChannelPreset.Carries, plan: ResponsePlan, links: MessageLinks?
    ) {
        isStatement = !delivery.contentHash.isEmpty
        let language =
            plan.person(delivery.recipient)?.language ?? plan.institution.languages.first ?? .simplifiedChinese
        let words = ChannelWords(language)
        open = delivery.acknowledge ? words.acknowledge : words.open
        link = links?.link(of: delivery) ?? ""
        if isStatement {
            (title, body, headline, ask) = (delivery.title, delivery.body, delivery.title, "")
            return
        }
        let grade = delivery.gradeLabel
        ask = ""
        if delivery.acknowledge {
            let until = delivery.escalateAt > 0 ? plan.wallTime(delivery.escalateAt) : nil
            ask = delivery.what == Matter.What.directive.rawValue ? words.carryOut(until) : words.acknowledge(until)
        }
        // A test says that it is one, wherever it goes.
        switch delivery.what == ChannelTest.what ? .full : carries {
        case .full, .headline:
            title = delivery.wholeTitle
            body = carries == .full ? delivery.wholeBody : ""
            headline = (grade.map { words.grade($0) } ?? "") + plan.withoutGrade(delivery.wholeTitle)
        case .pointer:
            title = words.look(grade)
            body = ""
            headline = title
        }
    }

    /// All of it, a line each; the longest last, so that what does not fit is cut from it.
    var text: String {
        guard !isStatement else { return title.isEmpty ? body : "\(title)\n\n\(body)" }
        return [headline, ask, link, body].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

/// The few words that are the channel's and not the plan's.
private struct ChannelWords {
    private let language: ResponsePlan.Language
    init(_ language: ResponsePlan.Language) { self.language = language }

    private func say(_ simplified: String, _ traditional: String, _ english: String) -> String {
        ResponsePlan.Localized([
            .simplifiedChinese: simplified, .traditionalChinese: traditional, .english: english,
        ])[language]
    }

    var open: String { say("打开", "打開", "Open") }
    var acknowledge: String { say("确认收到", "確認收到", "Acknowledge") }

    func grade(_ grade: String) -> String { say("【\(grade)级】", "【\(grade)級】", "[Grade \(grade)] ") }

    func look(_ grade: String?) -> String {
        guard let grade else { return say("有一条消息待您查看", "有一則訊息待您查看", "A message is waiting for you") }
        return say(
            "有一条\(grade)级消息待您查看", "有一則\(grade)級訊息待您查看", "A grade \(grade) message is waiting for you")
    }

    func acknowledge(_ until: String?) -> String {
        guard let until else { return say("请确认收到", "請確認收到", "Please acknowledge") }
        return say(
            "请在 \(until) 前确认收到，否则将上报", "請在 \(until) 前確認收到，否則將上報",
            "Please acknowledge by \(until), or it is escalated")
    }

    func carryOut(_ until: String?) -> String {
        guard let until else { return say("请确认并执行", "請確認並執行", "Please acknowledge and carry out") }
        return say(
            "请在 \(until) 前确认并执行，否则将上报", "請在 \(until) 前確認並執行，否則將上報",
            "Please acknowledge by \(until) and carry out, or it is escalated")
    }
}

extension ResponsePlan {
    /// A title that begins with the name of a grade, without it: the grade is said once.
    fileprivate func withoutGrade(_ title: String) -> String {
        let names = Grade.allCases.flatMap { Array($0.names.texts.values) }
        let name = names.filter { title.hasPrefix($0) }.max { $0.count < $1.count }
        guard let name, title.count > name.count else { return title }
        return String(title.dropFirst(name.count).drop { $0 == " " || $0 == "：" || $0 == ":" })
    }

    /// Month, day, hour and minute where the institution is, such as `03-02 14:30`.
    fileprivate func wallTime(_ time: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(EventBounds.time(time)) / 1000)
        let offset = Int64(institution.timeZone.secondsFromGMT(for: date)) * 1000
        let written = Timestamps.rfc3339(EventBounds.time(EventBounds.sum(EventBounds.time(time), offset)))
        return String(written.dropFirst(5).prefix(11)).replacing("T", with: " ")
    }
}
