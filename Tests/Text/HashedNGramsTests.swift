import Testing
import Text

@Suite struct HashedNGramsTests {
    private static func read(_ text: String, cues: CueTable? = nil) -> TextFeatures {
        var features = TextFeatures(groups: cues?.groups ?? 0)
        HashedNGrams(cues: cues).read(TextFolding.standard.foldScalars(text), into: &features)
        return features
    }

    @Test(arguments: [("", 0), ("银", 1), ("银行", 3), ("银行卡", 6), ("银行卡片", 9), ("银行卡片里", 12)])
    func runsOfOneToThree(_ text: String, _ runs: Int) {
        let features = Self.read(text)
        #expect(features.firstWord == runs)
        #expect(features.buckets.count == runs)
    }

    /// Ideographs at either end keep a run at three.
    @Test(arguments: [("abcd", 10), ("abc", 6), ("ab银行", 9), ("银abc", 9), ("a银bc", 10)])
    func runsOfFourWhereWordsAreSpaced(_ text: String, _ runs: Int) {
        #expect(Self.read(text).firstWord == runs)
    }

    @Test func wordsAndPairsComeBehindRuns() {
        let features = Self.read("bank app down")
        #expect(features.count - features.firstWord == 5)
        #expect(features.wordLength == 11 && features.length == 13)
    }

    @Test func repeatedFeaturesAreCounted() {
        let features = Self.read("哈哈哈")
        #expect(features.buckets.count == 3)
        #expect(Array(features.counts) == [3, 2, 1])
    }

    @Test func aBufferIsUsedAgain() {
        var features = TextFeatures()
        let reader = HashedNGrams()
        let long = TextFolding.standard.foldScalars(TextFolding.string((0..<3000).map { 0x4e00 + $0 }))
        reader.read(long, into: &features)
        let whole = Array(features.buckets)
        #expect(whole.count > 8000)
        reader.read(TextFolding.standard.foldScalars("银行"), into: &features)
        #expect(features.buckets.count == 3)
        reader.read(long, into: &features)
        #expect(Array(features.buckets) == whole)
    }

    static let cues = CueTable(
        groups: [
            (["崩溃", "跑路"].map(TextFolding.standard.foldScalars), true),
            (["谣言"].map(TextFolding.standard.foldScalars), false),
            (["crash", "locked out"].map(TextFolding.standard.foldScalars), true),
        ], negators: ["没有", "不", "not"].map(TextFolding.standard.foldScalars))

    @Test(arguments: [
        ("系统崩溃了", [1, 0, 0, 0, 0, 0]), ("系統崩潰了", [1, 0, 0, 0, 0, 0]), ("系统没有崩溃", [0, 0, 0, 1, 0, 0]),
        ("没有谣言", [0, 1, 0, 0, 0, 0]), ("没有，崩溃了", [1, 0, 0, 0, 0, 0]), ("it did not CRASH", [0, 0, 0, 0, 0, 1]),
        ("locked out, crash", [0, 0, 2, 0, 0, 0]), ("crashes", [0, 0, 0, 0, 0, 0]), ("不会跑路，崩溃", [1, 0, 0, 1, 0, 0]),
    ])
    func cuesAreCountedByGroupAndTurnedByNegators(_ text: String, _ expected: [UInt32]) {
        #expect(Self.read(text, cues: Self.cues).cues == expected)
    }
}
