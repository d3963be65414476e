import Testing
import Text

@Suite struct TextFoldingTests {
    @Test(arguments: [
        ("瀾江銀行", "澜江银行"), ("沈啟航", "沈启航"), ("回覆，答覆", "回复,答复"), ("諮詢鉅虧資金鍊", "咨询巨亏资金链"), ("臺灣證券交易所", "台湾证券交易所"),
        ("澜江银行", "澜江银行"),
        ("ＡＢＣ１２３", "abc123"), ("①②", "12"), ("㍿", "株式会社"), ("ﬁnance", "finance"), ("ｶﾞ", "ガ"),
        ("Lanjiang BANK", "lanjiang bank"), ("STRASSE straße", "strasse strasse"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("e\u{301}tat ÉTAT", "état état"), ("İ", "i\u{307}"), ("\u{1100}\u{1161}", "가"),
        ("澜\u{200b}江\u{feff}银\u{2060}行", "澜江银行"), ("\u{202e}abc\u{202c}", "abc"), ("so\u{ad}ft", "soft"),
        ("e\u{200b}\u{301}", "é"), ("a\u{0}b\u{7}", "ab"), ("👍🏽 ❤️", "👍🏽 ❤"), ("👨‍👩‍👧", "👨👩👧"),
        ("  a \t\r\n b\u{3000}c\u{a0}", "a b c"), ("", ""), (" \u{200b} ", ""), ("a \u{200b} b", "a b"),
        ("，。！？", ",。!?"), ("𝐋𝐉𝐁𝐊", "ljbk"), ("🅰", "🅰"), ("豈", "岂"),
    ])
    func `folds to`(text: String, folded: String) {
        #expect(TextFolding.standard.fold(text) == folded)
        #expect(TextFolding.standard.foldScalars(text) == TextFolding.standard.fold(text).unicodeScalars.map(\.value))
    }

    @Test func `folding each scalar again changes nothing`() {
        let folding = TextFolding.standard
        var changing: [UInt32] = []
        for value: UInt32 in 0...0x323af {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = folding.foldScalars(String(scalar))
            if folding.foldScalars(TextFolding.string(once)) != once { changing.append(value) }
        }
        #expect(changing.isEmpty)
    }

    @Test func `a mark elsewhere in the text does not change how the rest folds`() {
        let folding = TextFolding.standard
        var differing: [UInt32] = []
        for value: UInt32 in 0x20...0xffff {
            guard let scalar = Unicode.Scalar(value), scalar.properties.canonicalCombiningClass == .notReordered
            else { continue }
            let alone = folding.foldScalars("x" + String(scalar) + " x")
            let beside = folding.foldScalars("x" + String(scalar) + " x\u{323}")
            if beside != alone.dropLast() + folding.foldScalars("x\u{323}") { differing.append(value) }
        }
        #expect(differing.isEmpty)
    }

    @Test(arguments: UInt64(1)...40)
    func `garbage is folded to a fixed point`(seed: UInt64) {
        var random = SplitMix(seed)
        let folding = TextFolding.standard
        for text in [random.bytesAsText(count: 500), random.scalars(count: 200), random.marks(count: 30)] {
            let once = folding.fold(text)
            #expect(folding.fold(once) == once)
            #expect(once.unicodeScalars.elementsEqual(folding.fold(once).unicodeScalars))
        }
    }

    @Test func `values that are no scalars become the replacement character`() {
        #expect(TextFolding.string([0x61, 0xd800, 0xffff_ffff]) == "a\u{fffd}\u{fffd}")
    }

    @Test func `a huge text is folded`() {
        let text = String(repeating: "瀾江 ＡＢ\u{200b}", count: 50_000)
        #expect(TextFolding.standard.foldScalars(text).count == 50_000 * 5)
    }
}
