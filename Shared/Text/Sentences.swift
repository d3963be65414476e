/// Splits text as it was written, before folding, into sentences.
public enum Sentences {
    /// The sentences of a text in order, without white space around them, their final marks included.
    ///
    /// `。！？；` and line ends always end a sentence. `.`, `!` and `?` do so before white space, an ideograph or the
    /// end; a period not after an abbreviation or an initial, so neither `3.5%`, `Ltd. Co`, `U.S. rates` nor
    /// `a.example/?q=1` is torn apart. Closing quotes and brackets stay with the sentence they close.
    public static func sentences(in text: String) -> [Substring] {
        let scalars = text.unicodeScalars
        var sentences: [Substring] = []
        var start = scalars.startIndex
        var position = start
        while position < scalars.endIndex {
            let mark = scalars[position]
            guard isMark(mark) else {
                scalars.formIndex(after: &position)
                continue
            }
            var end = position
            while end < scalars.endIndex, isMark(scalars[end]) || isCloser(scalars[end]) {
                let isLineEnd = isLineEnd(scalars[end])
                scalars.formIndex(after: &end)
                if isLineEnd { break }
            }
            let marks = scalars[position..<end]
            let next = end < scalars.endIndex ? scalars[end] : nil
            if marks.contains(where: isFirm)
                || (endsBefore(next)
                    && !(mark == "." && marks.count == 1 && next != nil
                        && isAbbreviated(scalars[start..<position])))
            {
                append(text[start..<end], to: &sentences)
                start = end
            }
            position = end
        }
        append(text[start...], to: &sentences)
        return sentences
    }

    private static func append(_ sentence: Substring, to sentences: inout [Substring]) {
        guard let first = sentence.firstIndex(where: { !$0.isWhitespace }),
            let last = sentence.lastIndex(where: { !$0.isWhitespace })
        else { return }
        sentences.append(sentence[first...last])
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isFirm(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "。", "！", "？", "；", "｡": true
        default: isLineEnd(scalar)
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "!" || scalar == "?" || isFirm(scalar)
    }

    private static func isCloser(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "”", "’", "」", "』", "）", "】", "》", "〉", ")", "]", "\"", "'": true
        default: false
        }
    }

    private static func endsBefore(_ next: Unicode.Scalar?) -> Bool {
        guard let next else { return true }
        return next.properties.isWhitespace || ScalarKind(next.value) == .ideograph
    }

    /// Whether the period after this text belongs to its last word.
    private static func isAbbreviated(_ text: Substring.UnicodeScalarView) -> Bool {
        let word = String(Substring(text.suffix(12)).reversed().prefix { $0.isLetter || $0 == "." }.reversed())
        let letters = word.filter { $0 != "." }
        if letters.isEmpty { return false }
        if letters.count == 1, letters.allSatisfy({ $0.isUppercase && $0.isASCII }) { return true }
        return word.contains(".") && word.split(separator: ".").allSatisfy { $0.count == 1 }
            || abbreviations.contains(letters.lowercased())
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "co", "ltd", "inc", "corp", "plc", "vs", "approx",
        "est", "dept", "fig", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]
}
