import Casework
import Foundation
import Plan
import Schemas

/// The service's own sentences, in the languages of the plan. Everything else people read comes from the plan.
struct Wording: Sendable {
    let language: ResponsePlan.Language

    func say(_ simplified: String, _ traditional: String, _ english: String) -> String {
        switch language {
        case .simplifiedChinese: simplified
        case .traditionalChinese: traditional
        case .english: english
        }
    }

    /// Where Chinese reads alike in both scripts, or only people inside read it.
    func say(_ chinese: String, _ english: String) -> String {
        language == .english ? english : chinese
    }

    /// A moment in the institution's time zone, to the minute.
    func moment(_ milliseconds: Int64, in zone: TimeZone) -> String {
        WrittenTime(language: language).moment(milliseconds, in: zone)
    }

    /// A day in the institution's time zone.
    func day(_ milliseconds: Int64, in zone: TimeZone) -> String {
        WrittenTime(language: language).day(milliseconds, in: zone)
    }

    /// A length of time to the minute.
    func length(_ milliseconds: Int64) -> String {
        let minutes = max(milliseconds, 0) / 60_000
        let (hours, rest) = (minutes / 60, minutes % 60)
        if hours == 0 { return say("\(rest)分钟", "\(rest) min") }
        return rest == 0 ? say("\(hours)小时", "\(hours) h") : say("\(hours)小时\(rest)分钟", "\(hours) h \(rest) min")
    }

    func state(_ state: CaseState) -> String {
        switch state {
        case .unspecified, .UNRECOGNIZED: say("未知", "unknown")
        case .reported: say("已报告", "reported")
        case .analysed: say("已研判", "analysed")
        case .strategyDecided: say("策略已定", "strategy decided")
        case .instructed: say("已下达指令", "instructed")
        case .communicating: say("对外沟通", "communicating")
        case .handling: say("处置中", "handling")
        case .followingUp: say("跟踪观察", "following up")
        case .evaluated: say("已评估", "evaluated")
        case .closed: say("已结案", "closed")
        case .falseAlarm: say("误报", "false alarm")
        }
    }

    func state(_ state: DirectiveState) -> String {
        switch state {
        case .unspecified, .UNRECOGNIZED: say("未知", "unknown")
        case .proposed: say("建议", "proposed")
        case .issued: say("已下达", "issued")
        case .delivered: say("已送达", "delivered")
        case .accepted: say("已接受", "accepted")
        case .done: say("已完成", "done")
        case .waived: say("已免除", "waived")
        case .overdue: say("逾期", "overdue")
        }
    }

    func state(_ state: StatementState) -> String {
        switch state {
        case .unspecified, .UNRECOGNIZED: say("未知", "unknown")
        case .draft: say("草稿", "draft")
        case .signed: say("已会签", "signed")
        case .released: say("已发布", "released")
        case .published: say("已刊出", "published")
        case .withdrawn: say("已撤回", "withdrawn")
        }
    }

    func rumour(_ state: RumourState) -> String {
        switch state {
        case .unverified, .UNRECOGNIZED: say("未核实", "unverified")
        case .confirmed: say("属实", "confirmed")
        case .refuted: say("不实", "refuted")
        }
    }

    /// The day as digits, for numbers: `20260105`.
    static func digits(_ milliseconds: Int64, in zone: TimeZone) -> String {
        let wording = Wording(language: .english)
        return wording.day(milliseconds, in: zone).filter { $0 != "-" }
    }
}

extension Double {
    /// Without a needless fraction: `3`, `2.5`.
    var plain: String { self == rounded() && abs(self) < 1e15 ? "\(Int64(self))" : "\(self)" }
}
