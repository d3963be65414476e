/// The header row of a CSV file: what is apart by what, and which column is which field.
struct CSVHeader: Hashable, Sendable {
    /// One for each column; nil for one that is passed over.
    var columns: [MentionDraft.Field?]
    var separator: UInt8
    /// Names of the columns that are passed over.
    var ignored: [String] = []

    /// The separator that a line `sep=;` names, as Excel writes it.
    static func named(_ line: [UInt8]) -> UInt8? {
        let plain = String(decoding: line, as: UTF8.self).lowercased().utf8.filter { $0 != 0x22 && $0 != 0x0d }
        guard plain.count == 5, plain.starts(with: "sep=".utf8) else { return nil }
        return plain[4]
    }

    /// - Parameters:
    ///   - line: in UTF-8.
    ///   - named: the separator that was named before; nil: the one by which most columns have a name that is known.
    /// - Throws: for repeated and missing columns, by name; for unknown ones where they are refused.
    init(
        _ line: [UInt8], separator named: UInt8? = nil, unknownFields: MentionFile.UnknownFields
    ) throws(DraftMistake) {
        var best: (known: Int, separator: UInt8, names: [String]) = (-1, named ?? 0x2c, [])
        for separator in named.map({ [$0] }) ?? CSVRecord.separators {
            let names = CSVRecord.fields(line, separator: separator)
            let known = names.count { FieldNames.match($0) != nil }
            if known > best.known { best = (known, separator, names) }
        }
        separator = best.separator
        columns = Array(repeating: nil, count: best.names.count)
        var taken: [MentionDraft.Field: (rank: FieldNames.Rank, place: Int)] = [:]
        for (place, name) in best.names.enumerated() {
            guard let (field, rank) = FieldNames.match(String(name.filter { $0 != "\u{feff}" })) else { continue }
            // Of two columns of one field the one that says it more plainly counts, then the first.
            if let other = taken[field], other.rank <= rank {
                guard unknownFields == .ignore || rank != .own else {
                    throw DraftMistake(field: field.rawValue, found: "a second column of that name", expected: "one")
                }
                continue
            }
            if let other = taken[field] { columns[other.place] = nil }
            taken[field] = (rank, place)
            columns[place] = field
        }
        for (place, name) in best.names.enumerated() where columns[place] == nil {
            let plain = String(name.filter { $0 != "\u{feff}" })
            if plain.allSatisfy(\.isWhitespace) { continue }
            guard unknownFields == .ignore || FieldNames.match(plain) != nil else { throw .unknownField(plain) }
            ignored.append(String(plain.prefix(64)))
        }
        guard columns.contains(.text) || columns.contains(.title) else {
            throw DraftMistake(
                field: "text",
                found: "no such column among "
                    + best.names.prefix(20).map { "\"\($0.prefix(40))\"" }.joined(separator: ", "),
                expected: "a column of that name, or 正文, 内容, content")
        }
    }
}
