import Text

/// Linear scores of one or several outputs over one reading of a text.
///
/// What belongs to a bucket lies side by side: its inverse document frequency, then the weight of each output, already
/// multiplied by it. So one access of memory per n-gram serves all outputs.
struct LinearModel: Sendable {
    let shape: FeatureShape
    let outputs: Int
    /// Of floats for one bucket, a multiple of four.
    let stride: Int
    private(set) var table: [Float]
    /// The buckets it has weights for.
    private(set) var known = BucketSet()
    /// For each signal, the weight of each output.
    private(set) var signalWeights: [Float]

    /// - Parameter weights: for each column of `set`, `outputs` of them.
    init(_ set: TrainingSet, weights: [Float], outputs: Int) {
        shape = set.shape
        self.outputs = outputs
        stride = Self.stride(outputs)
        table = [Float](repeating: 0, count: HashedNGrams.bucketCount * stride)
        signalWeights = Array(weights.prefix(FeatureShape.signalCount * outputs))
        for (column, bucket) in set.buckets.enumerated() {
            let base = Int(bucket) * stride
            let frequency = set.frequencies[column]
            guard frequency > 0 else { continue }
            known.insert(Int(bucket))
            table[base] = frequency
            let from = (FeatureShape.signalCount + column) * outputs
            guard from + outputs <= weights.count else { continue }
            for output in 0..<outputs { table[base + 1 + output] = weights[from + output] * frequency }
        }
    }

    static func stride(_ outputs: Int) -> Int { (outputs + 4) / 4 * 4 }

    /// Adds up the scores of a reading.
    ///
    /// - Parameter scratch: from ``makeScratch()``; afterwards its `margins` hold the outputs' scores.
    func score(_ features: TextFeatures, _ scratch: inout Scratch) {
        shape.signals(features, into: &scratch.signals)
        for output in 0..<outputs { scratch.margins[output] = 0 }
        for (signal, value) in scratch.signals.enumerated() where value != 0 {
            let base = signal * outputs
            for output in 0..<outputs { scratch.margins[output] += value * signalWeights[base + output] }
        }
        add(features, 0..<features.firstWord, scale: 1, &scratch)
        add(features, features.firstWord..<features.count, scale: shape.wordScale(features), &scratch)
    }

    private func add(_ features: TextFeatures, _ range: Range<Int>, scale: Float, _ scratch: inout Scratch) {
        guard !range.isEmpty, scale != 0 else { return }
        let lanes = stride / 4
        let square = features.withNGrams { buckets, counts in
            table.withUnsafeBytes { table in
                let rows = table.bindMemory(to: SIMD4<Float>.self)
                return scratch.sums.withUnsafeMutableBufferPointer { sums in
                    for lane in 0..<lanes { sums[lane] = .zero }
                    var square: Float = 0
                    // What ships takes two lanes: its sums stay in registers.
                    if lanes == 2 {
                        var (low, high) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
                        for index in range {
                            let frequency = counts[index] == 1 ? 1 : FeatureShape.frequency(counts[index])
                            let base = Int(buckets[index]) &* 2
                            let row = rows[base] * frequency
                            square += row[0] * row[0]
                            low += row
                            high += rows[base &+ 1] * frequency
                        }
                        (sums[0], sums[1]) = (low, high)
                        return square
                    }
                    for index in range {
                        let frequency = counts[index] == 1 ? 1 : FeatureShape.frequency(counts[index])
                        let base = Int(buckets[index]) &* lanes
                        let row = rows[base] * frequency
                        square += row[0] * row[0]
                        sums[0] += row
                        var lane = 1
                        while lane < lanes {
                            sums[lane] += rows[base &+ lane] * frequency
                            lane &+= 1
                        }
                    }
                    return square
                }
            }
        }
        guard let square, square > 0 else { return }
        let factor = scale / square.squareRoot()
        for output in 0..<outputs {
            scratch.margins[output] += factor * scratch.sums[(output + 1) / 4][(output + 1) % 4]
        }
    }

    func makeScratch() -> Scratch {
        Scratch(
            signals: [Float](repeating: 0, count: FeatureShape.signalCount),
            margins: [Float](repeating: 0, count: outputs),
            sums: [SIMD4<Float>](repeating: .zero, count: stride / 4))
    }

    /// Room to add up in, kept from text to text.
    struct Scratch: Sendable {
        var signals: [Float]
        fileprivate(set) var margins: [Float]
        fileprivate var sums: [SIMD4<Float>]
    }
}

extension LinearModel {
    /// Buckets that say nothing are left out.
    var bytes: [UInt8] {
        var writer = BinaryWriter()
        writer.integer(UInt32(outputs))
        writer.integer(UInt32(signalWeights.count))
        for weight in signalWeights { writer.float(weight) }
        for bucket in 0..<HashedNGrams.bucketCount where table[bucket * stride] != 0 {
            writer.integer(UInt32(bucket))
            for index in 0...outputs { writer.float(table[bucket * stride + index]) }
        }
        return writer.buffer
    }

    /// - Throws: ``ModelFileMistake`` for bytes that are no model of this shape.
    init(bytes: [UInt8], shape: FeatureShape) throws(ModelFileMistake) {
        var reader = BinaryReader(bytes[...])
        let outputs: UInt32 = try reader.integer()
        let signals: UInt32 = try reader.integer()
        guard (1...256).contains(outputs), Int(signals) == FeatureShape.signalCount * Int(outputs) else {
            throw ModelFileMistake(
                found: "\(outputs) outputs of \(signals) signal weights",
                expected: "\(FeatureShape.signalCount) for each of 1 to 256 outputs: train it anew")
        }
        self.shape = shape
        self.outputs = Int(outputs)
        stride = Self.stride(self.outputs)
        signalWeights = []
        for _ in 0..<signals { signalWeights.append(try reader.float()) }
        table = [Float](repeating: 0, count: HashedNGrams.bucketCount * stride)
        while !reader.isAtEnd {
            let bucket: UInt32 = try reader.integer()
            guard bucket < HashedNGrams.bucketCount else {
                throw ModelFileMistake(
                    found: "bucket \(bucket)", expected: "one below \(HashedNGrams.bucketCount): train it anew")
            }
            known.insert(Int(bucket))
            for index in 0...self.outputs { table[Int(bucket) * stride + index] = try reader.float() }
        }
    }
}
