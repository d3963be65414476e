import Foundation
import Text

/// Texts read into rows to learn from.
struct TrainingSet: Sendable {
    let shape: FeatureShape
    /// Columns: the signals, then the n-grams in the order in which they were first met.
    private(set) var rows = SparseRows()
    /// The bucket of each column behind the signals.
    private(set) var buckets: [UInt32] = []
    /// The inverse document frequency of each column behind the signals.
    private(set) var frequencies: [Float] = []

    init(_ texts: [[UInt32]], shape: FeatureShape) {
        self.shape = shape
        let reader = HashedNGrams(cues: SignalLexicon.table)
        var features = TextFeatures(groups: SignalLexicon.groups.count)
        var columns = [Int32](repeating: -1, count: HashedNGrams.bucketCount)
        var documents: [Float] = []
        var readings: [(range: Range<Int>, firstWord: Int, wordScale: Float, signals: [Float])] = []
        var found: [(column: Int32, frequency: Float)] = []
        var signals = [Float](repeating: 0, count: FeatureShape.signalCount)
        for text in texts {
            reader.read(text, into: &features)
            let start = found.count
            for (bucket, times) in zip(features.buckets, features.counts) {
                var column = columns[Int(bucket)]
                if column < 0 {
                    column = Int32(buckets.count)
                    columns[Int(bucket)] = column
                    buckets.append(bucket)
                    documents.append(0)
                }
                documents[Int(column)] += 1
                found.append((column, FeatureShape.frequency(times)))
            }
            shape.signals(features, into: &signals)
            readings.append((start..<found.count, start + features.firstWord, shape.wordScale(features), signals))
        }
        frequencies = documents.map { count in
            if count < Float(shape.leastTexts) { return 0 }
            return shape.usesFrequencies ? log((1 + Float(texts.count)) / (1 + count)) + 1 : 1
        }
        for reading in readings {
            for (column, value) in reading.signals.enumerated() where value != 0 { rows.append(column, value) }
            append(found[reading.range.lowerBound..<reading.firstWord], scale: 1)
            append(found[reading.firstWord..<reading.range.upperBound], scale: reading.wordScale)
            rows.endRow()
        }
    }

    private mutating func append(_ part: ArraySlice<(column: Int32, frequency: Float)>, scale: Float) {
        var square: Float = 0
        for (column, frequency) in part {
            let value = frequency * frequencies[Int(column)]
            square += value * value
        }
        guard square > 0 else { return }
        let factor = scale / square.squareRoot()
        for (column, frequency) in part where frequencies[Int(column)] > 0 {
            rows.append(
                FeatureShape.signalCount + Int(column), frequency * frequencies[Int(column)] * factor)
        }
    }
}
