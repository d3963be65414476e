/// One CSV record (RFC 4180, read leniently): fields apart by a separator; one that begins with a quotation mark may hold separators,
/// line ends and doubled marks. A mark anywhere else is text.
enum CSVRecord {
    /// What files are apart by, the likeliest first.
    static let separators: [UInt8] = [0x2c, 0x3b, 0x09, 0x7c]

    /// - Parameter text: in UTF-8, without the line end.
    static func fields(_ text: [UInt8], separator: UInt8) -> [String] {
        var fields: [String] = []
        var at = 0
        while true {
            var field: [UInt8] = []
            if at < text.count, text[at] == 0x22, let (quoted, end) = quoted(text, at, separator) {
                field = quoted
                at = end
            } else {
                let end = text[at...].firstIndex(of: separator) ?? text.count
                field = Array(text[at..<end])
                at = end
            }
            fields.append(String(decoding: field, as: UTF8.self))
            guard at < text.count else { return fields }
            at += 1
        }
    }

    /// What stands in quotation marks from `start` on, and where it ends; nil where they are never closed before a separator or the end.
    private static func quoted(_ text: [UInt8], _ start: Int, _ separator: UInt8) -> ([UInt8], Int)? {
        var field: [UInt8] = []
        var at = start + 1
        while at < text.count {
            guard text[at] == 0x22 else {
                field.append(text[at])
                at += 1
                continue
            }
            let next = at + 1
            if next == text.count || text[next] == separator { return (field, next) }
            field.append(0x22)
            // Two marks stand for one; a single one in the midst stands for itself.
            at = text[next] == 0x22 ? next + 1 : next
        }
        return nil
    }
}
