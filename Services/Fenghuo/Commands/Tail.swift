import ArgumentParser
import EventLog
import Foundation
import Hosting
import Plan
import Schemas
import SwiftProtobuf
import Text

struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a topic's events as JSON, one a line.",
        discussion: """
            Each line has topic, partition, offset, timestamp, key, the event's attributes and its data; data is null \
            for a tombstone. Without --follow it ends at the end known at the start.

            Times are 2026-01-31T08:00:00Z, 2026-01-31 08:00, 09:00, today, "yesterday 09:00", now, or how long ago: 2h, \
            1h30m, 3d. What names no zone is in the institution's (of the plan; UTC where none can be read).

              fenghuo tail incidents --follow
              fenghuo tail mentions --since 2h --subject lanjiang-bank
              fenghuo tail decisions --since "yesterday 09:00" --until "yesterday 18:00"
              fenghuo tail journal --incident 5f0c… | jq .data.action
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "The topic, whole or short: fenghuo.incidents.v1 or incidents.") var topic: String
    @Option(parsing: .unconditional, help: ArgumentHelp("Begin at this time …", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("… or at this offset (needs --partition).", valueName: "offset")) var offset: Int64?
    @Option(parsing: .unconditional, help: ArgumentHelp("End before this time.", valueName: "time"))
    var until: String?
    @Option(help: "Only this partition.") var partition: Int32?
    @Option(help: ArgumentHelp("Only events about this subject.", valueName: "subject id")) var subject: String?
    @Option(help: ArgumentHelp("Only events about this incident.", valueName: "incident id")) var incident: String?
    @Option(help: "Stop after so many events.") var limit: Int?
    @Flag(help: "Go on as events arrive, until interrupted.") var follow = false
    @OptionGroup var output: JSONAnyway

    func validate() throws {
        if offset != nil, partition == nil { throw ValidationError("--offset needs --partition") }
        if since != nil, offset != nil { throw ValidationError("--since and --offset exclude each other") }
        if until != nil, follow { throw ValidationError("--until and --follow exclude each other") }
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text { _ = try Moment.read(name, text, zone: .gmt) }
        }
    }

    func run() async throws {
        try await withLog(options) { log, settings in
            let namespace = try settings.namespace
            let name = try topicName(topic, in: namespace)
            let zone = (try? settings.plan())?.institution.timeZone ?? .gmt
            let since = try self.since.map { try Moment.read("--since", $0, zone: zone) }
            let until = try self.until.map { try Moment.read("--until", $0, zone: zone) }
            guard let found = try await log.describeTopics().first(where: { $0.specification.name == name }) else {
                throw EventLogError.unknownTopic(namespace.topic(name))
            }
            if let partition, !found.ranges.indices.contains(Int(partition)) {
                throw ValidationError(
                    "partition \(partition): \(namespace.topic(name)) has 0 to \(found.ranges.count - 1)")
            }
            let reader = try await log.makeReader()
            let partitions = partition.map { [$0] } ?? (0..<Int32(found.ranges.count)).map { $0 }
            var (positions, ends): ([Int32: Int64], [Int32: Int64]) = ([:], [:])
            for number in partitions {
                let (place, range) = (TopicPartition(name, number), found.ranges[Int(number)])
                positions[number] = try await start(reader, place, range, since)
                ends[number] = range.high
                if let until { ends[number] = try await reader.offset(of: place, atOrAfter: until) ?? range.high }
            }
            let selection = RecordSelection(subject: subject, incident: incident)
            var shown = 0
            repeat {
                for number in partitions {
                    let end = follow ? nil : ends[number] ?? 0
                    let position = positions[number] ?? 0
                    if let end, position >= end { continue }
                    let wait: Duration = follow ? .milliseconds(200 / partitions.count + 1) : .zero
                    let read = try await reader.read(
                        TopicPartition(name, number), from: position, to: end, limit: 500, wait: wait)
                    positions[number] = read.next
                    for record in read.records where selection.matches(record) {
                        Terminal.print(EventLine(record, in: namespace).json)
                        shown += 1
                        if let limit, shown >= limit {
                            await reader.close()
                            return
                        }
                    }
                }
            } while follow || partitions.contains { (positions[$0] ?? 0) < ends[$0] ?? 0 }
            await reader.close()
        }
    }

    private func start(
        _ reader: any LogReader, _ place: TopicPartition, _ range: OffsetRange, _ since: Int64?
    ) async throws -> Int64 {
        if let offset { return max(offset, range.low) }
        guard let since else { return range.low }
        return try await reader.offset(of: place, atOrAfter: since) ?? range.high
    }
}

/// One record as a line of JSON.
struct EventLine {
    let json: String

    /// - Parameter namespace: whose name the topic is told by.
    init(_ record: LogRecord, in namespace: Namespace = .standard) {
        var line: [String] = [
            "\"topic\":\(Self.quote(namespace.topic(record.topicPartition.topic)))",
            "\"partition\":\(record.topicPartition.partition)",
            "\"offset\":\(record.offset)", "\"timestamp\":\(Self.quote(Timestamps.rfc3339(record.timestamp)))",
        ]
        if let key = record.key { line.append("\"key\":\(Self.quote(String(decoding: key, as: UTF8.self)))") }
        let headers = record.headers.map { header in
            "\(Self.quote(header.name)):\(Self.quote(String(decoding: header.value, as: UTF8.self)))"
        }
        line.append("\"headers\":{\(headers.joined(separator: ","))}")
        line.append("\"data\":\(Self.data(record))")
        json = "{" + line.joined(separator: ",") + "}"
    }

    /// The value: as JSON where it is, or is an event that can be read; otherwise in base64.
    static func data(_ record: LogRecord) -> String {
        guard let value = record.value else { return "null" }
        let contentType = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
        if contentType == .json {
            // What only says that it is JSON would make the line none.
            let isJSON = (try? StrictJSON.check(value, limits: .init(bytes: value.count, values: value.count))) != nil
            guard isJSON, let text = String(validating: value, as: UTF8.self) else {
                return quote(Data(value).base64EncodedString())
            }
            // Between its parts only: within a text they are escaped.
            return text.replacing("\r\n", with: " ").replacing("\n", with: " ").replacing("\r", with: " ")
        }
        guard let type = record.header("ce_type"), let kind = EventCatalogue.kind(ofType: type),
            let message = try? kind.message.init(serializedBytes: value),
            let bytes: [UInt8] = try? EventCodec.encode(message, as: .json)
        else { return quote(Data(value).base64EncodedString()) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func quote(_ text: String) -> String {
        guard let data = try? JSONEncoder.plain.encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension JSONEncoder {
    static let plain: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()
}
