import Foundation
import Text

/// Finds the name of the party an event is told of: one stretch of the text, scored by how it begins, how it ends, what
/// follows, and its spelling; a log-linear model over all stretches (as pointer models of span extraction have it),
/// fitted by AdaGrad (Duchi, Hazan, Singer 2011).
struct SubjectSpans: Sendable {
    static let width = 1 << 20
    /// No more of a text is searched, in scalars, and no longer name is found.
    static let maximumText = 240
    static let maximumName = 18

    private(set) var weights: [Float]

    /// A text, the event, and the stretches that name its party.
    struct Example: Sendable {
        var text: [UInt32]
        var event: UInt64
        var name: [UInt32]
    }

    /// The likeliest stretch; nil where the text holds none.
    func span(in text: [UInt32], event: UInt64) -> Range<Int>? {
        var lattice = SpanLattice()
        lattice.read(text, event: event)
        lattice.score(weights)
        return lattice.best
    }

    static func train(_ examples: [Example], epochs: Int = 6, rate: Float = 0.25) -> SubjectSpans {
        var weights = [Float](repeating: 0, count: width)
        var squares = [Float](repeating: 1e-3, count: width)
        var random = SplitMix(seed: 0x5ba9)
        var order = Array(examples.indices)
        var lattice = SpanLattice()
        for _ in 0..<epochs {
            order.shuffle(using: &random)
            for index in order {
                let example = examples[index]
                lattice.read(example.text, event: example.event)
                lattice.score(weights)
                lattice.descend(towards: example.name, in: example.text, rate: rate, &weights, &squares)
            }
        }
        return SubjectSpans(weights: weights)
    }
}

extension SubjectSpans {
    var bytes: [UInt8] {
        var writer = BinaryWriter()
        for (column, weight) in weights.enumerated() where weight != 0 {
            writer.integer(UInt32(column))
            writer.float(weight)
        }
        return writer.buffer
    }

    /// - Throws: ``ModelFileMistake``.
    init(bytes: [UInt8]) throws(ModelFileMistake) {
        var reader = BinaryReader(bytes[...])
        weights = [Float](repeating: 0, count: Self.width)
        while !reader.isAtEnd {
            let column: UInt32 = try reader.integer()
            guard column < Self.width else {
                throw ModelFileMistake(found: "column \(column)", expected: "one below \(Self.width)")
            }
            weights[Int(column)] = try reader.float()
        }
    }
}
