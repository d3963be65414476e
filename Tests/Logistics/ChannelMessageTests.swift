import Casework
import Foundation
import Plan
import Schemas
import Testing
import Text

@testable import Egress
@testable import Logistics
@testable import Plan

/// What a message says on a channel, as the vendor receives it.
extension ChannelPresetTests {
    @Test func aLineSaysGradeWhatHappenedWhatIsAskedAndWhere() async throws {
        let call = try await call("wecom-robot", carries: .full) {
            $0.title = "澜江宝赎回延迟"
            $0.body = "已有三十人投诉。"
            $0.escalateAt = Fixture.now + 3_600_000
        }
        #expect(call.path == "/cgi-bin/webhook/send" && call.query == "key=key-KEY")
        let text = try #require(try json(call)["text"] as? [String: String])["content"]
        #expect(
            text == """
                【II级】澜江宝赎回延迟
                请在 01-01 09:00 前确认收到，否则将上报
                https://fenghuo.bank.example/acknowledge/\(Self.token)
                已有三十人投诉。
                """)
    }

    @Test func theGradeStandsOnceInALine() async throws {
        let call = try await call("wecom-robot", carries: .headline) {
            $0.title = "Ⅱ级（橙色） 澜江宝赎回延迟"
            $0.acknowledge = false
        }
        let text = try #require(try json(call)["text"] as? [String: String])["content"] ?? ""
        #expect(text.split(separator: "\n").first == "【II级】澜江宝赎回延迟")
    }

    @Test func whatMayNotLeaveTheHouseDoesNot() async throws {
        for (carries, hasTitle) in [(ResponsePlan.ChannelPreset.Carries.headline, true), (.pointer, false)] {
            let call = try await call("slack", carries: carries) {
                $0.title = "澜江宝赎回延迟"
                $0.body = "已有三十人投诉。"
            }
            let text = try #require(try json(call)["text"] as? String)
            #expect(!text.contains("三十人"))
            #expect(text.contains("澜江宝") == hasTitle, "\(text)")
            #expect(text.contains("II级"))
        }
    }

    @Test func aLongTextIsCutToTheVendorsBytesAndAStatementIsNot() async throws {
        let call = try await call("wecom-robot", carries: .full) { $0.body = String(repeating: "👨‍👩‍👧‍👦长", count: 3000) }
        let text = try #require(try json(call)["text"] as? [String: String])["content"] ?? ""
        #expect(text.utf8.count <= 2048 && text.utf8.count > 1900 && text.hasSuffix("…"))
        #expect(text.contains("确认收到") && text.contains(Self.token), "what is asked and the link are not cut off")
        let outcome = try await FakeVendor.serve([.init(status: 200, body: #"{"errcode":0}"#)]) { vendor, port in
            var (sender, delivery) = try Self.sender("wecom-robot", port)
            delivery.contentHash = "signed"
            delivery.body = String(repeating: "长", count: 3000)
            let outcome = await sender.send(delivery, at: Fixture.now)
            #expect(vendor.calls.isEmpty)
            return outcome
        }
        #expect(outcome.outcome == .refused && outcome.error.contains("signed anew"), "\(outcome)")
    }

    @Test func aWholeBodyFitsWithItsSurroundings() async throws {
        let call = try await call("teams", carries: .full) {
            $0.title = String(repeating: "\"\\", count: 4000)
            $0.body = String(repeating: "\u{1}\"长", count: 9000)
        }
        #expect(call.body.count <= 28_000)
        _ = try json(call)
    }

    @Test func numbersAndLinksStandWhereTheVendorHasThem() async throws {
        let ntfy = try json(await call("ntfy"))
        #expect(ntfy["priority"] as? Int == 5 && ntfy["topic"] as? String == "12345")
        #expect(
            (ntfy["actions"] as? [[String: Any]])?.first?["url"] as? String
                == "https://fenghuo.bank.example/acknowledge/\(Self.token)")
        let informed = try json(await call("ntfy") { $0.acknowledge = false })
        #expect(
            (informed["actions"] as? [[String: Any]])?.first?["url"] as? String
                == "https://fenghuo.bank.example/incidents/incident-1")
        let duty = try json(await call("pagerduty"))
        #expect(duty["dedup_key"] as? String == "d0123456789abcdef")
        #expect((duty["payload"] as? [String: Any])?["severity"] as? String == "critical")
    }
}
