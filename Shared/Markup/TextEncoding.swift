import CUchardet
import Foundation
import Text

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes UTF-8 of a document in whatever encoding it is in. A byte order mark says it; else what is UTF-8 is UTF-8, whatever
/// header and declaration say; else the header, then the declaration, where the bytes bear them out; else uchardet's finding.
package enum TextEncoding {
    /// Names of the WHATWG Encoding Standard and what iconv calls the superset that is meant.
    private static let names: [String: String] = [
        "utf-8": "UTF-8", "utf8": "UTF-8", "us-ascii": "UTF-8", "ascii": "UTF-8", "utf8mb4": "UTF-8",
        "utf-8-sig": "UTF-8", "unicode-1-1-utf-8": "UTF-8",
        "gb2312": "GB18030", "gbk": "GB18030", "gb18030": "GB18030", "cp936": "GB18030", "x-gbk": "GB18030",
        "gb_2312-80": "GB18030", "csgb2312": "GB18030", "chinese": "GB18030", "ms936": "GB18030", "hz-gb-2312": "HZ",
        "euc-cn": "GB18030", "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "cn-big5": "BIG5-HKSCS",
        "x-x-big5": "BIG5-HKSCS", "cp950": "BIG5-HKSCS", "euc-tw": "EUC-TW",
        "iso-8859-1": "CP1252", "latin1": "CP1252", "windows-1252": "CP1252", "iso-8859-15": "ISO-8859-15",
        "iso-8859-2": "ISO-8859-2", "windows-1250": "CP1250", "windows-1251": "CP1251", "koi8-r": "KOI8-R",
        "iso-8859-5": "ISO-8859-5", "windows-1254": "CP1254", "windows-1256": "CP1256", "windows-874": "CP874",
        "tis-620": "CP874", "utf-16": "UTF-16LE", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
        "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932", "windows-31j": "CP932", "euc-jp": "EUC-JP",
        "iso-2022-jp": "ISO-2022-JP", "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "uhc": "CP949",
    ]
    /// One byte, one character: anything can be read so, so nothing is borne out.
    private static let singleByte: Set<String> = [
        "CP1252", "ISO-8859-15", "ISO-8859-2", "CP1250", "CP1251", "KOI8-R", "ISO-8859-5", "CP1254", "CP1256", "CP874",
    ]
    /// How encodings of seven bits leave ASCII.
    private static let shifts: [String: [UInt8]] = ["HZ": [0x7e, 0x7b], "ISO-2022-JP": [0x1b, 0x24]]
    /// As much as uchardet looks at, in bytes.
    private static let sample = 1 << 18

    /// - Parameter httpCharset: of the `Content-Type` header.
    package static func utf8(_ bytes: [UInt8], httpCharset: String?) -> [UInt8] {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return valid(Array(bytes.dropFirst(3))) }
        if let widest = widest(bytes) { return convert(bytes.dropFirst(4), from: widest)?.text ?? valid(bytes) }
        if let wide = wide(bytes) {
            let isMarked = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
            return convert(isMarked ? bytes.dropFirst(2) : bytes[...], from: wide)?.text ?? valid(bytes)
        }
        let encoding = name(of: bytes, labels: [httpCharset, declared(bytes)])
        if encoding == "UTF-8" { return DoubleEncoding.undone(valid(bytes)) }
        if encoding == "HZ" {
            return convert(ChineseBytes.eightBits(bytes)[...], from: "GB18030")?.text ?? valid(bytes)
        }
        return convert(bytes[...], from: encoding)?.text ?? valid(bytes)
    }

    /// UTF-32, by its mark.
    private static func widest(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xff, 0xfe, 0, 0]) { return "UTF-32LE" }
        return bytes.starts(with: [0, 0, 0xfe, 0xff]) ? "UTF-32BE" : nil
    }

    /// UTF-16, by its mark or by the zeros in it; nil for what is not.
    package static func wide(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xff, 0xfe]) { return "UTF-16LE" }
        if bytes.starts(with: [0xfe, 0xff]) { return "UTF-16BE" }
        guard bytes.count >= 4, bytes[0] != bytes[1] else { return nil }
        if bytes[1] == 0, bytes[3] == 0 { return "UTF-16LE" }
        return bytes[0] == 0 && bytes[2] == 0 ? "UTF-16BE" : nil
    }

    /// What iconv calls the encoding the bytes are in; "UTF-8" where nothing better is found.
    /// - Parameter labels: what is said of it, the weightiest first.
    package static func name(of bytes: [UInt8], labels: [String?]) -> String {
        let said = labels.compactMap { $0 }.compactMap { names[$0.lowercased().trimming(" \t\"'")] }
        let evidence = Evidence(bytes)
        if evidence.broken == 0 {
            // Seven bits that say themselves what they are.
            if evidence.short + evidence.long == 0, let first = said.first, let mark = shifts[first],
                bytes.firstRange(of: mark) != nil
            {
                return first
            }
            // Two bytes of GBK may look like a Greek letter of UTF-8; three in a row are hardly ever three of anything else.
            let isSure = evidence.long > 0 || evidence.short == 0
            return isSure ? "UTF-8" : said.first { $0 != "UTF-8" && !singleByte.contains($0) } ?? "UTF-8"
        }
        for encoding in said where encoding != "UTF-8" && !singleByte.contains(encoding) {
            if let read = convert(bytes.prefix(sample), from: encoding), read.broken * 100 <= read.text.count {
                return ChineseBytes.other(than: encoding, bytes) ?? encoding
            }
        }
        // A letter cut in half here and there does not make it another encoding.
        if evidence.long > evidence.broken * 2 || evidence.short > evidence.broken * 20 { return "UTF-8" }
        if let found = detected(bytes) { return found }
        if let single = said.first(where: { singleByte.contains($0) }) { return single }
        if let read = convert(bytes.prefix(sample), from: "GB18030"), read.broken == 0 { return "GB18030" }
        return "UTF-8"
    }

    /// What speaks for UTF-8, and what against it.
    private struct Evidence {
        /// Sequences of two bytes, and of three and four.
        var short = 0
        var long = 0
        var broken = 0

        init(_ bytes: [UInt8]) {
            var at = 0
            while at < bytes.count {
                let byte = bytes[at]
                if byte < 0x80 {
                    at += 1
                    continue
                }
                let length =
                    byte >= 0xf0 && byte < 0xf5
                    ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 0
                guard length > 0, at + length <= bytes.count,
                    bytes[(at + 1)..<(at + length)].allSatisfy({ 0x80...0xbf ~= $0 })
                else {
                    broken += 1
                    at += 1
                    continue
                }
                if length == 2 { short += 1 } else { long += 1 }
                at += length
            }
        }
    }

    private static func detected(_ bytes: [UInt8]) -> String? {
        guard let detector = uchardet_new() else { return nil }
        defer { uchardet_delete(detector) }
        let head = bytes.prefix(sample).map { CChar(bitPattern: $0) }
        guard uchardet_handle_data(detector, head, head.count) == 0 else { return nil }
        uchardet_data_end(detector)
        guard let name = uchardet_get_charset(detector) else { return nil }
        guard let found = names[String(cString: name).lowercased()], found != "UTF-8" else { return nil }
        // Few bytes are taken for many things; Chinese is what is expected here.
        if singleByte.contains(found) || found == "EUC-TW" || found == "CP949",
            let read = convert(bytes.prefix(sample), from: "GB18030"), read.broken == 0
        {
            return "GB18030"
        }
        guard let read = convert(bytes.prefix(sample), from: found), read.broken * 50 <= read.text.count else {
            return nil
        }
        return found
    }

    /// The `charset` of a `Content-Type` header.
    package static func charset(ofContentType header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimming(" \t").lowercased() == "charset" else { continue }
            return pair[1].trimming(" \t\"'")
        }
        return nil
    }

    /// The encoding an XML declaration names; it is written in ASCII whatever it names here. White space may stand before it.
    private static func declared(_ bytes: [UInt8]) -> String? {
        let head = bytes.prefix(400).drop { $0 <= 0x20 }
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

    /// Broken sequences become U+FFFD; characters beyond 16 bits that were written as two surrogates become themselves.
    package static func valid(_ bytes: [UInt8]) -> [UInt8] {
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return Array(String(decoding: withoutSurrogates(bytes), as: UTF8.self).utf8)
    }

    /// CESU-8, as crawlers' old databases write emoji.
    private static func withoutSurrogates(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == 0xed, at + 2 < bytes.count, 0xa0...0xbf ~= bytes[at + 1], 0x80...0xbf ~= bytes[at + 2] {
                let isFirst = bytes[at + 1] < 0xb0
                if isFirst, at + 5 < bytes.count, bytes[at + 3] == 0xed, 0xb0...0xbf ~= bytes[at + 4],
                    0x80...0xbf ~= bytes[at + 5]
                {
                    let high = UInt32(bytes[at + 1] & 0x0f) << 6 | UInt32(bytes[at + 2] & 0x3f)
                    let low = UInt32(bytes[at + 4] & 0x0f) << 6 | UInt32(bytes[at + 5] & 0x3f)
                    if let scalar = Unicode.Scalar(0x10000 + (high << 10 | low)) {
                        out += String(Character(scalar)).utf8
                        at += 6
                        continue
                    }
                }
                out += [0xef, 0xbf, 0xbd]
                at += 3
                continue
            }
            out.append(bytes[at])
            at += 1
        }
        return out
    }

    /// Bytes that mean nothing in the encoding become U+FFFD, one each; nil for an encoding iconv does not know.
    package static func convert(_ bytes: ArraySlice<UInt8>, from encoding: String) -> (text: [UInt8], broken: Int)? {
        guard let converter = iconv_open("UTF-8", encoding), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output: [UInt8] = []
        var broken = 0
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
                broken += 1
                from = from.map { $0 + 1 }
                left -= 1
            }
        }
        return (output, broken)
    }
}
