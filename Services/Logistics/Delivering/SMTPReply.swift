/// A server's reply (RFC 5321, section 4.2): a code and its lines.
struct SMTPReply: Hashable, Sendable {
    var code: Int
    var lines: [String]

    var text: String { ([String(code)] + lines).joined(separator: " ") }

    /// Puts replies together from bytes as they come.
    struct Parser {
        enum Malformed: Error, Hashable, CustomStringConvertible {
            case notAReply(String)
            case tooLong

            var description: String {
                switch self {
                case .notAReply(let line): "the server said \(line.prefix(80).debugDescription), which is no SMTP reply"
                case .tooLong: "the server's reply is longer than 64 kB"
                }
            }
        }

        private var buffer: [UInt8] = []
        private var lines: [String] = []
        private var size = 0

        /// Nothing of a further reply has come: required before TLS begins, or else what came in clear would count as
        /// said under TLS (CVE-2011-0411).
        var isEmpty: Bool { buffer.isEmpty && lines.isEmpty }

        mutating func feed(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [SMTPReply] {
            var replies: [SMTPReply] = []
            for byte in bytes {
                size += 1
                guard size <= 65_536 else { throw .tooLong }
                guard byte == 10 else {
                    buffer.append(byte)
                    continue
                }
                if buffer.last == 13 { buffer.removeLast() }
                let line = String(decoding: buffer, as: UTF8.self)
                buffer = []
                guard line.utf8.count >= 3, let code = Int(line.prefix(3)), (200..<600).contains(code) else {
                    throw .notAReply(line)
                }
                lines.append(String(line.dropFirst(4)))
                if line.dropFirst(3).first != "-" {
                    replies.append(SMTPReply(code: code, lines: lines))
                    lines = []
                    size = 0
                }
            }
            return replies
        }
    }
}
