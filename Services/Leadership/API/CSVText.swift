/// Comma-separated values (RFC 4180) that a spreadsheet shows and never runs.
struct CSVText {
    /// A byte order mark, so that spreadsheets read Chinese as UTF-8.
    private(set) var text = "\u{feff}"

    init(header: [String]) { add(header) }

    /// Adds a line.
    mutating func add(_ cells: [String]) { text += Self.line(cells) }

    /// A line with its end.
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// The cell in quotes where it needs them. A text that a spreadsheet would take for a formula gets an apostrophe
    /// before it (OWASP, "CSV Injection"): it may come from anybody on the internet.
    static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n\t;".unicodeScalars.contains($0) }) || safe.hasPrefix("'")
        else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// What spreadsheets begin a formula with, also in full width, and also behind what they pass over.
    private static func isFormula(_ text: String) -> Bool {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%": return true
            case " ", "\"", "'", "\u{a0}", "\u{3000}", "\u{feff}", "\u{0}": continue
            default:
                // Zero-width and control characters are not seen, and not minded.
                if scalar.properties.isDefaultIgnorableCodePoint || scalar.value < 0x20 { continue }
                return false
            }
        }
        return false
    }
}
