/// A difference as it is kept beside a sandbox, as `sandbox diff -o json` prints it, but for the entries that matter least.
struct KeptDifference: Encodable {
    /// In bytes; a record may have twice as many.
    static let longest = 512 << 10

    private(set) var difference: Difference
    /// Entries that were not kept.
    private(set) var leftOut: Int

    init(_ difference: Difference, most: Int) {
        self.difference = difference
        self.difference.entries = Array(difference.entries.prefix(most))
        self.difference.misfits = Array(difference.misfits.prefix(most))
        leftOut = difference.entries.count - self.difference.entries.count
    }

    /// Half as many entries.
    /// - Returns: false where there are none left.
    mutating func shorten() -> Bool {
        let count = difference.entries.count
        guard count + difference.misfits.count > 0 else { return false }
        difference.entries = Array(difference.entries.prefix(count / 2))
        difference.misfits = Array(difference.misfits.prefix(difference.misfits.count / 2))
        leftOut += count - count / 2
        return true
    }

    private enum CodingKeys: CodingKey { case leftOut }

    func encode(to encoder: any Encoder) throws {
        try difference.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(leftOut, forKey: .leftOut)
    }
}
