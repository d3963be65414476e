import Testing
import Text

@Suite struct TokensTests {
    @Test(arguments: [
        ("瀾江銀行", ["澜江", "江银", "银行"]), ("好", ["好"]), ("澜江Bank好", ["澜江", "bank", "好"]),
        ("don't 'quote' l’état", ["don't", "quote", "l’état"]), ("3.5%上涨", ["3.5%", "上涨"]),
        ("1,234,567元", ["1,234,567", "元"]), ("1,23 2024,1000", ["1", "23", "2024", "1000"]),
        ("v2.0 5g", ["v2", "0", "5g"]), ("end 3.", ["end", "3"]), ("ＡＢＣ，①", ["abc", "1"]),
        ("カード会社", ["カー", "ード", "ド会", "会社"]), ("😡！", []), ("", []),
    ])
    func `tokens`(text: String, expected: [String]) {
        let tokens = Tokens(text)
        #expect(tokens.strings == expected)
        #expect(tokens.features == expected.map { Hashing.stableHash(scalars: $0.unicodeScalars.map(\.value)) })
    }

    @Test func `kinds`() {
        #expect(Tokens("澜江 bank 5% 5g").items.map(\.kind) == [.ideographs, .word, .number, .word])
    }

    @Test(arguments: [
        ("澜江银行", 2...2, ["澜江", "江银", "银行"]), ("ab，c", 1...2, ["a", "ab", "b", "c"]),
        ("abc", 3...5, ["abc"]), ("ab", 3...5, []), ("ab", -3...1, ["a", "b"]), ("ab", -3...0, []), ("", 1...3, []),
    ])
    func `n-grams`(text: String, lengths: ClosedRange<Int>, expected: [String]) {
        let folded = TextFolding.standard.foldScalars(text)
        #expect(NGrams.strings(in: folded, lengths: lengths) == expected)
        #expect(NGrams.features(in: folded, lengths: lengths).count == expected.count)
    }

    @Test(arguments: [
        ("钱不见了。怎么办？！快还钱！", ["钱不见了。", "怎么办？！", "快还钱！"]),
        ("他说：“不还。”我走了", ["他说：“不还。”", "我走了"]),
        ("上涨3.5%；下跌\n\n完", ["上涨3.5%；", "下跌", "完"]),
        ("Mr. Shen of Lanjiang Bank Ltd. said no. We wait.", ["Mr. Shen of Lanjiang Bank Ltd. said no.", "We wait."]),
        ("The U.S. rate is 3.5. J. Smith agreed!Really?", ["The U.S. rate is 3.5.", "J. Smith agreed!Really?"]),
        ("See https://a.example/x?q=1&b=2. Then (so.) go", ["See https://a.example/x?q=1&b=2.", "Then (so.)", "go"]),
        ("Really?! \"Yes.\" 好.的", ["Really?!", "\"Yes.\"", "好.", "的"]),
        ("a\r\nb", ["a", "b"]), ("  ", []), ("", []), ("。。。", ["。。。"]), ("no end", ["no end"]),
    ])
    func `sentences`(text: String, expected: [String]) {
        #expect(Sentences.sentences(in: text).map { String($0) } == expected)
    }

    @Test(arguments: UInt64(1)...20)
    func `garbage does no harm`(seed: UInt64) {
        var random = SplitMix(seed)
        let text = random.bytesAsText(count: 1000) + random.scalars(count: 500)
        let tokens = Tokens(text)
        #expect(tokens.strings.allSatisfy { !$0.isEmpty })
        #expect(tokens.items.allSatisfy { $0.range.upperBound <= tokens.scalars.count })
        #expect(Sentences.sentences(in: text).allSatisfy { !$0.isEmpty })
    }

    @Test func `a huge text without an end is one sentence`() {
        #expect(Sentences.sentences(in: String(repeating: "a.b", count: 100_000)).count == 1)
        #expect(Tokens(String(repeating: "1,", count: 100_000)).items.count == 100_000)
        #expect(Tokens(String(repeating: "1.", count: 100_000)).items.count == 1)
    }
}
