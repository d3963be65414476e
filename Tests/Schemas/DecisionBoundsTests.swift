import Casework
import Foundation
import Schemas
import SwiftProtobuf
import Testing

@Suite("What a decision may say")
struct DecisionBoundsTests {
    static let now: Int64 = 1_780_000_000_000
    static let far: [Int64] = [.min, -1, 253_402_300_799_000, .max - 1, .max]

    static func decision(_ kind: Decision.OneOf_Kind) -> Decision {
        .with {
            $0.id = "d1"
            $0.incidentID = "i1"
            $0.kind = kind
        }
    }

    static func excess(_ decision: Decision) -> DecisionBounds.Excess? {
        do { try DecisionBounds.check(decision, now: now) } catch { return error }
        return nil
    }

    @Test("Each time of a decision is bounded at both ends", arguments: far)
    func times(_ time: Int64) {
        let kinds: [(String, Decision.OneOf_Kind)] = [
            ("neededAt", .requestResource(.with { $0.neededAt = time })),
            ("dueAt", .issueDirective(.with { $0.dueAt = time })),
            ("dueAt", .updateDirective(.with { $0.dueAt = time })),
            ("nextWordAt", .editStatement(.with { $0.nextWordAt = time })),
        ]
        for (field, kind) in kinds { #expect(Self.excess(Self.decision(kind))?.field == field) }
        var taken = Self.decision(.note(.init()))
        taken.decidedAt = time
        #expect(Self.excess(taken)?.field == "decidedAt")
        var seen = Self.decision(.note(.init()))
        seen.seenRevision = time
        #expect(Self.excess(seen)?.field == (time == 253_402_300_799_000 ? nil : "seenRevision"))
    }

    @Test("Times are measured from when the decision was taken, so that a replay finds what was found then")
    func replayed() {
        var decision = Self.decision(.requestResource(.with { $0.neededAt = 1_700_000_100_000 }))
        decision.decidedAt = 1_700_000_000_000
        #expect(Self.excess(decision) == nil)
        decision.requestResource.neededAt = 1_700_000_000_000 + DecisionBounds.farthest + 1
        #expect(Self.excess(decision)?.field == "neededAt")
    }

    /// Every text of every kind, found by looking through the message types: a kind that is added is bounded or found
    /// here.
    @Test("No text of any kind is without a limit in bytes")
    func texts() throws {
        let long = String(repeating: "👨‍👩‍👧‍👦", count: 2_000)
        for kind in try Self.kinds() {
            for field in kind.texts {
                let value = field.isList ? "[\"\(long)\"]" : field.isMap ? "{\"a\":\"\(long)\"}" : "\"\(long)\""
                let json = "{\"id\":\"d1\",\"\(kind.name)\":{\"\(field.name)\":\(value)}}"
                let decision = try Decision(jsonString: json)
                #expect(Self.excess(decision) != nil, "\(kind.name).\(field.name)")
            }
        }
        for field in ["id", "incidentId", "subject", "person", "role", "planHash", "reason", "deputyFor"] {
            let decision = try Decision(jsonString: "{\"\(field)\":\"\(long)\",\"note\":{}}")
            #expect(Self.excess(decision)?.field == field)
        }
    }

    @Test("Lists and maps are counted")
    func counts() throws {
        let many = (0..<500).map { "\"m\($0)\"" }.joined(separator: ",")
        for kind in try Self.kinds() {
            for field in kind.texts where field.isList {
                let decision = try Decision(jsonString: "{\"\(kind.name)\":{\"\(field.name)\":[\(many)]}}")
                #expect(Self.excess(decision)?.field == field.name, "\(kind.name).\(field.name)")
            }
        }
        let fields = Dictionary(uniqueKeysWithValues: (0..<21).map { ("\($0)", "x") })
        #expect(Self.excess(Self.decision(.updateDirective(.with { $0.fields = fields })))?.field == "fields")
        #expect(throws: DecisionBounds.Excess.self) {
            try DecisionBounds.merged(["a": "b"], into: ["c": String(repeating: "x", count: 24_000)])
        }
    }

    @Test("Amounts are finite and of this world", arguments: [-1, .infinity, .nan, 1e13] as [Double])
    func amounts(_ amount: Double) {
        #expect(Self.excess(Self.decision(.requestResource(.with { $0.quantity = amount })))?.field == "quantity")
        #expect(Self.excess(Self.decision(.requestResource(.with { $0.cost = amount })))?.field == "cost")
        #expect(Self.excess(Self.decision(.decideResource(.with { $0.cost = amount })))?.field == "cost")
    }

    @Test("What people write in a working day passes")
    func ordinary() {
        let kinds: [Decision.OneOf_Kind] = [
            .note(.with { $0.text = String(repeating: "记", count: 9_000) }),
            .editStatement(
                .with {
                    $0.title = String(repeating: "题", count: 200)
                    $0.body = String(repeating: "文", count: 9_000)
                    $0.nextWordAt = Self.now + 86_400_000
                }),
            .issueDirective(.with { $0.dueAt = Self.now + 3_600_000 }),
            .requestResource(
                .with {
                    $0.quantity = 3
                    $0.neededAt = Self.now - 3_600_000
                }),
        ]
        for kind in kinds { #expect(Self.excess(Self.decision(kind)) == nil) }
    }

    /// A client reads the limit in the field's comment, and in the documents made from it.
    @Test("A limit that a comment states is the limit; a text without one is an id")
    func stated() throws {
        for kind in try Self.kinds() {
            for field in kind.texts where !field.isList && !field.isMap {
                let said = field.comment.firstMatch(of: /([0-9]+) bytes of UTF-8/).flatMap { Int($0.1) }
                let limit = said ?? DecisionBounds.longestID
                for (length, isFine) in [(limit, true), (limit + 1, false)] {
                    let text = String(repeating: "x", count: length)
                    let json = "{\"id\":\"d1\",\"\(kind.name)\":{\"\(field.name)\":\"\(text)\"}}"
                    let found = Self.excess(try Decision(jsonString: json))
                    #expect((found?.field != field.name) == isFine, "\(kind.name).\(field.name): \(length) bytes")
                }
            }
        }
    }

    struct Kind {
        var name: String
        var texts: [(name: String, isList: Bool, isMap: Bool, comment: String)]
    }

    /// The kinds of decisions with their text fields, from the schema itself.
    static func kinds() throws -> [Kind] {
        let file = try #require(try CompatibilityTests.today().file.first { $0.name.hasSuffix("decision.proto") })
        let comments = FieldCommentTests.comments(of: file)
        let messages = file.messageType
        let decision = try #require(messages.first { $0.name == "Decision" })
        return decision.field.filter(\.hasOneofIndex).compactMap { field in
            let type = field.typeName.split(separator: ".").last.map(String.init) ?? ""
            guard let index = messages.firstIndex(where: { $0.name == type }) else { return nil }
            let texts = messages[index].field.enumerated().compactMap { place, text -> (String, Bool, Bool, String)? in
                let isMap = text.type == .message && text.typeName.hasSuffix("Entry")
                guard text.type == .string || isMap else { return nil }
                let comment = comments[[4, Int32(index), 2, Int32(place)]] ?? ""
                return (text.jsonName, text.label == .repeated && !isMap, isMap, comment)
            }
            return Kind(name: field.jsonName, texts: texts)
        }
    }
}

@Suite("What a signature is of")
struct SignedHashTests {
    static func statement(_ change: (inout Statement) -> Void = { _ in }) -> Statement {
        var statement = Statement.with {
            $0.channel = "press"
            $0.language = "zh-Hans"
            $0.title = "声明"
            $0.body = "我们正在核实。"
            $0.nextWordAt = 1_780_000_000_000
            $0.draftedBy = "fang-jing"
            $0.hashVersion = 2
            $0.facts = [
                .with {
                    $0.name = "first-seen"
                    $0.value = "今日"
                    $0.mentionIds = ["m1", "m2"]
                }
            ]
        }
        change(&statement)
        return statement
    }

    @Test(
        "Each part of it makes another hash",
        arguments: [
            { $0.channel = "social" }, { $0.language = "en" }, { $0.title += " " }, { $0.body += " " },
            { $0.nextWordAt += 1 }, { $0.draftedBy = "xu-wenqing" }, { $0.draftedFor = "lin-yue" }, { $0.facts = [] },
            { $0.facts[0].name = "spread" }, { $0.facts[0].value = "昨日" }, { $0.facts[0].decisionID = "d" },
            { $0.facts[0].mentionIds = ["m1"] }, { $0.facts[0].mentionIds = ["m2", "m1"] },
            { $0.facts[0].mentionIds = ["m1m2"] }, { $0.facts.append(Fact()) }, { $0.hashVersion = 1 },
        ] as [@Sendable (inout Statement) -> Void])
    func parts(change: @Sendable (inout Statement) -> Void) {
        #expect(Self.statement(change).signedHash != Self.statement().signedHash)
    }

    @Test(
        "What happens to it afterwards does not",
        arguments: [
            { $0.state = .released }, { $0.version = 9 }, { $0.draftedAt = 5 }, { $0.ruleGrade = .i },
            { $0.releasedBy = "x" }, { $0.signOffs = [SignOff()] },
        ] as [@Sendable (inout Statement) -> Void])
    func others(change: @Sendable (inout Statement) -> Void) {
        #expect(Self.statement(change).signedHash == Self.statement().signedHash)
    }

    /// As Documentation/events.md says it, by hand: `printf '20:fenghuo.statement.v25:press…' | sha256sum`.
    @Test("The bytes are those of the document")
    func bytes() {
        #expect(
            Self.statement().signedHash == "d00a25e1bfe36d47b06b91182c819957c509de706cc2182186859c5bf23b2570")
        #expect(
            Self.statement { $0.hashVersion = 0 }.signedHash
                == "ba98537f74c5ee5b4c0f3f96deb4422649cc6ae12419a81f58645048a2bb5051")
        #expect(!Self.statement { $0.hashVersion = 3 }.isAsSigned)
    }
}

@Suite("A second person")
struct SecondPersonTests {
    @Test(
        "is neither the first, nor who stands in for them, nor for whom they stood in",
        arguments: [
            ("a", "", "a", "", false), ("a", "", "b", "", true), ("a", "", "b", "a", false), ("a", "b", "b", "", false),
            ("a", "c", "b", "c", false), ("a", "", "b", "c", true),
        ])
    func second(first: String, firstFor: String, second: String, secondFor: String, isSecond: Bool) {
        #expect(ActingPerson(second, for: secondFor).isSecond(to: ActingPerson(first, for: firstFor)) == isSecond)
    }

    @Test("Grades are compared by how grave they are, and none is the least")
    func grades() {
        #expect(Grade.graver(.iv, .ii) == .ii)
        #expect(Grade.graver(.unspecified, .iv) == .iv)
        #expect(Grade.iv.isLessGrave(than: .i) && !Grade.i.isLessGrave(than: .i))
        #expect(Grade.UNRECOGNIZED(9).isLessGrave(than: .iv))
    }
}
