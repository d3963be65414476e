import Foundation
import Text

/// Turns readings into rows of numbers, the same way for learning and for answering.
///
/// A row has three parts: runs of characters and words, each part weighted by inverse document frequency and brought
/// to length 1 by itself; and signals, a few dense numbers: cues by group, plain and turned, negators, length, what is
/// said of figures, the share of spaced scripts and a constant.
struct FeatureShape: Codable, Hashable, Sendable {
    /// Whether inverse document frequencies weigh n-grams.
    var usesFrequencies = true
    /// How much a signal weighs beside n-grams.
    var signalScale: Float = 0.3
    /// N-grams of fewer texts than this say too little of others to be kept.
    var leastTexts = 2
    /// How much words weigh beside runs of characters.
    var wordScale: Float = 1

    static let signalCount = SignalLexicon.groups.count * 2 + 7 + FigureMoves.count

    /// The signals of a reading, `signalCount` of them.
    func signals(_ features: TextFeatures, into signals: inout [Float]) {
        let groups = SignalLexicon.groups.count * 2
        for index in 0..<groups { signals[index] = signalScale * Self.damped(features.cues[index]) }
        signals[groups] = signalScale * Self.damped(UInt32(min(features.negators, 9)))
        let length = features.length
        signals[groups + 1] =
            signalScale * (length < Self.lengthSignals.count ? Self.lengthSignals[length] : Self.lengthSignal(length))
        signals[groups + 2] = features.length < 24 ? signalScale : 0
        signals[groups + 3] = 0.5
        // Spaced scripts and ideographs each have a level of their own.
        signals[groups + 4] = 0.5 * Float(features.wordLength) / Float(max(features.length, 1))
        moves(features.moves, into: &signals, at: groups + 5)
    }

    private func moves(_ moves: FigureMoves, into signals: inout [Float], at first: Int) {
        let end = first + FigureMoves.count
        guard !moves.isEmpty else {
            for index in first..<(end + 2) { signals[index] = 0 }
            return
        }
        for number in 0..<FigureMoves.count { signals[first + number] = signalScale * Float(min(moves[number], 2)) }
        // Good news and bad news, whichever way round it is put.
        signals[end] = signalScale * Float(min(moves[.gainRose] + moves[.drainFell], 4))
        signals[end + 1] = signalScale * Float(min(moves[.gainFell] + moves[.drainRose], 4))
    }

    /// Words weigh as much as there is of them: a ticker in a Chinese text is not half of what it says.
    @inline(__always)
    func wordScale(_ features: TextFeatures) -> Float {
        features.length == 0 ? 0 : wordScale * Float(features.wordLength) / Float(features.length)
    }

    /// The second and third cue say less than the first.
    private static func damped(_ count: UInt32) -> Float {
        switch count {
        case 0: 0
        case 1: 1
        case 2: 1.5
        default: 2
        }
    }

    /// 1 + ln(count).
    static func frequency(_ count: UInt32) -> Float { withLogarithms { frequency(count, $0) } }

    /// - Parameter logarithms: what ``withLogarithms(_:)`` lends.
    @inline(__always)
    static func frequency(_ count: UInt32, _ logarithms: UnsafeBufferPointer<Float>) -> Float {
        Int(count) < logarithms.count ? logarithms[Int(count)] : 1 + log(Float(count))
    }

    /// Lends ``frequency(_:)`` of the small counts in place.
    @inline(__always)
    static func withLogarithms<R>(_ body: (UnsafeBufferPointer<Float>) -> R) -> R {
        logarithms.withUnsafeBufferPointer(body)
    }

    private static let logarithms: [Float] = [0] + (1..<32).map { 1 + log(Float($0)) }
    /// The signal of a length, 1 at 256 scalars.
    private static func lengthSignal(_ length: Int) -> Float { Float(log2(Double(length + 1)) / 8) }
    private static let lengthSignals: [Float] = (0..<1024).map(lengthSignal)
}
