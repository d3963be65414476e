/// What every log asks of offsets that are set from outside.
package enum OffsetsToSet {
    package static func check(_ next: [TopicPartition: Int64], doing: String) throws {
        guard let wrong = next.filter({ $0.value < 0 }).min(by: { $0.key < $1.key }) else { return }
        throw EventLogError.refused(
            doing: doing, found: "offset \(wrong.value) for \(wrong.key)", expected: "0 or more")
    }

    /// - Parameter members: ids of those who are in the group.
    package static func check(members: [String], doing: String) throws {
        guard !members.isEmpty else { return }
        throw EventLogError.refused(
            doing: doing, found: "\(members.count) members: \(members.prefix(5).joined(separator: ", "))",
            expected: "none; stop them first, their session times out where they were killed")
    }
}
