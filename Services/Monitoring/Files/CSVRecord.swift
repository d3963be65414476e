/// One CSV record (RFC 4180): fields apart by commas; quoted ones may hold commas, line ends and doubled quotes.
enum CSVRecord {
    static func fields(_ bytes: [UInt8]) throws(DraftMistake) -> [String] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DraftMistake(field: "", found: "bytes that are not UTF-8", expected: "a CSV record in UTF-8")
        }
        var fields: [String] = []
        var field: [UInt8] = []
        var rest = text.utf8.makeIterator()
        var byte = rest.next()
        func fault(_ found: String) -> DraftMistake {
            DraftMistake(field: "", found: found, expected: "a CSV record as in RFC 4180")
        }
        while true {
            field.removeAll(keepingCapacity: true)
            if byte == 0x22 {
                byte = rest.next()
                while true {
                    guard let inner = byte else { throw fault("a quote that is never closed") }
                    byte = rest.next()
                    if inner == 0x22 {
                        guard byte == 0x22 else { break }
                        byte = rest.next()
                    }
                    field.append(inner)
                }
                if let byte, byte != 0x2c { throw fault("text after a closing quote, in field \(fields.count + 1)") }
            } else {
                while let plain = byte, plain != 0x2c {
                    if plain == 0x22 { throw fault("a quote within an unquoted field, field \(fields.count + 1)") }
                    field.append(plain)
                    byte = rest.next()
                }
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard byte == 0x2c else { return fields }
            byte = rest.next()
        }
    }

    /// The fields of a header row. - Throws: for unknown, repeated and missing columns, by name.
    static func header(
        _ bytes: [UInt8], unknownFields: MentionFile.UnknownFields = .refuse
    ) throws(DraftMistake) -> [MentionDraft.Field?] {
        var columns: [MentionDraft.Field?] = []
        for name in try fields(bytes) {
            let name = name.trimmingPrefix(while: \.isWhitespace)
            guard let field = MentionDraft.Field(rawValue: String(name)) else {
                guard unknownFields == .ignore else { throw .unknownField(String(name)) }
                columns.append(nil)
                continue
            }
            guard !columns.contains(field) else {
                throw DraftMistake(field: field.rawValue, found: "a second column of that name", expected: "one")
            }
            columns.append(field)
        }
        guard columns.contains(.text) else {
            throw DraftMistake(field: "text", found: "no such column", expected: "a column of that name")
        }
        return columns
    }

    static func draft(_ bytes: [UInt8], columns: [MentionDraft.Field?]) throws(DraftMistake) -> MentionDraft {
        let values = try fields(bytes)
        guard values.count == columns.count else {
            throw DraftMistake(
                field: "", found: "\(values.count) fields", expected: "\(columns.count), as the header row has")
        }
        var draft = MentionDraft(text: "")
        for (column, value) in zip(columns, values) where !value.isEmpty {
            if let column { try draft.set(column, to: value) }
        }
        return draft
    }
}
