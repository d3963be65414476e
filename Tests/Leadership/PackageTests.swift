import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// Everything that is said, signed with one form and let out with another.
@Suite("Statement packages")
struct PackageTests {
    static let places = [("website", "zh-Hans"), ("website", "en"), ("press", "zh-Hans"), ("social", "zh-Hans")]

    static func hash(_ index: Int) -> String { String(repeating: "\(index)", count: 64) }

    /// Four versions on three channels in two languages, under a strategy.
    static func matter(_ state: StatementState = .draft, signedBy people: [(String, String)] = []) -> Case {
        var matter = Samples.matter()
        matter.state = .strategyDecided
        matter.strategy = .with {
            $0.strategy = "diminish"
            $0.decidedBy = "lin-yue"
            $0.decidedAt = Samples.now - Samples.hour
        }
        matter.statements = places.enumerated().map { index, place in
            .with {
                $0.id = "st\(index)"
                $0.channel = place.0
                $0.language = place.1
                $0.title = place.1 == "en" ? "On delayed transfers" : "关于转账延迟的说明"
                $0.body = place.1 == "en" ? "Some transfers are delayed." : "部分客户转账到账延迟。\(index == 3 ? "请留意。" : "")"
                $0.contentHash = hash(index)
                $0.version = 1
                $0.state = state
                $0.requiredRoles = ["leadership-deputy", "compliance-head", "legal-counsel"]
                $0.draftedBy = "plan"
                $0.draftedAt = Samples.now - Samples.hour
                $0.signOffs = people.map { person, role in
                    .with {
                        $0.person = person
                        $0.role = role
                        $0.contentHash = hash(index)
                        $0.at = Samples.now - 1000
                    }
                }
            }
        }
        return matter
    }

    static let allSigned = [
        ("lin-yue", "leadership-deputy"), ("zhou-heng", "compliance-head"), ("xu-wenqing", "legal-counsel"),
    ]

    private static func ticked(_ versions: Range<Int>) -> [(String, String)] {
        versions.map { ("version_ids", "st\($0)") } + versions.map { ("hash.st\($0)", hash($0)) }
    }

    @Test("Every version that waits for a signer is ticked; those it does not wait for are not offered")
    func offered() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        let page = try await fixture.get("/incidents/inc1/package", by: "xu-wenqing")
        #expect(page.matches(of: /form="sign-package" name="version_ids" value="st\d" checked/).count == 4)
        #expect(!page.contains("id=\"release-package\""))
        #expect(page.contains("4 versions, 4 for you to sign, 0 for you to release"))
        // The master is read whole, another channel of its language as it differs, another language beside the master.
        #expect(page.contains("请留意。</ins>"))
        #expect(page.contains("Same as the first in this language"))
        let onlooker = try await fixture.get("/incidents/inc1/package", by: "he-junyi")
        #expect(!onlooker.contains("version_ids"))
        #expect(onlooker.contains("data-test=\"package-nothing\""))
    }

    @Test("One form and one confirmation sign every version, each a decision of its own on exactly its text")
    func signed() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        let asked = try await post("package/sign", Self.ticked(0..<4), fixture, by: "xu-wenqing")
        let confirmation = String(buffer: asked.body)
        #expect(asked.status == .ok)
        for index in 0..<4 { #expect(confirmation.contains(Self.hash(index))) }
        #expect(confirmation.contains("请留意。"), "nothing is cut")
        #expect(try fixture.decisions.isEmpty)
        let sure = try await post(
            "package/sign", Self.ticked(0..<4) + [("confirmed", "yes")], fixture, by: "xu-wenqing")
        #expect(sure.status == .seeOther)
        let decisions = try fixture.decisions
        #expect(decisions.map(\.sign.statementID).sorted() == ["st0", "st1", "st2", "st3"])
        #expect(decisions.allSatisfy { !$0.sign.refuse && $0.sign.contentHash.count == 64 })
        #expect(Set(decisions.map(\.id)).count == 4)
        // Sent twice it counts once, and what came of it is listed, version by version.
        _ = try await post("package/sign", Self.ticked(0..<4) + [("confirmed", "yes")], fixture, by: "xu-wenqing")
        #expect(try fixture.decisions.count == 4)
        let address = try #require(sure.headers[.location])
        let answer = try await fixture.get(address, by: "xu-wenqing")
        #expect(answer.matches(of: /data-outcome="pending"/).count == 4)
        let entry = try JournalChain.seal(
            .with {
                $0.incidentID = "inc1"
                $0.sequence = 1
                $0.at = Samples.now
                $0.action = "refused"
                $0.about = "sign-statement"
                $0.decisionID = decisions[1].id
                $0.details = ["reason": "the case is over; open it again first"]
            }, after: Data())
        await fixture.catchUp()
        try await fixture.show([(.journalEntered, "inc1", entry)])
        let later = try await fixture.get(address, by: "xu-wenqing")
        #expect(later.matches(of: /data-outcome="refused"/).count == 1)
    }

    @Test("Some are refused with a reason, some left alone, by the same form")
    func inPart() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        let fields = Self.ticked(0..<3) + [("hash.st3", Self.hash(3)), ("why.st1", "译文有误"), ("confirmed", "yes")]
        #expect(try await post("package/sign", fields, fixture, by: "xu-wenqing").status == .seeOther)
        let decisions = try fixture.decisions
        #expect(decisions.count == 3)
        let refusal = try #require(decisions.first { $0.sign.refuse })
        #expect(refusal.sign.statementID == "st1")
        #expect(refusal.reason == "译文有误")
        #expect(!decisions.contains { $0.sign.statementID == "st3" })
    }

    @Test("A text that changed meanwhile is refused by name, the others are signed, and the answer says which")
    func changed() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        var edited = Self.matter()
        edited.statements[2].contentHash = Self.hash(9)
        edited.revision += 1
        try await fixture.show([(.caseAdvanced, "inc1", edited)])
        let asked = try await post("package/sign", Self.ticked(0..<4), fixture, by: "xu-wenqing")
        #expect(String(buffer: asked.body).contains("data-test=\"confirm-refused\""))
        let answer = try await post(
            "package/sign", Self.ticked(0..<4) + [("confirmed", "yes")], fixture, by: "xu-wenqing")
        let page = String(buffer: answer.body)
        #expect(answer.status == .ok)
        #expect(page.matches(of: /data-outcome="pending"/).count == 3)
        #expect(page.matches(of: /data-outcome="refused"/).count == 1)
        #expect(try fixture.decisions.map(\.sign.statementID).sorted() == ["st0", "st1", "st3"])
    }

    @Test("Nothing ticked, too much, or what nobody may: refused, and nothing decided")
    func refused() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        let many = (0...PackageForm.most).map { ("version_ids", "x\($0)") }
        for (fields, person, status) in [
            ([("confirmed", "yes")], "xu-wenqing", 422), (many, "xu-wenqing", 422),
            (Self.ticked(0..<4), "he-junyi", 403), (Self.ticked(0..<4) + [("confirmed", "yes")], "he-junyi", 409),
            ([("version_ids", "none"), ("hash.none", Self.hash(1))], "xu-wenqing", 404),
        ] {
            let answer = try await post("package/sign", fields, fixture, by: person)
            #expect(answer.status.code == status, "\(fields.count) \(person)")
        }
        #expect(try fixture.decisions.isEmpty)
    }

    @Test("What may be released is ticked and goes out with one form; the confirmation names every receiver")
    func released() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter(.signed, signedBy: Self.allSigned)])
        let page = try await fixture.get("/incidents/inc1/package", by: "shen-qihang")
        #expect(page.matches(of: /form="release-package" name="version_ids" value="st\d" checked/).count == 4)
        let asked = String(
            buffer: try await post("package/release", Self.ticked(0..<2), fixture, by: "shen-qihang").body)
        let endpoint = try #require(fixture.plan.channel("website")?.endpoints.first)
        #expect(asked.contains(endpoint.place))
        #expect(try fixture.decisions.isEmpty)
        let sure = try await post(
            "package/release", Self.ticked(0..<2) + [("confirmed", "yes")], fixture, by: "shen-qihang")
        #expect(sure.status == .seeOther)
        #expect(try fixture.decisions.map(\.release.statementID).sorted() == ["st0", "st1"])
    }

    @Test("A signer whose signature an edit voided sees what changed since; the other versions keep theirs")
    func since() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        _ = try await post("package/sign", Self.ticked(0..<4) + [("confirmed", "yes")], fixture, by: "xu-wenqing")
        await fixture.catchUp()
        var edited = Self.matter(signedBy: [("xu-wenqing", "legal-counsel")])
        edited.statements[0].body = "部分客户转账到账延迟。已恢复。"
        edited.statements[0].contentHash = Self.hash(9)
        edited.statements[0].signOffs = []
        edited.statements[0].version = 2
        try await fixture.show([(.caseAdvanced, "inc1", edited)])
        let page = try await fixture.get("/incidents/inc1/package", by: "xu-wenqing")
        #expect(page.matches(of: /data-test="changed-since"/).count == 1)
        #expect(page.contains("已恢复。</ins>"))
        #expect(page.matches(of: /form="sign-package" name="version_ids"/).count == 1)
    }

    @Test("On the board a package is one thing to do, and none before the strategy")
    func tasks() async throws {
        let fixture = try await ConsoleFixture(cases: [Self.matter()])
        let page = try await fixture.get("/tasks", by: "xu-wenqing")
        #expect(page.matches(of: /data-kind="sign"/).count == 1)
        #expect(page.contains("href=\"/incidents/inc1/package\""))
        #expect(page.contains("4 versions"))
        var early = Self.matter()
        early.clearStrategy()
        let before = try await ConsoleFixture(cases: [early])
        #expect(try await !before.get("/tasks", by: "xu-wenqing").contains("data-kind=\"sign\""))
    }
}
