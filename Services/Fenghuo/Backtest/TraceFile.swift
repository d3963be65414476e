import Analysis
import Foundation
import Schemas

/// What a backtest writes of what happened, one JSON object a line in the order in which it happened, times in ms of event
/// time: `{"mention": URL, "incident": ID or null, "negative": …, "copy": …, "at": MS}` for each mention, `{"merged": ID,
/// "into": ID, "at": MS}`, `{"graded": ID, "grade": "III", "at": MS}` for each change of a grade (empty: none), `{"case": ID,
/// "at": MS}` for each case opened.
struct TraceFile: StepListener {
    private let path: String
    private let file: FileHandle
    private var pending = Data()
    private static let written = 1 << 16

    /// - Throws: `TraceFileError` where nothing can be written there.
    init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw TraceFileError(path: path, found: "it cannot be made") }
        self.file = file
    }

    mutating func write(_ step: AnalysisStep) throws {
        switch step {
        case .mention(let url, let incident, let isNegative, let isCopy, let at):
            try put(
                Line(mention: url, incident: .some(incident), negative: isNegative, copy: isCopy, at: at))
        case .merged(let id, let into, let at): try put(Line(merged: id, into: into, at: at))
        case .graded(let id, let grade, let at):
            try put(Line(graded: id, grade: grade == .unspecified ? "" : IncidentSummary.label(grade), at: at))
        }
    }

    mutating func write(caseOf incident: String, at: Int64) throws { try put(Line(case: incident, at: at)) }

    mutating func close() throws {
        try flush()
        do { try file.close() } catch { throw TraceFileError(path: path, found: "\(error)") }
    }

    private struct Line: Encodable {
        var mention: String?
        /// Of a mention always said: null for none.
        var incident: String??
        var negative: Bool?
        var copy: Bool?
        var merged: String?
        var into: String?
        var graded: String?
        var grade: String?
        var `case`: String?
        var at: Int64
    }

    private mutating func put(_ line: Line) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        pending += try encoder.encode(line)
        pending.append(0x0a)
        if pending.count >= Self.written { try flush() }
    }

    private mutating func flush() throws {
        do { try file.write(contentsOf: pending) } catch { throw TraceFileError(path: path, found: "\(error)") }
        pending.removeAll(keepingCapacity: true)
    }
}

struct TraceFileError: Error, CustomStringConvertible {
    var path: String
    var found: String

    var description: String {
        "writing the trace \(path): \(found); expected a file in a folder that may be written: name another one with --trace"
    }
}
