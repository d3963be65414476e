import Foundation
import Testing

@testable import Plan

@Suite("Channels in a plan") struct ChannelReadingTests {
    private static func plan(_ contact: String, presets: String = "") throws -> Result<ResponsePlan, PlanMistakes> {
        let text = try ExamplePlan.yaml()
        let old = "      - {channel: email, address: gu.zhenyu@lanjiang.example}\n"
        let changed = presets + text.replacing(old, with: old + "      - \(contact)\n")
        return ResponsePlan.read(yaml: changed, fileName: "plan.yaml")
    }

    @Test func aContactNamesAPresetAndItsSecrets() throws {
        let plan = try Self.plan(
            "{channel: dingtalk-robot, secrets: {token: DING_TOKEN, signing: DING_SECRET}, carries: pointer}"
        ).get()
        let contact = try #require(plan.person("gu-zhenyu")?.contacts.last)
        #expect(contact.address == "https://oapi.dingtalk.com" && contact.carries == .pointer)
        #expect(contact.secrets == ["token": "DING_TOKEN", "signing": "DING_SECRET"])
        #expect(plan.presets.keys.sorted() == ["dingtalk-robot"])
        #expect(plan.environmentNames.isSuperset(of: ["DING_TOKEN", "DING_SECRET"]))
    }

    @Test(arguments: [
        ("{channel: dingtalk-robt, secrets: {}}", "did you mean \"dingtalk-robot\"?"),
        ("{channel: dingtalk-robot}", "a mapping"),
        ("{channel: dingtalk-robot, secrets: {token: DING_TOKEN}}", "the name of an environment variable"),
        ("{channel: telegram, secret: BOT}", "whom it is to"),
        ("{channel: telegram, secret: BOT, to: \"1\", carries: everything}", "one of full, headline, pointer"),
        ("{channel: teams, secret: SIGNATURE}", "a URL"),
        ("{channel: wecom-robot, secret: 693a91f6-7xxx}", "the name of an environment variable"),
        ("{channel: alertmanager, address: \"ftp://x\"}", "http or https"),
        ("{channel: alertmanager, address: \"http://127.0.0.1:9093\", to: x}", "a known key"),
    ])
    func aMistakeIsNamed(contact: String, expected: String) throws {
        guard case .failure(let mistakes) = try Self.plan(contact) else {
            Issue.record("accepted")
            return
        }
        #expect(
            mistakes.mistakes.contains { $0.expected.contains(expected) || $0.found.contains(expected) }, "\(mistakes)")
    }

    @Test func aPlanBringsAPresetOfItsOwn() throws {
        let preset = """
            channelPresets:
              - id: house-pager
                names: {en: Pager}
                address: "{{base}}/send/{{to}}"
                secrets: [key]
                form: {text: "{{headline}}", key: "{{secret.key}}"}
                verdict: {pointer: /state, taken: [queued]}

            """
        let contact = "{channel: house-pager, address: \"https://pager.example\", to: \"7\", secret: PAGER}"
        let plan = try Self.plan(contact, presets: preset).get()
        #expect(plan.presets["house-pager"]?.verdict.taken == ["queued"])
    }

    @Test(arguments: [
        ("address: \"{{bse}}\"", "address", "{{bse}}"), ("json: {text: \"{{text\"}", "json.text", "{{ without }}"),
        ("signing: dingtalk", "signing", "a signature that stands nowhere"),
        ("verdict: {pointer: errcode, taken: [0]}", "verdict.pointer", "\"errcode\""),
        ("limits: {bytes: {txt: 10}}", "limits.bytes.txt", "\"txt\""),
        ("limits: {perMinute: 0}", "limits.perMinute", "\"0\""), ("carries: all", "carries", "\"all\""),
        ("json: {n: \"x {{text|number}}\"}", "json.n", "a number within a text"),
        ("headers: {\"X Key\": a}", "headers", "the header \"X Key\""),
        ("headers: {\"X-Key\\r\\nHost\": a}", "headers", "the header"),
        ("headers: {\"\": a}", "headers", "the header \"\""),
        ("headers: {Content-Length: \"1\"}", "headers", "the header \"Content-Length\""),
        ("address: \"https://no host.example/{{to}}\"", "address", "e"),
        ("address: \"https:///x\"", "address", "https"),
        ("address: \"https://a.example:99999/\"", "address", "99999"), ("address: \"a.example/x\"", "address", "e"),
        ("verdict: {pointer: /code, taken: [0], never: [0]}", "verdict.never", "the code \"0\", which taken has too"),
        (
            "verdict: {pointer: /code, taken: [0], later: {\"7\": 60s}, never: [7]}", "verdict.never",
            "which later has too"
        ),
        ("form: {a: b}\njson: {a: b}", "form", "json and form"), ("colour: red", "colour", "unknown key"),
    ])
    func aMistakeInAPresetIsRefusedWithLineAndKey(line: String, keyPath: String, found: String) throws {
        var lines = ["id: x", "names: {en: X}", "address: \"{{base}}\"", "verdict: {}"]
        lines.removeAll { one in line.split(separator: ":").first.map { one.hasPrefix("\($0):") } ?? false }
        let text = (lines + [line]).joined(separator: "\n") + "\n"
        do {
            _ = try ResponsePlan.ChannelPreset.read(Data(text.utf8), fileName: "x.yaml")
            Issue.record("accepted \(line)")
        } catch {
            #expect(error.mistakes.contains { $0.keyPath == keyPath && $0.found.contains(found) }, "\(error)")
            #expect(error.mistakes.allSatisfy { $0.line >= 1 })
        }
    }
}
