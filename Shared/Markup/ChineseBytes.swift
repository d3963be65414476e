/// Tells GBK from Big5 where one is said to be the other: either can be read as the other, and nothing of it makes sense.
enum ChineseBytes {
    /// As many bytes are looked at.
    private static let sample = 1 << 16
    /// Fewer characters say nothing.
    private static let fewest = 8

    /// The other encoding, where the bytes speak for it and against the one that was said.
    ///
    /// GB2312's characters have both bytes above 0xA0, and its frequent ones begin with 0xB0 to 0xD7. Big5's frequent ones begin with
    /// 0xA4 to 0xC6, and two in five end in a byte of ASCII.
    static func other(than encoding: String, _ bytes: [UInt8]) -> String? {
        var (pairs, low, rare, frequent) = (0, 0, 0, 0)
        var at = 0
        let end = min(bytes.count, sample) - 1
        while at < end {
            guard bytes[at] >= 0x81 else {
                at += 1
                continue
            }
            pairs += 1
            if bytes[at + 1] < 0x80 { low += 1 }
            if 0xa1...0xc6 ~= bytes[at] { frequent += 1 }
            if 0xc9...0xf7 ~= bytes[at] { rare += 1 }
            at += 2
        }
        guard pairs >= fewest else { return nil }
        switch encoding {
        case "GB18030": return low * 5 >= pairs && frequent * 20 >= pairs * 17 ? "BIG5-HKSCS" : nil
        case "BIG5-HKSCS": return low * 30 <= pairs && rare * 5 >= pairs ? "GB18030" : nil
        default: return nil
        }
    }

    /// HZ (RFC 1843) as the GB2312 it stands for: iconv knows it not everywhere.
    static func eightBits(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var (isChinese, at) = (false, 0)
        while at < bytes.count {
            if bytes[at] == 0x7e, at + 1 < bytes.count {
                let mark = bytes[at + 1]
                if mark == 0x7b || mark == 0x7d {
                    isChinese = mark == 0x7b
                } else if mark == 0x7e {
                    out.append(mark)
                }
                // A line end behind the sign is none.
                at += 2
                continue
            }
            // A line ends what is Chinese.
            if bytes[at] == 0x0a { isChinese = false }
            out.append(isChinese && bytes[at] > 0x20 ? bytes[at] | 0x80 : bytes[at])
            at += 1
        }
        return out
    }
}
