import ArgumentParser
import EventLog
import Foundation
import Hosting

struct Groups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows who reads: groups, their members, how far they have come; sets where they go on.",
        discussion: """
              fenghuo groups
              fenghuo groups analysis
              fenghuo groups reset analysis --to -2h
            """, subcommands: [GroupsList.self, GroupsReset.self], defaultSubcommand: GroupsList.self)
}

struct GroupsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Groups, their members, how far they have come and what is left.",
        discussion: """
            Each service is a group of its own name. LAG is how many offsets lie between what a group has committed and \
            the end; a partition nobody has committed of counts from its beginning. A group without members has \
            stopped; a member without partitions waits for one to become free.
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "Only this group.") var group: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withLog(options) { log, settings in
            let namespace = try settings.namespace
            let standings = GroupStanding.all(
                of: try await log.describeGroups(), topics: try await log.describeTopics()
            ).filter { group == nil || $0.group == group || namespace.group($0.group) == group }
                .map { $0.named(in: namespace) }
            if let group, standings.isEmpty {
                throw ValidationError(
                    "no group \(group): nothing has read from this log under that name, or this user may not describe it"
                )
            }
            try output.print(
                standings,
                text: standings.isEmpty
                    ? "no groups: no service has read from this log yet, or this user may not describe them"
                    : standings.map(\.text).joined(separator: "\n\n"))
        }
    }
}

/// How a group stands: what its members hold, and for each partition it reads what is left.
struct GroupStanding: Encodable, Equatable {
    struct Member: Encodable, Equatable {
        var id: String
        var partitions: [Int32]
    }
    struct Place: Encodable, Equatable {
        var topic: String
        var partition: Int32
        /// The offset of the next record to read; nil when nothing was ever committed.
        var committed: Int64?
        var end: Int64
        var lag: Int64
        /// The member that holds this partition number.
        var member: String?
    }
    var group: String
    /// Rises with every change of members; nil where the log does not tell.
    var generation: Int32?
    var members: [Member]
    var lag: Int64
    var partitions: [Place]

    static func all(of groups: [GroupDescription], topics: [TopicDescription]) -> [GroupStanding] {
        let ranges = Dictionary(topics.map { ($0.specification.name, $0.ranges) }) { first, _ in first }
        return groups.map { GroupStanding($0, ranges: ranges) }.sorted { $0.group < $1.group }
    }

    private init(_ description: GroupDescription, ranges: [String: [OffsetRange]]) {
        group = description.name
        generation = description.generation < 0 ? nil : description.generation
        members = description.members.map { Member(id: $0.id, partitions: $0.partitions.sorted()) }
        var holders: [Int32: String] = [:]
        for member in members { for partition in member.partitions { holders[partition] = member.id } }
        // A topic of which one partition was committed is read whole.
        let topics = Set(description.committed.keys.map(\.topic))
        var places: [Place] = []
        for topic in topics.sorted() {
            for (number, range) in (ranges[topic] ?? []).enumerated() {
                let place = TopicPartition(topic, Int32(number))
                let committed = description.committed[place]
                // What retention removed cannot be read any more and is no lag.
                let next = max(committed ?? range.low, range.low)
                places.append(
                    Place(
                        topic: topic, partition: place.partition, committed: committed, end: range.high,
                        lag: max(0, range.high - next), member: holders[place.partition]))
            }
        }
        partitions = places
        lag = places.reduce(0) { $0 + $1.lag }
    }

    /// By the names on the log.
    func named(in namespace: Namespace) -> GroupStanding {
        var standing = self
        standing.group = namespace.group(group)
        for index in standing.partitions.indices {
            standing.partitions[index].topic = namespace.topic(standing.partitions[index].topic)
        }
        return standing
    }

    var text: String {
        let heads = ["\(members.count) members", generation.map { "generation \($0)" }, "lag \(lag)"]
        var lines = ["\(group): " + heads.compactMap { $0 }.joined(separator: ", ")]
        for member in members {
            let held = member.partitions.map(String.init).joined(separator: ", ")
            lines.append("  \(member.id) has \(held.isEmpty ? "no partitions" : "partitions \(held)")")
        }
        guard !partitions.isEmpty else { return lines.joined(separator: "\n") }
        var rows = [["  TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER"]]
        for place in partitions {
            rows.append([
                "  " + place.topic, String(place.partition), place.committed.map(String.init) ?? "-",
                String(place.end), String(place.lag), place.member ?? "nobody",
            ])
        }
        return lines.joined(separator: "\n") + "\n" + table(rows)
    }
}
