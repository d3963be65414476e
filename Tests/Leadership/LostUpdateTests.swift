import Casework
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Plan
import Schemas
import SwiftProtobuf
import Testing

@testable import Leadership

/// Of two who write or choose at once, the second reads what the first said; nobody's words are lost.
@Suite("Lost updates")
struct LostUpdateTests {
    @Test("The second of two editors is refused, sees what changed, and keeps what they wrote")
    func edited() async throws {
        let fixture = try await ConsoleFixture()
        var matter = Samples.matter()
        matter.statements[0].body = "截至今日16时，转账已恢复。"
        matter.statements[0].contentHash = String(repeating: "d", count: 64)
        matter.statements[0].draftedBy = "tang-xiaoyu"
        matter.statements[0].version = 2
        try await fixture.show([(.caseAdvanced, "inc1", matter)])
        let fields = [
            ("statement_id", "st1"), ("channel", "website"), ("language", "zh-Hans"), ("title", "我的标题"),
            ("body", "我写的正文"), ("seen_hash", Samples.hash),
        ]
        let answer = try await post("decisions/edit-statement", fields, fixture, by: "fang-jing")
        let page = String(buffer: answer.body)
        #expect(answer.status == .conflict)
        #expect(try fixture.decisions.isEmpty)
        #expect(page.contains("我写的正文") && page.contains("我的标题"))
        #expect(page.contains("data-test=\"changed-meanwhile\""))
        #expect(page.contains("恢复"))
        #expect(page.contains("name=\"seen_hash\" value=\"\(matter.statements[0].contentHash)\""))
        // Sent again from what stands there now it counts.
        let again = fields.dropLast() + [("seen_hash", matter.statements[0].contentHash)]
        #expect(try await post("decisions/edit-statement", Array(again), fixture, by: "fang-jing").status == .seeOther)
    }

    @Test("The second of two who choose a strategy is refused and sees the first's choice")
    func chosen() async throws {
        var matter = Samples.matter()
        let before = matter.strategy.seenHash
        matter.state = .strategyDecided
        matter.strategy = .with {
            $0.strategy = "rebuild"
            $0.decidedBy = "lin-yue"
            $0.decidedAt = Samples.now - 1000
        }
        let fixture = try await ConsoleFixture(cases: [matter])
        let fields = [("strategy", "diminish"), ("responsibility", "accident"), ("reason", "依预案")]
        let late = try await post(
            "decisions/choose-strategy", fields + [("seen_hash", before)], fixture, by: "shen-qihang")
        #expect(late.status == .conflict)
        #expect(String(buffer: late.body).contains("data-test=\"stands-now\""))
        #expect(String(buffer: late.body).contains("依预案"))
        #expect(try fixture.decisions.isEmpty)
        // Who says nothing of what they saw, a program, is judged as before.
        #expect(try await post("decisions/choose-strategy", fields, fixture, by: "shen-qihang").status == .seeOther)
    }

    @Test("What was written is shown again whatever a form was refused for")
    func kept() async throws {
        let fixture = try await ConsoleFixture()
        let fields = [("strategy", "deny"), ("responsibility", "preventable")]
        let answer = try await post("decisions/choose-strategy", fields, fixture, by: "lin-yue")
        #expect(answer.status == .unprocessableContent)
        #expect(String(buffer: answer.body).contains("<textarea name=\"reason\""))
        fixture.log.failNext(1)
        let down = try await post("decisions/add-note", [("text", "已联系监管部门")], fixture, by: "lin-yue")
        #expect(down.status == .serviceUnavailable)
        #expect(String(buffer: down.body).contains("已联系监管部门"))
    }

    @Test("Forms say what they were made from")
    func forms() async throws {
        let fixture = try await ConsoleFixture()
        let headers = fixture.browser("fang-jing").headers
        let page = try await fixture.app().test(.router) { client in
            var pages = ""
            for part in ["", "/statements", "/directives"] {
                pages += String(
                    buffer: try await client.execute(uri: "/incidents/inc1\(part)", method: .get, headers: headers).body
                )
            }
            return pages
        }
        #expect(page.contains("name=\"seen_hash\" value=\"\(Samples.hash)\""))
        let matter = Samples.matter()
        #expect(page.contains("name=\"seen_hash\" value=\"\(matter.strategy.seenHash)\""))
        #expect(page.contains("name=\"seen_hash\" value=\"\(matter.directives[0].seenHash)\""))
    }
}
