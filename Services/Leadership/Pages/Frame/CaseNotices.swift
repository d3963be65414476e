import Casework
import Foundation
import Schemas

/// What everybody has to know who looks at anything of a case: that it is a drill, and that somebody said it is a false
/// alarm. It stands above every page whose address is of the case, what is asked and refused there included: no page can
/// leave it out.
struct CaseNotices: Sendable {
    let incident: Incident?
    let matter: Case?
    let isDrill: Bool
    let journal: [JournalEntry]
    let naming: Naming

    private var words: Words { naming.words }

    var notices: [CaseNotice] {
        guard incident != nil || matter != nil else { return [] }
        var notices: [CaseNotice] = []
        if isDrill { notices.append(CaseNotice(word: .drill, text: words["notice_isDrill"])) }
        if let matter, matter.hasLowering { notices.append(waiting(matter)) }
        if incident?.state == .falseAlarm || matter?.state == .falseAlarm { notices.append(ended) }
        return notices
    }

    /// The incident that an address is of.
    static func incident(of address: PageAddress) -> String? {
        if address.path == "/audit" { return address["incident"] }
        let parts = address.path.split(separator: "/")
        guard parts.count > 1, parts[0] == "incidents" else { return nil }
        return String(parts[1]).removingPercentEncoding ?? String(parts[1])
    }

    private func waiting(_ matter: Case) -> CaseNotice {
        CaseNotice(
            word: matter.lowering.falseAlarm ? .falseAlarmWaits : .loweringWaits, text: naming.waiting(matter) ?? "",
            reason: matter.lowering.reason,
            href: IncidentTab.overview.address(of: matter.incidentID, anchor: "assessment"))
    }

    private var ended: CaseNotice {
        let entries = journal
        let said = entries.last { $0.action == "false-alarm" }
        let agreed = entries.last { $0.action == "false-alarm-confirmed" && $0.at == said?.at }
        let answer = incident?.answers.last { !$0.refused && $0.kind == "false-alarm" }
        let who = agreed?.details["by"] ?? said?.actor ?? answer?.person ?? ""
        let when = naming.time(said?.at ?? answer?.at ?? 0) ?? ""
        let reason = said?.details["reason"] ?? answer?.details["reason"] ?? ""
        guard !who.isEmpty else {
            return CaseNotice(word: .falseAlarm, text: words["notice_isFalseAlarm"], reason: reason)
        }
        let text =
            agreed.map {
                words.filled("notice_falseAlarmOfTwo", naming.person(who), naming.person($0.actor), when)
            } ?? words.filled("notice_falseAlarmBy", naming.person(who), when)
        return CaseNotice(word: .falseAlarm, text: text, reason: reason)
    }
}

extension Naming {
    /// What waits for a second person, and who said it when; `nil` where nothing does.
    func waiting(_ matter: Case) -> String? {
        guard matter.hasLowering else { return nil }
        let lowering = matter.lowering
        let (who, when) = (person(lowering.askedBy), time(lowering.askedAt) ?? "")
        return lowering.falseAlarm
            ? words.filled("falseAlarm_waits", who, when)
            : words.filled("lowering_waits", grade(matter.grade), grade(lowering.grade), who, when)
    }

    /// The incident's state, as its case knows it: a false alarm that waits for a second person is called so.
    func state(_ incident: Incident, in matter: Case?) -> String {
        matter?.hasLowering == true && matter?.lowering.falseAlarm == true
            ? words["incidentState_falseAlarmWaits"] : state(incident.state)
    }
}
