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

    /// What stands before it is spelt in letters, marks and digits.
    fileprivate static let firstIdeograph: UInt32 = 0x3400

    private let cues: CueTable

    public init(cues: CueTable? = nil) { self.cues = cues ?? .empty }

    /// Reads a text into an emptied buffer.
    ///
    /// - Parameters:
    ///   - folded: what `TextFolding.foldScalars` gave.
    ///   - known: n-grams outside it are passed over: a model has nothing to say of what it never met.
    public func read(_ folded: [UInt32], known: BucketSet? = nil, into features: inout TextFeatures) {
        (known ?? .full).lend { known in
            folded.withUnsafeBufferPointer { text in
                features.fill(length: text.count, known: known) { writer in
                    cues.lend { cues in
                        readCharacters(text, cues, into: &writer)
                        writer.beginWords()
                        readWords(text, cues, into: &writer)
                        // Only where figures are named at all: few texts pay for the second look.
                        if writer.meetsFigures {
                            var figures = FigureReader(cues: cues)
                            figures.read(text)
                            writer.moves = figures.moves
                        }
                    }
                }
            }
        }
    }

    /// Almost without branches: which runs are known is as good as random, and a branch on it would be guessed wrong at
    /// every other one.
    private func readCharacters(
        _ text: UnsafeBufferPointer<UInt32>, _ cues: CueTable.Lent, into features: inout FeatureWriter
    ) {
        var reader = CharacterCues(cues: cues, text: text)
        var known = features.gatherer
        // Behind the last of them stand fewer scalars than the longest run has.
        let whole = max(text.count &- Self.longestSpacedRun &+ 1, 0)
        for first in 0..<whole {
            let scalar = text[first]
            let one = Self.extended(Self.characterSeed, scalar)
            let two = Self.extended(one, text[first &+ 1])
            let three = Self.extended(two, text[first &+ 2])
            let (mixedOne, mixedTwo) = (Self.mixed(one), Self.mixed(two))
            known.gather(Self.bucket(mixedOne))
            known.gather(Self.bucket(mixedTwo))
            known.gather(Self.bucket(Self.mixed(three)))
            if scalar < Self.firstIdeograph {
                let last = text[first &+ 3]
                if last < Self.firstIdeograph { known.gather(Self.bucket(Self.mixed(Self.extended(three, last)))) }
            } else if cues.mayBegin(mixedOne, mixedTwo) {
                reader.read(at: first, into: &features)
            }
        }
        for first in whole..<text.count {
            var hash = Self.characterSeed
            for position in first..<text.count {
                hash = Self.extended(hash, text[position])
                known.gather(Self.bucket(Self.mixed(hash)))
            }
            if text[first] >= Self.firstIdeograph { reader.read(at: first, into: &features) }
        }
        features.add(known)
    }

    /// Cues of ideographs, and from where to where a negator turns them.
    private struct CharacterCues {
        let cues: CueTable.Lent
        let text: UnsafeBufferPointer<UInt32>
        private var negator = 0
        private var turnedUntil = 0

        init(cues: CueTable.Lent, text: UnsafeBufferPointer<UInt32>) {
            self.cues = cues
            self.text = text
        }

        /// Looks up the runs that begin at `first`, an ideograph.
        @inline(never)
        mutating func read(at first: Int, into features: inout FeatureWriter) {
            // What is spelt in letters, and marks, end the negator's reach.
            let isTurned =
                first < turnedUntil && text[negator..<first].allSatisfy { $0 >= HashedNGrams.firstIdeograph }
            var hash = HashedNGrams.characterSeed
            for position in first..<min(first &+ HashedNGrams.longestCue, text.count) {
                hash = HashedNGrams.extended(hash, text[position])
                guard let group = cues.group(HashedNGrams.mixed(hash)) else { continue }
                if group == CueTable.negator {
                    features.negators &+= 1
                    (negator, turnedUntil) = (first, position &+ 1 &+ HashedNGrams.characterReach)
                } else {
                    features.addCue(Int(group), isTurned: isTurned && cues.turning[Int(group)])
                }
            }
        }
    }

    private func readWords(
        _ text: UnsafeBufferPointer<UInt32>, _ cues: CueTable.Lent, into features: inout FeatureWriter
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
        _ hash: UInt64, _ cues: CueTable.Lent, isTurned: Bool, _ reach: inout Int, _ features: inout FeatureWriter
    ) {
        let mixed = Self.mixed(hash)
        features.add(Self.bucket(mixed))
        reach = max(0, reach &- 1)
        guard let group = cues.group(mixed) else { return }
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

    /// The hash a reading would make of the first two ideographs of a cue, or of its only one; 0 for a cue of
    /// words.
    static func hash(ofBeginning cue: [UInt32]) -> UInt64 {
        guard let first = cue.first, first >= firstIdeograph else { return 0 }
        return mixed(cue.prefix(2).reduce(characterSeed) { extended($0, $1) })
    }

    @inline(__always)
    static func extended(_ hash: UInt64, _ scalar: UInt32) -> UInt64 { (hash ^ UInt64(scalar)) &* prime }

    @inline(__always)
    static func pair(_ a: UInt64, _ b: UInt64) -> UInt64 { (a &* 3 ^ b) &* prime }

    @inline(__always)
    private static func bucket(_ mixed: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: mixed >> (64 &- UInt64(bits)))
    }

    /// The high bits are the well-mixed ones.
    @inline(__always)
    static func mixed(_ hash: UInt64) -> UInt64 { (hash ^ (hash >> 29)) &* 0xbf58_476d_1ce4_e5b9 }

    fileprivate static let characterSeed: UInt64 = 0xcbf2_9ce4_8422_2325
    static let wordSeed: UInt64 = 0x1234_5678_9abc_def1
    private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
}
