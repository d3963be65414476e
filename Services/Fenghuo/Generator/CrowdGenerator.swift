import Foundation

/// Made-up mentions of many incidents that go on at the same time, the same for the same seed: for measuring what an open
/// incident costs.
///
/// Each incident has words of its own, put together from common characters; its mentions use most of them among words
/// that all share. The first mentions open one incident each; after that incidents are talked of as unevenly as happenings
/// are, in proportion to one over their rank (Zipf).
struct CrowdGenerator: Sequence, IteratorProtocol {
    let count: Int
    let incidents: Int
    let subject: String
    let sources: [String]
    let start: Int64
    /// Milliseconds the whole lasts.
    let span: Int64
    private var random: SplitMix
    private var made = 0
    private let words: [[String]]
    private var newest: [String]
    /// Ascending sums of the incidents' weights.
    private let sums: [Double]

    static let wordsOfIncident = 12

    init(
        count: Int, incidents: Int, seed: UInt64, subject: String, sources: [String],
        start: Int64 = 1_767_225_600_000, days: Int = 1
    ) {
        self.count = count
        self.incidents = incidents
        self.subject = subject
        self.sources = sources
        self.start = start
        span = Int64(days) * 86_400_000
        var random = SplitMix(state: seed)
        let characters = Array(Self.characters)
        words = (0..<incidents).map { _ in
            (0..<Self.wordsOfIncident).map { _ in
                String((0..<3).map { _ in characters[random.next(below: characters.count)] })
            }
        }
        newest = [String](repeating: "", count: incidents)
        var sum = 0.0
        sums = (0..<incidents).map { rank in
            sum += 1 / Double(rank + 1)
            return sum
        }
        self.random = random
    }

    mutating func next() -> MentionGenerator.Generated? {
        guard made < count, incidents > 0 else { return nil }
        let incident = made < incidents ? made : chosen()
        let time = start + span * Int64(made) / Int64(Swift.max(1, count))
        made += 1
        let number = String(made)
        return MentionGenerator.Generated(
            text: sentence(of: incident), title: "", author: "user\(random.next(below: 40_000))",
            source: sources[random.next(below: sources.count)], url: "https://post.example/\(number)",
            externalId: "crowd-\(number)", language: "zh-Hans", reach: Int64(10 + random.next(below: 5_000)),
            publishedAt: time)
    }

    private mutating func chosen() -> Int {
        let at = random.fraction() * (sums.last ?? 0)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= at { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func sentence(of incident: Int) -> String {
        if !newest[incident].isEmpty, random.fraction() < 0.2 { return "转发 " + newest[incident] }
        var own = words[incident]
        if random.fraction() < 0.5 { own.remove(at: random.next(below: own.count)) }
        let opening = Self.openings[random.next(below: Self.openings.count)]
        let ending = Self.endings[random.next(below: Self.endings.count)]
        let text = "\(subject)\(opening)\(own.joined(separator: "，"))\(ending)"
        newest[incident] = text
        return text
    }

    private static let openings = ["：", "，", "的", "和"]
    private static let endings = ["，太差", "，垃圾", "，恶心", "，差劲"]
    private static let characters =
        "山水云雨风雪日月星石木林竹花草鸟鱼马牛羊犬猫虎鹿鹤松柏梅兰菊荷桃李杏枣稻麦豆瓜茶酒米盐糖油灯笔墨纸砚琴棋书画刀弓车船桥塔亭台楼阁门窗墙瓦砖井泉湖海江河溪岛岸沙田园村镇城街巷路坡岭谷洞崖峰原野春夏秋冬晨昏早晚东西南北左右前后红黄蓝绿紫白黑灰金银铜铁锡玉珠贝丝麻棉布帽鞋衣裤裙带伞扇镜梳碗盘杯壶锅勺筷箱柜床桌椅凳毯席帘铃鼓笛号旗帆桨锚轮轴弦钉锤锯斧犁锄镰网钩竿篮筐绳"
}
