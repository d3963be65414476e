/// One line of a file of labelled data: an object whose fields are asked for by name.
package struct LabelledRow: Sendable {
    package let file: String
    /// Counted from 1.
    package let line: Int
    package let fields: [String: LabelledValue]

    package init(file: String, line: Int, fields: [String: LabelledValue]) {
        self.file = file
        self.line = line
        self.fields = fields
    }

    /// Whether the field is there and not null.
    package func has(_ field: String) -> Bool { (fields[field] ?? .null) != .null }

    package func string(_ field: String) throws(LabelledMistake) -> String {
        guard case .string(let text)? = fields[field] else { throw mistake(field, expected: "a text") }
        return text
    }

    /// Empty where the field is missing or null.
    package func optionalString(_ field: String) throws(LabelledMistake) -> String {
        has(field) ? try string(field) : ""
    }

    package func number(_ field: String) throws(LabelledMistake) -> Double {
        guard case .number(let number)? = fields[field] else { throw mistake(field, expected: "a number") }
        return number
    }

    package func numbers(_ field: String) throws(LabelledMistake) -> [Double] {
        guard case .array(let values)? = fields[field] else { throw mistake(field, expected: "an array of numbers") }
        return try values.map { value throws(LabelledMistake) in
            guard case .number(let number) = value else {
                throw mistake(field, found: value, expected: "numbers only")
            }
            return number
        }
    }

    /// A whole number, or nil where the field is null or missing.
    package func optionalInt(_ field: String) throws(LabelledMistake) -> Int? {
        guard has(field) else { return nil }
        let number = try number(field)
        guard let whole = Int(exactly: number) else { throw mistake(field, expected: "a whole number or null") }
        return whole
    }

    /// 0 or 1, also written as false and true.
    package func flag(_ field: String) throws(LabelledMistake) -> Bool {
        switch fields[field] {
        case .bool(let flag): return flag
        case .number(0): return false
        case .number(1): return true
        default: throw mistake(field, expected: "0 or 1")
        }
    }

    /// Empty where the field is missing or null.
    package func strings(_ field: String) throws(LabelledMistake) -> [String] {
        guard has(field) else { return [] }
        guard case .array(let values)? = fields[field] else { throw mistake(field, expected: "an array of texts") }
        return try values.map { value throws(LabelledMistake) in
            guard case .string(let text) = value else { throw mistake(field, found: value, expected: "texts only") }
            return text
        }
    }

    package func objects(_ field: String) throws(LabelledMistake) -> [LabelledRow] {
        guard case .array(let values)? = fields[field] else { throw mistake(field, expected: "an array of objects") }
        return try values.map { value throws(LabelledMistake) in
            guard case .object(let fields) = value else { throw mistake(field, found: value, expected: "objects only") }
            return LabelledRow(file: file, line: line, fields: fields)
        }
    }

    package func mistake(_ field: String, found: LabelledValue? = nil, expected: String) -> LabelledMistake {
        LabelledMistake(
            file: file, line: line, field: field,
            found: (found ?? fields[field])?.kind ?? "nothing", expected: expected)
    }
}

/// What is wrong with a file of labelled data, and where.
package struct LabelledMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// 0 where it is the file as a whole.
    package var line: Int
    package var field: String
    package var found: String
    package var expected: String

    package init(file: String, line: Int, field: String, found: String, expected: String) {
        self.file = file
        self.line = line
        self.field = field
        self.found = found
        self.expected = expected
    }

    package var description: String {
        let place = line > 0 ? "\(file), line \(line)" : file
        let what = field.isEmpty ? "" : ", field \"\(field)\""
        return "\(place)\(what): found \(found), expected \(expected)"
    }
}
