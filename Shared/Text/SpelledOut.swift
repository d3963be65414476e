/// Text whose ideographs are set apart one by one, as who does not want to be found writes: 还 我 钱 来, 还.我.钱.来.
package enum SpelledOut {
    /// At least so many ideographs in a row that are set apart.
    private static let shortest = 4
    private static let marks = Set(" .·・*-_~/|+'`^".unicodeScalars.map(\.value))

    /// Without what stands between them; nil where none are set apart.
    /// - Parameter text: folded.
    package static func closed(_ text: [UInt32]) -> [UInt32]? {
        var closed: [UInt32] = []
        var taken = 0
        var at = 0
        while at < text.count {
            guard ScalarKind(text[at]) == .ideograph else {
                at += 1
                continue
            }
            var (end, ideographs) = (at, 1)
            while end + 2 < text.count, marks.contains(text[end + 1]), ScalarKind(text[end + 2]) == .ideograph {
                (end, ideographs) = (end + 2, ideographs + 1)
            }
            if ideographs >= shortest {
                closed += text[taken..<at]
                for place in stride(from: at, through: end, by: 2) { closed.append(text[place]) }
                taken = end + 1
            }
            at = end + 1
        }
        guard taken > 0 else { return nil }
        closed += text[taken...]
        return closed
    }
}
