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
    /// Folded pieces that the text itself must have, since their tokens do not say that they stand together.
    private(set) var pieces: [[UInt32]] = []
    package private(set) var isCut = false
    /// The pieces as folded text, for marking them.
    package private(set) var words: [String] = []

    /// Something was typed, and nothing of it can be looked for.
    package var isNothing: Bool { tokens.isEmpty && hadText }
    private var hadText = false

    package init(_ text: String) {
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
        for piece in Self.pieces(scalars) { add(piece, &single) }
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
        if !isExact || own.count > 1 || runs > 1 { pieces.append(piece) }
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
