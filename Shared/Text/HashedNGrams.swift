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
    private static let firstIdeograph: UInt32 = 0x3400

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
        var reader = CharacterCues(cues)
        // Behind the end stand nothing's runs.
        let whole = max(text.count &- Self.longestSpacedRun &+ 1, 0)
        for first in 0..<whole {
            let (a, d) = (text[first], text[first &+ 3])
            var hash = Self.extended(Self.characterSeed, a)
            let one = Self.mixed(hash)
            hash = Self.extended(hash, text[first &+ 1])
            let two = Self.mixed(hash)
            hash = Self.extended(hash, text[first &+ 2])
            let three = Self.mixed(hash)
            let four = Self.mixed(Self.extended(hash, d))
            features.gather(Self.bucket(one), 1)
            features.gather(Self.bucket(two), 1)
            features.gather(Self.bucket(three), 1)
            let isSpaced = a < Self.firstIdeograph
            features.gather(Self.bucket(four), isSpaced && d < Self.firstIdeograph ? 1 : 0)
            // Cues of ideographs only: what is spelt in letters is looked up by words.
            let found = cues.sifted(one) | cues.sifted(two) | cues.sifted(three) | cues.sifted(four)
            if isSpaced {
                reader.turnedUntil = 0
            } else if found != 0 {
                reader.read((one, two, three, four), count: 4, at: first, into: &features)
            }
        }
        for first in whole..<text.count {
            var hashes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            var hash = Self.characterSeed
            for position in first..<text.count {
                hash = Self.extended(hash, text[position])
                let mixed = Self.mixed(hash)
                features.gather(Self.bucket(mixed), 1)
                switch position &- first {
                case 0: hashes.0 = mixed
                case 1: hashes.1 = mixed
                default: hashes.2 = mixed
                }
            }
            if text[first] < Self.firstIdeograph {
                reader.turnedUntil = 0
            } else {
                reader.read(hashes, count: text.count &- first, at: first, into: &features)
            }
        }
        features.addGathered()
    }

    /// Cues of ideographs, and up to where a negator turns them.
    private struct CharacterCues {
        private let cues: CueTable.Lent
        var turnedUntil = 0

        init(_ cues: CueTable.Lent) { self.cues = cues }

        /// Looks up the first `count` runs that begin at `first`.
        @inline(never)
        mutating func read(
            _ hashes: (UInt64, UInt64, UInt64, UInt64), count: Int, at first: Int, into features: inout FeatureWriter
        ) {
            let isTurned = first < turnedUntil
            read(hashes.0, isTurned, end: first &+ 1, into: &features)
            if count > 1 { read(hashes.1, isTurned, end: first &+ 2, into: &features) }
            if count > 2 { read(hashes.2, isTurned, end: first &+ 3, into: &features) }
            if count > 3 { read(hashes.3, isTurned, end: first &+ 4, into: &features) }
        }

        @inline(__always)
        private mutating func read(_ hash: UInt64, _ isTurned: Bool, end: Int, into features: inout FeatureWriter) {
            guard let group = cues.group(hash) else { return }
            if group == CueTable.negator {
                features.negators &+= 1
                turnedUntil = end &+ HashedNGrams.characterReach
            } else {
                features.addCue(Int(group), isTurned: isTurned && cues.turning[Int(group)])
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

    private static let characterSeed: UInt64 = 0xcbf2_9ce4_8422_2325
    static let wordSeed: UInt64 = 0x1234_5678_9abc_def1
    private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
}
