import Text

/// Linear scores of one or several outputs over one reading of a text.
///
/// What belongs to a bucket lies side by side: its inverse document frequency, then the weight of each output, already
/// multiplied by it. So one access of memory per n-gram serves all outputs. Only known buckets have a row: the table stays
/// in the nearer caches.
struct LinearModel: Sendable {
    let shape: FeatureShape
    let outputs: Int
    /// Of floats for one bucket, a multiple of four.
    let stride: Int
    /// A row of nothing, for buckets that are not known, then a row for each that is.
    private var table: [Float]
    private let rows: BucketRows
    /// The buckets it has weights for.
    let known: BucketSet
    /// For each signal, the weight of each output, as far apart as those of buckets.
    private var signalWeights: [Float]

    /// - Parameter weights: for each column of `set`, `outputs` of them.
    init(_ set: TrainingSet, weights: [Float], outputs: Int) {
        shape = set.shape
        self.outputs = outputs
        stride = Self.stride(outputs)
        let (signals, stride) = (FeatureShape.signalCount, stride)
        signalWeights = Self.spread(weights.prefix(signals * outputs), outputs: outputs)
        var known = BucketSet()
        for (column, bucket) in set.buckets.enumerated() where set.frequencies[column] > 0 {
            known.insert(Int(bucket))
        }
        self.known = known
        rows = BucketRows(known)
        table = [Float](repeating: 0, count: (rows.count + 1) * stride)
        for (column, bucket) in set.buckets.enumerated() {
            let base = rows.row(Int(bucket)) * stride
            let frequency = set.frequencies[column]
            guard frequency > 0 else { continue }
            table[base] = frequency
            let from = (signals + column) * outputs
            guard from + outputs <= weights.count else { continue }
            for output in 0..<outputs { table[base + 1 + output] = weights[from + output] * frequency }
        }
    }

    /// A row for each signal; the first place of each stays free, as that of a bucket's frequency.
    private static func spread(_ weights: some Collection<Float>, outputs: Int) -> [Float] {
        let stride = stride(outputs)
        var rows = [Float](repeating: 0, count: FeatureShape.signalCount * stride)
        for (index, weight) in weights.enumerated() { rows[index / outputs * stride + 1 + index % outputs] = weight }
        return rows
    }

    static func stride(_ outputs: Int) -> Int { (outputs + 4) / 4 * 4 }

    /// Adds up the scores of a reading.
    ///
    /// - Parameter scratch: from ``makeScratch()``; afterwards its `margins` hold the outputs' scores.
    func score(_ features: TextFeatures, _ scratch: inout Scratch) {
        shape.signals(features, into: &scratch.signals)
        let lanes = stride / 4
        signalWeights.withUnsafeBytes { weights in
            let weights = weights.bindMemory(to: SIMD4<Float>.self)
            scratch.margins.withUnsafeMutableBufferPointer { margins in
                scratch.signals.withUnsafeBufferPointer { signals in
                    for lane in 0..<lanes {
                        var sum = SIMD4<Float>.zero
                        for signal in signals.indices where signals[signal] != 0 {
                            sum += weights[signal &* lanes &+ lane] * signals[signal]
                        }
                        Self.put(sum, lane, into: margins)
                    }
                }
            }
        }
        add(features, 0..<features.firstWord, scale: 1, &scratch)
        add(features, features.firstWord..<features.count, scale: shape.wordScale(features), &scratch)
    }

    /// A lane's numbers to the outputs they are of; the first number of all is of none.
    @inline(__always)
    private static func put(_ lane: SIMD4<Float>, _ number: Int, into margins: UnsafeMutableBufferPointer<Float>) {
        let first = number &* 4 &- 1
        for at in 0..<4 where first &+ at >= 0 && first &+ at < margins.count { margins[first &+ at] = lane[at] }
    }

    private func add(_ features: TextFeatures, _ range: Range<Int>, scale: Float, _ scratch: inout Scratch) {
        guard !range.isEmpty, scale != 0 else { return }
        let lanes = stride / 4
        let square = features.withNGrams { buckets, counts in
            rows.lend { entries in
                FeatureShape.withLogarithms { logarithms in
                    table.withUnsafeBytes { table in
                        let table = table.bindMemory(to: SIMD4<Float>.self)
                        return scratch.sums.withUnsafeMutableBufferPointer { sums in
                            for lane in 0..<lanes { sums[lane] = .zero }
                            var square: Float = 0
                            // What ships takes two lanes: its sums stay in registers.
                            if lanes == 2 {
                                var (low, high) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
                                for index in range {
                                    let frequency = FeatureShape.frequency(counts[index], logarithms)
                                    let base = BucketRows.row(buckets[index], in: entries) &* 2
                                    let row = table[base] * frequency
                                    square += row[0] * row[0]
                                    low += row
                                    high += table[base &+ 1] * frequency
                                }
                                (sums[0], sums[1]) = (low, high)
                                return square
                            }
                            for index in range {
                                let frequency = FeatureShape.frequency(counts[index], logarithms)
                                let base = BucketRows.row(buckets[index], in: entries) &* lanes
                                let row = table[base] * frequency
                                square += row[0] * row[0]
                                sums[0] += row
                                var lane = 1
                                while lane < lanes {
                                    sums[lane] += table[base &+ lane] * frequency
                                    lane &+= 1
                                }
                            }
                            return square
                        }
                    }
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
        writer.integer(UInt32(FeatureShape.signalCount * outputs))
        for signal in 0..<FeatureShape.signalCount {
            for output in 0..<outputs { writer.float(signalWeights[signal * stride + 1 + output]) }
        }
        for bucket in 0..<HashedNGrams.bucketCount where known.contains(bucket) {
            let base = rows.row(bucket) * stride
            guard table[base] != 0 else { continue }
            writer.integer(UInt32(bucket))
            for index in 0...outputs { writer.float(table[base + index]) }
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
        var weights: [Float] = []
        for _ in 0..<signals { weights.append(try reader.float()) }
        signalWeights = Self.spread(weights, outputs: self.outputs)
        var buckets: [Int] = []
        var values: [Float] = []
        var known = BucketSet()
        while !reader.isAtEnd {
            let bucket: UInt32 = try reader.integer()
            guard bucket < HashedNGrams.bucketCount else {
                throw ModelFileMistake(
                    found: "bucket \(bucket)", expected: "one below \(HashedNGrams.bucketCount): train it anew")
            }
            known.insert(Int(bucket))
            buckets.append(Int(bucket))
            for _ in 0...self.outputs { values.append(try reader.float()) }
        }
        self.known = known
        rows = BucketRows(known)
        table = [Float](repeating: 0, count: (rows.count + 1) * stride)
        for (number, bucket) in buckets.enumerated() {
            let base = rows.row(bucket) * stride
            let from = number * (self.outputs + 1)
            for index in 0...self.outputs { table[base + index] = values[from + index] }
        }
    }
}
