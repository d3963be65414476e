import Foundation
import Schemas
import Testing

@testable import Logistics

@Suite struct StandardWebhookTests {
    @Test func theSignatureIsThatOfTheSpecification() throws {
        let secret = try WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: [
        "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_???", "whsec_" + Data(count: 23).base64EncodedString(),
        "whsec_" + Data(count: 65).base64EncodedString(),
    ])
    func aMalformedSecretIsRefused(text: String) {
        #expect(throws: WebhookSecret.Malformed.self) { try WebhookSecret.list(text) }
    }

    @Test(arguments: [24, 64])
    func secretsOf24To64BytesAreTaken(bytes: Int) throws {
        let text = "whsec_" + Data(count: bytes).base64EncodedString()
        #expect(try WebhookSecret.list("\(text) \(text)").count == 2)
    }

    @Test func theBodyHasTypeTimestampAndData() throws {
        let bytes = try WebhookBody.bytes(of: Fixture.delivery { $0.grade = .ii })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(Set(object.keys) == ["type", "timestamp", "data"])
        #expect(object["type"] as? String == "fenghuo.notice")
        #expect(object["timestamp"] as? String == "2026-01-01T00:00:00.000Z")
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["body"] as? String == "请立即处理。")
        #expect(data["grade"] as? String == "II")
    }

    @Test(arguments: [
        String(repeating: "长", count: 500_000), String(repeating: "\u{1}\"\\", count: 100_000),
        "e" + String(repeating: "\u{301}", count: 300_000),
    ])
    func aHugeTextIsCutAndSaysSo(text: String) throws {
        let bytes = try WebhookBody.bytes(of: Fixture.delivery { $0.body = text })
        #expect(bytes.count < 20_000 && bytes.count > 19_000)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["truncated"] as? Bool == true)
    }

    @Test func aStatementIsSentWholeOrNotAtAll() {
        #expect(throws: WebhookBody.TooLong.self) {
            try WebhookBody.bytes(
                of: Fixture.delivery {
                    $0.contentHash = "c0ffee"
                    $0.body = String(repeating: "长", count: 10_000)
                })
        }
    }
}
