import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes UTF-8 of a document in whatever encoding it is in: byte order mark first, then the HTTP header, then the XML
/// declaration, then UTF-8 (RFC 7303, 3.2 and 3.3).
enum TextEncoding {
    struct Unknown: Error, CustomStringConvertible {
        var name: String
        var description: String {
            "found encoding \"\(name.prefix(40))\", expected UTF-8, UTF-16, GB18030 (GBK, GB2312), Big5, ISO-8859-1, "
                + "Shift_JIS, EUC-JP or EUC-KR"
        }
    }

    /// Names of the WHATWG Encoding Standard and what iconv calls the superset that is meant.
    private static let names: [String: String] = [
        "utf-8": "UTF-8", "utf8": "UTF-8", "us-ascii": "UTF-8", "ascii": "UTF-8",
        "gb2312": "GB18030", "gbk": "GB18030", "gb18030": "GB18030", "cp936": "GB18030", "x-gbk": "GB18030",
        "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "cn-big5": "BIG5-HKSCS",
        "iso-8859-1": "CP1252", "latin1": "CP1252", "windows-1252": "CP1252",
        "utf-16": "UTF-16LE", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
        "shift_jis": "SHIFT_JIS", "euc-jp": "EUC-JP", "euc-kr": "EUC-KR",
    ]

    /// - Parameter httpCharset: of the `Content-Type` header.
    static func utf8(_ bytes: [UInt8], httpCharset: String?) throws(Unknown) -> [UInt8] {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return valid(Array(bytes.dropFirst(3))) }
        if bytes.starts(with: [0xff, 0xfe]) { return try convert(bytes.dropFirst(2), from: "UTF-16LE") }
        if bytes.starts(with: [0xfe, 0xff]) { return try convert(bytes.dropFirst(2), from: "UTF-16BE") }
        if bytes.starts(with: [0x3c, 0x00]) { return try convert(bytes[...], from: "UTF-16LE") }
        if bytes.starts(with: [0x00, 0x3c]) { return try convert(bytes[...], from: "UTF-16BE") }
        guard let named = httpCharset ?? declared(bytes) else { return valid(bytes) }
        guard let encoding = names[named.lowercased()] else { throw Unknown(name: named) }
        return encoding == "UTF-8" ? valid(bytes) : try convert(bytes[...], from: encoding)
    }

    /// The `charset` of a `Content-Type` header.
    static func charset(ofContentType header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimming(" \t").lowercased() == "charset" else { continue }
            return pair[1].trimming(" \t\"'")
        }
        return nil
    }

    /// The encoding an XML declaration names; it is written in ASCII whatever it names here.
    private static func declared(_ bytes: [UInt8]) -> String? {
        let head = bytes.prefix(200)
        guard head.starts(with: "<?xml".utf8) else { return nil }
        // Up to the declaration's end, its first two ASCII words after the name in quotation marks or apostrophes.
        let text = String(decoding: head.map { $0 < 0x80 ? $0 : 0x3f }, as: UTF8.self)
        let declaration = text.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard let name = declaration.firstRange(of: "encoding") else { return nil }
        let rest = declaration[name.upperBound...]
        guard let open = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) else { return nil }
        let value = rest[rest.index(after: open)...]
        guard let close = value.firstIndex(of: rest[open]) else { return nil }
        return String(value[..<close])
    }

    /// Broken sequences become U+FFFD.
    private static func valid(_ bytes: [UInt8]) -> [UInt8] {
        String(validating: bytes, as: UTF8.self) != nil ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    /// Bytes that mean nothing in the encoding become U+FFFD, one each.
    private static func convert(_ bytes: ArraySlice<UInt8>, from encoding: String) throws(Unknown) -> [UInt8] {
        guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else {
            throw Unknown(name: encoding)
        }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output: [UInt8] = []
        var chunk = [CChar](repeating: 0, count: 65_536)
        input.withUnsafeMutableBufferPointer { input in
            var from = input.baseAddress
            var left = input.count
            while left > 0 {
                let before = left
                var isFull = false
                let written = chunk.withUnsafeMutableBufferPointer { chunk in
                    var to = chunk.baseAddress
                    var room = chunk.count
                    let result = iconv(converter, &from, &left, &to, &room)
                    isFull = result == Int.max.magnitude * 2 + 1 && errno == E2BIG
                    return chunk.count - room
                }
                output.append(contentsOf: chunk[..<written].lazy.map { UInt8(bitPattern: $0) })
                if left == 0 || isFull && (written > 0 || left < before) { continue }
                output.append(contentsOf: [0xef, 0xbf, 0xbd])
                from = from.map { $0 + 1 }
                left -= 1
            }
        }
        return output
    }
}

extension StringProtocol {
    /// Without any of these at either end, scalar by scalar: a mark that follows a space does not keep it.
    func trimming(_ scalars: String) -> String {
        let unwanted = scalars.unicodeScalars
        var rest = Substring(self).unicodeScalars
        while let first = rest.first, unwanted.contains(first) { rest.removeFirst() }
        while let last = rest.last, unwanted.contains(last) { rest.removeLast() }
        return String(Substring(rest))
    }
}
