import Casework
import Foundation
import Plan
import Schemas
import Testing
import Text

@testable import Egress
@testable import Logistics
@testable import Plan

/// Each vendor played by a fake that answers as the vendor's documents say: what it is asked, and what is made of it.
@Suite("Channels by preset") struct ChannelPresetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var preset: String
        var status: Int
        var body: String
        var headers: [(String, String)] = []
        var outcome: AttemptOutcome
        var wait: Int64 = 0
        var isHalf = false
        var testDescription: String { "\(preset): \(status) \(body.prefix(60))" }
    }

    /// The vendors' answers: good, each refusal, too often, half, nonsense.
    static let table: [Case] = [
        .init(preset: "wecom-robot", status: 200, body: #"{"errcode":0,"errmsg":"ok"}"#, outcome: .delivered),
        .init(
            preset: "wecom-robot", status: 200, body: #"{"errcode":93000,"errmsg":"invalid webhook url"}"#,
            outcome: .refused),
        .init(
            preset: "wecom-robot", status: 200, body: #"{"errcode":45009,"errmsg":"api freq out of limit"}"#,
            outcome: .retry, wait: 60),
        .init(preset: "wecom-robot", status: 200, body: #"{"errcode":-1,"errmsg":"busy"}"#, outcome: .retry, wait: 30),
        .init(preset: "wecom-robot", status: 200, body: #"{"errcode":77777,"errmsg":"new"}"#, outcome: .retry),
        .init(preset: "wecom-robot", status: 200, body: #"{"errco"#, outcome: .retry),
        .init(preset: "wecom-robot", status: 200, body: "<html>login</html>", outcome: .retry),
        .init(preset: "wecom-robot", status: 200, body: #"{"errcode":0}"#, outcome: .retry, isHalf: true),
        .init(preset: "wecom-robot", status: 502, body: "", outcome: .retry),
        .init(preset: "dingtalk-robot", status: 200, body: #"{"errcode":0,"errmsg":"ok"}"#, outcome: .delivered),
        .init(
            preset: "dingtalk-robot", status: 200, body: #"{"errcode":310000,"errmsg":"sign not match"}"#,
            outcome: .refused),
        .init(
            preset: "dingtalk-robot", status: 200, body: #"{"errcode":300005,"errmsg":"token is not exist"}"#,
            outcome: .refused),
        .init(
            preset: "dingtalk-robot", status: 200, body: #"{"errcode":130101,"errmsg":"send too fast"}"#,
            outcome: .retry, wait: 600),
        .init(preset: "feishu-robot", status: 200, body: #"{"code":0,"data":{},"msg":"success"}"#, outcome: .delivered),
        .init(
            preset: "feishu-robot", status: 200, body: #"{"code":19021,"msg":"sign match fail"}"#, outcome: .refused),
        .init(preset: "feishu-robot", status: 200, body: #"{"code":19022,"msg":"ip not allowed"}"#, outcome: .refused),
        .init(preset: "feishu-robot", status: 200, body: #"{"code":19024,"msg":"key words"}"#, outcome: .refused),
        .init(
            preset: "feishu-robot", status: 400, body: #"{"code":11232,"msg":"frequency limited"}"#, outcome: .retry,
            wait: 60),
        .init(preset: "feishu-robot", status: 400, body: #"{"code":9499,"msg":"Bad Request"}"#, outcome: .refused),
        .init(preset: "slack", status: 200, body: "ok", outcome: .delivered),
        .init(preset: "slack", status: 200, body: "no_text", outcome: .retry),
        .init(preset: "slack", status: 404, body: "channel_not_found", outcome: .refused),
        .init(preset: "slack", status: 410, body: "channel_is_archived", outcome: .refused),
        .init(preset: "slack", status: 429, body: "", headers: [("Retry-After", "30")], outcome: .retry, wait: 30),
        .init(preset: "slack", status: 500, body: "rollup_error", outcome: .retry),
        .init(preset: "teams", status: 202, body: "", outcome: .delivered),
        .init(preset: "teams", status: 401, body: "{}", outcome: .refused),
        .init(preset: "teams", status: 429, body: "", headers: [("Retry-After", "5")], outcome: .retry, wait: 5),
        .init(
            preset: "telegram", status: 200, body: #"{"ok":true,"result":{"message_id":1}}"#, outcome: .delivered),
        .init(
            preset: "telegram", status: 400,
            body: #"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#, outcome: .refused),
        .init(
            preset: "telegram", status: 403, body: #"{"ok":false,"error_code":403,"description":"bot was blocked"}"#,
            outcome: .refused),
        .init(
            preset: "telegram", status: 429,
            body: #"{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":17}}"#,
            outcome: .retry, wait: 17),
        .init(preset: "telegram", status: 200, body: #"{"ok":false}"#, outcome: .retry),
        .init(preset: "ntfy", status: 200, body: #"{"id":"x","event":"message","topic":"t"}"#, outcome: .delivered),
        .init(preset: "ntfy", status: 403, body: #"{"code":40301,"http":403,"error":"forbidden"}"#, outcome: .refused),
        .init(
            preset: "ntfy", status: 429, body: #"{"code":42901,"http":429,"error":"limit reached"}"#, outcome: .retry),
        .init(preset: "bark", status: 200, body: #"{"code":200,"message":"success"}"#, outcome: .delivered),
        .init(
            preset: "bark", status: 400, body: #"{"code":400,"message":"failed to get device token"}"#,
            outcome: .refused),
        .init(preset: "bark", status: 500, body: #"{"code":500,"message":"push failed"}"#, outcome: .retry),
        .init(
            preset: "pagerduty", status: 202, body: #"{"status":"success","message":"Event processed"}"#,
            outcome: .delivered),
        .init(
            preset: "pagerduty", status: 400, body: #"{"status":"invalid event","errors":["no routing_key"]}"#,
            outcome: .refused),
        .init(preset: "pagerduty", status: 429, body: "", outcome: .retry),
        .init(preset: "alertmanager", status: 200, body: "", outcome: .delivered),
        .init(preset: "alertmanager", status: 400, body: #""bad""#, outcome: .refused),
        .init(preset: "alertmanager", status: 503, body: "", outcome: .retry),
        .init(preset: "sms-http", status: 200, body: "", outcome: .delivered),
        .init(preset: "sms-http", status: 422, body: "no such number", outcome: .refused),
        .init(preset: "sms-http", status: 307, body: "", headers: [("Location", "/x")], outcome: .retry),
    ]

    static let secrets = ["signing": "SECtest"]

    static let token = Fixture.links.acknowledgements.token(of: Fixture.delivery())

    static func environment(_ name: String) -> String? { secrets[name.lowercased()] ?? "key-\(name)" }

    static func sender(
        _ id: String, _ port: Int, carries: ResponsePlan.ChannelPreset.Carries? = nil,
        environment: @escaping @Sendable (String) -> String? = { ChannelPresetTests.environment($0) }
    ) throws -> (PresetSender, Delivery) {
        let preset = try #require(ShippedChannels.all[id])
        var plan = try Fixture.plan()
        var contact = ResponsePlan.Contact(channel: .init(rawValue: id), address: "http://127.0.0.1:\(port)")
        if preset.asksTo { contact.to = "12345" }
        for name in preset.secrets { contact.secrets[name] = name.uppercased() }
        for name in preset.values { contact.values[name] = "1000002" }
        contact.carries = carries
        let index = try #require(plan.people.firstIndex { $0.id == "lin-yue" })
        plan.people[index].contacts = [contact]
        plan.presets = [id: preset]
        let sender = PresetSender(
            preset: preset, plan: plan,
            egress: Egress(guardian: AddressGuard(isAllowed: { _, _ in true })),
            links: Fixture.links, environment: environment, timeout: .seconds(10))
        let delivery = Fixture.delivery {
            $0.channel = id
            $0.address = contact.place
            $0.recipient = "lin-yue"
            $0.grade = .ii
            $0.acknowledge = true
        }
        return (sender, delivery)
    }

    @Test("The vendor's answer decides", arguments: table)
    func verdict(_ one: Case) async throws {
        let answer = FakeVendor.Answer(status: one.status, body: one.body, headers: one.headers, isHalf: one.isHalf)
        let outcome = try await FakeVendor.serve([answer]) { _, port in
            let (sender, delivery) = try Self.sender(one.preset, port)
            return await sender.send(delivery, at: Fixture.now)
        }
        #expect(outcome.outcome == one.outcome, "\(outcome)")
        #expect(outcome.retryAfter == one.wait, "\(outcome)")
        #expect(!"\(outcome)".contains("key-"), "a secret is never repeated: \(outcome)")
    }

    /// Wherever the vendor's words are cut: half a secret is one, too.
    @Test func aVendorThatRepeatsASecretIsNotRepeated() async throws {
        let secret = "SEKRET/KEY+abcdef123456"
        let verdict = PresetVerdict(preset: try #require(ShippedChannels.all["wecom-robot"]), secrets: [secret])
        let written = [secret, PercentEncoding.component(secret), Data(secret.utf8).base64EncodedString()]
        for padding in 0...320 {
            for secret in written {
                let echoed = String(repeating: "p", count: padding) + secret + " " + secret
                for (status, body) in [(500, echoed), (200, #"{"errcode":93000,"errmsg":"\#(echoed)"}"#)] {
                    let answer = OutgoingAnswer(
                        status: status, headers: [], body: Array(body.utf8),
                        address: try WebAddress("http://a.example/"))
                    let outcome = verdict.outcome(of: answer, at: Fixture.now)
                    let isSaid = outcome.error.contains(secret.prefix(4)) || outcome.verdict.contains(secret.prefix(4))
                    if isSaid { Issue.record("\(padding): \(outcome)") }
                }
            }
        }
    }

    @Test("Every preset that ships is read, and played") func everyPreset() throws {
        #expect(ShippedChannels.files.count == ShippedChannels.all.count && ShippedChannels.all.count >= 12)
        for file in ShippedChannels.files {
            _ = try ResponsePlan.ChannelPreset.read(Data(contentsOf: file), fileName: file.lastPathComponent)
        }
        let played = Set(Self.table.map(\.preset)).union(["wecom-app"])
        #expect(Set(ShippedChannels.all.keys) == played)
    }

    /// What was called, as JSON or text.
    func call(
        _ id: String, answer: String = "{}", at time: Int64 = Fixture.now,
        carries: ResponsePlan.ChannelPreset.Carries? = nil,
        _ change: @escaping @Sendable (inout Delivery) -> Void = { _ in }
    ) async throws -> FakeVendor.Call {
        try await FakeVendor.serve([.init(status: 200, body: answer)]) { vendor, port in
            var (sender, delivery) = try Self.sender(id, port, carries: carries)
            change(&delivery)
            _ = await sender.send(delivery, at: time)
            return try #require(vendor.calls.first)
        }
    }

    func json(_ call: FakeVendor.Call) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any])
    }

    /// The vectors of domain.md, section 7, which were made with other tools.
    @Test func dingTalkIsSignedAsItWants() async throws {
        let call = try await call("dingtalk-robot", at: 1_700_000_000_000)
        #expect(
            call.query
                == "access_token=key-TOKEN&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D")
    }

    @Test func feishuIsSignedAsItWants() async throws {
        let call = try await call("feishu-robot", at: 1_700_000_000_000)
        #expect(call.path == "/open-apis/bot/v2/hook/key-TOKEN")
        let body = try json(call)
        #expect(body["timestamp"] as? String == "1700000000")
        #expect(body["sign"] as? String == "G7XpBpG8NgG02fJOAhX6FRAObIljmFoxVReo8I62pEk=")
    }

    @Test func aMissingSecretHoldsItsDeliveryBackAndSaysWhich() async throws {
        let (sender, delivery) = try Self.sender("feishu-robot", 9, environment: { _ in nil })
        let outcome = await sender.send(delivery, at: Fixture.now)
        #expect(outcome.outcome == .retry && outcome.error.contains("environment SIGNING is not set"), "\(outcome)")
    }

    @Test func anApplicationFetchesItsTokenOnceAndAnewWhenItEnded() async throws {
        let token = { (text: String) in #"{"errcode":0,"access_token":"\#(text)","expires_in":7200}"# }
        let taken = #"{"errcode":0,"errmsg":"ok"}"#
        let answers = [token("first"), taken, taken, #"{"errcode":42001,"errmsg":"expired"}"#, token("second"), taken]
        try await FakeVendor.serve(answers.map { .init(status: 200, body: $0) }) { vendor, port in
            let (sender, delivery) = try Self.sender("wecom-app", port)
            for _ in 0..<3 {
                let outcome = await sender.send(delivery, at: Fixture.now)
                #expect(outcome.outcome == .delivered, "\(outcome)")
            }
            let calls = vendor.calls
            #expect(calls.map(\.path.count).count == 6)
            #expect(calls.first?.query == "corpid=key-CORPORATION&corpsecret=key-APPLICATION")
            #expect(calls.map(\.query).filter { $0 == "access_token=first" }.count == 3)
            #expect(calls.last?.query == "access_token=second")
            let body = try #require(
                try JSONSerialization.jsonObject(with: Data(calls[1].body)) as? [String: Any])
            #expect(body["agentid"] as? Int == 1_000_002 && body["touser"] as? String == "12345")
        }
    }

    @Test func aTokenThatIsRefusedIsTheVendorsVerdict() async throws {
        let answer = #"{"errcode":40013,"errmsg":"invalid corpid"}"#
        let outcome = try await FakeVendor.serve([.init(status: 200, body: answer)]) { _, port in
            let (sender, delivery) = try Self.sender("wecom-app", port)
            return await sender.send(delivery, at: Fixture.now)
        }
        #expect(outcome.outcome == .retry && outcome.error.contains("invalid corpid"), "\(outcome)")
    }

    @Test func aPlaceTakesAsManyAMinuteAsItsVendorSays() throws {
        var queue = DeliveryQueue(host: { _ in "h" }, pace: { _ in .init(place: "p", perMinute: 20) })
        queue.limit = 100
        queue.limitPerHost = 100
        let deliveries = (0..<50).map { number in
            Fixture.delivery {
                $0.id = "d\(number)"
                $0.nextAttemptAt = Fixture.now
            }
        }
        queue.restored(0, deliveries)
        #expect(queue.take(at: Fixture.now).count == 20)
        #expect(queue.take(at: Fixture.now + 59_999).isEmpty)
        #expect(queue.nextDue == Fixture.now + 60_000)
        #expect(queue.take(at: Fixture.now + 60_000).count == 20)
        // A clock that was set back by a day holds nothing up.
        #expect(queue.take(at: Fixture.now - 86_400_000).count <= 20)
    }
}
