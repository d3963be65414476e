package import Foundation

/// A file of labelled data: JSON Lines, one object a line, UTF-8. Empty lines are passed over.
package struct LabelledRows: Sendable {
    /// As it is called in messages.
    package let name: String
    package let rows: [LabelledRow]

    package init(name: String, rows: [LabelledRow]) {
        self.name = name
        self.rows = rows
    }

    /// - Throws: ``LabelledMistake`` naming the file and, where it is one line's fault, the line.
    package static func read(file path: String) throws -> LabelledRows {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw LabelledMistake(
                file: path, line: 0, field: "", found: "no readable file", expected: "a file of JSON lines")
        }
        return try LabelledRows(name: path, data: data)
    }

    package init(name: String, data: Data) throws {
        var rows: [LabelledRow] = []
        var line = 0
        for bytes in data.split(separator: 0x0a, omittingEmptySubsequences: false) {
            line += 1
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
                throw LabelledMistake(
                    file: name, line: line, field: "", found: "a line of \(bytes.count) bytes that is no JSON object",
                    expected: "one object a line")
            }
            rows.append(LabelledRow(file: name, line: line, fields: object.mapValues { LabelledValue($0) }))
        }
        guard !rows.isEmpty else {
            throw LabelledMistake(file: name, line: 0, field: "", found: "no rows", expected: "at least one")
        }
        self.init(name: name, rows: rows)
    }
}
