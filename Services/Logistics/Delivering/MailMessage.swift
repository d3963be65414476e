import Foundation
import Schemas

/// A delivery as an RFC 5322 message: the same bytes at every attempt, with a Message-ID by which a recipient's system
/// knows it again.
struct MailMessage: Sendable {
    let from: MailAddress
    let to: MailAddress
    let bytes: [UInt8]

    struct UnusableID: Error, CustomStringConvertible {
        var id: String
        var description: String { "the delivery id \(id.debugDescription): expected letters, digits, - and _" }
    }

    /// - Throws: when an address or the delivery's id could not stand in a header.
    init(_ delivery: Delivery, from: MailAddress) throws {
        let isPlain = delivery.id.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
        }
        guard !delivery.id.isEmpty, isPlain else { throw UnusableID(id: delivery.id) }
        self.from = from
        to = try MailAddress(delivery.address)
        var lines = [
            "From: <\(from)>", "To: <\(to)>", "Subject: \(Self.encodedWords(delivery.wholeTitle, after: 9))",
            "Date: \(Self.date(delivery.createdAt))", "Message-ID: <\(delivery.id)@\(from.domain)>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "X-Fenghuo-Delivery: \(delivery.id)", "",
        ]
        lines += Self.base64Lines(delivery.wholeBody)
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// RFC 2047 encoded words of at most 75 characters, folded; plain printable ASCII stays as it is. Line breaks and
    /// control characters become spaces first, so that a title can never begin a header of its own.
    static func encodedWords(_ text: String, after column: Int) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let category = scalar.properties.generalCategory
            let breaks = category == .control || category == .lineSeparator || category == .paragraphSeparator
            clean.append(breaks ? " " : scalar)
        }
        let isPlain = clean.allSatisfy { (32...126).contains($0.value) }
        let plain = String(clean)
        if isPlain, column + clean.count <= 76, !plain.contains("=?") { return plain }
        var words: [String] = []
        var chunk: [UInt8] = []
        func flush() {
            guard !chunk.isEmpty else { return }
            words.append("=?UTF-8?B?\(Foundation.Data(chunk).base64EncodedString())?=")
            chunk = []
        }
        for scalar in clean {
            let encoded = Array(String(scalar).utf8)
            if chunk.count + encoded.count > 42 { flush() }
            chunk += encoded
        }
        flush()
        return words.joined(separator: "\r\n ")
    }

    /// The text with CRLF line breaks, in lines of 76 base64 characters.
    private static func base64Lines(_ text: String) -> [String] {
        var canonical: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 10, previous != 13 { canonical.append(13) }
            canonical.append(byte)
            previous = byte
        }
        return stride(from: 0, to: canonical.count, by: 57).map {
            Foundation.Data(canonical[$0..<min($0 + 57, canonical.count)]).base64EncodedString()
        }
    }

    /// `Thu, 01 Jan 2026 00:00:00 +0000` (RFC 5322, 3.3), from what is written in RFC 3339: no calendar is asked.
    static func date(_ milliseconds: Int64) -> String {
        // A year of four digits, whatever the row says.
        let time = min(max(milliseconds, 0), 253_402_300_799_000)
        let written = Array(Timestamps.rfc3339(time).utf8)
        func digits(_ range: Range<Int>) -> String { String(decoding: written[range], as: UTF8.self) }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1970 began on a Thursday
        let month = months[((Int(digits(5..<7)) ?? 1) - 1) % 12]
        let weekday = weekdays[Int(time / 86_400_000 % 7)]
        return "\(weekday), \(digits(8..<10)) \(month) \(digits(0..<4)) \(digits(11..<19)) +0000"
    }
}
