/// Sentences of many incidents at the same time, each with words of its own; the same for the same seed.
struct Crowd: Sequence, IteratorProtocol {
    struct Sentence {
        var incident: Int
        var text: String
    }

    let incidents: Int
    private var state: UInt64
    private var made = 0
    private let words: [[String]]

    init(incidents: Int, seed: UInt64) {
        self.incidents = incidents
        var state = seed
        let characters = Array(Self.characters)
        words = (0..<incidents).map { _ in
            (0..<6).map { _ in
                String((0..<2).map { _ in characters[Int(Self.draw(&state) % UInt64(characters.count))] })
            }
        }
        self.state = state
    }

    /// The first sentences open an incident each; then all are talked of alike.
    mutating func next() -> Sentence? {
        let incident = made < incidents ? made : Int(Self.draw(&state) % UInt64(incidents))
        made += 1
        var own = words[incident]
        if Self.draw(&state) % 2 == 0 { own.remove(at: Int(Self.draw(&state) % UInt64(own.count))) }
        let ending = Self.endings[Int(Self.draw(&state) % UInt64(Self.endings.count))]
        return Sentence(incident: incident, text: "澜江银行" + own.joined(separator: "，") + ending)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private static func draw(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    private static let endings = ["，太差", "，真是垃圾", "，太离谱", "，恶心", "，服务太差了", "，太坑了"]
    private static let characters =
        "山水云雨风雪日月星石木林竹花草鸟鱼马牛羊犬猫虎鹿鹤松柏梅兰菊荷桃李杏枣稻麦豆瓜茶酒米盐糖油灯笔墨纸砚琴棋书画刀弓车船桥塔亭台楼阁门窗墙瓦砖井泉湖海江河溪岛岸沙田园村镇城街巷路坡岭谷洞崖峰原野"
}
