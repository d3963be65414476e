/// Texts cut to what a channel takes; what was cut ends with …
enum Cut {
    static func bytes(_ text: String, _ most: Int) -> String { cut(text, most) { $0.utf8.count } }
    /// In units of UTF-16.
    static func characters(_ text: String, _ most: Int) -> String { cut(text, most) { $0.utf16.count } }

    /// The longest beginning of a text that fits, with … where something is left out. By scalars, each of which takes at least a
    /// byte, so that one huge character cannot defeat the cut.
    static func longest(of text: String, fits: (String) throws -> Bool) rethrows -> String {
        let scalars = Array(text.unicodeScalars)
        var (least, tooMany) = (0, scalars.count + 1)
        while tooMany - least > 1 {
            let middle = (least + tooMany) / 2
            if try fits(self.scalars(scalars, middle)) { least = middle } else { tooMany = middle }
        }
        return least == 0 ? "" : self.scalars(scalars, least)
    }

    private static func scalars(_ scalars: [Unicode.Scalar], _ count: Int) -> String {
        guard count < scalars.count else { return String(String.UnicodeScalarView(scalars)) }
        var cut = String.UnicodeScalarView(scalars.prefix(count))
        cut.append("…")
        return String(cut)
    }

    private static func cut(_ text: String, _ most: Int, _ size: (String) -> Int) -> String {
        guard size(text) > most else { return text }
        let room = most - size("…")
        guard room > 0 else { return "" }
        var (cut, used) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            used += size(String(scalar))
            guard used <= room else { break }
            cut.append(scalar)
        }
        cut.append("…")
        return String(cut)
    }
}
