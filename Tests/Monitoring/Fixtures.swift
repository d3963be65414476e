import EmbeddedLog
import EventLog
import Foundation
import Hosting
import Logging
import Plan
import Processing
import Schemas
import SwiftProtobuf
import Synchronization

@testable import Monitoring

/// What the tests of monitoring share: the example plan, a log in a folder of its own, a clock set by hand.
enum Fixture {
    static let partitions: Int32 = 3
    /// 2026-03-02T08:00:00Z.
    static let start: Int64 = 1_772_438_400_000

    static func plan() throws -> ResponsePlan { try ResponsePlan.load(file: planPath) }

    static let planPath: String = {
        var folder = URL(filePath: #filePath)
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Plans/commercial-bank.yaml").path
    }()

    static func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "monitoring-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    static func log(in folder: URL) async throws -> EmbeddedLog {
        let log = try await EmbeddedLog(path: folder.appending(path: "log.sqlite").path)
        try await log.createTopics(CatalogueTopics.specifications(partitions: partitions))
        return log
    }

    /// Every committed record of a kind, decoded, in the order of partitions and offsets.
    static func all<M>(_ kind: EventKind, _ type: M.Type, in log: any EventLog) async throws -> [M]
    where M: Sendable & Message {
        let reader = try await log.makeReader()
        var all: [M] = []
        for partition in 0..<partitions {
            let place = TopicPartition(kind.topic, partition)
            let range = try await reader.range(of: place)
            var at = range.low
            while at < range.high {
                let (records, next) = try await reader.read(place, from: at, to: range.high, limit: 1_000, wait: .zero)
                for record in records { all.append(try M(serializedBytes: record.value ?? [])) }
                at = next
            }
        }
        await reader.close()
        return all
    }

    static func source(_ id: String, kind: ResponsePlan.Source.Kind, _ plan: ResponsePlan) throws -> ResponsePlan.Source
    {
        guard var source = plan.sources.first(where: { $0.kind == kind }) else { throw Missing(what: "\(kind)") }
        source.id = id
        source.language = nil
        return source
    }

    struct Missing: Error { var what: String }
}

/// A clock moved by hand: sleeping moves it on.
final class HandClock: Sendable {
    private let time: Mutex<Int64>

    init(_ time: Int64 = Fixture.start) { self.time = Mutex(time) }

    var now: Int64 { time.withLock { $0 } }
    func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    var pace: Pace {
        Pace(
            now: { self.now },
            sleep: {
                try Task.checkCancellation()
                self.advance($0)
            }, chance: { 0 })
    }
}
