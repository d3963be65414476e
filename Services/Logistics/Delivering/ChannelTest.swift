import Egress
import Foundation
public import Hosting
public import Plan
import Schemas

/// A marked message to a place of the plan, and what the channel said: `fenghuo channels test`.
public struct ChannelTest: Sendable {
    public struct Result: Codable, Hashable, Sendable {
        /// A person's id, or that of a channel statements are published on.
        public var recipient: String
        public var channel: String
        public var address: String
        /// The channel took it.
        public var taken: Bool
        /// In the channel's own words.
        public var verdict: String
        /// What went wrong and what to do; empty when nothing did.
        public var error: String
    }

    private let plan: ResponsePlan
    private let senders: ChannelSenders
    /// Milliseconds since 1970.
    private let now: Int64

    /// - Throws: `SettingMistake`.
    public init(plan: ResponsePlan, settings: Settings, now: Int64) throws {
        self.plan = plan
        self.now = now
        senders = try LogisticsService.senders(plan, settings, try settings.egress(plan: plan))
    }

    /// Every place of that person, or every place on that channel. None where the plan knows neither.
    public func places(of name: String) -> [(recipient: String, contact: ResponsePlan.Contact)] {
        if let person = plan.person(name) { return person.contacts.map { (person.id, $0) } }
        return plan.people.flatMap { person in person.contacts.map { (person.id, $0) } }
            .filter { $0.1.channel.rawValue == name }
    }

    static let what = "test"

    public func send(to recipient: String, on contact: ResponsePlan.Contact) async -> Result {
        let language = plan.person(recipient)?.language ?? .simplifiedChinese
        var delivery = Delivery()
        delivery.id = "test-\(UUID().uuidString.lowercased())"
        delivery.what = Self.what
        delivery.about = delivery.id
        delivery.recipient = recipient
        delivery.channel = contact.channel.rawValue
        delivery.address = contact.place
        delivery.title = Self.title[language]
        delivery.body = Self.body[language]
        delivery.state = .pending
        delivery.createdAt = now
        delivery.planHash = plan.hash
        let outcome = await senders.send(delivery, at: now)
        return Result(
            recipient: recipient, channel: contact.channel.rawValue, address: contact.place,
            taken: outcome.outcome == .delivered, verdict: outcome.verdict, error: outcome.error)
    }

    private static let title = ResponsePlan.Localized([
        .simplifiedChinese: "【测试】烽火通道测试", .traditionalChinese: "【測試】烽火通道測試", .english: "[TEST] Fenghuo channel test",
    ])
    private static let body = ResponsePlan.Localized([
        .simplifiedChinese: "这是一条测试消息，无需处理。", .traditionalChinese: "這是一則測試訊息，無需處理。",
        .english: "This is a test. Nothing is to be done.",
    ])
}
