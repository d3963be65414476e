/// Makes MinHash signatures of texts: two texts' signatures agree in about the share of shingles the texts share.
///
/// Broder: "On the resemblance and containment of documents", 1997. A text is folded and stripped of everything but
/// ideographs, letters and digits, so that punctuation, emoji and spacing do not tell reposts apart. A shingle is three
/// scalars where it starts with an ideograph, else five; a shorter text is one shingle.
///
/// A shingle is hashed four times, not once for each minimum: each hash puts it into one of sixteen slots and is held
/// against the minimum there (one permutation hashing: Li, Owen, Zhang 2012). A slot that stays empty takes the minimum of
/// another one of its sixteen, chosen by a hash of the slot alone, so that texts that agree do so there too (optimal
/// densification: Shrivastava 2017). The hashes are the same everywhere: signatures may be stored.
public struct MinHash: Sendable {
    public static let standard = MinHash()

    public let ideographShingle: Int
    public let letterShingle: Int
    private let folding: TextFolding
    private static let groups = 4
    private static let slots = MinHashSignature.permutations / groups
    private static let seeds: (UInt64, UInt64, UInt64, UInt64) = (
        0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0x6665_6e67_6875_6f31
    )

    /// - Parameters:
    ///   - ideographShingle: the scalars in a shingle that starts with an ideograph; at least 1.
    ///   - letterShingle: the scalars in any other shingle; at least 1.
    public init(ideographShingle: Int = 3, letterShingle: Int = 5, folding: TextFolding = .standard) {
        self.ideographShingle = max(1, ideographShingle)
        self.letterShingle = max(1, letterShingle)
        self.folding = folding
    }

    /// The signature of a text.
    public func signature(of text: String) -> MinHashSignature {
        signature(ofFolded: folding.foldScalars(text))
    }

    /// As `signature(of:)`, for a text already folded by `TextFolding.foldScalars`.
    public func signature(ofFolded text: [UInt32]) -> MinHashSignature {
        text.withUnsafeBufferPointer { signature(ofFolded: $0) }
    }

    /// The same of a part of a text.
    public func signature(ofFolded text: ArraySlice<UInt32>) -> MinHashSignature {
        text.withUnsafeBufferPointer { signature(ofFolded: $0) }
    }

    private func signature(ofFolded text: UnsafeBufferPointer<UInt32>) -> MinHashSignature {
        guard !text.isEmpty else { return MinHashSignature() }
        let (a, b, c, d) = (Self.seeds.0, Self.seeds.1, Self.seeds.2, Self.seeds.3)
        let minima = [UInt32](unsafeUninitializedCapacity: MinHashSignature.permutations) { minima, count in
            minima.initialize(repeating: .max)
            let isEmpty = forEachShingle(ofFolded: text) { shingle in
                Self.hold(shingle, a, 0, minima)
                Self.hold(shingle, b, 1, minima)
                Self.hold(shingle, c, 2, minima)
                Self.hold(shingle, d, 3, minima)
            }
            count = isEmpty ? 0 : MinHashSignature.permutations
            guard !isEmpty else { return }
            Self.densify(minima, 0, seed: a)
            Self.densify(minima, 1, seed: b)
            Self.densify(minima, 2, seed: c)
            Self.densify(minima, 3, seed: d)
        }
        return MinHashSignature(minima)
    }

    @inline(__always)
    private static func hold(
        _ shingle: UInt64, _ seed: UInt64, _ group: Int, _ minima: UnsafeMutableBufferPointer<UInt32>
    ) {
        let hash = Hashing.finalize(shingle ^ seed)
        let slot = group &* slots &+ Int(truncatingIfNeeded: hash >> 60)
        minima[slot] = min(minima[slot], UInt32(truncatingIfNeeded: hash))
    }

    /// Fills the empty slots of a group; at least one is not.
    private static func densify(_ minima: UnsafeMutableBufferPointer<UInt32>, _ group: Int, seed: UInt64) {
        let minima = UnsafeMutableBufferPointer(rebasing: minima[(group * slots)..<((group + 1) * slots)])
        var isEmpty: UInt32 = 0
        for slot in 0..<slots where minima[slot] == .max { isEmpty |= 1 << UInt32(slot) }
        guard isEmpty != 0, isEmpty != 0xffff else { return }
        for slot in 0..<slots where isEmpty >> UInt32(slot) & 1 == 1 {
            var draw = seed &+ UInt64(slot) &* 0x9e37_79b9_7f4a_7c15
            repeat { draw = Hashing.finalize(draw &+ 1) } while isEmpty >> UInt32(draw >> 60) & 1 == 1
            minima[slot] = minima[Int(draw >> 60)]
        }
    }

    /// The distinct hashed shingles of a text, sorted: for an exact comparison where the estimate is not enough.
    public func shingles(of text: String) -> [UInt64] {
        var previous: UInt64?
        return shingles(ofFolded: folding.foldScalars(text)).sorted().filter { shingle in
            defer { previous = shingle }
            return shingle != previous
        }
    }

    private func shingles(ofFolded text: [UInt32]) -> [UInt64] {
        var shingles: [UInt64] = []
        _ = text.withUnsafeBufferPointer { text in forEachShingle(ofFolded: text) { shingles.append($0) } }
        return shingles
    }

    /// Hands on the hash of each shingle, in order.
    ///
    /// - Returns: whether there was none.
    @inline(__always)
    private func forEachShingle(ofFolded text: UnsafeBufferPointer<UInt32>, _ body: (UInt64) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(text.count, 1)) { room in
            let content = UnsafeBufferPointer(rebasing: room[0..<Self.write(contentOf: text, into: room)])
            guard !content.isEmpty else { return true }
            var isNone = true
            for start in content.indices {
                let length = ScalarKind(content[start]) == .ideograph ? ideographShingle : letterShingle
                guard start &+ length <= content.count else { continue }
                isNone = false
                body(Self.hash(content, start, start &+ length))
            }
            if isNone { body(Self.hash(content, 0, content.count)) }
            return false
        }
    }

    /// `Hashing.stableHash(scalars:)` of a part of a text.
    @inline(__always)
    private static func hash(_ text: UnsafeBufferPointer<UInt32>, _ start: Int, _ end: Int) -> UInt64 {
        var hash = Hashing.offsetBasis
        var at = start
        while at < end {
            hash = (hash ^ UInt64(text[at])) &* Hashing.prime
            at &+= 1
        }
        return Hashing.finalize(hash)
    }

    /// Ideographs and words, a space between neighbouring words; the text itself where there are none. A space comes only
    /// where something else stood, so that there is never more content than text.
    ///
    /// - Returns: how many scalars were written.
    private static func write(
        contentOf text: UnsafeBufferPointer<UInt32>, into content: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        var count = 0
        var isApart = false
        var isBehindWord = false
        for scalar in text {
            let kind = ScalarKind(scalar)
            guard kind.isContent else {
                isApart = true
                continue
            }
            let isWordlike = kind.isWordlike
            if isApart && isWordlike && isBehindWord {
                content[count] = 0x20
                count &+= 1
            }
            (isApart, isBehindWord) = (false, isWordlike)
            content[count] = scalar
            count &+= 1
        }
        guard count == 0 else { return count }
        for scalar in text where scalar != 0x20 {
            content[count] = scalar
            count &+= 1
        }
        return count
    }
}
