import ArgumentParser
import EventLog
import Hosting
import Schemas
import SwiftProtobuf

struct Topics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, describes, creates, exports and imports topics.",
        subcommands: [List.self, Describe.self, Create.self, Export.self, Import.self, ACLs.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every topic: partitions, cleanup, records' offsets, who writes it.")
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withLog(options) { log, settings in
                let namespace = try settings.namespace
                let topics = try await log.describeTopics().sorted { $0.specification.name < $1.specification.name }
                var rows = [["TOPIC", "PARTITIONS", "CLEANUP", "FROM", "TO", "WRITER"]]
                for topic in topics {
                    let name = topic.specification.name
                    rows.append([
                        namespace.topic(name), String(topic.specification.partitions),
                        words(topic.specification.cleanup),
                        String(topic.ranges.reduce(0) { $0 + $1.low }), String(topic.ranges.reduce(0) { $0 + $1.high }),
                        EventCatalogue.kind(ofTopic: name)?.writer ?? "every service",
                    ])
                }
                try output.print(topics.map { TopicStanding($0, in: namespace) }, text: table(rows))
                let note = TopicsNotShown.note(
                    shown: topics.map { namespace.topic($0.specification.name) },
                    catalogue: EventCatalogue.topics.map { namespace.topic($0.name) })
                if let note { Terminal.say(note) }
            }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One topic: what a record is, its key, its partitions' offsets, who reads how far.")
        @OptionGroup var options: LogOptions
        @Argument(help: "The topic, whole or short: fenghuo.incidents.v1 or incidents.") var topic: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withLog(options) { log, settings in
                let namespace = try settings.namespace
                let name = try topicName(topic, in: namespace)
                guard let found = try await log.describeTopics().first(where: { $0.specification.name == name }) else {
                    throw EventLogError.unknownTopic(namespace.topic(name))
                }
                guard !output.isJSON else {
                    let standing = TopicStanding(found, groups: try await log.describeGroups(), in: namespace)
                    return Terminal.print(try OutputOptions.json(standing))
                }
                Terminal.print("\(namespace.topic(name)): \(words(found.specification.cleanup))")
                if let kind = EventCatalogue.kind(ofTopic: name) {
                    Terminal.print("\(kind.summary) Written by \(kind.writer).")
                    Terminal.print(
                        "type \(kind.type), message \(kind.message.protoMessageName), key: \(kind.key), "
                            + "partitioned by \(kind.partitionKey.rawValue)")
                }
                var rows = [["PARTITION", "FROM", "TO"]]
                for (partition, range) in found.ranges.enumerated() {
                    rows.append([String(partition), String(range.low), String(range.high)])
                }
                Terminal.print(table(rows))
                for group in try await log.describeGroups() {
                    for (place, offset) in group.committed.sorted(by: { $0.key < $1.key }) where place.topic == name {
                        let high =
                            found.ranges.indices.contains(Int(place.partition))
                            ? found.ranges[Int(place.partition)].high : offset
                        let (reader, read) = (namespace.group(group.name), namespace.topic(place))
                        Terminal.print("group \(reader) \(read): at \(offset), lag \(max(0, high - offset))")
                    }
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates the catalogue's topics that are missing; refuses one that contradicts it.")
        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        /// As `--json` prints it.
        struct Made: Encodable {
            var created: [String]
            var existing: [String]
        }

        func run() async throws {
            try await withLog(options, creating: true) { log, settings in
                let partitions = Int32(try settings.int("fenghuo.partitions", default: 6, in: 1...1024))
                let before = Set(try await log.describeTopics().map(\.specification.name))
                let wanted = CatalogueTopics.specifications(partitions: partitions)
                try await log.createTopics(wanted)
                let namespace = try settings.namespace
                let made = wanted.map(\.name).filter { !before.contains($0) }
                try output.print(
                    Made(
                        created: made.map { namespace.topic($0) },
                        existing: wanted.map(\.name).filter(before.contains).map { namespace.topic($0) }),
                    text: "\(made.count) created, \(wanted.count - made.count) already there")
            }
        }
    }
}

private func words(_ cleanup: CleanupPolicy) -> String {
    switch cleanup {
    case .compact: "compact"
    case .delete(nil): "kept for ever"
    case .delete(let milliseconds?): "\(milliseconds / 86_400_000) days"
    }
}

/// A topic's name in the catalogue, from a short one or from its whole one on the log: `incidents` is
/// `fenghuo.incidents.v1`, and so is `sandbox.incidents.v1` in that namespace.
func topicName(_ text: String, in namespace: Namespace = .standard) throws -> String {
    let names = EventCatalogue.topics.map(\.name)
    if let own = namespace.own(text), names.contains(own) { return own }
    let whole = "fenghuo.\(text).v1"
    if names.contains(whole) { return whole }
    let known = names.map { $0.dropFirst("fenghuo.".count).dropLast(".v1".count) }.joined(separator: ", ")
    throw ValidationError("no topic \"\(text)\"; there are: \(known)")
}
