/// Rows of numbered features, most of them zero (compressed sparse rows).
struct SparseRows: Sendable {
    private(set) var starts: [Int] = [0]
    private(set) var columns: [Int32] = []
    private(set) var values: [Float] = []
    /// One more than the highest column.
    private(set) var width = 0

    init() {}

    var count: Int { starts.count - 1 }

    func range(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

    /// Adds to the row that is being written.
    mutating func append(_ column: Int, _ value: Float) {
        columns.append(Int32(column))
        values.append(value)
        if column >= width { width = column + 1 }
    }

    mutating func endRow() { starts.append(columns.count) }

    /// In how many rows each column stands.
    var documentFrequencies: [Float] {
        var frequencies = [Float](repeating: 0, count: width)
        for column in columns { frequencies[Int(column)] += 1 }
        return frequencies
    }

    /// Each value times `scale` of its column, each row then brought to length 1 (L2); rows of zeros stay.
    mutating func normalise(scale: [Float]) {
        for row in 0..<count {
            var square: Float = 0
            for index in range(row) {
                values[index] *= scale[Int(columns[index])]
                square += values[index] * values[index]
            }
            guard square > 0 else { continue }
            let factor = 1 / square.squareRoot()
            for index in range(row) { values[index] *= factor }
        }
    }
}
