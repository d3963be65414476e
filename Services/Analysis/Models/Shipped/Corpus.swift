import Foundation
import Text

/// The labelled corpus that ships: `Resources/corpus`, described in its README.
struct Corpus: Sendable {
    struct Row: Sendable {
        var text: [UInt32]
        var kind: Kind
        var isNegative: Bool
        var sentiment: Int
        var event: String
        var subject: [UInt32]
        var entities: [[UInt32]]
        /// For each of `entities`.
        var isMeant: [Bool]
    }

    enum Kind: String, CaseIterable, Sendable {
        case other, complaint, news, rumour
    }

    static let sentiments = ["negative", "neutral", "positive"]

    /// In the order of the files' names, then of their lines.
    let rows: [Row]

    /// - Throws: ``LabelledMistake``.
    init(folder: URL) throws {
        rows = try Self.read(folder).map(Row.init)
        guard !rows.isEmpty else {
            throw LabelledMistake(
                file: folder.path, line: 0, field: "", found: "no rows", expected: "the corpus that ships")
        }
    }

    /// That of this program.
    static func shipped() throws -> Corpus {
        try Corpus(folder: shippedFolder)
    }

    private static var shippedFolder: URL { Bundle.module.bundleURL.appending(path: "corpus") }

    private static func read(_ folder: URL) throws -> [LabelledRow] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "jsonl" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
            .flatMap { try LabelledRows(name: $0.lastPathComponent, data: Data(contentsOf: $0)).rows }
    }

    /// The corpus as rows of a task; none for a task it does not label.
    static func shippedRows(task: String) throws -> [LabelledRow] {
        try read(shippedFolder).compactMap { row in
            var fields = row.fields
            switch task {
            case "negative":
                fields["neg_entities"] = fields["negative_for"]
            case "rumour", "complaint":
                fields["label"] = .number(try row.string("kind") == task ? 1 : 0)
            case "sentiment":
                fields["label"] = fields["sentiment"]
            default: return nil
            }
            return LabelledRow(file: row.file, line: row.line, fields: fields)
        }
    }
}

extension Corpus.Row {
    init(_ row: LabelledRow) throws {
        guard let kind = Corpus.Kind(rawValue: try row.string("kind")) else {
            throw row.mistake(
                "kind", expected: "one of \(Corpus.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let sentiment = Corpus.sentiments.firstIndex(of: try row.string("sentiment")) else {
            throw row.mistake("sentiment", expected: "one of \(Corpus.sentiments.joined(separator: ", "))")
        }
        let fold = TextFolding.standard.foldScalars
        let entities = try row.strings("entities")
        let meant = Set(try row.strings("negative_for"))
        self.init(
            text: try RowText.folded(row), kind: kind, isNegative: try row.flag("negative"), sentiment: sentiment,
            event: try row.optionalString("event"), subject: fold(try row.string("subject")),
            entities: entities.map(fold), isMeant: entities.map(meant.contains))
    }
}
