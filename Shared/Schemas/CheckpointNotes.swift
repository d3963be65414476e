public import Foundation

/// Checkpoints as they are kept outside: JSON lines as `fenghuo journal checkpoints` writes them, and notes as they come
/// by mail or webhook, among whatever other lines.
public enum CheckpointNotes {
    /// Of a file, in bytes.
    public static let longest = 64 << 20

    /// - Returns: what could be read, in the file's order. Whether it is true, `Checkpoint.check` says.
    public static func read(_ data: Data) -> [Checkpoint] {
        guard data.count <= longest, let text = String(validating: data, as: UTF8.self) else { return [] }
        let found = read(text)
        return found.isEmpty ? readMail(text) : found
    }

    private static func read(_ text: String) -> [Checkpoint] {
        var found: [Checkpoint] = []
        var note: Checkpoint?
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            if line.hasPrefix("{") {
                if let one = json(String(line)) { found.append(one) }
            } else if line == Checkpoint.title {
                note = Checkpoint()
            } else if words.count == 2, words[0] == "signature" {
                guard var done = note else { continue }
                done.signature = words[1]
                if let text = done.text { done.hash = Checkpoint.hash(of: text) }
                found.append(done)
                note = nil
            } else if var one = note {
                note = take(words, into: &one) ? one : nil
            }
        }
        return found
    }

    /// A checkpoint, or a webhook's message that has a note in one of its texts.
    private static func json(_ line: String) -> Checkpoint? {
        if let one = try? EventCodec.decode(Checkpoint.self, from: Array(line.utf8), contentType: .json),
            !one.chain.isEmpty
        {
            return one
        }
        guard let start = line.range(of: Checkpoint.title + "\\n") else { return nil }
        let text = String(line[start.lowerBound...].prefix { $0 != "\"" })
        return read(text.replacing("\\n", with: "\n").replacing("\\/", with: "/")).first
    }

    /// - Returns: whether the line belongs to a note.
    private static func take(_ words: [String], into note: inout Checkpoint) -> Bool {
        guard words.count == 2 || words.count == 4 && words[0] == "journal" else { return false }
        switch words[0] {
        case "chain": note.chain = words[1]
        case "sequence":
            guard let number = Int64(words[1]) else { return false }
            note.sequence = number
        case "at":
            guard let time = Int64(words[1]) else { return false }
            note.at = time
        case "reason": note.reason = words[1]
        case "previous": note.previousHash = words[1] == "none" ? "" : words[1]
        case "key": note.publicKey = words[1]
        case "journal":
            guard words.count == 4, let entries = Int64(words[2]) else { return false }
            var head = JournalHead()
            head.incidentID = words[1]
            head.entries = entries
            head.hash = words[3]
            note.heads.append(head)
        default: return false
        }
        return true
    }

    /// A mail as it was saved (RFC 2045): what stands in base64 after the headers.
    private static func readMail(_ text: String) -> [Checkpoint] {
        let plain = text.replacing("\r\n", with: "\n")
        guard let gap = plain.range(of: "\n\n"),
            plain[..<gap.lowerBound].lowercased().contains("content-transfer-encoding: base64"),
            let body = Data(base64Encoded: String(plain[gap.upperBound...].filter { !$0.isWhitespace })),
            let text = String(validating: body, as: UTF8.self)
        else { return [] }
        return read(text)
    }
}
