/// Runs of neighbouring characters of a folded text, within words and ideographs, never across punctuation or space.
public enum NGrams {
    /// The n-grams of the given lengths as stable hashes, by position, then by length.
    ///
    /// - Parameters:
    ///   - folded: what `TextFolding.foldScalars` gave.
    ///   - lengths: in scalars; lengths below 1 give nothing.
    public static func features(in folded: [UInt32], lengths: ClosedRange<Int>) -> [UInt64] {
        ranges(in: folded, lengths: lengths).map { Hashing.stableHash(scalars: folded[$0]) }
    }

    /// The same n-grams as text, in the same order.
    public static func strings(in folded: [UInt32], lengths: ClosedRange<Int>) -> [String] {
        ranges(in: folded, lengths: lengths).map { TextFolding.string(folded[$0]) }
    }

    /// The same n-grams as ranges of scalar offsets.
    public static func ranges(in folded: [UInt32], lengths: ClosedRange<Int>) -> [Range<Int>] {
        guard lengths.upperBound >= 1 else { return [] }
        var ranges: [Range<Int>] = []
        var start = 0
        while start < folded.count {
            guard ScalarKind(folded[start]).isContent else {
                start += 1
                continue
            }
            var end = start + 1
            while end < folded.count, ScalarKind(folded[end]).isContent { end += 1 }
            for first in start..<end {
                let longest = min(lengths.upperBound, end - first)
                let shortest = max(lengths.lowerBound, 1)
                guard shortest <= longest else { continue }
                for length in shortest...longest { ranges.append(first..<(first + length)) }
            }
            start = end
        }
        return ranges
    }
}
