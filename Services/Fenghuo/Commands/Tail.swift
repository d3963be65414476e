import ArgumentParser
import EventLog
import Foundation
import Schemas
import SwiftProtobuf

struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a topic's events as JSON, one a line.",
        discussion: """
            Each line has topic, partition, offset, timestamp, key, the event's attributes and its data; data is null
            for a tombstone. Without --follow it ends at the end known at the start.

              fenghuo tail incidents --follow
              fenghuo tail mentions --since 2026-01-31T08:00:00Z --subject lanjiang-bank
              fenghuo tail journal --incident 5f0c… | jq .data.action
            """)
    @OptionGroup var options: LogOptions
    @Argument(help: "The topic, whole or short: fenghuo.incidents.v1 or incidents.") var topic: String
    @Option(help: ArgumentHelp("Begin at this time (RFC 3339) …", valueName: "time")) var since: String?
    @Option(help: ArgumentHelp("… or at this offset (needs --partition).", valueName: "offset")) var offset: Int64?
    @Option(help: "Only this partition.") var partition: Int32?
    @Option(help: ArgumentHelp("Only events about this subject.", valueName: "subject id")) var subject: String?
    @Option(help: ArgumentHelp("Only events about this incident.", valueName: "incident id")) var incident: String?
    @Option(help: "Stop after so many events.") var limit: Int?
    @Flag(help: "Go on as events arrive, until interrupted.") var follow = false

    func validate() throws {
        if offset != nil, partition == nil { throw ValidationError("--offset needs --partition") }
        if since != nil, offset != nil { throw ValidationError("--since and --offset exclude each other") }
        if let since, Timestamps.milliseconds(rfc3339: since) == nil {
            throw ValidationError("--since \(since): expected a time such as 2026-01-31T08:00:00Z")
        }
    }

    func run() async throws {
        let name = try topicName(topic)
        try await withLog(options) { log, _ in
            guard let found = try await log.describeTopics().first(where: { $0.specification.name == name }) else {
                throw EventLogError.unknownTopic(name)
            }
            if let partition, !found.ranges.indices.contains(Int(partition)) {
                throw ValidationError("partition \(partition): \(name) has 0 to \(found.ranges.count - 1)")
            }
            let reader = try await log.makeReader()
            let partitions = partition.map { [$0] } ?? (0..<Int32(found.ranges.count)).map { $0 }
            var positions: [Int32: Int64] = [:]
            for number in partitions {
                positions[number] = try await start(reader, TopicPartition(name, number), found.ranges[Int(number)])
            }
            var shown = 0
            repeat {
                for number in partitions {
                    let end = follow ? nil : found.ranges[Int(number)].high
                    let position = positions[number] ?? 0
                    if let end, position >= end { continue }
                    let wait: Duration = follow ? .milliseconds(200 / partitions.count + 1) : .zero
                    let read = try await reader.read(
                        TopicPartition(name, number), from: position, to: end, limit: 500, wait: wait)
                    positions[number] = read.next
                    for record in read.records where matches(record) {
                        Terminal.print(EventLine(record).json)
                        shown += 1
                        if let limit, shown >= limit {
                            await reader.close()
                            return
                        }
                    }
                }
            } while follow || partitions.contains { (positions[$0] ?? 0) < found.ranges[Int($0)].high }
            await reader.close()
        }
    }

    private func start(
        _ reader: any LogReader, _ place: TopicPartition, _ range: OffsetRange
    ) async throws -> Int64 {
        if let offset { return max(offset, range.low) }
        guard let since, let time = Timestamps.milliseconds(rfc3339: since) else { return range.low }
        return try await reader.offset(of: place, atOrAfter: time) ?? range.high
    }

    private func matches(_ record: LogRecord) -> Bool {
        if let subject, record.header("ce_partitionkey") != subject { return false }
        guard let incident else { return true }
        let key = record.key.map { String(decoding: $0, as: UTF8.self) }
        return key == incident || record.header("ce_subject") == incident
            || EventLine(record).json.contains("\"incidentId\":\"\(incident)\"")
    }
}

/// One record as a line of JSON.
struct EventLine {
    let json: String

    init(_ record: LogRecord) {
        var line: [String] = [
            "\"topic\":\(Self.quote(record.topicPartition.topic))", "\"partition\":\(record.topicPartition.partition)",
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

    private static func data(_ record: LogRecord) -> String {
        guard let value = record.value else { return "null" }
        let contentType = record.header("content-type").flatMap(ContentType.init(header:)) ?? .protobuf
        if contentType == .json { return String(decoding: value, as: UTF8.self) }
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
