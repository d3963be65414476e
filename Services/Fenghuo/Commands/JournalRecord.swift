import ArgumentParser
import EventLog
import Foundation
import Processing
import Schemas
import SwiftProtobuf

/// The journals as the log has them, with what names their entries elsewhere.
struct JournalRecord {
    /// By incident, in the order of the log.
    var entries: [String: [JournalEntry]] = [:]
    /// By incident: of the case's row, its reports, its evaluation.
    var witnesses: [String: [JournalChain.Witness]] = [:]
    /// By partition, whose entry stands where: incident and sequence, in the order of the log.
    var order: [Int32: [(incident: String, sequence: Int64)]] = [:]
    var decisions = JournalDecisions([])
    /// A file of entries has none beside it.
    var hasDecisions = false
    /// In the order of the log; `nil` where the log has no such topic yet.
    var checkpoints: [Checkpoint]?
    /// Where the topic does not begin at its beginning any more.
    var truncated: [String] = []

    static func read(_ log: any EventLog) async throws -> JournalRecord {
        var record = JournalRecord()
        let topics = try await log.describeTopics()
        func scan(_ kind: EventKind) -> TopicScan? { TopicScan(kind.topic, in: topics, of: log) }
        guard let journal = scan(.journalEntered) else {
            throw EventLogError.unknownTopic(EventKind.journalEntered.topic)
        }
        for (number, range) in journal.topic.ranges.enumerated() where range.low > 0 {
            record.truncated.append(
                "\(EventKind.journalEntered.topic) partition \(number) begins at offset \(range.low): what stood before it is gone"
            )
        }
        try await journal.each(JournalEntry.self) { entry, place in
            record.entries[entry.incidentID, default: []].append(entry)
            record.order[place.topicPartition.partition, default: []].append((entry.incidentID, entry.sequence))
        }
        var decisions: [Decision] = []
        try await scan(.decisionTaken)?.each(Decision.self) { decision, _ in decisions.append(decision) }
        record.hasDecisions = true
        record.decisions = JournalDecisions(decisions, buried: try await buried(topics, log))
        if let topic = scan(.checkpointSigned) {
            var checkpoints: [Checkpoint] = []
            try await topic.each(Checkpoint.self) { checkpoint, _ in checkpoints.append(checkpoint) }
            record.checkpoints = checkpoints
        }
        var newest: [String: Case] = [:]
        try await scan(.caseAdvanced)?.each(Case.self) { row, _ in newest[row.incidentID] = row }
        for (id, row) in newest {
            record.witnesses[id, default: []].append(
                .init(source: "case's row", entries: row.journalEntries, hash: row.journalHash))
            record.witnesses[id, default: []] += row.reports.map {
                .init(source: "report \($0.id)", entries: $0.journalEntries, hash: $0.journalHash)
            }
        }
        // Reports that made room in the row testify as well.
        try await scan(.recordKept)?.each(CaseRecord.self) { kept, _ in
            guard case .report(let report)? = kept.part else { return }
            record.witnesses[kept.incidentID, default: []].append(
                .init(source: "report \(report.id)", entries: report.journalEntries, hash: report.journalHash))
        }
        try await scan(.evaluationWritten)?.each(Evaluation.self) { evaluation, _ in
            let count =
                evaluation.journalEntries > 0 ? evaluation.journalEntries : evaluation.timeline.last?.sequence ?? 0
            record.witnesses[evaluation.incidentID, default: []].append(
                .init(source: "evaluation", entries: count, hash: evaluation.journalHash))
        }
        return record
    }

    /// Keys of decisions that could not be read or carried out.
    private static func buried(_ topics: [TopicDescription], _ log: any EventLog) async throws -> Set<String> {
        var keys = Set<String>()
        try await TopicScan(EventKind.deadLetters, in: topics, of: log)?.each { record in
            if record.header(DeadLetter.topicHeader) == EventKind.decisionTaken.topic, let key = record.key {
                keys.insert(String(decoding: key, as: UTF8.self))
            }
        }
        return keys
    }
}

/// A journal as a file: one entry a line.
enum JournalFile {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, csv
    }

    static let header = "incident,sequence,at,actor,action,about,decision,details,previous_hash,hash"

    static func line(_ entry: JournalEntry, _ format: Format) throws -> String {
        switch format {
        case .jsonl: return String(decoding: try EventCodec.encode(entry, as: .json), as: UTF8.self)
        case .csv:
            let details = entry.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return [
                entry.incidentID, "\(entry.sequence)", Timestamps.rfc3339(entry.at), entry.actor, entry.action,
                entry.about, entry.decisionID, details.joined(separator: "; "), EventID.hex(entry.previousHash),
                EventID.hex(entry.hash),
            ].map(cell).joined(separator: ",")
        }
    }

    /// - Returns: entries by incident, in the order of the file.
    static func read(_ path: String) throws -> [String: [JournalEntry]] {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
        else { throw ValidationError("--file \(path): found no file in UTF-8 that can be read") }
        var entries: [String: [JournalEntry]] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            do {
                let entry = try EventCodec.decode(JournalEntry.self, from: Array(line.utf8), contentType: .json)
                entries[entry.incidentID, default: []].append(entry)
            } catch {
                throw ValidationError("--file \(path), line \(number + 1): expected a journal entry as JSON; \(error)")
            }
        }
        return entries
    }

    /// A spreadsheet must not take a cell for a formula.
    private static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let plain = (isFormula ? "'" : "") + text
        guard plain.contains(where: { ",\"\n\r".contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
