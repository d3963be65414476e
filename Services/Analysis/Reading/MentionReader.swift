import Plan
import Schemas
import Text

/// Whose doings a clause tells.
enum ClauseOwner: Hashable, Sendable {
    case subject, nobody, somebodyElse
}

/// A stretch of text between marks of punctuation.
struct Clause: Sendable {
    /// Offsets of folded scalars.
    var range: Range<Int>
    var sentence: Int
    var owner: ClauseOwner
    /// Behind `//@somebody:`.
    var isQuoted: Bool
    var isQuestion: Bool
}

/// A cue that was found and not shielded.
struct CueHit: Sendable {
    var phrase: Int
    var range: Range<Int>
    var clause: Int
    /// Lies within a longer cue that is as negative, or positive, as it: counted there.
    var isCovered: Bool
}

/// A name of the plan's where it stands in a text.
struct PartyName: Sendable {
    var range: Range<Int>
    /// A name of the mention's own subject.
    var isSubject: Bool
}

/// What one pass over a mention finds; all further judgement works on this.
struct MentionReading: Sendable {
    var scalars: [UInt32] = []
    var clauses: [Clause] = []
    var hits: [CueHit] = []
    /// By position.
    var names: [PartyName] = []
    /// Hashes of the matters it is about, ascending.
    var matters: [UInt64] = []
    /// Of the words by which near-duplicates are known; those of the quoted text for a bare repost.
    var signature = MinHashSignature()
    var isBareRepost = false
}

/// Reads a mention once: folds it, finds cues and names, cuts it into clauses, hashes its tokens.
struct MentionReader: Sendable {
    let lexicon: CueLexicon
    private let folding = TextFolding.standard
    private let minHash = MinHash.standard

    /// No more of a text is read than this, in scalars; what matters comes first, floods come last.
    static let maximumScalars = 4096
    /// Fewer scalars than this are too few to call two texts copies.
    static let leastForSignature = 8

    init(lexicon: CueLexicon) { self.lexicon = lexicon }

    func read(_ mention: Mention) -> MentionReading {
        let title = Self.start(of: mention.title, maximumCharacters: 200)
        let text = Self.start(of: mention.text, maximumCharacters: Self.maximumScalars)
        let joined = title.isEmpty ? text : "\(title)\u{3002}\(text)"
        var reading = MentionReading()
        reading.scalars = folding.foldScalars(joined)
        if reading.scalars.count > Self.maximumScalars {
            reading.scalars.removeSubrange(Self.maximumScalars...)
        }
        let quote = Self.quoteStart(in: reading.scalars)
        reading.isBareRepost = quote.map { Self.isBare(reading.scalars[..<$0]) } ?? false
        reading.clauses = Self.clauses(in: reading.scalars, quote: quote)
        let found = hits(in: reading)
        reading.names = found.names.map {
            PartyName(range: $0.range, isSubject: lexicon.owners[$0.owner] == mention.subject)
        }
        own(&reading)
        reading.hits = found.hits
        for hit in reading.hits {
            let roles = lexicon.phrases[hit.phrase].roles
            if roles.contains(.question) { reading.clauses[hit.clause].isQuestion = true }
            guard roles.contains(.prevention) else { continue }
            let sentence = reading.clauses[hit.clause].sentence
            for index in reading.clauses.indices where reading.clauses[index].sentence == sentence {
                reading.clauses[index].owner = .somebodyElse
            }
        }
        readMatters(&reading)
        let body = reading.isBareRepost ? quote ?? 0 : 0
        if reading.scalars.count - body >= Self.leastForSignature {
            reading.signature = minHash.signature(ofFolded: Array(reading.scalars[body...]))
        }
        return reading
    }

    /// Characters are costly to count, bytes are not: no character is shorter than a byte.
    static func start(of text: String, maximumCharacters: Int) -> String {
        text.utf8.count <= maximumCharacters ? text : String(text.prefix(maximumCharacters))
    }

    /// The role of each hit in clauses of the subject or nobody in particular.
    func forEachOwnCue(_ reading: MentionReading, _ body: (CueRole, CueHit) -> Void) {
        for hit in reading.hits where reading.clauses[hit.clause].owner != .somebodyElse {
            for role in lexicon.phrases[hit.phrase].roles { body(role, hit) }
        }
    }

    // MARK: Clauses

    private static let at = UInt32(UInt8(ascii: "@"))
    private static let slash = UInt32(UInt8(ascii: "/"))

    /// Where the text quoted in a repost begins: behind `//@name:`, or `@name:` in the middle.
    static func quoteStart(in text: [UInt32]) -> Int? {
        var position = 0
        while position < text.count {
            if text[position] == at, position == 0 || text[position - 1] == slash || text[position - 1] == 0x20 {
                var end = position + 1
                while end < text.count, end - position <= 40, text[end] != 0x3a, text[end] != 0x20 { end += 1 }
                if end < text.count, text[end] == 0x3a { return end + 1 }
            }
            position += 1
        }
        return nil
    }

    private static let bareComments: Set<[UInt32]> = Set(
        ["转发微博", "转发", "转", "repost", "rt", "转发微博。", ""].map { TextFolding.standard.foldScalars($0) })

    /// Whether what stands before the quote says nothing of its own.
    private static func isBare(_ comment: ArraySlice<UInt32>) -> Bool {
        guard let mark = comment.lastIndex(of: at) else { return false }
        var end = mark
        while end > comment.startIndex, comment[end - 1] == slash || comment[end - 1] == 0x20 { end -= 1 }
        return end - comment.startIndex <= 8 && bareComments.contains(Array(comment[comment.startIndex..<end]))
    }

    static func clauses(in text: [UInt32], quote: Int?) -> [Clause] {
        var clauses: [Clause] = []
        var start = 0
        var sentence = 0
        func close(at end: Int, isQuestion: Bool) {
            guard end > start else { return }
            clauses.append(
                Clause(
                    range: start..<end, sentence: sentence, owner: .nobody,
                    isQuoted: quote.map { start >= $0 } ?? false,
                    isQuestion: isQuestion))
        }
        for position in text.indices {
            if position == quote, position > start {
                close(at: position, isQuestion: false)
                start = position
                sentence += 1
            }
            let ends: Bool
            let isSentence: Bool
            switch text[position] {
            case 0x3002, 0x21, 0x3f, 0x3b: (ends, isSentence) = (true, true)
            case 0x2e:
                ends = position + 1 == text.count || text[position + 1] == 0x20
                isSentence = ends
            case 0x2c, 0x3001, 0x3a:
                ends =
                    position + 1 == text.count || !ScalarKind(text[position + 1]).isWordlike
                    || position == 0 || !ScalarKind(text[position - 1]).isWordlike
                isSentence = false
            default: continue
            }
            guard ends else { continue }
            close(at: position, isQuestion: text[position] == 0x3f)
            start = position + 1
            if isSentence { sentence += 1 }
        }
        close(at: text.count, isQuestion: false)
        return clauses
    }

    // MARK: Cues

    private struct Found {
        var hits: [CueHit] = []
        var names: [(owner: Int, range: Range<Int>)] = []
    }

    private func hits(in reading: MentionReading) -> Found {
        var raw: [(phrase: Int, range: Range<Int>)] = []
        let text = reading.scalars
        lexicon.automaton.scan(text) { index, range in
            let phrase = lexicon.phrases[index]
            if phrase.startsWordlike, range.lowerBound > 0, ScalarKind(text[range.lowerBound - 1]).isWordlike { return }
            if phrase.endsWordlike, range.upperBound < text.count, ScalarKind(text[range.upperBound]).isWordlike {
                return
            }
            raw.append((index, range))
        }
        raw.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        var found = Found()
        var shieldEnd = 0
        var feelingEnd = 0
        var nameEnd = 0
        var clause = 0
        for (index, range) in raw {
            let roles = lexicon.phrases[index].roles
            if case .name(let owner)? = roles.first(where: { if case .name = $0 { true } else { false } }) {
                // The longest name at a place counts: 澜江理财 is not half the bank.
                if range.lowerBound >= nameEnd || found.names.last?.range == range {
                    found.names.append((owner, range))
                    nameEnd = max(nameEnd, range.upperBound)
                }
            }
            if range.upperBound <= shieldEnd { continue }
            if roles.contains(.shield) { shieldEnd = max(shieldEnd, range.upperBound) }
            while clause + 1 < reading.clauses.count, reading.clauses[clause].range.upperBound <= range.lowerBound {
                clause += 1
            }
            guard clause < reading.clauses.count else { break }
            var covered = false
            if roles.contains(where: \.isFeeling) {
                covered = range.upperBound <= feelingEnd
                feelingEnd = max(feelingEnd, range.upperBound)
            } else if roles.contains(.negator) {
                covered = range.upperBound <= feelingEnd
            }
            found.hits.append(CueHit(phrase: index, range: range, clause: clause, isCovered: covered))
        }
        return found
    }

    /// A clause belongs to who is named in it first, else to who was last named before it.
    private func own(_ reading: inout MentionReading) {
        let names = reading.names
        var next = 0
        var current = ClauseOwner.nobody
        for index in reading.clauses.indices {
            let clause = reading.clauses[index]
            if index > 0, clause.isQuoted, !reading.clauses[index - 1].isQuoted { current = .nobody }
            var first: ClauseOwner?
            while next < names.count, names[next].range.lowerBound < clause.range.upperBound {
                let owner: ClauseOwner = names[next].isSubject ? .subject : .somebodyElse
                if first == nil { first = owner }
                next += 1
            }
            if let first { current = first }
            reading.clauses[index].owner = current
        }
    }

    // MARK: Matters

    private func readMatters(_ reading: inout MentionReading) {
        var matters: [UInt64] = []
        forEachOwnCue(reading) { role, _ in
            if case .matter(let index) = role { matters.append(lexicon.matterHashes[index]) }
        }
        reading.matters = Self.distinct(matters)
    }

    private static func distinct(_ hashes: [UInt64]) -> [UInt64] {
        var previous: UInt64?
        return hashes.sorted().filter { hash in
            defer { previous = hash }
            return hash != previous
        }
    }
}

extension CueRole {
    var isFeeling: Bool {
        switch self {
        case .negative, .positive: true
        default: false
        }
    }
}
