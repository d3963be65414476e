import EventLog
import Foundation
import Hosting

/// Copied records as lines of JSON on standard output, or in a file with how far it goes beside it: `FILE.run`.
actor LineTarget: CopyTarget {
    /// Beside a file that is not whole yet.
    private struct Kept: Codable {
        var run: ReplayRun
        var length: Int64
        var positions: [String: LanePosition]
    }

    private let path: String?
    private var file: OutputFile?
    private var kept: Kept
    private var saved = ContinuousClock.now

    private static func side(_ path: String) -> String { path + ".run" }

    /// - Parameters:
    ///   - path: nil: standard output.
    ///   - goesOn: a run of that name that was begun goes on.
    init(_ run: ReplayRun, path: String?, goesOn: Bool) throws {
        self.path = path
        kept = Kept(run: run, length: 0, positions: [:])
        guard let path else { return }
        let doing = "writing to \(path)"
        guard FileManager.default.fileExists(atPath: Self.side(path)) else {
            guard !FileManager.default.fileExists(atPath: path) else {
                throw EventLogError.refused(doing: doing, found: "a file of that name", expected: "none")
            }
            return
        }
        let data = FileManager.default.contents(atPath: Self.side(path)) ?? Data()
        guard let found = try? StrictDecoding.decode(Kept.self, from: data), found.length >= 0 else {
            throw EventLogError.refused(
                doing: doing, found: "\(Self.side(path)), which is not what a replay leaves there",
                expected: "another name, or neither of the two files")
        }
        guard goesOn, found.run.id == run.id else {
            throw EventLogError.refused(
                doing: doing, found: "a file that run \(found.run.id) has not ended",
                expected: "another name, or --run \(found.run.id) to go on with it")
        }
        kept = found
    }

    /// The run as it was begun.
    nonisolated static func run(in path: String) -> ReplayRun? {
        FileManager.default.contents(atPath: side(path))
            .flatMap { try? StrictDecoding.decode(Kept.self, from: $0) }?.run
    }

    func open() throws -> [String: LanePosition] {
        guard let path else { return kept.positions }
        file = try OutputFile(path, keeping: kept.length)
        try save()
        return kept.positions
    }

    func take(_ records: [LogRecord], of lane: Lane, position: LanePosition) throws {
        var lines: [UInt8] = []
        for record in records { RecordLine.append(record, topic: lane.topic, to: &lines) }
        guard let file else {
            try StandardStream.output.write(String(decoding: lines, as: UTF8.self))
            kept.positions[lane.key] = position
            return
        }
        try file.append(lines)
        kept.length = file.length
        kept.positions[lane.key] = position
        // What is not said to be there is cut off and written anew: so it need not be said for every portion.
        if ContinuousClock.now - saved > .seconds(1) { try save() }
    }

    func close() {
        if file != nil { try? save() }
        file = nil
    }

    /// Everything is written.
    func finish() throws {
        guard let path else { return }
        try? FileManager.default.removeItem(atPath: Self.side(path))
    }

    private func save() throws {
        guard let path, let file else { return }
        try file.flush()
        try OutputFile.replace(Self.side(path), with: Array(try JSONEncoder.plain.encode(kept)))
        saved = .now
    }
}
