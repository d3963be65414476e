/// The names of one house among several on a log: what begins every topic and, beside production, every group and
/// transactional id.
///
/// Inside the house a topic has one name wherever it runs (``own(_:)``): what is derived from names, as an event's id,
/// is the same in every namespace. ``NamespacedLog`` translates where the house ends; whatever a person or another
/// program sees is the log's own name (``topic(_:)``, ``group(_:)``).
public struct Namespace: Hashable, Sendable {
    /// What is wrong with a prefix.
    public struct Mistake: Error, Hashable, Sendable {
        public var found: String
        public var expected: String
    }

    /// Begins every topic in code, in the catalogue and in production.
    public static let standardPrefix = "fenghuo."
    /// Production's.
    public static let standard = Namespace()
    /// The longest prefix, in bytes: a topic's whole name may have 249.
    public static let longestPrefix = 128

    /// Ends with a dot: `fenghuo.`, `sandbox.`.
    public let prefix: String

    private init() { prefix = Self.standardPrefix }

    /// - Parameter prefix: 2 to 128 letters, digits, dots, underscores or hyphens; begins with a letter or digit and
    ///   ends with a dot.
    public init(prefix: String) throws(Mistake) {
        let bytes = Array(prefix.utf8)
        let isLegal = bytes.allSatisfy { Self.isLetterOrDigit($0) || $0 == 0x2e || $0 == 0x5f || $0 == 0x2d }
        guard let first = bytes.first, bytes.count >= 2, bytes.count <= Self.longestPrefix, isLegal,
            Self.isLetterOrDigit(first), bytes.last == 0x2e, !prefix.contains("..")
        else {
            throw Mistake(
                found: bytes.count <= Self.longestPrefix ? "\"\(prefix)\"" : "\(bytes.count) bytes",
                expected: "2 to \(Self.longestPrefix) letters, digits, dots, underscores or hyphens that begin with a "
                    + "letter or digit and end with one dot, such as fenghuo. or sandbox.")
        }
        self.prefix = prefix
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// Production: the names are those of the catalogue.
    public var isStandard: Bool { prefix == Self.standardPrefix }

    /// The topic's name on the log, from the catalogue's: `fenghuo.mentions.v1` is `sandbox.mentions.v1`. A name that
    /// is none of the catalogue's stays what it is.
    public func topic(_ own: String) -> String {
        guard !isStandard, own.hasPrefix(Self.standardPrefix) else { return own }
        return prefix + own.dropFirst(Self.standardPrefix.count)
    }

    public func topic(_ own: TopicPartition) -> TopicPartition {
        isStandard ? own : TopicPartition(topic(own.topic), own.partition)
    }

    /// The catalogue's name of a topic on the log; `nil` when it is not of this namespace. What stands behind the
    /// prefix has one dot, before the version: `fenghuo.sandbox.mentions.v1` is of `fenghuo.sandbox.`, not of `fenghuo.`.
    public func own(_ topic: String) -> String? {
        guard topic.hasPrefix(prefix) else { return nil }
        let rest = topic.dropFirst(prefix.count)
        guard rest.utf8.count(where: { $0 == 0x2e }) == 1 else { return nil }
        return isStandard ? topic : Self.standardPrefix + rest
    }

    /// A consumer group's name on the log: `analysis` in production, `sandbox.analysis` beside it.
    public func group(_ own: String) -> String { isStandard ? own : prefix + own }

    /// A transactional id on the log.
    public func transactionalID(_ own: String) -> String { isStandard ? own : prefix + own }

    /// The beginning of client ids, by which a cluster's quotas and logs tell namespaces apart: `fenghuo`, `sandbox`.
    public var clientID: String { String(prefix.dropLast()) }

    /// The client id of a service: `fenghuo-analysis`.
    public func clientID(of service: String) -> String { "\(clientID)-\(service)" }

    /// Of the groups on a log those that are of this namespace, by the names the house knows them by, and those of others
    /// that read its topics, by their own. A group that has committed nothing and whose name says nothing of a namespace
    /// counts as production's.
    func own(_ group: GroupDescription) -> GroupDescription? {
        var committed: [TopicPartition: Int64] = [:]
        for (place, offset) in group.committed {
            if let topic = own(place.topic) { committed[TopicPartition(topic, place.partition)] = offset }
        }
        var group = group
        if isStandard {
            let isAnybodys = group.committed.isEmpty && !group.name.utf8.contains(0x2e)
            guard isAnybodys || !committed.isEmpty else { return nil }
        } else {
            let rest = group.name.hasPrefix(prefix) ? group.name.dropFirst(prefix.count) : ""
            if !rest.isEmpty, !rest.utf8.contains(0x2e) {
                group.name = String(rest)
            } else if committed.isEmpty {
                return nil
            }
        }
        group.committed = committed
        return group
    }
}
