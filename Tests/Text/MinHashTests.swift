import Testing

@testable import Text

@Suite struct MinHashTests {
    static let story = "澜江银行信用卡中心今日系统升级，部分持卡人反映无法还款，客服电话排队超过一小时，银行称正在抢修。"

    @Test(arguments: [
        (story, "瀾江銀行信用卡中心今日系統升級,部分持卡人反映無法還款,客服電話排隊超過一小時,銀行稱正在搶修", 1.0),
        (story, "【转】" + story + "😡😡", 0.85),
        (story, "快讯：" + story + "来源：澜州晚报", 0.7),
        ("澜江宝提现不到账怎么回事", "澜江宝提现不到账，怎么回事？！", 1.0),
        ("澜江宝提现不到账怎么回事", "请问澜江宝提现不到账怎么回事", 0.6),
        ("Lanjiang Bank app is down again today", "LANJIANG BANK app is down, again, today!!!", 1.0),
        ("Lanjiang Bank app is down again today", "RT: Lanjiang Bank app is down again today", 0.8),
        ("ok", "OK!", 1.0), ("👍👍", "👍 👍", 1.0),
    ])
    func `reposts are similar`(first: String, second: String, atLeast: Double) {
        let similarity = MinHash.standard.signature(of: first).similarity(to: MinHash.standard.signature(of: second))
        #expect(similarity >= atLeast)
    }

    @Test(arguments: [
        (story, "澜江银行公布三季度业绩，净利润同比增长百分之五，不良率继续下降，拨备覆盖率稳中有升。"),
        ("澜江宝提现不到账怎么回事", "江帆信用卡年费怎么收"),
        ("Lanjiang Bank app is down again today", "Quarterly profit rises at Lanjiang Bank"),
        ("👍👍", "😡😡"), ("", ""), ("澜江", ""),
    ])
    func `other texts are not`(first: String, second: String) {
        let similarity = MinHash.standard.signature(of: first).similarity(to: MinHash.standard.signature(of: second))
        #expect(similarity < 0.25)
    }

    @Test(arguments: UInt64(1)...20)
    func `the estimate is near the true share of shingles`(seed: UInt64) {
        var random = SplitMix(seed)
        let characters = Array(Self.story.filter(\.isLetter))
        let cut = Int.random(in: 5...35, using: &random)
        let first = String(characters),
            second = String(characters.prefix(cut)) + String(characters.shuffled(using: &random))
        let a = Set(MinHash.standard.shingles(of: first)), b = Set(MinHash.standard.shingles(of: second))
        let truth = Double(a.intersection(b).count) / Double(a.union(b).count)
        let estimate = MinHash.standard.signature(of: first).similarity(to: MinHash.standard.signature(of: second))
        #expect(abs(estimate - truth) < 0.22)
    }

    @Test func `signatures are the same in every run and release`() {
        let signature = MinHash.standard.signature(of: "澜江银行 Lanjiang Bank 2026")
        #expect(Hashing.stableHash(scalars: signature.minima) == 8_372_329_282_127_116_874)
        #expect(signature.minima.count == MinHashSignature.permutations)
    }

    @Test func `bytes bring a signature back`() {
        let signature = MinHash.standard.signature(of: Self.story)
        #expect(signature.bytes.count == 256)
        #expect(MinHashSignature(bytes: signature.bytes) == signature)
        #expect(MinHashSignature(bytes: MinHashSignature().bytes) == MinHashSignature())
        #expect(MinHashSignature(bytes: [1, 2, 3]) == nil)
    }

    @Test(arguments: [(4, 16), (3, 21), (64, 1), (1, 64), (0, 64), (-5, 64), (1000, 1)])
    func `bands`(rows: Int, count: Int) {
        let keys = MinHash.standard.signature(of: Self.story).bands(rows: rows)
        #expect(keys.count == count)
        #expect(Set(keys).count == count)
        #expect(MinHashSignature().bands(rows: rows).isEmpty)
    }

    @Test func `a repost shares a band, another text does not`() {
        let bands = { (text: String) in Set(MinHash.standard.signature(of: text).bands(rows: 4)) }
        #expect(!bands(Self.story).isDisjoint(with: bands("快讯：" + Self.story + "来源：澜州晚报")))
        #expect(bands(Self.story).isDisjoint(with: bands("江帆信用卡年费怎么收")))
    }

    @Test(arguments: UInt64(1)...10)
    func `garbage does no harm`(seed: UInt64) {
        var random = SplitMix(seed)
        let signature = MinHash.standard.signature(of: random.bytesAsText(count: 3000) + random.scalars(count: 500))
        #expect(signature.similarity(to: signature) == 1)
    }

    /// The definition, word for word: four hashes of each shingle, the least of each slot, empty ones from another.
    private static func plain(_ shingles: [UInt64]) -> [UInt32] {
        guard !shingles.isEmpty else { return [] }
        let seeds: [UInt64] = [
            0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0x6665_6e67_6875_6f31,
        ]
        return seeds.flatMap { seed in
            var minima = [UInt32](repeating: .max, count: 16)
            for shingle in shingles {
                let hash = Hashing.finalize(shingle ^ seed)
                minima[Int(hash >> 60)] = min(minima[Int(hash >> 60)], UInt32(truncatingIfNeeded: hash))
            }
            let isEmpty = minima.map { $0 == .max }
            for slot in 0..<16 where isEmpty[slot] {
                var draw = seed &+ UInt64(slot) &* 0x9e37_79b9_7f4a_7c15
                repeat { draw = Hashing.finalize(draw &+ 1) } while isEmpty[Int(draw >> 60)]
                minima[slot] = minima[Int(draw >> 60)]
            }
            return minima
        }
    }

    /// Ideographs and words, a space between neighbouring words, in runs of three and five.
    private static func shingles(_ text: String) -> Set<UInt64> {
        var content: [UInt32] = []
        var isApart = false
        for scalar in TextFolding.standard.foldScalars(text) {
            let kind = ScalarKind(scalar)
            if !kind.isContent {
                isApart = true
                continue
            }
            if isApart, kind.isWordlike, let last = content.last, ScalarKind(last).isWordlike { content.append(0x20) }
            isApart = false
            content.append(scalar)
        }
        if content.isEmpty { content = TextFolding.standard.foldScalars(text).filter { $0 != 0x20 } }
        let runs = content.indices.compactMap { start -> UInt64? in
            let end = start + (ScalarKind(content[start]) == .ideograph ? 3 : 5)
            return end <= content.count ? Hashing.stableHash(scalars: content[start..<end]) : nil
        }
        return content.isEmpty ? [] : runs.isEmpty ? [Hashing.stableHash(scalars: content)] : Set(runs)
    }

    @Test(arguments: [
        story, "ok", "👍👍", "", "  ", "a b", "RT @x: Lanjiang Bank's app -- down, again! 澜江银行 app 又崩了 2026",
        "1 2 3 4 5 6",
        String(repeating: story, count: 40),
    ])
    func `signatures are what their definition says`(text: String) {
        let shingles = Self.shingles(text)
        #expect(MinHash.standard.shingles(of: text) == shingles.sorted())
        #expect(MinHash.standard.signature(of: text).minima == Self.plain(Array(shingles)))
    }
}
