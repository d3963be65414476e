import Casework
import Plan
import Schemas

/// What the record teaches, in sentences of measured facts. What it means, people write.
enum Lessons {
    static func of(_ file: CaseFile, effects: [ActionEffect]) -> [String] {
        speed(file) + clocks(file) + directives(file) + people(file) + around(effects, file.wording)
    }

    private static func speed(_ file: CaseFile) -> [String] {
        let (row, words) = (file.row, file.wording)
        var lessons: [String] = []
        let discovered = row.incident.discoveredAt
        if discovered > 0, row.incident.firstMentionAt > 0, discovered >= row.incident.firstMentionAt {
            let taken = words.length(discovered - row.incident.firstMentionAt)
            lessons.append(words.say("从首条信息到发现用时\(taken)。", "First mention to discovery took \(taken)."))
        }
        if row.firstWordAt > 0, discovered > 0 {
            let taken = words.length(row.firstWordAt - discovered)
            lessons.append(words.say("从发现到首次发声用时\(taken)。", "Discovery to the first word took \(taken)."))
        } else if row.state == .closed {
            lessons.append(words.say("未发布任何声明。", "No statement was released."))
        }
        return lessons
    }

    private static func clocks(_ file: CaseFile) -> [String] {
        let words = file.wording
        return file.row.clocks.filter { $0.state == .missed }.map { clock in
            guard clock.metAt > 0 else {
                return words.say("时限“\(clock.name)”超时，未完成。", "Clock \"\(clock.name)\" was missed and not met.")
            }
            let late = words.length(clock.metAt - clock.dueAt)
            return words.say("时限“\(clock.name)”超时\(late)完成。", "Clock \"\(clock.name)\" was met \(late) late.")
        }
    }

    private static func directives(_ file: CaseFile) -> [String] {
        let words = file.wording
        return file.directives.compactMap { directive in
            if directive.state == .waived, directive.issuedAt > 0 {
                return words.say(
                    "指令“\(directive.title)”已下达后免除：\(directive.waiveReason)。",
                    "Directive \"\(directive.title)\" was issued, then waived: \(directive.waiveReason).")
            }
            guard directive.doneAt > directive.dueAt, directive.dueAt > 0 else { return nil }
            let late = words.length(directive.doneAt - directive.dueAt)
            return words.say(
                "指令“\(directive.title)”逾期\(late)完成。", "Directive \"\(directive.title)\" was done \(late) late.")
        }
    }

    private static func people(_ file: CaseFile) -> [String] {
        let words = file.wording
        func count(_ action: JournalAction) -> Int { file.journal.filter { $0.action == action.rawValue }.count }
        var lessons: [String] = []
        let refused = count(.refused)
        if refused > 0 { lessons.append(words.say("有\(refused)项决定被拒绝执行。", "\(refused) decisions were refused.")) }
        let voided = count(.signaturesVoided)
        if voided > 0 {
            lessons.append(words.say("会签因改稿作废\(voided)次。", "Sign-offs were voided by a changed text \(voided) times."))
        }
        let failed = count(.deliveryFailed)
        if failed > 0 { lessons.append(words.say("有\(failed)次投递失败。", "\(failed) deliveries failed.")) }
        if file.row.hasStrategy, file.row.strategy.overrides {
            lessons.append(
                words.say(
                    "策略超出预案建议：\(file.row.strategy.reason)。",
                    "The strategy went beyond the plan: \(file.row.strategy.reason)."))
        }
        return lessons
    }

    /// One sentence for all actions around which volume changed alike: those of one hour are told from one another by
    /// nothing that was measured.
    static func around(_ effects: [ActionEffect], _ words: Wording) -> [String] {
        var alike: [(before: String, after: String, actions: [String])] = []
        for effect in effects {
            let (before, after) = (tenths(effect.mentionsPerHourBefore), tenths(effect.mentionsPerHourAfter))
            guard before != after else { continue }
            let known = alike.firstIndex { $0.before == before && $0.after == after }
            let at = known ?? alike.count
            if known == nil { alike.append((before, after, [])) }
            if !alike[at].actions.contains(effect.action) { alike[at].actions.append(effect.action) }
        }
        return alike.map { before, after, actions in
            words.say(
                actions.map { "“\($0)”" }.joined(separator: "、") + "前后每小时信息量由\(before)条变为\(after)条。",
                "Around " + actions.map { "\"\($0)\"" }.joined(separator: ", ")
                    + " mentions per hour went from \(before) to \(after).")
        }
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
