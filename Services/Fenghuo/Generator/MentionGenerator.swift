import Foundation

/// Made-up mentions for measuring: everyday chatter and storms that rise and fall, the same for the same seed.
///
/// Sentences are composed from a small grammar written for this purpose. A storm is about one matter; its mentions
/// share the matter's words and differ in the rest, and some are copies of earlier ones.
struct MentionGenerator: Sequence, IteratorProtocol {
    struct Generated {
        var text: String
        var title: String
        var author: String
        var source: String
        var url: String
        var externalId: String
        var language: String
        var reach: Int64
        /// Milliseconds since 1970.
        var publishedAt: Int64
    }

    let count: Int
    let subject: String
    let sources: [String]
    let start: Int64
    /// Milliseconds the whole lasts.
    let span: Int64
    private var random: SplitMix
    private var made = 0
    private var storms: [Storm]

    private struct Storm {
        var matter: Int
        var from: Int64
        var length: Int64
        var weight: Double
        var place: Int
        var last = ""
    }

    init(
        count: Int, seed: UInt64, subject: String, sources: [String], start: Int64 = 1_767_225_600_000, days: Int = 30
    ) {
        self.count = count
        self.subject = subject
        self.sources = sources
        self.start = start
        span = Int64(days) * 86_400_000
        var random = SplitMix(state: seed)
        let stormCount = Swift.max(1, days)
        storms = (0..<stormCount).map { _ in
            Storm(
                matter: random.next(below: Self.matters.count),
                from: start + Int64(random.fraction() * Double(days) * 86_400_000),
                length: Int64(4 + random.next(below: 44)) * 3_600_000, weight: 0.5 + 3 * random.fraction(),
                place: random.next(below: Self.places.count))
        }
        self.random = random
    }

    mutating func next() -> Generated? {
        guard made < count else { return nil }
        let time = start + span * Int64(made) / Int64(Swift.max(1, count))
        made += 1
        let text = sentence(at: time)
        let number = String(made)
        return Generated(
            text: text, title: "", author: "user\(random.next(below: 40_000))",
            source: sources[random.next(below: sources.count)], url: "https://post.example/\(number)",
            externalId: "generated-\(number)", language: "zh-Hans", reach: Int64(10 + random.next(below: 5_000)),
            publishedAt: time)
    }

    private mutating func sentence(at time: Int64) -> String {
        var weights = [2.0]
        var live: [Int] = []
        for (at, storm) in storms.enumerated() where storm.from <= time && time < storm.from + storm.length {
            let age = Double(time - storm.from) / Double(storm.length)
            weights.append(storm.weight * 4 * age * Foundation.exp(1 - 4 * age))
            live.append(at)
        }
        var rest = random.fraction() * weights.reduce(0, +)
        var chosen = 0
        for (at, weight) in weights.enumerated() {
            rest -= weight
            chosen = at
            if rest < 0 { break }
        }
        guard chosen > 0 else { return fill(pick(Self.chatter), place: random.next(below: Self.places.count)) }
        let at = live[chosen - 1]
        if !storms[at].last.isEmpty, random.fraction() < 0.3 { return "转发 " + storms[at].last }
        let matter = Self.matters[storms[at].matter]
        let text = fill(pick(matter) + pick(Self.endings), place: storms[at].place)
        storms[at].last = text
        return text
    }

    private mutating func pick(_ list: [String]) -> String { list[random.next(below: list.count)] }

    private func fill(_ text: String, place: Int) -> String {
        text.replacing("{s}", with: subject).replacing("{p}", with: Self.places[place])
    }

    static let places = ["城东", "城西", "江北", "江南", "开发区", "大学城", "老街", "新港", "北站", "南门"]
    static let chatter = [
        "{s}{p}网点今天人不多，办业务很快。", "路过{s}{p}支行，门口在发日历。", "{s}的理财经理打电话来问要不要存定期。",
        "请问{s}{p}支行周末开门吗？", "在{s}开了工资卡，办理过程还算顺利。", "{s}{p}支行招聘柜员，有兴趣的看过来。",
        "{s}信用卡周五加油打折，记一下。", "陪家人去{s}{p}网点取养老金。",
    ]
    static let matters = [
        ["{s}手机应用转账一直失败，钱扣了没到账，{p}的朋友也遇到了", "在{s}转账显示系统繁忙，{p}客服电话打不通", "{s}转账扣款不到账，投诉没人管"],
        ["听说{s}{p}支行要倒闭了，大家快去取钱", "网传{s}{p}支行资金链断裂，是不是真的", "{s}{p}出现排队挤兑，说是没钱了"],
        ["{s}{p}支行员工飞单，理财亏光了", "在{s}{p}支行买的理财违约，经理失联", "{s}理财暴雷，{p}投资人要求赔偿"],
        ["{s}信用卡乱收年费，{p}网点拒绝退款", "{s}擅自扣费，{p}投诉三次没有结果", "被{s}收了莫名其妙的手续费，太坑了"],
        ["{s}泄露客户信息，{p}用户接到诈骗电话", "{s}数据泄露，{p}有人被骗", "刚在{s}办卡就有骗子打电话，信息被泄露了"],
        ["{s}{p}支行被监管罚款，涉及贷款违规", "{s}因违规放贷收到罚单，{p}支行行长被警告", "监管通报{s}{p}支行贷款三查不严"],
    ]
    static let endings = ["！", "，太失望了。", "，有没有人管？", "，请给个说法。", "，气死我了！", "。", "，大家小心。", "，已经向监管投诉。"]
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
