import Foundation
import Text

/// All stretches of one text that may be a name, with the features of their beginnings, ends and spellings. Its room is
/// kept from text to text.
struct SpanLattice {
    private struct Span {
        var start: Int
        var end: Int
        var own: Range<Int>
        var score: Float
    }

    private var spans: [Span] = []
    /// Of the spans' own features.
    private var columns: [Int32] = []
    /// For each position, the features of a name that begins, and of one that ends, there.
    private var begins: [[Int32]] = []
    private var ends: [[Int32]] = []
    private var beginScores: [Float] = []
    private var endScores: [Float] = []

    // MARK: Reading

    mutating func read(_ whole: [UInt32], event: UInt64) {
        let text = whole.prefix(SubjectSpans.maximumText)
        spans.removeAll(keepingCapacity: true)
        columns.removeAll(keepingCapacity: true)
        begins = [[Int32]](repeating: [], count: text.count + 1)
        ends = begins
        var openEnds = Set<Int>()
        for start in text.indices where Self.mayBegin(text[start]) {
            // Within a word of letters no name begins.
            if start > 0, Self.joins(text[start - 1], text[start]) { continue }
            var end = start
            var began = false
            while end < text.count, end - start < SubjectSpans.maximumName, Self.mayHold(text[end]) {
                end += 1
                guard end - start >= 2 else { continue }
                if end < text.count, Self.joins(text[end - 1], text[end]) { continue }
                began = true
                openEnds.insert(end)
                let first = columns.count
                own(text, start, end, event)
                spans.append(Span(start: start, end: end, own: first..<columns.count, score: 0))
            }
            if began { begins[start] = beginning(text, start, event) }
        }
        for end in openEnds { ends[end] = ending(text, end, event) }
    }

    private static func mayBegin(_ scalar: UInt32) -> Bool {
        ScalarKind(scalar).isContent || scalar == 0x2a || scalar == 0x28
    }

    /// Letters, digits and ideographs, and what stands within names: * ( ) & . - ·
    private static func mayHold(_ scalar: UInt32) -> Bool {
        ScalarKind(scalar).isContent || [0x2a, 0x28, 0x29, 0x26, 0x2e, 0x2d, 0xb7].contains(scalar)
    }

    private static func joins(_ left: UInt32, _ right: UInt32) -> Bool {
        ScalarKind(left).isWordlike && ScalarKind(right).isWordlike
            && (ScalarKind(left) == .letter) == (ScalarKind(right) == .letter)
    }

    private mutating func own(_ text: ArraySlice<UInt32>, _ start: Int, _ end: Int, _ event: UInt64) {
        let name = text[start..<end]
        let hash = Hashing.stableHash(scalars: name)
        let length = UInt64(end - start)
        columns.append(Self.column(1, hash))
        columns.append(Self.column(2, length))
        columns.append(Self.column(3, length, Self.shape(text, start), Self.shape(text, end)))
        columns.append(Self.column(4, Hashing.stableHash(scalars: name.suffix(2)), Self.shape(text, end)))
        columns.append(Self.column(5, Hashing.stableHash(scalars: name.prefix(2)), length))
        columns.append(Self.column(6, hash, event))
        if name.contains(0x28) != name.contains(0x29) { columns.append(Self.column(7, 0)) }
    }

    private func beginning(_ text: ArraySlice<UInt32>, _ at: Int, _ event: UInt64) -> [Int32] {
        var features = around(text, at, kind: 20)
        features.append(Self.column(40, UInt64(min(at, 3)), event))
        features.append(Self.column(41, UInt64(at * 6 / max(text.count, 1))))
        for position in max(0, at - 8)..<at {
            features.append(Self.column(42, Self.pair(text, position)))
            features.append(Self.column(43, Self.pair(text, position), event))
        }
        features.append(Self.column(44, Self.pair(text, at - 2), event))
        features.append(Self.column(45, Self.pair(text, at), event))
        return features
    }

    private func ending(_ text: ArraySlice<UInt32>, _ at: Int, _ event: UInt64) -> [Int32] {
        var features = around(text, at, kind: 60)
        for position in at..<min(text.count, at + 16) {
            let near: UInt64 = position - at < 6 ? 0 : 1
            let pair = Self.pair(text, position)
            features.append(Self.column(80, pair, near))
            features.append(Self.column(81, pair, event))
            features.append(Self.column(82, UInt64(text[position]), event, near))
        }
        features.append(Self.column(83, Self.pair(text, at), event))
        features.append(Self.column(84, Self.shape(text, at), event))
        return features
    }

    /// The characters on both sides of a place.
    private func around(_ text: ArraySlice<UInt32>, _ at: Int, kind: UInt64) -> [Int32] {
        var features: [Int32] = []
        features.reserveCapacity(72)
        func scalar(_ offset: Int) -> UInt64 {
            let position = at + offset
            return position < 0 ? 1 : position >= text.count ? 2 : UInt64(text[position])
        }
        for offset in -3..<3 { features.append(Self.column(kind, UInt64(offset + 8), scalar(offset))) }
        for offset in -3..<2 {
            features.append(Self.column(kind + 1, UInt64(offset + 8), scalar(offset), scalar(offset + 1)))
        }
        for offset in -3..<1 {
            features.append(
                Self.column(kind + 2, UInt64(offset + 8), scalar(offset) << 32 | scalar(offset + 1), scalar(offset + 2))
            )
        }
        features.append(Self.column(kind + 3, Self.shape(text, at)))
        features.append(Self.column(kind + 4, Self.shape(text, at), Self.shape(text, at - 2), Self.shape(text, at + 2)))
        return features
    }

    /// What kinds of characters meet at a place.
    private static func shape(_ text: ArraySlice<UInt32>, _ at: Int) -> UInt64 {
        func kind(_ position: Int) -> UInt64 {
            guard position >= 0 else { return 8 }
            guard position < text.count else { return 9 }
            let kind = ScalarKind(text[position])
            return kind == .other ? UInt64(text[position]) &+ 16 : UInt64(kind.rawValue)
        }
        return Hashing.combine(kind(at - 1), kind(at))
    }

    private static func pair(_ text: ArraySlice<UInt32>, _ at: Int) -> UInt64 {
        guard at >= 0, at < text.count else { return 3 }
        return UInt64(text[at]) << 32 | (at + 1 < text.count ? UInt64(text[at + 1]) : 2)
    }

    @inline(__always)
    private static func column(_ kind: UInt64, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) -> Int32 {
        var hash = kind &* 0x9e37_79b9_7f4a_7c15 ^ a
        hash = (hash ^ hash >> 31) &* 0xbf58_476d_1ce4_e5b9 ^ b
        hash = (hash ^ hash >> 29) &* 0x94d0_49bb_1331_11eb ^ c
        hash = (hash ^ hash >> 31) &* 0x9e37_79b9_7f4a_7c15
        return Int32(hash >> 44)
    }

    // MARK: Scoring

    mutating func score(_ weights: [Float]) {
        weights.withUnsafeBufferPointer { weights in
            func sum(_ columns: [Int32]) -> Float { columns.reduce(0) { $0 + weights[Int($1)] } }
            beginScores = begins.map(sum)
            endScores = ends.map(sum)
            for index in spans.indices {
                let span = spans[index]
                var score = beginScores[span.start] + endScores[span.end]
                for column in columns[span.own] { score += weights[Int(column)] }
                spans[index].score = score
            }
        }
    }

    var best: Range<Int>? {
        spans.indices.max { (spans[$0].score, $1) < (spans[$1].score, $0) }.map { spans[$0].start..<spans[$0].end }
    }

    // MARK: Learning

    /// One step towards the stretches that spell `name`; none where the text does not hold it.
    func descend(
        towards name: [UInt32], in text: [UInt32], rate: Float, _ weights: inout [Float], _ squares: inout [Float]
    ) {
        let isRight = spans.map { $0.end - $0.start == name.count && text[$0.start..<$0.end].elementsEqual(name) }
        guard isRight.contains(true), let top = spans.map(\.score).max() else { return }
        let heights = spans.map { exp($0.score - top) }
        let all = heights.reduce(0, +)
        let right = zip(heights, isRight).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
        var beginPull = [Float](repeating: 0, count: begins.count)
        var endPull = [Float](repeating: 0, count: ends.count)
        func pull(_ column: Int32, _ gradient: Float) {
            let at = Int(column)
            squares[at] += gradient * gradient
            weights[at] += rate * gradient / squares[at].squareRoot()
        }
        for (index, span) in spans.enumerated() {
            let gradient = (isRight[index] ? heights[index] / max(right, 1e-20) : 0) - heights[index] / all
            beginPull[span.start] += gradient
            endPull[span.end] += gradient
            guard abs(gradient) > 1e-3 else { continue }
            for column in columns[span.own] { pull(column, gradient) }
        }
        for (at, gradient) in beginPull.enumerated() where abs(gradient) > 1e-3 {
            for column in begins[at] { pull(column, gradient) }
        }
        for (at, gradient) in endPull.enumerated() where abs(gradient) > 1e-3 {
            for column in ends[at] { pull(column, gradient) }
        }
    }
}
