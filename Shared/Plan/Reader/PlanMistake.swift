/// One thing that is wrong in a plan's file.
public struct PlanMistake: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named.
    public var file: String
    /// Counted from 1; 0 where the file could not be read at all.
    public var line: Int
    /// Counted from 1, in characters.
    public var column: Int
    /// From the top, such as `people[2].deputies[0]`; empty for the file as a whole.
    public var keyPath: String
    public var found: String
    public var expected: String

    /// One line: `plan.yaml:12:5: people[2].group: found "respons", expected …`.
    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        let path = keyPath.isEmpty ? "" : "\(keyPath): "
        return "\(place): \(path)found \(found), expected \(expected)"
    }
}

/// Everything that is wrong in a plan's file, in the file's order.
public struct PlanMistakes: Error, Sendable, Hashable, CustomStringConvertible {
    public var mistakes: [PlanMistake]

    /// One line for each.
    public var description: String {
        mistakes.map(\.description).joined(separator: "\n")
    }
}
