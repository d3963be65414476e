import Foundation
import SwiftProtobuf
import Testing

@testable import Schemas

/// A journal's entries held against the decisions that they carry out.
@Suite struct JournalQuotesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var kind: Decision.OneOf_Kind
        var action: String
        var about: String
        var details: [String: String]
        /// The entry is about what the decision names.
        var isNamed = true
        var testDescription: String { action }
    }

    static let examples: [Example] = [
        .init(
            kind: .regrade(.with { $0.grade = .ii }), action: "decision-noted", about: "regrade",
            details: ["grade": "II", "reason": "依预案"], isNamed: false),
        .init(
            kind: .confirmGrade(.with { $0.grade = .i }), action: "grade-confirmed", about: "",
            details: ["grade": "I", "reason": "依预案"], isNamed: false),
        .init(
            kind: .confirmGrade(.with { $0.grade = .iv }), action: "grade-lowering-confirmed", about: "incident-1",
            details: ["to": "IV", "confirmedBecause": "依预案"], isNamed: false),
        .init(
            kind: .falseAlarm(.init()), action: "false-alarm-asked", about: "incident-1", details: ["reason": "依预案"],
            isNamed: false),
        .init(
            kind: .rumour(
                .with {
                    $0.state = .refuted; $0.mentionIds = ["m1", "m2"]
                }), action: "rumour-state-set",
            about: "", details: ["state": "refuted", "mentions": "m1", "reason": "依预案"], isNamed: false),
        .init(
            kind: .sign(
                .with {
                    $0.statementID = "s1"; $0.contentHash = "ab"
                }), action: "statement-signed",
            about: "s1", details: ["contentHash": "ab", "reason": "依预案"]),
        .init(
            kind: .release(
                .with {
                    $0.statementID = "s1"; $0.contentHash = "ab"
                }), action: "statement-released",
            about: "s1", details: ["contentHash": "ab"]),
        .init(
            kind: .withdraw(
                .with {
                    $0.statementID = "s1"; $0.correction = "更正"
                }), action: "statement-withdrawn",
            about: "s1", details: ["correction": "更正", "reason": "依预案"]),
        .init(
            kind: .waiveDirective(.with { $0.directiveID = "d1" }), action: "directive-waived", about: "d1",
            details: ["reason": "依预案"]),
        .init(
            kind: .updateDirective(
                .with {
                    $0.directiveID = "d1"; $0.progress = "已联系"
                }),
            action: "directive-progressed", about: "d1", details: ["progress": "已联系"]),
        .init(
            kind: .meetClock(
                .with {
                    $0.clockID = "c1"; $0.receiptNumber = "7"; $0.documentHash = "cd"
                }),
            action: "clock-met", about: "c1", details: ["receipt": "7", "document": "cd"]),
        .init(
            kind: .extendClock(
                .with {
                    $0.clockID = "c1"; $0.extension = "e1"
                }), action: "clock-extended", about: "c1",
            details: ["extension": "e1", "reason": "依预案"]),
        .init(
            kind: .explainClock(.with { $0.clockID = "c1" }), action: "clock-explained", about: "c1",
            details: ["reason": "依预案"]),
        .init(
            kind: .writeEvaluation(
                .with {
                    $0.section = "causes"; $0.text = "原因"
                }), action: "section-written",
            about: "causes", details: ["textHash": EventID.hexSHA256(["causes", "原因"])]),
    ]

    private static let at: Int64 = 1_772_416_800_000

    private static func fault(_ example: Example, _ change: (inout JournalEntry) -> Void = { _ in }) throws
        -> JournalChain.Fault?
    {
        var decision = Decision()
        decision.id = "decision-1"
        decision.incidentID = "incident-1"
        decision.person = "lin-yue"
        decision.decidedAt = at
        decision.reason = "依预案"
        decision.kind = example.kind
        var entry = JournalEntry()
        entry.incidentID = "incident-1"
        entry.sequence = 1
        entry.at = at + 5
        entry.actor = "lin-yue"
        entry.decisionID = decision.id
        entry.action = example.action
        entry.about = example.about
        entry.details = example.details
        change(&entry)
        return JournalDecisions([decision]).verify([try JournalChain.seal(entry, after: Data())])
    }

    @Test(arguments: examples)
    func `An entry that says what was decided stands; any value of it written anew is found`(_ example: Example) throws
    {
        #expect(try Self.fault(example) == nil)
        for name in example.details.keys {
            #expect(try Self.fault(example) { $0.details[name] = "别的" } != nil, "\(name)")
        }
        #expect(try Self.fault(example) { $0.at -= 5 * 3_600_000 } != nil)
        if example.isNamed { #expect(try Self.fault(example) { $0.about = "x" } != nil) }
    }
}
