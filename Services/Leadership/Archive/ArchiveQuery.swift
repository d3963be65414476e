import Text

/// What somebody looks for.
package struct ArchiveQuery: Hashable, Sendable {
    package enum Drills: String, Hashable, Sendable, CaseIterable { case without, only, also }

    /// As it was typed: anything.
    package var text = ""
    /// Empty: all.
    package var kinds: Set<ArchiveKind> = []
    package var subject: String?
    package var source: String?
    package var language: String?
    /// 1 to 4.
    package var grade: Int64?
    package var incident: String?
    /// Published, opened, written at or after this, to the second (ms since 1970).
    package var since: Int64?
    /// Before this, to the second (ms since 1970).
    package var until: Int64?
    package var drills = Drills.without
    /// The cursor of the page before; from the newest otherwise.
    package var after: Int64?
    /// 1 to 1000.
    package var limit = 50
    /// Ids by the names that people call them: whoever types a name looks for what they did, too.
    package var people: [String: String] = [:]
    /// How many there are is wanted as well.
    package var isCounted = false

    package init() {}
}

/// What was found.
package struct ArchivePage: Hashable, Sendable {
    /// The newest first.
    package var entries: [ArchivedEntry]
    /// Goes into `after`; `nil` where there is no more.
    package var next: Int64?
    /// So many candidates were looked at that the page ends before it is full: `next` goes on.
    package var isCutShort = false
    /// How many there are in all, where that was asked for.
    package var total: ArchiveTotal?
}

/// How many entries were found: a thousand are enough to know that it is too many.
package struct ArchiveTotal: Hashable, Sendable {
    package static let most = 1_000

    package var count: Int
    /// There are more, or may be.
    package var isMore: Bool
}

/// An entry, as it was found.
package struct ArchivedEntry: Hashable, Sendable {
    /// Its row, and its cursor.
    package var id: Int64
    package var kind: ArchiveKind
    package var subject: String
    package var source: String
    package var language: String
    /// 0 where it has none.
    package var grade: Int64
    package var incident: String
    package var isDrill: Bool
    /// The event's message, as protobuf.
    package var data: [UInt8]
}

/// What was typed, as the index is asked.
///
/// Words stand apart by white space; all have to be there. What stands in quotation marks is one piece. Nothing else has a
/// meaning: operators are words, signs are passed over.
package struct ArchiveSearchTerms: Hashable, Sendable {
    /// Scalars that are looked for; what is longer is cut, and said to be.
    package static let longest = 200
    static let mostTokens = 48

    /// Tokens of the index, as FTS5 reads them: quoted, some with a star behind.
    private(set) var tokens: [String] = []
    /// Folded pieces that the text itself must have, one of each, since their tokens do not say that they stand together.
    private(set) var pieces: [[[UInt32]]] = []
    package private(set) var isCut = false
    /// The pieces as folded text, for marking them.
    package private(set) var words: [String] = []

    /// Something was typed, and nothing of it can be looked for.
    package var isNothing: Bool { tokens.isEmpty && hadText }
    private var hadText = false

    /// - Parameter people: ids by names; who types a name finds the id as well.
    package init(_ text: String, people: [String: String] = [:]) {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            // NUL and its like separate.
            scalars.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
            if scalars.count > Self.longest {
                isCut = true
                scalars.removeLast()
                break
            }
        }
        hadText = scalars.contains { !$0.properties.isWhitespace }
        var single: [UInt32] = []
        let ids = Self.folded(people)
        for piece in Self.pieces(scalars) {
            if let id = ids[piece] { add(piece, or: id) } else { add(piece, &single) }
        }
        // One ideograph is the beginning of a pair, or the last of a run. Beside other tokens it is looked for in the text.
        if tokens.isEmpty, let first = single.first { tokens.append(Self.quoted([first], isPrefix: true)) }
        if tokens.count > Self.mostTokens {
            tokens.removeLast(tokens.count - Self.mostTokens)
            isCut = true
        }
    }

    private mutating func add(_ piece: [UInt32], _ single: inout [UInt32]) {
        var own: [String] = []
        var isExact = true
        var runs = 0
        ArchiveText.runs(piece) { run, isIdeographs in
            runs += 1
            guard isIdeographs else {
                let word = Array(piece[run].prefix(ArchiveText.longestWord))
                return own.append(Self.quoted(word, isPrefix: word.count > 2))
            }
            guard run.count > 1 else {
                single.append(piece[run.lowerBound])
                isExact = false
                return
            }
            for position in run.dropLast() { own.append(Self.quoted(Array(piece[position...position + 1]))) }
        }
        guard runs > 0 else { return }
        words.append(TextFolding.string(piece))
        for token in own where !tokens.contains(token) { tokens.append(token) }
        if !isExact || own.count > 1 || runs > 1 { pieces.append([piece]) }
    }

    /// A person's name, or their id.
    private mutating func add(_ name: [UInt32], or id: [UInt32]) {
        let sides = [name, id].map { side in
            var own: [String] = []
            ArchiveText.runs(side) { run, isIdeographs in
                if isIdeographs, run.count > 1 {
                    for position in run.dropLast() { own.append(Self.quoted(Array(side[position...position + 1]))) }
                } else {
                    own.append(Self.quoted(Array(side[run].prefix(ArchiveText.longestWord)), isPrefix: true))
                }
            }
            return own.joined(separator: " AND ")
        }
        words.append(TextFolding.string(name))
        let token = "((\(sides[0])) OR (\(sides[1])))"
        if !tokens.contains(token) { tokens.append(token) }
        pieces.append([name, id])
    }

    private static func folded(_ people: [String: String]) -> [[UInt32]: [UInt32]] {
        var ids: [[UInt32]: [UInt32]] = [:]
        for (name, id) in people {
            let (name, id) = (TextFolding.standard.foldScalars(name), TextFolding.standard.foldScalars(id))
            guard name.contains(where: { ScalarKind($0).isContent }), id.contains(where: { ScalarKind($0).isContent })
            else { continue }
            ids[name] = id
        }
        return ids
    }

    /// Folded, without what is no letter, digit or ideograph at their ends.
    private static func pieces(_ scalars: [Unicode.Scalar]) -> [[UInt32]] {
        var pieces: [String] = []
        var current = String.UnicodeScalarView()
        var isQuoted = false
        for scalar in scalars {
            let isQuote = "\"“”„«»「」『』".unicodeScalars.contains(scalar)
            if isQuote { isQuoted.toggle() }
            if isQuote || (scalar.properties.isWhitespace && !isQuoted) {
                pieces.append(String(current))
                current = String.UnicodeScalarView()
            } else {
                current.append(scalar)
            }
        }
        pieces.append(String(current))
        return pieces.map { text in
            let folded = TextFolding.standard.foldScalars(text)
            guard let first = folded.firstIndex(where: { ScalarKind($0).isContent }),
                let last = folded.lastIndex(where: { ScalarKind($0).isContent })
            else { return [] }
            return Array(folded[first...last])
        }.filter { !$0.isEmpty }
    }

    /// A string of FTS5; a star behind it says that words may go on.
    private static func quoted(_ scalars: [UInt32], isPrefix: Bool = false) -> String {
        var bytes: [UInt8] = [0x22]
        for scalar in scalars where scalar != 0x22 { ArchiveText.write(scalar, into: &bytes) }
        bytes.append(0x22)
        if isPrefix { bytes.append(0x2a) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
