import Testing
import Text

@Suite struct AliasMatcherTests {
    static let matcher = AliasMatcher([
        AliasPattern(id: "lanjiang-bank", pattern: "澜江银行", kind: .alias),
        AliasPattern(id: "lanjiang-bank", pattern: "澜江", kind: .alias),
        AliasPattern(id: "lanjiang-bank", pattern: "Lanjiang Bank", kind: .alias),
        AliasPattern(id: "lanjiang-bank", pattern: "LJBK", kind: .alias),
        AliasPattern(id: "lanjiang-bank", pattern: "609988", kind: .alias),
        AliasPattern(id: "lanjiang-bank", pattern: "澜江大桥", kind: .exclusion),
        AliasPattern(id: "lanjiang-bank", pattern: "Lanjiang Bank Street", kind: .exclusion),
        AliasPattern(id: "lanjiang-wealth", pattern: "瀾江理財", kind: .alias),
        AliasPattern(id: "lanjiang-wealth", pattern: "财富澜", kind: .alias),
        AliasPattern(id: "a-peer", pattern: "北岭银行", kind: .alias),
        AliasPattern(id: "z-peer", pattern: "北嶺銀行", kind: .alias),
    ])

    @Test(arguments: [
        ("今天去澜江银行排队", ["lanjiang-bank 3..<7"]),
        ("瀾江銀行股價", ["lanjiang-bank 0..<4"]),
        ("澜江的服务，澜江银行的态度", ["lanjiang-bank 0..<2", "lanjiang-bank 6..<10"]),
        ("澜江澜江银行", ["lanjiang-bank 0..<2", "lanjiang-bank 2..<6"]),
        ("澜江大桥堵车", []),
        ("澜江大桥旁的澜江银行", ["lanjiang-bank 6..<10"]),
        ("澜江大", ["lanjiang-bank 0..<2"]),
        ("澜江理财亏了", ["lanjiang-wealth 0..<4"]),
        ("财富澜江银行", ["lanjiang-wealth 0..<3"]),
        ("买LJBK吗", ["lanjiang-bank 1..<5"]),
        ("ljbk跌停", ["lanjiang-bank 0..<4"]),
        ("$ＬＪＢＫ!", ["lanjiang-bank 1..<5"]),
        ("LJBKX xLJBK 1LJBK LJBK2", []),
        ("代码609988。", ["lanjiang-bank 2..<8"]),
        ("1609988 6099881", []),
        ("LANJIANG\n  bank's", ["lanjiang-bank 0..<13"]),
        ("Lanjiang Banking", []),
        ("Lanjiang Bank Street 5", []),
        ("Lanjiang Bank Streets", ["lanjiang-bank 0..<13"]),
        ("澜\u{200b}江\u{200d}银行", ["lanjiang-bank 0..<4"]),
        ("北岭银行", ["a-peer 0..<4", "z-peer 0..<4"]),
        ("", []), ("没有", []),
    ])
    func `finds`(text: String, expected: [String]) {
        #expect(Self.matcher.matches(in: text).map { "\($0.id) \($0.range)" } == expected)
    }

    @Test func `a match carries the alias as the plan writes it`() {
        let matches = Self.matcher.subjects(in: "北岭银行和澜江理财")
        #expect(matches["lanjiang-wealth"]?.map(\.pattern) == ["瀾江理財"])
        #expect(matches["z-peer"]?.map(\.pattern) == ["北嶺銀行"])
        #expect(Self.matcher.subjectIDs(in: "北岭银行和澜江理财") == ["a-peer", "lanjiang-wealth", "z-peer"])
    }

    @Test func `an exclusion is its subject's own`() {
        let matcher = AliasMatcher([
            AliasPattern(id: "bank", pattern: "澜江", kind: .alias),
            AliasPattern(id: "bank", pattern: "澜江大桥", kind: .exclusion),
            AliasPattern(id: "bridge", pattern: "澜江大桥", kind: .alias),
            AliasPattern(id: "river", pattern: "澜江", kind: .alias),
        ])
        #expect(matcher.subjectIDs(in: "澜江大桥") == ["bridge"])
        #expect(matcher.subjectIDs(in: "澜江") == ["bank", "river"])
    }

    @Test func `an alias equal to its exclusion never matches, but lets a longer exclusion's neighbour through`() {
        let matcher = AliasMatcher([
            AliasPattern(id: "bank", pattern: "澜江", kind: .alias),
            AliasPattern(id: "bank", pattern: "瀾江", kind: .exclusion),
            AliasPattern(id: "bank", pattern: "澜江银行", kind: .alias),
        ])
        #expect(matcher.matches(in: "澜江，澜江银行").map(\.range) == [3..<7])
    }

    @Test func `nothing to look for finds nothing`() {
        #expect(AliasMatcher([]).matches(in: "澜江银行").isEmpty)
        let blank = AliasMatcher([AliasPattern(id: "a", pattern: " \u{200b}", kind: .alias)])
        #expect(blank.matches(in: "a \u{200b} b").isEmpty)
    }

    @Test(arguments: UInt64(1)...30)
    func `finds what a search by hand finds`(seed: UInt64) {
        var random = SplitMix(seed)
        func word(_ length: Int) -> String {
            String((0..<length).map { _ in "甲乙丙".randomElement(using: &random) ?? "甲" })
        }
        let patterns = Set((0..<12).map { _ in word(Int.random(in: 1...4, using: &random)) }).sorted()
        let matcher = AliasMatcher(patterns.map { AliasPattern(id: $0, pattern: $0, kind: .alias) })
        let text = word(60)
        var expected: [Range<Int>] = []
        let characters = Array(text)
        var position = 0
        while position < characters.count {
            let longest = patterns.filter { String(characters[position...]).hasPrefix($0) }.map(\.count).max()
            if let longest { expected.append(position..<(position + longest)) }
            position += longest ?? 1
        }
        #expect(matcher.matches(in: text).map(\.range) == expected)
    }

    @Test(arguments: UInt64(1)...10)
    func `garbage does no harm`(seed: UInt64) {
        var random = SplitMix(seed)
        let patterns = (0..<20).map { index in
            AliasPattern(id: "\(index)", pattern: random.scalars(count: 4), kind: index % 3 == 0 ? .exclusion : .alias)
        }
        let matcher = AliasMatcher(patterns)
        let text = random.bytesAsText(count: 2000) + patterns.map(\.pattern).joined()
        let length = TextFolding.standard.foldScalars(text).count
        for match in matcher.matches(in: text) {
            #expect(match.range.lowerBound >= 0 && match.range.upperBound <= length && !match.range.isEmpty)
        }
    }

    @Test func `a text made of nothing but names and exclusions is matched in time`() {
        let text = String(repeating: "澜江大桥澜江银行", count: 20_000)
        #expect(Self.matcher.matches(in: text).count == 20_000)
    }

    private static let seeing = AliasMatcher(
        [
            AliasPattern(id: "bank", pattern: "澜江银行", kind: .alias),
            AliasPattern(id: "bank", pattern: "澜江", kind: .alias),
            AliasPattern(id: "bank", pattern: "澜江大桥", kind: .exclusion),
        ], seesThroughMarks: true)

    @Test(
        "a name is found through what stands between its characters, and in other characters",
        arguments: [
            "澜 江 银 行", "澜江\n银行", "澜-江-银-行", "澜🔥江🔥银行", "澜.江.银.行", "澜，江，银，行", "【澜】【江】【银】【行】", "澜*江*银行", "澜\u{3000}江银行",
            "瀾江銀行", "灡江銀行", "澜·江·银·行不退钱", "澜_江_银_行", "澜~江~银~行", "澜|江|银|行", "澜\u{200b}江银行", "ｘ澜 江银行",
            "澜❤️江❤️银❤️行",
        ])
    func throughMarks(text: String) {
        #expect(Self.seeing.matches(in: text).contains { $0.pattern == "澜江银行" }, "\(text)")
    }

    @Test(
        "what only meets at a sentence's end is no name",
        arguments: [
            "门口就是波澜。江银行里排队", "波澜，江银行", "澜a江b银c行", "澜江 大桥", "狂澜：江银行",
        ])
    func noMarks(text: String) {
        #expect(!Self.seeing.matches(in: text).contains { $0.pattern == "澜江银行" }, "\(text)")
    }

    @Test(
        "a bank is found with 银行 in letters, half in letters or as a picture",
        arguments: ["澜江yh又崩了", "澜江YH", "澜江yinhang", "澜江🏦还钱", "澜江银h", "澜江Y行"])
    func evasiveBank(text: String) {
        #expect(Self.seeing.matches(in: text).first?.pattern == "澜江银行", "\(text)")
    }

    private static let nicknames = AliasMatcher(
        ["澜行", "澜江行", "Lanjiang Bank", "LJBK"].map { AliasPattern(id: "bank", pattern: $0, kind: .alias) },
        seesThroughMarks: true)

    @Test(
        "a short name that goes over into another word is none",
        arguments: ["微澜行动启动", "船沿澜江行驶", "碧澜行进中", "沿着澜江行走", "澜行业务"])
    func homonym(text: String) {
        #expect(Self.nicknames.matches(in: text).isEmpty, "\(text)")
    }

    @Test("it is one before anything else", arguments: ["澜行的卡", "澜江行又崩", "去澜行", "澜行，"])
    func nickname(text: String) {
        #expect(!Self.nicknames.matches(in: text).isEmpty, "\(text)")
    }

    @Test(
        "words of a name are found apart and together",
        arguments: ["Lan jiang bank is down", "LANJIANGBANK", "lanjiang  bank"])
    func apart(text: String) {
        #expect(Self.nicknames.matches(in: text).first?.pattern == "Lanjiang Bank", "\(text)")
    }

    @Test(
        "not where a word goes on, nor short ones",
        arguments: ["alan jiang bank", "lan jiang banking", "L J B K", "Lan, jiang bank"])
    func notApart(text: String) {
        #expect(Self.nicknames.matches(in: text).isEmpty, "\(text)")
    }

    @Test func `ideographs that are set apart are read together, others are left`() {
        func closed(_ text: String) -> String? {
            SpelledOut.closed(text.unicodeScalars.map(\.value)).map { scalars in
                String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
            }
        }
        #expect(closed("还 我 血 汗 钱 !") == "还我血汗钱 !")
        #expect(closed("说：还.我.钱.来，快") == "说：还我钱来，快")
        #expect(closed("存 取 钱") == nil)
        #expect(closed("今天 去 银行") == nil)
        #expect(closed("") == nil)
    }
}
