import Casework
import Plan
import Schemas
import SwiftProtobuf
import Testing

/// Every kind of decision that the schema has, each empty.
enum EveryKind {
    /// As decision.proto has them.
    static let fields: [SchemaDescriptors.Field] =
        SchemaDescriptors.all.messages["Decision"]?.fields.filter { $0.oneOf == "kind" } ?? []

    static func decisions() throws -> [Decision] {
        try fields.map { try Decision(jsonString: "{\"\($0.jsonName)\": {}}") }
    }
}

@Suite struct KindTests {
    @Test func `Who said that it is a false alarm is known however many decisions come after`() {
        var answers: [DecisionAnswer] = []
        answers.add(
            .with {
                $0.decisionID = "said"; $0.kind = DecisionAnswer.falseAlarm
            })
        for number in 0..<40 {
            answers.add(
                .with {
                    $0.decisionID = "\(number)"; $0.kind = DecisionAnswer.falseAlarm; $0.refused = true
                })
        }
        #expect(answers.count == 16)
        #expect(answers.first?.decisionID == "said" && answers.last?.decisionID == "39")
    }

    @Test func `Every kind of decision has a name of its own, an owner and a permission of the plan`() throws {
        let kinds = try EveryKind.decisions().map { try #require($0.kind) }
        #expect(kinds.count == EveryKind.fields.count)
        #expect(kinds.count >= 27)
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        for kind in kinds { #expect(!kind.row.permissions.isEmpty, "\(kind.name)") }
    }

    @Test(arguments: [
        " ", "\u{3000}", "\u{200B}", "\u{2060}\u{FEFF}", "\u{3164}", "\u{AD}", "\u{2800}", "\u{E0020}", "\u{202E}\n",
    ])
    func `What nobody can see is no reason`(_ reason: String) throws {
        #expect(reason.isBlank && !"\(reason)因".isBlank)
    }

    @Test func `A case whose incident goes on in another is not opened again`() throws {
        var file = CaseFile(plan: try Rooms.plan(), now: Rooms.now)
        file.row = .found(.with { $0.state = .closed })
        let reopen = Decision.with {
            $0.id = "d"
            $0.person = "fang-jing"
            $0.reason = "仍有反响"
            $0.reopen = ReopenCase()
        }
        file.incident = .found(.with { $0.state = .closed })
        _ = try file.admit(reopen)
        file.incident = .found(
            .with {
                $0.state = .merged
                $0.mergedInto = "i2"
            })
        #expect(throws: Refusal.self) { _ = try file.admit(reopen) }
    }

    @Test func `A grade set without knowing of a false alarm is refused`() throws {
        var file = CaseFile(plan: try Rooms.plan(), now: Rooms.now)
        let seen = Incident.with { $0.state = .open }
        let regrade = Decision.with {
            $0.id = "d"
            $0.person = "fang-jing"
            $0.reason = "影响有限"
            $0.regrade.grade = .iii
            $0.seenHash = seen.replaced(by: .regrade(.init())) ?? ""
        }
        file.incident = .found(seen)
        _ = try file.admit(regrade)
        file.incident = .found(.with { $0.state = .falseAlarm })
        #expect(throws: Refusal.self) { _ = try file.admit(regrade) }
    }
}
