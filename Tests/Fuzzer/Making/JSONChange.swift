/// Changes that leave JSON mostly JSON: values are exchanged, members doubled, values wrapped deep.
enum JSONChange {
    static func apply(_ input: inout [UInt8], words: [String], _ random: inout Random) {
        let values = spans(of: input)
        guard let span = random.pick(values) else {
            return TextChange.apply(&input, other: [], words: words, &random)
        }
        switch random.below(9) {
        case 0, 1: input.replaceSubrange(span, with: random.pick(Extremes.numbers, else: "0").utf8)
        case 2, 3: input.replaceSubrange(span, with: quoted(random.pick(Extremes.texts + words, else: "")).utf8)
        case 4: input.replaceSubrange(span, with: random.pick(literals, else: "null").utf8)
        case 5: wrap(&input, span, &random)
        case 6:
            guard let other = random.pick(values) else { return }
            input.replaceSubrange(span, with: Array(input[other]))
        case 7: input.insert(contentsOf: Array(input[span]) + [UInt8(ascii: ",")], at: span.lowerBound)
        default:
            let member = "\(quoted(random.pick(words + ["", "a"], else: "a"))):\(random.pick(literals, else: "1")),"
            guard let open = input[..<span.lowerBound].lastIndex(of: UInt8(ascii: "{")) else { return }
            input.insert(contentsOf: member.utf8, at: open + 1)
        }
    }

    private static let literals = [
        "null", "true", "false", "{}", "[]", "[[]]", "{\"a\":{}}", "0", "-1", "1e400", "\"\"", "nul", "[1,]", "{\"a\"}",
        "\"\\ud83d\"", "\"\\u0000\"", "NaN", "1.0e+2", "[{}]",
    ]

    private static func wrap(_ input: inout [UInt8], _ span: Range<Int>, _ random: inout Random) {
        let depth = random.pick([1, 2, 31, 32, 33, 200, 3000, 12_000], else: 1)
        let (open, close) = random.chance(1, in: 2) ? ("[", "]") : ("{\"a\":", "}")
        let value = Array(input[span])
        let isOpenEnded = random.chance(1, in: 3)
        input.replaceSubrange(
            span,
            with: Array(String(repeating: open, count: depth).utf8) + value
                + (isOpenEnded ? [] : Array(String(repeating: close, count: depth).utf8)))
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\0"..<" ": out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Where scalars stand: texts with their quotes, and numbers and words.
    private static func spans(of input: [UInt8]) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var at = 0
        while at < input.count, spans.count < 400 {
            let byte = input[at]
            if byte == UInt8(ascii: "\"") {
                var end = at + 1
                while end < input.count, input[end] != UInt8(ascii: "\"") {
                    end += input[end] == UInt8(ascii: "\\") ? 2 : 1
                }
                end = min(end + 1, input.count)
                spans.append(at..<end)
                at = end
            } else if isWord(byte) {
                let end = input[at...].firstIndex { !isWord($0) } ?? input.count
                spans.append(at..<end)
                at = end
            } else {
                at += 1
            }
        }
        return spans
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46 || byte == 43
    }
}
