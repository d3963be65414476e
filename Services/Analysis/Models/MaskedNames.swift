import Text

/// Texts whose names are hidden from what learns and judges: another bank's name gives the same judgement.
enum MaskedNames {
    /// In place of a name; of private use, so that no text says it.
    static let mask: UInt32 = 0xe000

    /// Appends a part of a text, each of these ranges (by position, none within another) as one sign.
    static func append(
        _ text: [UInt32], _ part: Range<Int>, masking ranges: some Sequence<Range<Int>>, to masked: inout [UInt32]
    ) {
        var at = part.lowerBound
        for range in ranges where range.lowerBound >= at && range.upperBound <= part.upperBound {
            masked.append(contentsOf: text[at..<range.lowerBound])
            masked.append(mask)
            at = range.upperBound
        }
        masked.append(contentsOf: text[at..<part.upperBound])
    }

    static func masked(_ text: [UInt32], names: [[UInt32]]) -> [UInt32] {
        var ranges: [Range<Int>] = []
        for place in NamePlaces(names, in: text, limit: 64).places
        where !place.isWithin && place.range.lowerBound >= ranges.last?.upperBound ?? 0 {
            ranges.append(place.range)
        }
        var masked: [UInt32] = []
        masked.reserveCapacity(text.count)
        append(text, 0..<text.count, masking: ranges, to: &masked)
        return masked
    }
}
