import Markup

/// How a file is written: its encoding, found out from its beginning, and its line ends.
struct FileWriting: Hashable, Sendable {
    /// What iconv calls the encoding.
    var encoding = "UTF-8"
    /// Bytes of its smallest unit: 2 for UTF-16.
    var width = 1
    var isBigEndian = false
    /// The last byte of a line: a line feed, or a carriage return where a file has no line feeds.
    var lineEnd: UInt8 = 0x0a
    /// Bytes of its byte order mark.
    var mark = 0

    init() {}

    /// - Parameter head: the first bytes of the file.
    init(head: [UInt8]) {
        if let wide = TextEncoding.wide(head) {
            encoding = wide
            width = 2
            isBigEndian = wide == "UTF-16BE"
            mark = head[0] >= 0xfe ? 2 : 0
        } else if head.starts(with: [0xef, 0xbb, 0xbf]) {
            mark = 3
        } else {
            encoding = TextEncoding.name(of: head, labels: [])
        }
        var hasReturn = false
        for place in stride(from: mark, to: max(mark, head.count - width + 1), by: width) {
            let unit = unit(head, place)
            if unit == 0x0a { return }
            hasReturn = hasReturn || unit == 0x0d
        }
        if hasReturn { lineEnd = 0x0d }
    }

    /// The unit at a place, as far as it is ASCII; what is not is 255.
    func unit(_ bytes: [UInt8], _ at: Int) -> UInt8 {
        guard width == 2 else { return bytes[at] }
        let (high, low) = isBigEndian ? (bytes[at], bytes[at + 1]) : (bytes[at + 1], bytes[at])
        return high == 0 && low < 0x80 ? low : 0xff
    }

    /// In UTF-8.
    func text(_ bytes: [UInt8]) -> [UInt8] {
        if width == 2 { return TextEncoding.convert(bytes[...], from: encoding)?.text ?? [] }
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        if encoding == "UTF-8" {
            guard String(validating: bytes, as: UTF8.self) == nil else { return DoubleEncoding.undone(bytes) }
            // A line of its own encoding: it was put together from several.
            let own = TextEncoding.name(of: bytes, labels: [])
            if own == "UTF-8" { return TextEncoding.valid(bytes) }
            return TextEncoding.convert(bytes[...], from: own)?.text ?? TextEncoding.valid(bytes)
        }
        return TextEncoding.convert(bytes[...], from: encoding)?.text ?? TextEncoding.valid(bytes)
    }

    func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.count >= width, unit(bytes, bytes.count - width) == lineEnd { bytes.removeLast(width) }
        if bytes.count >= width, unit(bytes, bytes.count - width) == 0x0d { bytes.removeLast(width) }
        return bytes
    }

    /// Line ends in a piece of the file that begins at a unit.
    func lineEnds(in bytes: [UInt8]) -> Int {
        stride(from: 0, to: bytes.count - width + 1, by: width).lazy.count { unit(bytes, $0) == lineEnd }
    }
}
