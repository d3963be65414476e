/// Features of a folded text in one pass: runs of 1 to 3 neighbouring characters, and for scripts that put spaces
/// between words also runs of 4, words and pairs of neighbouring words, each hashed into one of 2^18 buckets; on the
/// way, cues.
///
/// Hashing instead of a dictionary (Weinberger et al. 2009): no vocabulary to keep, no text per n-gram, and names and
/// words nobody has seen yet need no special case.
public struct HashedNGrams: Sendable {
    /// Buckets are below 2^bits.
    public static let bits = 18
    public static let bucketCount = 1 << bits
    /// Longest run of characters: of ideographs a fourth costs a third more time and was measured to tell nothing more.
    public static let longestRun = 3
    /// Longest run without an ideograph at its ends: letters say less than ideographs.
    public static let longestSpacedRun = 4
    /// Longest cue of ideographs.
    public static let longestCue = 4
    /// A negator turns cues that begin within so many characters after it, or so many words.
    static let characterReach = 4
    static let wordReach = 3

    private let cues: CueTable?

    public init(cues: CueTable? = nil) { self.cues = cues }

    /// Reads a text into an emptied buffer.
    ///
    /// - Parameters:
    ///   - folded: what `TextFolding.foldScalars` gave.
    ///   - known: n-grams outside it are passed over: a model has nothing to say of what it never met.
    public func read(_ folded: [UInt32], known: BucketSet? = nil, into features: inout TextFeatures) {
        if let known {
            known.lend { read(folded, $0, into: &features) }
        } else {
            read(folded, nil, into: &features)
        }
    }

    private func read(_ folded: [UInt32], _ known: UnsafePointer<UInt64>?, into features: inout TextFeatures) {
        folded.withUnsafeBufferPointer { text in
            features.fill(length: text.count, known: known) { writer in
                if let cues {
                    cues.lend { readCharacters(text, $0, into: &writer) }
                    writer.beginWords()
                    cues.lend { cues in
                        readWords(text, cues, into: &writer)
                        // Only where figures are named at all: few texts pay for the second look.
                        if writer.meetsFigures {
                            var figures = FigureReader(cues: cues)
                            figures.read(text)
                            writer.moves = figures.moves
                        }
                    }
                } else {
                    readCharacters(text, nil, into: &writer)
                    writer.beginWords()
                    readWords(text, nil, into: &writer)
                }
            }
        }
    }

    private func readCharacters(
        _ text: UnsafeBufferPointer<UInt32>, _ cues: CueTable.Lent?, into features: inout FeatureWriter
    ) {
        let count = text.count
        var turnedUntil = 0
        for first in 0..<count {
            var hash = Self.characterSeed
            // Cues of ideographs only: what is spelt in letters is looked up by words.
            let mayBeCue = text[first] >= 0x3400
            var most = Self.longestCue
            if !mayBeCue {
                turnedUntil = 0
                let last = first &+ Self.longestSpacedRun &- 1
                most = last < count && text[last] < 0x3400 ? Self.longestSpacedRun : Self.longestRun
            }
            let end = min(first &+ most, count)
            let isTurned = first < turnedUntil
            var position = first
            while position < end {
                hash = Self.extended(hash, text[position])
                position &+= 1
                let mixed = Self.mixed(hash)
                if position &- first <= Self.longestRun || !mayBeCue {
                    features.add(UInt32(truncatingIfNeeded: mixed >> (64 &- UInt64(Self.bits))))
                }
                guard mayBeCue, let cues, let group = cues.group(mixed) else { continue }
                if group == CueTable.negator {
                    features.negators &+= 1
                    turnedUntil = position &+ Self.characterReach
                } else {
                    features.addCue(Int(group), isTurned: isTurned && cues.turning[Int(group)])
                }
            }
        }
    }

    private func readWords(
        _ text: UnsafeBufferPointer<UInt32>, _ cues: CueTable.Lent?, into features: inout FeatureWriter
    ) {
        var previous: UInt64 = 0
        var reach = 0
        var position = 0
        let count = text.count
        while position < count {
            let first = text[position]
            guard first < 0x3400, ScalarKind(first).isWordlike else {
                // An ideograph parts words; spaces and most marks do not.
                if first >= 0x3400 || first == 0x2e || first == 0x3b { (previous, reach) = (0, 0) }
                position &+= 1
                continue
            }
            var hash = Self.wordSeed
            let start = position
            while position < count, Self.continuesWord(text[position]) {
                hash = Self.extended(hash, text[position])
                position &+= 1
            }
            features.wordLength &+= position &- start
            note(hash, cues, isTurned: reach > 0, &reach, &features)
            if previous != 0 {
                let pair = Self.pair(previous, hash)
                var ignored = 0
                note(pair, cues, isTurned: reach > 0, &ignored, &features)
            }
            previous = hash
        }
    }

    @inline(__always)
    private func note(
        _ hash: UInt64, _ cues: CueTable.Lent?, isTurned: Bool, _ reach: inout Int, _ features: inout FeatureWriter
    ) {
        let mixed = Self.mixed(hash)
        features.add(UInt32(truncatingIfNeeded: mixed >> (64 &- UInt64(Self.bits))))
        reach = max(0, reach &- 1)
        guard let cues, let group = cues.group(mixed) else { return }
        if group == CueTable.negator {
            features.negators &+= 1
            reach = Self.wordReach
        } else {
            if cues.roles[Int(group)] != .none { features.meetsFigures = true }
            features.addCue(Int(group), isTurned: isTurned && cues.turning[Int(group)])
        }
    }

    /// Letters, digits, and the apostrophe and hyphen within a word.
    @inline(__always)
    private static func continuesWord(_ scalar: UInt32) -> Bool {
        scalar < 0x3400 && (scalar == 0x27 || scalar == 0x2d || ScalarKind(scalar).isWordlike)
    }

    /// The hash a reading would make of a cue: of its ideographs, of its word, or of its two words; 0 for anything
    /// else.
    static func hash(ofCue folded: [UInt32]) -> UInt64 {
        guard let first = folded.first else { return 0 }
        if first >= 0x3400 {
            guard folded.count <= longestCue else { return 0 }
            return mixed(folded.reduce(characterSeed) { ($0 ^ UInt64($1)) &* prime })
        }
        let words = folded.split(separator: 0x20).map { $0.reduce(wordSeed) { ($0 ^ UInt64($1)) &* prime } }
        switch words.count {
        case 1: return mixed(words[0])
        case 2: return mixed(pair(words[0], words[1]))
        default: return 0
        }
    }

    @inline(__always)
    static func extended(_ hash: UInt64, _ scalar: UInt32) -> UInt64 { (hash ^ UInt64(scalar)) &* prime }

    @inline(__always)
    static func pair(_ a: UInt64, _ b: UInt64) -> UInt64 { (a &* 3 ^ b) &* prime }

    /// The high bits are the well-mixed ones.
    @inline(__always)
    static func mixed(_ hash: UInt64) -> UInt64 { (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9 }

    private static let characterSeed: UInt64 = 0xcbf2_9ce4_8422_2325
    static let wordSeed: UInt64 = 0x1234_5678_9abc_def1
    private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
}
