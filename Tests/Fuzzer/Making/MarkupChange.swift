/// Changes that leave markup mostly markup: elements are doubled, nested deep, exchanged; texts and attributes change.
enum MarkupChange {
    static func apply(_ input: inout [UInt8], words: [String], _ random: inout Random) {
        let tags = spans(of: input)
        guard let tag = random.pick(tags) else {
            return TextChange.apply(&input, other: [], words: words, &random)
        }
        switch random.below(8) {
        case 0: input.insert(contentsOf: Array(input[tag]), at: tag.lowerBound)
        case 1: input.removeSubrange(tag)
        case 2:
            guard let other = random.pick(tags) else { return }
            input.replaceSubrange(tag, with: Array(input[other]))
        case 3: input.insert(contentsOf: random.pick(words + Extremes.texts, else: "").utf8, at: tag.upperBound)
        case 4:
            let depth = random.pick([1, 2, 30, 100, 1000, 8000], else: 1)
            for _ in 0..<depth { input.insert(contentsOf: "<a>".utf8, at: tag.lowerBound) }
        case 5:
            let text = random.pick(Extremes.texts, else: "")
            let many = random.pick([1, 1, 10, 300], else: 1)
            let attributes = (0..<many).map { " x\($0):a\($0)=\"\(text)\" xmlns:x\($0)=\"u\($0)\"" }.joined()
            input.insert(contentsOf: attributes.utf8, at: max(tag.lowerBound + 1, tag.upperBound - 1))
        case 6: input.insert(contentsOf: random.pick(special, else: "").utf8, at: tag.lowerBound)
        default: TextChange.apply(&input, other: [], words: words, &random)
        }
    }

    private static let special = [
        "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "</", "/>", "<>",
        "< a",
        "&#", "&#x", "&lt;&lt;", "<a b=>", "<a b='", "<a xmlns=\"\">", "<a:b:c>", "<script>", "</script", "<style>",
        "<br",
        "<p><p><p>", "<a b b b>",
    ]

    private static func spans(of input: [UInt8]) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var start: Int?
        for (at, byte) in input.enumerated() {
            if byte == UInt8(ascii: "<") { start = at }
            if byte == UInt8(ascii: ">"), let from = start {
                spans.append(from..<at + 1)
                start = nil
                if spans.count == 400 { break }
            }
        }
        return spans
    }
}
