import Plan
import Schemas
import Text

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
    /// Named as a source, a custodian, a creditor, one of a list or a place: the text is about others.
    var isAside = false
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
        if let closed = SpelledOut.closed(reading.scalars) { reading.scalars = closed }
        if reading.scalars.count > Self.maximumScalars {
            reading.scalars.removeSubrange(Self.maximumScalars...)
        }
        let quote = Self.quoteStart(in: reading.scalars)
        reading.isBareRepost = quote.map { Self.isBare(reading.scalars[..<$0]) } ?? false
        reading.clauses = Self.clauses(in: reading.scalars, quote: quote)
        findCues(&reading, subject: mention.subject)
        setAside(&reading)
        own(&reading)
        for hit in reading.hits {
            let traits = lexicon.entries[hit.phrase].traits
            if traits.contains(.question) { reading.clauses[hit.clause].isQuestion = true }
            guard traits.contains(.prevention) else { continue }
            let sentence = reading.clauses[hit.clause].sentence
            for index in reading.clauses.indices where reading.clauses[index].sentence == sentence {
                reading.clauses[index].owner = .somebodyElse
            }
        }
        readMatters(&reading)
        let body = reading.isBareRepost ? quote ?? 0 : 0
        if reading.scalars.count - body >= Self.leastForSignature {
            reading.signature = minHash.signature(ofFolded: reading.scalars[body...])
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
            lexicon.forEachRole(of: hit.phrase) { body($0, hit) }
        }
    }

    // MARK: Cues

    /// Fills in hits and names.
    private func findCues(_ reading: inout MentionReading, subject: String) {
        let found = occurrences(in: reading.scalars)
        guard !found.isEmpty else { return }
        reading.hits.reserveCapacity(found.count)
        var shieldEnd = 0
        var feelingEnd = 0
        var nameEnd = 0
        var clause = 0
        for packed in found {
            let occurrence = Occurrence(packed: packed)
            let range = occurrence.range
            let entry = lexicon.entries[occurrence.phrase]
            if entry.owner >= 0, range.lowerBound >= nameEnd || reading.names.last?.range == range {
                // The longest name at a place counts: 澜江理财 is not half the bank.
                reading.names.append(PartyName(range: range, isSubject: lexicon.owners[Int(entry.owner)] == subject))
                nameEnd = max(nameEnd, range.upperBound)
            }
            if range.upperBound <= shieldEnd { continue }
            if entry.traits.contains(.shield) { shieldEnd = max(shieldEnd, range.upperBound) }
            while clause + 1 < reading.clauses.count, reading.clauses[clause].range.upperBound <= range.lowerBound {
                clause += 1
            }
            guard clause < reading.clauses.count else { break }
            var covered = false
            if entry.traits.contains(.feeling) {
                covered = range.upperBound <= feelingEnd
                feelingEnd = max(feelingEnd, range.upperBound)
            } else if entry.traits.contains(.negator) {
                covered = range.upperBound <= feelingEnd
            }
            reading.hits.append(
                CueHit(phrase: occurrence.phrase, range: range, clause: clause, isCovered: covered))
        }
    }

    /// A phrase where it stands whole, packed so that numbers order as is read: by start, longer ones first.
    private struct Occurrence {
        let packed: UInt64

        init(packed: UInt64) { self.packed = packed }

        /// A text has less than 2^16 scalars.
        init(phrase: Int, range: Range<Int>) {
            packed =
                UInt64(range.lowerBound) << 48 | UInt64(0xffff - range.upperBound) << 32 | UInt64(phrase)
        }

        var phrase: Int { Int(packed & 0xffff_ffff) }
        var range: Range<Int> { Int(packed >> 48)..<(0xffff - Int(packed >> 32 & 0xffff)) }
    }

    /// - Returns: each `Occurrence`, packed.
    private func occurrences(in text: [UInt32]) -> [UInt64] {
        var packed: [UInt64] = []
        packed.reserveCapacity(32)
        lexicon.automaton.scan(text) { phrase, range in
            let traits = lexicon.entries[phrase].traits
            if traits.contains(.startsWordlike), range.lowerBound > 0,
                ScalarKind(text[range.lowerBound - 1]).isWordlike
            {
                return
            }
            if traits.contains(.endsWordlike), range.upperBound < text.count,
                ScalarKind(text[range.upperBound]).isWordlike
            {
                return
            }
            packed.append(Occurrence(phrase: phrase, range: range).packed)
        }
        packed.sort()
        return packed
    }

    /// A cue of another part lies at most so many scalars before a name, or behind it.
    private static let reachBehind = 6
    private static let reachBefore = 2
    /// A report is at least so long, in scalars.
    private static let leastReport = 60

    /// Finds the names that play another part than the one the text is about.
    private func setAside(_ reading: inout MentionReading) {
        guard reading.names.contains(where: \.isSubject) else { return }
        for hit in reading.hits {
            let traits = lexicon.entries[hit.phrase].traits
            guard traits.contains(.partBehind) || traits.contains(.partBefore) else { continue }
            for index in reading.names.indices where reading.names[index].isSubject {
                let name = reading.names[index].range
                let behind = name.lowerBound - hit.range.upperBound
                let before = hit.range.lowerBound - name.upperBound
                if traits.contains(.partBehind) && (0...Self.reachBehind).contains(behind)
                    || traits.contains(.partBefore) && (0...Self.reachBefore).contains(before)
                {
                    reading.names[index].isAside = true
                }
            }
        }
        setAsideInReport(&reading)
    }

    /// A report that names the subject once, at its end or in brackets before it, and says nothing bad in that sentence, is
    /// about something else.
    private func setAsideInReport(_ reading: inout MentionReading) {
        let own = reading.names.indices.filter { reading.names[$0].isSubject }
        guard own.count == 1, reading.scalars.count >= Self.leastReport,
            !reading.hits.contains(where: { lexicon.entries[$0.phrase].traits.contains(.firstPerson) }),
            let clause = reading.clauses.first(where: { $0.range.contains(reading.names[own[0]].range.lowerBound) }),
            let last = reading.clauses.last, clause.sentence == last.sentence && clause.sentence > 0
        else { return }
        let bad = reading.hits.contains { hit in
            guard reading.clauses[hit.clause].sentence == clause.sentence else { return false }
            var isBad = false
            lexicon.forEachRole(of: hit.phrase) { role in
                switch role {
                case .negative, .rumour, .mark: isBad = true
                default: break
                }
            }
            return isBad
        }
        if !bad { reading.names[own[0]].isAside = true }
    }

    /// A clause belongs to who is named in it first, else to who was last named before it.
    private func own(_ reading: inout MentionReading) {
        let names = reading.names
        if names.contains(where: { $0.isSubject && $0.isAside }),
            !names.contains(where: { $0.isSubject && !$0.isAside })
        {
            for index in reading.clauses.indices { reading.clauses[index].owner = .somebodyElse }
            return
        }
        var next = 0
        var current = ClauseOwner.nobody
        for index in reading.clauses.indices {
            let clause = reading.clauses[index]
            if index > 0, clause.isQuoted, !reading.clauses[index - 1].isQuoted { current = .nobody }
            var first: ClauseOwner?
            while next < names.count, names[next].range.lowerBound < clause.range.upperBound {
                let owner: ClauseOwner = names[next].isSubject ? .subject : .somebodyElse
                if first == nil, !names[next].isAside { first = owner }
                next += 1
            }
            if let first { current = first }
            reading.clauses[index].owner = current
            if first == .somebodyElse { giveLead(to: index, &reading) }
        }
    }

    /// A heading tells of whom the clause behind it begins with: 处罚公告：某银行被罚.
    private func giveLead(to index: Int, _ reading: inout MentionReading) {
        let clause = reading.clauses[index]
        guard reading.names.contains(where: { !$0.isSubject && $0.range.lowerBound == clause.range.lowerBound })
        else { return }
        var at = index - 1
        while at >= 0, reading.clauses[at].sentence == clause.sentence, reading.clauses[at].owner == .nobody {
            reading.clauses[at].owner = .somebodyElse
            at -= 1
        }
    }

    // MARK: Matters

    private func readMatters(_ reading: inout MentionReading) {
        var matters: [UInt64] = []
        forEachOwnCue(reading) { role, _ in
            guard case .matter(let index) = role else { return }
            let hash = lexicon.matterHashes[index]
            // There are a dozen at most.
            let place = matters.firstIndex { $0 >= hash } ?? matters.count
            if place == matters.count || matters[place] != hash { matters.insert(hash, at: place) }
        }
        reading.matters = matters
    }
}
