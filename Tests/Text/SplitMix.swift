import Text

/// A seeded source of numbers (SplitMix64) and of texts nobody would write.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Hashing.finalize(state)
    }

    /// Random bytes, read as UTF-8 with repair.
    mutating func bytesAsText(count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }, as: UTF8.self)
    }

    /// Scalars of all planes.
    mutating func scalars(count: Int) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<count {
            let value = UInt32.random(in: 0...(Bool.random(using: &self) ? 0x10ffff : 0x30ff), using: &self)
            view.append(Unicode.Scalar(value) ?? "\u{fffd}")
        }
        return String(view)
    }

    /// Letters under stacks of combining marks, Hangul letters and joiners.
    mutating func marks(count: Int) -> String {
        let pool: [ClosedRange<UInt32>] = [
            0x41...0x5a, 0x300...0x345, 0xc0...0x24f, 0x370...0x3ff, 0x1f00...0x1fff, 0x1100...0x11ff, 0x200b...0x200f,
            0xff66...0xffdc, 0x591...0x5c7, 0x900...0x97f, 0xa0...0xbf,
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<count {
            let range = pool[Int.random(in: pool.indices, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { view.append(scalar) }
        }
        return String(view)
    }
}
