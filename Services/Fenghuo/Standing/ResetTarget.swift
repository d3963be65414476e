import ArgumentParser
import EventLog
import Foundation
import Schemas

/// Where a group is to go on, as a person says it.
enum ResetTarget: Equatable {
    case earliest
    case latest
    /// The same in every partition.
    case offset(Int64)
    /// So many records on, or back.
    case shift(Int64)
    /// The first record at or after it, ms since 1970.
    case time(Int64)
    /// By topic as it is called on the log, and partition.
    case file([TopicPartition: Int64])

    static let expected =
        "earliest, latest, an offset (4711), so many records on or back (+100, -100), file:PATH, or "
        + Moment.expected
    /// The most that is read of a file, in bytes.
    private static let longestFile = 16 << 20

    /// - Parameters:
    ///   - now: ms since 1970.
    ///   - zone: of a time that names none.
    /// - Throws: `ValidationError`.
    init(_ text: String, now: Int64, zone: TimeZone) throws {
        switch text {
        case "earliest": self = .earliest
        case "latest": self = .latest
        case _ where text.hasPrefix("file:"): self = .file(try Self.read(String(text.dropFirst(5))))
        default: self = try Self.placeOrTime(text, now: now, zone: zone)
        }
    }

    private static func placeOrTime(_ text: String, now: Int64, zone: TimeZone) throws -> ResetTarget {
        let digits = text.drop { $0 == "+" || $0 == "-" }
        if !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            text.utf8.count - digits.utf8.count <= 1,
            let number = Int64(text)
        {
            return text.utf8.count == digits.utf8.count ? .offset(number) : .shift(number)
        }
        guard let time = Moment.milliseconds(text, now: now, zone: zone) else {
            throw ValidationError("--to \(Terminal.harmless(String(text.prefix(60)))): expected \(expected)")
        }
        return .time(time)
    }

    /// Lines of topic,partition,offset, or what `fenghuo groups … --json` and `groups reset … --json` print.
    private static func read(_ path: String) throws -> [TopicPartition: Int64] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw ValidationError("--to file:\(Terminal.harmless(path)): there is no such file to read")
        }
        defer { try? file.close() }
        let data = (try? file.read(upToCount: longestFile + 1)) ?? Data()
        guard data.count <= longestFile else {
            throw ValidationError("--to file:\(Terminal.harmless(path)): more than \(longestFile) bytes")
        }
        let isJSON = data.first.map { $0 == 0x5b || $0 == 0x7b } ?? false
        let found = try isJSON ? json(data, path) : lines(data, path)
        guard !found.isEmpty else {
            throw ValidationError("--to file:\(Terminal.harmless(path)): no offsets in it; expected \(form)")
        }
        return found
    }

    private static let form = "lines of topic,partition,offset, or the JSON of `fenghuo groups`"

    private static func lines(_ data: Data, _ path: String) throws -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        let text = String(decoding: data, as: UTF8.self)
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
            }
            if number == 0, parts.first?.lowercased() == "topic" { continue }
            guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0,
                let offset = Int64(parts[2]), offset >= 0,
                offsets.updateValue(offset, forKey: TopicPartition(parts[0], partition)) == nil
            else {
                throw ValidationError(
                    "--to file:\(Terminal.harmless(path)), line \(number + 1): \""
                        + "\(Terminal.harmless(String(line.prefix(80))))\"; expected \(form), each partition once")
            }
        }
        return offsets
    }

    private struct Standing: Decodable {
        struct Place: Decodable {
            var topic: String
            var partition: Int32
            /// Of `groups`.
            var committed: Int64?
            /// Of `groups reset`: where it was before.
            var now: Int64?
        }
        var partitions: [Place]
    }

    private static func json(_ data: Data, _ path: String) throws -> [TopicPartition: Int64] {
        let standings: [Standing]
        do {
            standings =
                try data.first == 0x5b
                ? StrictDecoding.decode([Standing].self, from: data)
                : [StrictDecoding.decode(Standing.self, from: data)]
        } catch {
            throw ValidationError("--to file:\(Terminal.harmless(path)): \(error); expected \(form)")
        }
        guard standings.count == 1, let standing = standings.first else {
            throw ValidationError("--to file:\(Terminal.harmless(path)): \(standings.count) groups; expected one")
        }
        var offsets: [TopicPartition: Int64] = [:]
        for place in standing.partitions {
            guard let offset = place.committed ?? place.now else { continue }
            guard offset >= 0, place.partition >= 0 else {
                throw ValidationError("--to file:\(Terminal.harmless(path)): a number below 0; expected \(form)")
            }
            offsets[TopicPartition(place.topic, place.partition)] = offset
        }
        return offsets
    }
}
