import Testing

@testable import Plan

@Suite("What leads nowhere in a plan") struct RemarksTests {
    private static func remarks(_ change: (String) -> String) throws -> [String] {
        try ResponsePlan.read(yaml: change(try ExamplePlan.yaml()), fileName: "plan.yaml").get().remarks
    }

    @Test func `everything in the example leads somewhere`() throws {
        #expect(try Self.remarks { $0 } == [])
    }

    @Test func `a contact on no route is named`() throws {
        let old = "      - {channel: email, address: gu.zhenyu@lanjiang.example}\n"
        let remarks = try Self.remarks {
            $0.replacing(old, with: old + "      - {channel: slack, secrets: {team: A, hook: B, key: C}}\n")
        }
        #expect(remarks.count == 1)
        #expect(remarks.first?.hasPrefix("people, gu-zhenyu: the contact on slack is on no route") == true)
    }

    @Test func `somebody whom a route cannot reach is named`() throws {
        let remarks = try Self.remarks {
            $0.replacing(
                "    contacts:\n      - {channel: webhook, address: \"http://127.0.0.1:8090/people/lin-yue\", secret: FENGHUO_WEBHOOK_SECRET}\n      - {channel: email, address: lin.yue@lanjiang.example}\n",
                with:
                    "    contacts:\n      - {channel: webhook, address: \"http://127.0.0.1:8090/people/lin-yue\", secret: FENGHUO_WEBHOOK_SECRET}\n"
            )
        }
        #expect(remarks.contains { $0.contains("executiveReport: lin-yue has no contact on email") }, "\(remarks)")
    }

    @Test func `a template longer than its channel takes is named`() throws {
        var plan = try ExamplePlan.plan()
        let template = try #require(plan.statements.templates.first)
        let channel = try #require(plan.channels.firstIndex { $0.id == template.channel })
        plan.presets["sms-http"] = ShippedChannels.all["sms-http"]
        plan.channels[channel].endpoints.append(
            .init(channel: .init(rawValue: "sms-http"), address: "https://sms.example"))
        #expect(plan.remarks.allSatisfy { !$0.hasPrefix("statements.templates, ") })
        plan.statements.templates[0].body = String(repeating: "长", count: 334) + "{{facts}}"
        #expect(
            plan.remarks.contains {
                $0.hasPrefix("statements.templates, ") && $0.contains("are more than the 335 on sms-http")
            }, "\(plan.remarks)")
    }
}
