/// What was removed and added between two texts, by words; a Chinese character counts as a word.
///
/// The longest common subsequence (Wagner and Fischer 1974) where the texts are short enough for its table, else
/// sentence by sentence first. Time and memory are bounded by ``largestTable``.
struct TextDifference {
    struct Run: Hashable {
        enum Kind: String { case same, removed, added }
        var kind: Kind
        var text: String
    }

    /// Cells of the table, at most: 4 million steps, 16 MB.
    static let largestTable = 4_000_000

    let runs: [Run]

    init(from old: String, to new: String) {
        var runs: [Run] = []
        func add(_ kind: Run.Kind, _ text: String) {
            guard !text.isEmpty else { return }
            if let last = runs.last, last.kind == kind {
                runs[runs.count - 1].text += text
            } else {
                runs.append(Run(kind: kind, text: text))
            }
        }
        let sentences = (Self.sentences(old), Self.sentences(new))
        for block in Self.blocks(sentences.0, sentences.1) {
            guard block.kind == nil else {
                add(.same, block.old.joined())
                continue
            }
            let words = (Self.words(block.old.joined()), Self.words(block.new.joined()))
            for part in Self.blocks(words.0, words.1) {
                if part.kind != nil {
                    add(.same, part.old.joined())
                } else {
                    add(.removed, part.old.joined())
                    add(.added, part.new.joined())
                }
            }
        }
        self.runs = runs
    }

    var isEmpty: Bool { runs.allSatisfy { $0.kind == .same } }

    /// Characters removed and added.
    var counts: (removed: Int, added: Int) {
        runs.reduce(into: (0, 0)) { counts, run in
            if run.kind == .removed { counts.0 += run.text.count }
            if run.kind == .added { counts.1 += run.text.count }
        }
    }

    // MARK: comparing

    /// Parts of two lists in a row: alike, or different.
    private struct Block {
        /// `nil` where they differ.
        var kind: Run.Kind?
        var old: [String]
        var new: [String]
    }

    private static func blocks(_ old: [String], _ new: [String]) -> [Block] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        let middle = (Array(old[start..<old.count - end]), Array(new[start..<new.count - end]))
        var blocks: [Block] = []
        if start > 0 { blocks.append(Block(kind: .same, old: Array(old[..<start]), new: [])) }
        blocks += inner(middle.0, middle.1)
        if end > 0 { blocks.append(Block(kind: .same, old: Array(old[(old.count - end)...]), new: [])) }
        return blocks
    }

    private static func inner(_ old: [String], _ new: [String]) -> [Block] {
        guard !old.isEmpty || !new.isEmpty else { return [] }
        guard !old.isEmpty, !new.isEmpty, old.count * new.count <= largestTable else {
            return [Block(kind: nil, old: old, new: new)]
        }
        let width = new.count + 1
        // Length of the longest common subsequence of what is left of both.
        var table = [Int32](repeating: 0, count: (old.count + 1) * width)
        for i in stride(from: old.count - 1, through: 0, by: -1) {
            for j in stride(from: new.count - 1, through: 0, by: -1) {
                table[i * width + j] =
                    old[i] == new[j]
                    ? table[(i + 1) * width + j + 1] + 1
                    : max(table[(i + 1) * width + j], table[i * width + j + 1])
            }
        }
        var blocks: [Block] = []
        func take(_ kind: Run.Kind?, _ before: String?, _ after: String?) {
            if blocks.isEmpty || blocks[blocks.count - 1].kind != kind {
                blocks.append(Block(kind: kind, old: [], new: []))
            }
            if let before { blocks[blocks.count - 1].old.append(before) }
            if let after { blocks[blocks.count - 1].new.append(after) }
        }
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                take(.same, old[i], nil)
                (i, j) = (i + 1, j + 1)
            } else if j == new.count || (i < old.count && table[(i + 1) * width + j] >= table[i * width + j + 1]) {
                take(nil, old[i], nil)
                i += 1
            } else {
                take(nil, nil, new[j])
                j += 1
            }
        }
        return blocks
    }

    // MARK: cutting

    /// Each with what ends it.
    static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        for character in text {
            current.append(character)
            if character == "\n" || "。！？；!?".contains(character) {
                sentences.append(current)
                current = ""
            }
        }
        return current.isEmpty ? sentences : sentences + [current]
    }

    /// Runs of Latin letters and of digits, and every other character by itself.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var current = ""
        func isOfWord(_ character: Character) -> Bool {
            guard let scalar = character.unicodeScalars.first, scalar.value < 0x2e80 else { return false }
            return character.isLetter || character.isNumber || character == "."
        }
        for character in text {
            if isOfWord(character) {
                current.append(character)
            } else {
                if !current.isEmpty { words.append(current) }
                current = ""
                words.append(String(character))
            }
        }
        return current.isEmpty ? words : words + [current]
    }
}
