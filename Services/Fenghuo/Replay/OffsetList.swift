import ArgumentParser

/// Offsets as a person says them: one for every partition, `1200`, or some by partition, `0:1200,3:50`.
enum OffsetList: Hashable, Sendable, ExpressibleByArgument {
    case everywhere(Int64)
    case byPartition([Int32: Int64])

    static let expected = "an offset for every partition (1200), or by partition (0:1200,3:50)"

    init?(argument: String) {
        guard argument.utf8.count <= 1 << 16 else { return nil }
        if let offset = Self.offset(argument[...]) {
            self = .everywhere(offset)
            return
        }
        var offsets: [Int32: Int64] = [:]
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard pair.count == 2, let partition = Int32(pair[0]), partition >= 0, let offset = Self.offset(pair[1]),
                offsets.updateValue(offset, forKey: partition) == nil
            else { return nil }
        }
        self = .byPartition(offsets)
    }

    private static func offset(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// What is said of a partition; nil: nothing.
    func offset(of partition: Int32) -> Int64? {
        switch self {
        case .everywhere(let offset): offset
        case .byPartition(let offsets): offsets[partition]
        }
    }

    /// Partitions that are named one by one.
    var named: [Int32] {
        if case .byPartition(let offsets) = self { offsets.keys.sorted() } else { [] }
    }
}
