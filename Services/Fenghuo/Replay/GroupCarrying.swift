import EventLog

/// Where the consumer groups of a namespace stand, and the same on another log.
struct GroupCarrying: Sendable {
    /// By group, the topics it reads, by the catalogue's names.
    var topics: [String: [String]]

    /// - Parameter without: groups that are not carried, and not looked at.
    /// - Throws: `EventLogError.refused` while a group has members, or has not read all there is.
    static func drained(
        _ log: any EventLog, topics: [TopicDescription], without: Set<String>
    ) async throws -> GroupCarrying {
        let known = Dictionary(topics.map { ($0.specification.name, $0) }) { first, _ in first }
        var carried: [String: [String]] = [:]
        for group in try await log.describeGroups() where !without.contains(group.name) {
            let doing = "looking whether group \(group.name) has read everything"
            guard group.members.isEmpty else {
                throw EventLogError.refused(
                    doing: doing, found: "\(group.members.count) members (\(group.members[0].id))",
                    expected:
                        "none: stop what feeds the log, wait until `fenghuo groups` says lag 0, stop the services; "
                        + "or leave it out with --without \(group.name)")
            }
            let read = Set(group.committed.keys.map(\.topic)).filter { known[$0] != nil }.sorted()
            guard !read.isEmpty else { continue }
            for topic in read {
                for (number, range) in (known[topic]?.ranges ?? []).enumerated() {
                    let place = TopicPartition(topic, Int32(number))
                    let next = max(group.committed[place] ?? 0, range.low)
                    guard next >= range.high else {
                        throw EventLogError.refused(
                            doing: doing, found: "\(range.high - next) records of \(place) that it has not read",
                            expected: "none: start the services until `fenghuo groups` says lag 0, then stop them; or "
                                + "leave the group out with --without \(group.name)")
                    }
                }
            }
            carried[group.name] = read
        }
        return GroupCarrying(topics: carried)
    }

    /// Commits the end of everything for each group: what comes from now on is read, and nothing else.
    func commit(on log: any EventLog, saying: (String) -> Void) async throws {
        let ends = try await log.describeTopics()
        for (group, topics) in topics.sorted(by: { $0.key < $1.key }) {
            var next: [TopicPartition: Int64] = [:]
            for topic in ends where topics.contains(topic.specification.name) {
                for (number, range) in topic.ranges.enumerated() {
                    next[TopicPartition(topic.specification.name, Int32(number))] = range.high
                }
            }
            try await log.setOffsets(next, ofGroup: group)
            saying("group \(group): at the end of \(topics.count) topics")
        }
    }
}
