/// Where a short name of ideographs is not the name it looks like, and how names of banks are written by who does not want
/// them found.
enum NameEndings {
    /// At most so many ideographs: 澜行 may be the beginning of another word, 澜江银行 is a name whatever follows.
    static let shortest = 3
    private static let walk = scalar("行")
    /// What makes a word of its own with 行 before it: 行动, 行驶, 行为.
    private static let walks = Set("动進进駛驶走人業业程為为政車车軍军李道星使賄贿書书醫医騎骑船舟凶刺窃".unicodeScalars.map(\.value))
    /// 银行 in letters, half in letters, as a picture.
    private static let banks = ["yh", "yinhang", "y行", "银h", "yin行", "银hang", "🏦"].map { text in
        text.unicodeScalars.map(\.value)
    }
    private static let bank = "银行".unicodeScalars.map(\.value)

    private static func scalar(_ text: Unicode.Scalar) -> UInt32 { text.value }

    /// Whether a name goes over into another word with what follows it.
    static func goesOver(_ name: ArraySlice<UInt32>, into next: UInt32?) -> Bool {
        guard let next, name.count <= shortest, name.last == walk else { return false }
        return walks.contains(next)
    }

    /// The other ways in which a folded name that ends in 银行 is written; none of others.
    static func evasions(of name: [UInt32]) -> [[UInt32]] {
        guard name.count >= bank.count + 2, name.suffix(bank.count).elementsEqual(bank) else { return [] }
        return banks.map { name.dropLast(bank.count) + $0 }
    }
}
